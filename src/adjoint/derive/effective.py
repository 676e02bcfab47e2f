"""Tensors with tied axes: their axes pointed out, and the collapsed ("effective") form that textbooks write.

`∂Z_ij/∂A_ab = W_ia δ_jb` is W for every example; without the delta and its axes it is the matrix W. The
whole tensor is the collapsed one times the delta, so what the delta has ended may be left out, but a sum
over a tied axis gives something else before the collapse than after.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from adjoint.derive.derivation import Derivation, Formula, Line, Target
from adjoint.derive.engine import Engine
from adjoint.derive.jacobian import ENTRIES, in_matrices
from adjoint.derive.shorten import Shortener
from adjoint.expr.build import size_number
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE
from adjoint.index.deltas import contract_deltas
from adjoint.index.tensor import multiply
from adjoint.index.term import Delta, Entry, Index, Tensor, Term
from adjoint.index.ties import Tie, collapse, ties

LEAST_ORDER = 3


class Effective(Struct, frozen=True):
    """One derivative of order three or more and its collapsed form.

    `ties` are the pairs of an axis of `of` and an axis of `by` that are equal wherever the `whole` is not
    zero. `matrix` is `collapsed` in matrix notation where it has one. `summed` is the whole summed over the
    first tied axis, `astray` what the same sum gives after the collapse.
    """

    of: Symbol
    by: Symbol
    whole: Tensor
    ties: tuple[Tie, ...]
    collapsed: Tensor
    matrix: Expr | None
    summed: Tensor
    astray: Tensor

    @property
    def claims(self) -> tuple[tuple[Formula, Formula], ...]:
        """What is said of it as equations: the whole is the collapsed one times its deltas, and the matrix is it."""
        deltas = Tensor(sum(self.ties, ()), (Term(Fraction(1), tuple(Delta(*tie) for tie in self.ties)),))
        said: list[tuple[Formula, Formula]] = [(self.whole, multiply(self.collapsed, deltas, self.whole.axes))]
        return (*said, (self.collapsed, self.matrix)) if self.matrix is not None else tuple(said)


def effective(derivation: Derivation) -> tuple[Effective, ...]:
    """The tensors of a derivation that have tied axes, each once, in order of appearance."""
    if derivation.narrative != "tensor":
        return ()
    found = {(target.of, target.by[0]): tensor for target, _, tensor in _tensors(derivation.lines)}
    shortener = Shortener(Engine(frozenset()), derivation.question.called)
    made = (_effective(of, by, tensor, shortener) for (of, by), tensor in found.items())
    return tuple(each for each in made if each is not None)


def annotated(derivation: Derivation) -> Derivation:
    """The derivation with the axes of each step's tensor named in a note, and those that a delta ties."""
    if derivation.narrative != "tensor":
        return derivation
    lines = list(derivation.lines)
    first = {target: lines[place].law for target, place, _ in reversed(list(_tensors(lines)))}
    last = {target: (place, tensor) for target, place, tensor in _tensors(lines) if first[target] == ENTRIES}
    for target, (place, tensor) in last.items():
        lines[place] = replace(lines[place], note=_note(target, tensor))
    return replace(derivation, lines=tuple(lines))


def _tensors(lines: tuple[Line, ...] | list[Line]) -> Iterator[tuple[Target, int, Tensor]]:
    """The lines that give a derivative as a tensor of order three or more, with their places."""
    left: Formula | None = None
    for place, line in enumerate(lines):
        left = line.left if line.left is not None else left
        if isinstance(left, Target) and isinstance(line.right, Tensor) and len(line.right.axes) >= LEAST_ORDER:
            yield left, place, line.right


def _outputs(of: Symbol) -> int:
    return sum(size != ONE for size in of.shape)


def _across(of: Symbol, tensor: Tensor) -> tuple[Tie, ...]:
    """The ties between an axis of the output and an axis of the variable."""
    outer = tensor.axes[: _outputs(of)]
    return tuple(tie for tie in ties(tensor) if tie[0] in outer and tie[1] not in outer)


def _note(target: Target, tensor: Tensor) -> str:
    outer, inner = tensor.axes[: _outputs(target.of)], tensor.axes[_outputs(target.of) :]
    parts = ((outer, target.of), (inner, target.by[0]))
    said = [f"{', '.join(axis.name for axis in axes)} of {symbol}" for axes, symbol in parts]
    tied = [f"; a delta ties {first.name} to {second.name}" for first, second in _across(target.of, tensor)]
    return f"order {len(tensor.axes)}: {' and '.join(said)}{''.join(tied)}"


def _effective(of: Symbol, by: Symbol, whole: Tensor, shortener: Shortener) -> Effective | None:
    pairs = _across(of, whole)
    if not pairs:
        return None
    collapsed = whole
    for tie in pairs:
        collapsed = collapse(collapsed, tie)
    collapsed = Tensor(_ordered(of, whole, pairs, collapsed), collapsed.terms)
    over = pairs[0][0]
    rest = tuple(axis for axis in whole.axes if axis != over)
    summed = contract_deltas(Tensor(rest, whole.terms))
    matrix = in_matrices(collapsed, shortener)[0] if collapsed.axes else None
    return Effective(of, by, whole, pairs, collapsed, matrix, summed, _astray(collapsed, pairs[0]))


def _ordered(of: Symbol, whole: Tensor, pairs: tuple[Tie, ...], collapsed: Tensor) -> tuple[Index, ...]:
    """The axes that are left, a tied one in its place in the variable."""
    merged = {second: first for first, second in pairs}
    count, tied = _outputs(of), {first for first, _ in pairs}
    outer = [axis for axis in whole.axes[:count] if axis not in tied]
    inner = [merged.get(axis, axis) for axis in whole.axes[count:]]
    return tuple(dict.fromkeys(axis for axis in (*outer, *inner) if axis in collapsed.axes))


def _astray(collapsed: Tensor, tie: Tie) -> Tensor:
    """The collapsed form summed over the tied axis, which it may not even have any more."""
    over = tie[0]
    if over in collapsed.axes:
        return Tensor(tuple(axis for axis in collapsed.axes if axis != over), collapsed.terms)
    times = Entry(size_number(over.size), ())
    return Tensor(collapsed.axes, tuple(Term(t.coefficient, (times, *t.factors)) for t in collapsed.terms))
