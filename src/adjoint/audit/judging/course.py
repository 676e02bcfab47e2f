"""A derivation as far as it has come: what is known, and how each relation joins what was claimed."""

from collections import Counter
from collections.abc import Iterator

from adjoint.audit.judging.conditions import equation
from adjoint.audit.judging.contraction import in_entries
from adjoint.audit.judging.directions import written
from adjoint.audit.judging.rows import by_rows
from adjoint.audit.judging.ruling import Place, ruled
from adjoint.audit.said.hear import BY, OWN, heard
from adjoint.audit.said.phrase import Phrase, name, names_in
from adjoint.audit.said.solving import Solving
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.arranging import without
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WORST, WRONG, Claim, Judged
from adjoint.audit.sense.meanings import resized
from adjoint.audit.sense.reading import SHIFTED, WITHIN, Finding
from adjoint.audit.sense.settle import OPEN, primed, told_apart
from adjoint.audit.sense.valued import valued
from adjoint.expr.language import Expr
from adjoint.read.line import Relation


class Course:
    """What is known while the lines of a derivation are judged.

    `source` is the line at hand; `solving` tells that a line set something to zero, `words` that words did; `free` that
    the statement puts no constraint on the variables.

    `used` counts the sides in which names stand.
    """

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lines: list[Judged] = []
        self.source = ""
        self.solving = False
        self.words = Solving()
        self.free = True
        self.used: Counter[str] = Counter()

    def claim(self, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> None:
        """Judge a relation in each way to read it, and keep what the best settles."""
        bench = self.bench
        claims = [self._ruled(relation, a, b) for a, b in _readings(bench, relation, left, right)]
        best = max(claims, key=lambda claim: WORST.index(claim.verdict))
        if best.verdict in WRONG:
            best = self._resized(line, relation, best)
            bench = self.bench
        if relation.left is None and best.verdict in WRONG and best.said != "layout":
            best = self._attached(line, relation, best)
        best.others = [claim for claim in claims if claim is not best]
        if best.finding.status == "true":
            self._keep(line, best.finding)
        if best.verdict == "schematic" and (entries := in_entries(bench, best.left, best.right)) is not None:
            line.notes.append(f"in entries: {entries}")
        if best.said == "condition" and best.verdict == "right":
            self._set(line, best, relation, right)
        line.claims.append(best)
        bench.transposed |= {
            part.parts[0].text.split("·")[0]
            for part in (*best.left, *best.right)
            if part.kind == "turn" and part.parts[0].kind == "name"
        }

    def name(self, line: Judged, word: str, body: Expr) -> None:
        """Take up a name with its meaning."""
        line.notes.append(f"{word} stands for {body}")
        spliced = self.bench.spliced(word, body)
        if spliced is self.bench:
            self.bench.introduce(word, body)
        self.bench = spliced

    def is_solving(self, left: Phrase) -> bool:
        """Whether a relation with that left side may hold only where the gradient is zero."""
        own = left.kind in ("name", "call") and self.bench.names.get(left.text) is self.bench.problem.target
        is_target = own or left == name(OWN)
        return self.solving or self.words.excuses(is_target)

    def is_last(self, word: str) -> bool:
        """Whether a derivative was stated before, and the name that a line gives is in no other."""
        stated = any(claim.left.kind == "rate" for line in self.lines for claim in line.claims)
        return stated and self.used[word] == 1

    def _ruled(self, relation: Relation, left: Phrase, right: Phrase) -> Claim:
        return ruled(Place(self.bench, self.source, self.is_solving(left), self.free), relation, left, right)

    def _resized(self, line: Judged, relation: Relation, claim: Claim) -> Claim:
        """The claim with a letter that only the reader gave to a size as another size, where it is right then."""
        bench = self.bench
        for word, size in resized(bench, claim.left, claim.right):
            self.bench = bench.turned_to(bench.question.wrt)
            self.bench.bind(word, size)
            other = self._ruled(relation, claim.left, claim.right)
            if other.verdict == "right":
                line.notes.append(f"{word} is read as {size}")
                return other
        self.bench = bench
        return claim

    def _attached(self, line: Judged, relation: Relation, claim: Claim) -> Claim:
        """A continued line that does not go on from the line before, where it goes on from an earlier one."""
        own = name(OWN)
        earlier = [one.left for judged_ in self.lines[::-1] for one in judged_.claims if one.verdict not in WRONG]
        for left in dict.fromkeys((*earlier, Phrase("d", (own,)), Phrase("rate", (own, name(BY)), "rate"), own)):
            if left == claim.left or not self.bench.names.keys() >= {*names_in(left), *names_in(claim.right)}:
                continue
            other = self._ruled(relation, left, claim.right)
            if other.verdict == "right" and not other.said:
                line.notes.append(f"goes on from {spelled(left)}")
                return other
        return claim

    def _set(self, line: Judged, claim: Claim, relation: Relation, right: Phrase) -> None:
        """Take up that a condition was set, and the name that it gives to a solution."""
        line.notes.append(claim.finding.why)
        self.solving = True
        if (pair := equation(self.bench, claim.left, claim.right)) is not None:
            self.bench.equations += (pair,)
        word = heard(relation.left) if relation.left is not None else claim.left
        opened = set(names_in(right)) & OPEN
        if word.kind == "name" and word.text not in self.bench.names and (value := valued(self.bench, right, opened)):
            self.bench.introduce(word.text, value[1])

    def _keep(self, line: Judged, found: Finding) -> None:
        """Take up what a true line settles: the readings of names, the layouts, the habits."""
        bench = self.bench
        kept = tuple(layout for layout in bench.layouts if layout in found.layouts)
        for word, meaning in found.bound:
            if word in OPEN:
                continue
            line.notes.append(f"{word} is read as {meaning}")
            bench = bench.spliced(word, meaning)
            if word not in bench.names:
                bench.bind(word, meaning)
            bench.bound[word] = meaning
            bench.arranged = without(bench.arranged, word, meaning)
        if found.world is not None and found.world.entrywise:
            line.notes.append("read entry by entry, since as matrices the shapes do not fit; write .* and ./ for that")
        if found.world is not None and found.world.shifted:
            line.notes.append(SHIFTED)
        line.notes += [WITHIN] if found.why == WITHIN else []
        line.notes += found.notes
        bench.layouts = kept or bench.layouts
        bench.style = found.turned or bench.style
        self.bench = bench


def _readings(bench: Bench, relation: Relation, left: Phrase, right: Phrase) -> Iterator[tuple[Phrase, Phrase]]:
    """The ways to read a relation: primes as derivatives first, data by rows or by columns."""
    rate = primed(bench, left)
    if rate is not None and rate != told_apart(bench, left):
        yield from by_rows(bench, rate, right)
    yield from by_rows(bench, left, right)
    as_written = relation.left is not None and left == written(bench, relation.left)
    other = relation.other
    while other is not None:
        a = written(bench, other.left) if as_written and other.left is not None else left
        yield from by_rows(bench, a, written(bench, other.right))
        other = other.other
