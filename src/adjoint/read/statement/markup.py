"""Whether a text is LaTeX, and its reader, which is loaded when the first such text comes."""

import re
from importlib import import_module
from typing import TYPE_CHECKING, cast

from adjoint.read.tree.tokens import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    from adjoint.derive.problem import Problem
    from adjoint.read.statement.shapes import Declaration

    class Reader(Protocol):
        """What is used of `adjoint.read.latex_problem`."""

        read_latex_problem: Callable[[str, Mapping[str, Declaration], bool], Problem]
        latex_name: Callable[[str], str]


_MARKUP = re.compile(
    r"\\(?!top\b)[A-Za-z]{2}|\\[|,;!:\\{]|\\\(.*\\\)|\\\[.*\\\]|\$.*\$|\^\{\s*[\[(]|\\def\b|\\newcommand\b", re.DOTALL
)
_TURNED = re.compile(r"\\top\b")
_TYPED = re.compile(r"\*|\.[\^/]")


def is_latex(text: str) -> bool:
    """Whether a text is LaTeX rather than the plain spelling of formulas."""
    return bool(_MARKUP.search(text) or (_TURNED.search(text) and not _TYPED.search(text)))


def plain_name(written: str) -> str:
    """A name in its one spelling, from LaTeX such as `\\mathbf{x}` too."""
    return normal(latex_reader().latex_name(written) if "\\" in written else written.strip())


def latex_reader() -> "Reader":
    """The module that reads LaTeX."""
    return cast("Reader", import_module("adjoint.read.latex_problem"))
