"""Exact numbers as steps: digits where a float holds them exactly, a quotient of two whole numbers else."""

from fractions import Fraction

from adjoint.emit.plan import Plan
from adjoint.errors import TooLarge

_EXACT = 2**53


def halves(value: Fraction) -> tuple[Fraction, Fraction]:
    """A positive number as numerator and denominator; the denominator is 1 where one literal will do."""
    denominator = value.denominator
    small = value.numerator < _EXACT and denominator < _EXACT
    decimal = denominator & (denominator - 1) == 0 and denominator <= 1024
    if small and not decimal:
        return Fraction(value.numerator), Fraction(denominator)
    return value, Fraction(1)


def literal(plan: Plan, value: Fraction) -> int:
    """The step of a number, of either sign."""
    if value < 0:
        return plan.put("negative", literal(plan, -value))
    above, below = halves(value)
    if below != 1:
        return plan.put("divide", literal(plan, above), literal(plan, below))
    return plan.put("number", text=_digits(value))


def _digits(value: Fraction) -> str:
    if value.denominator == 1 and value < _EXACT:
        return str(value.numerator)
    try:
        near = float(value)
    except OverflowError:
        near = 0.0
    if not near:
        raise TooLarge(f"the number {str(value)[:40]}... is outside the range of a float")
    return repr(near)
