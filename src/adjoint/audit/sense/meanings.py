"""What names may stand for that nobody introduced, the likeliest first."""

from collections.abc import Iterator, Sequence
from itertools import product

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.bodies import reached
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.settle import OPEN, known
from adjoint.audit.sense.similar import likely, usual
from adjoint.audit.sense.written import entry
from adjoint.errors import AdjointError
from adjoint.expr.build import call, identity, ones, size_number
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Size


def meanings(bench: Bench, name: str, below: bool, above: bool) -> Iterator[Expr]:
    """What a name may stand for: `below` if something is differentiated by it, `above` if it is differentiated."""
    if name in bench.arranged:
        yield from bench.arranged[name]
        if name in bench.surely:
            return
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
    yield from (term for term in likely(name, bench.terms, below) if below or above or usual(name, term))
    if below or above:
        return
    below_target = reached((bench.problem.target,), bench.problem.definitions)
    for by in (*bench.problem.definitions, *bench.problem.variables):
        if by is not bench.problem.target and by in below_target and bench.problem.target.is_scalar:
            try:
                rate = bench.rates.symbol(bench.problem.target, (by,), LAYOUTS[0])
            except AdjointError:
                continue
            if usual(name, rate):
                yield rate
    small = bench.names.get(name.lower())
    if small is not None and small.shape[1] == ONE and not small.is_scalar:
        yield call("diag", small)
    large = bench.names.get(name.upper())
    if large is not None and ONE not in large.shape:
        yield call("vec", large)
    if name in ("e", "j", "u", "one"):
        for size in bench.sizes:
            yield ones((size, ONE))


def sizes_beside(bench: Bench, left: Phrase, right: Phrase) -> tuple[Size, ...]:
    """The sizes of known names and calls in a relation that no array of the problem has, such as `n*(n+1)/2`."""
    found: dict[Size, None] = {}
    for part in (*left, *right):
        if part.kind == "name" and part.text in bench.arranged and not known(bench, part.text):
            found |= dict.fromkeys(bench.arranged[part.text][0].shape)
        elif part.kind in ("name", "leaf", "call") and all(known(bench, word) for word in names_in(part)):
            try:
                found |= dict.fromkeys(bench.world().make(part).shape)
            except (AdjointError, ValueError, RecursionError):
                continue
    return tuple(size for size in found if size != ONE and size not in bench.sizes)


def numbered_entries(bench: Bench, missing: Sequence[str]) -> list[dict[str, Expr]]:
    """Small letters with numbers as the entries of the matrix with the large letter, by rows and by columns."""
    found: list[dict[str, Expr]] = [{}, {}]
    for word in missing:
        node = bench.names.get(word[:1].upper())
        places = word[1:]
        if node is None or not places.isdigit() or not word[0].islower() or word[:1] in bench.names:
            continue
        for turned, table in enumerate(found):
            place = _place(node, places, bool(turned))
            if place is not None:
                table[word] = entry(node, place)
    return [table for table in found if table]


def _place(node: Expr, digits: str, turned: bool) -> tuple[int, int] | None:
    """The row and column of an entry, both from one, which one number counts row by row, or column by column."""
    rows, columns = (size.number for size in node.shape)
    if rows is None or columns is None or 1 in (rows, columns):
        return None
    if len(digits) == 2:
        row, column = int(digits[0]), int(digits[1])
    elif turned:
        column, row = ((int(digits) - 1) // rows + 1, (int(digits) - 1) % rows + 1)
    else:
        row, column = ((int(digits) - 1) // columns + 1, (int(digits) - 1) % columns + 1)
    return (row, column) if 0 < row <= rows and 0 < column <= columns else None


def ranked(missing: Sequence[str], choices: Sequence[Sequence[Expr]]) -> Iterator[dict[str, Expr]]:
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


def open_meanings(bench: Bench, left: Phrase, right: Phrase) -> list[dict[str, Expr]]:
    """Sizes for the identities and ones that occur."""
    found: list[dict[str, Expr]] = [{}]
    for word in dict.fromkeys(names_in(left) + names_in(right)):
        if word in OPEN and not known(bench, word):
            found = [{**one, word: meaning} for one in found for meaning in meanings(bench, word, False, False)]
    return found


def spliced(bench: Bench, binding: dict[str, Expr], below: set[str]) -> tuple[Bench, dict[str, Expr]]:
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


def resized(bench: Bench, left: Phrase, right: Phrase) -> Iterator[tuple[str, Expr]]:
    """The one letter in an equation that only the reader gave to a size, with each other size that it may mean."""
    words = dict.fromkeys((*names_in(left), *names_in(right)))
    mine = [word for word in words if word in bench.problem.lettered and word not in bench.names]
    if len(mine) == 1:
        yield from ((mine[0], size_number(size)) for size in bench.sizes if size.name != mine[0])
