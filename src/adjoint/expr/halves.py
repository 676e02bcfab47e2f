"""The matrices between all entries of a square matrix, columns stacked, and those on and below the diagonal."""

from adjoint.expr.arranging import Halving
from adjoint.expr.build import number
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size, triangle


def duplication(size: Size) -> Expr:
    """The matrix that takes `vech(S)` to `vec(S)` for every symmetric S of that size."""
    return number(1) if size == ONE else Halving._make((size * size, triangle(size)), (), "duplication", size)


def elimination(size: Size) -> Expr:
    """The matrix that takes `vec(X)` to `vech(X)` for every square X of that size."""
    return number(1) if size == ONE else Halving._make((triangle(size), size * size), (), "elimination", size)


HALVINGS = {"duplication": duplication, "elimination": elimination}
"""The makers of each `Halving` by its name."""
