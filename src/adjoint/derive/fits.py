"""The argument by shapes: which products of the same two matrices have the shape that a gradient must have."""

from msgspec import Struct

from adjoint.derive.derivation import Answer
from adjoint.expr.build import transpose
from adjoint.expr.language import Expr, Partial, Product, Symbol, Transpose
from adjoint.expr.sizes import ONE, Shape

Pair = tuple[Expr, Expr]


class Fits(Struct, frozen=True):
    """The products of two matrices in either order, each transposed or not: `every`, and those of the right shape."""

    factors: Pair
    every: tuple[Pair, ...]
    fitting: tuple[Pair, ...]


def fits(answer: Answer) -> Fits | None:
    """The products to choose from where a gradient is a product of two named matrices; None for any other."""
    value = answer.value
    if not isinstance(value, Product) or len(value.chain) != 2 or len(answer.by) != 1:
        return None
    first, second = (link.children[0] if isinstance(link, Transpose) else link for link in value.chain)
    if any(ONE in factor.shape or not isinstance(factor, (Symbol, Partial)) for factor in (first, second)):
        return None
    every = tuple(
        pair
        for left, right in ((first, second), (second, first))
        for pair in ((a, b) for a in (left, transpose(left)) for b in (right, transpose(right)))
    )
    fitting = tuple(pair for pair in every if _fits(pair, answer.by[0].shape))
    return Fits((first, second), every, fitting)


def _fits(pair: Pair, shape: Shape) -> bool:
    left, right = pair
    return left.shape[1] == right.shape[0] and (left.shape[0], right.shape[1]) == shape
