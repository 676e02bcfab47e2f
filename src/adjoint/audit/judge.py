"""One relation judged: true in which layout, false, or not to be had."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase, names_in
from adjoint.audit.rates import LAYOUTS, Layout, TooManyAxes
from adjoint.audit.similar import likely
from adjoint.audit.world import Misfit, Unnamed, World
from adjoint.errors import AdjointError
from adjoint.expr.build import identity, ones
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE

MOST_BINDINGS = 600


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a relation.

    `status`: `true`, `false`, `misfit` (the shapes do not fit), `axes` (a derivative with three or four
    axes among matrices), `unnamed`, `undecided`. Where it is true, `layouts` are those in which it is;
    `left` and `right` are the sides where they have a value, and `bound` what names were read as.
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


def judged(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The finding on `left = right` under the names known so far."""
    missing = [name for name in names_in(left) + names_in(right) if not _known(bench, name)]
    missing = list(dict.fromkeys(missing))
    if not missing:
        return _styled(bench, left, right, {})
    first: Finding | None = None
    for binding in bindings(bench, missing):
        found = _styled(bench, left, right, binding, quick=True)
        if found.status == "true":
            return found
        first = first or found
    return Finding("unnamed", why=f"`{missing[0]}` is not introduced")


def _known(bench: Bench, name: str) -> bool:
    return name in bench.names or name in bench.size_names


def bindings(bench: Bench, missing: Sequence[str]) -> Iterator[dict[str, Expr]]:
    """Meanings for the names that nobody introduced, the likeliest first."""
    choices = [list(meanings(bench, name)) for name in missing]
    ranked = sorted(product(*(range(len(choice)) for choice in choices)), key=lambda places: (sum(places), places)) \
        if _size(choices) <= 20000 else product(*(range(len(choice)) for choice in choices))
    for places in islice(ranked, MOST_BINDINGS):
        yield {name: choices[k][place] for k, (name, place) in enumerate(zip(missing, places, strict=True))}


def _size(choices: Sequence[Sequence[Expr]]) -> int:
    total = 1
    for choice in choices:
        total *= len(choice)
    return total


def meanings(bench: Bench, name: str) -> Iterator[Expr]:
    """What a name may stand for."""
    if name == "1":
        for size in bench.sizes:
            yield ones((size, ONE))
        return
    if name in ("I", "E") or name.startswith("I_"):
        for size in bench.sizes:
            yield identity(size)
        return
    yield from likely(name, bench.terms)
    for by in (*bench.problem.definitions, *bench.problem.variables):
        if by is not bench.problem.target and bench.problem.target.is_scalar:
            try:
                yield bench.rates.symbol(bench.problem.target, (by,), LAYOUTS[0])
            except AdjointError:
                continue
    if name in ("e", "j", "u", "one"):
        for size in bench.sizes:
            yield ones((size, ONE))


def _styled(bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr], quick: bool = False) -> Finding:
    """As written; and where that does not fit, with looser ways to read vectors."""
    strict = _tried(bench, left, right, binding, {})
    if strict.status != "misfit" or quick:
        return strict
    for change in looser(bench, left, right):
        found = _tried(bench, left, right, binding, change)
        if found.status == "true":
            return found
    return strict


def looser(bench: Bench, left: Phrase, right: Phrase) -> Iterator[dict[str, object]]:
    """Ways to read what does not fit: products of vectors entry by entry, vectors that were never turned as rows."""
    yield {"lenient": True}
    turned = {part.parts[0].text for phrase in (left, right) for part in phrase if part.kind == "turn"}
    lines = [
        name for name in dict.fromkeys(names_in(left) + names_in(right))
        if name in bench.names and ONE in bench.names[name].shape
        and not bench.names[name].is_scalar and name not in turned and name not in bench.transposed
    ]  # fmt: skip
    for count in range(1, min(3, len(lines)) + 1):
        for chosen in combinations(lines[:6], count):
            yield {"turned": frozenset(chosen)}
            yield {"turned": frozenset(chosen), "lenient": True}


def _tried(
    bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr], change: dict[str, object]
) -> Finding:
    """The relation in each layout, under each notion of what moves."""
    rated = any(part.kind == "rate" for phrase in (left, right) for part in phrase)
    order = [*bench.layouts, *(layout for layout in LAYOUTS if layout not in bench.layouts)]
    worst: Finding | None = None
    held: list[Finding] = []
    for layout in order if rated else order[:1]:
        world = bench.world(layout, **change)
        world.names.update(binding)  # type: ignore[attr-defined]
        found = _in_world(bench, world, left, right)
        if found.status == "true":
            held.append(found)
        elif worst is None or _RANK[found.status] < _RANK[worst.status]:
            worst = found
    if held:
        best = held[0]
        layouts = tuple(found.layouts[0] for found in held) if rated else LAYOUTS
        return Finding(
            "true", layouts, best.left, best.right, best.moving, tuple(binding.items()), best.why, None, best.world
        )
    assert worst is not None
    return worst


_RANK = {"axes": 0, "undecided": 1, "false": 2, "misfit": 3, "unnamed": 4, "true": 5}


def _in_world(bench: Bench, world: World, left: Phrase, right: Phrase) -> Finding:
    try:
        a, b = world.make(left), world.make(right)
    except Misfit as error:
        return Finding("misfit", why=error.message, error=error, world=world)
    except TooManyAxes as error:
        return Finding("axes", why=error.message, error=error, world=world)
    except Unnamed as error:
        return Finding("unnamed", why=error.message, error=error, world=world)
    except (AdjointError, ValueError, RecursionError) as error:
        return Finding("undecided", why=str(error), world=world)
    if a.shape != b.shape:
        why = f"the left side is {a.shape[0]}×{a.shape[1]}, the right side {b.shape[0]}×{b.shape[1]}"
        return Finding("misfit", left=a, right=b, why=why, world=world)
    worst = Finding("undecided", left=a, right=b, world=world)
    for moving in bench.movings((left, right)):
        probe = bench.probe(moving, world.squared)
        seen = probe.equal(a, b)
        verdict = probe.test(a, b) if seen is not False or worst.status == "undecided" else None
        if verdict is not None and verdict.status in ("exact", "enclosed"):
            return Finding("true", (world.layout,), a, b, moving, (), verdict.detail, None, world)
        if seen is False and (verdict is None or verdict.status == "false"):
            worst = Finding("false", left=a, right=b, moving=moving, why="unequal at a random point", world=world)
        elif verdict is not None and verdict.status == "false":
            worst = Finding("false", left=a, right=b, moving=moving, why=verdict.detail, world=world)
    return worst


Maker = Callable[[Phrase], Expr]
