"""Matching of a law's side against an expression, modulo association and the order of sums.

A pattern variable stands for one or more neighbours of a product, and for one or more terms of a
sum or factors of a Hadamard product. Ways to match come in a fixed order, long first factors first.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field

from adjoint.expr.build import add, chained, hadamard, multiply, number, product, transpose, without_coefficient
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.infer import facts, is_symmetric
from adjoint.expr.language import (
    UNIT, Apply, Call, Commutation, Expr, Hadamard, Halving, Number, Opaque, Partial, Product, Sum, Symbol, Transpose,
)  # fmt: skip
from adjoint.expr.sizes import ONE, Shape, Size

JUDGED_HERE = frozenset({"constant"})


class Bindings(Struct, frozen=True):
    """What the pattern variables, sizes and unknown functions of a law stand for."""

    nodes: dict[Symbol, Expr] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    functions: dict[str, tuple[str, int]] = field(default_factory=dict)


class Matcher(Struct, frozen=True):
    """Matching within one derivation, where `constant` tells what does not depend on the variables."""

    constant: Callable[[Expr], bool]

    def matches(self, pattern: Expr, node: Expr, bound: Bindings) -> Iterator[Bindings]:
        """Every way in which the pattern equals the node."""
        if isinstance(pattern, Symbol):
            yield from self._variable(pattern, node, bound)
        elif isinstance(pattern, Product):
            yield from self._product(pattern, node, bound)
        elif isinstance(pattern, Transpose) and pattern.children[0] in bound.nodes:
            known = bound.nodes[pattern.children[0]]
            if node is transpose(known) or (node is known and is_symmetric(known)):
                yield bound
        elif type(pattern) is not type(node):
            return
        elif isinstance(pattern, (Sum, Hadamard)):
            yield from self._gathered(pattern, node, bound)
        elif len(pattern.children) == len(node.children):
            named = _same_head(pattern, node, bound)
            if named is not None:
                yield from self.all(pattern.children, node.children, named)

    def all(self, patterns: Sequence[Expr], nodes: Sequence[Expr], bound: Bindings) -> Iterator[Bindings]:
        """Every way in which all patterns equal their nodes at once."""
        if not patterns:
            yield bound
            return
        if len(patterns) > 1 and _waits(patterns[0], bound):
            patterns, nodes = (*patterns[1:], patterns[0]), (*nodes[1:], nodes[0])
        for found in self.matches(patterns[0], nodes[0], bound):
            yield from self.all(patterns[1:], nodes[1:], found)

    def _variable(self, variable: Symbol, node: Expr, bound: Bindings) -> Iterator[Bindings]:
        known = bound.nodes.get(variable)
        if known is not None:
            if known is node:
                yield bound
            return
        sizes = match_shape(variable.shape, node.shape, bound.sizes)
        if sizes is not None and self._admits(variable, node):
            yield Bindings({**bound.nodes, variable: node}, sizes, bound.functions)

    def _admits(self, variable: Symbol, node: Expr) -> bool:
        if "constant" in variable.facts and not self.constant(node):
            return False
        demanded = variable.facts - JUDGED_HERE
        return not demanded or demanded <= facts(node)

    def _product(self, pattern: Product, node: Expr, bound: Bindings) -> Iterator[Bindings]:
        if not isinstance(node, Product):
            return
        if pattern.split and pattern.coefficient is not UNIT:
            if node.coefficient == pattern.coefficient:
                yield from self.matches(without_coefficient(pattern), without_coefficient(node), bound)
        elif pattern.split:
            front, rest = pattern.children[0], product(UNIT, pattern.scalars[1:], pattern.chain)
            for taken, left in self._divisions(front, rest, node):
                for found in self.matches(front, taken, bound):
                    yield from self.matches(rest, left, found)
        elif node.coefficient == pattern.coefficient and not node.split:
            yield from self._runs(pattern.chain, node.chain, bound)

    def runs(self, patterns: Sequence[Expr], nodes: Sequence[Expr]) -> Iterator[Bindings]:
        """Every way in which the factors of a product, each for one or more neighbours, equal the nodes."""
        return self._runs(patterns, nodes, Bindings())

    def _divisions(self, front: Expr, rest: Expr, node: Product) -> Iterator[tuple[Expr, Expr]]:
        """The ways to part a product into what stands in front and the rest."""
        if isinstance(front, Symbol) and "constant" in front.facts:
            mine = [s for s in node.scalars if self._admits(front, s)]
            others = [s for s in node.scalars if s not in mine]
            if (mine or node.coefficient != 1) and (others or node.chain):
                yield multiply(number(node.coefficient), *mine), product(UNIT, others, node.chain)
        elif node.chain:
            if node.split or node.coefficient != 1:
                yield product(node.coefficient, node.scalars, ()), chained(node.chain)
        elif len(node.scalars) > 1 or node.coefficient != 1:
            for i, scalar in enumerate(node.scalars):
                left = product(node.coefficient, node.scalars[:i] + node.scalars[i + 1 :], ())
                yield (scalar, left) if isinstance(rest, Symbol) else (left, scalar)

    def _runs(self, patterns: Sequence[Expr], nodes: Sequence[Expr], bound: Bindings) -> Iterator[Bindings]:
        """Every way to cut the factors into consecutive runs, one for each pattern."""
        if not patterns:
            if not nodes:
                yield bound
            return
        first, rest = patterns[0], patterns[1:]
        for length in _lengths(patterns, len(nodes), bound):
            for found in self.matches(first, multiply(*nodes[:length]), bound):
                yield from self._runs(rest, nodes[length:], found)

    def _gathered(self, pattern: Expr, node: Expr, bound: Bindings) -> Iterator[Bindings]:
        """Two patterns against the terms of a sum or the factors of a Hadamard product."""
        join = add if isinstance(pattern, Sum) else hadamard
        first, second = pattern.children
        parts = node.children
        chosen = [p for p in parts if self._admits(first, p)] if isinstance(first, Symbol) and first.facts else []
        if chosen and len(chosen) < len(parts):
            others = [p for p in parts if p not in chosen]
            yield from self.all((first, second), (join(*chosen), join(*others)), bound)
            return
        for i, part in enumerate(parts):
            yield from self.all((first, second), (part, join(*parts[:i], *parts[i + 1 :])), bound)


def _lengths(patterns: Sequence[Expr], count: int, bound: Bindings) -> Sequence[int]:
    """How many of `count` factors the first pattern may stand for, the most first."""
    first, others = patterns[0], len(patterns) - 1
    if not isinstance(first, Symbol):
        most, least = min(count - others, 1), 1
    elif first in bound.nodes:
        known = bound.nodes[first]
        most = least = len(known.chain) if isinstance(known, Product) and known.chain else 1
    else:
        again = patterns.count(first)
        most, least = (count - others + again - 1) // again, 1
    if not others:
        least = max(least, count)
    return range(most, least - 1, -1) if most <= count - others else ()


def _waits(pattern: Expr, bound: Bindings) -> bool:
    """Whether the size of a variable or an identity is made of sizes that other patterns bind."""
    if pattern.children:
        return False
    return any(size.name is None and not size.names <= bound.sizes.keys() for size in pattern.shape)


def match_shape(pattern: Shape, shape: Shape, sizes: dict[str, Size]) -> dict[str, Size] | None:
    """The sizes with those that the pattern's shape binds, or None where it does not fit."""
    for wanted, given in zip(pattern, shape, strict=True):
        name = wanted.name
        if wanted == ONE:
            if given != ONE:
                return None
        elif name is None:
            found = _divided(wanted, given, sizes)
            if found is None:
                return None
            sizes = found
        elif name not in sizes:
            sizes = {**sizes, name: given}
        elif sizes[name] != given:
            return None
    return sizes


def _divided(wanted: Size, given: Size, sizes: dict[str, Size]) -> dict[str, Size] | None:
    """The sizes with the one name in a product that is not bound yet, or None where the product does not fit."""
    open_names = [name for name in sorted(wanted.names) if name not in sizes]
    if not open_names:
        return sizes if wanted.replace(sizes) == given else None
    rest = wanted.over(Size.of(open_names[0]))
    quotient = given.over(rest.replace(sizes)) if rest is not None and len(open_names) == 1 else None
    return None if quotient is None else {**sizes, open_names[0]: quotient}


def _same_head(pattern: Expr, node: Expr, bound: Bindings) -> Bindings | None:
    """The bindings when two nodes of one kind also agree in function, number or size."""
    if isinstance(pattern, Call) and isinstance(node, Call):
        return _same_call(pattern, node, bound)
    if isinstance(pattern, Apply) and isinstance(node, Apply):
        return _same_apply(pattern, node, bound)
    if isinstance(pattern, Commutation) and isinstance(node, Commutation):
        sizes = match_shape((pattern.rows, pattern.cols), (node.rows, node.cols), bound.sizes)
        return None if sizes is None else Bindings(bound.nodes, sizes, bound.functions)
    if isinstance(pattern, Halving) and isinstance(node, Halving):
        sizes = match_shape((pattern.size, ONE), (node.size, ONE), bound.sizes) if pattern.name == node.name else None
        return None if sizes is None else Bindings(bound.nodes, sizes, bound.functions)
    if isinstance(pattern, Number):
        return bound if pattern is node else None
    if isinstance(pattern, Partial) and isinstance(node, Partial) and pattern.positions != node.positions:
        return None
    if pattern.children and not isinstance(pattern, (Opaque, Partial)):
        return bound
    second = isinstance(pattern, Partial) and len(pattern.by) == 2
    sizes = bound.sizes if second else match_shape(pattern.shape, node.shape, bound.sizes)
    if sizes is None:
        return None
    if isinstance(pattern, (Opaque, Partial)) and isinstance(node, (Opaque, Partial)):
        return Bindings(bound.nodes, sizes, {**bound.functions, pattern.function: (node.function, 0)})
    return Bindings(bound.nodes, sizes, bound.functions)


def _same_call(pattern: Call, node: Call, bound: Bindings) -> Bindings | None:
    if pattern.function != node.function:
        return None
    if not ARRAY[pattern.function].open:
        return bound
    sizes = match_shape(pattern.shape, node.shape, bound.sizes)
    return None if sizes is None else Bindings(bound.nodes, sizes, bound.functions)


def _same_apply(pattern: Apply, node: Apply, bound: Bindings) -> Bindings | None:
    if pattern.function in ELEMENTWISE:
        return bound if pattern.function == node.function else None
    if node.function in ELEMENTWISE:
        return None
    return Bindings(bound.nodes, bound.sizes, {**bound.functions, pattern.function: (node.function, node.order)})
