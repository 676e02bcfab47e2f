"""The book of laws in print."""

from collections.abc import Iterable

from adjoint.expr.language import Expr
from adjoint.render.sheet import Row, Span, Voice, beside, paint
from adjoint.render.wrap import wrap

LawParts = tuple[str, Expr, Expr, str, str]
"""A law's name, its two sides, why it holds, and the condition it needs (or nothing)."""

_BRACES = str.maketrans("", "", "{}")


def chapter_text(
    title: str, laws: Iterable[LawParts], *, colour: bool = False, ascii: bool = False, width: int = 80
) -> str:
    """A chapter: its title, then its laws with their names in one column.

    A reason that several laws in a row share is printed once.
    """
    voice, laws = Voice(ascii, width), list(laws)
    column = _column([(left, right) for _, left, right, _, _ in laws], voice)
    rows: list[Row] = [(Span(voice.words(title), "head"),)]
    reason = ""
    for name, left, right, because, conditions in laws:
        rows += _law((name, left, right, "" if because == reason else because, conditions), voice, column)
        reason = because
    return paint(rows, colour)


def _column(sides: list[tuple[Expr, Expr]], voice: Voice) -> int:
    longest = max((len(voice.equation(a.layout(), b.layout())) for a, b in sides), default=0)
    return 2 + 3 + min(longest, voice.width * 5 // 8 - 5)


def _law(law: LawParts, voice: Voice, column: int) -> list[Row]:
    name, left, right, because, conditions = law
    equation = wrap(voice.equation(left.layout(), right.layout()), voice.width - 2, 4)
    names = [row[1].text for row in voice.paragraph(name, column)]
    rows = beside([(Span(f"  {row}"),) for row in equation], names, column, "law")
    rows += voice.paragraph(because, 6, "aside")
    if conditions:
        rows += voice.paragraph(f"Holds where {conditions.translate(_BRACES)}.", 6, "aside")
    return rows
