"""Which expressions are never negative, which are positive wherever they have a value, and where they vanish."""

from fractions import Fraction

from adjoint.expr.build import coefficient, multiply, number, transpose
from adjoint.expr.infer import facts
from adjoint.expr.language import (
    Apply, Call, Colon, ElementPower, Expr, Hadamard, Number, Ones, Power, Product, Sum, Transpose,
)  # fmt: skip
from adjoint.expr.walk import postorder

MAY_VANISH = frozenset({"norm1", "norm2", "normF", "normspec", "normnuc", "sqrt", "abs", "relu", "step"})
"""Functions that are never negative, and may be zero."""
_KEEPING = frozenset({"sum", "tr", "diag", "diagvec", "vec", "max"})


def positive(node: Expr) -> bool:
    """Whether a number, or each entry of an array, is positive whatever the values of the variables."""
    if isinstance(node, Sum):
        sums = all(map(never_negative, node.children)) and any(map(positive, node.children))
        return sums or _is_what_is_left_of_one(node)
    if any(isinstance(part, (Apply, Call)) and part.function in MAY_VANISH for part in postorder(node)):
        return False
    return "positive" in facts(node)


def _is_what_is_left_of_one(node: Sum) -> bool:
    """Whether it is one less something between nought and one, as `1 - sigmoid(x)`."""
    one = [part for part in node.children if isinstance(part, Ones) or (isinstance(part, Number) and part.value == 1)]
    rest = [part for part in node.children if part not in one]
    if len(one) != 1 or len(rest) != 1 or coefficient(rest[0]) != -1:
        return False
    return "unit-interval" in facts(multiply(number(-1), rest[0]))


def never_negative(node: Expr) -> bool:
    """Whether no entry is negative: of squares, absolute values, norms, and what is made of them."""
    if isinstance(node, Number):
        return node.value >= 0
    if "positive" in facts(node):
        return True
    if isinstance(node, (Apply, Call)) and node.function in MAY_VANISH:
        return True
    if isinstance(node, (Power, ElementPower)) and (node.is_scalar or isinstance(node, ElementPower)):
        return _is_even(node.children[1]) or never_negative(node.children[0])
    if isinstance(node, (Sum, Hadamard)) or (isinstance(node, Call) and node.function in _KEEPING):
        return all(map(never_negative, node.children))
    if isinstance(node, Colon):
        return node.children[0] is node.children[1] or all(map(never_negative, node.children))
    return isinstance(node, Product) and _product(node)


def _product(node: Product) -> bool:
    chain = _form(node) is not None or all(map(never_negative, node.chain))
    return node.coefficient > 0 and chain and all(map(never_negative, node.scalars))


def _is_even(exponent: Expr) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value % 2 == 0


def _form(node: Product) -> Expr | None:
    """The vector `x` of `x'*x`, or of `x'*P*x` with P positive definite."""
    if not node.is_scalar or len(node.chain) < 2 or node.chain[0] is not transpose(node.chain[-1]):
        return None
    inner = node.chain[1:-1]
    return node.chain[-1] if not inner or "posdef" in facts(multiply(*inner)) else None


def vanishing(node: Expr) -> Expr:
    """The array that is zero exactly where a number is: of `norm2(x)^2`, `x'*P*x` or `sum(x.^2)` the array `x`."""
    if isinstance(node, Power) and isinstance(node.children[1], Number):
        return vanishing(node.children[0])
    if isinstance(node, Call) and node.function in ("norm1", "norm2", "normF"):
        return node.children[0]
    if isinstance(node, Call) and node.function == "sum" and never_negative(node.children[0]):
        return _each(node.children[0])
    if isinstance(node, Product) and not node.split and node.coefficient == Fraction(1):
        return _form(node) or node
    return _each(node) if node.is_scalar else node


def _each(node: Expr) -> Expr:
    """The array whose entries are zero exactly where those of a power or an absolute value are."""
    if isinstance(node, ElementPower) and isinstance(node.children[1], Number):
        return _each(node.children[0])
    if isinstance(node, Apply) and node.function == "abs":
        return _each(node.children[0])
    return node.children[0] if isinstance(node, Transpose) else node


def entries_vanishing(node: Expr) -> Expr:
    """The array whose entries are zero exactly where those of the node are."""
    return _each(node)
