"""Claims that a post makes in words: `What is ∇f? I think it should be 2(Ax - b)A`."""

import re
from collections.abc import Sequence

from adjoint.derive.problem import Problem
from adjoint.post.reading import Formula, Told
from adjoint.post.telling import applied
from adjoint.read.line import read_open_line
from adjoint.read.tree.glyphs import LETTERS
from adjoint.read.tree.sides import Derivative, is_unread
from adjoint.read.tree.syntax import Name

_SAID = re.compile(
    r"(?:\b(?:answer|result|gradient|derivative|jacobian|hessian|it|that|this)\s+(?:\w+\s+){0,3}?(?:is|be|equals|as)"
    r"|\b(?:get|got|gives?|obtain(?:ed)?|found?|arrived? at|end(?:ed)? up with)(?:\s+(?:it|this|that)\s+(?:is|as))?)"
    r"\s*(?:simply|just|to be)?\s*:?\s*$",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:not|cannot|never|nor|neither|no longer|(?:wrong|incorrect|false|mistaken|erroneous)(?:ly)?|if|unless|why|how"
    r"|whether|instead|unlike|rather than|suppose|unsure)\b|n['’]t\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:not|never|(?:wrong|incorrect|false|mistaken)(?:ly)?)\b|n['’]t\b|^\W*(?:only\s+)?(?:if|when|unless|provided|for)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:not|n['’]t)\s+(?:\w+\s+)?(?:sure|certain)\b", re.IGNORECASE)
_END = re.compile(r"[.?!;]\s|\n\s*\n")
_HESSIAN = re.compile(
    r"\bhessian(?:\s+matrix)?(?:\s+of\s+(?:⟦(\d+)⟧|it|this|that|(?:this|the)\s+function))?"
    r"(?:\s+(?:with respect to|w\.?r\.?t\.?|by)\s+⟦\d+⟧)?(?!\s+of)[^⟦]*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:inverse|determinant|trace|eigen\w*|terms?|parts?|summand|approximat\w*|diagonal|block|rank|norm)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:gradient|derivative|differential|jacobian|function|loss|objective)\b", re.IGNORECASE)
"""What else a formula may be that comes some words after the word Hessian."""
_GRADIENT = re.compile(
    r"\b(?:the|a|my|its|our)\s+(?:total\s+)?(?:gradient|derivative)(?:\s+of\s+(?:⟦(\d+)⟧|it|this|the\s+(?:function|loss|objective)))?"
    r"(?:\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+⟦(\d+)⟧)?\s+(?:is|equals|becomes|(?:sh|w)ould\s+be|must\s+be)"
    r"(?:\s+(?:then|thus|simply|just|therefore|given\s+by|equal\s+to))*\s*:?\s*$",
    re.IGNORECASE,
)
_SIMPLER = re.compile(r"\b(?:scalars?|numbers?|one[- ]dimensional|1-?d|univariate|analog\w*)\b", re.IGNORECASE)
_SIZES = re.compile(r"\s*\w+\s*(?:\\times|×)\s*\w+\s*")
_MARK = re.compile(r"⟦(\d+)⟧")


def spoken(part: Told, number: int, problem: Problem, asked: Sequence[str]) -> Formula | None:
    """The formula as the claim that it is what was named last, a derivative; None where words say no such thing.

    `asked` are the names that the gradient may be by which words speak of.
    """
    formula = part.formulas[number]
    before, _, behind = part.words.partition(f"⟦{number}⟧")
    plain = _GRADIENT.search(before)
    if formula.alone is None and _SAID.search(before) and not _is_denied(before, behind):
        return _called(part, formula, before, problem)
    if formula.alone is None or not (plain or _SAID.search(before)) or _is_denied(before, behind):
        return None
    named = _named(part, before) or (
        _gradient(part, plain, before, problem, asked) if plain else _hessian(part, before, problem)
    )
    known = isinstance(formula.alone, Name) and (named is None or problem.named(formula.alone.name) is None)
    shape = _SIZES.fullmatch(formula.rows[0])
    if named is None or known or shape or isinstance(formula.alone, Derivative) or is_unread(formula.alone):
        return None
    row = f"{named} = {formula.rows[0]}"
    return Formula([row], formula.displayed, relations=[read_open_line(row)])


def _called(part: Told, formula: Formula, before: str, problem: Problem) -> Formula | None:
    """`the Hessian is H = ...`: the formula with what its letter stands for."""
    meant = _hessian(part, before, problem)
    word, equals, body = formula.rows[0].partition("=")
    left = formula.relations[0][0].left if formula.relations and formula.relations[0] else None
    named = isinstance(left, Name) and problem.named(left.name) is None
    if meant is None or not named or not equals or len(formula.rows) > 1:
        return None
    row = f"{word.strip()} = {meant} = {body.strip()}"
    return Formula([row], formula.displayed, relations=[read_open_line(row)])


def _gradient(part: Told, match: re.Match[str], before: str, problem: Problem, asked: Sequence[str]) -> str | None:
    """The gradient of the target in LaTeX, where nothing else can be meant."""
    of, by = (part.formulas[int(mark)].alone if mark else None for mark in match.groups())
    called = applied(of)
    name = called[0] if called else of.name if isinstance(of, Name) else problem.target.name
    variable = by.name if isinstance(by, Name) else asked[0] if len(asked) == 1 and not match.group(2) else None
    simpler = _SIMPLER.search(_END.split(before)[-1])
    if simpler or variable is None or name != problem.target.name or (of is None and match.group(1)):
        return None
    return rf"\nabla_{{{_latex(variable)}}} {_latex(name)}"


def _named(part: Told, before: str) -> str | None:
    """The derivative that is the last formula before a claim."""
    last = next((part.formulas[int(mark)] for mark in _MARK.findall(before)[-1:]), None)
    return last.rows[0] if last is not None and isinstance(last.alone, Derivative) else None


def _hessian(part: Told, before: str, problem: Problem) -> str | None:
    """The Hessian of the target in LaTeX, where it is what words spoke of last."""
    match = _HESSIAN.search(before)
    if match is None or _OTHER.search(match.group()) or _PART.search(_END.split(before)[-1]):
        return None
    of = part.formulas[int(match.group(1))].alone if match.group(1) else None
    called = applied(of)
    name = called[0] if called else of.name if isinstance(of, Name) else problem.target.name
    return rf"\nabla^2 {_latex(name)}" if name == problem.target.name and (of or not match.group(1)) else None


def _latex(name: str) -> str:
    if len(name.rstrip("0123456789")) == 1:
        return name
    return f"\\{name}" if name in LETTERS else rf"\mathrm{{{name}}}"


def _is_denied(before: str, behind: str) -> bool:
    """Whether the sentence says that the formula is not so, or so only under a condition."""
    start = _UNSURE.sub("", _END.split(before)[-1])
    end = _END.search(f"{behind}\n\n")
    rest = behind[: end.start()] if end else behind
    asks = end is not None and end.group().startswith("?")
    return bool(_DOUBTED.search(start) or (not asks and _TAKEN_BACK.search(rest)))
