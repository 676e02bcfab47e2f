"""A gradient of a structured variable that is another one than the free: projected, or by its independent entries."""

from collections.abc import Iterator

from msgspec.structs import replace

from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.shown import shown
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.reading import Finding
from adjoint.check.verify import verify_answers
from adjoint.derive.derive import derive
from adjoint.derive.problem import Question, Structure
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr, Symbol

_SAID: dict[Structure, str] = {
    "entries": "the gradient that counts each free entry once",
    "projected": "the gradient within the matrices of that structure",
}


def otherwise(bench: Bench, found: Finding) -> Iterator[Diagnosis]:
    """Whether the right side is such a gradient, told with all three."""
    rate, right = found.left, found.right
    of, by = bench.rates.spoken.get(rate.name, (None, ())) if isinstance(rate, Symbol) else (None, ())
    if right is None or not isinstance(of, Symbol) or of not in bench.problem.definitions or not of.is_scalar:
        return
    if len(by) != 1 or not by[0].facts or right.shape != by[0].shape:
        return
    asked = Question(replace(bench.problem, target=of), by)
    try:
        forms = {kind: _gradient(replace(asked, structure=kind)) for kind in _SAID}
        free = bench.rates.matrix(of, by)
    except (AdjointError, ValueError):
        return
    for kind, value in forms.items():
        if value is not None and bench.probe(found.moving).test(value, right).sound:
            told = ", ".join(f"{kind} `{shown(form)}`" for kind, form in forms.items() if form is not None)
            yield Diagnosis(
                "structure",
                f"this is {_SAID[kind]}; ∂{of}/∂{by[0]} is the free one, `{shown(free)}`, for which {by[0]} is any "
                f"matrix. By `structure`: {told}",
                assumption=_SAID[kind], cost=-1,
            )  # fmt: skip
            return


def _gradient(question: Question) -> Expr | None:
    found = derive(question)
    value = found.answers[0].value
    return value if isinstance(value, Expr) and verify_answers(found)[0].sound else None
