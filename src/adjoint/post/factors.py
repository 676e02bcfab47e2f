"""Names before brackets that are factors: `W(y - X*b)` in a post in which W is a matrix."""

from collections.abc import Collection, Sequence

from adjoint.post.reading import Told
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.tree.sides import Grid, replaced, walk
from adjoint.read.tree.syntax import Applied, Factors, Name, Node, Raised, Terms, Transposed


def factors(parts: Sequence[Told], declared: Collection[str]) -> frozenset[str]:
    """The names applied to sums and products only that are `declared` arrays or numbers, or stand in products too."""
    sides = [side for part in parts for chain in part.chains for side in chain.sides]
    alone = [formula.alone for part in parts for formula in part.formulas if formula.alone is not None]
    nodes = [node for side in (*sides, *alone) for node in walk(side)]
    calls = [node for node in nodes if isinstance(node, Applied) and node.function not in BUILTINS]
    compound = {node.function for node in calls if _is_compound(node)}
    functions = {node.function for node in calls if not _is_compound(node)}
    multiplied = {one.name for node in nodes if isinstance(node, Factors) for one in _parts(node)}
    return frozenset((compound - functions) & (multiplied | set(declared)))


def multiplied(node: Node, names: Collection[str]) -> Node:
    """The node with products in place of such applications; a power belongs to the brackets."""

    def change(one: Node) -> Node | None:
        inner = one.operand if isinstance(one, Transposed) else one.base if isinstance(one, Raised) else one
        if not isinstance(inner, Applied) or inner.function not in names:
            return None
        factor: Node = multiplied(inner.arguments[0], names)
        if isinstance(one, Transposed):
            factor = Transposed(one.start, one.end, factor)
        if isinstance(one, Raised):
            factor = Raised(one.start, one.end, factor, one.exponent, one.entrywise)
        return Factors(one.start, one.end, Name(inner.start, inner.start, inner.function), (("*", factor),))

    return replaced(node, change)


def _is_compound(node: Applied) -> bool:
    inside = node.arguments[0].rows[0] if isinstance(node.arguments[0], Grid) else node.arguments
    return len(inside) == 1 and not node.primes and isinstance(inside[0], (Terms, Factors))


def _parts(node: Factors) -> list[Name]:
    bare = [one.operand if isinstance(one, Transposed) else one for one in (node.first, *(o for _, o in node.rest))]
    return [one for one in bare if isinstance(one, Name)]
