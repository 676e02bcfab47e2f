"""Whether a function has a real value anywhere: a search over points of many magnitudes and of size one."""

from flint import ctx

from adjoint.check.balls import MAGNITUDES, Balls
from adjoint.check.evaluate import Evaluator
from adjoint.check.formula import Setting
from adjoint.check.ground import Reject
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey
from adjoint.derive.problem import Problem
from adjoint.errors import Unsupported
from adjoint.expr.language import Apply, ElementPower, Expr, Number, Power

_PARTIAL = frozenset({"log", "sqrt", "gammaln", "digamma", "trigamma", "asin", "acos"})
_ROUNDS = 24
_PRECISION = 256


def is_nowhere_real(problem: Problem) -> bool:
    """Whether the target had no real value at any point tried; False where no part of it could leave the reals."""
    survey = Survey((), Setting((), problem.definitions))
    if not any(_may_leave(node) for node in survey.nodes):
        return False
    return all(_rejects(problem, survey, attempt) for attempt in range(_ROUNDS * len(MAGNITUDES)))


def _may_leave(node: Expr) -> bool:
    if isinstance(node, (Power, ElementPower)):
        exponent = node.children[1]
        return not (isinstance(exponent, Number) and exponent.value.denominator == 1)
    return isinstance(node, Apply) and node.function in _PARTIAL


def _rejects(problem: Problem, survey: Survey, attempt: int) -> bool:
    rounds, place = divmod(attempt, len(MAGNITUDES))
    key = f"domain {attempt}"
    ones = dict.fromkeys([*survey.names, *map(str, sorted({*survey.fixed, *survey.big}))], 1)
    sizes = ones if rounds % 2 else draw_sizes(survey.names, survey.fixed, key)
    implied = survey.implied if rounds % 4 < 2 else survey.positive
    with ctx.workprec(_PRECISION):
        point = Point(Balls(key, MAGNITUDES[place]), sizes, key, implied)
        try:
            Evaluator(point, problem.definitions, {}, frozenset()).value(problem.target)
        except Reject:
            return True
        except (Unsupported, ValueError):
            return False
    return False
