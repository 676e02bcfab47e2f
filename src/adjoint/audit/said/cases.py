"""A case beside an equation, `i ≠ j` or `if i = j`: for which of its indices the equation is said."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from adjoint.audit.said.phrase import Phrase

_SIGNS = {
    r"\neq": "≠", r"\ne": "≠", "!=": "≠", "≠": "≠", "<>": "≠", r"\not=": "≠", "==": "=", "=": "=",
    r"\leq": "≤", r"\le": "≤", "<=": "≤", "≤": "≤", r"\geq": "≥", r"\ge": "≥", ">=": "≥", "≥": "≥",
    r"\lt": "<", "<": "<", r"\gt": ">", ">": ">",
}  # fmt: skip
_SIGN = "|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))
_SPACE = r"(?:\s|~|\\[,;:! ]|\\q?quad(?![A-Za-z]))"
_WORDS = (
    r"(?i:(?:\\(?:text\w*|mathrm|mbox)\s*\{\s*)?(?<![A-Za-z])"
    r"(?:for|if|when|whenever|where|with|case|assuming|provided|let|set|taking|and|in\s+case)(?![A-Za-z])"
    r"(?:\s+(?:that|all))?\s*[:,]?\s*\}?)"
)
_CASE = re.compile(
    rf"(?P<before>^\s*[-–•]\s|^|[,;.(\[]|(?<=[\s}}])|\\q?quad){_SPACE}*(?P<words>{_WORDS})?{_SPACE}*(?P<open>[(\[$]*)\s*"
    rf"(?<![\w\\^_])(?P<a>[a-z])\s*(?P<sign>{_SIGN})\s*(?P<b>[a-z])(?![\w'^({{])"
    rf"\s*(?P<close>[)\]$]*\}}?)(?={_SPACE}*(?:$|[,;:.)\]]))"
)


_HEADING = re.compile(r"[\W\d_]*(?:(?:case|now|first|second|next|then|finally)[\W\d_]*)*", re.IGNORECASE)


class Case(NamedTuple):
    """Two indices and how they are said to stand to each other, and where in the line."""

    left: str
    sign: str
    right: str
    start: int
    end: int


def cases(source: str, names: Collection[str]) -> Iterator[Case]:
    """The cases of a line that are set apart from its formulas; their letters are no names."""
    for found in _CASE.finditer(source):
        apart = found["before"] or found["words"] or not found.start() or found["open"]
        indices = {found["a"], found["b"]}
        plain = all(letter not in names for letter in indices) and len(indices) == 2
        written = all(re.search(rf"_\{{?[^{{}}_^=]*{letter}|_\w*{letter}", source) for letter in indices)
        alone = _HEADING.fullmatch(source[: found.start()] + source[found.end() :]) is not None
        if (alone or (apart and written)) and plain and not _below(source[: found.start("a")]):
            start = found.start("words") if found["words"] else found.start("open")
            end = found.end() + (source[found.end() : found.end() + 1] == ":")
            yield Case(found["a"], _SIGNS[found["sign"]], found["b"], start, end)


def _below(before: str) -> bool:
    """Whether a place lies within a subscript or a superscript."""
    depth = 0
    for place in range(len(before) - 1, -1, -1):
        if before[place] in "{}" and before[place - 1 : place] != "\\":
            depth += 1 if before[place] == "{" else -1
            if depth > 0:
                return before[:place].rstrip()[-1:] in ("_", "^")
    return False


def without_cases(source: str, names: Collection[str]) -> str:
    """The line with spaces for its cases."""
    for case in cases(source, names):
        source = source[: case.start] + " " * (case.end - case.start) + source[case.end :]
    return source


def is_heading(source: str, names: Collection[str]) -> bool:
    """Whether a line says nothing but the case of what follows."""
    plain = without_cases(source, names)
    return plain != source and _HEADING.fullmatch(plain) is not None


def concerns(case: Case, *phrases: Phrase) -> bool:
    """Whether phrases speak of both indices of a case."""
    spoken = {letter for phrase in phrases for part in phrase for letter in part.indices}
    return {case.left, case.right} <= spoken
