"""A counterexample in small whole numbers, exact where the four operations and roots of squares do."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from adjoint.audit.sense.bodies import reached
from adjoint.audit.sense.rates import TURNED
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Matrix, Reject
from adjoint.check.rationals import Rationals, SmallBalls, apart, plain, precision
from adjoint.check.sample import Point
from adjoint.check.survey import Survey
from adjoint.errors import AdjointError
from adjoint.expr.build import d
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import differentials, symbols

TRIES = 24
ENOUGH = 8
SIZES = ((2, 2, 2, 2), (2, 3, 2, 3))
LARGEST = 6
EASY = 12
"""An example that costs no more to check by hand is taken at once."""


class Example(Struct, frozen=True):
    """Values for which the two sides of a line differ: by name, the changes of what moves included."""

    values: Mapping[str, object]
    left: object
    right: object
    exact: bool


def counterexample(left: Expr, right: Expr, setting: Setting) -> Example | None:
    """Small values for which two expressions of one shape differ; None where none is found quickly."""
    with precision(128):
        for exact in (True, False):
            for sizes in SIZES:
                found = _easiest(_search(left, right, setting, sizes, exact))
                if found is not None:
                    return found
    return None


def _easiest(examples: Iterator[Example]) -> Example | None:
    """The one that is easiest to check by hand among the first few."""
    best: Example | None = None
    for count, example in enumerate(examples, 1):
        if best is None or _effort(example) < _effort(best):
            best = example
        if _effort(best) <= EASY or count >= ENOUGH:
            break
    return best


def _effort(example: Example) -> int:
    """How much a person has to reckon: little with noughts and ones, more with large numbers and fractions."""
    numbers = [number for value in (*example.values.values(), example.left, example.right) for number in _flat(value)]
    dull = sum(4 for value in example.values.values() if not any(_flat(value)))
    return dull + sum(_weight(number) for number in numbers)


def _weight(number: object) -> int:
    return min(abs(number), 10) if isinstance(number, int) else 12


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _search(left: Expr, right: Expr, setting: Setting, choice: Sequence[int], exact: bool) -> Iterator[Example]:
    below = reached((left, right), setting.definitions)
    survey = Survey(
        [], Setting(setting.wrt, {name: setting.definitions[name] for name in below if name in setting.definitions})
    )
    if survey.big or any(number > LARGEST for number in survey.fixed):
        return
    shapes = [symbol.shape for symbol in (*below, *setting.wrt)]
    names = tuple(dict.fromkeys(name for shape in shapes for size in shape for name in sorted(size.names)))
    sizes = dict(zip(names, [*choice] * (1 + len(names)), strict=False))
    for attempt in range(TRIES):
        key = f"small {attempt}"
        arrays = Arrays(Point(Rationals() if exact else SmallBalls(key), sizes, key, survey.implied), setting, False)
        try:
            a, b = arrays.main.value(left), arrays.main.value(right)
            if _differ(a, b):
                yield Example(_values(arrays, setting, left, right), _table(a), _table(b), exact)
        except (Reject, ZeroDivisionError):
            continue
        except (AdjointError, ValueError, KeyError):
            return


def _differ(a: Matrix, b: Matrix) -> bool:
    return any(apart(x, y) for x, y in zip(a.entries(), b.entries(), strict=True))


def _values(arrays: Arrays, setting: Setting, left: Expr, right: Expr) -> dict[str, object]:
    """The letters of the line, and of what its left side is by definition, with the changes that it speaks of."""
    mine = left.children[0] if isinstance(left, Differential) else left
    body = setting.definitions.get(mine) if isinstance(mine, Symbol) else None
    sides = (right, mine if body is None else body)
    letters = dict.fromkeys(symbol for side in sides for symbol in _plainly(side))
    moving = any(node.moving for node in (left, right))
    changes = dict.fromkeys(one for side in sides for one in differentials(side))
    if moving and body is not None:
        depends = {*setting.wrt, *setting.definitions}
        changes |= dict.fromkeys(d(symbol) for symbol in symbols(body) if symbol in depends)  # type: ignore[misc]
    shown: dict[str, object] = {}
    for node in (*letters, *(one for one in changes if isinstance(one.children[0], Symbol))):
        name = str(node).replace(TURNED, "")
        shown[name] = _table(arrays.main.value(node))
    return shown


def _plainly(node: Expr) -> Iterator[Symbol]:
    """The symbols that stand in an expression other than under a differential alone."""
    if isinstance(node, Symbol):
        yield node
    elif not (isinstance(node, Differential) and isinstance(node.children[0], Symbol)):
        for child in node.children:
            yield from _plainly(child)


def _table(value: Matrix) -> object:
    """Rows of numbers; a column or a row as one list, a scalar as itself."""
    rows = [[plain(entry) for entry in row] for row in value.tolist()]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    if len(rows) == 1:
        return rows[0]
    return [row[0] for row in rows] if len(rows[0]) == 1 else rows
