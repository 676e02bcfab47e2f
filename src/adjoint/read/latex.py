"""Expressions in LaTeX: each is spelled as plain text and read as such, complaints placed in the LaTeX."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.expr.language import Expr, Symbol
from adjoint.read.notation.formula import Formula
from adjoint.read.notation.respell import Spelling
from adjoint.read.statement.expression import read_expression
from adjoint.read.tex.lex_latex import lex_latex
from adjoint.read.tex.macros import expanded
from adjoint.read.tree.naming import names_of
from adjoint.read.tree.syntax import Node

_NOTHING: Mapping[str, Symbol] = MappingProxyType({})


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
    first (`adjoint.read.tree.sides.replaced`). Raises an `AdjointError` placed in the source of the side.
    """
    spelling = Spelling()
    spelling.spell(side)
    try:
        return read_expression(spelling.text, problem, extra)
    except AdjointError as error:
        raise spelling.moved(error) from None
