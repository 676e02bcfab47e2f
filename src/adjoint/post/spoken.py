"""Claims that a post makes in words: `What is ∇f? I think it should be 2(Ax - b)A`."""

import re

from adjoint.post.reading import Formula, Told
from adjoint.read.line import read_open_line
from adjoint.read.sides import Derivative, is_unread
from adjoint.read.syntax import Name

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
_MARK = re.compile(r"⟦(\d+)⟧")


def spoken(part: Told, number: int) -> Formula | None:
    """The formula as the claim that it is what was named last, a derivative; None where words say no such thing."""
    formula = part.formulas[number]
    if formula.alone is None or isinstance(formula.alone, (Name, Derivative)) or is_unread(formula.alone):
        return None
    before, _, behind = part.words.partition(f"⟦{number}⟧")
    marks = [int(mark) for mark in _MARK.findall(before)]
    named = [mark for mark in marks if isinstance(part.formulas[mark].alone, Derivative)]
    if not _SAID.search(before) or not named or named[-1] != marks[-1] or _is_denied(before, behind):
        return None
    row = f"{part.formulas[named[-1]].rows[0]} = {formula.rows[0]}"
    return Formula([row], formula.displayed, relations=[read_open_line(row)])


def _is_denied(before: str, behind: str) -> bool:
    """Whether the sentence says that the formula is not so, or so only under a condition."""
    start = _UNSURE.sub("", _END.split(before)[-1])
    end = _END.search(f"{behind}\n\n")
    rest = behind[: end.start()] if end else behind
    asks = end is not None and end.group().startswith("?")
    return bool(_DOUBTED.search(start) or (not asks and _TAKEN_BACK.search(rest)))
