"""Constant matrices that arrange the stacked entries of a matrix anew."""

from typing import final

from adjoint.expr.node import Expr
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import Size


@final
class Commutation(Expr):
    """The commutation matrix: times the stacked columns of a rows×cols matrix, those of its transpose."""

    __slots__ = ("cols", "rows")
    FIELDS = ("rows", "cols")
    rows: Size
    cols: Size

    def _layout(self) -> Layout:
        return Layout("call", tuple(Layout("size", text=str(size)) for size in (self.rows, self.cols)), "commutation")


@final
class Halving(Expr):
    """Between all entries of a square matrix, columns stacked, and those on and below the diagonal.

    `duplication` gives all entries of a symmetric matrix from those, `elimination` picks them out of any.
    """

    __slots__ = ("name", "size")
    FIELDS = ("name", "size")
    name: str
    size: Size

    def _layout(self) -> Layout:
        return Layout("call", (Layout("size", text=str(self.size)),), self.name)
