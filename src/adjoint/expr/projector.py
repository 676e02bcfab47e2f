"""Whether an expression is seen to be a projector: `P*P = P`."""

from collections.abc import Callable

from adjoint.expr.build import multiply, number, power, size_number
from adjoint.expr.language import Call, Expr, Identity, Inverse, Ones, Product, Sum


def is_projecting(node: Product) -> bool:
    """Whether the product is `A*inv(B*A)*B`, `A*pinv(A)`, `pinv(A)*A`, `x*y'/(y'*x)` or the mean of each column."""
    if node.coefficient != 1 or node.shape[0] != node.shape[1]:
        return False
    if node.split:
        return node.scalars in [(power(scalar, number(-1)),) for scalar in _turned_round(node)]
    return any(
        _is_inverse(link) and multiply(*node.chain[i + 1 :], *node.chain[:i]) is link.children[0]
        for i, link in enumerate(node.chain)
        if len(node.chain) > 1
    )


def _is_inverse(node: Expr) -> bool:
    return isinstance(node, Inverse) or (isinstance(node, Call) and node.function == "pinv")


def _turned_round(node: Product) -> list[Expr]:
    """What a column times a row is as a row times a column; of a matrix of ones, its size."""
    if len(node.chain) == 1:
        return [size_number(node.shape[0])] if isinstance(node.chain[0], Ones) else []
    whole = [multiply(*node.chain[i:], *node.chain[:i]) for i in range(1, len(node.chain))]
    return [scalar for scalar in whole if scalar.is_scalar]


def is_complement(node: Sum, is_projector: Callable[[Expr], bool]) -> bool:
    """Whether the sum is `I - P` with a projector P."""
    if len(node.children) != 2 or not any(isinstance(term, Identity) for term in node.children):
        return False
    return any(is_projector(multiply(number(-1), term)) for term in node.children)
