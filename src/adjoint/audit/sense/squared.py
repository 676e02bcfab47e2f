"""The world in which all sizes are one size, so that what is wrong only in its shapes has a value."""

from adjoint.expr.build import call, commutation, identity, ones, opaque, partial, size_number, weighted, zeros
from adjoint.expr.halves import HALVINGS
from adjoint.expr.language import (
    Call, Commutation, Expr, Halving, Identity, Ones, Opaque, Partial, SizeNumber, Symbol, Zero,
)  # fmt: skip
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size
from adjoint.expr.walk import transform

SAME = Size.of("n")
"""The one size of the world in which all sizes are equal."""


def sized(shape: Shape) -> Shape:
    """The shape with all sizes but one made equal."""
    return (_same(shape[0]), _same(shape[1]))


def same(node: Expr) -> Expr:
    """The expression with all sizes but one made equal."""

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Symbol):
            return Symbol._make(sized(part.shape), (), part.name, part.facts)
        if isinstance(part, Identity):
            return identity(SAME)
        if isinstance(part, Commutation):
            return commutation(_same(part.rows), _same(part.cols))
        if isinstance(part, Halving):
            return HALVINGS[part.name](_same(part.size))
        if isinstance(part, (Zero, Ones)):
            return (zeros if isinstance(part, Zero) else ones)(sized(part.shape))
        if isinstance(part, SizeNumber):
            return size_number(SAME)
        if isinstance(part, Opaque):
            return opaque(part.function, sized(part.shape), *(same(child) for child in part.children))
        if isinstance(part, Partial) and part.weighted:
            argument, weights = map(same, part.children)
            return weighted(opaque(part.function, (SAME, ONE), argument), weights)
        if isinstance(part, Partial):
            of_map = len(part.by) == 1 and part.shape != part.by[0].shape
            value = (SAME, ONE) if of_map else SCALAR
            return partial(opaque(part.function, value, *(same(child) for child in part.children)), *part.positions)
        if isinstance(part, Call):
            return call(part.function, *(same(child) for child in part.children), shape=sized(part.shape))
        return None

    return transform(node, change)


def _same(size: Size) -> Size:
    return ONE if size == ONE else SAME
