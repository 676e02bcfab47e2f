"""One relation judged: as it is written, as a quoted law, as the chain rule in symbols, or with names bound."""

from msgspec.structs import replace

from adjoint.audit.judging.binding import bound
from adjoint.audit.judging.decomposed import of_others
from adjoint.audit.judging.quoted import as_law, is_law, quotes
from adjoint.audit.judging.schematic import contracted, is_chain, is_diagonal
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.meanings import numbered_entries
from adjoint.audit.sense.rates import TooManyAxes
from adjoint.audit.sense.reading import RANK, Finding, styled
from adjoint.audit.sense.settle import OPEN, as_change, known, numbered, of_matrices, placed, told_apart, unsized
from adjoint.errors import AdjointError, Unsupported
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE


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
        if found.status == "misfit" and is_diagonal(bench, left, right):
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
        if law.status == "true" or (law.status == "false" and is_law(bench, left, right)):
            return law
    with_names = bound(bench, left, right, missing)
    if changed is not None and (with_names is None or with_names.status != "true"):
        return changed
    if with_names is not None and with_names.status != "true" and {"1", "I"} & set(missing):
        return Finding("undecided", why="the sizes of ones and identities are open")
    if with_names is None and law.status == "false" and quotes(bench, left, right):
        return law
    said = next((word for word in missing if word not in OPEN), missing[0])
    return with_names or Finding("unnamed", why=f"`{said.partition('·')[0]}` is not introduced")


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
    here = bench.naming(entries)
    found = judged(here, left, right)
    if found.status == "true" or keep:
        found = replace(found, bound=(*found.bound, *entries.items()))
    return replace(found, bench=here) if keep and found.status != "true" else found
