"""Names of the matrices that arrange stacks: D_n, L_n and K_mn beside `vec` and `vech`, and what words call so."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from adjoint.audit.said.phrase import Phrase, name, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import known
from adjoint.expr.build import commutation, identity, number
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.read.sense.functions import BUILTINS

LETTERS = {"D": "duplication", "L": "elimination", "K": "commutation", "T": "commutation", "N": "symmetrizer"}
"""What a letter usually is that stands beside stacks and was not introduced."""
OF_HALVES = frozenset({"duplication", "elimination"})
_SIZES = frozenset("nmkpqrdN")
"""Letters below such a matrix that may be a size that the problem names otherwise."""
_KIND = r"(duplication|elimination|commutation|vec-permutation|symmetri[sz]er)\s+matri(?:x|ces)"
_LETTER = r"(?<![A-Za-z])([A-Z])(?:\s*_\s*\w+)?"
_AFTER = re.compile(_KIND + r"\s*[:,(]?\s*" + _LETTER + r"(?![A-Za-z])")
_BEFORE = re.compile(_LETTER + r"\s*(?:(?:,|is|are|denotes?|be|being|as)\s+)*the\s+(?:usual\s+)?" + _KIND)
_MARKUP = re.compile(r"\\(?:text\w*|mbox|mathrm|mathcal|mathbf|boldsymbol|bm|rm|,|;|quad)|[{}$]")


class Arranged(Struct, frozen=True):
    """A name as it is written, and the matrices that it may be; `sure` where it can be nothing else."""

    phrase: Phrase
    word: str
    meanings: tuple[Expr, ...]
    sure: bool


def arranged(bench: Bench, phrases: Sequence[Phrase], words: Iterable[str]) -> Iterator[Arranged]:
    """The names in a derivation that stand for matrices which arrange stacks, if it speaks of stacks at all."""
    pieces = [part for phrase in phrases for part in phrase]
    calls = {part.text for part in pieces if part.kind == "call"}
    others = set(_elsewhere(pieces))
    told = dict(_told(_MARKUP.sub(" ", " ".join(words))))
    for phrase in dict.fromkeys(part for part in pieces if part.kind in ("name", "entry", "call")):
        letter, below = _written(phrase)
        kind = told.get(letter) or LETTERS.get(letter)
        heard = "vech" in calls if kind in OF_HALVES else bool(calls & {"vec", "vech"})
        if kind is None or not heard or known(bench, letter + "_" * bool(below) + "".join(below)):
            continue
        if letter not in told and (_is_array(bench, letter) or not {letter, phrase.text}.isdisjoint(others)):
            continue
        found = tuple(dict.fromkeys(_matrices(bench, kind, below)))
        plain = letter in told or bool(below) or kind in OF_HALVES
        if found and (plain or letter == "K"):
            word = letter + "_" * bool(below) + "".join(below)
            yield Arranged(name(word) if phrase.kind == "call" else phrase, word, found, plain)


def is_mixed(reading: Mapping[str, Expr]) -> bool:
    """Whether two names with the same sizes below them, turned round as in K_mn and K_nm, are read as one matrix."""
    return any(_are_turned(one, other) and reading[one] is reading[other] for one, other in combinations(reading, 2))


def without(arranged: Mapping[str, tuple[Expr, ...]], word: str, meaning: Expr) -> dict[str, tuple[Expr, ...]]:
    """What names may be once one of them has a meaning, which the one with its sizes turned round cannot have."""
    return {
        other: tuple(one for one in found if one is not meaning or len(found) == 1 or not _are_turned(word, other))
        for other, found in arranged.items()
    }


def _are_turned(one: str, other: str) -> bool:
    return one != other and "_" in one and one[:2] == other[:2] and sorted(one) == sorted(other)


def _is_array(bench: Bench, letter: str) -> bool:
    """Whether a letter is known, and may have entries."""
    node = bench.names.get(letter)
    return known(bench, letter) and (node is None or not node.is_scalar)


def _elsewhere(pieces: Sequence[Phrase]) -> Iterator[str]:
    """The names that stand where no such matrix does: in an argument, a change, a derivative, as `L*L'`."""
    for piece in pieces:
        called = piece.kind == "call" and piece.text in BUILTINS and piece.text != "pinv"
        square = piece.kind == "product" and len(piece.parts) == 2 and piece.parts[1] == Phrase("turn", piece.parts[:1])
        if piece.kind in ("d", "rate", "bars") or called or square:
            yield from (word for part in piece.parts for word in names_in(part))


def _told(text: str) -> Iterator[tuple[str, str]]:
    """The letters of which words say what they are."""
    for match in _BEFORE.finditer(text):
        yield match.group(1), _kind(match.group(2))
    for match in _AFTER.finditer(text):
        yield match.group(2), _kind(match.group(1))


def _kind(word: str) -> str:
    return {"vec-permutation": "commutation", "symmetriser": "symmetrizer"}.get(word, word)


def _written(phrase: Phrase) -> tuple[str, tuple[str, ...]]:
    """The letter and what stands below it."""
    if phrase.kind == "entry":
        inner = phrase.parts[0]
        return (inner.text, phrase.indices) if inner.kind == "name" else ("", ())
    letter, _, below = phrase.text.rstrip("'").partition("_")
    return letter, (below,) if below else ()


def _matrices(bench: Bench, kind: str, below: tuple[str, ...]) -> Iterator[Expr]:
    if kind == "commutation":
        yield from _commutations(bench, below)
        return
    make = {"duplication": duplication, "elimination": elimination}.get(kind, _symmetrizer)
    if len(below) == 1 and (size := _size(bench, below[0])) is not None:
        yield make(size)
    elif len(below) == 0 or (len(below) == 1 and below[0] in _SIZES):
        yield from map(make, _squares(bench))


def _commutations(bench: Bench, below: tuple[str, ...]) -> Iterator[Expr]:
    sizes = [size for size in (_size(bench, word) for word in below) if size is not None]
    if len(below) == len(sizes) == 2:
        yield commutation(*sizes)
        yield commutation(*sizes[::-1])
    elif len(below) == len(sizes) == 1:
        yield commutation(sizes[0], sizes[0])
    elif not below or (len(below) == 1 and below[0] in _SIZES):
        for rows, cols in _shapes(bench):
            yield commutation(rows, cols)
            yield commutation(cols, rows)


def _symmetrizer(size: Size) -> Expr:
    return number(1) / 2 * (identity(size * size) + commutation(size, size))


def _size(bench: Bench, word: str) -> Size | None:
    if word in bench.size_names:
        return Size.of(word)
    size = Size.of(int(word)) if word.isdecimal() else None
    return size if size in bench.sizes else None


def _shapes(bench: Bench) -> list[tuple[Size, Size]]:
    """The shapes of the matrices of the problem, those asked for first."""
    problem = bench.problem
    own = (*bench.question.wrt, problem.target, *problem.variables, *problem.definitions)
    return list(dict.fromkeys(one.shape for one in own if ONE not in one.shape))


def _squares(bench: Bench) -> list[Size]:
    return [rows for rows, cols in _shapes(bench) if rows == cols]
