"""Whether two sides that agree in the field have values at one real point: a field does not see a logarithm's sign."""

from collections.abc import Sequence

from flint import ctx

from adjoint.check.balls import MAGNITUDES, Balls
from adjoint.check.claim import Case, Verdict
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Reject
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey

ROUNDS = 24
PRECISION = 256


def meet(cases: Sequence[Case], setting: Setting, survey: Survey, seed: int) -> None:
    """Makes `undecided` of `exact` where no real point with values on both sides was found."""
    apart = list(cases)
    for attempt in range(ROUNDS * len(MAGNITUDES)):
        if not apart:
            return
        apart = _still_apart(apart, setting, survey, seed, attempt)
    for case in apart:
        case.verdict = Verdict("undecided", "no real point was found at which both sides have values", seed)


def _still_apart(cases: Sequence[Case], setting: Setting, survey: Survey, seed: int, attempt: int) -> list[Case]:
    """The cases that have no values at one more point."""
    sizes = draw_sizes(survey.names, survey.fixed, seed, "meeting", attempt)
    key = f"meeting {seed} {attempt}"
    implied = survey.positive if attempt % 2 else survey.implied
    with ctx.workprec(PRECISION):
        point = Point(Balls(key, MAGNITUDES[attempt // 2 % len(MAGNITUDES)]), sizes, key, implied)
        arrays = Arrays(point, setting, survey.second)
        return [case for case in cases if not _has_values(case, arrays)]


def _has_values(case: Case, arrays: Arrays) -> bool:
    try:
        case.claim.pair(arrays)
    except Reject:
        return False
    return True
