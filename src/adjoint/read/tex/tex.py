"""LaTeX taken apart into control words, braces and characters, each with its place in the source."""

import re
from collections.abc import Iterable

from msgspec import Struct

from adjoint.errors import TooLarge
from adjoint.read.statement.statements import LONGEST_TEXT

_PIECE = re.compile(r"\\(?:operatorname\*|[A-Za-z]+|.)|[^\\]|\\", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")


class Tex(Struct, frozen=True):
    """One control word, brace or character; what a macro wrote has the place of the call."""

    text: str
    start: int
    end: int

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()


def pieces(source: str) -> list[Tex]:
    """The pieces of a source, without comments; raises `TooLarge` for a long one."""
    if len(source) > LONGEST_TEXT:
        raise TooLarge(f"a text of {len(source)} characters", hint=f"at most {LONGEST_TEXT} are read")
    text = _COMMENT.sub(lambda match: " " * len(match.group()), source)
    return [Tex(match.group(), match.start(), match.end()) for match in _PIECE.finditer(text)]


def joined(found: Iterable[Tex]) -> str:
    """The pieces as text, with a space where a control word would run into a letter."""
    text = ""
    for piece in found:
        glued = piece.text[:1].isalpha() and re.search(r"\\[A-Za-z]+$", text)
        text += f" {piece.text}" if glued else piece.text
    return text


def after_space(found: list[Tex], index: int) -> int:
    """The first place from `index` on that is not white space."""
    while index < len(found) and found[index].is_space:
        index += 1
    return index


def group_end(found: list[Tex], index: int) -> int:
    """The place after the argument that starts at `index`: one piece, or a group in braces."""
    if index >= len(found) or found[index].text != "{":
        return min(index + 1, len(found))
    depth = 0
    for place in range(index, len(found)):
        depth += (found[place].text == "{") - (found[place].text == "}")
        if depth == 0:
            return place + 1
    return len(found)


def argument(found: list[Tex], index: int) -> tuple[list[Tex], int]:
    """The argument that a command at `index - 1` takes, without its braces, and the place after it."""
    start = after_space(found, index)
    end = group_end(found, start)
    inner = found[start:end]
    braced = len(inner) > 1 and inner[0].text == "{" and inner[-1].text == "}"
    return (inner[1:-1] if braced else inner), end
