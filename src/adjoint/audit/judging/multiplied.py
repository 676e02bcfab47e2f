"""Functions of more variables than the problem has: a Lagrangian with its multipliers."""

from collections.abc import Iterator
from itertools import product

from adjoint.audit.said.phrase import Phrase, name, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import OPEN, known
from adjoint.audit.sense.valued import valued
from adjoint.expr.build import symbol
from adjoint.expr.language import Symbol
from adjoint.expr.sizes import ONE, SCALAR, Shape

GREEK = frozenset("lambda mu nu alpha beta gamma eta theta rho xi Lambda".split())


def multiplied(bench: Bench, left: Phrase, right: Phrase) -> tuple[Bench, list[str]] | None:
    """The bench that knows `L(w, λ) = ...`, and how the new names were read; None where that is something else.

    Multipliers are numbers where the right side then is a number, else vectors or matrices of sizes that the
    problem has.
    """
    if not left.parts or any(part.kind != "name" for part in left.parts):
        return None
    new = [part.text for part in left.parts if not known(bench, part.text)]
    missing = set(names_in(right)) - {word for word in names_in(right) if known(bench, word)}
    old = [part for part in left.parts if part.text in bench.names]
    if not new or not old or missing - OPEN - set(new):
        return None
    for shapes in _shapes(bench, len(new)):
        variables = tuple(symbol(word, *shape) for word, shape in zip(new, shapes, strict=True))
        found = valued(bench, right, missing & OPEN, {one.name: one for one in variables})
        if found is not None and found[1].is_scalar:
            notes = [f"{one} is a new variable, {_kind(one)}" for one in variables]
            bench.transposed |= {part.parts[0].text for part in right if part.kind == "turn"} - {""}
            return bench.multiplying(left.text, found[1], variables), notes
    return None


def spelled_out(bench: Bench, left: Phrase, right: Phrase) -> Phrase:
    """`L(x, λ)` for a bare new `L` whose right side speaks of Greek letters that nothing introduces, and no others."""
    if left.kind != "name" or left.text in bench.names:
        return left
    new = [word for word in dict.fromkeys(names_in(right)) if not known(bench, word) and word not in OPEN]
    if not new or not all(word.partition("_")[0] in GREEK for word in new):
        return left
    return Phrase("call", tuple(name(word) for word in (bench.question.wrt[0].name, *new)), text=left.text)


def strangers(bench: Bench, left: Phrase, right: Phrase) -> frozenset[str]:
    """The new names of `L(x, ν) = ...` where the right side speaks of yet others; what they are cannot be said."""
    arguments = [part.text for part in left.parts if part.kind == "name"]
    new = [word for word in arguments if not known(bench, word)]
    missing = [word for word in names_in(right) if not known(bench, word) and word not in OPEN]
    if len(arguments) < 2 or not new or len(new) == len(arguments) or set(missing) <= set(new):
        return frozenset()
    return frozenset((left.text, *new, *missing))


def _shapes(bench: Bench, count: int) -> Iterator[tuple[Shape, ...]]:
    """Shapes for the new variables, numbers first and matrices last."""
    matrices = [(rows, columns) for rows in bench.sizes for columns in bench.sizes]
    single: list[Shape] = [SCALAR, *((size, ONE) for size in bench.sizes), *matrices]
    yield from product(single, repeat=min(count, 2)) if count < 3 else [(SCALAR,) * count]


def _kind(one: Symbol) -> str:
    if one.is_scalar:
        return "a number"
    return f"{one.shape[0]}×{one.shape[1]}" if one.shape[1] != ONE else f"a vector of length {one.shape[0]}"
