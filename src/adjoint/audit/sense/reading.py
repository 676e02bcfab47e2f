"""One relation under one reading of its names: true in which layouts, false, or without a value."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import Unindexed, is_indexed, tensors
from adjoint.audit.sense.rates import GRADIENT, LAYOUTS, NUMERATOR, Layout, TooManyAxes
from adjoint.audit.sense.stacked import equations, is_stacked
from adjoint.audit.sense.world import Misfit, Nameless, Unnamed, World
from adjoint.errors import AdjointError, ShapeError
from adjoint.expr.build import zeros
from adjoint.expr.language import Expr, Number, Symbol
from adjoint.expr.sizes import ONE, Shape


class Finding(Struct, frozen=True):
    """What became of a relation.

    `status`: `true`, `false`, `misfit` (the shapes do not fit), `axes` (a derivative with three or four
    axes among matrices), `unnamed`, `undecided`. Where it is true, `layouts` are those in which it is;
    `left` and `right` are the sides where they have a value, and `bound` what names were read as. Sides that are
    compared to some order only have it in `order`; `notes` tell how names were read.
    """

    status: str
    layouts: tuple[Layout, ...] = ()
    left: Expr | None = None
    right: Expr | None = None
    moving: tuple[Symbol, ...] = ()
    bound: tuple[tuple[str, Expr], ...] = ()
    why: str = ""
    error: AdjointError | None = None
    world: World | None = None
    law: bool = False
    bench: Bench | None = None
    turned: frozenset[str] = frozenset()
    order: int | None = None
    notes: tuple[str, ...] = ()


RANK = {"schematic": 6, "axes": 0, "undecided": 1, "false": 2, "misfit": 3, "unnamed": 4, "true": 5}


def styled(bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr]) -> Finding:
    """As written; and where that does not fit, with looser ways to read vectors."""
    strict = tried(bench, left, right, binding, {})
    kept = strict.status == "true" and bench.layouts[0] in strict.layouts
    if not kept and any(part.kind == "kron" for part in (*left, *right)):
        outer = tried(bench, left, right, binding, {"outer": True})
        if outer.status == "true":
            return outer
    if strict.status in ("false", "misfit") and any(
        part.kind == "bars" and part.text == "|" for part in (*left, *right)
    ):
        for way in ("absolute", "lenient"):
            counted = tried(bench, left, right, binding, {way: True})
            if counted.status == "true":
                return counted
    if strict.status == "false" and any(part.kind == "sum" for part in (*left, *right)):
        shifted = tried(bench, left, right, binding, {"shifted": True})
        if shifted.status == "true":
            return shifted
    if strict.status != "misfit":
        return strict
    if bench.style:
        styled = tried(bench, left, right, binding, {"turned": bench.style})
        if styled.status == "true":
            return styled
        strict = styled
    second: Finding | None = None
    for change in looser(bench, left, right):
        found = tried(bench, left, right, binding, change)
        if found.status == "true" and bench.layouts[0] in found.layouts:
            return found
        if found.status == "true":
            second = second or found
    return second or strict


WITHIN = "a change of a symmetric matrix is symmetric, one of a diagonal matrix diagonal"
"""Said of what holds for changes that keep the structure of a variable."""
STRUCTURES = frozenset({"symmetric", "posdef", "diagonal", "lower", "upper", "skew", "orthogonal"})


def halved(*phrases: Phrase) -> bool:
    """Whether a half stack occurs, which speaks of a symmetric or a triangular matrix."""
    return any(part.kind == "call" and part.text == "vech" for phrase in phrases for part in phrase)


def kept(bench: Bench, left: Phrase, right: Phrase) -> Iterator[Bench]:
    """Benches on which the variables whose changes are written keep their structure.

    One of which a half stack is taken, and of which nothing is declared, is symmetric there, or else lower triangular.
    """
    if bench.within or is_indexed(left) or is_indexed(right):
        return
    moving = dict.fromkeys(one for several in bench.movings((left, right)) for one in several)
    square = [one for one in moving if one.shape[0] == one.shape[1] != ONE]
    own = {one: one.facts & STRUCTURES for one in square if one.facts & STRUCTURES}
    rest = [one for one in square if one not in own] if halved(left, right) else []
    written = any(part.kind == "d" or _moves(bench, part) for phrase in (left, right) for part in phrase) or bool(rest)
    for fact in ("symmetric", "lower") if rest else ("",):
        within = {**own, **{one: frozenset((fact,)) for one in rest}}
        if within and (written or halved(left, right)):
            yield bench.keeping(within)


def _moves(bench: Bench, part: Phrase) -> bool:
    """Whether a name stands for what holds a change."""
    node = bench.names.get(part.text) if part.kind == "name" else None
    body = bench.extra.get(node) if isinstance(node, Symbol) else None
    return body is not None and body.moving


SHIFTED = "a number beside a square matrix is read as that multiple of the identity; write lambda*I for lambda"


def shifted_in(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The relation with numbers beside square matrices as multiples of the identity, where something is added."""
    if not any(part.kind == "sum" for part in (*left, *right)):
        return Finding("undecided")
    return in_world(bench, bench.world(bench.layouts[0], shifted=True), left, right)


def looser(bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str] = ()) -> Iterator[dict[str, object]]:
    """Ways to read what does not fit: products of vectors entry by entry, vectors that were never turned as rows."""
    if any(part.kind == "bars" and part.text == "|" for part in (*left, *right)):
        yield {"absolute": True}
    if any(part.kind == "kron" for part in (*left, *right)):
        yield {"outer": True}
    if any(part.kind == "call" and part.text == "diag" for part in (*left, *right)):
        yield {"diagonal": True}
    signed = any(part.kind == "hadamard" for part in (*left, *right))
    loose: dict[str, object] = {"lenient": True, "entrywise": not signed}
    yield loose
    transposed = [part.parts[0] for phrase in (left, right) for part in phrase if part.kind == "turn"]
    if any(part.kind != "name" for part in transposed):
        return
    turned = {part.text for part in transposed}
    lines = [
        name for name in dict.fromkeys((*_outside(left), *_outside(right)))
        if name not in turned and name.split("·")[0] not in bench.transposed and (
            name in missing or (name in bench.names and _is_line(bench.names[name]))
        )
    ]  # fmt: skip
    for one in lines[:6]:
        yield {"turned": frozenset((one,))}
    if len(lines) > 1 and missing:
        yield {"turned": frozenset(lines)}
    for count in (1, 2, 3):
        for chosen in combinations(lines[:6], count):
            if count > 1:
                yield {"turned": frozenset(chosen)}
            if not transposed:
                yield {"turned": frozenset(chosen), **loose}


def _outside(phrase: Phrase) -> Iterator[str]:
    """The names outside of derivatives, in which names stand as the problem has them."""
    if phrase.kind == "name":
        yield phrase.text
    for part in phrase.parts if phrase.kind not in ("rate", "family") else ():
        yield from _outside(part)


def tried(
    bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr], change: dict[str, object], quick: bool = False
) -> Finding:
    """The relation in each layout, under each notion of what moves; `quick` where one unequal point is enough."""
    rated = any(part.kind == "rate" for phrase in (left, right) for part in phrase)
    order = [*bench.layouts, *(layout for layout in LAYOUTS if layout not in bench.layouts)]
    worst: Finding | None = None
    held: list[Finding] = []
    indexed = is_indexed(left) or is_indexed(right)
    for layout in [GRADIENT] if indexed else order if rated else order[:1]:
        world = bench.world(layout, also=binding, **change)
        found = in_world(bench, world, left, right, quick)
        if found.status == "true":
            held.append(found)
        elif worst is None or RANK[found.status] < RANK[worst.status]:
            worst = found
    if held:
        best = held[0]
        layouts = tuple(found.layouts[0] for found in held) if rated else LAYOUTS
        if best.layouts == (GRADIENT,) and (is_indexed(left) or is_indexed(right)):
            layouts = LAYOUTS
        return Finding(
            "true",
            layouts,
            best.left,
            best.right,
            best.moving,
            tuple(binding.items()),
            best.why,
            None,
            best.world,
            bench=bench,
            turned=change.get("turned", frozenset()),  # type: ignore[arg-type]
        )
    assert worst is not None
    return worst


def _in_indices(bench: Bench, world: World, left: Phrase, right: Phrase, quick: bool) -> Finding:
    """The relation entry by entry."""
    worst = Finding("undecided", why="indices", world=world)
    for turned in (False, True) if world.layout.name == "gradient" else ():
        try:
            a, b = tensors(world, left, right, turned)
        except Unnamed as error:
            return Finding("unnamed", why=error.message, error=error.again(), world=world)
        except ShapeError as error:
            worst = Finding("misfit", why=error.message, error=error.again(), world=world) if not turned else worst
            continue
        except Unindexed as error:
            return Finding("undecided", why=error.message, error=error.again(), world=world)
        except (AdjointError, ValueError) as error:
            return Finding("undecided", why=str(error), world=world)
        moving = next(iter(bench.movings((left, right))))
        probe = bench.probe(moving)
        seen = probe.equal(a, b)
        verdict = None if quick and not seen else probe.test(a, b)
        if verdict is not None and verdict.sound:
            return Finding("true", (NUMERATOR if turned else GRADIENT,), moving=moving, why=verdict.detail, world=world)
        unequal = seen is False if verdict is None else verdict.status == "false"
        if unequal and not turned:
            worst = Finding("false", moving=moving, why="unequal at a random point", world=world)
    return worst


def _stacked(bench: Bench, world: World, left: Phrase, right: Phrase, quick: bool = False) -> Finding | None:
    """The relation as one of stacked entries; None where it has not the shape of one."""
    keeping = [*kept(bench, left, right)] if halved(*left.parts[1:]) else []
    if keeping:
        tries = [_stacked(one, world, left, right, quick) for one in keeping]
        return next((found for found in tries if found is not None and found.status == "true"), tries[0])
    try:
        meant = equations(world, left, right)
    except Misfit as error:
        return Finding("misfit", why=error.message, error=error.again(), world=world) if is_stacked(left) else None
    except (AdjointError, ValueError) as error:
        return Finding("undecided", why=str(error), world=world) if is_stacked(left) else None
    worst = None
    for a, b, variable in meant:
        probe = bench.probe((variable,), world.squared)
        if a.shape != b.shape or (quick and not probe.equal(a, b)):
            continue
        verdict = probe.test(a, b)
        if verdict.sound:
            return Finding("true", (world.layout,), a, b, (variable,), (), verdict.detail, None, world, bench=bench)
        if verdict.status == "false" and worst is None:
            worst = Finding("false", left=a, right=b, moving=(variable,), why=verdict.detail, world=world)
            worst = replace(worst, bench=_own(bench))
    return worst


def nought(node: Expr, shape: Shape) -> Expr:
    """The number 0 as an array of zeros."""
    return zeros(shape) if isinstance(node, Number) and node.value == 0 else node


def _is_line(node: Expr) -> bool:
    """Whether the node is a vector or a row."""
    return ONE in node.shape and not node.is_scalar


def in_world(bench: Bench, world: World, left: Phrase, right: Phrase, quick: bool = False) -> Finding:
    """The relation in one world."""
    if is_indexed(left) or is_indexed(right):
        return _in_indices(bench, world, left, right, quick)
    if is_stacked(left):
        misfit = Finding("misfit", why="the stacked entries do not fit", world=world)
        return _stacked(bench, world, left, right, quick) or misfit
    try:
        a, b = world.make(left), world.make(right)
    except Misfit as error:
        return Finding("misfit", why=error.message, error=error.again(), world=world)
    except TooManyAxes as error:
        found = Finding("axes", why=error.message, error=error.again(), world=world)
        return _stacked(bench, world, left, right) or found
    except Unnamed as error:
        return Finding("unnamed", why=error.message, error=error.again(), world=world)
    except Nameless as error:
        return Finding("undecided", why=error.message, error=error.again(), world=world)
    except (AdjointError, ValueError, RecursionError) as error:
        return Finding("undecided", why=str(error), world=world)
    a, b = nought(a, b.shape), nought(b, a.shape)
    found = _compared(bench, world, left, right, a, b, quick)
    if found.status == "false":
        for keeping in kept(bench, left, right):
            again = _compared(keeping, world, left, right, a, b, quick)
            if again.status == "true":
                return replace(again, why=WITHIN)
            found = again if halved(left, right) else found
    return found


def _compared(bench: Bench, world: World, left: Phrase, right: Phrase, a: Expr, b: Expr, quick: bool) -> Finding:
    """Two values under each notion of what moves."""
    if a.shape != b.shape:
        why = f"the left side is {a.shape[0]}×{a.shape[1]}, the right side {b.shape[0]}×{b.shape[1]}"
        return Finding("misfit", left=a, right=b, why=why, world=world)
    worst = Finding("undecided", left=a, right=b, world=world)
    for moving in bench.movings((left, right)):
        probe = bench.probe(moving, world.squared)
        seen = probe.equal(a, b)
        sure = not seen if quick else seen is False and worst.status != "undecided"
        verdict = None if sure else probe.test(a, b)
        if verdict is not None and verdict.sound:
            return Finding("true", (world.layout,), a, b, moving, (), verdict.detail, None, world, bench=bench)
        if seen is False and (verdict is None or verdict.status == "false"):
            why = "unequal at a random point"
            worst = Finding("false", left=a, right=b, moving=moving, why=why, world=world, bench=_own(bench))
        elif verdict is not None and verdict.status == "false":
            why = verdict.detail
            worst = Finding("false", left=a, right=b, moving=moving, why=why, world=world, bench=_own(bench))
    return worst


def _own(bench: Bench) -> Bench | None:
    return bench if bench.within else None
