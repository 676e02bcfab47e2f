"""Powers of scalars, of entries and of square matrices."""

from fractions import Fraction

from adjoint.emit.axes import axes
from adjoint.emit.literals import literal
from adjoint.emit.plan import Making, Plan
from adjoint.errors import Unsupported
from adjoint.expr.language import Call, Expr, Number

_NORMS = ("normF", "norm2")


def power_value(plan: Plan, node: Expr) -> Making:
    """The step of a `Power`."""
    base, exponent = node.children
    if not node.is_scalar:
        return (yield from _matrix_power(plan, base, exponent))
    square = isinstance(exponent, Number) and exponent.value == 2
    if square and isinstance(base, Call) and base.function in _NORMS and not base.children[0].is_scalar:
        value = yield base.children[0]
        return inner(plan, base.children[0], value, value)
    return (yield from entry_power(plan, node))


def entry_power(plan: Plan, node: Expr) -> Making:
    """The step of an `ElementPower`, or of the power of a scalar."""
    base, exponent = node.children
    value = yield base
    if not isinstance(exponent, Number):
        return plan.put("power", value, (yield exponent))
    e = exponent.value
    if e < 0:
        one = literal(plan, Fraction(1))
        return plan.put("divide", one, _positive(plan, value, -e))
    return _positive(plan, value, e)


def _positive(plan: Plan, value: int, exponent: Fraction) -> int:
    if exponent == 1:
        return value
    if exponent == Fraction(1, 2):
        return plan.put("sqrt", value)
    return plan.put("power", value, literal(plan, exponent))


def _matrix_power(plan: Plan, base: Expr, exponent: Expr) -> Making:
    value = yield base
    if not isinstance(exponent, Number):
        return plan.put("whole matrix power", value, (yield exponent))
    if exponent.value.denominator != 1:
        raise Unsupported(
            f"there is no code for the power {exponent} of a matrix", hint="whole powers of a matrix have code"
        )
    return plan.put("matrix power", value, literal(plan, exponent.value))


def inner(plan: Plan, node: Expr, left: int, right: int) -> int:
    """The Frobenius product of two values in the node's shape."""
    vector = len(axes(node)) == 1
    return plan.put("matmul", left, right) if vector else plan.put("sum", plan.put("multiply", left, right))
