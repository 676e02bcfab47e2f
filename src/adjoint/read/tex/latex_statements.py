"""A problem in LaTeX cut into its statements, and the declarations among them as plain text."""

import re
from collections.abc import Iterator, Sequence

from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.expr.facts import FACTS
from adjoint.read.statement.shapes import Declared, DeclaredFunction, read_declaration
from adjoint.read.tex.tex import Tex, argument, joined
from adjoint.read.tree.glyphs import CLOSING, CONNECTIVES, LETTERS, OPENING, PROSE

_PLAIN = ((r"\times", "×"), (r"\in", "∈"), (r"\to", "->"), (r"\R", "R"), (r"\Reals", "R"), (r"\colon", ":"))
_SPACE = re.compile(r"\\mathbb\s*(?:\{R\}|R)")
_DECLARES = re.compile(r"\s*[A-Za-z]\w*(?:_\{\w+\})?(?:\s*,\s*[A-Za-z]\w*)*\s*(?::(?!=)|∈).*", re.DOTALL)
_SIDE_BY_SIDE = re.compile(r"(?<!\w)([a-z])([a-z])(?!\w)")
"""Two sizes side by side, as `mn` in LaTeX, are their product."""
_SHAPED = re.compile(
    r"∈|×|\w\s+x\s+\w|\b(?:scalar|vector|matrix|row|function)\b|" + "|".join(rf"\b{fact}\b" for fact in sorted(FACTS))
)
_BLANK = {"$", r"\quad", r"\qquad", r"\[", r"\]", r"\(", r"\)"}
_GRID = re.compile(r"\s*\{(?:[bpBvV]?matrix|smallmatrix|array)\*?\}")


def check_braces(found: Sequence[Tex]) -> None:
    """Refuse a brace that nothing closes or opens."""
    opened: list[Tex] = []
    for piece in found:
        if piece.text == "{":
            opened.append(piece)
        elif piece.text == "}" and not opened:
            raise SyntaxProblem("`}` closes nothing", hint="`{` is missing", position=piece.start, length=1)
        elif piece.text == "}":
            opened.pop()
    if opened:
        raise SyntaxProblem("`{` is never closed", hint="add `}`", position=opened[-1].start, length=1)


def statements(found: Sequence[Tex]) -> Iterator[list[Tex]]:
    """The stretches between semicolons, new lines and, where nothing is declared, commas.

    A line that starts with a plus or a minus continues the one before.
    """
    rows = [row for row in _cut(found, (";", "\n", "\\\\")) if not _is_blank(row)]
    joint: list[list[Tex]] = []
    for row in rows:
        if joint and _first(row) in ("+", "-", "=") and "&" in (piece.text for piece in row):
            joint[-1] += row
        else:
            joint.append(row)
    for row in joint:
        if declaration(row) is not None:
            yield row
        else:
            yield from (piece for piece in _cut(row, (",",)) if not _is_blank(piece))


def _cut(found: Sequence[Tex], marks: Sequence[str]) -> Iterator[list[Tex]]:
    """The stretches between marks, outside brackets and written-out matrices."""
    depth, start = 0, 0
    for place, piece in enumerate(found):
        depth += _nesting(found, place)
        if piece.text in marks and depth <= 0:
            yield list(found[start:place])
            start = place + 1
    yield list(found[start:])


def _nesting(found: Sequence[Tex], place: int) -> int:
    """How many levels deeper it is after a piece."""
    text = found[place].text
    if text in (r"\begin", r"\end"):
        grid = _GRID.match("".join(piece.text for piece in found[place + 1 : place + 16]))
        return (1 if text == r"\begin" else -1) if grid else 0
    return (text in OPENING or text == "{") - (text in CLOSING or text == "}")


def _is_blank(found: Sequence[Tex]) -> bool:
    return all(piece.is_space or piece.text in _BLANK for piece in found)


def _first(row: Sequence[Tex]) -> str:
    return next((piece.text for piece in row if not piece.is_space and piece.text not in ("&", *_BLANK)), "")


def declaration(statement: Sequence[Tex]) -> str | None:
    """A declaration of a shape as plain text, if the statement is one."""
    text = _SPACE.sub(" R", joined(statement)).replace("$", " ")
    for command, plain in _PLAIN:
        text = re.sub(re.escape(command) + r"(?![A-Za-z])", plain, text)
    text = re.sub(r"\\(?:text|quad|qquad)(?![A-Za-z])\s*(?:\{([^{}]*)\})?", r" \1 ", text)
    text = re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit)(?![A-Za-z])\s*(?:\{([^{}]*)\})?", r" \1 ", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda match: LETTERS.get(match.group(1), match.group()), text)
    text = re.sub(r"(?<=\^)\s*\{[^{}]*\}", lambda match: _SIDE_BY_SIDE.sub(r"\1 \2", match.group()), text)
    text = " ".join(text.split()).rstrip(" .,")
    if "\\" in text or "=" in text or not _DECLARES.fullmatch(text):
        return None
    return text if _SHAPED.search(text) or shape(text) is not None else None


def shape(declared: str) -> Declared | DeclaredFunction | None:
    """What a declaration in plain text says; None where it is none after all."""
    try:
        return read_declaration(re.split(r"[:∈]", declared, maxsplit=1)[1].strip(), 0)
    except AdjointError:
        return None


def without_prose(found: Sequence[Tex]) -> list[Tex]:
    """The pieces with a semicolon for each word between formulas, in `\\text` or outside of dollar signs."""
    done: list[Tex] = []
    dollars = any(piece.text == "$" for piece in found)
    inside, place = not dollars, 0
    while place < len(found):
        piece, end = found[place], place + 1
        inside ^= piece.text == "$"
        if piece.text in PROSE:
            inner, end = argument(list(found), place + 1)
            words = joined(inner)
        elif not inside and piece.text.isalpha():
            while end < len(found) and found[end].text.isalpha():
                end += 1
            words = joined(found[place:end])
        else:
            words = ""
        is_prose = any(word.strip(".,:").lower() in CONNECTIVES - {"a", "i", "constant"} for word in words.split())
        done += [Tex(";", piece.start, piece.end)] if is_prose else found[place:end]
        place = end
    return done
