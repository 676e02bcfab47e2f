"""Many ways to write one side of a relation, tried against the other: at one point first, in earnest if equal there."""

from adjoint.audit.mistake.edit import Edit
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.reading import in_world
from adjoint.audit.sense.stacked import is_stacked
from adjoint.audit.sense.void import value, voids
from adjoint.audit.sense.world import World
from adjoint.expr.language import Expr


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
        probes = (self.bench.probe(moving, self.world.squared) for moving in self._movings)
        return any(probe.equal(mine, new) and probe.test(mine, new).sound for probe in probes)

