"""Tensors in index notation: sums of products of indexed factors and deltas."""

from fractions import Fraction

from msgspec import Struct

from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Size


class Index(Struct, frozen=True):
    """A named axis and its size. Two indices are one if and only if name and size agree."""

    name: str
    size: Size


class Entry(Struct, frozen=True):
    """An entry of an array: `W_jk`, `b_i`, or a scalar without indices.

    A matrix has two indices (row, column), a vector or a row one, a scalar none. An index may
    occur twice (`A_ii`). `node` is any expression whose value is an array; lowering leaves as
    nodes only what index notation cannot take apart (symbols, inverses, functions, ...).
    """

    node: Expr
    indices: tuple[Index, ...]


class Delta(Struct, frozen=True):
    """The Kronecker delta: one where both indices agree, else zero."""

    left: Index
    right: Index


class Rate(Struct, frozen=True):
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


class Term(Struct, frozen=True):
    """A number times factors; every index that is not free in the tensor is summed over its size."""

    coefficient: Fraction
    factors: tuple[Factor, ...]


class Tensor(Struct, frozen=True):
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
