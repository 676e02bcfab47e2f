"""The reply of the JSON contract for one derivation, as dictionaries ready to be encoded."""

from collections.abc import Sequence
from typing import Protocol

from adjoint.derive.derivation import Answer, Derivation
from adjoint.expr.language import Expr
from adjoint.index.term import Tensor
from adjoint.render.latex import LATEX, latex
from adjoint.render.lines import Shown, View, clauses, equation, shown
from adjoint.render.prose import assumed
from adjoint.render.text import ASCII, text

SCHEMA = 1
"""The version of the replies (docs/schema.md)."""
Document = dict[str, object]
_WORST = ("exact", "enclosed", "undecided", "false")


class Verdict(Protocol):
    """What a test found: `exact`, `enclosed`, `false` or `undecided`, how, and from which seed."""

    @property
    def status(self) -> str:
        """The finding in one word."""

    @property
    def detail(self) -> str:
        """The finding in a sentence."""

    @property
    def seed(self) -> int:
        """What repeats the test."""


class Report(Protocol):
    """A verdict for each line and for each answer."""

    @property
    def lines(self) -> Sequence[Verdict]:
        """The verdicts of the lines."""

    @property
    def answers(self) -> Sequence[Verdict]:
        """The verdicts of the answers."""


def reply(derivation: Derivation, report: Report, alternatives: Sequence[View] = ()) -> Document:
    """Everything of a reply but its identifier, the code and the time."""
    question = derivation.question
    answers = [_answer(answer, question.want) for answer in derivation.answers]
    return {
        "read_as": {
            "text": question.problem.source,
            "names": dict(question.problem.readings),
            "held": [symbol.name for symbol in question.hold],
        },
        "answer": answers if question.several else answers[0],
        "alternatives": [_view(view) for view in alternatives],
        "assumptions": list(assumed(derivation)),
        "conditions": list(derivation.conditions),
        "lines": [_line(line, found.status) for line, found in zip(shown(derivation), report.lines, strict=True)],
        "verified": _verified([*report.answers, *report.lines]),
    }


def _formula(value: Expr | Tensor) -> Document:
    written: Document = {"text": text(value, ascii=True), "latex": latex(value)}
    return written | ({"axes": [index.name for index in value.axes]} if isinstance(value, Tensor) else {})


def _answer(answer: Answer, want: str) -> Document:
    found = _formula(answer.value) | {"shape": list(answer.shape), "layout": want}
    if answer.short is not None:
        found["short"] = text(answer.short, ascii=True)
    if answer.where:
        shown = answer.value if answer.short is None else answer.short
        parts = [latex(shown), *(equation(LATEX, *sides) for sides in clauses(answer))]
        found["latex"] = r",\quad ".join(parts)
        found["where"] = [{"name": name.name} | _formula(part) for name, part in answer.where]
    return found


def _view(view: View) -> Document:
    return _formula(view.value) | {"what": view.what, "note": view.note}


def _line(line: Shown, status: str) -> Document:
    said: Document = {
        "text": equation(ASCII, line.left, line.right),
        "latex": equation(LATEX, line.left, line.right),
        "law": line.line.law,
        "because": line.line.because,
    }
    return said | ({"note": line.line.note} if line.line.note else {}) | {"verified": status}


def _verified(verdicts: Sequence[Verdict]) -> Document:
    """The worst of the verdicts, which is the verdict of the whole."""
    worst = max(verdicts, key=lambda verdict: _WORST.index(verdict.status))
    return {"status": worst.status, "detail": worst.detail, "seed": worst.seed}
