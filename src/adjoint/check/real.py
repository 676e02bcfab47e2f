"""Claims that the field does not decide, at random real points: balls that do not meet disprove."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import ctx

from adjoint.check.balls import MAGNITUDES, Balls
from adjoint.check.claim import Case, Verdict
from adjoint.check.formula import Arrays, Points, nodes_of
from adjoint.check.ground import Reject, Scalar
from adjoint.check.sample import Point, draw_sizes, turned
from adjoint.check.survey import Survey, spell_sizes
from adjoint.check.tosses import MOST, Tosses, points_for

POINTS = 3
SIGN_DIGITS = 7.5
TRIES = 120
DIGITS = 30
MANY = 10**6
ONE = Fraction(1)
PRECISIONS = (256, 512, 1024, 2048)


class RealSearch:
    """Random real points, tried until every case has a verdict.

    The later half of the points has only positive values.
    """

    def __init__(self, cases: Sequence[Case], known: Points, survey: Survey, seed: int) -> None:
        self.known, self.survey, self.seed = known, survey, seed
        self.signed: set[Case] = set()
        self.crowded: set[Case] = set()
        self.tosses = Tosses(known.setting.definitions)
        self.missing = {case: self.wanted(case) for case in cases}
        self.digits = dict.fromkeys(cases, MANY)

    def run(self) -> None:
        """Give each case `false` with both values, `enclosed` with the digits agreed, or `undecided`."""
        for attempt in range(max(TRIES, 4 * max(self.missing.values(), default=0))):
            waiting = [case for case in self.missing if case.verdict is None]
            if not waiting:
                break
            self.at_point(attempt, [case for case in waiting if case not in self.signed])
            self.at_point(attempt, [case for case in waiting if case in self.signed], _magnitude(attempt))
        for case, missing in self.missing.items():
            if case.verdict is None:
                doubt = f"{case.doubt}; too few random real points in the domain, {missing} more wanted"
                case.verdict = Verdict("undecided", doubt, self.seed, empty=not case.seen)

    def wanted(self, case: Case) -> int:
        """At how many points a case must hold."""
        if not (self.survey.signs(case.claim) or self.survey.roots(case.claim)):
            return POINTS
        self.signed.add(case)
        tosses = self.tosses.of(node for formula in case.claim.formulas for node in nodes_of(formula))
        if tosses >= MOST:
            self.crowded.add(case)
            return POINTS
        return points_for(max(1, tosses), SIGN_DIGITS)

    def at_point(self, attempt: int, cases: Sequence[Case], magnitude: Fraction = ONE) -> None:
        """The cases at one point, with more precision for those that want it."""
        sizes = draw_sizes(self.survey.names, self.survey.fixed, self.seed, "real", attempt // 2)
        sizes = turned(sizes) if attempt % 2 else sizes
        key = f"real {self.seed} {attempt}"
        implied = self.survey.implied if attempt < TRIES // 2 else self.survey.positive
        for precision in PRECISIONS:
            if not cases:
                return
            with ctx.workprec(precision):
                point = Point(Balls(key, magnitude), sizes, key, implied)
                arrays = Arrays(point, self.known.setting, self.survey.second, self.known.reach)
                cases = [case for case in cases if self.too_wide(case, arrays, sizes)]

    def too_wide(self, case: Case, arrays: Arrays, sizes: Mapping[str, int]) -> bool:
        """Note the outcome for one case; whether more precision may tell more."""
        try:
            left, right = case.claim.pair(arrays)
        except Reject:
            return False
        case.seen = True
        for x, y in zip(left, right, strict=True):
            if (x - y).is_finite() and not (x - y).contains(0):
                case.verdict = Verdict("false", _apart(x, y, sizes), self.seed)
                return False
        digits = min((_digits(x - y, x) for x, y in zip(left, right, strict=True)), default=DIGITS)
        if digits < DIGITS:
            return True
        self.missing[case] -= 1
        self.digits[case] = min(digits, self.digits[case])
        if not self.missing[case] and case in self.crowded:
            case.verdict = Verdict("undecided", f"{case.doubt}; {MOST} signs or more act together", self.seed)
        elif not self.missing[case]:
            detail = f"balls at random real points agree to {self.digits[case]} digits"
            case.verdict = Verdict("enclosed", detail, self.seed)
        return False


def _magnitude(attempt: int) -> Fraction:
    """Values of size one at every second point, and else of sizes that go round."""
    rounds, other = divmod(attempt, 2)
    return MAGNITUDES[1 + rounds % (len(MAGNITUDES) - 1)] if other else ONE


def _apart(x: Scalar, y: Scalar, sizes: Mapping[str, int]) -> str:
    where = f", sizes {spell_sizes(sizes)}" if sizes else ""
    return f"{x.str(8, radius=False)} against {y.str(8, radius=False)} at a random real point{where}"


def _digits(gap: Any, value: Any) -> int:
    if not gap.is_finite():
        return -1
    scale = value.abs_upper()
    upper = gap.abs_upper() / (scale if scale > 1 else 1)
    return MANY if upper == 0 else int(-float(upper.log()) / 2.302585092994046)
