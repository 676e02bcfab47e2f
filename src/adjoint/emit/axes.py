"""Axes: a matrix has two, a vector or a row one, a scalar none."""

from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size


def axes(node: Expr) -> tuple[Size, ...]:
    """The axes of the array that holds the node's value."""
    return tuple(size for size in node.shape if size != ONE)
