"""A derivation checked: problem and lines in, verdicts and the diagnosis of the first wrong line out."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

from msgspec import Struct, field

from adjoint.audit.carried import believing, carried, pinned
from adjoint.audit.judging.answer import Answers
from adjoint.audit.judging.program import is_program
from adjoint.audit.judging.rethink import rethought
from adjoint.audit.judging.trial import Trial
from adjoint.audit.mistake.corrected import Corrected
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.mistaken import Mistaken, beside, mistaken
from adjoint.audit.mistake.small import Example
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WRONG, Claim, Judged
from adjoint.audit.sense.rates import DENOMINATOR, GRADIENT, LAYOUTS, NUMERATOR
from adjoint.derive.problem import Question
from adjoint.expr.language import Expr
from adjoint.read.notation.asides import without_bullets
from adjoint.read.notation.counted import without_counters


MOST_FURTHER = 3
"""How many mistakes after the first are explained."""


class Audit(Struct, eq=False):
    """What was found: the verdict of the whole and of each line, the first wrong line, and why it is wrong.

    `bound` tells how names were read that nobody introduced, `missing` what a derivation lacks all of
    whose lines hold.
    """

    question: Question
    verdict: str
    lines: tuple[Judged, ...]
    first_wrong: int | None = None
    diagnosis: Diagnosis | None = None
    corrected: Corrected | None = None
    example: Example | None = None
    bound: dict[str, str] = field(default_factory=dict)
    layout: str = "gradient"
    missing: str = ""
    claim: Claim | None = None
    mistakes: tuple[Mistaken, ...] = ()

    def enter(self, mistakes: Sequence[Mistaken]) -> None:
        """Take up the mistakes, the first of which is explained."""
        self.mistakes = tuple(mistakes)
        first = mistakes[0]
        self.first_wrong, self.diagnosis, self.claim = first.number, first.diagnosis, first.claim
        self.corrected, self.example = first.corrected, first.example

    @property
    def further(self) -> tuple[Mistaken, ...]:
        """The mistakes after the first that are told apart from what follows from it."""
        return tuple(one for one in self.mistakes[1:] if not one.diagnosis.vague)


def audit(question: Question, lines: Sequence[str], statement: str = "") -> Audit:
    """Judge the lines of a derivation one after the other, and explain the first that is wrong."""
    lines = without_counters(without_bullets(lines))
    found = _run(question, lines, statement, False)
    if found.first_wrong is None or not is_program(question.problem, found.lines):
        return found
    other = _run(question, lines, statement, True)
    return other if other.first_wrong is None or other.first_wrong >= found.first_wrong else found


def _run(question: Question, lines: Sequence[str], statement: str, slopes: bool) -> Audit:
    begun = partial(_begun, question, lines, statement, slopes)
    return run(begun({}), lines, begun)


def run(
    trial: Trial,
    lines: Sequence[str],
    begun: Callable[[dict[str, Expr]], Trial] | None = None,
    earlier: Sequence[Mistaken] = (),
) -> Audit:
    """The lines judged by a trial that may have heard others before; its question is the one that counts.

    Where no lines came before, `begun` makes the trial anew with given readings of names. Lines may follow from
    mistakes in `earlier` ones.
    """
    question, past = trial.bench.question, len(trial.lines)
    known = frozenset(trial.bench.bound)
    found = Audit(question, "correct", ())
    before: Claim | None = None
    begun_with: Claim | None = None
    mistakes: list[Mistaken] = []
    for number, source in enumerate(lines):
        line = trial.hear(source)
        if begun is not None and found.first_wrong is None and line.verdict in (*WRONG, "undecided"):
            again = rethought(trial, known, lines[: number + 1], begun)
            trial, line = (trial, line) if again is None else (again, again.lines[-1])
        if (earlier or mistakes) and _is_carried(trial.bench, (*earlier, *mistakes), before, line):
            line.verdict = "carried"
        elif line.verdict in WRONG:
            if len(mistakes) <= MOST_FURTHER:
                sound = before if before is not None and before.verdict not in WRONG else None
                mistakes.append(mistaken(trial.bench, number, line, sound, begun_with))
        elif begun_with is None and trial.bench.layouts != LAYOUTS:
            begun_with = next((claim for claim in line.claims if claim.left.kind == "rate"), None)
            line.notes.extend(beside(trial.bench, line.verdict, begun_with))
        for claim in line.claims:
            if claim.finding.status in ("true", "false", "misfit"):
                before = claim
    if mistakes:
        found.enter(mistakes)
    found.lines = tuple(trial.lines[past:])
    found.verdict = _whole(trial, found, known)
    found.bound = {name: str(node) for name, node in trial.bench.bound.items()}
    found.layout = trial.bench.layouts[0].name
    return found


def _is_carried(bench: Bench, mistakes: Sequence[Mistaken], before: Claim | None, line: Judged) -> bool:
    """Whether all that a line claims falsely, or of what is not so where it is said, follows from mistakes before."""
    doubtful = (*WRONG, "undecided") if any(claim.said == "condition" for claim in line.claims) else WRONG
    wrong = [claim for claim in line.claims if claim.verdict in doubtful]
    if not wrong:
        return False
    believed = believing(bench, [(one.claim, one.diagnosis) for one in mistakes])
    stated = pinned(bench, [one.claim for one in mistakes])
    benches = [believed] if stated is None else [believed, stated]
    return all(carried(benches, before, claim) for claim in wrong)


def _begun(
    question: Question, lines: Sequence[str], statement: str, slopes: bool, forced: dict[str, Expr]
) -> Trial:
    """The trial before its first line, with readings that names are to have."""
    bench = Bench(question, forced=forced, slopes=slopes)
    bench.layouts = (GRADIENT,) if slopes else bench.layouts
    trial = Trial(bench)
    if statement:
        trial.recall(statement)
    trial.foresee(lines)
    _declare(trial, statement)
    return trial


def _declare(trial: Trial, statement: str) -> None:
    """A layout that the statement names is the only one."""
    found = re.search(r"(numerator|denominator)[- ]layout", statement)
    if found:
        trial.bench.layouts = (NUMERATOR,) if found.group(1) == "numerator" else (DENOMINATOR,)


def _whole(trial: Trial, found: Audit, known: Collection[str]) -> str:
    if found.first_wrong is not None:
        return "wrong"
    if all(line.verdict in ("unreadable", "undecided", "words") for line in found.lines):
        return "unreadable"
    claims = [claim for line in trial.lines for claim in line.claims]
    unread = [number for number, line in enumerate(found.lines, 1) if line.is_open]
    found.missing = Answers(trial.bench, claims, known).missing()
    if unread and not found.missing:
        found.missing = f"a reading of line {' and '.join(map(str, unread))}"
    return "incomplete" if found.missing else "correct"
