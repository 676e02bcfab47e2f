"""One law at one place gives one step."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from adjoint.expr.build import (
    add, apply, call, commutation, hadamard, identity, multiply, number, ones, opaque, partial_of, product, size_number,
    zeros,
)  # fmt: skip
from adjoint.expr.halves import HALVINGS
from adjoint.expr.language import (
    UNIT, Apply, Call, Commutation, Expr, Hadamard, Halving, Identity, Ones, Opaque, Partial, Product, SizeNumber, Sum,
    Symbol, Zero,
)  # fmt: skip
from adjoint.expr.rebuild import rebuild
from adjoint.expr.signature import renamed
from adjoint.rewrite.glance import could
from adjoint.rewrite.law import Law
from adjoint.rewrite.match import Bindings, Matcher


class Step(Struct, frozen=True):
    """`before` became `after` by `law`, its variables bound as in `bindings`."""

    before: Expr
    after: Expr
    law: Law
    bindings: Bindings


def apply_law(law: Law, node: Expr, matcher: Matcher) -> Step | None:
    """The first way to use the law on the whole node."""
    return _first(law, node, matcher.matches(law.left, node, Bindings())) if could(law.left, node) else None


def _first(law: Law, node: Expr, found: Iterator[Bindings]) -> Step | None:
    """The step of the first bindings that the law's guards admit."""
    for bound in found:
        named = {symbol.name: node for symbol, node in bound.nodes.items()} if law.guards else {}
        if all(guard(named) for guard in law.guards):
            return Step(node, instantiate(law.right, bound), law, bound)
    return None


def apply_within(law: Law, node: Expr, matcher: Matcher) -> Step | None:
    """The first way to use the law on neighbours of a product, or on some terms of a sum or Hadamard product."""
    whole = apply_law(law, node, matcher)
    if whole is not None or type(node) is not type(law.left) or not _has_parts(law.left, node):
        return whole
    for found, place in _parts(law.left, node, matcher):
        step = _first(law, node, found)
        if step is not None:
            return Step(node, _put_back(node, step.after, place), law, step.bindings)
    return None


def _has_parts(pattern: Expr, node: Expr) -> bool:
    """Whether a part of the node that is not the whole may have as many children as the pattern."""
    return len(node.children) > len(pattern.children) or (isinstance(node, Product) and node.coefficient is not UNIT)


def _parts(pattern: Expr, node: Expr, matcher: Matcher) -> Iterator[tuple[Iterator[Bindings], tuple[int, ...]]]:
    """The matches with parts of a node that are not the whole, and the places of the parts among the children."""
    children = node.children
    if isinstance(pattern, Product) and isinstance(node, Product):
        if not pattern.split:
            for start, end in _windows(pattern.chain, node.chain) if pattern.coefficient is UNIT else ():
                if end - start < len(children) or node.coefficient is not UNIT:
                    found = matcher.runs(pattern.chain, node.chain[start:end])
                    yield found, tuple(range(node.split + start, node.split + end))
        elif not pattern.chain:
            for i, j in _pairs(pattern, children[: node.split]):
                yield matcher.matches(pattern, product(UNIT, (children[i], children[j]), ()), Bindings()), (i, j)
        elif pattern.split == 1 and not isinstance(pattern.children[0], Symbol):
            yield from _scaled_parts(pattern, node, matcher)
    elif isinstance(node, (Sum, Hadamard)):
        for i, j in _pairs(pattern, children):
            yield matcher.matches(pattern, _join(node, (children[i], children[j])), Bindings()), (i, j)


def _scaled_parts(
    pattern: Product, node: Product, matcher: Matcher
) -> Iterator[tuple[Iterator[Bindings], tuple[int, ...]]]:
    """The matches with one of the scalars in front of a product and neighbours of its chain."""
    for i, scalar in enumerate(node.scalars):
        for start, end in _windows(pattern.chain, node.chain) if _could(pattern.scalars, (scalar,)) else ():
            part = product(UNIT, (scalar,), node.chain[start:end])
            yield matcher.matches(pattern, part, Bindings()), (i, *range(node.split + start, node.split + end))


def _pairs(pattern: Expr, nodes: tuple[Expr, ...]) -> Iterator[tuple[int, int]]:
    """The places of two terms or factors that could be those of the pattern."""
    for i, j in combinations(range(len(nodes)), 2):
        if _could_either(pattern.children, (nodes[i], nodes[j])):
            yield i, j


def _windows(patterns: Sequence[Expr], links: Sequence[Expr]) -> Iterator[tuple[int, int]]:
    """Where neighbours start and end that could be the patterns, short runs first.

    A variable takes as many as a product inside one of the others holds: `A*B*inv(A*B)`.
    """
    least = most = len(patterns)
    if len(links) > least:
        kinds = {type(pattern) for pattern in patterns if not isinstance(pattern, Symbol)}
        most += max((_held(link) - 1 for link in links if type(link) in kinds), default=0)
    for length in range(least, most + 1):
        looks = _could if length == least else _could_end
        for start in range(len(links) - length + 1):
            if looks(patterns, links[start : start + length]):
                yield start, start + length


def _held(node: Expr) -> int:
    """How many factors the product has that stands in a node alone, perhaps deeper: two in `inv(A*B)'`."""
    while len(node.children) == 1:
        (node,) = node.children
    return len(node.chain) if isinstance(node, Product) and node.chain else 1


def _could(patterns: Sequence[Expr], nodes: Sequence[Expr]) -> bool:
    """Whether the patterns could be the nodes one by one, as a quick look before matching."""
    if patterns[0] is patterns[-1] and nodes[0] is not nodes[-1]:
        return False
    return all(_alike(p, n) and could(p, n) for p, n in zip(patterns, nodes, strict=True))


def _could_end(patterns: Sequence[Expr], nodes: Sequence[Expr]) -> bool:
    """Whether the patterns could be the nodes, some variables standing for several."""
    return _alike(patterns[0], nodes[0]) and _alike(patterns[-1], nodes[-1])


def _alike(pattern: Expr, node: Expr) -> bool:
    return isinstance(pattern, Symbol) or type(pattern) is type(node)


def _could_either(patterns: Sequence[Expr], nodes: tuple[Expr, Expr]) -> bool:
    if patterns[0] is patterns[-1]:
        return nodes[0] is nodes[1]
    return _could(patterns, nodes) or _could(patterns, nodes[::-1])


def _join(node: Sum | Hadamard, parts: Sequence[Expr]) -> Expr:
    return add(*parts) if isinstance(node, Sum) else hadamard(*parts)


def _put_back(node: Expr, part: Expr, taken: tuple[int, ...]) -> Expr:
    """The node with the children at `taken` replaced by one part."""
    if isinstance(node, (Sum, Hadamard)):
        return _join(node, [part, *(c for i, c in enumerate(node.children) if i not in taken)])
    assert isinstance(node, Product)
    front = number(node.coefficient)
    scalars = [s for i, s in enumerate(node.scalars) if i not in taken]
    inner = [i for i in taken if i >= node.split]
    if not inner:
        return multiply(front, part, *scalars, *([multiply(*node.chain)] if node.chain else []))
    before, after = node.children[node.split : inner[0]], node.children[inner[-1] + 1 :]
    return multiply(front, *scalars, multiply(*before, part, *after))


def instantiate(side: Expr, bound: Bindings) -> Expr:
    """A side of a law with everything that the bindings say put in."""
    if isinstance(side, Symbol):
        return bound.nodes[side]
    if not side.children:
        return _sized(side, bound)
    children = tuple(instantiate(child, bound) for child in side.children)
    if isinstance(side, Apply) and side.function in bound.functions:
        function, order = bound.functions[side.function]
        return apply(function, children[0], order + side.order)
    if isinstance(side, Call):
        return call(side.function, *children, shape=renamed(side.shape, bound.sizes))
    if isinstance(side, (Opaque, Partial)):
        function, _ = bound.functions[side.function]
        shape = renamed(side.shape, bound.sizes)
        if isinstance(side, Opaque):
            return opaque(function, shape, *children)
        return partial_of(function, shape, side.positions, *children)
    return rebuild(side, children)


def _sized(leaf: Expr, bound: Bindings) -> Expr:
    rows, cols = (size.replace(bound.sizes) for size in leaf.shape)
    if isinstance(leaf, Commutation):
        return commutation(leaf.rows.replace(bound.sizes), leaf.cols.replace(bound.sizes))
    if isinstance(leaf, Halving):
        return HALVINGS[leaf.name](leaf.size.replace(bound.sizes))
    if isinstance(leaf, Identity):
        return identity(rows)
    if isinstance(leaf, Zero):
        return zeros((rows, cols))
    if isinstance(leaf, Ones):
        return ones((rows, cols))
    return size_number(leaf.size.replace(bound.sizes)) if isinstance(leaf, SizeNumber) else leaf
