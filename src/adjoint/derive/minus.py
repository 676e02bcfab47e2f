"""Signs where a reader meets fewest: `-A*(x - y)` as `A*(y - x)`, `(h - 1) .* (t - h)` as `(1 - h) .* (h - t)`."""

from itertools import product as choices
from math import prod

from adjoint.expr.build import add, coefficient, multiply, number, without_coefficient
from adjoint.expr.language import (
    Apply, Call, ElementPower, Expr, Hadamard, Identity, Number, Ones, Power, Product, Sum, Transpose,
)  # fmt: skip
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder, transform

ODD = frozenset({"sign", "tanh", "sin", "tan", "sinh"})
"""Elementwise functions of which the sign may be taken out."""
MOST_WAYS, MOST_BRACKETS, MOST_WEIGHT = 16, 6, 200
Way = tuple[int, Expr]


def negated(node: Sum) -> Expr:
    """Minus a sum, term by term."""
    return add(*(multiply(number(-1), term) for term in node.children))


def unbracketed(root: Expr) -> Expr:
    """The expression with `-(B - A)` that no factor stands beside written as `A - B`."""
    return transform(root, _difference)


def _difference(node: Expr) -> Expr | None:
    """A negated bracket without its sign, where that has no more signs."""
    if not isinstance(node, Product) or node.coefficient != -1 or len(node.children) != 1:
        return None
    (inside,) = node.children
    if not isinstance(inside, Sum) or 2 * _minus(inside) < len(inside.children):
        return None
    return negated(inside)


def unsigned(root: Expr) -> Expr:
    """The expression with signs in its products put into brackets, unless a bracket is then written both ways round."""
    if root.weight > MOST_WEIGHT or not _to_gain(root):
        return root
    found = _put(root)
    found = root if _both_ways(found) and not _both_ways(root) else found
    front, taken, _ = _rank(found)
    for bracket in _brackets(found)[:MOST_BRACKETS] if front or taken else ():
        turned = _turned(found, bracket)
        others = [other for other in (_settled(turned), _put(turned)) if not _both_ways(other)]
        found = min([found, *others], key=_rank)
    return found


def _to_gain(root: Expr) -> bool:
    """Whether brackets have a sign before them or take a constant off."""
    brackets = _brackets(root)
    if not brackets or any(map(_constants_taken, brackets)):
        return bool(brackets)
    parts = postorder(root)
    return any(coefficient(part) < 0 and any(isinstance(met, Sum) for met in postorder(part)) for part in parts)


def _put(root: Expr) -> Expr:
    done: dict[Expr, Expr] = {}
    for node in postorder(root):
        built = rebuild(node, tuple(done[child] for child in node.children))
        done[node] = add(*map(_term, built.children)) if isinstance(built, Sum) else built
    return _settled(done[root])


def _turned(root: Expr, bracket: Sum) -> Expr:
    """The expression with one bracket the other way round wherever it stands."""
    other = negated(bracket)

    def change(part: Expr) -> Expr | None:
        if part is bracket:
            return multiply(number(-1), other)
        even = _is_even(part) and part.children[0] is bracket
        return rebuild(part, (other, *part.children[1:])) if even else None

    return transform(root, change)


def _is_even(node: Expr) -> bool:
    """Whether the sign of the first operand is without effect."""
    if isinstance(node, Call):
        return node.function in ("norm1", "norm2", "normF")
    power = isinstance(node, ElementPower) or (isinstance(node, Power) and node.is_scalar)
    exponent = node.children[1] if power else None
    return isinstance(exponent, Number) and exponent.value % 2 == 0


def _is_odd(node: Expr) -> bool:
    """Whether a sign of an operand is one of the whole."""
    if isinstance(node, ElementPower):
        exponent = node.children[1]
        return isinstance(exponent, Number) and exponent.value % 2 == 1
    return isinstance(node, (Product, Hadamard, Transpose)) or (isinstance(node, Apply) and node.function in ODD)


def _settled(whole: Expr) -> Expr:
    """The product with the fewest signs; of as few, with constants before what is taken off."""
    return min(_signed(whole), key=_rank)


def _term(term: Expr) -> Expr:
    """The term of a sum, where a sign in front is one between terms: constants stay before what is taken off."""
    return min(_signed(term), key=lambda way: (_rank(way)[1], _rank(way)))


def _signed(node: Expr) -> list[Expr]:
    """The ways to write a product, as given first."""
    if not isinstance(node, (Product, Hadamard)):
        return [node]
    return [multiply(number(sign), way) for sign, way in _ways(node)]


def _rank(term: Expr) -> tuple[int, int, int]:
    """Signs in front of something, constants that are taken off, and all signs."""
    parts = list(postorder(term))
    front = (coefficient(term) < 0) + sum(map(_in_front, parts))
    brackets = [part for part in parts if isinstance(part, Sum)]
    return front, sum(map(_constants_taken, brackets)), front + sum(map(_minus, brackets))


def _in_front(node: Expr) -> int:
    """How many of the operands begin with a sign."""
    signs = [coefficient(child) < 0 for child in node.children]
    return all(signs) if isinstance(node, Sum) else sum(signs)


def _ways(node: Expr) -> list[Way]:
    """The node with the brackets among its factors either way round, each with the sign that this makes."""
    if isinstance(node, Sum):
        turned = [next((way for sign, way in _ways(term) if sign < 0), None) for term in node.children]
        within = [way for way in turned if way is not None]
        return [(1, node), (-1, negated(node)), *([(-1, add(*within))] if len(within) == len(turned) else [])]
    parts = [_ways(child) for child in node.children] if _is_odd(node) else []
    if not 1 < prod(map(len, parts)) <= MOST_WAYS:
        return [(1, node)]
    chosen = ((prod(sign for sign, _ in choice), tuple(way for _, way in choice)) for choice in choices(*parts))
    ways = [(sign, rebuild(node, children)) for sign, children in chosen]
    return [(sign, way) for sign, way in ways if way is node or not _both_ways(way)] or [(1, node)]


def _minus(node: Sum) -> int:
    """How many terms are taken off."""
    return sum(coefficient(term) < 0 for term in node.children)


def _constants_taken(node: Sum) -> int:
    """How many of them are constants."""
    bodies = [without_coefficient(term) for term in node.children if coefficient(term) < 0]
    return sum(isinstance(body, (Number, Ones, Identity)) for body in bodies)


def _both_ways(node: Expr) -> bool:
    """Whether a bracket and its negative stand in a node."""
    brackets = _brackets(node)
    return not {*brackets}.isdisjoint(map(negated, brackets))


def _brackets(node: Expr) -> list[Sum]:
    return [part for part in postorder(node) if isinstance(part, Sum)]
