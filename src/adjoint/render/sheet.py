"""Rows of coloured text, within a width."""

import textwrap
from collections.abc import Iterable, Sequence

from msgspec import Struct

from adjoint.expr.notation import Layout
from adjoint.render.lines import equation
from adjoint.render.plain import plain
from adjoint.render.text import printer

_CODES = {"head": "1", "strong": "1", "law": "36", "aside": "2", "good": "32"}


class Span(Struct, frozen=True):
    """Text in one style; the style "" is plain."""

    text: str
    style: str = ""


Row = tuple[Span, ...]


class Voice(Struct, frozen=True):
    """How a page speaks: its characters and its width."""

    ascii: bool
    width: int

    def formula(self, layout: Layout) -> str:
        """A formula on one line."""
        written = printer(self.ascii).write(layout)
        return plain(written) if self.ascii else written

    def equation(self, left: Layout | None, right: Layout) -> str:
        """An equation on one line."""
        written = equation(printer(self.ascii), left, right)
        return plain(written) if self.ascii else written

    def words(self, text: str) -> str:
        """Prose, without the marks of code."""
        bare = text.replace("`", "")
        return plain(bare) if self.ascii else bare

    def paragraph(self, text: str, indent: int, style: str = "") -> list[Row]:
        """Prose in rows."""
        return [(Span(" " * indent), Span(row, style)) for row in textwrap.wrap(self.words(text), self.width - indent)]


def beside(left: Sequence[Row], right: Sequence[str], column: int, style: str) -> list[Row]:
    """Rows with a second column, which starts in the last row of the first if there is room."""
    rows = list(left)
    meets = bool(right) and length(rows[-1]) + 2 <= column
    if meets:
        last = rows.pop()
        rows.append((*last, Span(" " * (column - length(last))), Span(right[0], style)))
    rows.extend((Span(" " * column), Span(text, style)) for text in right[1 if meets else 0 :])
    return rows


def length(row: Row) -> int:
    """The number of characters of a row."""
    return sum(len(span.text) for span in row)


def paint(rows: Iterable[Row], colour: bool) -> str:
    """The rows as text, with ANSI colours if wanted."""
    if not colour:
        return "\n".join("".join(span.text for span in row).rstrip() for row in rows)
    return "\n".join("".join(_painted(span) for span in row).rstrip() for row in rows)


def _painted(span: Span) -> str:
    code = _CODES.get(span.style)
    return f"\x1b[{code}m{span.text}\x1b[0m" if code and span.text.strip() else span.text
