"""General laws that a line quotes in letters of its own: `d(AB) = dA B + A dB`."""

from itertools import count

from msgspec.structs import replace

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.reading import RANK, Finding, in_world
from adjoint.audit.sense.settle import OPEN, known
from adjoint.audit.sense.squared import SAME
from adjoint.expr.build import identity, ones, symbol
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size


def as_law(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The relation with its unknown names as any square matrices, or as any numbers: a law that was quoted.

    With a capital letter among them it is right only if it holds for matrices.
    """
    names = [name for name in dict.fromkeys(names_in(left) + names_in(right)) if not known(bench, name)]
    some = [name for name in dict.fromkeys(names_in(left) + names_in(right)) if name in bench.names]
    large = any(name[0].isupper() for name in names if name not in OPEN)
    best = Finding("undecided")
    for alone in [True, False] if not some else [False]:
        for shape in ((SAME, SAME), SCALAR, (SAME, ONE)):
            free = {
                name: symbol(name, *(shape if name not in OPEN else (SAME, SAME))) for name in names if name not in OPEN
            }
            more: dict[str, Expr] = dict(free)
            more |= {name: ones((SAME, ONE)) if name[0] == "1" else identity(SAME) for name in names if name in OPEN}
            here = bench.free(tuple(s for s in free.values() if isinstance(s, Symbol)))
            world = here.world(also=more, squared=not alone)
            found = in_world(here, world, left, right)
            if found.status == "true" and (shape == (SAME, SAME) or not large):
                return replace(found, layouts=LAYOUTS, law=True, bench=here)
            if found.status != "true" and (RANK[found.status] < RANK[best.status] or best.status == "undecided"):
                best = replace(found, law=True, bench=here)
    if some and len(names) == 1 and not set(names) & OPEN:
        return _in_sizes(bench, left, right, names[0]) or best
    return best


def _in_sizes(bench: Bench, left: Phrase, right: Phrase, word: str) -> Finding | None:
    """The relation with an unknown name as a matrix, if it is true in all sizes in which both sides have shapes.

    The sizes are those of the problem, one that it does not have, and one. A small letter is a column where that fits.
    """
    sizes = (*bench.sizes, _other(bench), ONE)
    slim = [(rows, ONE) for rows in sizes[:-1]]
    every = [(rows, columns) for rows in sizes for columns in sizes if (rows, columns) != SCALAR]
    for shapes in [every] if word[0].isupper() else [slim, every]:
        held: list[tuple[Shape, Finding]] = []
        for shape in shapes:
            found = _in_size(bench, left, right, symbol(word, *shape))
            if found.status == "true":
                held.append((shape, found))
            elif found.status != "misfit" or found.left is not None:
                return None
        if held:
            column = all(shape[1] == ONE for shape, _ in held)
            return replace(held[0][1], notes=(f"{word} is read as any {'column' if column else 'matrix'} that fits",))
    return None


def _in_size(bench: Bench, left: Phrase, right: Phrase, free: Symbol) -> Finding:
    here = bench.free((free,))
    found = in_world(here, here.world(also={free.name: free}), left, right, True)
    return replace(found, layouts=LAYOUTS, law=True, bench=here)


def _other(bench: Bench) -> Size:
    """A size that the problem does not have."""
    return Size.of(next(word for word in (f"s{place}" for place in count(0)) if word not in bench.size_names))


def is_law(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether a relation is complete in itself, and speaks of nothing that the problem has.

    It speaks of changes, transposes or inverses, and of the same letters on both sides; `V'*V = I` and `V' = -V` are
    rather properties of a V that was not introduced.
    """
    pieces = (*left, *right)
    if all(part.kind in ("name", "turn", "inv", "neg") for part in pieces):
        return False
    strange = not any(part.kind == "name" and part.text in bench.names for part in pieces)
    spoken = set(names_in(right)) - OPEN
    whole = bool(spoken) and spoken <= set(names_in(left))
    return strange and whole and any(part.kind in ("d", "turn", "inv") for part in pieces)


def quotes(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether a relation is complete in itself: a derivative of something written out, in the same letters."""
    if left.kind != "rate" or left.parts[0].kind == "name":
        return False
    inside = set(names_in(left))
    strangers = [word for word in inside if not known(bench, word)]
    return (
        set(names_in(right)) <= inside
        and len(strangers) > 0
        and all(len(word) == 1 and word.isupper() for word in strangers)
    )
