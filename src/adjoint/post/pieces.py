"""One person's text cut into words and formulas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adjoint.post.bare import bare

_ENVIRONMENTS = "align alignat aligned equation eqnarray gather gathered multline displaymath math flalign split"
_FORMULA = re.compile(
    rf"""(?P<dollars>(?<!\\)\$\$)(?P<one>.*?)(?:(?<!\\)\$\$|(?=\n\s*\n)|\Z)
    | \\\[(?P<two>.*?)(?:\\\]|(?=\n\s*\n)|\Z)
    | \\begin\{{(?P<name>(?:{"|".join(_ENVIRONMENTS.split())})\*?)\}}(?P<three>.*?)
      (?:\\end\{{(?P=name)\}}|(?=\n\s*\n)|\Z)
    | \\\((?P<four>.*?)\\\)
    | (?<!\\)\$(?P<five>(?:[^$\n]|\n(?!\s*\n))+?)(?<!\\)\$
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words, or a formula without its brackets; `displayed` where it stands on lines of its own."""

    text: str
    formula: bool
    displayed: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces in order; formulas also where a post has lost its dollars, or never had any."""
    return tuple(piece for piece in _cut(text) if piece.text.strip() or (piece.text and not piece.formula))


def _cut(text: str) -> Iterator[Piece]:
    place = 0
    for match in _FORMULA.finditer(text):
        yield from _words(text[place : match.start()])
        body = next((match.group(name) for name in ("one", "two", "three", "four", "five") if match.group(name)), "")
        yield Piece(body, True, not (match.group("four") or match.group("five")))
        place = match.end()
    yield from _words(text[place:])


def _words(text: str) -> Iterator[Piece]:
    for stretch, formula, alone in bare(text):
        yield Piece(stretch, formula, formula and alone)
