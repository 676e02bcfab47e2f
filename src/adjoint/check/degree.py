"""A crude bound for the degree of an expression in the random numbers, for the chance of a false `exact`."""

from collections.abc import Iterable, Mapping

from adjoint.expr.language import (
    Apply, Call, Differential, ElementPower, Expr, Inverse, Number, Opaque, Partial, Power, Symbol,
)  # fmt: skip

STRUCTURE = 4


class Degrees:
    """Degrees of numerators over one common denominator, for arrays of at most `side` rows and columns."""

    def __init__(self, definitions: Mapping[Symbol, Expr], side: int) -> None:
        self._definitions = definitions
        self._side = side
        self._memo: dict[Expr, int] = {}

    def of(self, nodes: Iterable[Expr]) -> int:
        """The sum of the bounds of the nodes."""
        return sum(self._of(node) for node in nodes)

    def _of(self, node: Expr) -> int:
        stack = [(node, False)]
        while stack:
            top, ready = stack.pop()
            if top in self._memo:
                continue
            below = (self._definitions[top],) if isinstance(top, Symbol) and top in self._definitions else top.children
            if ready:
                self._memo[top] = self._step(top, sum(self._memo[child] for child in below))
            else:
                stack.append((top, True))
                stack.extend((child, False) for child in below)
        return self._memo[node]

    def _step(self, node: Expr, below: int) -> int:
        if isinstance(node, Symbol) and node not in self._definitions:
            return STRUCTURE * self._side if node.facts else 1
        if isinstance(node, (Power, ElementPower)):
            exponent = node.children[1]
            times = int(abs(exponent.value)) + 1 if isinstance(exponent, Number) else 2 * self._side
            return below * times * (self._side**2 if isinstance(node, ElementPower) else 1)
        if isinstance(node, Differential):
            return 2 * below + 1
        if isinstance(node, (Inverse, Call)):
            return (below + 1) * (self._side + 1)
        if isinstance(node, (Apply, Opaque, Partial)):
            return (below + STRUCTURE) * self._side**2
        return below
