"""Fractions, and real numbers that are small and whole at random points: for examples to be checked by hand."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from math import isqrt
from random import Random

from flint import arb, ctx, fmpq, fmpq_mat

from adjoint.check.balls import Balls
from adjoint.check.ground import Family, Ground, Matrix, NoRoot, Reject, Scalar
from adjoint.errors import Unsupported


def precision(bits: int) -> AbstractContextManager[None]:
    """Balls with so many bits, as long as it is entered."""
    return ctx.workprec(bits)


def apart(x: Scalar, y: Scalar) -> bool:
    """Whether two numbers surely differ."""
    if not isinstance(x, arb):
        return bool(x != y)
    gap = x - y
    return bool(gap.is_finite() and not gap.contains(0))


def plain(entry: Scalar) -> int | float | str:
    """A number as JSON has it: whole, a fraction as text, or rounded to six digits."""
    if isinstance(entry, arb):
        value = 0.0 if entry.contains(0) else float(entry.mid())
        return int(value) if value == int(value) and (entry.is_exact() or value == 0) else float(f"{value:.6g}")
    return int(entry.p) if entry.q == 1 else str(entry)


class Rationals(Ground):
    """Fractions, with roots of squares; what else there is raises `Unsupported`."""

    def number(self, value: Fraction | int) -> Scalar:
        return fmpq(value) if isinstance(value, int) else fmpq(value.numerator, value.denominator)

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return fmpq_mat(rows, cols, list(entries))

    def is_zero(self, value: Scalar) -> bool:
        return bool(value == 0)

    def is_positive(self, value: Scalar) -> bool:
        return bool(value > 0)

    def size_of(self, value: Scalar) -> float:
        return 0.0 if value == 0 else 1.0

    def root(self, value: Scalar) -> Scalar:
        if value <= 0:
            raise NoRoot("root of a value that is not positive")
        above, below = isqrt(int(value.p)), isqrt(int(value.q))
        if above**2 != value.p or below**2 != value.q:
            raise NoRoot("no rational root")
        return fmpq(above, below)

    def sign(self, value: Scalar) -> Scalar:
        if value == 0:
            raise Reject("sign of zero")
        return fmpq(1) if value > 0 else fmpq(-1)

    def exp(self, value: Scalar) -> Scalar:
        raise Unsupported("not a fraction")

    log = log_abs = asin = atan = erf = gammaln = exp

    def sin_cos(self, value: Scalar) -> tuple[Scalar, Scalar]:
        raise Unsupported("not a fraction")

    def polygamma(self, order: int, value: Scalar) -> Scalar:
        raise Unsupported("not a fraction")

    def pi(self) -> Scalar:
        raise Unsupported("not a fraction")

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        raise Unsupported("not a fraction")

    def family(self, function: str, point: Sequence[Scalar]) -> Family:
        raise Unsupported("an unknown function has no values")

    def free(self, draw: Random) -> Scalar:
        return fmpq(draw.choice((-1, 0, 0, 1, 1, 2)))

    def positive(self, draw: Random) -> Scalar:
        return fmpq(draw.choice((1, 1, 2)))

    def unit(self, draw: Random) -> Scalar:
        return fmpq(1, draw.choice((2, 3, 4)))

    def inside(self, draw: Random) -> Scalar:
        return fmpq(draw.choice((-1, 1)), draw.choice((2, 3)))


class SmallBalls(Balls):
    """Real numbers, the random ones small and whole."""

    def free(self, draw: Random) -> Scalar:
        return arb(draw.choice((-1, 0, 1, 1, 2)))

    def positive(self, draw: Random) -> Scalar:
        return arb(draw.choice((1, 1, 2)))

    def unit(self, draw: Random) -> Scalar:
        return arb(1) / draw.choice((2, 3, 4))

    def inside(self, draw: Random) -> Scalar:
        return arb(draw.choice((-1, 1))) / draw.choice((2, 3))
