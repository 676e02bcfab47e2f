"""Pieces of a phrase that have no value, and what follows for the whole: no change elsewhere gives it one."""

from collections.abc import Iterator, Mapping

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.indexed import Unindexed, is_indexed
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.stacked import is_stacked
from adjoint.audit.sense.world import Misfit, World
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr


def value(world: World, phrase: Phrase) -> Expr | None:
    """The expression, if the phrase has one."""
    try:
        return world.make(phrase)
    except (AdjointError, ValueError):
        return None


def voids(world: World, phrase: Phrase) -> list[Phrase]:
    """The pieces without a value, each in the one before, from the whole to the least; none where it has a value."""
    found = [] if value(world, phrase) is not None else [phrase]
    while found and (inner := next((part for part in found[-1].parts if value(world, part) is None), None)) is not None:
        found.append(inner)
    return found


class Barred:
    """Readings of names under which a piece of a relation has no value, whatever the other names are read as."""

    def __init__(self, left: Phrase, right: Phrase) -> None:
        self._sides = (left, right)
        self._indexed, self._stacked = is_indexed(left) or is_indexed(right), is_stacked(left)
        self._known: list[tuple[dict[str, Expr], Finding]] = []

    def of(self, reading: Mapping[str, Expr]) -> Finding | None:
        """What became of a reading of the same names in that piece."""
        for known, found in self._known:
            if all(reading[word] is meaning for word, meaning in known.items()):
                return found
        return None

    def learn(self, reading: Mapping[str, Expr], found: Finding) -> None:
        """Take up a reading under which a side has no value, in any layout."""
        if found.status not in ("misfit", "undecided") or found.left is not None or found.world is None:
            return
        for piece in self._pieces(found, found.world):
            words = names_in(piece)
            self._known.append(({word: reading[word] for word in words if word in reading}, found))
            return

    def _pieces(self, found: Finding, world: World) -> Iterator[Phrase]:
        """Pieces that have no value in any layout."""
        if self._indexed or self._stacked:
            if isinstance(found.error, (Misfit, Unindexed)) and not self._stacked:
                yield found.error.phrase
            return
        for side in self._sides:
            for piece in voids(world, side)[-1:]:
                if piece.kind == "rate" or not any(part.kind == "rate" for part in piece):
                    yield piece
