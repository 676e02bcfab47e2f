"""What a phrase is worth that is not part of an equation: the right side of a definition."""

from collections.abc import Mapping

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.meanings import meanings
from adjoint.audit.sense.rates import Layout
from adjoint.audit.sense.reading import Finding, in_world, looser
from adjoint.audit.sense.settle import told_apart
from adjoint.errors import AdjointError, ShapeError
from adjoint.expr.language import Expr


def valued(
    bench: Bench, phrase: Phrase, opened: set[str], also: Mapping[str, Expr] | None = None
) -> tuple[tuple[Layout, ...], Expr] | None:
    """The layouts in which a phrase has a value, and the value in the first; sizes left open are tried in turn.

    Where nothing fits, powers and inverses of vectors are read entry by entry.
    """
    choices: list[dict[str, Expr]] = [dict(also or {})]
    for word in sorted(opened):
        choices = [{**choice, word: meaning} for choice in choices for meaning in meanings(bench, word, False, False)]
    for choice in choices:
        for lenient in (False, True):
            found: list[tuple[Layout, Expr]] = []
            for layout in bench.layouts:
                try:
                    found.append((layout, bench.world(layout, also=choice, lenient=lenient).make(phrase)))
                except AdjointError:
                    continue
            if found:
                return tuple(layout for layout, _ in found), found[0][1]
    return None


def misfit(bench: Bench, phrase: Phrase) -> Finding | None:
    """The finding on a phrase whose shapes fit in no reading of its vectors; None where they fit in one."""
    changes: list[dict[str, object]] = [{}, *looser(bench, phrase, phrase)]
    found = [in_world(bench, bench.world(bench.layouts[0], None, **change), phrase, phrase) for change in changes]
    return found[0] if all(one.status == "misfit" for one in found) else None


def is_strange(bench: Bench, phrase: Phrase) -> bool:
    """Whether a formula speaks of something that the language does not have."""
    try:
        bench.world().make(told_apart(bench, phrase))
    except ShapeError:
        return False
    except (AdjointError, KeyError):
        return True
    return False
