"""The ledger: what must hold for the laws that were used, each condition once, without what others say already."""

import re
from collections.abc import Iterable

from adjoint.expr.infer import facts
from adjoint.expr.language import Apply, Call, Expr, Number, Power, Product
from adjoint.expr.walk import postorder
from adjoint.expr.build import transpose
from adjoint.rewrite.apply import Step

_PLACE = re.compile(r"(entries of )?\{(\w+)\}")
_NORMS = frozenset({"norm2", "normF"})
_MAY_BE_ZERO = frozenset({"norm1", "norm2", "normF", "sqrt"})
_OF_NUMBERS = ("not zero", "positive", "positive whole number")
_IMPLIED_BY = {
    "invertible": "invertible",
    "positive": "positive",
    "not zero": "positive",
    "positive definite": "posdef",
    "without eigenvalues on the negative real axis": "posdef",
}
"""The words of a condition, and the fact that makes it superfluous."""


def condition(step: Step) -> str | None:
    """What the law of a step requires here, unless that is known."""
    required = step.law.requires
    if not required:
        return None
    bound = {symbol.name: node for symbol, node in step.bindings.nodes.items()}
    if all(_is_known(bound[found[1]], required) for found in _PLACE.findall(required)):
        return None
    return _PLACE.sub(lambda found: _quoted(bound[found[2]], found[1] or "", required), required)


def _is_known(node: Expr, required: str) -> bool:
    """Whether what a law requires of a node follows from what is known of it; norms and roots may be zero."""
    if isinstance(node, Number) and required.endswith(_OF_NUMBERS):
        return node.value > 0
    if any(isinstance(part, (Apply, Call)) and part.function in _MAY_BE_ZERO for part in postorder(node)):
        return False
    return any(required.endswith(f"}} {words}") and fact in facts(node) for words, fact in _IMPLIED_BY.items())


def _quoted(node: Expr, entries: str, required: str) -> str:
    inner = _without_norm(node) if required.endswith("} not zero") else node
    return f"`{inner}`" if node.is_scalar else f"{entries}`{inner}`"


def _without_norm(node: Expr) -> Expr:
    """The array that is zero where a norm of it is, or its square, is."""
    if isinstance(node, Power) and isinstance(node.children[1], Number):
        return _without_norm(node.children[0])
    if isinstance(node, Call) and node.function in _NORMS:
        return node.children[0]
    if isinstance(node, Product) and not node.split and len(node.chain) == 2 and node.is_scalar:
        left, right = node.chain
        return right if left is transpose(right) else node
    return node


def ledger(conditions: Iterable[str]) -> tuple[str, ...]:
    """The conditions without those that others imply."""
    given = list(conditions)
    implied = {weak for strong in given for weak in _implied(strong)}
    return tuple(one for one in given if one not in implied)


def _implied(strong: str) -> list[str]:
    """Conditions that one makes superfluous."""
    found = []
    if strong.endswith("positive"):
        found.append(f"{strong.removesuffix('positive')}not zero")
    if (inside := re.fullmatch(r"`det\((.*)\)` (?:positive|not zero)", strong)) is not None:
        found.append(f"`{inside[1]}` invertible")
    if (columns := re.fullmatch(r"columns of `(\w+)` independent", strong)) is not None:
        found.append(f"`{columns[1]}'*{columns[1]}` invertible")
    return found
