"""One relation judged: true in which layout, false, or not to be had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count, product

from adjoint.audit.bench import Bench
from adjoint.audit.indexed import is_indexed, tensors, without_index
from adjoint.audit.phrase import Phrase, names_in
from adjoint.audit.rates import GRADIENT, LAYOUTS, NUMERATOR, Layout, TooManyAxes
from adjoint.audit.similar import likely
from adjoint.audit.hear import OWN
from adjoint.audit.world import SAME, Misfit, Unnamed, World
from adjoint.errors import AdjointError, ShapeError
from adjoint.expr.build import call, colon, d, identity, ones, symbol, transpose
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, SCALAR
from adjoint.read.functions import BUILTINS

MOST_BINDINGS = 400
MOST_RATED = 60
LOOSER = 6


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
    law: bool = False
    bench: Bench | None = None
    turned: frozenset[str] = frozenset()


def judged(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The finding on `left = right` under the names known so far."""
    left, right = numbered(told_apart(bench, left), told_apart(bench, right))
    missing = list(dict.fromkeys(name for name in names_in(left) + names_in(right) if not known(bench, name)))
    if is_chain(left, right) and not is_indexed(right):
        found = _styled(bench, left, right, {}) if not missing else Finding("axes")
        return found if found.status == "true" else Finding("schematic")
    if not missing:
        found = _styled(bench, left, right, {})
        if found.status == "misfit" and _is_diagonal(bench, left, right):
            return Finding("schematic", world=found.world)
        return contracted(bench, left, right, found) if found.status == "axes" else found
    law = Finding("undecided")
    if not set(missing) <= OPEN:
        law = as_law(bench, left, right)
        if law.status == "true":
            return law
    found = _bound(bench, left, right, missing)
    if found is None and law.status == "false" and _quotes(bench, left, right):
        return law
    return found or Finding("unnamed", why=f"`{missing[0]}` is not introduced")


def _bound(bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str]) -> Finding | None:
    """The finding with the names read as terms of the problem that make the relation true, if any do."""
    below = {part.text for phrase in (left, right) for rate in phrase if rate.kind == "rate" for by in rate.parts[1:] for part in by}
    above = {part.text for phrase in (left, right) for rate in phrase if rate.kind == "rate" for part in rate.parts[0]}
    choices = [list(meanings(bench, name, name in below, name in above)) for name in missing]
    worst: Finding | None = None
    second: Finding | None = None
    first = list(_ranked(bench, missing, choices))
    heavy = bool(set(missing) & (below | above))
    most = MOST_RATED if heavy else MOST_BINDINGS
    for changes in ([{}], list(looser(bench, left, right, missing))[:LOOSER]):
        for binding in first[: most if changes == [{}] else most // 4]:
            here, rest = _spliced(bench, binding, below)
            for change in changes:
                found = _tried(here, left, right, rest, change)
                if found.status == "true" and (bench.layouts[0] in found.layouts or "turned" not in change):
                    return replace(found, bound=tuple(binding.items()))
                if found.status == "true":
                    second = second or replace(found, bound=tuple(binding.items()))
                if set(missing) <= OPEN and (worst is None or _RANK[found.status] < _RANK[worst.status]):
                    worst = found
    return second or worst


def _spliced(bench: Bench, binding: dict[str, Expr], below: set[str]) -> tuple[Bench, dict[str, Expr]]:
    """A bench in which the terms that something is differentiated by are definitions, and the other names."""
    rest = {}
    for name, meaning in binding.items():
        if name in below and not isinstance(meaning, Symbol):
            bench = bench.spliced(name, meaning)
            if name not in bench.names:
                rest[name] = meaning
        else:
            rest[name] = meaning
    return bench, rest


def _quotes(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether a relation is complete in itself: a derivative of something written out, in the same letters."""
    if left.kind != "rate" or left.parts[0].kind == "name":
        return False
    inside = set(names_in(left))
    strangers = [word for word in inside if not known(bench, word)]
    return set(names_in(right)) <= inside and len(strangers) > 0 and all(len(word) == 1 and word.isupper() for word in strangers)


def open_meanings(bench: Bench, left: Phrase, right: Phrase) -> list[dict[str, Expr]]:
    """Sizes for the identities and ones that occur."""
    found: list[dict[str, Expr]] = [{}]
    for word in dict.fromkeys(names_in(left) + names_in(right)):
        if word in OPEN and not known(bench, word):
            found = [{**one, word: meaning} for one in found for meaning in meanings(bench, word, False, False)]
    return found


def known(bench: Bench, name: str) -> bool:
    """Whether a name has a meaning."""
    return name in bench.names or name in bench.size_names


OPEN = frozenset({"1", "I", "E", *(f"{word}·{place}" for word in "1I" for place in range(8))})
"""Names whose size is open: ones and the identity. Each occurrence is read afresh."""
MOST_OPEN = 4


def numbered(left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """The sides with each of a few ones and identities under a name of its own."""
    places = count()
    if sum(part.kind == "name" and part.text in ("1", "I") for side in (left, right) for part in side) > MOST_OPEN:
        return left, right

    def change(phrase: Phrase) -> Phrase:
        if phrase.kind == "name" and phrase.text in ("1", "I"):
            return Phrase("name", text=f"{phrase.text}·{next(places)}")
        return phrase.with_parts(tuple(change(part) for part in phrase.parts)) if phrase.parts else phrase

    return change(left), change(right)


def told_apart(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with what its spelling left open settled: `s1` as s times ones, `f(x)` as f, `S'(x)` as a rate."""
    phrase = _settle_phrase(bench, phrase)
    rule = _SETTLE.get(phrase.kind)
    if rule is not None:
        phrase = rule(bench, phrase)
    return phrase.with_parts(tuple(told_apart(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _settle_phrase(bench: Bench, phrase: Phrase) -> Phrase:
    return Phrase("name", text=bench.phrases[phrase]) if phrase in bench.phrases else phrase


def _settle_name(bench: Bench, phrase: Phrase) -> Phrase:
    word = bench.alias.get(phrase.text, phrase.text)
    if word != phrase.text or known(bench, word):
        return Phrase("name", text=word)
    large = bench.names.get(word.upper())
    if len(word) == 1 and large is not None and ONE in large.shape and word.upper() in bench.introduced:
        return Phrase("name", text=word.upper())
    if word.split("_")[0] in bench.size_names:
        return Phrase("name", text=word.split("_")[0])
    if len(word) > 1 and word.endswith("1") and word[:-1].isalpha():
        return Phrase("product", (Phrase("name", text=word[:-1]), Phrase("name", text="1")))
    return Phrase("name", text="I") if word.startswith("I_") or word == "Id" else phrase


def _settle_call(bench: Bench, phrase: Phrase) -> Phrase:
    """A known name or an unknown function applied to names is the value under that name."""
    phrase = phrase.with_parts(tuple(told_apart(bench, part) for part in phrase.parts))
    bare = all(part.kind == "name" for part in phrase.parts)
    word = phrase.text.rstrip("'")
    if phrase.text == word and word in bench.names and bare:
        return Phrase("name", text=word)
    if word in BUILTINS or word in bench.problem.functions or word in ELEMENTWISE or word in ARRAY:
        if word in ELEMENTWISE and len(phrase.parts) == 1 and phrase.parts[0].kind == "entry":
            return phrase.with_parts((phrase.parts[0].parts[0],))
        return phrase
    if not bare:
        return phrase
    if phrase.text == word + "'" and len(phrase.parts) == 1:
        return Phrase("rate", (Phrase("name", text=word), phrase.parts[0]), "prime")
    return Phrase("name", text=word) if phrase.text == word else phrase


def _settle_rate(bench: Bench, phrase: Phrase) -> Phrase:
    """The derivative of a function that the problem does not have is that of its own."""
    of, *by = phrase.parts
    words = set(names_in(of)) - OPEN
    if of.kind == "hadamard" and all(part.kind == "name" and not known(bench, part.text) for part in of.parts):
        return phrase.with_parts((Phrase("name", text=OWN), *by))
    strange = of.kind == "call" and words and not any(known(bench, word) for word in words)
    if strange and any(known(bench, word) for part in by for word in names_in(part)):
        return phrase.with_parts((Phrase("name", text=OWN), *by))
    return phrase


def _settle_total(bench: Bench, phrase: Phrase) -> Phrase:
    """A sum over one index of a vector's entries, without the index."""
    if len(phrase.indices) > 1:
        return phrase
    entries = [part for part in phrase if part.kind == "entry"]
    if any(part.indices != phrase.indices for part in entries) or not entries and phrase.indices:
        return phrase
    if any(part.kind == "delta" or (part.kind == "total" and part is not phrase) for part in phrase):
        return phrase
    return Phrase("call", (without_index(phrase.parts[0]),), "sum")


def _settle_entry(bench: Bench, phrase: Phrase) -> Phrase:
    """A size or a number has no entries: its index is a part of its name."""
    inner = phrase.parts[0]
    if inner.kind != "name":
        return phrase
    node = bench.names.get(inner.text)
    return inner if inner.text in bench.size_names or (node is not None and node.is_scalar) else phrase


def _settle_product(bench: Bench, phrase: Phrase) -> Phrase:
    """`D(f, X)` is a derivative also where the problem has a `D`: two things in brackets are no factor."""
    for i in range(len(phrase.parts) - 1):
        one, other = phrase.parts[i : i + 2]
        if one == Phrase("name", text="D") and other.kind == "grid" and other.text == str(len(other.parts)) != "1":
            rest = (*phrase.parts[:i], Phrase("rate", other.parts, "rate"), *phrase.parts[i + 2 :])
            return rest[0] if len(rest) == 1 else phrase.with_parts(rest)
    return phrase


_SETTLE = {"product": _settle_product, "total": _settle_total, "entry": _settle_entry, "name": _settle_name, "call": _settle_call, "rate": _settle_rate}


def as_law(bench: Bench, left: Phrase, right: Phrase) -> Finding:
    """The relation with its unknown names as any square matrices, or as any numbers: a law that was quoted."""
    names = [name for name in dict.fromkeys(names_in(left) + names_in(right)) if not known(bench, name)]
    some = [name for name in dict.fromkeys(names_in(left) + names_in(right)) if name in bench.names]
    best = Finding("undecided")
    for alone in ([True, False] if not some else [False]):
        for shape in ((SAME, SAME), SCALAR, (SAME, ONE)):
            free = {name: symbol(name, *(shape if name not in OPEN else (SAME, SAME))) for name in names if name not in OPEN}
            more: dict[str, Expr] = dict(free)
            more |= {name: ones((SAME, ONE)) if name[0] == "1" else identity(SAME) for name in names if name in OPEN}
            here = bench.free(tuple(s for s in free.values() if isinstance(s, Symbol)))
            world = here.world(squared=not alone)
            world.names.update(more)  # type: ignore[attr-defined]
            found = _in_world(here, world, left, right)
            if found.status == "true":
                return replace(found, layouts=LAYOUTS, law=True, bench=here)
            if _RANK[found.status] < _RANK[best.status] or best.status == "undecided":
                best = replace(found, law=True, bench=here)
    return best


def _ranked(bench: Bench, missing: Sequence[str], choices: Sequence[Sequence[Expr]]) -> Iterator[dict[str, Expr]]:
    """Meanings for the names that nobody introduced, the likeliest first."""
    ranges = [range(len(choice)) for choice in choices]
    places = product(*ranges)
    ordered = sorted(places, key=lambda place: (sum(place), place)) if _size(choices) <= 20000 else places
    for place in ordered:
        yield {name: choices[k][at] for k, (name, at) in enumerate(zip(missing, place, strict=True))}


def _size(choices: Sequence[Sequence[Expr]]) -> int:
    total = 1
    for choice in choices:
        total *= len(choice)
    return total


def meanings(bench: Bench, name: str, below: bool, above: bool) -> Iterator[Expr]:
    """What a name may stand for; `below` where something is differentiated by it, `above` where it is differentiated."""
    if name[:2] in ("1", "1·"):
        for size in bench.sizes:
            yield ones((size, ONE))
        return
    if name[:2] in ("I", "I·", "E"):
        for size in bench.sizes:
            yield identity(size)
        return
    if above and not below:
        yield bench.problem.target
    yield from likely(name, bench.terms, below)
    if below or above:
        return
    for by in (*bench.problem.definitions, *bench.problem.variables):
        if by is not bench.problem.target and bench.problem.target.is_scalar:
            try:
                yield bench.rates.symbol(bench.problem.target, (by,), LAYOUTS[0])
            except AdjointError:
                continue
    small = bench.names.get(name.lower())
    if small is not None and small.shape[1] == ONE and not small.is_scalar:
        yield call("diag", small)
    large = bench.names.get(name.upper())
    if large is not None and ONE not in large.shape:
        yield call("vec", large)
    if name in ("e", "j", "u", "one"):
        for size in bench.sizes:
            yield ones((size, ONE))


def _styled(bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr]) -> Finding:
    """As written; and where that does not fit, with looser ways to read vectors."""
    strict = _tried(bench, left, right, binding, {})
    if strict.status != "misfit":
        return strict
    if bench.style:
        styled = _tried(bench, left, right, binding, {"turned": bench.style})
        if styled.status == "true":
            return styled
        strict = styled
    second: Finding | None = None
    for change in looser(bench, left, right):
        found = _tried(bench, left, right, binding, change)
        if found.status == "true" and bench.layouts[0] in found.layouts:
            return found
        if found.status == "true":
            second = second or found
    return second or strict


def looser(
    bench: Bench, left: Phrase, right: Phrase, missing: Sequence[str] = ()
) -> Iterator[dict[str, object]]:
    """Ways to read what does not fit: products of vectors entry by entry, vectors that were never turned as rows."""
    yield {"lenient": True}
    turned = {part.parts[0].text for phrase in (left, right) for part in phrase if part.kind == "turn"}
    lines = [
        name for name in dict.fromkeys(names_in(left) + names_in(right))
        if name not in turned and name not in bench.transposed and (
            name in missing or (name in bench.names and ONE in bench.names[name].shape and not bench.names[name].is_scalar)
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
            yield {"turned": frozenset(chosen), "lenient": True}


def _tried(
    bench: Bench, left: Phrase, right: Phrase, binding: dict[str, Expr], change: dict[str, object]
) -> Finding:
    """The relation in each layout, under each notion of what moves."""
    rated = any(part.kind == "rate" for phrase in (left, right) for part in phrase)
    order = [*bench.layouts, *(layout for layout in LAYOUTS if layout not in bench.layouts)]
    worst: Finding | None = None
    held: list[Finding] = []
    indexed = is_indexed(left) or is_indexed(right)
    for layout in [GRADIENT] if indexed else order if rated else order[:1]:
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
        if best.layouts == (GRADIENT,) and (is_indexed(left) or is_indexed(right)):
            layouts = LAYOUTS
        return Finding(
            "true", layouts, best.left, best.right, best.moving, tuple(binding.items()), best.why, None, best.world,
            bench=bench, turned=change.get("turned", frozenset()),  # type: ignore[arg-type]
        )
    assert worst is not None
    return worst


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
        joined = all(a.parts[1] == b.parts[0] for a, b in zip(order, order[1:], strict=False))
        same = order[0].parts[0] == left.parts[0] or OWN in (left.parts[0].text, order[0].parts[0].text)
        if joined and order[-1].parts[1] == left.parts[1] and same:
            return True
    return False


def _is_diagonal(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether the vector on the right is the diagonal of the Jacobian on the left, which has nothing beside it."""
    if left.kind != "rate" or len(left.parts) != 2:
        return False
    for world in (bench.world(), bench.world(lenient=True)):
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
    if not isinstance(error, TooManyAxes) or left.kind != "rate" or not links or left.parts[1:] != wide[-1].parts[1:]:
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


_RANK = {"schematic": 6, "axes": 0, "undecided": 1, "false": 2, "misfit": 3, "unnamed": 4, "true": 5}


def _in_indices(bench: Bench, world: World, left: Phrase, right: Phrase) -> Finding:
    """The relation entry by entry."""
    worst = Finding("undecided", why="indices", world=world)
    for turned in (False, True) if world.layout.name == "gradient" else ():
        try:
            a, b = tensors(world, left, right, turned)
        except Unnamed as error:
            return Finding("unnamed", why=error.message, error=error, world=world)
        except ShapeError as error:
            worst = Finding("misfit", why=error.message, error=error, world=world) if not turned else worst
            continue
        except (AdjointError, ValueError) as error:
            return Finding("undecided", why=str(error), world=world)
        moving = next(iter(bench.movings((left, right))))
        verdict = bench.probe(moving).test(a, b)
        if verdict.status in ("exact", "enclosed"):
            return Finding("true", (NUMERATOR if turned else GRADIENT,), moving=moving, why=verdict.detail, world=world)
        if verdict.status == "false" and not turned:
            worst = Finding("false", moving=moving, why=verdict.detail, world=world)
    return worst


def _in_world(bench: Bench, world: World, left: Phrase, right: Phrase) -> Finding:
    if is_indexed(left) or is_indexed(right):
        return _in_indices(bench, world, left, right)
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

