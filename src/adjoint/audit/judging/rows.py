"""Data by rows: `Σ_i (w'x_i - y_i) x_i` with x_i the i-th row of X, or its column, as matrix notation."""

from collections.abc import Iterator

from adjoint.audit.said.phrase import Phrase, is_number
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.families import Reader, array_of, indexed_name, on_diagonal, stacked
from adjoint.audit.sense.settle import known
from adjoint.errors import AdjointError, ShapeError

UNFIT = "unfit"
"""The kind of a side whose members do not fit together."""


def rows_in(bench: Bench, phrase: Phrase) -> bool:
    """Whether a phrase speaks of rows or columns of a matrix by one index."""
    return any(array_of(bench, part) is not None or on_diagonal(bench, part) for part in phrase)


def gathered(bench: Bench, left: Phrase, right: Phrase, by_columns: bool) -> tuple[Phrase, Phrase] | None:
    """Both sides in matrix notation; None where an index cannot be gathered. Raises `ShapeError`."""
    letters = dict.fromkeys(
        letter
        for side in (left, right)
        for part in side
        if (letter := indexed_name(bench, part)[1] or on_diagonal(bench, part))
    )
    free = [letter for letter in letters if not _is_summed(left, letter) and not _is_summed(right, letter)]
    if len(free) > 1:
        return None
    reader = Reader(bench, free[0] if free else "", by_columns)
    try:
        pair = reader.family(left), reader.family(right)
        if not free:
            return reader.whole(pair[0]), reader.whole(pair[1])
        kinds = {one.kind for side, one in zip((left, right), pair, strict=True) if not is_number(side, 0)}
        return (stacked(pair[0]), stacked(pair[1])) if len(kinds) == 1 and not kinds & {"plain", "outer"} else None
    except ShapeError:
        raise
    except AdjointError:
        return None


def by_rows(bench: Bench, left: Phrase, right: Phrase) -> list[tuple[Phrase, Phrase]]:
    """Both sides with rows gathered, then with columns; as they are where they speak of none, or none can be.

    What fits in neither way is a side that does not fit.
    """
    written, (left, right) = (left, right), (_inward(left), _inward(right))
    for part in (*left, *right):
        word, letter = indexed_name(bench, part)
        if letter and word in bench.arranged and not known(bench, word):
            bench.bind(word, bench.arranged[word][0])
    if not rows_in(bench, left) and not rows_in(bench, right):
        return [written]
    found, misfits = [], []
    for by_columns in (False, True):
        try:
            found.append(gathered(bench, left, right, by_columns))
        except ShapeError as error:
            misfits.append(error.message)
    if len(misfits) == 2:
        return [(left, Phrase(UNFIT, text=misfits[0]))]
    return [pair for pair in found if pair is not None] or [written]


def _inward(phrase: Phrase) -> Phrase:
    """The phrase with `(dx)_i` as `d(x_i)`."""
    if phrase.kind == "entry" and phrase.parts[0].kind == "d" and not phrase.parts[0].indices:
        (change,) = phrase.parts
        return change.with_parts((phrase.with_parts(change.parts),))
    return phrase.with_parts(tuple(map(_inward, phrase.parts))) if phrase.parts else phrase


def introduced(bench: Bench, left: Phrase, right: Phrase) -> Iterator[tuple[str, Phrase]]:
    """A new name and what `m = Σ_i x_i` or `e_i = y_i - w'x_i` give it, its members under each other."""
    word, letter = (left.text, "") if left.kind == "name" else indexed_name(bench, left)
    if not word or known(bench, word) or not rows_in(bench, right) or array_of(bench, left) is not None:
        return
    for by_columns in (False, True):
        try:
            found = Reader(bench, letter, by_columns).family(right)
        except AdjointError:
            continue
        if (found.kind in ("number", "column")) if letter else found.kind == "plain":
            yield word, stacked(found) if letter else found.left


def _is_summed(side: Phrase, letter: str) -> bool:
    return any(part.kind == "total" and letter in part.indices for part in side)
