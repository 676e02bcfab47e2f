"""MathML Core, for pages that are made without a script."""

from html import escape
from typing import final

from adjoint.derive.derivation import Formula
from adjoint.index.term import Index
from adjoint.render.indexed import lay
from adjoint.render.typeset import Typeset

_FUNCTIONS = {"sigmoid": "σ", "normcdf": "Φ", "gammaln": "log Γ", "digamma": "ψ", "trigamma": "ψ₁", "logdet": "log det"}


@final
class MathMl(Typeset):
    """The elements of MathML."""

    def row(self, *codes: str) -> str:
        """Things side by side."""
        return codes[0] if len(codes) == 1 else f"<mrow>{''.join(codes)}</mrow>"

    glued = row

    def sign(self, character: str) -> str:
        """An operator."""
        if character == "\u2009":
            return '<mspace width="0.167em"/>'
        return f"<mo>{'−' if character == '-' else escape(character)}</mo>"

    def identifier(self, text: str) -> str:
        """A letter or a word."""
        return f"<mi>{escape(text)}</mi>"

    def function(self, name: str) -> str:
        """A function's name."""
        return f"<mi>{_FUNCTIONS.get(name, name)}</mi>"

    def digits(self, text: str) -> str:
        """A whole number."""
        return f"<mn>{text}</mn>"

    def bold(self, text: str) -> str:
        """A bold digit."""
        return f"<mn>{text.translate({ord('1'): '𝟏'})}</mn>"

    def over(self, above: str, below: str) -> str:
        """A fraction."""
        return f"<mfrac>{above}{below}</mfrac>"

    def raised(self, base: str, exponent: str) -> str:
        """A superscript."""
        return f"<msup>{base}{exponent}</msup>"

    def lowered(self, base: str, index: str) -> str:
        """A subscript."""
        return f"<msub>{base}{index}</msub>"

    def fenced(self, left: str, body: str, right: str) -> str:
        """A body between delimiters."""
        return f'<mrow><mo form="prefix">{left}</mo>{body}<mo form="postfix">{right}</mo></mrow>'

    def grid(self, rows: list[list[str]]) -> str:
        """A matrix of blocks."""
        lines = ("".join(f"<mtd>{cell}</mtd>" for cell in row) for row in rows)
        table = "".join(f"<mtr>{line}</mtr>" for line in lines)
        return f'<mrow><mo form="prefix">[</mo><mtable>{table}</mtable><mo form="postfix">]</mo></mrow>'

    def root(self, body: str) -> str:
        """A square root."""
        return f"<msqrt>{body}</msqrt>"


MATHML = MathMl()


def mathml(formula: Formula, axes: tuple[Index, ...] | None = None) -> str:
    """One formula as a `math` element; with `axes`, an entry of it."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{MATHML.write(lay(formula, axes))}</math>'
