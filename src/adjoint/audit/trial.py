"""The lines of a derivation judged one after the other, names taken up on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adjoint.audit.bench import Bench
from adjoint.audit.hear import OWN, heard
from adjoint.audit.judge import Finding, judged
from adjoint.audit.phrase import Phrase, name, names_in
from adjoint.audit.world import Unnamed
from adjoint.errors import AdjointError
from adjoint.read.line import Relation, read_line

INDEXED = frozenset({"entry", "total", "delta", "grid"})


@dataclass(eq=False)
class Claim:
    """One relation of a line as it was taken: its sides, and what became of it."""

    left: Phrase
    right: Phrase
    source: str
    verdict: str
    finding: Finding
    continues: bool = False
    said: str = ""


@dataclass(eq=False)
class Judged:
    """One line: its verdict, its claims, and what a reader should know of how it was read."""

    source: str
    verdict: str = "unreadable"
    claims: list[Claim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


WORST = (
    "wrong", "ill-defined", "right-under-an-assumption", "unreadable", "undecided", "carried", "schematic",
    "right-in-another-layout", "right",
)  # fmt: skip
WRONG = frozenset({"wrong", "ill-defined", "right-under-an-assumption"})


class Trial:
    """Judges line after line."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lines: list[Judged] = []
        self.last: Phrase = name(OWN)

    def hear(self, source: str) -> Judged:
        """Judge the next line."""
        line = Judged(source)
        known = [n for n in self.bench.names if n.isidentifier()]
        try:
            relations = read_line(source, self.bench.problem, known)
        except AdjointError as error:
            line.notes.append(error.message)
            relations = ()
        self._take(line, relations)
        self.lines.append(line)
        return line

    def _take(self, line: Judged, relations: Sequence[Relation]) -> None:
        pairs: list[tuple[Relation, Phrase, Phrase]] = []
        last = self.last
        for relation in relations:
            if relation.sign != "=":
                line.notes.append(f"passed over: {relation.source}")
                continue
            right = heard(relation.right)
            left = last if relation.left is None else heard(relation.left)
            pairs.append((relation, left, right))
            last = left
        waiting = [pair for pair in pairs if not self._define(line, *pair)]
        for pair in waiting:
            if not self._define(line, *pair):
                self._claim(line, *pair)
        if pairs:
            self.last = next((left for _, left, _ in pairs if not self._is_definition(left)), pairs[0][1])
        verdicts = [claim.verdict for claim in line.claims]
        if verdicts:
            line.verdict = min(verdicts, key=WORST.index)
        elif pairs:
            line.verdict = "right"

    def _is_definition(self, left: Phrase) -> bool:
        return left.kind == "name" and any(s.name == left.text for s in self.bench.extra)

    def _define(self, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> bool:
        """Whether the relation introduces a name; it is taken up if so."""
        bench = self.bench
        if relation.left is None or left.kind != "name" or left.text in bench.names:
            return False
        if any(part.kind in INDEXED or part.kind == "unread" for part in right):
            return False
        for own in bench.problem.definitions:
            if judged(bench, name(own.name), right).status == "true":
                bench.bind(left.text, own)
                line.notes.append(f"{left.text} is read as {own.name}")
                line.claims.append(Claim(left, right, relation.source, "right", judged(bench, left, right)))
                return True
        try:
            body = bench.world().make(right)
        except (Unnamed, AdjointError):
            return False
        bench.introduce(left.text, body)
        line.notes.append(f"{left.text} stands for {body}")
        return True

    def _claim(self, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> None:
        bench = self.bench
        options = [(left, right)]
        if relation.other is not None:
            other = relation.other
            options.append((left if other.left is None else heard(other.left), heard(other.right)))
        best: Claim | None = None
        for a, b in options:
            claim = self._judge(relation, a, b)
            if best is None or WORST.index(claim.verdict) > WORST.index(best.verdict):
                best = claim
        assert best is not None
        if best.finding.status == "true":
            self._keep(line, best.finding)
        line.claims.append(best)
        for part in (*best.left, *best.right):
            if part.kind == "turn" and part.parts[0].kind == "name":
                bench.transposed.add(part.parts[0].text)

    def _judge(self, relation: Relation, left: Phrase, right: Phrase) -> Claim:
        def made(verdict: str, finding: Finding, said: str = "") -> Claim:
            return Claim(left, right, relation.source, verdict, finding, relation.left is None, said)

        if any(part.kind == "unread" for phrase in (left, right) for part in phrase):
            return made("unreadable", Finding("undecided", why="a part cannot be read"))
        if any(part.kind in INDEXED for phrase in (left, right) for part in phrase):
            return made("undecided", Finding("undecided", why="indices"))
        found = judged(self.bench, left, right)
        if found.status == "true":
            kept = [layout for layout in found.layouts if layout in self.bench.layouts]
            if not kept:
                return made("wrong", found, "layout")
            return made("right" if kept[0].name == "gradient" or len(found.layouts) == 3 else "right-in-another-layout", found)
        table = {"false": "wrong", "misfit": "wrong", "axes": "ill-defined", "unnamed": "undecided", "undecided": "undecided"}
        return made(table[found.status], found)

    def _keep(self, line: Judged, found: Finding) -> None:
        kept = tuple(layout for layout in self.bench.layouts if layout in found.layouts)
        if kept:
            self.bench.layouts = kept
        for word, meaning in found.bound:
            self.bench.bind(word, meaning)
            line.notes.append(f"{word} is read as {meaning}")


def unknown(bench: Bench, *phrases: Phrase) -> list[str]:
    """Names of phrases that nothing introduces."""
    return [word for phrase in phrases for word in names_in(phrase) if word not in bench.names]
