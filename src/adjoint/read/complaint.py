"""Errors as a person reads them: what is wrong, where, and what would do."""

from adjoint.errors import AdjointError


def complain(error: AdjointError, text: str) -> str:
    """Kind and message, the line of the text with carets under the place, and the hint."""
    parts = [f"{error.kind}: {error.message}"]
    if error.position is not None and 0 <= error.position <= len(text):
        parts.append(_pointed(text, error.position, error.length or 1))
    if error.hint:
        parts.append(f"hint: {error.hint}")
    return "\n".join(parts)


def _pointed(text: str, position: int, length: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    stop = text.find("\n", position)
    line = text[start : len(text) if stop < 0 else stop]
    column = position - start
    carets = "^" * max(1, min(length, len(line) - column))
    return f"    {line.replace(chr(9), ' ')}\n    {' ' * column}{carets}"
