"""Whether two formulas are equal wherever some arrays are zero, as after `∇f = 0`.

The points are made, not searched: all symbols are drawn but some, in which the arrays are affine, and
those are solved for. Their solutions are drawn from all that there are. Only what the four operations
say is taken: an elementary function is an atom of the field, and atoms that differ disprove nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain

from flint import nmod_mat

from adjoint.check.draw import units
from adjoint.check.evaluate import Evaluator
from adjoint.check.field import Field, P
from adjoint.check.formula import Arrays, Setting, Unlike
from adjoint.check.ground import Matrix, Reject, Scalar
from adjoint.check.looks import looks
from adjoint.check.sample import Point
from adjoint.derive.derivation import Formula
from adjoint.expr.facts import close
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols

POINTS = 2
"""How many points at least must tell."""
Unknowns = tuple[Symbol, ...]


_SIGNED = frozenset({"posdef", "positive", "nonnegative"})
"""Facts that say nothing of numbers of the field."""


_REGULAR = frozenset({"invertible", "posdef"})
"""Facts of what maps nothing else to zero."""


class Nowhere(Reject):
    """There are no values of the unknowns for which the arrays are zero."""


def equal_where_zero(
    left: Formula,
    right: Formula,
    arrays: Sequence[Expr],
    asked: Unknowns,
    given: Sequence[Symbol],
    setting: Setting,
) -> bool | None:
    """Whether the formulas are equal where the arrays are zero; None where that cannot be told.

    What is asked for is solved for, if the arrays are affine in it: its values then are all there are. Else each of
    what is given is, in turn, where it need not be zero for that; the points are some of all, and must agree. So they
    must where nothing but zero solves the arrays, since nobody means that. Last, each array is solved for something
    that those before it do not speak of.
    """
    found = _equal(left, right, arrays, asked, setting, False)
    if found is False or (found and _equal(left, right, arrays, asked, setting, True)):
        return found
    free = [one for one in given if not found or close(one.facts).isdisjoint(_REGULAR)]
    seen = {_equal(left, right, arrays, (one,), setting, True) for one in free} - {None}
    if found:
        return False not in seen
    if seen:
        return seen.pop() if len(seen) == 1 else None
    return _equal_in_turn(left, right, arrays, (*given, *asked), setting)


def _equal_in_turn(
    left: Formula, right: Formula, arrays: Sequence[Expr], unknowns: Unknowns, setting: Setting
) -> bool | None:
    def look(point: Point) -> list[bool]:
        solved = _solved_in_turn(point, arrays, unknowns, setting)
        return _compared(point, left, right, setting) if solved else []

    seen = [*chain(*looks((left, right, *arrays, *unknowns), setting, look))]
    return all(seen) if len(seen) >= POINTS else None


def _solved_in_turn(point: Point, arrays: Sequence[Expr], unknowns: Unknowns, setting: Setting) -> bool:
    """Make one array after the other zero, those of few names first, by names that none before it has."""
    fixed: set[Symbol] = set()
    for array in sorted(arrays, key=lambda array: len(symbols(array))):
        if not any(_is_made_zero(point, array, one, setting) for one in unknowns if one not in fixed):
            return False
        fixed.update(symbols(array))
    return _are_zero(point, arrays, setting)


def _is_made_zero(point: Point, array: Expr, one: Symbol, setting: Setting) -> bool:
    """Whether an array is zero once a name that it speaks of has another value than zero."""
    before = point.value(one)
    if one in symbols(array):
        with suppress(Reject):
            if _made_zero(point, (array,), (one,), setting) is not None and not _is_nought(point, (one,)):
                return True
        point.place(one, before)
        with suppress(Reject):
            if _is_scaled_to_zero(point, array, one, setting):
                return True
        point.place(one, before)
    return False


def _is_scaled_to_zero(point: Point, array: Expr, one: Symbol, setting: Setting) -> bool:
    """Whether a number `a*t^2 + b`, of a name times t, is made zero by the right t; either root will do."""
    if not array.is_scalar:
        return False
    ground, value = point.ground, point.value(one)
    assert isinstance(ground, Field)
    seen, rational = [], ground.rational
    for factor in (ground.number(0), ground.number(1)):
        point.place(one, value * factor)
        seen += Evaluator(point, setting.definitions, {}, frozenset()).value(array).entries()
    point.place(one, value * ground.root(seen[0] / (seen[0] - seen[1])))
    ground.rational = rational
    return _are_zero(point, (array,), setting)


def is_solution(arrays: Sequence[Expr], equation: Expr, asked: Unknowns, setting: Setting) -> bool:
    """Whether an array that is affine in what is asked for is zero at one value of it alone, and the others there."""

    def look(point: Point) -> bool:
        try:
            return _made_zero(point, (equation,), asked, setting) == 0 and _are_zero(point, arrays, setting)
        except Nowhere:
            return False

    seen = [*looks((*arrays, equation, *asked), setting, look)]
    return all(seen) and len(seen) >= POINTS


def is_joint_solution(
    gradients: Mapping[Symbol, Expr], own: Symbol, equation: Expr, setting: Setting
) -> bool | None:
    """Whether all gradients are zero where one unknown solves an equation and each other its own gradient's.

    None where that cannot be told: where a gradient is not affine in its unknown, or has other solutions, also
    once the one has its value, or where that changes with them.
    """
    others = {one: gradient for one, gradient in gradients.items() if one is not own}
    solved = [(gradient, one) for one, gradient in others.items()]
    steps = [*solved, (equation, own), *solved]

    def look(point: Point) -> bool | None:
        if any(_made_zero(point, (array,), (one,), setting) != 0 for array, one in steps):
            return None
        return _are_zero(point, [gradients[own]], setting) if _are_zero(point, [equation], setting) else None

    seen = {*looks((equation, *gradients, *gradients.values()), setting, look)}
    return seen.pop() if len(seen) == 1 else None


def _equal(
    left: Formula, right: Formula, arrays: Sequence[Expr], unknowns: Unknowns, setting: Setting, given: bool
) -> bool | None:
    def look(point: Point) -> list[bool] | None:
        if _made_zero(point, arrays, unknowns, setting) is None or (given and _is_nought(point, unknowns)):
            return None
        return _compared(point, left, right, setting)

    seen: list[bool] = []
    for found in looks((left, right, *arrays, *unknowns), setting, look):
        if found is None:
            return None
        seen += found
    return all(seen) if len(seen) >= POINTS else None


def _compared(point: Point, left: Formula, right: Formula, setting: Setting) -> list[bool]:
    """Whether the formulas are equal at the point; nothing where they have atoms for values."""
    try:
        here, there = Arrays(point, setting, False).pair(left, right)
    except Unlike:
        return [False]
    return [list(here) == list(there)] if isinstance(point.ground, Field) and point.ground.rational else []


def _made_zero(point: Point, arrays: Sequence[Expr], unknowns: Unknowns, setting: Setting) -> int | None:
    """Give the unknowns values for which the arrays are zero, drawn from all that there are.

    The number of dimensions that there were to draw from; None where the arrays are not affine in the unknowns.
    """
    ways = [
        (one, way)
        for one in unknowns
        for way in units(point.ground, point.facts(one) - _SIGNED, *point.shape_of(one))
    ]
    if {one for one, _ in ways} != set(unknowns):
        return None
    rest = Evaluator(point, setting.definitions, {}, frozenset())
    start = [entry for array in arrays for entry in rest.value(array).entries()]
    columns = [_along(point, arrays, {one: (way, None)}, setting, rest) for one, way in ways]
    solved = _solution(columns, [-entry for entry in start], point.direction(len(ways), 1, "steps"))
    if solved is None:
        raise Nowhere("the arrays are zero nowhere here")
    steps, free = solved
    for step, (one, way) in zip(steps, ways, strict=True):
        point.place(one, point.value(one) + way * step)
    return free if _are_zero(point, arrays, setting) else None


def _are_zero(point: Point, arrays: Sequence[Expr], setting: Setting) -> bool:
    values = Evaluator(point, setting.definitions, {}, frozenset())
    return all(entry == 0 for array in arrays for entry in values.value(array).entries())


def _is_nought(point: Point, unknowns: Unknowns) -> bool:
    return all(entry == 0 for one in unknowns for entry in point.value(one).entries())


def _along(
    point: Point, arrays: Sequence[Expr], seeds: dict[Symbol, tuple[Matrix, None]], setting: Setting, rest: Evaluator
) -> list[Scalar]:
    """The change of the entries of the arrays when an unknown moves."""
    moved = Evaluator(point, setting.definitions, seeds, frozenset(), rest)
    found: list[Scalar] = []
    for array in arrays:
        change, (rows, cols) = moved.jet(array)[1], (point.number_of(size) for size in array.shape)
        found += [point.ground.number(0)] * (rows * cols) if change is None else list(change.entries())
    return found


def _solution(
    columns: Sequence[Sequence[Scalar]], wanted: Sequence[Scalar], free: Matrix
) -> tuple[list[Scalar], int] | None:
    """Numbers with which the columns sum to what is wanted, drawn from all that do, and the dimension of these."""
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
    return steps, width - rank
