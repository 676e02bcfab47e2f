"""Problems and expressions in LaTeX: each is spelled as plain text and read as such, complaints placed in the LaTeX."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.expr.facts import FACTS
from adjoint.expr.language import Expr, Symbol
from adjoint.read.expression import read_expression
from adjoint.read.formula import Formula
from adjoint.read.glyphs import GREEK_FUNCTIONS, LETTERS
from adjoint.read.lex_latex import lex_latex
from adjoint.read.lexeme import Lexeme
from adjoint.read.macros import expanded
from adjoint.read.naming import Names, names_of
from adjoint.read.problem import read_problem
from adjoint.read.respell import Spelling
from adjoint.read.shapes import Declaration
from adjoint.read.syntax import Node
from adjoint.read.tex import Tex, joined

_NOTHING: Mapping[str, Symbol] = MappingProxyType({})
_NO_DECLARATIONS: Mapping[str, Declaration] = MappingProxyType({})
_MARKUP = re.compile(r"\\(?!top\b)[A-Za-z|,;!:\\({\[]|\$|\^\{\s*[\[(]")
_PLAIN = ((r"\times", "×"), (r"\in", "∈"), (r"\to", "->"), (r"\R", "R"), (r"\Reals", "R"), (r"\colon", ":"))
_SPACE = re.compile(r"\\mathbb\s*(?:\{R\}|R)")
_DECLARES = re.compile(r"\s*[A-Za-z]\w*(?:_\{\w+\})?(?:\s*,\s*[A-Za-z]\w*)*\s*(?::(?!=)|∈).*", re.DOTALL)
_SHAPED = re.compile(
    r"∈|×|\b(?:scalar|vector|matrix|row|function)\b|" + "|".join(rf"\b{fact}\b" for fact in sorted(FACTS))
)


def is_latex(text: str) -> bool:
    """Whether a text is LaTeX rather than the plain spelling of formulas."""
    return bool(_MARKUP.search(text))


def latex_to_text(source: str) -> str:
    """A problem in LaTeX as the plain text that means the same.

    Raises an `AdjointError` placed in `source`.
    """
    return _problem_text(source, ()).text


def read_any_problem(source: str, declare: Mapping[str, Declaration] = _NO_DECLARATIONS) -> Problem:
    """The problem that a source states, in plain text or in LaTeX; else as `read_problem`."""
    return read_latex_problem(source, declare) if is_latex(source) else read_problem(source, declare)


def read_latex_problem(source: str, declare: Mapping[str, Declaration] = _NO_DECLARATIONS) -> Problem:
    """The problem that a source in LaTeX states; its complaints are placed in the LaTeX."""
    spelling = _problem_text(source, tuple(declare))
    try:
        return replace(read_problem(spelling.text, declare), source=source)
    except AdjointError as error:
        raise spelling.moved(error) from None


def read_any_expression(source: str, problem: Problem, extra: Mapping[str, Symbol] = _NOTHING) -> Expr:
    """The expression that a source spells, in plain text or in LaTeX; else as `read_expression`."""
    reader = read_latex_expression if is_latex(source) else read_expression
    return reader(source, problem, extra)


def read_latex_expression(source: str, problem: Problem, extra: Mapping[str, Symbol] = _NOTHING) -> Expr:
    """The expression that LaTeX spells with the names of `problem` and those of `extra`.

    What `adjoint.render.latex` prints of an expression reads as the same node, but for what the print does not
    show: the shape of zeros, the length of a vector of ones that nothing determines and what a power after
    `\\log\\det(A)` belongs to (both refused), and that `ones(m)*ones(n)'` is no `ones(m, n)`.
    Raises an `AdjointError` placed in `source`.
    """
    names = replace(names_of(problem, [name for name in extra if "∂" not in name]), elementwise=())
    found = [lexeme for lexeme in lex_latex(expanded(source), names) if not lexeme.is_("sep", "$", r"\(", r"\)")]
    if not found:
        raise SyntaxProblem("nothing is written here", position=0, length=1)
    return read_side(Formula(found, names, text=False, loose=False, quotes=False).whole(), problem, extra)


def read_side(side: Node, problem: Problem, extra: Mapping[str, Symbol] = _NOTHING) -> Expr:
    """The expression of a side of a line, with the names of `problem` and those of `extra`.

    A key of `extra` is a name, or a derivative such as `∂E/∂A5`, whose symbol has the shape that its layout
    gives it. Other derivatives, entries, sums over indices and names that are not plain must be replaced
    first (`adjoint.read.sides.replaced`). Raises an `AdjointError` placed in the source of the side.
    """
    spelling = Spelling()
    spelling.spell(side)
    try:
        return read_expression(spelling.text, problem, extra)
    except AdjointError as error:
        raise spelling.moved(error) from None


def _problem_text(source: str, declared: Sequence[str]) -> Spelling:
    statements = [piece for statement in _statements(expanded(source)) for piece in _pieces(statement)]
    declarations = {place: text for place, piece in enumerate(statements) if (text := _declaration(piece))}
    functions = {text.partition(":")[0].strip() for text in declarations.values() if "function" in text or "->" in text}
    named = {
        name.strip() for text in declarations.values() for name in re.split(r"[:∈]", text)[0].split(",")
    } - functions
    names = Names(taken=frozenset({*declared, *named}), functions=frozenset(functions), open_=True)
    bare = {name for name in GREEK_FUNCTIONS if any(_stands_bare(piece, name) for piece in statements)}
    names = replace(names, taken=names.taken | (bare - functions))
    spelling = Spelling()
    for place, piece in enumerate(statements):
        if place in declarations:
            _new_statement(spelling, piece[0].start)
            spelling.write(declarations[place], piece[0].start, piece[-1].end)
        else:
            _formulas(spelling, lex_latex(piece, names), names)
    return spelling


def _stands_bare(piece: list[Tex], name: str) -> bool:
    """Whether a Greek letter stands without an argument."""
    found = lex_latex(piece, Names(open_=True))
    pairs = zip(found, [*found[1:], Lexeme("end", "", 0, 0)], strict=True)
    return any(a.is_("name", name) and not b.is_("open", "(") and not b.is_("prime") for a, b in pairs)


def _pieces(statement: list[Tex]) -> Iterator[list[Tex]]:
    """A statement cut at its commas, unless it declares something as a whole."""
    if _declaration(statement) is not None:
        yield statement
        return
    depth, start = 0, 0
    for place, piece in enumerate([*statement, Tex(",", 0, 0)]):
        depth += (piece.text in "{([") - (piece.text in "})]") if len(piece.text) == 1 else 0
        if place == len(statement) or (piece.text == "," and depth == 0):
            if not all(inner.is_space or inner.text in ("$", r"\quad", r"\qquad") for inner in statement[start:place]):
                yield statement[start:place]
            start = place + 1


def _new_statement(spelling: Spelling, start: int) -> None:
    if spelling.parts:
        spelling.write("\n", start, start)


def _statements(found: list[Tex]) -> Iterator[list[Tex]]:
    """The stretches between semicolons and new lines, outside braces."""
    depth, start = 0, 0
    for place, piece in enumerate([*found, Tex(";", 0, 0)]):
        depth += (piece.text in "{([") - (piece.text in "})]") if len(piece.text) == 1 else 0
        ends = piece.text in (";", "\n", "\\\\") and depth <= 0
        if ends or place == len(found):
            if not all(inner.is_space or inner.text == "$" for inner in found[start:place]):
                yield found[start:place]
            start = place + 1


def _declaration(statement: list[Tex]) -> str | None:
    """A declaration of a shape as plain text, if the statement is one."""
    text = _SPACE.sub(" R", joined(statement)).replace("$", " ")
    for command, plain in _PLAIN:
        text = re.sub(re.escape(command) + r"(?![A-Za-z])", plain, text)
    text = re.sub(r"\\(?:text|quad|qquad)(?![A-Za-z])\s*(?:\{([^{}]*)\})?", r" \1 ", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda match: LETTERS.get(match.group(1), match.group()), text)
    if "\\" in text or "=" in text or not _DECLARES.fullmatch(text) or not _SHAPED.search(text):
        return None
    return " ".join(text.split())


def _formulas(spelling: Spelling, found: list[Lexeme], names: Names) -> None:
    """The definitions of one stretch, between commas at its top."""
    depth, start = 0, 0
    for place, lexeme in enumerate([*found, Lexeme("sep", "", 0, 0)]):
        depth += (lexeme.kind == "open") - (lexeme.kind == "close")
        if (lexeme.kind == "sep" and depth == 0) or place == len(found):
            piece = [inner for inner in found[start:place] if inner.kind not in ("amp", "row")]
            if piece:
                _formula(spelling, piece, names)
            start = place + 1


def _formula(spelling: Spelling, found: list[Lexeme], names: Names) -> None:
    _new_statement(spelling, found[0].start)
    sides: list[list[Lexeme]] = [[]]
    for lexeme in found:
        if lexeme.is_("rel", "="):
            sides.append([])
        elif lexeme.kind in ("rel", "link"):
            raise SyntaxProblem(
                f"`{lexeme.text}` does not belong in a problem",
                hint="a problem consists of definitions and declarations",
                position=lexeme.start,
                length=max(lexeme.end - lexeme.start, 1),
            )
        else:
            sides[-1].append(lexeme)
    for place, side in enumerate(sides):
        if place:
            spelling.write(" = ", found[0].start, found[-1].end)
        if side:
            spelling.spell(Formula(side, names, text=False, loose=False, quotes=False).whole())
