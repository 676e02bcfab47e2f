"""How far a sum reaches that has no brackets: `\\sum_i a_i + b_i` goes on over every term that speaks of its index."""

from collections.abc import Iterator

from msgspec.structs import replace

from adjoint.read.tree.sides import Entry, KroneckerDelta, Total, below
from adjoint.read.tree.syntax import Factors, Name, Negation, Node, Terms


def reaching(side: Node, other: Node | None) -> Node:
    """The side with every sum taken as far as its index is used; an index of the `other` side is not its own."""
    taken = frozenset() if other is None else frozenset(free(other))
    return _reached(side, taken) if isinstance(side, Terms) else side


def _reached(side: Terms, taken: frozenset[str]) -> Node:
    kept: list[tuple[str, Node]] = []
    for sign, term in side.terms:
        wider = _wider(kept[-1][1], (sign, term), taken) if kept else None
        if wider is None:
            kept.append((sign, term))
        else:
            kept[-1] = (kept[-1][0], wider)
    if len(kept) > 1:
        return replace(side, terms=tuple(kept))
    sign, node = kept[0]
    return node if sign == "+" else Negation(side.start, side.end, node)


def _wider(node: Node, term: tuple[str, Node], taken: frozenset[str]) -> Node | None:
    """A term that ends in a sum over an index that the next term speaks of, with that term in the sum."""
    if isinstance(node, Factors) and node.rest[-1][0] == "*":
        inner = _wider(node.rest[-1][1], term, taken)
        return None if inner is None else replace(node, end=inner.end, rest=(*node.rest[:-1], ("*", inner)))
    if not isinstance(node, Total):
        return None
    inner = _wider(node.operand, term, taken)
    if inner is not None:
        return replace(node, end=inner.end, operand=inner)
    if taken.intersection(node.indices) or not set(node.indices) & set(free(term[1])):
        return None
    before = node.operand.terms if isinstance(node.operand, Terms) else (("+", node.operand),)
    whole = Terms(node.operand.start, term[1].end, (*before, term))
    return replace(node, end=term[1].end, operand=whole)


def free(node: Node) -> Iterator[str]:
    """The indices that a side speaks of, outside the sums over them."""
    if isinstance(node, Entry):
        yield from node.indices
    elif isinstance(node, KroneckerDelta):
        yield from (node.left, node.right)
    elif isinstance(node, Name) and "_" in node.name:
        yield node.name.rpartition("_")[2]
    bound = node.indices if isinstance(node, Total) else ()
    for part in below(node):
        yield from (index for index in free(part) if index not in bound)
