"""Errors as a person reads them: what is wrong, where, and what would do."""

from adjoint.errors import AdjointError


_AROUND = 60
"""The characters of a long line that are shown on either side of the place."""


def complain(error: AdjointError, text: str) -> str:
    """Kind and message, the line of the text with carets under the place, and the hint."""
    parts = [f"{error.kind}: {error.message}"]
    if text and error.position is not None and 0 <= error.position <= len(text):
        parts.append(_pointed(text, error.position, error.length or 1))
    if error.hint:
        parts.append(f"hint: {error.hint}")
    return "\n".join(parts)


def _pointed(text: str, position: int, length: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    stop = text.find("\n", position)
    line = text[start : len(text) if stop < 0 else stop]
    first = max(0, position - start - _AROUND)
    shown = line[first : first + 2 * _AROUND].replace("\t", " ")
    column = position - start - first
    carets = "^" * max(1, min(length, len(shown) - column))
    return f"    {shown}\n    {' ' * column}{carets}"
