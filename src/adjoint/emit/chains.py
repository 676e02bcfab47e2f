"""In which order to multiply a chain of matrices.

The cheapest by the usual table over all splits, with every size that has only a name taken as
equally large: vectors are then met before matrices, and products are read from the left on a tie.
"""

from collections.abc import Generator, Sequence

from adjoint.emit.links import Link, array, join
from adjoint.emit.plan import Making, Plan
from adjoint.emit.spread import is_ones
from adjoint.expr.build import element_power, number, transpose
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import Call, Expr, Identity, Inverse, Product, Transpose
from adjoint.expr.sizes import ONE, Size

_NOMINAL = 100
_LONG = 24

Finding = Generator[Expr, int, list[Link]]
Splits = dict[tuple[int, int], int]


def chain_value(plan: Plan, chain: Sequence[Expr]) -> Making:
    """The step of a product of matrices."""
    links: list[Link] = []
    for factor in chain:
        links += yield from _links(plan, factor)
    if not links:
        return plan.put("eye", sizes=(chain[0].shape[0],))
    while len(links) > _LONG:
        window = slice(0, _LONG) if links[0].rows == ONE else slice(len(links) - _LONG, len(links))
        links[window] = [_multiplied(plan, links[window])]
    return array(plan, _multiplied(plan, links))


def _links(plan: Plan, factor: Expr) -> Finding:
    rows, cols = factor.shape
    if isinstance(factor, Identity):
        return []
    if is_ones(factor):
        if ONE in factor.shape:
            return [Link("ones", -1, rows, cols)]
        return [Link("ones", -1, rows, ONE), Link("ones", -1, ONE, cols)]
    alone = plan.uses[factor] <= 1
    if isinstance(factor, Transpose):
        inner = factor.children[0]
        alone = alone and plan.uses[inner] <= 1
        if isinstance(inner, Inverse):
            return (yield from _inverse(plan, factor, transpose(inner.children[0]), alone))
        if isinstance(inner, Product) and alone:
            return (yield from _turned(plan, inner))
    if isinstance(factor, Inverse):
        return (yield from _inverse(plan, factor, factor.children[0], alone))
    if isinstance(factor, Call) and factor.function == "diag":
        return [Link("diag", (yield factor.children[0]), rows, cols)]
    return [Link("array", (yield factor), rows, cols)]


def _inverse(plan: Plan, factor: Expr, base: Expr, alone: bool) -> Finding:
    rows, cols = factor.shape
    if is_diag(base):
        return [Link("diag", (yield element_power(base.children[0], number(-1))), rows, cols)]
    if alone:
        return [Link("inverse", (yield base), rows, cols, is_symmetric(base))]
    return [Link("array", (yield factor), rows, cols)]


def is_diag(node: Expr) -> bool:
    """Whether the node is `diag` of a vector."""
    return isinstance(node, Call) and node.function == "diag"


def _turned(plan: Plan, inner: Product) -> Finding:
    links: list[Link] = []
    for factor in reversed(inner.chain):
        links += yield from _links(plan, transpose(factor))
    return links


def _multiplied(plan: Plan, links: Sequence[Link]) -> Link:
    splits = _splits(links)

    def part(first: int, last: int) -> Link:
        if first == last:
            return links[first]
        split = splits[first, last]
        return join(plan, part(first, split), part(split + 1, last))

    return part(0, len(links) - 1)


def _splits(links: Sequence[Link]) -> Splits:
    """For each stretch of two or more links, the last link of its left part."""
    cost = {(i, i): 0 for i in range(len(links))}
    splits: Splits = {}
    for length in range(1, len(links)):
        for first in range(len(links) - length):
            last = first + length
            choices = [
                (cost[first, k] + cost[k + 1, last] + _price(links, first, k, last), -k) for k in range(first, last)
            ]
            cost[first, last], split = min(choices)
            splits[first, last] = -split
    return splits


def _price(links: Sequence[Link], first: int, split: int, last: int) -> int:
    """What the product of two stretches costs, with what must be inverted for it."""
    rows, inner, cols = (_nominal(size) for size in (links[first].rows, links[split].cols, links[last].cols))
    left = links[first].kind if first == split else "array"
    right = links[last].kind if split + 1 == last else "array"
    if "diag" in (left, right):
        return rows * cols + (inner**3 if "inverse" in (left, right) else 0)
    return rows * inner * cols + (inner**3 if left == right == "inverse" else 0)


def _nominal(size: Size) -> int:
    return max(size.value(dict.fromkeys(size.names, _NOMINAL)), 1)
