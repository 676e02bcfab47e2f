"""Sums over deltas, carried out: `Σ_j G_ij δ_ja` is `G_ia`."""

from msgspec import Struct

from adjoint.index.names import rename_term, term_dummies
from adjoint.index.opening import closed
from adjoint.index.pairs import Pair, pairs, without
from adjoint.index.term import Delta, Factor, Index, Tensor, Term, factor_indices


class _Contraction(Struct, frozen=True):
    """One sum carried out in one term: the sum over `index` leaves only `index = becomes`."""

    delta: Delta
    index: Index
    becomes: Index


def contract_deltas(tensor: Tensor) -> Tensor:
    """The tensor without deltas that hold a summed index; deltas between axes stay, each once.

    Two pairs of indices that are one index are the same pair, and a summed pair with nothing else at it is gone.
    """
    return Tensor(tensor.axes, tuple(_contract(term, tensor.axes) for term in tensor.terms))


def _contract(term: Term, axes: tuple[Index, ...]) -> Term:
    while (step := _next(term, axes)) is not None:
        term = _carried_out(term, step, axes)
    merged = _paired_once(term, axes)
    return _tied_once(term, axes) if merged is None else _contract(merged, axes)


def _paired_once(term: Term, axes: tuple[Index, ...]) -> Term | None:
    """With one pair fewer: equal to another at the same index, or at a summed index of its own."""
    found: dict[Index, Pair] = {}
    for pair in pairs(term.factors):
        rest = without(term.factors, pair.ties)
        if pair.whole in found:
            first = found[pair.whole]
            same = tuple(Delta(*both) for both in zip(first.parts, pair.parts, strict=True) if both[0] != both[1])
            return Term(term.coefficient, (*first.ties, *without(rest, first.ties), *same))
        if pair.whole not in axes and not any(pair.whole in factor_indices(factor) for factor in rest):
            return closed(term.coefficient, rest, pair.parts, axes)
        found[pair.whole] = pair
    return None


def _next(term: Term, axes: tuple[Index, ...]) -> _Contraction | None:
    for factor in term.factors:
        if isinstance(factor, Delta):
            if factor.right not in axes:
                return _Contraction(factor, factor.right, factor.left)
            if factor.left not in axes:
                return _Contraction(factor, factor.left, factor.right)
    return None


def _carried_out(term: Term, step: _Contraction, axes: tuple[Index, ...]) -> Term:
    place = term.factors.index(step.delta)
    rest = Term(term.coefficient, term.factors[:place] + term.factors[place + 1 :])
    moved = rename_term(rest, {step.index: step.becomes})
    dummies = term_dummies(term, axes)
    gone = (step.index,) if step.index != step.becomes else ()
    return closed(term.coefficient, moved.factors, (i for i in dummies if i not in gone), axes)


def _tied_once(term: Term, axes: tuple[Index, ...]) -> Term:
    """Without deltas between axes that others already tie, or that tie an axis to itself."""
    roots = {axis: axis for axis in axes}
    kept = [factor for factor in term.factors if not isinstance(factor, Delta) or _joins(roots, factor)]
    return Term(term.coefficient, tuple(kept))


def _joins(roots: dict[Index, Index], delta: Delta) -> bool:
    """Make one class of the two that a delta ties, the earliest axis its root; False where they are one."""
    order = list(roots)
    first, second = sorted((roots[delta.left], roots[delta.right]), key=order.index)
    roots.update({axis: first for axis, root in roots.items() if root == second})
    return first != second


def tied(term: Term, axes: tuple[Index, ...]) -> Term:
    """The term, its deltas only between axes, with the first of tied axes in place of the others.

    The deltas then stand last, each between the first axis of its class and another.
    """
    roots = {axis: axis for axis in axes}
    for factor in term.factors:
        if isinstance(factor, Delta):
            _joins(roots, factor)
    entries = Term(term.coefficient, tuple(f for f in term.factors if not isinstance(f, Delta)))
    ties: list[Factor] = [Delta(root, axis) for axis, root in roots.items() if axis != root]
    return Term(term.coefficient, (*rename_term(entries, roots).factors, *ties))
