"""Symbolic sizes: polynomials over names such as `n` and `m` that are whole numbers wherever the names are."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm
from weakref import WeakValueDictionary

Coefficient = int | Fraction
Terms = tuple[tuple[tuple[str, ...], Coefficient], ...]
_TABLE: "WeakValueDictionary[Terms, Size]" = WeakValueDictionary()


class Size:
    """A number of rows or columns. `terms` pairs sorted monomials with their coefficients.

    Equal sizes are one object, which makes comparing shapes quick.
    """

    terms: Terms

    def __new__(cls, terms: Terms) -> "Size":
        found = _TABLE.get(terms)
        if found is None:
            found = object.__new__(cls)
            found.__dict__["terms"] = terms
            _TABLE[terms] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("sizes are frozen")

    def __reduce__(self) -> tuple[type["Size"], tuple[Terms]]:
        return Size, (self.terms,)

    def __repr__(self) -> str:
        return f"Size(terms={self.terms!r})"

    @staticmethod
    def of(value: "int | str | Size") -> "Size":
        """The size that a whole number or a name stands for."""
        if isinstance(value, Size):
            return value
        if isinstance(value, int):
            return Size((((), value),) if value else ())
        return Size((((value,), 1),))

    def __add__(self, other: "Size") -> "Size":
        return _collect([*self.terms, *other.terms])

    def __mul__(self, other: "Size") -> "Size":
        return _collect([(tuple(sorted(a + b)), c * d) for a, c in self.terms for b, d in other.terms])

    @cached_property
    def names(self) -> frozenset[str]:
        """The size names that occur."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    @cached_property
    def number(self) -> int | None:
        """The value of a size without names, else None."""
        if not self.terms:
            return 0
        return int(self.terms[0][1]) if len(self.terms) == 1 and not self.terms[0][0] else None

    @cached_property
    def name(self) -> str | None:
        """The name of a size that is one bare name, else None."""
        if len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1:
            return self.terms[0][0][0]
        return None

    def value(self, sizes: Mapping[str, int]) -> int:
        """The whole number for given values of the names."""
        total: Coefficient = 0
        for monomial, coefficient in self.terms:
            for name in monomial:
                coefficient *= sizes[name]
            total += coefficient
        return int(total)

    def replace(self, sizes: Mapping[str, "Size"]) -> "Size":
        """The size with names replaced by sizes."""
        if self.name is not None:
            return sizes.get(self.name, self)
        if self.names.isdisjoint(sizes):
            return self
        total = Size(())
        for monomial, coefficient in self.terms:
            part = _collect([((), coefficient)])
            for name in monomial:
                part = part * sizes.get(name, Size.of(name))
            total = total + part
        return total

    def over(self, divisor: "Size") -> "Size | None":
        """The size that times the divisor is this one, or None."""
        rest, quotient = self, Size.of(0)
        lead, by = divisor.terms[0]
        while rest.terms:
            monomial, coefficient = rest.terms[0]
            names = Counter(monomial)
            names.subtract(lead)
            if min(names.values(), default=0) < 0:
                return None
            part = _collect([(tuple(sorted(names.elements())), Fraction(coefficient) / by)])
            quotient, rest = quotient + part, rest + part * divisor * Size.of(-1)
        return quotient if quotient.is_whole else None

    @cached_property
    def is_whole(self) -> bool:
        """Whether the value is whole wherever the names are: it repeats, up to a whole number, with the denominator."""
        period = self._denominator
        places = product(range(period), repeat=len(self.names)) if period > 1 else ()
        whole = _scaled(self, period)
        return all(whole.value(dict(zip(sorted(self.names), at, strict=True))) % period == 0 for at in places)

    @cached_property
    def _denominator(self) -> int:
        return lcm(*(Fraction(coefficient).denominator for _, coefficient in self.terms))

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        if self._denominator > 1:
            return self._text_of_fraction
        text = ""
        for monomial, coefficient in self.terms:
            factors = ([str(abs(coefficient))] if abs(coefficient) != 1 or not monomial else []) + list(monomial)
            sign = ("-" if coefficient < 0 else "+") if text or coefficient < 0 else ""
            text += sign + "*".join(factors)
        return text or "0"

    @cached_property
    def _text_of_fraction(self) -> str:
        """`n*(n+1)/2`: the names common to all terms stand in front."""
        common = Counter(self.terms[0][0])
        for monomial, _ in self.terms:
            common &= Counter(monomial)
        front = tuple(sorted(common.elements()))
        rest = _scaled(self, self._denominator)._without(front)
        inner = f"({rest})" if len(rest.terms) > 1 else str(rest)
        return "*".join((*front, inner)) + f"/{self._denominator}"

    def _without(self, names: tuple[str, ...]) -> "Size":
        return _collect([(tuple((Counter(m) - Counter(names)).elements()), c) for m, c in self.terms])


def triangle(size: Size) -> Size:
    """The number of entries on and below the diagonal of a square matrix: `n*(n+1)/2`."""
    return _scaled(size * size + size, Fraction(1, 2))


def _scaled(size: Size, factor: Coefficient) -> Size:
    return _collect([(monomial, coefficient * factor) for monomial, coefficient in size.terms])


def _collect(terms: list[tuple[tuple[str, ...], Coefficient]]) -> Size:
    sums: dict[tuple[str, ...], Coefficient] = {}
    for monomial, coefficient in terms:
        sums[monomial] = sums.get(monomial, 0) + coefficient
    kept = [(monomial, int(c) if c.denominator == 1 else c) for monomial, c in sums.items() if c]
    return Size(tuple(sorted(kept, key=lambda term: (-len(term[0]), term[0]))))


ONE = Size.of(1)
Shape = tuple[Size, Size]
SCALAR: Shape = (ONE, ONE)


def spell_shape(shape: Shape) -> str:
    """A shape as it is said: `scalar`, `vector n`, `row n`, `matrix m×n`."""
    rows, cols = shape
    if shape == SCALAR:
        return "scalar"
    if cols == ONE:
        return f"vector {rows}"
    if rows == ONE:
        return f"row {cols}"
    return f"matrix {rows}×{cols}"
