"""Names that nobody introduced, read as terms of the problem, the likeliest first, until a relation is true."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from adjoint.audit.judging.schematic import is_diagonal
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.arranging import is_mixed
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.meanings import meanings, ranked, sizes_beside, spliced
from adjoint.audit.sense.reading import RANK, Finding, looser, tried
from adjoint.audit.sense.settle import OPEN
from adjoint.audit.sense.similar import is_foreign
from adjoint.audit.sense.void import Barred
from adjoint.audit.sense.world import Misfit, Nameless
from adjoint.errors import AdjointError
from adjoint.expr.build import identity, is_zero, ones, transpose, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE
from adjoint.read.tree.glyphs import VALUES

LOOSER = 6
"""Ways to read a line less strictly that are tried with each reading of its names."""
MOST_BINDINGS = 400
"""Readings of names that are tried."""
MOST_RATED = 120
"""The same where names stand in derivatives."""
MOST_OPENED = 1200
"""The same where only sizes of ones and identities are open."""
MOST_VAIN = 8
"""Readings that the test could not decide, after which no others are tried: each costs much."""

Change = dict[str, object]
Reading = dict[str, Expr]


def bound(bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str]) -> Finding | None:
    """The finding with the names read as terms of the problem that make the relation true, if any do.

    Where names only stand in derivatives, and no term of the problem makes it true, it is false.
    """
    opened = set(missing) <= OPEN
    if not opened and any(part.kind == "unread" for part in (*left, *right)):
        return None
    search = _Search(bench, left, right, missing)
    found = search.found()
    if found is not None or search.ended or not search.seen:
        return found
    if opened:
        return None if "E" in missing else search.nearest()
    return _false_however(left, right, search.seen) if search.complete else None


class _Search:
    """Readings of the missing names, tried one after the other.

    `second` is true only in another layout than that of the lines so far; `fitting` are the readings in which the
    relation has a value.
    """

    def __init__(self, bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str]) -> None:
        self.bench, self.left, self.right, self.missing = bench, left, right, missing
        self.below, above = _differentiated(left, right)
        self.rated = self.below | above
        self.opened = set(missing) <= OPEN
        self.most = MOST_OPENED if self.opened else MOST_RATED if set(missing) & self.rated else MOST_BINDINGS
        stated = _stated(bench, left, right, missing)
        quoted = {*names_in(left)} & {*names_in(right)} - bench.forced.keys()
        choices = [
            [one for one in self._meanings(name, above)
             if one not in stated.get(name, ()) and not (name in quoted and is_foreign(name, one, bench.terms))]
            for name in missing
        ]  # fmt: skip
        apart = (one for one in ranked(missing, choices) if not is_mixed(one))
        self.readings = list(islice(apart, self.most + 1))
        settled = _by_themselves(left, right) | OPEN | bench.surely
        self.complete = len(self.readings) <= self.most and set(missing) <= settled
        self.absolute = any(part.kind == "bars" and part.text == "|" for part in (*left, *right))
        self.moved = all(any(part.kind == "d" for part in side) for side in (left, right))
        self.seen: list[Finding] = []
        self.second: Finding | None = None
        self.fitting: set[int] = set()
        self.vain = 0
        self.benches: dict[int, tuple[Bench, Reading]] = {}

    def _meanings(self, name: str, above: set[str]) -> Iterator[Expr]:
        """What a name may be read as; ones and identities also in the sizes of what stands beside them."""
        if name in self.bench.forced:
            yield self.bench.forced[name]
            return
        yield from meanings(self.bench, name, name in self.below, name in above)
        if name in OPEN and name[0] in "1I":
            for size in sizes_beside(self.bench, self.left, self.right):
                yield identity(size) if name[0] == "I" else ones((size, ONE))

    @property
    def ended(self) -> bool:
        """Whether so many readings could not be decided that no others are tried."""
        return self.vain > MOST_VAIN

    def found(self) -> Finding | None:
        """The finding under the first reading that makes the relation true, as it stands or else read less strictly."""
        most = self.most
        plain: list[Change] = [{}]
        loose = list(islice(looser(self.bench, self.left, self.right, self.missing), LOOSER))
        for changes, count in ((plain, most), (loose, most if self.complete else most // 4)):
            barred = [Barred(self.left, self.right) for _ in changes]
            for place, reading in enumerate(self.readings[:count]):
                if changes is plain or place not in self.fitting:
                    found = self.tried(place, reading, changes, barred)
                    if found is not None or self.ended:
                        return found or self.second
        return self.second

    def tried(
        self, place: int, reading: Reading, changes: Sequence[Change], barred: Sequence[Barred]
    ) -> Finding | None:
        """The finding under a reading if it makes the relation true; what else becomes of it is noted."""
        known = [bars.of(reading) for bars in barred]
        if None not in known and not self.complete:
            return None
        bench, rest = self.benches[place] = self.benches.get(place) or spliced(self.bench, reading, self.below)
        for change, bars, before in zip(changes, barred, known, strict=True):
            found = before or tried(bench, self.left, self.right, rest, change, True)
            if before is None:
                bars.learn(reading, found)
            if found.status == "true" and not self.opened and (self.rated or self.moved) and _is_vain(found):
                continue
            told = replace(found, bound=tuple(reading.items()))
            self.vain += found.status == "undecided" and found.left is not None
            if self.ended:
                return None
            if found.status == "true":
                if self.bench.layouts[0] in found.layouts or "turned" not in change:
                    return told
                self.second = self.second or told
            if found.status == "axes" or (found.status == "false" and not self.absolute):
                self.fitting.add(place)
            self.seen.append(replace(told, bench=(found.bench or bench).naming(rest)))
        return None

    def nearest(self) -> Finding:
        """The finding with sizes for ones and identities in which most of the relation has a value."""
        least = min(self.seen, key=lambda found: (RANK[found.status], -_fitting(found)))
        least = least if least.bench is not None and least.bench.within else replace(least, bench=None)
        if len(self.readings) <= self.most:
            return least
        return replace(least, status="undecided", why="too many sizes are open")


def _stated(bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str]) -> dict[str, tuple[Expr, Expr]]:
    """What names in a compound are compared with, and its transpose: none of them can stand for that."""
    found: dict[str, tuple[Expr, Expr]] = {}
    for side, other in ((left, right), (right, left)):
        inner = other
        while inner.kind in ("turn", "neg"):
            (inner,) = inner.parts
        if inner.kind == "name" or not set(missing).isdisjoint(names_in(side)):
            continue
        try:
            value = bench.world().make(side)
        except (AdjointError, ValueError, RecursionError):
            continue
        found |= dict.fromkeys(names_in(other), (value, transpose(value)))
    return found


def _is_vain(found: Finding) -> bool:
    """Whether a relation between derivatives or changes is true only since both sides are zero, which nobody wrote."""
    if found.left is None or found.bench is None or is_zero(found.left) or (found.right and is_zero(found.right)):
        return False
    probe, nought = found.bench.probe(found.moving), zeros(found.left.shape)
    return probe.equal(found.left, nought) is True and probe.test(found.left, nought).sound


def _false_however(left: Phrase, right: Phrase, seen: Sequence[Finding]) -> Finding | None:
    """The finding on a relation that no reading makes true: the likeliest in which it has a value."""
    seen = [found for found in seen if not isinstance(found.error, Nameless)]
    if not seen or any(found.status not in ("axes", "false", "misfit") for found in seen):
        return None
    for found in seen:
        if found.status == "misfit" and found.bench is not None and is_diagonal(found.bench, left, right):
            return replace(found, status="schematic")
    return min(seen, key=lambda found: ("false", "misfit", "axes").index(found.status))


def _by_themselves(left: Phrase, right: Phrase) -> set[str]:
    """The names that are differentiated, or by which something is, and are no part of something larger."""
    rates = [part for phrase in (left, right) for part in phrase if part.kind == "rate"]
    return {part.text for rate in rates for part in rate.parts if part.kind == "name"} | _values(left)


def _values(left: Phrase) -> set[str]:
    """The usual name of what is differentiated, where the left side is its change."""
    named = left.kind == "d" and left.parts[0].kind == "name"
    return {left.parts[0].text} & VALUES if named else set()


def _differentiated(left: Phrase, right: Phrase) -> tuple[set[str], set[str]]:
    """The names by which something is differentiated, and those in what is differentiated."""
    rates = [part for phrase in (left, right) for part in phrase if part.kind == "rate"]
    below = {part.text for rate in rates for by in rate.parts[1:] for part in by}
    return below, {part.text for rate in rates for part in rate.parts[0]} | _values(left)


def _fitting(found: Finding) -> int:
    """How much fits: the pieces of the smallest side whose shapes do not fit together."""
    return len(list(found.error.phrase)) if isinstance(found.error, Misfit) else 0
