"""Problems in LaTeX: each is spelled as plain text and read as such, complaints placed in the LaTeX."""

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError, Ambiguous, SyntaxProblem, Unsupported
from adjoint.read.line import read_open_side
from adjoint.read.notation.formula import Formula
from adjoint.read.notation.respell import Spelling
from adjoint.read.notation.sums import Range, ranges, without_sums
from adjoint.read.statement.assembly import read_plain_problem
from adjoint.read.statement.markup import plain_name
from adjoint.read.statement.shapes import Declaration, Declared
from adjoint.read.tex.latex_statements import check_braces, declaration, shape, statements, without_prose
from adjoint.read.tex.lex_latex import lex_latex
from adjoint.read.tex.macros import expanded
from adjoint.read.tex.tex import Tex
from adjoint.read.tree.glyphs import GREEK_FUNCTIONS
from adjoint.read.tree.lexeme import Lexeme
from adjoint.read.tree.naming import Names
from adjoint.read.tree.sides import below, replaced, walk
from adjoint.read.tree.syntax import Applied, Name, Node, Norm, Numeral
from adjoint.read.tree.tokens import normal

_HINTS = {
    r"\prod": "`\\exp(\\sum_i \\log(x_i))` is the product of positive entries",
    r"\int": "integrals are not read",
    r"\lim": "limits are not read",
    r"\setminus": "`A^{-1} b` solves A x = b",
    r"\backslash": "`A^{-1} b` solves A x = b",
    "min": "write the function alone, without `\\min`",
    "max": "write the function alone, without `\\max`",
}


def read_latex_problem(source: str, declare: Mapping[str, Declaration], scalar: bool = False) -> Problem:
    """The problem that a source in LaTeX states; its complaints are placed in the LaTeX."""
    reader = _Reader(declare)
    text = reader.read(expanded(source))
    try:
        problem = read_plain_problem(text, declare, scalar)
    except AdjointError as error:
        raise reader.spelling.moved(error) from None
    return replace(problem, source=source, typed={}, assumptions=(*problem.assumptions, *reader.notes))


def latex_name(source: str) -> str:
    """The name that a source such as `\\mathbf{x}` or `A_{5}` spells; the source itself where it is none."""
    found = read_open_side(source)
    return found.name if isinstance(found, Name) else source


class _Reader:
    """One source on its way to plain text."""

    def __init__(self, declare: Mapping[str, Declaration]) -> None:
        self.spelling = Spelling(low=True)
        self.notes: list[str] = []
        self.shapes = {plain_name(name): tuple(map(str, d.shape)) for name, d in declare.items() if d.shape is not None}
        self.kinds = {name: len(shape) for name, shape in self.shapes.items()}
        self.declared = {*map(plain_name, declare)}
        self.limits: list[Range] = []
        self.names = Names()

    def read(self, source: list[Tex]) -> str:
        """The plain text that means the same."""
        check_braces(source)
        found = list(statements(without_prose(source)))
        declarations = [declaration(piece) for piece in found]
        self.names = self.known([text for text in declarations if text], found)
        for piece, text in zip(found, declarations, strict=True):
            if text is None:
                self.formulas(lex_latex(piece, self.names))
            else:
                self.new_statement(piece[0].start)
                self.spelling.write(text, piece[0].start, piece[-1].end)
        self.declare_limits()
        return self.spelling.text

    def known(self, declarations: Sequence[str], found: Sequence[list[Tex]]) -> Names:
        """What is known of names before a formula is read."""
        functions: set[str] = set()
        for text in declarations:
            read = shape(text)
            named = [normal(name.strip()) for name in re.split("[:∈]", text)[0].split(",")]
            if not isinstance(read, Declared):
                functions.update(named)
                continue
            self.declared.update(named)
            if read.extent is not None:
                self.shapes |= dict.fromkeys(named, tuple(map(str, read.extent)))
            order = {"vector": 1}.get(read.kind or "", 2) if read.extent is None else len(read.extent)
            self.kinds |= dict.fromkeys(named, order)
        bare = {name for name in GREEK_FUNCTIONS if any(_stands_bare(piece, name) for piece in found)}
        taken = (self.declared | bare) - functions
        return Names(self.kinds, taken=frozenset(taken), functions=frozenset(functions), open_=True)

    def new_statement(self, start: int) -> None:
        """End the statement before, if there is one."""
        if self.spelling.parts:
            self.spelling.write("\n", start, start)

    def formulas(self, found: list[Lexeme]) -> None:
        """The definitions of one stretch, between commas at its top."""
        depth, start = 0, 0
        for place, lexeme in enumerate([*found, Lexeme("sep", "", 0, 0)]):
            depth += lexeme.nesting
            if (lexeme.kind == "sep" and depth == 0) or place == len(found):
                if any(inner.kind != "amp" for inner in found[start:place]):
                    self.formula(found[start:place])
                start = place + 1

    def formula(self, found: list[Lexeme]) -> None:
        """One definition, or a formula that stands alone."""
        self.new_statement(found[0].start)
        for place, side in enumerate(self.sides(found)):
            if place:
                self.spelling.write(" = ", found[0].start, found[-1].end)
            if side:
                self.spelling.spell(self.side(side))

    def sides(self, found: list[Lexeme]) -> list[list[Lexeme]]:
        """What stands left and right of `=`; a line `&= ...` that only says the same again is left out."""
        sides: list[list[Lexeme]] = [[]]
        depth = 0
        for place, lexeme in enumerate(found):
            depth += lexeme.nesting
            if lexeme.is_("rel", "=") and depth == 0:
                if len(sides) > 1 and found[place - 1].kind == "amp":
                    self.notes.append("of the forms that a chain of `=` gives, the first is differentiated")
                    break
                sides.append([])
            elif lexeme.is_("word", "min", "max") and any(x.is_("script", "_") for x in found[place + 1 : place + 2]):
                raise _stray(lexeme, f"`\\{lexeme.text}` over a variable")
            elif lexeme.kind in ("rel", "link") and depth == 0:
                raise _stray(lexeme, f"`{lexeme.text}` does not belong in a problem")
            elif lexeme.kind != "amp" or depth:
                _check(lexeme)
                sides[-1].append(lexeme)
        return sides

    def side(self, found: list[Lexeme]) -> Node:
        """One side, without sums over indices."""
        side = Formula(found, self.names, text=False, loose=False, quotes=False).whole()
        self.limits += ranges(side)
        return replaced(without_sums(side), self.determinant)

    def determinant(self, node: Node) -> Node | None:
        """Bars around a matrix as its determinant."""
        if isinstance(node, Norm) and node.subscript == "|" and self.is_matrix(node.operand):
            return Applied(node.start, node.end, "det", 0, (node.operand,))
        return None

    def is_matrix(self, root: Node) -> bool:
        """Whether an expression is made of matrices alone, by their declarations or their capital letters."""
        leaves = [node for node in walk(root) if not below(node)]
        names = [node.name for node in leaves if isinstance(node, Name)]
        plain = all(isinstance(node, (Name, Numeral)) for node in leaves)
        return plain and bool(names) and all(self.kinds.get(name, 2 * name[0].isupper()) == 2 for name in names)

    def declare_limits(self) -> None:
        """Give the arrays that nobody declared the sizes to which their entries are summed."""
        seen: dict[str, tuple[str, ...]] = {}
        for found in self.limits:
            name = found.name.name
            if seen.setdefault(name, found.limits) != found.limits or self.differs(name, found.limits):
                raise Ambiguous(
                    f"`{name}` is summed to {' and '.join(found.limits)}, and has another shape elsewhere",
                    hint="sums run over all entries of an array",
                    position=found.name.start,
                    length=found.name.end - found.name.start,
                )
            if name not in self.declared:
                self.declared.add(name)
                self.new_statement(found.name.end)
                self.spelling.write(f"{name}: {' x '.join(found.limits)}", found.name.start, found.name.end)

    def differs(self, name: str, limits: tuple[str, ...]) -> bool:
        """Whether an array was declared with other sizes."""
        return self.shapes.get(name, limits) != limits


def _check(lexeme: Lexeme) -> None:
    """Refuse what has no meaning in a problem, or more than one."""
    if lexeme.is_("name", "dagger"):
        raise Ambiguous(
            "`\\dagger` is the transpose or the pseudo-inverse",
            hint="write `A^T` or `A^{+}`",
            position=lexeme.start,
            length=lexeme.end - lexeme.start,
        )
    if lexeme.kind == "other":
        raise _stray(lexeme, f"`{lexeme.text}` has no meaning here")


def _stray(lexeme: Lexeme, message: str) -> AdjointError:
    kind = Unsupported if lexeme.text in _HINTS else SyntaxProblem
    hint = _HINTS.get(lexeme.text, "a problem consists of definitions and declarations")
    return kind(message, hint=hint, position=lexeme.start, length=max(lexeme.end - lexeme.start, 1))


def _stands_bare(piece: list[Tex], name: str) -> bool:
    """Whether a Greek letter stands without an argument."""
    found = lex_latex(piece, Names(open_=True))
    pairs = zip(found, [*found[1:], Lexeme("end", "", 0, 0)], strict=True)
    return any(a.is_("name", name) and not b.is_("open", "(") and not b.is_("prime") for a, b in pairs)
