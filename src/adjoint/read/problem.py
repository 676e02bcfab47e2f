"""Problems from their text: the front of this room."""

from collections.abc import Mapping

from adjoint.derive.problem import Problem
from adjoint.read.statement.assembly import read_plain_problem
from adjoint.read.statement.markup import is_latex, latex_reader
from adjoint.read.statement.question import read_question
from adjoint.read.statement.shapes import Declaration

__all__ = ["Declaration", "read_problem", "read_question"]


def read_problem(text: str, declare: Mapping[str, Declaration] | None = None, *, scalar: bool = False) -> Problem:
    """The problem that a text states, in plain spelling or in LaTeX; `declare` adds to its declarations.

    Where the value must be a `scalar`, a formula such as `sin(x)` that nobody declares anything of and in which
    nothing speaks of arrays is read as one of numbers. Raises an `AdjointError` that is placed in the text for
    whatever does not fit.
    """
    read = latex_reader().read_latex_problem if is_latex(text) else read_plain_problem
    return read(text.replace("\ufeff", " "), declare or {}, scalar)
