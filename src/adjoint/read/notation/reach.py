"""How far a sum reaches that has no brackets: `\\sum_i a_i + b_i` goes on over every term that speaks of its index."""

from collections.abc import Iterator

from msgspec.structs import replace

from adjoint.read.tree.sides import Entry, KroneckerDelta, Total, below
from adjoint.read.tree.syntax import Factors, Name, Node, Terms


def reaching(side: Node, other: Node | None, signed: bool = False) -> Node:
    """The side with every sum taken as far as its index is used, each term in a sum of its own.

    An index of the `other` side is not the sum's. `signed` says that a term keeps its sign after a sum with a minus.
    """
    taken = frozenset() if other is None else frozenset(free(other))
    return replace(side, terms=tuple(_reached(side, taken, signed))) if isinstance(side, Terms) else side


def _reached(side: Terms, taken: frozenset[str], signed: bool) -> Iterator[tuple[str, Node]]:
    sign, last = side.terms[0]
    yield sign, last
    for mark, term in side.terms[1:]:
        summed = _summed(last, term, taken)
        if summed is None:
            sign, last = mark, term
            yield mark, term
        else:
            yield (mark if signed else "+" if sign == mark else "-"), summed


def _summed(node: Node, term: Node, taken: frozenset[str]) -> Node | None:
    """A term under the sum, with its factors, in which the term before it ends, if it speaks of the index."""
    if isinstance(node, Factors) and node.rest[-1][0] == "*":
        inner = _summed(node.rest[-1][1], term, taken)
        return None if inner is None else replace(node, end=inner.end, rest=(*node.rest[:-1], ("*", inner)))
    if not isinstance(node, Total):
        return None
    inner = _summed(node.operand, term, taken)
    spoken = set(free(term if inner is None else inner)) & set(node.indices) - taken
    if inner is None and not spoken:
        return None
    within = term if inner is None else inner
    return replace(node, end=term.end, operand=within) if spoken else within


def free(node: Node) -> Iterator[str]:
    """The indices that a side speaks of, outside the sums over them."""
    if isinstance(node, Entry):
        yield from node.indices
    elif isinstance(node, KroneckerDelta):
        yield from (node.left, node.right)
    elif isinstance(node, Name) and "_" in node.name:
        yield node.name.rpartition("_")[2]
    bound = (*node.indices, *node.lower[1:2]) if isinstance(node, Total) else ()
    for part in below(node):
        yield from (index for index in free(part) if index not in bound)
