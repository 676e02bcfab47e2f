"""Arithmetic of tensors: sums, multiples, products, contraction, and the Jacobian in a differential."""

from collections.abc import Sequence
from fractions import Fraction

from adjoint.errors import ShapeError, Unsupported
from adjoint.expr.language import Differential, Symbol
from adjoint.expr.walk import postorder
from adjoint.index.names import apart, proper, rename_term, term_indices
from adjoint.index.opening import closed
from adjoint.index.term import Delta, Entry, Factor, Index, Tensor, Term


def add(*tensors: Tensor) -> Tensor:
    """The sum of tensors with the same axes."""
    for other in tensors[1:]:
        if other.axes != tensors[0].axes:
            raise ShapeError(f"cannot add tensors with axes {_spell(tensors[0].axes)} and {_spell(other.axes)}")
    return Tensor(tensors[0].axes, tuple(term for tensor in tensors for term in tensor.terms))


def _spell(axes: Sequence[Index]) -> str:
    return "(" + ", ".join(f"{axis.name}: {axis.size}" for axis in axes) + ")"


def scale(tensor: Tensor, value: int | Fraction) -> Tensor:
    """The tensor times a number."""
    return Tensor(tensor.axes, tuple(Term(t.coefficient * value, t.factors) for t in tensor.terms if value))


def multiply(left: Tensor, right: Tensor, axes: Sequence[Index] | None = None) -> Tensor:
    """The product of tensors, summed over every axis that is not among `axes`.

    By default an axis that both have is summed, as in `Σ_cd G_cd ∂Y_cd/∂W_ab`, and the others stay,
    those of `left` first. Raises `ShapeError` for an axis of `axes` that neither has.
    """
    if axes is None:
        axes = [a for a in left.axes if a not in right.axes] + [a for a in right.axes if a not in left.axes]
    kept, own = tuple(axes), (*left.axes, *right.axes)
    missing = [axis for axis in kept if axis not in own]
    if missing:
        raise ShapeError(f"neither factor has the axes {_spell(missing)}")
    first = apart(left, (axis.name for axis in right.axes))
    pairs = _pairs(first, right)
    return Tensor(kept, tuple(closed(term.coefficient, term.factors, own, kept) for term in pairs))


def _pairs(left: Tensor, right: Tensor) -> list[Term]:
    """The products of terms, with the sums of the right apart from those of the left."""
    pairs = []
    for term in left.terms:
        other = apart(right, (index.name for index in (*term_indices(term), *left.axes)))
        pairs += [Term(term.coefficient * t.coefficient, term.factors + t.factors) for t in other.terms]
    return pairs


def rename_axes(tensor: Tensor, axes: Sequence[Index]) -> Tensor:
    """The tensor with other names for its axes, in the same order; the sizes must agree."""
    wanted = tuple(axes)
    if tuple(a.size for a in wanted) != tuple(a.size for a in tensor.axes):
        raise ShapeError(f"axes {_spell(wanted)} do not fit axes {_spell(tensor.axes)}")
    table = dict(zip(tensor.axes, wanted, strict=True))
    free = apart(tensor, (axis.name for axis in wanted))
    return Tensor(wanted, tuple(rename_term(term, table) for term in free.terms))


def substitute_differential(tensor: Tensor, by: Symbol, axes: Sequence[Index]) -> Tensor:
    """The Jacobian in a differential: deltas in place of the entries of `d by`, whose axes come last.

    `axes` are the indices for the axes of `by`: two for a matrix, one for a vector or row, none for
    a scalar. Raises `Unsupported` for a term in which the differential does not stand exactly once.
    """
    wanted = tuple(axes)
    if tuple(axis.size for axis in wanted) != proper(by.shape):
        raise ShapeError(f"axes {_spell(wanted)} do not fit `{by}`")
    if any(axis in tensor.axes for axis in wanted):
        raise ShapeError(f"axes {_spell(wanted)} are in use: {_spell(tensor.axes)}")
    free = apart(tensor, (axis.name for axis in wanted))
    return Tensor(tensor.axes + wanted, tuple(_substituted(term, by, wanted) for term in free.terms))


def _substituted(term: Term, by: Symbol, axes: tuple[Index, ...]) -> Term:
    places = [place for place, factor in enumerate(term.factors) if _is_differential(factor, by)]
    others = [factor for factor in term.factors if not _is_differential(factor, by)]
    if len(places) != 1 or any(_hides_differential(factor, by) for factor in others):
        raise Unsupported(
            f"a term of the differential is not linear in the entries of `d{by}`",
            hint="carry the differential inwards until only products, sums and linear functions hold it",
        )
    (place,) = places
    entry = term.factors[place]
    assert isinstance(entry, Entry)
    deltas: tuple[Factor, ...] = tuple(Delta(*pair) for pair in zip(entry.indices, axes, strict=True))
    return Term(term.coefficient, term.factors[:place] + deltas + term.factors[place + 1 :])


def _is_differential(factor: Factor, by: Symbol) -> bool:
    return isinstance(factor, Entry) and isinstance(factor.node, Differential) and factor.node.children[0] is by


def _hides_differential(factor: Factor, by: Symbol) -> bool:
    inside = postorder(factor.node) if isinstance(factor, Entry) else ()
    return any(isinstance(node, Differential) and node.children[0] is by for node in inside)
