"""Which values need no more than the four operations: where two of them differ in the field, they differ."""

from collections.abc import Iterable, Mapping

from adjoint.check.order import below_first, parts
from adjoint.expr.language import Apply, Call, Constant, ElementPower, Expr, Number, Opaque, Partial, Power, Symbol

_CALLS = frozenset(
    "tr det sum diag diagvec vec vech tril triu unvec kronleft kronright hcat vcat pinv sylv lyap dlyap".split()
)


class FourOperations:
    """Knows it of the nodes that it was asked about, and of all below them, through the definitions."""

    def __init__(self, definitions: Mapping[Symbol, Expr]) -> None:
        self._definitions = definitions
        self._memo: dict[Expr, bool] = {}

    def suffice(self, nodes: Iterable[Expr]) -> bool:
        """Whether no root, sign or other function stands in or below the nodes."""
        roots = list(nodes)
        for node in below_first(roots, self._definitions, self._memo):
            self._memo[node] = _plain(node) and all(self._memo[part] for part in parts(node, self._definitions))
        return all(self._memo[node] for node in roots)


def _plain(node: Expr) -> bool:
    if isinstance(node, (Apply, Constant, Opaque, Partial)):
        return False
    if isinstance(node, Call):
        return node.function in _CALLS
    if isinstance(node, (Power, ElementPower)):
        exponent = node.children[1]
        return isinstance(exponent, Number) and exponent.value.denominator == 1
    return True
