"""One relation judged: as it is written, as a quoted law, as the chain rule in symbols, or with names bound."""

from collections.abc import Sequence
from copy import copy
from itertools import islice, pairwise, product

from msgspec.structs import replace

from adjoint.audit.judging.decomposed import of_others
from adjoint.audit.said.hear import OWN
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.meanings import meanings, numbered_entries, ranked, spliced
from adjoint.audit.sense.rates import LAYOUTS, TooManyAxes
from adjoint.audit.sense.reading import RANK, Finding, in_world, looser, styled, tried
from adjoint.audit.sense.settle import OPEN, as_change, known, numbered, of_matrices, placed, told_apart, unsized
from adjoint.audit.sense.squared import SAME
from adjoint.audit.sense.void import Barred
from adjoint.audit.sense.world import Misfit, Nameless
from adjoint.errors import AdjointError, Unsupported
from adjoint.expr.build import call, colon, d, identity, is_zero, ones, symbol, transpose, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, SCALAR
from adjoint.read.tree.glyphs import VALUES

LOOSER = 6
MOST_BINDINGS = 400
MOST_STRANGERS = 1


MOST_RATED = 120


MOST_OPENED = 1200


MOST_VAIN = 8
"""Readings that the test could not decide, after which no others are tried: each costs much."""


def judged(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The finding on `left = right` under the names known so far.

    What is false with equal factors of ones and identities in equal sizes may be true with each in its own, and
    what is false with the sizes written below them with others.
    """
    left, right = as_change(*(placed(bench, told_apart(bench, side)) for side in (left, right)))
    shared, own = numbered(left, right), numbered(left, right, apart=True)
    try:
        bench = bench.fixed(*shared)
    except Unsupported as error:
        return Finding("undecided", why=error.message)
    found = _derived(_judged(bench, *shared))
    if own != shared and found.status in ("false", "misfit"):
        found = _judged(bench, *own)
    open_ = (unsized(left), unsized(right))
    if open_ == (left, right) or found.status == "true":
        return of_others(bench, *shared, _of_matrices(bench, *shared, found))
    again = judged(bench, *open_)
    return again if again.status == "true" else of_others(bench, *shared, found)


def _of_matrices(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> Finding:
    """The finding, or the one with functions of numbers as those of matrices, which have the same letters."""
    meant = of_matrices(bench, left), of_matrices(bench, right)
    if found.status == "true" or meant == (left, right):
        return found
    again = _judged(bench, *meant)
    return again if again.status == "true" else found


def _derived(found: Finding) -> Finding:
    """The finding, undecided where the derivative that has too many axes cannot be had."""
    try:
        if isinstance(found.error, TooManyAxes) and found.status == "axes":
            _ = found.error.tensor
    except AdjointError as error:
        return replace(found, status="undecided", why=error.message)
    return found


def _judged(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    missing = list(dict.fromkeys(name for name in names_in(left) + names_in(right) if not known(bench, name)))
    if not bench.factors.isdisjoint(missing):
        return Finding("unnamed", why=f"`{min(bench.factors.intersection(missing))}` is not introduced")
    if is_chain(left, right) and not is_indexed(right):
        found = styled(bench, left, right, {}) if not missing else Finding("axes")
        return found if found.status == "true" else Finding("schematic")
    if not missing:
        found = styled(bench, left, right, {})
        if found.status == "misfit" and _is_diagonal(bench, left, right):
            return Finding("schematic", world=found.world)
        return contracted(bench, left, right, found) if found.status == "axes" else found
    entries = [_with_entries(bench, left, right, table) for table in numbered_entries(bench, missing)]
    if entries:
        return max(entries, key=lambda found: RANK[found.status])
    changed = _of_gradient(bench, left, right)
    if changed is not None and changed.status == "true":
        return changed
    law = Finding("undecided")
    if not set(missing) <= OPEN:
        law = as_law(bench, left, right)
        if law.status == "true" or (law.status == "false" and _is_law(bench, left, right)):
            return law
    with_names = _bound(bench, left, right, missing)
    if changed is not None and (with_names is None or with_names.status != "true"):
        return changed
    if with_names is not None and with_names.status != "true" and {"1", "I"} & set(missing):
        return Finding("undecided", why="the sizes of ones and identities are open")
    if with_names is None and law.status == "false" and _quotes(bench, left, right):
        return law
    return with_names or Finding("unnamed", why=f"`{missing[0]}` is not introduced")


def _of_gradient(bench: Bench, left: Phrase, right: Phrase) -> Finding | None:
    """The finding on `dg = ...` with a g that nobody introduces as the gradient, where the Hessian is asked for."""
    word = left.parts[0].text if left.kind == "d" else ""
    if bench.question.want != "hessian" or word not in ("g", "G") or known(bench, word):
        return None
    gradient = bench.rates.symbol(bench.problem.target, bench.question.wrt[:1], bench.layouts[0])
    if (word == "G") != (ONE not in gradient.shape):
        return None
    return _with_entries(bench, left, right, {word: gradient}, keep=True)


def _with_entries(
    bench: Bench, left: Phrase, right: Phrase, entries: dict[str, Expr], keep: bool = False
) -> Finding:
    """The finding with names as entries of an array, or as something else; with `keep`, they are told in any case."""
    here = _knowing(bench, entries)
    found = judged(here, left, right)
    if found.status == "true" or keep:
        found = replace(found, bound=(*found.bound, *entries.items()))
    return replace(found, bench=here) if keep and found.status != "true" else found


def _bound(bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str]) -> Finding | None:
    """The finding with the names read as terms of the problem that make the relation true, if any do.

    Where names only stand in derivatives, and no term of the problem makes it true, it is false.
    """
    below, above = _differentiated(left, right)
    choices = [
        [bench.forced[name]] if name in bench.forced else list(meanings(bench, name, name in below, name in above))
        for name in missing
    ]
    opened = set(missing) <= OPEN
    if not opened and any(part.kind == "unread" for part in (*left, *right)):
        return None
    most = MOST_OPENED if opened else MOST_RATED if set(missing) & (below | above) else MOST_BINDINGS
    first = list(islice(ranked(missing, choices), most + 1))
    settled = _by_themselves(left, right) | OPEN | bench.surely
    complete = len(first) <= most and set(missing) <= settled
    second: Finding | None = None
    seen: list[Finding] = []
    plain: list[dict[str, object]] = [{}]
    vain = 0
    fitting: set[int] = set()
    absolute = any(part.kind == "bars" and part.text == "|" for part in (*left, *right))
    benches: dict[int, tuple[Bench, dict[str, Expr]]] = {}
    for changes in (plain, list(islice(looser(bench, left, right, missing), LOOSER))):
        barred = [Barred(left, right) for _ in changes]
        for place, binding in enumerate(first[: most if changes is plain or complete else most // 4]):
            if changes is not plain and place in fitting:
                continue
            known = [one.of(binding) for one in barred]
            if None not in known and not complete:
                continue
            here, rest = benches[place] = benches.get(place) or spliced(bench, binding, below)
            for change, bars, before in zip(changes, barred, known, strict=True):
                found = before or tried(here, left, right, rest, change, True)
                if before is None:
                    bars.learn(binding, found)
                if found.status == "true" and below | above and _is_vain(found):
                    continue
                vain += found.status == "undecided" and found.left is not None
                if vain > MOST_VAIN:
                    return second
                if found.status == "true" and (bench.layouts[0] in found.layouts or "turned" not in change):
                    return replace(found, bound=tuple(binding.items()))
                if found.status == "true":
                    second = second or replace(found, bound=tuple(binding.items()))
                if found.status == "axes" or (found.status == "false" and not absolute):
                    fitting.add(place)
                seen.append(replace(found, bound=tuple(binding.items()), bench=_knowing(found.bench or here, rest)))
    if second is not None or not seen:
        return second
    if opened:
        if "E" in missing:
            return None
        least = min(seen, key=lambda found: (RANK[found.status], -_fitting(found)))
        least = least if least.bench is not None and least.bench.within else replace(least, bench=None)
        return least if len(first) <= most else replace(least, status="undecided", why="too many sizes are open")
    return _false_however(left, right, seen) if complete else None


def _fitting(found: Finding) -> int:
    """How much fits: the pieces of the smallest side whose shapes do not fit together."""
    return len(list(found.error.phrase)) if isinstance(found.error, Misfit) else 0


def _is_vain(found: Finding) -> bool:
    """Whether a relation between derivatives is true only since both sides are zero, which nobody wrote."""
    if found.left is None or found.bench is None or is_zero(found.left) or (found.right and is_zero(found.right)):
        return False
    probe, nought = found.bench.probe(found.moving), zeros(found.left.shape)
    return probe.equal(found.left, nought) is True and probe.test(found.left, nought).sound


def _false_however(left: Phrase, right: Phrase, seen: Sequence[Finding]) -> Finding | None:
    """The finding on a relation that no reading makes true: the likeliest in which it has a value."""
    seen = [found for found in seen if not isinstance(found.error, Nameless)]
    if not seen or any(found.status not in ("axes", "false", "misfit") for found in seen):
        return None
    for found in seen:
        if found.status == "misfit" and found.bench is not None and _is_diagonal(found.bench, left, right):
            return replace(found, status="schematic")
    return min(seen, key=lambda found: ("false", "misfit", "axes").index(found.status))


def _knowing(bench: Bench, names: dict[str, Expr]) -> Bench:
    """The bench with names as terms."""
    here = copy(bench)
    here.names = {**bench.names, **names}
    return here


def _by_themselves(left: Phrase, right: Phrase) -> set[str]:
    """The names that are differentiated, or by which something is, and are no part of something larger."""
    rates = [part for phrase in (left, right) for part in phrase if part.kind == "rate"]
    return {part.text for rate in rates for part in rate.parts if part.kind == "name"} | _values(left)


def _values(left: Phrase) -> set[str]:
    """The usual name of what is differentiated, where the left side is its change."""
    named = left.kind == "d" and left.parts[0].kind == "name"
    return {left.parts[0].text} & VALUES if named else set()


def _differentiated(left: Phrase, right: Phrase) -> tuple[set[str], set[str]]:
    """The names by which something is differentiated, and those in what is differentiated."""
    rates = [part for phrase in (left, right) for part in phrase if part.kind == "rate"]
    below = {part.text for rate in rates for by in rate.parts[1:] for part in by}
    return below, {part.text for rate in rates for part in rate.parts[0]} | _values(left)


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
    if some and len(names) <= MOST_STRANGERS and not set(names) & OPEN:
        return _in_sizes(bench, left, right, names) or best
    return best


def _in_sizes(bench: Bench, left: Phrase, right: Phrase, names: Sequence[str]) -> Finding | None:
    """The relation with its unknown names as any matrices of sizes that the problem has, if it is true of those."""
    shapes = [shape for shape in product((*bench.sizes, ONE), repeat=2) if shape != SCALAR]
    for chosen in product(shapes, repeat=len(names)):
        free = tuple(symbol(word, rows, columns) for word, (rows, columns) in zip(names, chosen, strict=True))
        here = bench.free(free)
        world = here.world(also={one.name: one for one in free})
        found = in_world(here, world, left, right, True)
        if found.status == "true":
            return replace(found, layouts=LAYOUTS, law=True, bench=here)
    return None


def is_chain(left: Phrase, right: Phrase) -> bool:
    """Whether the right side is the chain rule in symbols: derivatives each by what the next is of."""
    if left.kind != "rate" or len(left.parts) != 2:
        return False
    terms = right.parts if right.kind == "sum" else (right,)
    return all(_is_path(left, term) for term in terms)


def _is_path(left: Phrase, term: Phrase) -> bool:
    links = term.parts if term.kind == "product" else ()
    if len(links) < 2 or any(link.kind != "rate" or len(link.parts) != 2 for link in links):
        return False
    for order in (links, links[::-1]):
        joined = all(a.parts[1] == b.parts[0] for a, b in pairwise(order))
        same = order[0].parts[0] == left.parts[0] or OWN in (left.parts[0].text, order[0].parts[0].text)
        if joined and order[-1].parts[1] == left.parts[1] and same:
            return True
    return False


def _is_diagonal(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether the vector on the right is the diagonal of the Jacobian on the left, which has nothing beside it."""
    if left.kind != "rate" or len(left.parts) != 2:
        return False
    for world in (bench.world(), bench.world(lenient=True, entrywise=True)):
        try:
            jacobian, vector = world.make(left), world.make(right)
        except AdjointError:
            continue
        if ONE not in vector.shape or vector.is_scalar:
            continue
        column = transpose(vector) if vector.shape[0] == ONE else vector
        spread = call("diag", column)
        if spread.shape == jacobian.shape:
            return bench.probe(bench.question.wrt).test(jacobian, spread).status in ("exact", "enclosed")
    return False


def contracted(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> Finding:
    """A product with one derivative of four axes, if it is right when contracted over both axes of the output."""
    error = found.error
    links = right.parts if right.kind == "product" else ()
    wide = [link for link in links if link.kind == "rate" and len(link.parts) == 2]
    if not isinstance(error, TooManyAxes) or left.kind != "rate" or not wide or left.parts[1:] != wide[-1].parts[1:]:
        return found
    world = bench.world()
    for tensor in wide:
        rest = [link for link in links if link is not tensor]
        try:
            gradient, variable = world.make(left), world.make(left.parts[1])
            change = d(world.make(tensor.parts[0]))
            weight = world.make(Phrase("product", tuple(rest))) if len(rest) > 1 else world.make(rest[0])
        except AdjointError:
            continue
        for weighed in (weight, transpose(weight)):
            if weighed.shape == change.shape and gradient.shape == variable.shape and isinstance(variable, Symbol):
                probe = bench.probe((variable,))
                if probe.test(colon(gradient, d(variable)), colon(weighed, change)).status in ("exact", "enclosed"):
                    return Finding("schematic", world=world)
    return found


def _is_law(bench: Bench, left: Phrase, right: Phrase) -> bool:
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


def _quotes(bench: Bench, left: Phrase, right: Phrase) -> bool:
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
