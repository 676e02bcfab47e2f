"""Scalars that are sums of products, `x'*A*y`, `tr(A*B)`, `A : B`, `sum(x .* y)`, norms, each written in one way.

The laws are those of the book's chapter "one spelling for scalars". Every such scalar is a circle of factors,
as in a trace, which may be cut anywhere and gone round the other way; entries of vectors commute.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from adjoint.derive.parts import powers_of, written
from adjoint.expr.build import (
    call, colon, element_power, hadamard, multiply, number, power, transpose, without_coefficient,
)  # fmt: skip
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import (
    Apply, Call, Colon, ElementPower, Expr, Hadamard, Number, Ones, Power, Product, Sum, Symbol, Transpose,
)  # fmt: skip
from adjoint.expr.order import factor_order
from adjoint.expr.rebuild import rebuild
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import differentials, postorder

Links = tuple[Expr, ...]
HALF = Fraction(1, 2)
LONGEST = 12


def spelled(root: Expr) -> Expr:
    """The expression with every such scalar in it, unless something in it moves, written in one way."""
    done: dict[Expr, Expr] = {part: part for part in differentials(root)}
    for node in postorder(root, known=done):
        built = rebuild(node, tuple(done[child] for child in node.children))
        done[node] = _scalar(built) if built.is_scalar and not built.moving else built
    return done[root]


def _scalar(node: Expr) -> Expr:
    if isinstance(node, Power):
        base, exponent = node.children
        return _norm_power(base, exponent.value) if isinstance(exponent, Number) else node
    if isinstance(node, Apply) and node.function == "sqrt":
        return _norm_power(node.children[0], HALF, node)
    if isinstance(node, Apply) and node.function == "log":
        return _log(node)
    if isinstance(node, Colon):
        return _frobenius(*node.children)
    if isinstance(node, Call) and node.function == "tr":
        return _circle(_links(node.children[0]), node)
    if isinstance(node, Call) and node.function == "sum":
        return _entries(node.children, node)
    if isinstance(node, Product) and node.chain and not node.split:
        return multiply(number(node.coefficient), _circle(node.chain, without_coefficient(node)))
    return node


def _log(node: Apply) -> Expr:
    (inside,) = node.children
    return call("logdet", *inside.children) if isinstance(inside, Call) and inside.function == "det" else node


def _norm_power(base: Expr, exponent: Fraction, node: Expr | None = None) -> Expr:
    """A power of a norm, or of a squared one: even powers of a name's are inner products, odd ones of norms."""
    of, times = _squared(base), 2 * exponent
    if of is None and isinstance(base, Call) and base.function in ("norm2", "normF"):
        of, times = base, exponent
    if of is None or times.denominator != 1:
        return node or power(base, number(exponent))
    inner = of.children[0]
    if times % 2 == 0 and isinstance(inner, Symbol) and inner.shape[1] == ONE:
        return power(multiply(transpose(inner), inner), number(times / 2))
    return power(of, number(times))


def _squared(node: Expr) -> Expr | None:
    """The norm whose square the node is."""
    if isinstance(node, Power) and node.children[1] is number(2):
        base = node.children[0]
        return base if isinstance(base, Call) and base.function in ("norm2", "normF") else None
    chain = node.chain if isinstance(node, Product) and not node.split and node.coefficient == 1 else ()
    return call("norm2", chain[1]) if len(chain) == 2 and chain[0] is transpose(chain[1]) else None


def _links(node: Expr) -> Links:
    return node.chain if isinstance(node, Product) and not node.split and node.coefficient == 1 else (node,)


def _turn(link: Expr) -> Expr:
    return link if is_symmetric(link) else transpose(link)


def _reversed(links: Sequence[Expr]) -> Links:
    return tuple(_turn(link) for link in reversed(links))


def _frobenius(left: Expr, right: Expr) -> Expr:
    node = colon(left, right)
    if not isinstance(node, Colon):
        return node
    of_entries = any(isinstance(part, (Hadamard, ElementPower)) for part in (left, right))
    if of_entries or left is right:
        return _entries((left, right), node)
    return _circle((*_reversed(_links(left)), *_links(right)), node)


def _circle(links: Links, node: Expr) -> Expr:
    """A trace of a product: rows times columns where there are any, a squared norm, else the least of all ways."""
    if len(links) > LONGEST or any(isinstance(link, Ones) for link in links):
        return node
    cuts = [i for i, link in enumerate(links) if link.shape[0] == ONE]
    if cuts:
        turned = (*links[cuts[0] :], *links[: cuts[0]])
        places = [*(cut - cuts[0] for cut in cuts), len(turned)]
        return multiply(*(_segment(turned[i:j], node) for i, j in pairwise(places)))
    ways = [(*way[i:], *way[:i]) for way in (links, _reversed(links)) for i in range(len(links))]
    halves = [half for way in ways if (half := _half(way)) is not None]
    if halves:
        return power(call("normF", multiply(*min(halves, key=_rank))), number(2))
    best = min(ways, key=_rank)
    if len(links) == 2:
        pairs = [(_turn(first), second) for first, second in ways]
        pair = min(pairs, key=_rank)
        if _rank(pair)[0] <= _rank(best)[0]:
            return colon(*pair)
    return call("tr", multiply(*best))


def _segment(links: Links, node: Expr) -> Expr:
    """A row times a column."""
    first, *inner, last = links if len(links) > 1 else (*links, *links)
    weights = [link.children[0] for link in inner if isinstance(link, Call) and link.function == "diag"]
    factors = (transpose(first), *weights, last)
    if len(links) == 1:
        return first
    if len(weights) == len(inner) and (weights or any(isinstance(x, (Hadamard, ElementPower)) for x in factors)):
        return _entries(factors, multiply(*links))
    half = _half(links)
    if half is not None:
        column = multiply(*half)
        return multiply(*links) if isinstance(column, Symbol) else power(call("norm2", column), number(2))
    return multiply(*min((links, _reversed(links)), key=_rank))


def _half(links: Links) -> Links | None:
    """The second half of the factors where the first is its transpose."""
    count, odd = divmod(len(links), 2)
    return links[count:] if not odd and _reversed(links) == links else None


def _entries(arrays: Sequence[Expr], node: Expr) -> Expr:
    """The sum of the products of matching entries: of columns a row times a column, of matrices with the colon."""
    if len(arrays) == 1 and isinstance(arrays[0], (Product, Sum)):
        return node
    if len(arrays) == 1 and isinstance(arrays[0], Apply) and arrays[0].function == "abs":
        return call("norm1", *arrays[0].children)
    parts = [part for array in arrays for part in (array.children if isinstance(array, Hadamard) else (array,))]
    powers = powers_of(part for part in parts if not isinstance(part, Ones))
    if any(exponent <= 0 or exponent.denominator != 1 for exponent in powers.values()) or not powers:
        return node
    column = arrays[0].shape[1] == ONE
    if len(powers) == 1:
        ((base, exponent),) = powers.items()
        if exponent == 2 and not column:
            return power(call("normF", base), number(2))
        if exponent == 2:
            return multiply(transpose(base), base) if isinstance(base, Symbol) else _norm_square(base)
        return call("sum", element_power(base, number(exponent)))
    first, *rest = sorted(written(powers, element_power), key=_entry_order)
    if column:
        return multiply(transpose(first), hadamard(*rest))
    if len(rest) == 1 and not isinstance(rest[0], ElementPower):
        return _circle((*_reversed(_links(first)), *_links(rest[0])), node)
    return colon(first, hadamard(*rest))


def _norm_square(column: Expr) -> Expr:
    return power(call("norm2", column), number(2))


def _entry_order(node: Expr) -> tuple[bool, object]:
    return isinstance(node, ElementPower), factor_order(node)


def _rank(links: Sequence[Expr]) -> tuple[int, list[str], list[bytes]]:
    turned = sum(isinstance(link, Transpose) for link in links)
    return turned, [link.lead for link in links], [link.digest for link in links]
