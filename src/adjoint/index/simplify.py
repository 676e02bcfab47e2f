"""Tensors made simpler: sums over deltas carried out, and the canonical form."""

from adjoint.index.canonical import merged
from adjoint.index.deltas import contract_deltas
from adjoint.index.settle import settled
from adjoint.index.term import Entry, Factor, Tensor, Term

__all__ = ["canonical", "contract_deltas"]


def canonical(tensor: Tensor) -> Tensor:
    """The form in which spellings of one tensor coincide: equal forms have equal values.

    Everything is multiplied out, sums over deltas are carried out, entries are settled, factors and
    terms sorted, summed indices named in that order, equal terms merged. Values that agree only by
    algebra inside a sum (`inv(A*A')*A*A'`) may keep different forms. Raises `TooLarge` beyond the limit.
    """
    return merged(Tensor(tensor.axes, tuple(_settled_term(term) for term in tensor.terms)))


def _settled_term(term: Term) -> Term:
    return Term(term.coefficient, tuple(_settled_factor(factor) for factor in term.factors))


def _settled_factor(factor: Factor) -> Factor:
    return Entry(settled(factor.node), factor.indices) if isinstance(factor, Entry) else factor
