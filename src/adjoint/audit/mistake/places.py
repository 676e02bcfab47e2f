"""What a derivative misses when it is not for one false law: a place of the variable, a power, a trace of blocks."""

from collections.abc import Iterator

from adjoint.audit.mistake.diagnosis import RULES, Diagnosis
from adjoint.audit.said.phrase import Phrase, name, of_expr
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.meanings import open_meanings
from adjoint.audit.sense.settle import told_apart
from adjoint.errors import AdjointError, Unsupported
from adjoint.expr.build import colon, d, multiply, number, symbol
from adjoint.expr.language import Expr, Number, Symbol
from adjoint.expr.walk import postorder, replace, symbols

MOST_PLACES = 6
HELD = "·held"
INNER = "·inner"


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
    if left.kind not in ("rate", "d") or len(left.parts) > 3:
        return
    opened = open_meanings(bench, left, right)
    world = bench.world(bench.layouts[0], opened[0] if opened else {})
    try:
        variable = world.make(left.parts[1]) if left.kind == "rate" else bench.question.wrt[0]
        said = world.make(right)
        wholes = [of_expr(bench.unfolded(_differentiated(bench, left, world.make(left.parts[0]))))]
    except AdjointError:
        return
    if not isinstance(variable, Symbol):
        return
    spoken = [phrase for phrase, word in bench.phrases.items() if word == left.parts[0].text and len(left.parts) < 3]
    wholes += [phrase.with_parts(tuple(told_apart(bench, part) for part in phrase.parts)) for phrase in spoken]
    held = symbol(f"{variable.name}{HELD}", *variable.shape, *variable.facts)
    here = bench.but(
        extra={**bench.extra, held: variable},
        hold=(*bench.hold, held),
        names={**bench.names, held.name: held, variable.name: variable},
    )
    claimed = said if left.kind == "d" else _along(said, variable)
    inner = _by_inner(bench, left, said, variable)
    if inner is not None:
        yield inner
    elif any(_tells(here, claimed, whole, variable, held) for whole in wholes):
        told = f"`{variable}` stands in several places of what is differentiated, and each of them has its own term"
        yield Diagnosis("product-rule", f"{told}; {RULES['product-rule']}", spelled(right))


def _tells(bench: Bench, claimed: Expr | None, whole: Phrase, variable: Symbol, held: Symbol) -> bool:
    """Whether the line is the derivative in one place, in one place twice, or in all but one."""
    count = sum(_is(bench, part, variable) for part in whole)
    for moving in range(count if claimed is not None and 1 < count <= MOST_PLACES else 0):
        one = _moving(bench, whole, variable, held, {moving})
        rest = _moving(bench, whole, variable, held, {*range(count)} - {moving})
        options = [(one, 1), (rest, 1), (one, 2)]
        if any(_is_told(bench, claimed, option, times, variable) for option, times in options if option is not None):
            return True
    return False


def _by_inner(bench: Bench, left: Phrase, said: Expr, variable: Symbol) -> Diagnosis | None:
    """The derivative by something that depends on the variable, as if that were the variable."""
    if left.kind != "rate":
        return None
    whole = bench.unfolded(_differentiated(bench, left, bench.world().make(left.parts[0])))
    pieces = [node for node in postorder(whole) if node.children and node.shape == variable.shape and node is not whole]
    for piece in [node for node in pieces if variable in symbols(node)][:MOST_PLACES]:
        instead = symbol(f"{variable.name}{INNER}", *variable.shape)
        here = bench.but(extra={**bench.extra, instead: piece})
        claimed, change = _along(said, instead), d(replace(whole, {piece: instead}))
        if claimed is not None and _is_told(here, claimed, change, 1, instead):
            kind = "dependence" if len(left.parts) == 3 else "lost-factor"
            told = f"this is the derivative by `{piece}`, which depends on `{variable}`: its own is a further factor"
            return Diagnosis(kind, told, str(piece))
    return None


def _is(bench: Bench, part: Phrase, variable: Symbol) -> bool:
    return part.kind == "name" and bench.names.get(part.text) is variable


def _differentiated(bench: Bench, left: Phrase, of: Expr) -> Expr:
    """What the line differentiates last: for a second derivative, the gradient."""
    if len(left.parts) < 3:
        return of
    first = bench.world().make(left.parts[2])
    found = bench.rates.value(of, (first,)) if isinstance(first, Symbol) else None
    if not isinstance(found, Expr):
        raise Unsupported("the gradient is no matrix")
    return found


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
        if _is(bench, part, variable):
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
    return bool(probe.equal(claimed, value)) and probe.test(claimed, value).sound
