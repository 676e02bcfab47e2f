"""Whether two formulas are equal wherever an array is zero, as after `∇f = 0`.

The points are made, not searched: all symbols are drawn but one, in which the array is affine, and
that one is solved for. Its solutions are drawn from all of them, so that what holds at such points
holds, as far as chance can tell, at every one.
"""

from collections.abc import Iterator, Sequence

from flint import nmod_mat

from adjoint.check.claim import claim
from adjoint.check.draw import units
from adjoint.check.evaluate import Evaluator
from adjoint.check.field import Field, P
from adjoint.check.formula import Arrays, Setting, Unlike
from adjoint.check.ground import Matrix, Reject, Scalar
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey
from adjoint.derive.derivation import Formula
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr, Symbol

POINTS, TRIES = 2, 6


def equal_where_zero(
    left: Formula, right: Formula, array: Expr, unknowns: Sequence[Symbol], setting: Setting, seed: int = 0
) -> bool | None:
    """Whether the formulas are equal where the array is zero; None where no such points are found.

    The unknowns are tried in turn: the first in which the array is affine, and can be zero, is solved for.
    """
    for unknown in unknowns:
        seen = list(_seen(left, right, array, unknown, setting, seed))
        if seen:
            return all(seen)
    return None


def _seen(
    left: Formula, right: Formula, array: Expr, unknown: Symbol, setting: Setting, seed: int
) -> Iterator[bool]:
    """Whether the formulas are equal at each of some points where the array is zero."""
    survey = Survey([claim(left, right), claim(array, array), claim(unknown, unknown)], setting)
    count = 0
    for attempt in range(TRIES):
        key = f"zero {seed} {attempt}"
        try:
            sizes = draw_sizes((*survey.names, *map(str, survey.big)), survey.fixed, key)
            point = Point(Field(key), sizes, key, survey.implied)
            if not _made_zero(point, array, unknown, setting):
                return
            here, there = Arrays(point, setting, False).pair(left, right)
            yield list(here) == list(there)
        except Reject:
            continue
        except Unlike:
            yield False
        except (AdjointError, ValueError, KeyError, ZeroDivisionError):
            return
        count += 1
        if count == POINTS:
            return


def _made_zero(point: Point, array: Expr, unknown: Symbol, setting: Setting) -> bool:
    """Give the unknown a value for which the array is zero; False where it has none, or is not affine in it."""
    ways = units(point.ground, point.facts(unknown), *point.shape_of(unknown))
    if not ways:
        return False
    rest = Evaluator(point, setting.definitions, {}, frozenset())
    start = rest.value(array)
    columns = [_along(point, array, unknown, way, setting, rest) for way in ways]
    steps = _solution(columns, [-entry for entry in start.entries()], point.direction(len(ways), 1, "steps"))
    if steps is None:
        return False
    value = point.value(unknown)
    for step, way in zip(steps, ways, strict=True):
        value = value + way * step
    point.place(unknown, value)
    found = Evaluator(point, setting.definitions, {}, frozenset()).value(array)
    return all(entry == 0 for entry in found.entries())


def _along(
    point: Point, array: Expr, unknown: Symbol, way: Matrix, setting: Setting, rest: Evaluator
) -> list[Scalar]:
    """The change of the entries of the array when the unknown moves that way."""
    moved = Evaluator(point, setting.definitions, {unknown: (way, None)}, frozenset(), rest).jet(array)[1]
    rows, cols = (point.number_of(size) for size in array.shape)
    return [point.ground.number(0)] * (rows * cols) if moved is None else list(moved.entries())


def _solution(columns: Sequence[Sequence[Scalar]], wanted: Sequence[Scalar], free: Matrix) -> list[Scalar] | None:
    """Numbers with which the columns sum to what is wanted, drawn from all that do; None if there are none."""
    width = len(columns)
    table = [*columns, wanted]
    reduced, rank = nmod_mat(len(wanted), width + 1, [c[i] for i in range(len(wanted)) for c in table], P).rref()
    rows = reduced.tolist()[:rank]
    pivots = [next(j for j, entry in enumerate(row) if int(entry)) for row in rows]
    if width in pivots:
        return None
    steps = list(free.entries())
    for row, pivot in zip(rows, pivots, strict=True):
        steps[pivot] = row[width] - sum(row[j] * steps[j] for j in range(width) if j not in pivots)
    return steps
