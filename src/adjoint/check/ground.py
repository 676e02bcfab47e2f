"""What numbers a check calculates with: the interface that the finite field and the balls fill.

Scalars and matrices are python-flint's own; both kinds of ground have `+ - * /` on scalars and
`+ - *`, `transpose`, `entries`, `inv`, `det` on matrices, so that one evaluator serves both.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import blake2b
from random import Random
from typing import Any

Scalar = Any
Matrix = Any
Family = Callable[..., Scalar]
"""The derivatives of one unknown function at one point: component, argument numbers, directions to a value."""


class Reject(Exception):
    """The random point lies outside the domain of what is evaluated; another one may not."""


class Beyond(Reject):
    """What this arithmetic has no values for, at any point; another arithmetic may."""


class NoRoot(Reject):
    """A square root of what is not positive at the random point."""


def stream(*key: object) -> Random:
    """A random stream that depends on the key alone, the same in every process."""
    return Random(blake2b(repr(key).encode(), digest_size=16).digest())


class Ground(ABC):
    """Scalars, matrices, elementary functions and random draws of one arithmetic, at one random point."""

    @abstractmethod
    def number(self, value: Fraction | int) -> Scalar:
        """The scalar of an exact number."""

    @abstractmethod
    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        """The matrix of entries in row order."""

    @abstractmethod
    def is_zero(self, value: Scalar) -> bool:
        """Whether the value is, or cannot be told from, zero."""

    @abstractmethod
    def is_positive(self, value: Scalar) -> bool:
        """Whether the value is surely positive."""

    @abstractmethod
    def size_of(self, value: Scalar) -> float:
        """How good a pivot the value is; zero for none."""

    @abstractmethod
    def exp(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def log(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def log_abs(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def root(self, value: Scalar) -> Scalar:
        """The positive square root of a positive value."""

    @abstractmethod
    def sign(self, value: Scalar) -> Scalar:
        """One or minus one; zero is rejected."""

    @abstractmethod
    def sin_cos(self, value: Scalar) -> tuple[Scalar, Scalar]: ...

    @abstractmethod
    def asin(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def atan(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def erf(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def gammaln(self, value: Scalar) -> Scalar: ...

    @abstractmethod
    def polygamma(self, order: int, value: Scalar) -> Scalar:
        """The derivative of number `order + 1` of `gammaln`."""

    @abstractmethod
    def pi(self) -> Scalar: ...

    @abstractmethod
    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """A power of a positive base with an exponent that is no whole number or half of one."""

    @abstractmethod
    def family(self, function: str, point: Sequence[Scalar]) -> Family:
        """The value and derivatives of an unknown function at a point."""

    @abstractmethod
    def free(self, draw: Random) -> Scalar:
        """A random value."""

    @abstractmethod
    def positive(self, draw: Random) -> Scalar:
        """A random positive value."""

    @abstractmethod
    def unit(self, draw: Random) -> Scalar:
        """A random value between 0 and 1."""

    @abstractmethod
    def inside(self, draw: Random) -> Scalar:
        """A random value between -1 and 1."""

    def independent_columns(self, array: Matrix) -> list[int]:
        """The first columns that span all of them; rejected where that cannot be told."""
        raise Reject("a matrix that may not have full rank")

    def matrix_exp(self, array: Matrix) -> Matrix:
        """The exponential of a square matrix."""
        raise Beyond("no exponential of a matrix here")

    def spectrum(self, array: Matrix) -> tuple[list[Scalar], Matrix, Matrix]:
        """Complex eigenvalues, all simple; the eigenvectors as columns; the inverse of that matrix."""
        raise Beyond("no eigenvalues here")

    def symmetric_spectrum(self, array: Matrix) -> tuple[list[Scalar], Matrix]:
        """Ascending eigenvalues, all simple; unit eigenvectors as columns, each with its largest entry positive."""
        raise Beyond("no eigenvalues here")

    def symmetric_values(self, array: Matrix) -> list[Scalar]:
        """Ascending eigenvalues, which need not be simple."""
        raise Beyond("no eigenvalues here")

    def maximum(self, entries: Sequence[Scalar]) -> Scalar:
        """The value of the largest entry, at however many places it is."""
        return entries[0] if all(entry == entries[0] for entry in entries) else entries[self.largest(entries)]

    def largest(self, entries: Sequence[Scalar]) -> int:
        """The place of the largest entry; rejected where two may be."""
        raise Beyond("no order here")

    def demand(self, holds: bool, what: str) -> None:
        """Reject the point unless something holds."""
        if not holds:
            raise Reject(what)

    def complex(self, array: Matrix) -> Matrix:
        """A real matrix among the complex ones."""
        raise Beyond("no complex numbers here")

    def complex_matrix(self, size: int, entries: Sequence[Scalar]) -> Matrix:
        """The square matrix of complex entries in row order."""
        raise Beyond("no complex numbers here")

    def complex_log(self, value: Scalar) -> Scalar:
        """The principal logarithm; rejected on the negative real axis."""
        raise Beyond("no complex numbers here")

    def real(self, array: Matrix) -> Matrix:
        """The real part of a complex matrix that is known to be real."""
        raise Beyond("no complex numbers here")

    def reciprocal(self, value: Scalar) -> Scalar:
        """One over a value; zero is rejected."""
        if self.is_zero(value):
            raise Reject("division by zero")
        return 1 / value

    def whole_power(self, base: Scalar, exponent: int) -> Scalar:
        """A power with a whole exponent."""
        return base**exponent if exponent >= 0 else self.reciprocal(base) ** -exponent

    def fraction_power(self, base: Scalar, exponent: Fraction) -> Scalar:
        """A power with a rational exponent; of a positive base unless the exponent is whole."""
        if exponent.denominator == 1:
            return self.whole_power(base, int(exponent))
        if exponent.denominator == 2:
            return self.whole_power(self.root(base), exponent.numerator)
        return self.power(base, self.number(exponent))
