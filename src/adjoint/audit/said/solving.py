"""Words by which a gradient is zero from here on, or by which something is said of where it is."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

FORMULA = "⟦⟧"
"""What stands in words for a formula that is no name and speaks of no derivative; `∂` for one that does."""
_NOUGHT = r"(?:\bzero|(?<![\w.⟦])0)(?![-\w]|\.\d)"
_RATE = r"(?:\b(?:gradients?|(?:partial\s+)?derivatives?|partials|jacobian|differentials?)|\\?nabla\w*|[∇∂]|\\partial)"
_SET = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!ies )(?<!ms )(?<!ts )"
    rf"\b(?:set(?:ting|s)?|equat(?:e|es|ed|ing)|put(?:ting|s)?)\b([^.;]{{0,80}}?){_NOUGHT}",
    re.IGNORECASE,
)
_FILLING = re.compile(
    r"\b(?:equal(?:s|ity)?|to|all|both|each|these|those|this|it|that|them|the|results?|expressions?|equations?|last|above"
    r"|of|be|as|two|and|whole|thing|everything|right|left|hand|side|[rl]hs)\b",
    re.IGNORECASE,
)
_WHOLE = r"(?:loss|cost|objective|target|functions?|lagrangian|(?:log[- ]?)?likelihood|error|energy|risk)"
_BY = r"(?:\s+(?:wrt|with\s+respect\s+to|by|in|over)\b[^.,;:]{0,40}?)?"
_ADDED = r"(?:[\s,]+(?:must|should|has|have|needs?|to|will|shall|then|therefore|both|all|thus|hence|also|now))*"
_IS_NOUGHT = (
    r"\s+(?:vanish(?:es)?\b"
    rf"|(?:is|are|be|equals?|becomes?)\s+(?:(?:set|equated)\s+)?(?:equal\s+)?(?:to\s+)?{_NOUGHT})"
)
_SUBJECT = re.compile(
    rf"{_RATE}(?:\([^()]*\))?(?:\s+(?:of\s+)?(?:the\s+)?((?:{_WHOLE}\s*)+))?(?:(?:\s+of)?\s+([\w\\]+|{FORMULA})(?:\([^()]*\))?)??{_BY}"
    rf"{_ADDED}{_IS_NOUGHT}",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    rf"(?:^|[,;:]|\b(?:and|so|then|hence|that|when|where|if|as|at\s+the\s+\w+))\s*(?:this|it|which|they|these|both){_ADDED}"
    rf"{_IS_NOUGHT}",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(
    r"\b(?:first[- ]order\s+(?:optimality\s+)?conditions?|stationarity|optimality\s+conditions?|normal\s+equations?"
    r"|(?:critical|stationary)\s+points?)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?:\bat|(?:^|[,;:])\s*for)\s+(?:the|a|its|this|any|every|each)\s+(?:minimum|maximum|optimum|optimal\s+point|minimi[sz]er|maximi[sz]er"
    r"|(?:stationary|critical)\s+point)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:later|afterwards?|eventually|ultimately|not|never|before\s+(?:we|i|setting)|read\s+about)\b|n't\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\s*,?\s*(?:since|because|as|for\s+all|everywhere|identically|by\s+definition)\b", re.IGNORECASE)
_END = re.compile(r"[.?!](?=\s|$)|\n\s*\n")
_SHORTENED = re.compile(r"\bw\.\s?r\.\s?t\.?", re.IGNORECASE)


class Solving(NamedTuple):
    """What words so far say: that the gradient `is_zero`, that the line at hand is of a place `there` where it is.

    Both last for a line; the first for good once a derivative is `derived`, since only then is there one to set.
    """

    is_zero: bool = False
    there: bool = False
    derived: bool = False

    def then(self, is_zero: bool, there: bool, after_words: bool) -> "Solving":
        """The same at the next line, which may stand right after one of nothing but words."""
        kept = self.is_zero and (self.derived or after_words)
        return Solving(is_zero or kept, there or (self.there and after_words), self.derived)

    def excuses(self, is_target: bool) -> bool:
        """Whether a relation may hold only where the gradient is zero; what the target is was said for that."""
        return self.there or (self.is_zero and (self.derived or not is_target))


def sentences(text: str) -> list[str]:
    """The text cut after each full stop."""
    return _END.split(_SHORTENED.sub("wrt", text))


def sets_to_zero(text: str, targets: Collection[str] = ()) -> bool:
    """Whether words say that the gradient is zero from here on; `targets` are names of what it may be the gradient of.

    A term that vanishes, a mean that is zero, or what is done later sets nothing.
    """
    return any(_sets(one, targets) for one in sentences(text))


def is_there(text: str) -> bool:
    """Whether the last sentence speaks of a place where the gradient is zero."""
    last = sentences(text)[-1]
    return _THERE.search(last) is not None and _NOT_NOW.search(last) is None


def _sets(sentence: str, targets: Collection[str]) -> bool:
    if _NOT_NOW.search(sentence):
        return False
    if _CONDITIONS.search(sentence) or _THERE.search(sentence):
        return True
    if any(_is_all(match[1]) for match in _SET.finditer(sentence)):
        return True
    ends = [*_subjects(sentence, targets), *(match.end() for match in _PRONOUN.finditer(sentence))]
    return any(_ALWAYS.match(sentence, end) is None for end in ends)


def _subjects(sentence: str, targets: Collection[str]) -> Iterator[int]:
    """Where it is said that the gradient is zero, not that of a part of the target."""
    for match in _SUBJECT.finditer(sentence):
        if match[2] is None or match[2] in (FORMULA, *targets):
            yield match.end()


def _is_all(between: str) -> bool:
    """Whether what is set to zero is the gradient, what was said last, or a formula that is more than a name."""
    if re.search(_RATE, between, re.IGNORECASE):
        return re.search(r"\b(?:terms?|entr(?:y|ies)|parts?|components?|diagonal)\b", between) is None
    rest = _FILLING.sub(" ", between).strip(" \t\n=,:$")
    return not rest or (re.search(r"(?<![\\A-Za-z])[A-Za-z]{3}|=", rest) is None and re.search(r"\W", rest) is not None)
