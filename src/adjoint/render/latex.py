"""LaTeX that both KaTeX and MathJax set."""

from typing import final

from adjoint.derive.derivation import Formula
from adjoint.index.term import Index
from adjoint.render.indexed import lay
from adjoint.render.names import spelled
from adjoint.render.typeset import Typeset

_SIGNS = {
    "⊤": r"\top", "⊙": r"\odot", "⊘": r"\oslash", "⊗": r"\otimes", "⋅": r"\cdot", "×": r"\times", "∂": r"\partial",
    "∑": r"\sum", "\u2009": r"\,", "d": r"\mathrm{d}", "′": "'",
}  # fmt: skip
_FENCES = {"(": ("(", ")"), "|": (r"\lvert ", r" \rvert"), "‖": (r"\lVert ", r" \rVert")}
_COMMANDS = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det"}
_FUNCTIONS = {
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sigmoid": r"\sigma", "normcdf": r"\Phi",
    "gammaln": r"\log\Gamma", "digamma": r"\psi", "trigamma": r"\psi_{1}", "logdet": r"\log\det",
    "sign": r"\operatorname{sgn}",
}  # fmt: skip
_NAMED = {"epsilon": r"\varepsilon", "phi": r"\phi"}
_TALL = (r"\frac", r"\sum")


@final
class Latex(Typeset):
    """The marks of LaTeX."""

    def row(self, *codes: str) -> str:
        """Things side by side."""
        return " ".join(codes).replace(" , ", ", ")

    def glued(self, *codes: str) -> str:
        """Things that belong together."""
        return "".join(codes)

    def sign(self, character: str) -> str:
        """An operator."""
        return _SIGNS.get(character, character)

    def identifier(self, text: str) -> str:
        """A Greek command, a letter, or a word set upright."""
        word = spelled(text)
        if word:
            return _NAMED.get(word, f"\\{word}")
        return text if len(text) == 1 else r"\mathrm{" + text.replace("_", r"\_") + "}"

    def function(self, name: str) -> str:
        """A command where LaTeX has one."""
        if name in _COMMANDS:
            return f"\\{name}"
        return _FUNCTIONS.get(name, rf"\operatorname{{{name}}}")

    def digits(self, text: str) -> str:
        """A whole number."""
        return text

    def bold(self, text: str) -> str:
        """A bold digit."""
        return rf"\mathbf{{{text}}}"

    def over(self, above: str, below: str) -> str:
        """A fraction."""
        return rf"\frac{{{above}}}{{{below}}}"

    def raised(self, base: str, exponent: str) -> str:
        """A superscript."""
        return f"{base}^{{{exponent}}}"

    def lowered(self, base: str, index: str) -> str:
        """A subscript."""
        spaced = "," in index or "\\" in index
        return f"{base}_{{{index if spaced else index.replace(' ', '')}}}"

    def fenced(self, left: str, body: str, right: str) -> str:
        """A body between delimiters, which stretch only around what is tall."""
        opening, closing = _FENCES[left]
        if any(command in body for command in _TALL):
            return rf"\left{opening}{body}\right{closing.strip()}"
        return f"{opening}{body}{closing}"

    def grid(self, rows: list[list[str]]) -> str:
        """A matrix of blocks."""
        return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{bmatrix}"

    def root(self, body: str) -> str:
        """A square root."""
        return rf"\sqrt{{{body}}}"


LATEX = Latex()


def latex(formula: Formula, axes: tuple[Index, ...] | None = None) -> str:
    """One formula in LaTeX, without dollar signs; with `axes`, an entry of it."""
    return LATEX.write(lay(formula, axes))
