"""Tensors in index notation: sums of products of indexed factors and deltas."""

from dataclasses import dataclass
from fractions import Fraction

from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Size


@dataclass(frozen=True, slots=True)
class Index:
    """A named axis and its size. Two indices are one if and only if name and size agree."""

    name: str
    size: Size


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an array: `W_jk`, `b_i`, or a scalar without indices.

    A matrix has two indices (row, column), a vector or a row one, a scalar none. An index may
    occur twice (`A_ii`). `node` is any expression whose value is an array; lowering leaves as
    nodes only what index notation cannot take apart (symbols, inverses, functions, ...).
    """

    node: Expr
    indices: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """The Kronecker delta: one where both indices agree, else zero."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Rate:
    """The derivative of an entry by an entry, not worked out: `∂Y_ij/∂W_ab`.

    With `local`, only what the definition of `of` itself says of `by` counts, every other name
    held fixed; else all definitions between `by` and `of` follow.
    """

    of: Symbol
    by: Symbol
    of_indices: tuple[Index, ...]
    by_indices: tuple[Index, ...]
    local: bool = False


Factor = Entry | Delta | Rate


@dataclass(frozen=True, slots=True)
class Term:
    """A number times factors; every index that is not free in the tensor is summed over its size."""

    coefficient: Fraction
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A sum of terms with the free indices `axes`, in the order of the axes of the array."""

    axes: tuple[Index, ...]
    terms: tuple[Term, ...]


def factor_indices(factor: Factor) -> tuple[Index, ...]:
    """The indices of a factor in the order in which it shows them."""
    if isinstance(factor, Entry):
        return factor.indices
    if isinstance(factor, Delta):
        return (factor.left, factor.right)
    return factor.of_indices + factor.by_indices
