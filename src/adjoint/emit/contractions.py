"""Sums over two arrays at once: the Frobenius product, the trace, the diagonal and the sum of a product.

None of them needs the product itself: `tr(A*B)` is a sum over `A .* B'`, and where a vector is met
on the way, everything is contracted with it.
"""

from fractions import Fraction

from adjoint.emit.axes import axes
from adjoint.emit.plan import Making, Plan
from adjoint.emit.spread import together
from adjoint.expr.build import colon, hadamard, multiply, ones, product, transpose
from adjoint.expr.language import Expr, Inverse, Product, Transpose
from adjoint.expr.sizes import ONE


def colon_value(plan: Plan, node: Expr) -> Making:
    """The step of a `Colon`; an outer product on one side contracts the other with its vectors."""
    left, right = node.children
    for outer, other in ((left, right), (right, left)):
        split = _narrow(outer)
        if split and isinstance(outer, Product):
            column = product(outer.coefficient, outer.scalars, outer.chain[:split])
            row = product(Fraction(1), (), outer.chain[split:])
            return (yield multiply(transpose(column), other, transpose(row)))
    if len(axes(node.children[0])) == 1:
        return plan.put("matmul", (yield left), (yield right))
    operands = together((left, right))
    first = yield from operands[0].value(plan)
    return plan.put("sum", plan.put("multiply", first, (yield from operands[1].value(plan))))


def _narrow(node: Expr) -> int:
    """Where a matrix is an outer product, the number of factors before the narrow place, else 0."""
    if not isinstance(node, Product) or ONE in node.shape:
        return 0
    return next((k for k in range(1, len(node.chain)) if node.chain[k].shape[0] == ONE), 0)


def trace_value(plan: Plan, node: Expr) -> Making:
    """The step of a trace."""
    inside = node.children[0]
    if isinstance(inside, Product) and len(inside.chain) > 1:
        front = product(inside.coefficient, inside.scalars, ())
        split = _narrow(inside)
        if split:
            return (yield multiply(front, *inside.chain[split:], *inside.chain[:split]))
        if not any(_inverts(plan, link) for link in inside.chain):
            return (yield multiply(front, _around(inside.chain)))
    return plan.put("trace", (yield inside))


def _inverts(plan: Plan, link: Expr) -> bool:
    bare = link.children[0] if isinstance(link, Transpose) else link
    return isinstance(bare, Inverse) and plan.uses[bare] <= 1


def _around(chain: tuple[Expr, ...]) -> Expr:
    first, rest = chain[0], multiply(*chain[1:])
    if isinstance(first, Transpose):
        return colon(first.children[0], rest)
    return colon(multiply(*chain[:-1]), transpose(chain[-1]))


def diagonal_value(plan: Plan, node: Expr) -> Making:
    """The step of `diagvec`."""
    inside = node.children[0]
    if isinstance(inside, Product) and len(inside.chain) > 1 and not any(_inverts(plan, k) for k in inside.chain):
        front = product(inside.coefficient, inside.scalars, ())
        split = _narrow(inside) or len(inside.chain) - 1
        left, right = multiply(*inside.chain[:split]), transpose(multiply(*inside.chain[split:]))
        both = hadamard(left, right)
        return (yield multiply(front, both if left.shape[1] == ONE else multiply(both, ones((left.shape[1], ONE)))))
    return plan.put("diagonal", (yield inside))


def total_value(plan: Plan, node: Expr) -> Making:
    """The step of the sum of all entries; of a product, from the outside in."""
    inside = node.children[0]
    rows, cols = inside.shape
    if isinstance(inside, Product) and len(inside.chain) > 1 and ONE not in inside.shape:
        return (yield multiply(transpose(ones((rows, ONE))), inside, ones((cols, ONE))))
    return plan.put("sum", (yield inside))
