"""The finite field GF(p), p = 2^61 - 1, with values for what is not rational.

p leaves 3 when divided by 4: the Legendre symbol is a multiplicative sign in which -1 is negative,
and `v -> v^((p+1)/4)` is a multiplicative root of the positive values. Elementary functions are
atoms: random values that depend on the argument alone and keep the relations named at each.
"""

from collections.abc import Sequence
from fractions import Fraction
from hashlib import blake2b
from itertools import combinations_with_replacement
from random import Random

from flint import nmod, nmod_mat

from adjoint.check.ground import Beyond, Family, Ground, Matrix, NoRoot, Reject, Scalar

P = 2**61 - 1
_SHIFTS = 64
_LARGEST = 2**53
_MIXES = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


def _word(digest: bytes) -> int:
    return int.from_bytes(digest, "little") % P


class Field(Ground):
    """GF(p) at one random point; `rational` says whether only the four operations were needed so far.

    Where `generic`, signs are unknowns: an odd function whose square need not be one.
    """

    def __init__(self, key: str, *, generic: bool = False) -> None:
        self._key = key.encode()
        self._exp: dict[int, int] = {}
        self._log: dict[int, int] = {}
        self._powers: dict[int, list[tuple[int, int]]] = {}
        self._generic = generic
        self.rational = True

    def _atom(self, kind: str, value: int) -> int:
        """A random value other than zero for a function at a value."""
        self.rational = False
        return _word(blake2b(f"{kind}|{value}".encode(), digest_size=16, key=self._key[:64]).digest()) or 1

    def _odd(self, kind: str, value: Scalar) -> Scalar:
        number = int(value)
        if number == 0:
            return value
        least = min(number, P - number)
        found = nmod(self._atom(kind, least), P)
        return found if least == number else -found

    def number(self, value: Fraction | int) -> Scalar:
        if max(abs(value.numerator), value.denominator) > _LARGEST:
            raise Beyond("a number that the field may take for another")
        if isinstance(value, int):
            return nmod(value, P)
        return nmod(value.numerator, P) / value.denominator

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return nmod_mat(rows, cols, entries, P)

    def is_zero(self, value: Scalar) -> bool:
        return bool(value == 0)

    def is_positive(self, value: Scalar) -> bool:
        return _is_square(value)

    def size_of(self, value: Scalar) -> float:
        return 0.0 if value == 0 else 1.0

    def independent_columns(self, array: Matrix) -> list[int]:
        reduced, rank = array.rref()
        rows = reduced.tolist()[:rank]
        return [next(j for j, entry in enumerate(row) if entry != 0) for row in rows]

    def exp(self, value: Scalar) -> Scalar:
        """`exp(-v) = 1/exp(v)`, `log(exp(v)) = v`."""
        number = int(value)
        if number == 0:
            return nmod(1, P)
        least = min(number, P - number)
        if least not in self._exp:
            self._remember(least, self._atom("exp", least) ** 2 % P)
        found = nmod(self._exp[least], P)
        return found if least == number else 1 / found

    def _remember(self, logarithm: int, value: int) -> None:
        least = min(logarithm, P - logarithm)
        over = pow(value, -1, P)
        if least != logarithm:
            value, over = over, value
        self._exp[least] = value
        self._log[value], self._log[over] = least, P - least

    def log(self, value: Scalar) -> Scalar:
        return self.log_abs(value)

    def log_abs(self, value: Scalar) -> Scalar:
        """`log(1/v) = -log(v)`, `log(-v) = log(v)`, `exp(log(v)) = v`."""
        if value == 0:
            raise Reject("log of zero")
        size = int(value * _legendre(value))
        if size == 1:
            return nmod(0, P)
        if size not in self._log:
            over = pow(size, -1, P)
            least = min(size, over)
            self._remember(self._atom("log", least), least)
        return nmod(self._log[size], P)

    def root(self, value: Scalar) -> Scalar:
        found = value ** ((P + 1) // 4)
        if value == 0 or found * found != value:
            raise NoRoot("root of a value that is not positive")
        self.rational = False
        return found

    def sign(self, value: Scalar) -> Scalar:
        """Multiplicative; where generic, any odd function."""
        if value == 0:
            raise Reject("sign of zero")
        self.rational = False
        return self._odd("sign", value) if self._generic else _legendre(value)

    def sin_cos(self, value: Scalar) -> tuple[Scalar, Scalar]:
        """`sin² + cos² = 1`, odd and even."""
        half = self._odd("half-angle", value)
        over = 1 / (1 + half * half)
        return 2 * half * over, (1 - half * half) * over

    def asin(self, value: Scalar) -> Scalar:
        return self._odd("asin", value)

    def atan(self, value: Scalar) -> Scalar:
        return self._odd("atan", value)

    def erf(self, value: Scalar) -> Scalar:
        return self._odd("erf", value)

    def gammaln(self, value: Scalar) -> Scalar:
        return nmod(self._atom("gammaln", int(value)), P)

    def polygamma(self, order: int, value: Scalar) -> Scalar:
        return nmod(self._atom(f"polygamma{order}", int(value)), P)

    def pi(self) -> Scalar:
        return nmod(self._atom("pi", 0), P) ** 2

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """`v^(a+b) = v^a * v^b` for exponents that are small whole combinations of at most two others and one."""
        if not _is_square(base):
            raise Reject("power of a value that is not positive")
        known, number = self._powers.setdefault(int(base), [(0, 1)]), int(exponent)
        for (one, first), (two, second) in combinations_with_replacement(known, 2):
            for i, j in _MIXES:
                shift = (number - i * one - j * two + _SHIFTS) % P - _SHIFTS
                if shift <= _SHIFTS:
                    powers = self.whole_power(nmod(first, P), i) * self.whole_power(nmod(second, P), j)
                    return powers * self.whole_power(base, shift)
        value = self._atom(f"power{int(base)}", number) ** 2 % P
        known.append((number, value))
        return nmod(value, P)

    def family(self, function: str, point: Sequence[Scalar]) -> Family:
        """Drawn from a keyed hash: equal arguments have equal values, derivatives are symmetric."""
        self.rational = False
        start = blake2b(digest_size=16, key=self._key[:64])
        start.update(f"{function}|{[int(value) for value in point]}".encode())

        def derivative(component: int, indices: tuple[int, ...], *directions: Sequence[Scalar]) -> Scalar:
            if directions:
                first, *rest = directions
                return sum(derivative(component, (*indices, i), *rest) * x for i, x in enumerate(first))
            one = start.copy()
            one.update(f"|{component}|{sorted(indices)}".encode())
            return nmod(_word(one.digest()), P)

        return derivative

    def free(self, draw: Random) -> Scalar:
        return nmod(draw.randrange(1, P), P)

    def positive(self, draw: Random) -> Scalar:
        return nmod(draw.randrange(1, P), P) ** 2

    def unit(self, draw: Random) -> Scalar:
        value = self.positive(draw)
        while not (_is_square(1 - value) and _is_square(1 + value)):
            value = self.positive(draw)
        return value

    def inside(self, draw: Random) -> Scalar:
        value = self.free(draw)
        while not (_is_square(1 - value) and _is_square(1 + value)):
            value = self.free(draw)
        return value


def _legendre(value: Scalar) -> Scalar:
    return value ** ((P - 1) // 2)


def _is_square(value: Scalar) -> bool:
    return bool(_legendre(value) == 1)
