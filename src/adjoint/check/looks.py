"""What is seen at random points of the field, whose sizes are turned: now the one of two is the larger, now the other.

That decides what has solutions, and whether products of arrays that are not square are invertible.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from adjoint.check.claim import claim
from adjoint.check.evaluate import Evaluator
from adjoint.check.field import Field
from adjoint.check.formula import Setting
from adjoint.check.ground import Matrix, Reject
from adjoint.check.sample import Point, draw_sizes, turned
from adjoint.check.survey import Survey
from adjoint.derive.derivation import Formula
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr, Symbol

TRIES = 6
"""How many points are tried unless told: each pair with its sizes both ways round."""
T = TypeVar("T")


def looks(formulas: Sequence[Formula], setting: Setting, look: Callable[[Point], T], tries: int = TRIES) -> Iterator[T]:
    """What is seen at each point where the formulas have values; nothing more once some node can have none."""
    survey = Survey([claim(formula, formula) for formula in formulas], setting)
    for attempt in range(tries):
        key = f"zero {attempt}"
        try:
            sizes = draw_sizes((*survey.names, *map(str, survey.big)), survey.fixed, f"zero {attempt // 2}")
            found = look(Point(Field(key), turned(sizes) if attempt % 2 else sizes, key, survey.implied))
        except Reject:
            continue
        except (AdjointError, ZeroDivisionError):
            return
        yield found


def entries_at(point: Point, formulas: Sequence[Expr], setting: Setting) -> list[Matrix]:
    """The values of formulas at a point; raises `Reject` where one has none."""
    values = Evaluator(point, setting.definitions, {}, frozenset())
    return [values.value(formula) for formula in formulas]


def has_values(formulas: Sequence[Expr], table: Mapping[Symbol, Expr], setting: Setting) -> bool:
    """Whether there is a point where the formulas have values once symbols have theirs, put in twice as these are.

    Put into the formula itself, zero would hide a pole: `v/(v'*v)` is not zero where v is.
    """

    def look(point: Point) -> list[Matrix]:
        for _ in range(2):
            for one, value in zip(table, entries_at(point, [*table.values()], setting), strict=True):
                point.place(one, value)
        return entries_at(point, formulas, setting)

    return any(True for _ in looks((*formulas, *table, *table.values()), setting, look))
