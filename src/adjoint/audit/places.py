"""What a derivative misses when it is not for one false law: a place of the variable, a power, a trace of blocks."""

from collections.abc import Iterator
from copy import copy

from adjoint.audit.bench import Bench
from adjoint.audit.diagnosis import RULES, Diagnosis
from adjoint.audit.phrase import Phrase, name, of_expr
from adjoint.audit.spelled import spelled
from adjoint.errors import AdjointError
from adjoint.expr.build import colon, d, multiply, number, symbol
from adjoint.expr.language import Expr, Number, Symbol

MOST_PLACES = 6
HELD = "·held"
PROVED = ("exact", "enclosed")


def misplaced(bench: Bench, left: Phrase, right: Phrase) -> Iterator[Diagnosis]:
    """The explanations that hold, the most telling first."""
    yield from _traces_of_blocks(right)
    yield from _places(bench, left, right)
    yield from _powers(bench, left, right)


def _traces_of_blocks(right: Phrase) -> Iterator[Diagnosis]:
    for part in right:
        grid = part.parts[0] if part.kind == "call" and part.text == "tr" else None
        if grid is not None and grid.kind == "grid" and any(cell.kind == "grid" for cell in grid.parts):
            yield Diagnosis(
                "unspecified-contraction",
                "an array of derivatives has four axes, two of the function and two of the variable; the trace is "
                "taken over the function's, and not over the places of the blocks",
                spelled(part),
            )


def _powers(bench: Bench, left: Phrase, right: Phrase) -> Iterator[Diagnosis]:
    """The power rule of numbers for a root of a matrix."""
    world = bench.world()
    for part in right if left.kind == "rate" else ():
        try:
            exponent = world.make(part.parts[1]) if part.kind == "power" else None
            root = isinstance(exponent, Number) and exponent.value.denominator > 1
            if root and not world.make(part.parts[0]).is_scalar:
                said = f"`{spelled(part)}` comes from the power rule of numbers; a matrix and its change do not commute"
                yield Diagnosis("scalar-rule", f"{said}, and d(X^(1/2)) = S solves X^(1/2)*S + S*X^(1/2) = dX")
        except AdjointError:
            continue


def _places(bench: Bench, left: Phrase, right: Phrase) -> Iterator[Diagnosis]:
    """The derivative as if the variable changed only in some of the places where it stands."""
    if left.kind not in ("rate", "d") or len(left.parts) > 2:
        return
    here = copy(bench)
    world = bench.world(bench.layouts[0])
    try:
        variable = world.make(left.parts[1]) if left.kind == "rate" else bench.question.wrt[0]
        said = world.make(right)
        whole = of_expr(bench.unfolded(world.make(left.parts[0])))
    except AdjointError:
        return
    if not isinstance(variable, Symbol):
        return
    held = symbol(f"{variable.name}{HELD}", *variable.shape, *variable.facts)
    here.extra, here.hold, here._probes = {**bench.extra, held: variable}, (*bench.hold, held), {}
    here.names = {**bench.names, held.name: held, variable.name: variable}
    count = sum(part == name(variable.name) for part in whole)
    claimed = said if left.kind == "d" else _along(said, variable)
    for moving in range(count if claimed is not None and 1 < count <= MOST_PLACES else 0):
        one = _moving(here, whole, variable, held, {moving})
        rest = _moving(here, whole, variable, held, {*range(count)} - {moving})
        options = [(one, 1), (rest, 1), (one, 2)]
        if any(_is_told(here, claimed, option, times, variable) for option, times in options if option is not None):
            told = f"`{variable}` stands in {count} places of what is differentiated, and each of them has its own term"
            yield Diagnosis("product-rule", f"{told}; {RULES['product-rule']}", spelled(right))
            return


def _along(said: Expr, variable: Symbol) -> Expr | None:
    """What a gradient or a Jacobian says of the differential."""
    try:
        return colon(said, d(variable)) if said.shape == variable.shape else multiply(said, d(variable))
    except AdjointError:
        return None


def _moving(bench: Bench, whole: Phrase, variable: Symbol, held: Symbol, places: set[int]) -> Expr | None:
    """The differential where the variable changes in some places only."""
    seen = iter(range(MOST_PLACES + 1))

    def change(part: Phrase) -> Phrase:
        if part == name(variable.name):
            return part if next(seen) in places else name(held.name)
        return part.with_parts(tuple(change(inner) for inner in part.parts)) if part.parts else part

    try:
        return d(bench.world().make(change(whole)))
    except AdjointError:
        return None


def _is_told(bench: Bench, claimed: Expr | None, option: Expr, times: int, variable: Symbol) -> bool:
    value = multiply(number(times), option)
    if claimed is None or claimed.shape != value.shape:
        return False
    probe = bench.probe((variable,))
    return bool(probe.equal(claimed, value)) and probe.test(claimed, value).status in PROVED
