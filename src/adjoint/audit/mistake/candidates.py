"""Many ways to write one side of a relation, tried against the other: at one point first, in earnest if equal there."""

from adjoint.audit.mistake.edit import Edit
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.reading import in_world
from adjoint.audit.sense.stacked import is_stacked
from adjoint.audit.sense.void import value, voids
from adjoint.audit.sense.world import World
from adjoint.errors import AdjointError
from adjoint.expr.build import zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import replace


class Values:
    """What the changed forms of a side are in one world.

    Where a piece of the side has no value, a change elsewhere cannot give one to the whole, and is not worked out.
    """

    def __init__(self, world: World, side: Phrase) -> None:
        self._world = world
        barring = voids(world, side)
        self._near = frozenset(map(id, (*barring, *barring[-1]))) if barring else None
        self._known: dict[int, Expr | None] = {}

    def of(self, edit: Edit) -> Expr | None:
        """The value of the changed side, if it has one."""
        if self._near is not None and id(edit.before) not in self._near:
            return None
        if id(edit) not in self._known:
            self._known[id(edit)] = value(self._world, edit.phrase)
        return self._known[id(edit)]


class Candidates:
    """One world in which changed forms of `side` stand in its place; the other side stays as it is."""

    def __init__(self, bench: Bench, world: World, other: Phrase, side: Phrase, values: Values) -> None:
        self.bench, self.world, self.other, self.values = bench, world, other, values
        self._whole = is_indexed(other) or is_indexed(side) or is_stacked(other) or is_stacked(side)
        self._movings = () if self._whole else tuple(bench.movings((other, side)))
        self._mine = None if self._whole else value(world, other)
        self._seen: dict[Expr, bool] = {}
        self._gradient = None if self._whole else self._set_to_zero(side)

    def _set_to_zero(self, side: Phrase) -> Expr | None:
        """The gradient by the variable that is the other side, if it is asked for and the side is a value for it."""
        one, asked = self._mine, self.bench.question.wrt
        if not isinstance(one, Symbol) or one not in asked or one.name in names_in(side) or self.world.squared:
            return None
        try:
            gradient = self.bench.rates.value(self.bench.problem.target, (one,))
        except AdjointError:
            return None
        return self.bench.unfolded(gradient) if isinstance(gradient, Expr) else None

    def holds(self, edit: Edit) -> bool:
        """Whether the relation is true with that change."""
        if self._whole:
            return in_world(self.bench, self.world, self.other, edit.phrase, quick=True).status == "true"
        new = None if self._mine is None else self.values.of(edit)
        if new is None or self._mine is None or self._mine.shape != new.shape:
            return False
        if new not in self._seen:
            self._seen[new] = self._equal(self._mine, new)
        return self._seen[new]

    def _equal(self, mine: Expr, new: Expr) -> bool:
        if self._gradient is not None:
            there = replace(self._gradient, {mine: self.bench.unfolded(new)})
            probe, nought = self.bench.probe(()), zeros(there.shape)
            return probe.equal(there, nought) is True and probe.test(there, nought).sound
        probes = (self.bench.probe(moving, self.world.squared) for moving in self._movings)
        return any(probe.equal(mine, new) and probe.test(mine, new).sound for probe in probes)

