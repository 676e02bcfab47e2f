"""Claims decided at random points: first in the field, and in balls where that does not decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

from adjoint.check.claim import Claim, Verdict
from adjoint.check.degree import Degrees
from adjoint.check.field import Field, P
from adjoint.check.formula import Arrays, Setting, Unlike, nodes_of
from adjoint.check.ground import NoRoot, Reject
from adjoint.check.real import decide_by_balls
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey, is_root, spell_sizes
from adjoint.errors import Unsupported
from adjoint.expr.language import Expr

POINTS = 2
SIGN_POINTS = 32
TRIES = 1500
FIRST_TRIES = 400
LARGEST = 400


@dataclass(eq=False)
class _Case:
    """A claim on its way: the sizes at which it held, and what else is known."""

    claim: Claim
    signs: tuple[Expr, ...]
    held: list[str] = field(default_factory=list)
    genuine: bool = False
    doubt: str = ""
    false_in_field: bool = False
    verdict: Verdict | None = None

    @property
    def open(self) -> bool:
        return self.verdict is None and not self.doubt

    @property
    def tossing(self) -> bool:
        """Whether a wrong sign could pass at one point by chance: not so for one root seen to be no square."""
        return bool(self.signs) and not (len(self.signs) == 1 and is_root(self.signs[0]) and self.genuine)


def decide(claims: Sequence[Claim], setting: Setting, seed: int, points: int = POINTS) -> list[Verdict]:
    """A verdict for each claim; all claims see the same random points."""
    survey = Survey(claims, setting)
    cases = [_Case(claim, survey.signs(claim)) for claim in claims]
    search = _Search(cases, setting, survey, seed, points)
    search.run(small=True)
    if survey.big:
        for case in cases:
            if case.doubt and max(survey.big) <= LARGEST:
                case.doubt, case.held = "", []
        search.run(small=False)
    return [case.verdict or _last(case, setting, survey, seed) for case in cases]


def _last(case: _Case, setting: Setting, survey: Survey, seed: int) -> Verdict:
    if survey.big:
        return Verdict("undecided", f"{case.doubt}; too large for balls", seed)
    verdict = decide_by_balls(case.claim, setting, survey, seed, case.doubt)
    if verdict.status == "undecided" and case.false_in_field:
        return Verdict("false", case.doubt, seed)
    return verdict


class _Search:
    """Random points of the field, tried until every case is decided or in doubt."""

    def __init__(self, cases: list[_Case], setting: Setting, survey: Survey, seed: int, points: int) -> None:
        self.cases, self.setting, self.survey, self.seed, self.points = cases, setting, survey, seed, points

    def run(self, small: bool) -> None:
        """Decide what can be decided, with big fixed sizes made `small` or as they are."""
        for attempt in range(TRIES):
            waiting = [case for case in self.cases if case.open and (case.held or attempt < FIRST_TRIES)]
            if not waiting:
                break
            arrays = self.arrays(attempt, small)
            for case in waiting:
                self.step(case, arrays, small)
        for case in self.cases:
            if case.open:
                case.doubt = f"only {len(case.held)} random points of the field were in the domain"

    def arrays(self, attempt: int, small: bool) -> Arrays:
        """A fresh random point."""
        names = (*self.survey.names, *(str(n) for n in self.survey.big if small))
        sizes = draw_sizes(names, self.survey.fixed, self.seed, attempt)
        key = f"field {self.seed} {attempt}"
        return Arrays(Point(Field(key), sizes, key, self.survey.implied), self.setting, self.survey.second)

    def step(self, case: _Case, arrays: Arrays, small: bool) -> None:
        """One case at one point."""
        try:
            left, right = case.claim.pair(arrays)
        except NoRoot:
            case.genuine = True
        except Reject:
            pass
        except Unlike as error:
            case.verdict = Verdict("false", f"{error} cannot be equal", self.seed)
        except Unsupported as error:
            case.verdict = Verdict("undecided", error.message, self.seed)
        except ValueError:
            if not (small and self.survey.big):
                raise
            case.doubt = "the fixed sizes depend on each other"
        else:
            self.compare(case, list(left) == list(right), arrays)

    def compare(self, case: _Case, equal: bool, arrays: Arrays) -> None:
        """Note the outcome at one point."""
        sizes, ground = arrays.point.sizes, arrays.point.ground
        if not equal:
            case.doubt = f"unequal at a random point of the field{_at(sizes)}"
            case.false_in_field = isinstance(ground, Field) and ground.rational
            return
        case.held.append(spell_sizes(sizes))
        if len(case.held) >= (SIGN_POINTS if case.tossing else self.points):
            case.verdict = Verdict("exact", self.exact(case), self.seed)

    def exact(self, case: _Case) -> str:
        """How the claim was tested, and the chance that it is false all the same."""
        roots = [node for formula in case.claim.formulas for node in nodes_of(formula)]
        side = max([6, *self.survey.fixed, len(self.survey.names) + len(self.survey.big) + 4])
        degree = Degrees(self.setting.definitions, side).of(roots) + 1
        bound = int(len(case.held) * (log10(P) - log10(degree)))
        if case.tossing:
            bound = min(bound, int(len(case.held) * log10(2)))
        sizes = " and ".join(list(dict.fromkeys(filter(None, case.held)))[:2])
        where = f", sizes {sizes}" if sizes else ""
        return f"{len(case.held)} random points in GF(2^61-1){where}; chance of error below 1e-{bound}"


def _at(sizes: Mapping[str, int]) -> str:
    return f", sizes {spell_sizes(sizes)}" if sizes else ""
