"""Claims decided: in the field with signs unknown, with signs, with big sizes as they are, and at last in balls."""

from collections.abc import Sequence

from adjoint.check.claim import Case, Claim, Verdict
from adjoint.check.exact import FieldSearch
from adjoint.check.formula import Points, Setting
from adjoint.check.meeting import meet
from adjoint.check.real import RealSearch
from adjoint.check.survey import Survey

POINTS = 2
LARGEST_IN_FIELD = 400
LARGEST_IN_BALLS = 64


def decide(
    claims: Sequence[Claim], setting: Setting, seed: int, points: int = POINTS, known: Points | None = None
) -> list[Verdict]:
    """A verdict for each claim; all claims see the same random points.

    Claims that are decided one after the other may share `known` points, of a setting that knows more definitions.
    """
    survey = Survey(claims, setting)
    known = known or Points(setting)
    cases = [Case(claim) for claim in claims]
    FieldSearch(known, survey, seed, points, generic=True).run(cases)
    signed = [case for case in cases if case.doubt and survey.signs(case.claim)]
    _again(FieldSearch(known, survey, seed, points), signed)
    doubtful = [case for case in cases if case.doubt]
    if doubtful and survey.big and survey.big[-1] <= LARGEST_IN_FIELD:
        _again(FieldSearch(known, survey, seed, points, small=False), doubtful)
    _finish([case for case in cases if case.verdict is None], known, survey, seed)
    if not survey.big or survey.big[-1] <= LARGEST_IN_BALLS:
        meet([case for case in cases if _may_be_apart(case, survey)], setting, survey, seed)
    return [case.verdict or Verdict("undecided", case.doubt, seed) for case in cases]


def _may_be_apart(case: Case, survey: Survey) -> bool:
    """Whether the field may have taken one logarithm for another, of minus the argument."""
    proved = case.verdict is not None and case.verdict.status == "exact"
    return proved and len(survey.logarithms(case.claim)) > 1


def _again(search: FieldSearch, cases: Sequence[Case]) -> None:
    for case in cases:
        case.again()
    search.run(cases)


def _finish(cases: Sequence[Case], known: Points, survey: Survey, seed: int) -> None:
    if survey.big and survey.big[-1] > LARGEST_IN_BALLS:
        for case in cases:
            case.verdict = Verdict("undecided", f"{case.doubt}; the sizes are too large for balls", seed)
    else:
        RealSearch(cases, known, survey, seed).run()
    for case in cases:
        if case.refuted:
            case.verdict = Verdict("false", case.doubt, seed)
