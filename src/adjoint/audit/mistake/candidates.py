"""Many ways to write one side of a relation, tried against the other: at one point first, in earnest if equal there."""

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.reading import in_world
from adjoint.audit.sense.world import World
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr


class Candidates:
    """One world in which phrases stand in the place of `side`; the other side stays as it is."""

    def __init__(self, bench: Bench, world: World, other: Phrase, side: Phrase) -> None:
        self.bench, self.world, self.other = bench, world, other
        self._indexed = is_indexed(other) or is_indexed(side)
        self._movings = () if self._indexed else tuple(bench.movings((other, side)))
        self._seen: dict[Expr, bool] = {}

    def holds(self, phrase: Phrase) -> bool:
        """Whether the relation is true with that phrase."""
        if self._indexed:
            return in_world(self.bench, self.world, self.other, phrase, quick=True).status == "true"
        try:
            mine, new = self.world.make(self.other), self.world.make(phrase)
        except (AdjointError, ValueError):
            return False
        if new not in self._seen:
            self._seen[new] = mine.shape == new.shape and self._equal(mine, new)
        return self._seen[new]

    def _equal(self, mine: Expr, new: Expr) -> bool:
        probes = (self.bench.probe(moving, self.world.squared) for moving in self._movings)
        return any(probe.equal(mine, new) and probe.test(mine, new).sound for probe in probes)
