"""A name that fits several terms, read as another of them when a later line would be false."""

from collections.abc import Callable, Sequence
from itertools import islice

from adjoint.audit.judging.judge import judged
from adjoint.audit.judging.trial import Trial
from adjoint.audit.said.phrase import names_in
from adjoint.audit.sense.meanings import meanings
from adjoint.expr.language import Expr, Symbol

MOST_READINGS = 12
"""How many other readings of a name are tried where a line turns out false."""
RIGHT = frozenset({"right", "right-in-another-layout", "schematic"})


def rethought(
    trial: Trial, known: frozenset[str], lines: Sequence[str], begun: Callable[[dict[str, Expr]], Trial]
) -> Trial | None:
    """The trial of the same lines with another reading of one name, under which the last line holds, and all before.

    `known` are the names that the statement of the problem settles; `begun` makes a trial before its first
    line in which names have given readings.
    """
    claims = trial.lines[-1].claims
    written = {word for claim in claims for side in (claim.left, claim.right) for word in names_in(side)}
    for word, meaning in trial.bench.bound.items():
        if word in known or word not in written:
            continue
        for other in islice(meanings(trial.bench, word, True, False), MOST_READINGS):
            named = isinstance(other, Symbol) or other.shape != meaning.shape
            if named or other is meaning or not _mends(trial, word, other):
                continue
            again = begun({word: other})
            for source in lines:
                again.hear(source)
            if word in again.bench.bound and _holds(again, trial):
                return again
    return None


def _mends(trial: Trial, word: str, meaning: Expr) -> bool:
    """Whether the last line would hold if a name were read so."""
    bench = trial.bench.naming({word: meaning})
    claims = trial.lines[-1].claims
    return all(judged(bench, claim.left, claim.right).status in ("true", "schematic") for claim in claims)


def _holds(again: Trial, before: Trial) -> bool:
    """Whether the last line holds, and every line before as much as it did."""
    pairs = zip(again.lines[:-1], before.lines[:-1], strict=True)
    return again.lines[-1].verdict in RIGHT and all(
        new.verdict in RIGHT or new.verdict == old.verdict for new, old in pairs
    )
