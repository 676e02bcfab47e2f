"""Names in series that stand for derivatives: `δ_2`, `δ_1` beside a_2, a_1; `\\bar S`, `\\bar P` of reverse mode."""

import re
from collections.abc import Iterator, Mapping, Sequence

from adjoint.audit.judging.judge import judged
from adjoint.audit.said.hear import OWN
from adjoint.audit.said.phrase import Phrase, name, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.settle import known
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols

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


def backwards(bench: Bench, sides: Sequence[tuple[Phrase, Phrase]]) -> dict[str, Symbol]:
    """The derivatives that names with bars stand for in reverse mode: `\\bar A = \\bar C*B'`, where C depends on A."""
    definitions, target = bench.problem.definitions, bench.problem.target
    inner = [own for own in (*bench.problem.variables, *definitions) if own is not target]
    words = {word: own for own in inner for word in (f"{own.name}_bar", f"{own.name}bar") if not known(bench, word)}
    flows = any(
        word in words and words[left.text] in _under(words[word], definitions)
        for left, right in sides if left.kind == "name" and left.text in words for word in names_in(right)
    )  # fmt: skip
    if not (flows and target.is_scalar):
        return {}
    bench.series |= {("bar", "")}
    reach = _under(target, definitions)
    return {word: bench.rates.symbol(target, (own,), LAYOUTS[0]) for word, own in words.items() if own in reach}


def _under(own: Symbol, definitions: Mapping[Symbol, Expr]) -> set[Expr]:
    """What the body of a definition speaks of, and what that is made of."""
    found, waiting = set[Expr](), [own]
    while waiting:
        body = definitions.get(waiting.pop())
        for part in symbols(body) if body is not None else ():
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


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
        if own.name in (stem if accent == "bar" else "", word.removesuffix("bar")):
            yield ("bar", ""), own
        if numbered and own.name.endswith(numbered[2]) and own.name[: -len(numbered[2])].isalpha():
            yield (numbered[1], own.name[: -len(numbered[2])]), own
