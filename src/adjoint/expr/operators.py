"""What `@`, `*`, `+` and their kin mean: as in NumPy, `@` is the matrix product and `*` goes entry by entry."""

from adjoint.expr.build import add, element_power, hadamard, multiply, number, ones, transpose
from adjoint.expr.node import OPERATORS, Expr, Operand
from adjoint.expr.sizes import SCALAR, Shape


def _expr(value: Operand) -> Expr:
    return value if isinstance(value, Expr) else number(value)


def _times(left: Operand, right: Operand) -> Expr:
    a, b = _expr(left), _expr(right)
    return multiply(a, b) if a.is_scalar or b.is_scalar else hadamard(a, b)


def _divide(left: Operand, right: Operand) -> Expr:
    return _times(left, element_power(_expr(right), number(-1)))


def _spread(value: Expr, shape: Shape) -> Expr:
    return multiply(value, ones(shape)) if value.is_scalar and shape != SCALAR else value


def _plus(left: Operand, right: Operand) -> Expr:
    a, b = _expr(left), _expr(right)
    return add(_spread(a, b.shape), _spread(b, a.shape))


OPERATORS.update(
    {
        "transpose": transpose,
        "multiply": multiply,
        "times": _times,
        "divide": _divide,
        "plus": _plus,
        "minus": lambda left, right: _plus(left, _times(-1, right)),
        "raise": lambda base, exponent: element_power(base, _expr(exponent)),
    }
)
