"""The ledger: what must hold for the laws that were used, each condition once, without what others say already."""

import re
from collections.abc import Iterable

from adjoint.derive.signs import entries_vanishing, never_negative, positive, vanishing
from adjoint.expr.build import transpose
from adjoint.expr.infer import facts
from adjoint.expr.language import Apply, Call, Expr, Number, Transpose
from adjoint.expr.walk import postorder
from adjoint.rewrite.apply import Step

_PLACE = re.compile(r"(entries of )?\{(\w+)\}")
_MAY_BE_ZERO = frozenset({"norm1", "norm2", "normF", "sqrt"})
_INSIDE = frozenset({"tanh", "erf"})
_OF_SIGNS = ("} not zero", "} positive")
_OF_NUMBERS = (*_OF_SIGNS, "positive whole number")
_IMPLIED_BY = {
    "} invertible": "invertible",
    "} and {": "invertible",
    "} of constant rank": "invertible",
    "} positive definite": "posdef",
    "} without eigenvalues on the negative real axis": "posdef",
    "without a common eigenvalue": "posdef",
    "with sum zero": "posdef",
}
"""Words of a condition, and the fact of what it is about that makes it superfluous."""


def condition(step: Step) -> str | None:
    """What the law of a step requires here, unless that is known."""
    required = step.law.requires
    if not required:
        return None
    bound = {symbol.name: node for symbol, node in step.bindings.nodes.items()}
    if all(_is_known(bound[found[1]], required) for found in _PLACE.findall(required)):
        return None
    if required == "{X} and {Y} invertible" and bound["X"] is transpose(bound["Y"]):
        return f"`{next(node for node in bound.values() if not isinstance(node, Transpose))}` invertible"
    found = _PLACE.fullmatch(required.rpartition("}")[0] + "}")
    if found is None:
        return _PLACE.sub(lambda place: _quoted(bound[place[2]], place[1] or ""), required)
    node, words = _said(bound[found[2]], found[1] or "", required)
    return _quoted(node, found[1] or "" if bound[found[2]].shape == node.shape else "") + words


def _quoted(node: Expr, entries: str) -> str:
    return f"`{node}`" if node.is_scalar else f"{entries}`{node}`"


def _is_known(node: Expr, required: str) -> bool:
    """Whether what a law requires of a node follows from what is known of it; norms and roots may be zero."""
    if isinstance(node, Number) and required.endswith(_OF_NUMBERS):
        return node.value > 0
    if required.endswith(_OF_SIGNS) and positive(node):
        return True
    if required.endswith("between -1 and 1"):
        return isinstance(node, Apply) and node.function in _INSIDE
    if any(isinstance(part, (Apply, Call)) and part.function in _MAY_BE_ZERO for part in postorder(node)):
        return False
    return any(words in required and fact in facts(node) for words, fact in _IMPLIED_BY.items())


def _said(node: Expr, entries: str, required: str) -> tuple[Expr, str]:
    """What is required to be something, and what: of `x'*x` to be positive, that `x` is not zero."""
    words = required.rpartition("}")[2]
    if not required.endswith(_OF_SIGNS):
        return node, words
    inner = entries_vanishing(node) if entries and not node.is_scalar else vanishing(node)
    return (inner, " not zero") if never_negative(node) else (inner if words == " not zero" else node, words)


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
    if strong.startswith("entries of "):
        found.append(f"{strong.removeprefix('entries of ').removesuffix('positive').removesuffix('not zero')}not zero")
    if (inside := re.fullmatch(r"`det\((.*)\)` (?:positive|not zero)", strong)) is not None:
        found.append(f"`{inside[1]}` invertible")
    if (columns := re.fullmatch(r"columns of `(\w+)` independent", strong)) is not None:
        found.append(f"`{columns[1]}'*{columns[1]}` invertible")
    if (pair := re.fullmatch(r"`(.*)` and `(.*)` invertible", strong)) is not None:
        found.append(f"`{pair[1]}*{pair[2]}` invertible")
    if (square := re.fullmatch(r"`(\w+)` invertible", strong)) is not None:
        grams = f"{square[1]}'*{square[1]}", f"{square[1]}*{square[1]}'"
        found += [said for gram in grams for said in (f"`{gram}` invertible", f"`det({gram})` positive")]
    return found
