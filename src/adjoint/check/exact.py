"""Claims at random points of the finite field."""

from collections.abc import Mapping, Sequence
from math import log10

from adjoint.check.claim import Case, Verdict
from adjoint.check.degree import Degrees
from adjoint.check.field import Field, P
from adjoint.check.formula import Arrays, Points, Unlike, nodes_of
from adjoint.check.four import FourOperations
from adjoint.check.ground import Beyond, NoRoot, Reject
from adjoint.check.order import is_norm
from adjoint.check.sample import Point, draw_sizes, turned
from adjoint.check.survey import Survey, spell_sizes
from adjoint.check.tosses import MOST, Tosses, digits_of, points_for
from adjoint.errors import Unsupported
from adjoint.expr.language import Expr

SIGN_DIGITS = 9.5
TRIES = 1500
FIRST_TRIES = 400
CERTAIN = 15


class FieldSearch:
    """Random points of the field, tried until every case has a verdict or a doubt.

    With `generic`, signs are unknowns that may have any value: what holds then holds for all signs.
    With `small`, big fixed sizes have small stand-ins.
    """

    def __init__(
        self, known: Points, survey: Survey, seed: int, points: int, *, generic: bool = False, small: bool = True
    ) -> None:
        self.known, self.survey, self.seed, self.points = known, survey, seed, points
        self.generic = generic
        self.stand_ins = tuple(str(n) for n in survey.big) if small else ()
        self.four = FourOperations(known.setting.definitions)
        self.degrees = Degrees(known.setting.definitions, survey.side)
        self.tosses = Tosses(known.setting.definitions, generic=generic)
        self.key = (seed, generic, self.stand_ins, survey.names, survey.fixed, survey.drawn)

    def run(self, cases: Sequence[Case]) -> None:
        """Decide what can be decided."""
        for attempt in range(TRIES):
            waiting = [case for case in cases if case.open and (case.held or attempt < FIRST_TRIES)]
            if not waiting:
                break
            arrays = self.arrays(attempt)
            for case in waiting:
                self.step(case, arrays)
        for case in cases:
            if case.open:
                case.doubt = f"only {len(case.held)} random points of the field were in the domain"

    def arrays(self, attempt: int) -> Arrays:
        """The next random point."""
        return self.known.at((attempt, *self.key), lambda: self.point(attempt), self.survey.second)

    def point(self, attempt: int) -> Point:
        """A fresh random point; at every second one the sizes are those of the one before, in the other order."""
        sizes = draw_sizes((*self.survey.names, *self.stand_ins), self.survey.fixed, self.seed, attempt // 2)
        sizes = turned(sizes) if attempt % 2 else sizes
        key = f"field {self.seed} {attempt}"
        return Point(Field(key, generic=self.generic), sizes, key, self.survey.implied)

    def step(self, case: Case, arrays: Arrays) -> None:
        """One case at one point."""
        try:
            left, right = case.claim.pair(arrays)
        except NoRoot:
            case.genuine = True
        except Beyond as error:
            case.doubt = f"{error} in the field"
        except Reject:
            pass
        except Unlike as error:
            case.verdict = Verdict("false", f"{error} cannot be equal", self.seed)
        except Unsupported as error:
            case.verdict = Verdict("undecided", error.message, self.seed)
        except ValueError:
            if not self.stand_ins:
                raise
            case.doubt = "the fixed sizes depend on each other"
        else:
            self.compare(case, list(left) == list(right), arrays)

    def compare(self, case: Case, equal: bool, arrays: Arrays) -> None:
        """Note the outcome at one point."""
        case.seen = True
        sizes = arrays.point.sizes
        if not equal:
            case.doubt = f"unequal at a random point of the field{_at(sizes)}"
            case.refuted = self.four.suffice(_nodes(case)) and not self.stand_ins
            return
        case.held.append(spell_sizes(sizes))
        digits = self.digits(case)
        if digits < 1:
            case.doubt = "the degree is too high for the field"
            return
        tosses = self.tossing(case)
        if tosses > MOST:
            case.doubt = f"more than {MOST} signs act together"
            return
        if tosses:
            digits = min(digits, digits_of(tosses))
        if len(case.held) < (points_for(tosses, SIGN_DIGITS) if tosses else max(self.points, CERTAIN / digits)):
            return
        if len(set(case.held)) > 1 or not (self.survey.names or self.stand_ins):
            case.verdict = Verdict("exact", _detail(case, digits), self.seed)

    def tossing(self, case: Case) -> int:
        """How many signs could pass at one point by chance; one norm that is no square has none."""
        tosses = self.tosses.of(_nodes(case))
        roots = self.survey.roots(case.claim)
        alone = len(roots) == 1 and is_norm(roots[0]) and case.genuine
        return tosses or int(bool(roots) and not alone)

    def digits(self, case: Case) -> float:
        """At how many digits the chance begins that a false claim holds at one random point, signs aside."""
        return log10(P) - log10(self.degrees.of(_nodes(case)) + 1)


def _nodes(case: Case) -> list[Expr]:
    return [node for formula in case.claim.formulas for node in nodes_of(formula)]


def _detail(case: Case, digits: float) -> str:
    """How a claim was tested, and the chance that it is false all the same."""
    count = len(case.held)
    sizes = " and ".join(list(dict.fromkeys(filter(None, case.held)))[:2])
    where = f", sizes {sizes}" if sizes else ""
    return f"{count} random points in GF(2^61-1){where}; chance of error below 1e-{int(count * digits)}"


def _at(sizes: Mapping[str, int]) -> str:
    return f", sizes {spell_sizes(sizes)}" if sizes else ""
