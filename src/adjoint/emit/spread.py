"""Broadcasting: arrays of equal columns, equal rows or equal entries, where another operand fills the shape."""

from collections.abc import Sequence

from msgspec import Struct

from adjoint.emit.plan import Making, Plan
from adjoint.expr.build import number, product
from adjoint.expr.language import Expr, Ones, Product, Transpose
from adjoint.expr.sizes import ONE


class Spread(Struct, frozen=True):
    """An operand: `base` as a `column` or a `row` beside matrices, as a `scalar`, or as the `whole` array."""

    base: Expr
    how: str

    def value(self, plan: Plan) -> Making:
        """The step of the operand, in a shape that broadcasts."""
        value = yield self.base
        return plan.put(self.how, value) if self.how in ("column", "row") else value


def is_ones(node: Expr) -> bool:
    """Whether the node is an array of ones, standing or lying."""
    return isinstance(node, Ones) or (isinstance(node, Transpose) and isinstance(node.children[0], Ones))


def spread(node: Expr) -> Spread:
    """The least part of a node that broadcasts to it."""
    if is_ones(node):
        return Spread(number(1), "scalar")
    if not isinstance(node, Product) or not node.chain or node.is_scalar:
        return Spread(node, "whole")
    first, last = node.chain[0], node.chain[-1]
    if len(node.chain) == 1:
        front = product(node.coefficient, node.scalars, ())
        return Spread(front, "scalar") if is_ones(first) else Spread(node, "whole")
    if is_ones(last) and last.shape[0] == ONE:
        return _thin(product(node.coefficient, node.scalars, node.chain[:-1]), "column")
    if is_ones(first) and first.shape[1] == ONE:
        return _thin(product(node.coefficient, node.scalars, node.chain[1:]), "row")
    return Spread(node, "whole")


def _thin(base: Expr, how: str) -> Spread:
    if base.is_scalar:
        return Spread(base, "scalar")
    inner = spread(base)
    return inner if inner.how == "scalar" else Spread(base, how)


def together(nodes: Sequence[Expr]) -> list[Spread]:
    """Operands of one shape, spread as far as they still fill it together."""
    found = [spread(node) for node in nodes]
    if not _fills(found, nodes[0]):
        found[0] = Spread(nodes[0], "whole")
    return found


def _fills(found: Sequence[Spread], node: Expr) -> bool:
    ways = {operand.how for operand in found}
    return "whole" in ways or (ONE not in node.shape and {"column", "row"} <= ways) or node.is_scalar
