"""Names in series that stand for derivatives: `δ_2`, `δ_1` beside a_2, a_1; `\\bar S`, `\\bar P` of reverse mode."""

import re
from collections.abc import Iterator

from adjoint.audit.judging.judge import judged
from adjoint.audit.said.hear import OWN
from adjoint.audit.said.phrase import Phrase, name
from adjoint.audit.sense.bench import Bench
from adjoint.expr.language import Symbol

Series = tuple[str, str]
"""How the names of a series begin, and how those begin by which the target is differentiated."""


def serial(bench: Bench, word: str, right: Phrase) -> tuple[frozenset[Series], Symbol | None]:
    """The series that are known after a new name, and by what the target is differentiated in it, if not in its value.

    A series is known from the first of its names that is such a derivative, and binds the names after it.
    """
    if not bench.problem.target.is_scalar:
        return bench.series, None
    kin = tuple(_kin(bench, word))
    binding = [own for series, own in kin if series in bench.series]
    if binding:
        return bench.series, None if any(_is_derivative(bench, own, right) for own in binding) else binding[0]
    return bench.series.union(series for series, own in kin if _is_derivative(bench, own, right)), None


def _is_derivative(bench: Bench, own: Symbol, right: Phrase) -> bool:
    return judged(bench, derivative(own), right).status == "true"


def derivative(own: Symbol) -> Phrase:
    """The derivative of the target by a name."""
    return Phrase("rate", (name(OWN), name(own.name)), "rate")


def _kin(bench: Bench, word: str) -> Iterator[tuple[Series, Symbol]]:
    """The series that a name may be of, each with the name of the problem beside it."""
    stem, _, accent = word.rpartition("_")
    numbered = re.fullmatch(r"(delta|δ)(\d+)", word)
    for own in (*reversed(tuple(bench.problem.definitions)), *bench.problem.variables):
        if own is bench.problem.target:
            continue
        if accent == "bar" and own.name == stem:
            yield (accent, ""), own
        if numbered and own.name.endswith(numbered[2]) and own.name[: -len(numbered[2])].isalpha():
            yield (numbered[1], own.name[: -len(numbered[2])]), own
