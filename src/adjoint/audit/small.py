"""A counterexample in small whole numbers, exact where the four operations and roots of squares do."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from adjoint.audit.rates import TURNED
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Matrix, Reject
from adjoint.check.rationals import Rationals, SmallBalls, apart, plain, precision
from adjoint.check.sample import Point
from adjoint.check.survey import Survey
from adjoint.errors import AdjointError
from adjoint.expr.build import d
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import postorder, symbols

TRIES = 40
SIZES = (2, 3, 2, 3, 2, 3, 2, 3)
LARGEST = 6


class Example(Struct, frozen=True):
    """Values for which the two sides of a line differ: by name, the changes of what moves included."""

    values: Mapping[str, object]
    left: object
    right: object
    exact: bool


def counterexample(left: Expr, right: Expr, setting: Setting) -> Example | None:
    """Small values for which two expressions of one shape differ; None where none is found quickly."""
    with precision(128):
        return _search(left, right, setting, exact=True) or _search(left, right, setting, exact=False)


def _search(left: Expr, right: Expr, setting: Setting, exact: bool) -> Example | None:
    reached = _reached((left, right), setting.definitions)
    survey = Survey(
        [], Setting(setting.wrt, {name: setting.definitions[name] for name in reached if name in setting.definitions})
    )
    if survey.big or any(number > LARGEST for number in survey.fixed):
        return None
    names = tuple(dict.fromkeys(name for symbol in reached for size in symbol.shape for name in sorted(size.names)))
    sizes = dict(zip(names, SIZES * (1 + len(names)), strict=False))
    for attempt in range(TRIES):
        key = f"small {attempt}"
        arrays = Arrays(Point(Rationals() if exact else SmallBalls(key), sizes, key, survey.implied), setting, False)
        try:
            a, b = arrays.main.value(left), arrays.main.value(right)
            if not _differ(a, b):
                continue
            return Example(_values(arrays, reached, setting, (left, right)), _table(a), _table(b), exact)
        except (Reject, ZeroDivisionError):
            continue
        except (AdjointError, ValueError, KeyError):
            return None
    return None


def _reached(nodes: Sequence[Expr], definitions: Mapping[Symbol, Expr]) -> tuple[Symbol, ...]:
    """The symbols below, definitions opened, in a fixed order."""
    found: dict[Symbol, None] = {}
    stack = list(reversed(symbols(*nodes)))
    while stack:
        one = stack.pop()
        if one not in found:
            found[one] = None
            stack.extend(reversed(symbols(definitions[one])) if one in definitions else ())
    return tuple(found)


def _differ(a: Matrix, b: Matrix) -> bool:
    return any(apart(x, y) for x, y in zip(a.entries(), b.entries(), strict=True))


def _values(arrays: Arrays, reached: Sequence[Symbol], setting: Setting, nodes: Sequence[Expr]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for symbol in reached:
        if "∂" not in symbol.name and symbol not in setting.definitions:
            shown[symbol.name] = _table(arrays.main.value(symbol))
    moving = any(node.moving for node in postorder(*nodes))
    for symbol in setting.wrt if moving else ():
        shown[f"d{symbol.name}"] = _table(arrays.main.value(d(symbol)))
    for symbol in reached:
        if symbol in setting.definitions:
            shown[symbol.name.replace(TURNED, "")] = _table(arrays.main.value(symbol))
    return shown


def _table(value: Matrix) -> object:
    """Rows of numbers; a column or a row as one list, a scalar as itself."""
    rows = [[plain(entry) for entry in row] for row in value.tolist()]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    if len(rows) == 1:
        return rows[0]
    return [row[0] for row in rows] if len(rows[0]) == 1 else rows
