"""From the tree that the reader makes of one side of a line to a phrase."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from adjoint.audit.said.phrase import SIZED, Phrase, is_number, name, neg, numeral, total, turn
from adjoint.audit.said.ranged import limit, masks, related, spelled_range
from adjoint.read.tree import sides, syntax

OWN = "·of"
"""The name of what is differentiated where a line writes only `∂/∂X` or `∇`."""
BY = "·by"
"""The name of the variable asked for, after a bare `∇`."""


def heard(node: syntax.Node) -> Phrase:
    """The phrase of a side."""
    rule = _RULES.get(type(node))
    return Phrase("unread") if rule is None else rule(node)


def _factors(node: syntax.Factors) -> Phrase:
    found = first = heard(node.first)
    for operator, factor in node.rest:
        right = heard(factor)
        if operator in ("*", "@"):
            before = found.parts if found.kind == "product" and found is not first else (found,)
            code = operator == "@" or (found is not first and found.text == "@")
            found = Phrase("product", (*before, right), "@" if code else "")
        elif operator == ".*":
            found = Phrase("hadamard", (*(found.parts if found.kind == "hadamard" else (found,)), right))
        elif operator == "×":
            before = found.parts if found.kind == "cross" and found is not first else (found,)
            found = Phrase("cross", (*before, right))
        else:
            kind = {"/": "over", "./": "quotient", "kron": "kron"}.get(operator)
            found = Phrase(kind, (found, right)) if kind else Phrase("unread", text=operator)
    return found


def _terms(node: syntax.Terms) -> Phrase:
    return total(tuple(heard(term) if sign == "+" else neg(heard(term)) for sign, term in node.terms))


def _raised(node: syntax.Raised) -> Phrase:
    base, exponent = heard(node.base), heard(node.exponent)
    if isinstance(node.exponent, syntax.Negation) and isinstance(node.exponent.operand, syntax.Numeral):
        exponent = numeral(-node.exponent.operand.value)
    if exponent == numeral(-1) and not node.entrywise:
        return Phrase("inv", (base,))
    return Phrase("epower" if node.entrywise else "power", (base, exponent))


def _applied(node: syntax.Applied) -> Phrase:
    parts = tuple(heard(argument) for argument in node.arguments)
    if node.function == syntax.CHANGE:
        return Phrase("d", parts)
    if node.function == "inv" and len(parts) == 1:
        return Phrase("inv", parts)
    if node.function == "transpose" and len(parts) == 1:
        return turn(parts[0])
    return Phrase("call", parts, node.function + "'" * node.primes)


def _derivative(node: sides.Derivative) -> Phrase:
    of = name(OWN) if node.of is None else heard(node.of)
    by = tuple(_variable(part) for part in node.by) or (name(BY),)
    if node.order > len(by):
        by = by * (node.order // len(by))
    return Phrase("rate", (of, *by), node.style, indices=node.at)


def _grid(node: sides.Grid) -> Phrase:
    cells = tuple(heard(cell) for row in node.rows for cell in row)
    width = len(node.rows[0]) if node.rows else 0
    if cells and all(is_number(cell, 1) for cell in cells) and 1 in (width, len(node.rows)):
        return name("1") if width == 1 else turn(name("1"))
    return Phrase("grid", cells, str(width))


def _total(node: sides.Total) -> Phrase:
    selected = masks(node) if node.indices else []
    if selected is None:
        return Phrase("unread", indices=(f"`{spelled_range(node)}` is a sum over a part of the indices",))
    inside = heard(related(node))
    operand = Phrase("product", (inside, *selected)) if selected else inside
    letters = tuple(dict.fromkeys(node.indices))
    return Phrase("total", (operand,), limit(node) if letters else "", indices=letters)


def _variable(node: syntax.Node) -> Phrase:
    found = heard(node)
    return found.parts[0] if found.kind == "turn" else found


_RULES: dict[type[syntax.Node], Callable[[Any], Phrase]] = {
    syntax.Numeral: lambda node: numeral(Fraction(node.value)),
    syntax.Name: lambda node: name(node.name),
    syntax.Negation: lambda node: neg(heard(node.operand)),
    syntax.Terms: _terms,
    syntax.Frobenius: lambda node: Phrase("colon", tuple(heard(factor) for factor in node.factors)),
    syntax.Factors: _factors,
    syntax.Transposed: lambda node: Phrase("turn", (heard(node.operand),)),
    syntax.Raised: _raised,
    syntax.Applied: _applied,
    syntax.Norm: lambda node: Phrase("bars", (heard(node.operand),), node.subscript),
    syntax.Rate: lambda node: Phrase("rate", (name(node.of), *map(name, node.by)), "rate"),
    sides.Derivative: _derivative,
    sides.Held: lambda node: Phrase("d", heard(node.operand).parts, indices=node.names),
    sides.Entry: lambda node: Phrase("entry", (heard(node.operand),), indices=node.indices),
    sides.Total: _total,
    sides.KroneckerDelta: lambda node: Phrase("delta", indices=(node.left, node.right)),
    sides.Bold: lambda node: name("1"),
    sides.Sized: lambda node: Phrase("call", tuple(map(heard, node.sizes)), node.kind, indices=(SIZED,)),
    sides.Grid: lambda node: _grid(node),
    sides.Unread: lambda node: Phrase("unread", text=node.source, indices=(node.why,)),
}
