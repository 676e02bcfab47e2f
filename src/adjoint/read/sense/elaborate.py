"""From the tree, its shapes known, to the expression."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from adjoint.errors import DomainError, TooLarge
from adjoint.expr.build import (
    add,
    colon,
    element_power,
    hadamard,
    kron,
    multiply,
    number,
    ones,
    power,
    transpose,
)  # fmt: skip
from adjoint.expr.infer import facts
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import ONE, Shape
from adjoint.read.sense.arrays import NOTES, matrix_power
from adjoint.read.sense.blocks import assembled
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.sense.norms import make_bars
from adjoint.read.tree.syntax import (
    Applied,
    Blocks,
    Factors,
    Frobenius,
    Negation,
    Node,
    Norm,
    Numeral,
    Raised,
    Terms,
    Transposed,
    bottom_up,
    parts,
)  # fmt: skip

DEEPEST_EXPRESSION = 120
_MOST_BITS = 8192


class Maker:
    """Builds expressions; `notes` collects what a reader should be told of each sum and power.

    `leaf` makes names and the functions that are not built in; `shape` is the inferred shape of a node.
    """

    def __init__(self, leaf: "Callable[[Maker, Node], Expr]", shape: Callable[[Node], Shape]) -> None:
        self.leaf = leaf
        self.shape = shape
        self.made: dict[Node, Expr] = {}
        self.notes: list[str] = []

    def make(self, root: Node) -> Expr:
        """The expression of a tree."""
        depth: dict[Node, int] = {}
        bits: dict[Node, int] = {}
        for node in bottom_up(root):
            rule = _RULES.get(type(node), Maker.leaf_of)
            depth[node] = 1 + max((depth[part] for part in parts(node)), default=0)
            bits[node] = self.bits(node, bits)
            if depth[node] > DEEPEST_EXPRESSION or bits[node] > _MOST_BITS:
                what, hint = ("an expression nested too deep", "give inner parts names")
                if depth[node] <= DEEPEST_EXPRESSION:
                    what, hint = ("numbers with too many digits", "give the number a name")
                raise TooLarge(what, hint=hint, position=node.start, length=node.end - node.start)
            self.made[node] = rule(self, node)
        return self.made[root]

    def bits(self, node: Node, known: dict[Node, int]) -> int:
        """A bound on the digits that the numbers of a node may come to, in bits."""
        if isinstance(node, Numeral):
            return node.value.numerator.bit_length() + node.value.denominator.bit_length() - 1
        if not isinstance(node, Raised):
            return sum(known[part] for part in parts(node))
        exponent = self.made[node.exponent]
        times = abs(exponent.value) if isinstance(exponent, Number) else Fraction(1)
        if times.numerator > 10**6 or times.denominator > 10**6:
            return _MOST_BITS + 1
        return math.ceil(known[node.base] * times) + known[node.exponent]

    def leaf_of(self, node: Node) -> Expr:
        """A name, or a function that is not built in."""
        return self.leaf(self, node)

    def operands(self, node: Node) -> tuple[Expr, ...]:
        """The expressions of the operands."""
        return tuple(self.made[part] for part in parts(node))

    def note(self, sentence: str) -> None:
        """Tell the reader something, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


def make_builtin(maker: Maker, node: Applied) -> Expr:
    """The value of a built-in function."""
    _check_domain(node, maker.operands(node))
    value = BUILTINS[node.function].make(node, maker.operands(node), maker.shape(node))
    if node.function in NOTES and (note := NOTES[node.function](node.function, maker.operands(node)[0])):
        maker.note(note)
    if node.function == "adj":
        maker.note(f"adj({maker.operands(node)[0]}) is taken where its argument is invertible")
    return value


def _check_domain(node: Applied, operands: tuple[Expr, ...]) -> None:
    """Refuse a function of a number at which it has no value."""
    outside, need = _DOMAINS.get(node.function, (None, ""))
    if outside and isinstance(operands[0], Number) and outside(operands[0].value):
        raise DomainError(
            f"`{node.function}` of {operands[0]} has no real value",
            hint=f"its argument must be {need}",
            position=node.start,
            length=node.end - node.start,
        )


_DOMAINS: dict[str, tuple[Callable[[Fraction], bool], str]] = {
    "log": (lambda value: value <= 0, "positive"),
    "sqrt": (lambda value: value < 0, "at least 0"),
    "logm": (lambda value: value <= 0, "positive"),
    "sqrtm": (lambda value: value < 0, "at least 0"),
    "asin": (lambda value: abs(value) > 1, "between -1 and 1"),
    "acos": (lambda value: abs(value) > 1, "between -1 and 1"),
    "inv": (lambda value: value == 0, "other than 0"),
    "gammaln": (lambda value: value <= 0 and value.denominator == 1, "no whole number below 1"),
}


def _terms(maker: Maker, node: Terms) -> Expr:
    shape = maker.shape(node)
    made = [(sign, _spread(maker, maker.made[term], shape)) for sign, term in node.terms]
    return add(*(term if sign == "+" else multiply(number(-1), term) for sign, term in made))


def _spread(maker: Maker, term: Expr, shape: Shape) -> Expr:
    if term.shape == shape:
        return term
    if term.is_scalar:
        if shape[0] == shape[1] and not isinstance(term, Number):
            maker.note(
                f"{term} is added to every entry; its multiple of the identity would be written {term}*eye({shape[0]})"
            )
        return multiply(term, ones(shape))
    maker.note(f"{term} is added to every column")
    return multiply(term, transpose(ones((shape[1], ONE))))


def _factors(maker: Maker, node: Factors) -> Expr:
    value = [maker.made[node.first]]
    for operator, factor in node.rest:
        right = maker.made[factor]
        if operator in "/./" and isinstance(right, Number) and right.value == 0:
            raise DomainError("a division by 0", hint="0 has no inverse", position=factor.start, length=1)
        if operator in "*/":
            value.append(right if operator == "*" else power(right, number(-1)))
        else:
            value = [_OPERATORS[operator](multiply(*value), right)]
    return multiply(*value)


def _entrywise(left: Expr, right: Expr) -> Expr:
    return multiply(left, right) if left.is_scalar or right.is_scalar else hadamard(left, right)


def _divided(left: Expr, right: Expr) -> Expr:
    return _entrywise(left, element_power(right, number(-1)))


_OPERATORS: dict[str, Callable[[Expr, Expr], Expr]] = {
    "./": _divided,
    ".*": _entrywise,
    "kron": kron,
}


def _raised(maker: Maker, node: Raised) -> Expr:
    base, exponent = maker.made[node.base], maker.made[node.exponent]
    if isinstance(exponent, Number) and exponent.value.denominator != 1 and not base.is_scalar and not node.entrywise:
        return matrix_power(base, exponent)
    if (
        not isinstance(exponent, Number)
        and not base.is_scalar
        and not node.entrywise
        and "integer" not in facts(exponent)
    ):
        maker.note(f"{exponent}, the exponent of a matrix, is a whole number")
    return element_power(base, exponent) if node.entrywise else power(base, exponent)


def _frobenius(maker: Maker, node: Frobenius) -> Expr:
    value, *rest = maker.operands(node)
    for factor in rest:
        value = colon(value, factor)
    return value


_RULES: dict[type[Node], Callable[[Maker, Any], Expr]] = {
    Numeral: lambda maker, node: number(node.value),
    Negation: lambda maker, node: multiply(number(-1), maker.made[node.operand]),
    Transposed: lambda maker, node: transpose(maker.made[node.operand]),
    Terms: _terms,
    Factors: _factors,
    Frobenius: _frobenius,
    Raised: _raised,
    Blocks: lambda maker, node: assembled([[maker.made[cell] for cell in row] for row in node.rows]),
    Norm: lambda maker, node: make_bars(maker.made[node.operand], node.subscript),
}
