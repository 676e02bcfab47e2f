"""Claims that the field does not decide, at random real points: balls that do not meet disprove."""

from typing import Any

from flint import ctx

from adjoint.check.balls import Balls
from adjoint.check.claim import Claim, Verdict
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Reject
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey, spell_sizes

POINTS = 3
SIGN_POINTS = 24
TRIES = 120
DIGITS = 30
PRECISIONS = (256, 512, 1024, 2048)


def decide_by_balls(claim: Claim, setting: Setting, survey: Survey, seed: int, doubt: str) -> Verdict:
    """`false` with both values, `enclosed` with the digits agreed, or `undecided` with the doubt."""
    wanted = SIGN_POINTS if survey.signs(claim) else POINTS
    digits, held = 10**6, 0
    for attempt in range(TRIES):
        try:
            found = _step(claim, setting, survey, seed, attempt)
        except Reject:
            continue
        if isinstance(found, str):
            return Verdict("false", found, seed)
        digits, held = min(digits, found), held + 1
        if held == wanted:
            return Verdict("enclosed", f"balls at {held} random real points agree to {digits} digits", seed)
    return Verdict("undecided", f"{doubt}; {held} of {TRIES} random real points were in the domain", seed)


def _step(claim: Claim, setting: Setting, survey: Survey, seed: int, attempt: int) -> int | str:
    """The digits agreed at one point, or in what the sides differ; the later half of the points is positive."""
    sizes = draw_sizes(survey.names, survey.fixed, seed, "real", attempt)
    key = f"real {seed} {attempt}"
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            point = Point(Balls(key), sizes, key, survey.implied if attempt < TRIES // 2 else survey.positive)
            left, right = claim.pair(Arrays(point, setting, survey.second))
            gaps = [(x - y, x, y) for x, y in zip(left, right, strict=True)]
            for gap, x, y in gaps:
                if gap.is_finite() and not gap.contains(0):
                    where = f", sizes {spell_sizes(sizes)}" if sizes else ""
                    return f"{x.str(8, radius=False)} against {y.str(8, radius=False)} at a random real point{where}"
            digits = min((_digits(gap, x) for gap, x, _ in gaps), default=DIGITS)
            if digits >= DIGITS:
                return digits
    raise Reject("the balls stay too wide")


def _digits(gap: Any, value: Any) -> int:
    if not gap.is_finite():
        return -1
    scale = value.abs_upper()
    upper = gap.abs_upper() / (scale if scale > 1 else 1)
    return 10**6 if upper == 0 else int(-float(upper.log()) / 2.302585092994046)
