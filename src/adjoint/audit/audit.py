"""A derivation checked: problem and lines in, verdicts and the diagnosis of the first wrong line out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from adjoint.audit.bench import Bench
from adjoint.audit.diagnose import Diagnosis, Wrong
from adjoint.audit.phrase import Phrase
from adjoint.audit.rates import DENOMINATOR, NUMERATOR
from adjoint.audit.trial import WRONG, Claim, Judged, Trial
from adjoint.derive.problem import Question
from adjoint.expr.language import Expr


@dataclass(eq=False)
class Audit:
    """What was found: the verdict of the whole and of each line, the first wrong line, and why it is wrong."""

    question: Question
    verdict: str
    lines: tuple[Judged, ...]
    first_wrong: int | None = None
    claim: Claim | None = None
    diagnosis: Diagnosis | None = None
    notes: list[str] = field(default_factory=list)


def audit(question: Question, lines: Sequence[str], statement: str = "") -> Audit:
    """Judge the lines of a derivation one after the other, and explain the first that is wrong."""
    trial = Trial(Bench(question))
    if statement:
        trial.recall(statement)
    trial.foresee(lines)
    _declare(trial, statement)
    first: int | None = None
    wrong: Claim | None = None
    diagnosis: Diagnosis | None = None
    before: Expr | None = None
    phrase: Phrase | None = None
    for number, source in enumerate(lines):
        line = trial.hear(source)
        if first is None and line.verdict in WRONG:
            first = number
            wrong = next(claim for claim in line.claims if claim.verdict in WRONG)
            earlier = [claim for claim in line.claims[: line.claims.index(wrong)] if claim.finding.right is not None]
            base = earlier[-1].finding.right if earlier and wrong.continues else before
            told = [
                Wrong(trial.bench, one.left, one.right, one.finding, base, one.continues, phrase).explained()
                for one in (wrong, *wrong.others)
            ]
            diagnosis = min(told, key=lambda one: (one.vague, one.cost))
            if diagnosis.assumption:
                line.verdict = wrong.verdict = "right-under-an-assumption"
            if wrong.said == "layout":
                diagnosis = Diagnosis("layout", "this is right in another layout than the one begun with")
        for claim in line.claims:
            if claim.verdict.startswith("right") and claim.finding.right is not None:
                before, phrase = claim.finding.right, claim.right
    return Audit(question, _whole(trial.lines, first), tuple(trial.lines), first, wrong, diagnosis)


def _declare(trial: Trial, statement: str) -> None:
    """A layout that the statement names is the only one."""
    found = re.search(r"(numerator|denominator)[- ]layout", statement)
    if found:
        trial.bench.layouts = (NUMERATOR,) if found.group(1) == "numerator" else (DENOMINATOR,)


def _whole(lines: Sequence[Judged], first: int | None) -> str:
    if first is not None:
        return "wrong"
    if all(line.verdict in ("unreadable", "undecided") for line in lines):
        return "unreadable"
    return "correct"
