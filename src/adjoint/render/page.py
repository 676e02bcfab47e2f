"""The page of a derivation in a terminal.

It says in this order how the problem was read, what was asked, the steps with the law of each, the
answer and how its axes are read, and what it rests on.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence

from adjoint.derive.derivation import Derivation, Target
from adjoint.derive.effective import effective
from adjoint.derive.fits import fits
from adjoint.derive.problem import Problem
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import spell_shape
from adjoint.render.indexed import lay
from adjoint.render.lines import Shown, View, answered, asked, clauses, definitions, names_itself, shown
from adjoint.render.markup import latex_page, markdown
from adjoint.render.prose import assumed, described, function, layout, legend, mark, tested, wanted
from adjoint.render.sheet import Row, Span, Voice, beside, length, paint
from adjoint.render.text import text
from adjoint.render.tied import by_shapes, tied
from adjoint.render.wrap import wrap

__all__ = ["latex_page", "markdown", "page"]

INDENT = 2
LONGEST_LEFT = 18
LAW_WIDTH = 28


def page(
    derivation: Derivation,
    statuses: Sequence[str] | None,
    *,
    alternatives: Sequence[View] = (),
    others: Sequence[View] = (),
    colour: bool = False,
    ascii: bool = False,
    width: int = 80,
) -> str:
    """The page as text; `statuses` holds one of `exact`, `enclosed`, ... for each line."""
    voice = Voice(ascii, width)
    sections = [
        _given(derivation, voice),
        _wanted(derivation, voice),
        _steps(derivation, statuses, voice),
        _answers(derivation, voice),
        _tensors(derivation, voice),
        _others(others, derivation, voice),
        _views(alternatives, voice),
        _bullets("Holds where", derivation.conditions, voice),
        _bullets("Assumed", assumed(derivation), voice),
        voice.paragraph(_sentence(tested(statuses, ascii)), 0, "aside") if statuses else [],
    ]
    rows: list[Row] = []
    for section in sections:
        if section:
            rows += [(), *section] if rows else section
    return paint(rows, colour)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _heading(text: str) -> list[Row]:
    return [(Span(text, "head"),)]


def _bullets(title: str, items: Sequence[str], voice: Voice) -> list[Row]:
    rows = [row for item in items for row in voice.paragraph(item, INDENT)]
    return [*_heading(title), *rows] if rows else []


def _given(derivation: Derivation, voice: Voice) -> list[Row]:
    problem = derivation.question.problem
    entries: list[tuple[str, str]] = [(voice.words(s.name), described(s, problem.readings)) for s in problem.variables]
    named = {symbol.name for symbol in problem.definitions}
    entries += [(f"{voice.words(f.name)}(...)", function(f)) for f in problem.functions.values() if f.name not in named]
    for symbol, body in problem.definitions.items():
        if names_itself(symbol, body):
            entries.append((voice.formula(lay(body)), f"{spell_shape(symbol.shape)}, unknown function"))
        else:
            entries.append((_definition(symbol, body, problem, voice), described(symbol, problem.readings)))
    column = INDENT + 3 + min(max(len(left) for left, _ in entries), voice.width - INDENT - 3 - LAW_WIDTH)
    rows = _heading("Given")
    for left, right in entries:
        wrapped: list[Row] = [(Span(" " * INDENT + row),) for row in wrap(left, voice.width - INDENT, 4)]
        rows += beside(wrapped, textwrap.wrap(voice.words(right), voice.width - column), column, "aside")
    return rows


def _definition(symbol: Symbol, body: Expr, problem: Problem, voice: Voice) -> str:
    """A definition as it was typed where its terms stand otherwise in the normal form, which the steps show."""
    typed = " ".join(problem.typed.get(symbol.name, "").split())
    if not typed or _bare(typed) == _bare(text(body, ascii=True)):
        return voice.equation(lay(symbol), lay(body))
    return voice.words(f"{symbol} = {typed}")


def _bare(formula: str) -> str:
    """The signs of a formula, which spaces and multiplication signs do not tell apart."""
    return re.sub(r"[\s*]", "", formula)


def _wanted(derivation: Derivation, voice: Voice) -> list[Row]:
    question = derivation.question
    names = ", ".join([voice.formula(asked(answer, question)) for answer in derivation.answers])
    return [*_heading("Wanted"), *voice.paragraph(f"{names}: {wanted(question)}.", INDENT)]


def _steps(derivation: Derivation, statuses: Sequence[str] | None, voice: Voice) -> list[Row]:
    lines = shown(derivation)
    if not lines:
        return []
    lefts = ["" if line.left is None else voice.formula(line.left) for line in lines]
    margin = max((len(left) for left in lefts if len(left) <= LONGEST_LEFT), default=0)
    blocks = []
    for count, (line, left) in enumerate(zip(lines, lefts, strict=True)):
        status = statuses[count] if statuses is not None else ""
        front = _front(count + 1, status, len(str(len(lines))), voice)
        blocks.append(_step(line, left, margin, front, voice))
    said = set[str]()
    laid = [layout for line in lines for layout in (line.left, line.right) if layout is not None]
    rows = [*_heading("Steps"), *voice.paragraph(legend(laid, "ascii" if voice.ascii else "unicode"), INDENT, "aside")]
    quoted = {text: voice.equation(*sides) for text, sides in definitions(derivation.question).items()}
    aside = length(front) + margin + 3
    room = min(max(len(line.line.law) for line in lines), LAW_WIDTH)
    column = min(max(length(row) for block in blocks for row in block) + 3, voice.width - room)
    for line, block in zip(lines, blocks, strict=True):
        laws = textwrap.wrap(voice.words(line.line.law), voice.width - column)
        rows += beside(block, laws, column, "law")
        rows += _asides(line, quoted, said, aside, voice)
    return rows


def _front(count: int, status: str, digits: int, voice: Voice) -> Row:
    if not status:
        return (Span(f"{'':{INDENT}}{count:>{digits}}  "),)
    tick = f"{mark(status, voice.ascii):<{3 if voice.ascii else 2}}"
    return (Span(" " * INDENT), Span(tick, "good"), Span(f"{count:>{digits}}  "))


def _step(line: Shown, left: str, margin: int, front: Row, voice: Voice) -> list[Row]:
    start = length(front) + margin + 1
    right = wrap(f"= {voice.formula(line.right)}", voice.width - start, 4)
    rows: list[Row] = []
    if len(left) > margin:
        head = wrap(left, voice.width - length(front), 4)
        rows = [(*front, Span(head[0])), *[(Span(" " * length(front) + row),) for row in head[1:]]]
        front, left = (Span(" " * length(front)),), ""
    rows.append((*front, Span(f"{left:>{margin}} {right[0]}")))
    return rows + [(Span(" " * start + row),) for row in right[1:]]


def _asides(line: Shown, quoted: Mapping[str, str], said: set[str], indent: int, voice: Voice) -> list[Row]:
    """The note of a line, with a definition set as a formula, and the reasons that no line before has given."""
    reasons = re.split(r"(?<=\.)\s+", line.line.because)
    fresh = [reason for reason in reasons if reason and _of_any_arrays(reason, line) not in said]
    said.update(_of_any_arrays(reason, line) for reason in fresh)
    note = line.line.note
    rows = voice.paragraph(quoted.get(note, note), indent, "aside")
    return rows + [row for reason in fresh for row in voice.paragraph(reason, indent, "aside")]


def _of_any_arrays(reason: str, line: Shown) -> str:
    """A reason without the names of the derivative that it speaks of: the same is said of another one's."""
    left = line.line.left
    names = [symbol.name for symbol in (left.of, *left.by)] if isinstance(left, Target) else []
    return re.sub(rf"\b(d?)({'|'.join(map(re.escape, names))})(?![^\W_])", r"\1·", reason) if names else reason


def _equation(left: Layout, right: Layout, indent: int, voice: Voice) -> list[Row]:
    rows = wrap(voice.equation(left, right), voice.width - indent, 4)
    return [(Span(" " * indent), Span(row, "strong")) for row in rows]


def _answers(derivation: Derivation, voice: Voice) -> list[Row]:
    rows = _heading("Answer")
    for answer in derivation.answers:
        rows += _equation(*answered(answer, derivation.question), INDENT, voice)
        if answer.where:
            rows += voice.paragraph("where", INDENT)
        for sides in clauses(answer):
            rows += _equation(*sides, 2 * INDENT, voice)
        rows += voice.paragraph(layout(answer, derivation), 2 * INDENT, "aside")
    return rows


def _tensors(derivation: Derivation, voice: Voice) -> list[Row]:
    """What full tensors show beyond the answer: tied axes, and what shapes alone would leave open."""
    tensors = effective(derivation)
    rows = [*_heading("Tied axes"), *tied(tensors, voice)] if tensors else []
    for answer in derivation.answers if tensors else ():
        found = fits(answer)
        if found is not None:
            rows += [(), *_heading("By shapes alone"), *by_shapes(found, answer.by[0], voice)]
    return rows


def _others(views: Sequence[View], derivation: Derivation, voice: Voice) -> list[Row]:
    """The derivatives that differ from the answers in what is held fixed."""
    rows: list[Row] = []
    for view in views:
        rows += voice.paragraph(f"{view.what}: {view.note}", INDENT)
        if view.answer is not None:
            rows += _equation(asked(view.answer, derivation.question), lay(view.value), 2 * INDENT, voice)
    return [*_heading("Not to be confused with"), *rows] if rows else []


def _views(views: Sequence[View], voice: Voice) -> list[Row]:
    rows: list[Row] = []
    for view in views:
        rows += voice.paragraph(f"{view.what}:", INDENT)
        rows += [(Span(" " * 2 * INDENT + row),) for row in wrap(voice.formula(lay(view.value)), voice.width - 4, 4)]
        rows += voice.paragraph(view.note, 2 * INDENT, "aside")
    return [*_heading("In other forms"), *rows] if rows else []
