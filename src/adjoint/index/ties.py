"""Axes that a delta ties in every term, as the batch axis of a layer, and the form without them."""

from adjoint.errors import Unsupported
from adjoint.index.deltas import contract_deltas, tied
from adjoint.index.names import term_indices
from adjoint.index.term import Delta, Index, Tensor, Term

Tie = tuple[Index, Index]


def ties(tensor: Tensor) -> tuple[Tie, ...]:
    """The pairs of axes that are equal wherever the tensor is not zero: a delta in every term says so.

    Each pair holds the earlier axis first; an axis is tied to the first of those that it equals.
    """
    terms = contract_deltas(tensor).terms
    if not terms:
        return ()
    roots = [_roots(term, tensor.axes) for term in terms]
    pairs = [(a, b) for place, b in enumerate(tensor.axes) for a in tensor.axes[:place]]
    common = [(a, b) for a, b in pairs if all(root[a] == root[b] for root in roots)]
    firsts = {b: a for a, b in reversed(common)}
    return tuple((a, b) for a, b in common if firsts[b] == a)


def _roots(term: Term, axes: tuple[Index, ...]) -> dict[Index, Index]:
    roots = {axis: axis for axis in axes}
    for factor in tied(term, axes).factors:
        if isinstance(factor, Delta):
            roots[factor.right] = factor.left
    return roots


def collapse(tensor: Tensor, tie: Tie) -> Tensor:
    """The "effective" form: without the delta of a tie, its second axis, and its first where nothing is left of that.

    `∂Z_ij/∂A_kl = W_ik δ_jl` collapses to `W_ik`. The whole tensor is this times the delta, so one may
    collapse last, but not before a sum over either axis. Raises `Unsupported` where a term has no such delta.
    """
    first, second = tie
    if tie not in ties(tensor):
        raise Unsupported(
            f"axes `{first.name}` and `{second.name}` are not tied by a delta in every term",
            hint="only tied axes can be collapsed without losing entries",
        )
    kept = tuple(axis for axis in tensor.axes if axis != second)
    terms = tuple(_without(term, tensor.axes, tie) for term in contract_deltas(tensor).terms)
    if not any(first in term_indices(term) for term in terms):
        kept = tuple(axis for axis in kept if axis != first)
    return Tensor(kept, terms)


def _without(term: Term, axes: tuple[Index, ...], tie: Tie) -> Term:
    """The term with tied axes made one, its other ties kept."""
    factors = tied(term, axes).factors
    return Term(term.coefficient, tuple(f for f in factors if not (isinstance(f, Delta) and f.right == tie[1])))
