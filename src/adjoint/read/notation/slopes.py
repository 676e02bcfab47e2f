"""Derivatives typed as an operator before what they are of: `d/dX det(X)`, `∂/∂x (x'*A*x)`."""

import re

_OPERATOR = re.compile(
    r"(?<![\w)\]}/])(?P<mark>[d∂])\s*/\s*(?P=mark)(?P<by>[A-Za-z]\w*)\s*"
    r"(?P<of>[A-Za-z]\w*'?\s*(?P<call>\()?|(?P<group>[(\[]))"
)


def with_slopes_called(source: str) -> str:
    """The line in plain text with `D(f, X)` for `d/dX f`; as it is where a bracket is not closed."""
    if "\\" in source or "/" not in source:
        return source
    done, start = "", 0
    for found in _OPERATOR.finditer(source):
        end = found.end()
        if found["call"] or found["group"]:
            end = _closing(source, end - 1)
        if end <= found.start() or found.start() < start or source[:end].count("(") < source[:end].count(")"):
            continue
        of = source[found.start("of") : end]
        done += f"{source[start : found.start()]}D({of}, {found['by']})"
        start = end
    return done + source[start:]


def _closing(text: str, place: int) -> int:
    """The place behind the bracket that closes the one at `place`; 0 where none does."""
    depth = 0
    for index in range(place, len(text)):
        depth += (text[index] in "([") - (text[index] in ")]")
        if depth == 0:
            return index + 1
    return 0
