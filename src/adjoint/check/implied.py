"""What an expression implies of its symbols: a root of x speaks of positive x."""

from collections.abc import Iterable

from adjoint.check.arrays import EXPONENT
from adjoint.expr.language import Apply, Call, ElementPower, Expr, Number, Power, Symbol, Transpose
from adjoint.expr.walk import postorder

_DOMAIN = {
    "sqrt": "positive", "log": "positive", "gammaln": "positive", "digamma": "positive", "trigamma": "positive",
    "asin": "inside", "acos": "inside",
}  # fmt: skip


def implied_facts(nodes: Iterable[Expr]) -> dict[str, frozenset[str]]:
    """Facts of symbols, by name, without which some node has no value."""
    found: dict[str, frozenset[str]] = {}

    def note(node: Expr, fact: str) -> None:
        while isinstance(node, Transpose):
            (node,) = node.children
        if isinstance(node, Symbol):
            found[node.name] = found.get(node.name, frozenset()) | {fact}

    for node in nodes:
        if isinstance(node, Apply) and node.function in _DOMAIN:
            note(node.children[0], _DOMAIN[node.function])
        elif isinstance(node, Call) and node.function in EXPONENT:
            for part in postorder(node.children[EXPONENT[node.function]]):
                note(part, "whole")
        elif isinstance(node, Power) and not node.is_scalar:
            for part in postorder(node.children[1]):
                note(part, "whole")
        elif isinstance(node, (Power, ElementPower)) and not _surely_whole(node.children[1]):
            note(node.children[0], "positive")
    return found


def _surely_whole(exponent: Expr) -> bool:
    return all(
        part.value.denominator == 1 if isinstance(part, Number) else "integer" in part.facts
        for part in postorder(exponent)
        if isinstance(part, (Number, Symbol))
    )
