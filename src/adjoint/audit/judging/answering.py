"""Answers that are given without a derivative on the left: `Answer: A'*b`, `the gradient is A'*b`, `J = A`."""

import re

from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import Phrase, name
from adjoint.audit.sense.bench import Bench
from adjoint.expr.sizes import ONE, SCALAR, Shape
from adjoint.read.line import Relation

_LETTERS = {"J": "jacobian", "H": "hessian"}
_WORDS = {"grad": "gradient", "gradient": "gradient", "jacobian": "jacobian", "hess": "hessian", "hessian": "hessian"}
_CALLED = re.compile(r"\bhessian\b[^=]*$", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?P<what>answer|ans|final result|gradient|derivative|jacobian|hessian)\b"
    r"(?:\s+of\s+(?P<of>\w+))?(?:\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+(?P<by>\w+))?\W*?(?::|\s+is\b:?)[\s*]*",
    re.IGNORECASE,
)


def lettered(bench: Bench, left: Phrase, before: str) -> Phrase | None:
    """The derivative asked for, where its usual letter stands alone and nothing has that name; any that is called so.

    `hess`, `H_f`, and H with words `before` it that call it so are the Hessian whatever is asked for.
    """
    letter, _, index = left.text.partition("_")
    own = bench.names.get(index)
    if own is not None and own not in (bench.problem.target, bench.question.wrt[0]):
        return None
    meant = _LETTERS.get(letter)
    said = meant == "hessian" and (own is bench.problem.target or _CALLED.search(before))
    return _derivative(bench, _WORDS.get(letter.lower()) or (meant if said or meant == bench.question.want else None))


def unsaid(bench: Bench, left: Phrase, shape: Shape) -> Phrase | None:
    """The Hessian by a vector that a bare H of its shape may be, where the gradient is asked for."""
    size = bench.question.wrt[0].shape[0]
    return _derivative(bench, "hessian") if left.text == "H" and shape == (size, size) != SCALAR else None


def subscripted(bench: Bench, left: Phrase, shape: Shape) -> Phrase | None:
    """The derivative that `f_X` is where the right side has the shape of X, or that of its transpose, and `f_xx`."""
    stem, _, index = left.text.rpartition("_")
    twice = index[: len(index) // 2] if index[: len(index) // 2] * 2 == index else ""
    own = bench.names.get(index) or bench.names.get(twice)
    if bench.names.get(stem) is not bench.problem.target or own not in bench.question.wrt or own.is_scalar:
        return None
    if twice and index not in bench.names:
        square = shape == (own.shape[0], own.shape[0]) and own.shape[1] == ONE
        return Phrase("rate", (name(stem), name(twice), name(twice)), "rate") if square else None
    return Phrase("rate", (name(stem), name(index)), "rate") if shape in (own.shape, own.shape[::-1]) else None


def stated(bench: Bench, source: str, relation: Relation) -> Phrase | None:
    """The derivative asked for, where a formula stands alone behind words that say that it is the answer."""
    question = bench.question
    for found in _SAID.finditer(source):
        said = found.group("what").lower()
        meant = question.want if said not in ("gradient", "jacobian", "hessian") else said
        named = found.group("of") in (None, question.problem.target.name) and found.group("by") in (
            None, question.wrt[0].name,
        )  # fmt: skip
        alone = found.end() == relation.start and not source[relation.end :].strip(" .,;*`)")
        if alone and named and meant == question.want:
            return _asked(bench)
    return None


def _asked(bench: Bench) -> Phrase | None:
    """The derivative that the question asks for, as a phrase."""
    return _derivative(bench, bench.question.want)


def _derivative(bench: Bench, want: str | None) -> Phrase | None:
    """A derivative of the target by the one variable, as a phrase, where it has such a one."""
    scalar = bench.problem.target.is_scalar
    if want not in (("gradient", "hessian") if scalar else ("jacobian",)) or len(bench.question.wrt) != 1:
        return None
    return Phrase("rate", (name(OWN), *(name(BY),) * (2 if want == "hessian" else 1)), "rate")
