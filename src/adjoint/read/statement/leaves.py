"""Names and opaque functions as expressions, once shapes are known."""

from collections.abc import Mapping

from adjoint.expr.build import apply, constant, identity, opaque, size_number
from adjoint.expr.language import Expr
from adjoint.read.sense.elaborate import Maker, make_builtin
from adjoint.read.statement.attempt import Shaped
from adjoint.read.statement.scope import CONSTANTS
from adjoint.read.tree.syntax import Applied, Name, Node


class Leaves:
    """Makes what is not an operation: `symbols` are the variables and definitions known so far."""

    def __init__(self, context: Shaped, symbols: Mapping[str, Expr]) -> None:
        self.context = context
        self.symbols = symbols

    def make(self, maker: Maker, node: Node) -> Expr:
        """The expression of a name or of a function's value."""
        if isinstance(node, Name):
            return self.named(maker, node)
        assert isinstance(node, Applied)
        known = self.context.functions.get(node.function)
        if known is None:
            return make_builtin(maker, node)
        if known.kind == "elementwise":
            return apply(node.function, maker.operands(node)[0], node.primes)
        return opaque(node.function, maker.shape(node), *maker.operands(node))

    def named(self, maker: Maker, node: Name) -> Expr:
        """The first of: array, size, built-in."""
        if node.name in self.symbols:
            return self.symbols[node.name]
        extents = self.context.extents
        if extents.has(node.name):
            return size_number(extents.value(extents.named(node.name)))
        if node.name in CONSTANTS:
            return constant(CONSTANTS[node.name])
        return identity(maker.shape(node)[0])
