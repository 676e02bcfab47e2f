"""A crude bound for the degree of an expression in the random numbers, for the chance of a false `exact`."""

from collections.abc import Iterable, Mapping

from adjoint.check.order import below_first, parts
from adjoint.expr.language import (
    Apply, Call, Differential, ElementPower, Expr, Inverse, Number, Opaque, Partial, Power, Sum, Symbol,
)  # fmt: skip

Degree = tuple[int, int]
"""Of the numerators, and of the one denominator of all entries."""

STRUCTURE = 4
LARGEST_EXPONENT = 10
_LIKE_PRODUCTS = ("abs", "relu", "sign", "step", "norm1")
_DRAWN_RATIONAL = frozenset(
    {"orthogonal", "idempotent", "probability", "probability-rows", "probability-cols"}
    | {"sum-one", "sum-one-rows", "sum-one-cols"}
)


class Degrees:
    """Degrees for arrays of at most `side` rows and columns.

    A value drawn afresh for each argument counts as one more random number; that two arguments
    coincide by chance is counted beside it.
    """

    def __init__(self, definitions: Mapping[Symbol, Expr], side: int) -> None:
        self._definitions = definitions
        self._side = side
        self._memo: dict[Expr, Degree] = {}
        self._coincidences = 0

    def of(self, nodes: Iterable[Expr]) -> int:
        """A bound for a statement about the nodes and their derivatives by two variables."""
        roots = list(nodes)
        for node in below_first(roots, self._definitions, self._memo):
            below = [self._memo[part] for part in parts(node, self._definitions)]
            self._memo[node] = self._step(node, below)
        return 4 * sum(map(sum, (self._memo[node] for node in roots))) + self._coincidences

    def _step(self, node: Expr, below: list[Degree]) -> Degree:
        above, under = sum(n for n, _ in below), sum(d for _, d in below)
        if isinstance(node, Symbol) and node not in self._definitions:
            return (STRUCTURE * self._side,) * 2 if node.facts & _DRAWN_RATIONAL else (2, 0)
        if isinstance(node, Sum):
            return max(n + under - d for n, d in below), under
        if isinstance(node, (Power, ElementPower)):
            return self._power(below[0], node.children[1], 1 if node.is_scalar else self._side**2)
        if isinstance(node, Differential):
            return above + under + 1, 2 * under
        if isinstance(node, Inverse):
            return under + self._side * above, self._side * above
        if isinstance(node, (Apply, Call)):
            return self._function(node.function, above, under)
        if isinstance(node, (Opaque, Partial)):
            self._coincidences += 2 * (above + under)
            return (1 + below[-1][0], below[-1][1]) if isinstance(node, Partial) and node.weighted else (1, 0)
        return above, under

    def _power(self, base: Degree, exponent: Expr, entries: int) -> Degree:
        above, under = base
        times = abs(exponent.value) if isinstance(exponent, Number) else LARGEST_EXPONENT
        if isinstance(exponent, Number) and exponent.value > 0:
            return int(above * times) + 1, int(under * times) + 1
        return int((under + entries * above) * times) + 1, int(entries * above * times) + 1

    def _function(self, function: str, above: int, under: int) -> Degree:
        if function in _LIKE_PRODUCTS:
            return above + 1, under
        if function == "det":
            return self._side * above, self._side * under
        if function in ("tr", "sum", "diag", "diagvec", "vec", "tril", "triu"):
            return above, under
        self._coincidences += 2 * (above + under)
        return (STRUCTURE * self._side**2,) * 2
