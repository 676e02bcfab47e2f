"""A crude bound for the degree of an expression in the random numbers, for the chance of a false `exact`."""

from collections.abc import Iterable, Mapping

from adjoint.check.order import below_first, parts
from adjoint.expr.language import (
    Apply, Call, Differential, ElementPower, Expr, Inverse, Number, Opaque, Partial, Power, Symbol,
)  # fmt: skip

STRUCTURE = 4
_LIKE_PRODUCTS = ("abs", "relu", "sign", "step")
_ATOMS = ("logdet", "logsumexp", "norm1", "norm2", "normF", "softmax")


class Degrees:
    """Degrees of numerators over one common denominator, for arrays of at most `side` rows and columns.

    A value drawn afresh for each argument counts as one more random number; that two arguments
    coincide by chance is counted beside it.
    """

    def __init__(self, definitions: Mapping[Symbol, Expr], side: int) -> None:
        self._definitions = definitions
        self._side = side
        self._memo: dict[Expr, int] = {}
        self._coincidences = 0

    def of(self, nodes: Iterable[Expr]) -> int:
        """The sum of the bounds of the nodes."""
        roots = list(nodes)
        for node in below_first(roots, self._definitions, self._memo):
            below = sum(self._memo[part] for part in parts(node, self._definitions))
            self._memo[node] = self._step(node, below)
        return sum(self._memo[node] for node in roots) + self._coincidences

    def _step(self, node: Expr, below: int) -> int:
        entries = self._side**2
        if isinstance(node, Symbol) and node not in self._definitions:
            return STRUCTURE * self._side if node.facts else 1
        if isinstance(node, (Power, ElementPower)):
            return below * self._times(node.children[1]) * (entries if isinstance(node, ElementPower) else 1)
        if isinstance(node, Differential):
            return 2 * below + 1
        if isinstance(node, Inverse) or (isinstance(node, Call) and node.function == "det"):
            return (below + 1) * (self._side + 1)
        if isinstance(node, (Opaque, Partial)) or (isinstance(node, Call) and node.function in _ATOMS):
            self._coincidences += below
            return STRUCTURE * entries
        if isinstance(node, Apply):
            self._coincidences += below
            return below + 1 if node.function in _LIKE_PRODUCTS else STRUCTURE * entries
        return below

    def _times(self, exponent: Expr) -> int:
        return int(abs(exponent.value)) + 1 if isinstance(exponent, Number) else 10
