"""Formulas as text."""

from adjoint.derive.derivation import Formula
from adjoint.index.term import Index
from adjoint.render.indexed import lay
from adjoint.render.linear import Ascii, Linear, Unicode

ASCII = Ascii()
UNICODE = Unicode()


def printer(ascii: bool) -> Linear:
    """The printer of plain ASCII or of Unicode text."""
    return ASCII if ascii else UNICODE


def text(formula: Formula, ascii: bool = False, axes: tuple[Index, ...] | None = None) -> str:
    """One formula on one line; with `axes`, an entry of it: `∂Y_ij/∂W_ab`, `(A*B)_ij`.

    In ASCII an expression reads as `str` of it does, and a derivative as `D(l, W)`.
    """
    return printer(ascii).write(lay(formula, axes))
