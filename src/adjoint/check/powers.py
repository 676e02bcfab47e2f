"""Powers of numbers on jets: rational exponents, and exponents that vary."""

from collections.abc import Iterator
from fractions import Fraction

from adjoint.check.ground import Ground, Matrix, Reject, Scalar
from adjoint.check.jets import Jet, Triple, is_still, lift, plus


def rational(ground: Ground, exponent: Fraction, jet: Jet) -> Jet:
    """Every entry to one rational power."""
    return lift(ground, _triple(exponent), jet)


def _triple(exponent: Fraction) -> Triple:
    def values(g: Ground, v: Scalar) -> Iterator[Scalar]:
        yield g.fraction_power(v, exponent)
        yield _slope(g, v, exponent, 1)
        yield _slope(g, v, exponent, 2)

    return values


def _slope(g: Ground, v: Scalar, exponent: Fraction, order: int) -> Scalar:
    front = exponent if order == 1 else exponent * (exponent - 1)
    return g.number(front) * g.fraction_power(v, exponent - order) if front else g.number(0)


def moving(ground: Ground, jet: Jet, exponent: Jet, known: Fraction | None) -> Jet:
    """Every entry, positive, to the power of one scalar, whose value may be a `known` rational number."""
    e, e1, e2, e3 = (None if part is None else part[0, 0] for part in exponent)
    parts = [None if part is None else part.entries() for part in jet]
    turns = not is_still(exponent)
    rows = [_entry(ground, v, e, known, turns) for v in jet[0].entries()]

    def at(part: list[Scalar] | None, k: int) -> Scalar:
        return 0 if part is None else part[k]

    def first(part: list[Scalar] | None, step: Scalar | None) -> Matrix | None:
        if part is None and step is None:
            return None
        return matrix([row[1] * at(part, k) + row[2] * (step or 0) for k, row in enumerate(rows)])

    def matrix(entries: list[Scalar]) -> Matrix:
        return ground.matrix(jet[0].nrows(), jet[0].ncols(), entries)

    mixed = first(parts[3], e3)
    f1, f2 = first(parts[1], e1), first(parts[2], e2)
    if f1 is not None and f2 is not None:
        b, c, p, q = parts[1], parts[2], e1 or 0, e2 or 0
        mixed = plus(mixed, matrix([
            vv * at(b, k) * at(c, k) + ve * (at(b, k) * q + at(c, k) * p) + ee * p * q
            for k, (_, _, _, vv, ve, ee) in enumerate(rows)
        ]))  # fmt: skip
    return (matrix([row[0] for row in rows]), f1, f2, mixed)


def _entry(g: Ground, v: Scalar, e: Scalar, known: Fraction | None, turns: bool) -> tuple[Scalar, ...]:
    """The power and its derivatives by base and exponent: value, v, e, vv, ve, ee."""
    if g.is_zero(v):
        raise Reject("power of zero")
    f = g.power(v, e) if known is None else g.fraction_power(v, known)
    log = g.log(v) if turns else g.number(0)
    return (f, e * f / v, log * f, e * (e - 1) * f / v / v, (1 + e * log) * f / v, log * log * f)
