"""Real numbers as balls: a midpoint and a radius that surely hold the value (Arb's arithmetic).

The precision is that of `flint.ctx`, which the caller sets; the random points do not depend on it.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from random import Random

from flint import acb_mat, arb, arb_mat, fmpq

from adjoint.check.ground import Family, Ground, Matrix, NoRoot, Reject, Scalar, stream

_STEPS = 2**24
MAGNITUDES = tuple(Fraction(4) ** power for power in (0, -2, 2, -5, 6, -12, 16))
"""Of what size random values are where it may matter."""


class Balls(Ground):
    """The real line at one random point, whose free and positive values are of a magnitude."""

    def __init__(self, key: str, magnitude: Fraction = Fraction(1)) -> None:
        self._key = key
        self._magnitude = self.number(magnitude)

    def number(self, value: Fraction | int) -> Scalar:
        return arb(value) if isinstance(value, int) else arb(fmpq(value.numerator, value.denominator))

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return arb_mat(rows, cols, entries)

    def is_zero(self, value: Scalar) -> bool:
        return bool(value.contains(0))

    def is_positive(self, value: Scalar) -> bool:
        return bool(value > 0)

    def size_of(self, value: Scalar) -> float:
        return float(value.abs_lower())

    def matrix_exp(self, array: Matrix) -> Matrix:
        return array.exp()

    def spectrum(self, array: Matrix) -> tuple[list[Scalar], Matrix, Matrix]:
        try:
            values, vectors = acb_mat(array).eig(right=True)
            return values, vectors, vectors.inv()
        except (ValueError, ZeroDivisionError) as error:
            raise Reject("eigenvalues that cannot be told apart") from error

    def symmetric_spectrum(self, array: Matrix) -> tuple[list[Scalar], Matrix]:
        values, vectors, _ = self.spectrum(array)
        n = len(values)
        order = sorted(range(n), key=lambda k: float(values[k].real.mid()))
        columns = [self._unit([vectors[i, k] for i in range(n)]) for k in order]
        return [values[k].real for k in order], arb_mat(n, n, [column[i] for i in range(n) for column in columns])

    @staticmethod
    def _unit(column: list[Scalar]) -> list[Scalar]:
        """The real unit vector along a complex multiple of it."""
        top = max(column, key=lambda entry: float(abs(entry).mid()))
        real = [(entry / top).real for entry in column]
        length = sum(entry * entry for entry in real).sqrt()
        return [entry / length for entry in real]

    def symmetric_values(self, array: Matrix) -> list[Scalar]:
        try:
            found = [value.real for value in acb_mat(array).eig(multiple=True)]
        except ValueError as error:
            raise Reject("eigenvalues without bounds") from error
        bounds = zip(sorted(x.lower() for x in found), sorted(x.upper() for x in found), strict=True)
        return [low.union(high) for low, high in bounds]

    def maximum(self, entries: Sequence[Scalar]) -> Scalar:
        return reduce(lambda a, b: a.max(b), entries)

    def largest(self, entries: Sequence[Scalar]) -> int:
        place = max(range(len(entries)), key=lambda k: float(entries[k].mid()))
        if not all(entries[place] > entry for k, entry in enumerate(entries) if k != place):
            raise Reject("two entries may be the largest")
        return place

    def complex(self, array: Matrix) -> Matrix:
        return acb_mat(array)

    def complex_matrix(self, size: int, entries: Sequence[Scalar]) -> Matrix:
        return acb_mat(size, size, entries)

    def complex_log(self, value: Scalar) -> Scalar:
        if value.imag.contains(0) and not value.real > 0:
            raise Reject("log of a value that is not positive")
        return value.log()

    def real(self, array: Matrix) -> Matrix:
        return array.real

    def exp(self, value: Scalar) -> Scalar:
        return value.exp()

    def log(self, value: Scalar) -> Scalar:
        if not value > 0:
            raise Reject("log of a value that is not positive")
        return value.log()

    def log_abs(self, value: Scalar) -> Scalar:
        return (value * self.sign(value)).log()

    def root(self, value: Scalar) -> Scalar:
        if not value > 0:
            raise NoRoot("root of a value that is not positive")
        return value.sqrt()

    def sign(self, value: Scalar) -> Scalar:
        if value.contains(0):
            raise Reject("sign of zero")
        return arb(1) if value > 0 else arb(-1)

    def sin_cos(self, value: Scalar) -> tuple[Scalar, Scalar]:
        sine, cosine = value.sin_cos()
        return sine, cosine

    def asin(self, value: Scalar) -> Scalar:
        if not (value > -1 and value < 1):
            raise Reject("asin of a value outside of -1 and 1")
        return value.asin()

    def atan(self, value: Scalar) -> Scalar:
        return value.atan()

    def erf(self, value: Scalar) -> Scalar:
        return value.erf()

    def gammaln(self, value: Scalar) -> Scalar:
        if not value > 0:
            raise Reject("gammaln of a value that is not positive")
        return value.lgamma()

    def polygamma(self, order: int, value: Scalar) -> Scalar:
        """By the Hurwitz zeta function, `ψ_m(v) = (-1)^(m+1) m! ζ(m+1, v)`."""
        if not value > 0:
            raise Reject("polygamma of a value that is not positive")
        if order == 0:
            return value.digamma()
        return (-1) ** (order + 1) * arb.fac_ui(order) * arb(order + 1).zeta(value)

    def pi(self) -> Scalar:
        return arb.pi()

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        return (self.log(base) * exponent).exp()

    def family(self, function: str, point: Sequence[Scalar]) -> Family:
        """A sum of sine waves in random directions, one more than there are arguments."""
        waves: dict[int, list[tuple[Scalar, list[Scalar], Scalar, Scalar]]] = {}

        def drawn(component: int) -> list[tuple[Scalar, list[Scalar], Scalar, Scalar]]:
            found = []
            for _ in range(len(point) + 1):
                height, shift = self.free(draw := streams[component]), self.free(draw)
                ways = [self.free(draw) / 2 for _ in point]
                phase = sum((w * v for w, v in zip(ways, point, strict=True)), shift)
                found.append((height, ways, *self.sin_cos(phase)))
            return found

        streams: dict[int, Random] = {}

        rates: dict[tuple[int, int], list[Scalar]] = {}

        def slopes(component: int, direction: Sequence[Scalar]) -> list[Scalar]:
            """How fast the phase of each wave changes along a direction, which the caller keeps."""
            key = (component, id(direction))
            if key not in rates:
                pairs = ([w * x for w, x in zip(ways, direction, strict=True)] for _, ways, _, _ in waves[component])
                rates[key] = [sum(pair) for pair in pairs]
            return rates[key]

        def derivative(component: int, indices: tuple[int, ...], *directions: Sequence[Scalar]) -> Scalar:
            if component not in waves:
                streams[component] = stream(self._key, function, component, len(point))
                waves[component] = drawn(component)
            along = [slopes(component, direction) for direction in directions]
            total = arb(0)
            for k, (height, ways, sine, cosine) in enumerate(waves[component]):
                term = height * (sine, cosine, -sine, -cosine)[(len(indices) + len(along)) % 4]
                for index in indices:
                    term *= ways[index]
                for slope in along:
                    term *= slope[k]
                total += term
            return total

        return derivative

    def free(self, draw: Random) -> Scalar:
        value = self.positive(draw)
        return value if draw.getrandbits(1) else -value

    def positive(self, draw: Random) -> Scalar:
        return self._between(draw, 1, 16) * self._magnitude

    def unit(self, draw: Random) -> Scalar:
        return self._between(draw, 1, 7)

    def inside(self, draw: Random) -> Scalar:
        value = self._between(draw, 1, 7)
        return value if draw.getrandbits(1) else -value

    @staticmethod
    def _between(draw: Random, low: int, high: int) -> Scalar:
        """A binary fraction between so many eighths."""
        return arb(draw.randrange(low * _STEPS, high * _STEPS)) / (8 * _STEPS)
