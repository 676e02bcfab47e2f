"""Names put in place of what they stand for, also where that stands among other factors or terms.

With `S = v^2*B'*B`, `v^3*B'*B*x` is `v*S*x`; with `m = (p + q)/2`, `p + q` is `2*m`.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from adjoint.derive.parts import Powers, parts_of, powers_of, without, written
from adjoint.expr.build import (
    add, coefficient, colon, element_power, hadamard, multiply, number, product, transpose,
    without_coefficient,
)  # fmt: skip
from adjoint.expr.infer import turned
from adjoint.expr.language import Colon, Expr, Hadamard, Product, Sum, Symbol
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder


class Named(Struct, frozen=True):
    """What a name stands for as powers of scalars (or of entries) and a chain of factors, and what to write."""

    powers: Powers
    chain: tuple[Expr, ...]
    new: Expr


class Naming:
    """One pass puts all the names, and their transposes in place of the parts' transposes.

    What has been gone through once is remembered.
    """

    def __init__(self, named: Iterable[tuple[Symbol, Expr]]) -> None:
        self._table: dict[Expr, Expr] = {}
        self._products: dict[Expr, list[Named]] = {}
        self._entries: dict[Expr, list[Named]] = {}
        self._sums: dict[Expr, list[tuple[Sum, Expr]]] = {}
        self._done: dict[Expr, Expr] = {}
        for name, part in named:
            for old, new in {turned(part): transpose(name), part: name}.items():
                self._file(old, new)

    def _file(self, old: Expr, new: Expr) -> None:
        value, bare = coefficient(old), without_coefficient(old)
        scaled = multiply(number(1 / value), new) if value else new
        if value == 1 or _is_longer(bare):
            self._table.setdefault(bare, scaled)
        if isinstance(bare, Product):
            _, scalars, chain = parts_of(bare)
            powers = powers_of(scalars)
            if len(powers) + len(chain) > 1:
                self._products.setdefault([*chain, *powers][0], []).append(Named(powers, chain, scaled))
        elif isinstance(bare, Hadamard):
            powers = powers_of(bare.children)
            self._entries.setdefault(next(iter(powers)), []).append(Named(powers, (), scaled))
        elif isinstance(bare, Sum):
            self._sums.setdefault(without_coefficient(bare.children[0]), []).append((bare, scaled))

    def put(self, root: Expr) -> Expr:
        """The expression with the names."""
        done = self._done
        for node in postorder(root, known=done):
            whole = self._table.get(node)
            if whole is None:
                whole = rebuild(node, tuple(done[child] for child in node.children))
                whole = self._table.get(whole, whole)
            done[node] = self._within(whole)
        return done[root]

    def _within(self, node: Expr) -> Expr:
        """The node with names put among its factors or terms until no more fits."""
        while (shorter := next(self._shorter(node), None)) is not None:
            node = shorter
        return node

    def _shorter(self, node: Expr) -> Iterator[Expr]:
        if isinstance(node, Product) and self._products:
            powers = powers_of(node.scalars)
            inner = [link for scalar in node.scalars for link in _links(scalar)]
            for key in dict.fromkeys((*node.chain, *powers, *inner)):
                for named in self._products.get(key, ()):
                    yield from _in_product(node, powers, named)
        elif isinstance(node, Hadamard) and self._entries:
            powers = powers_of(node.children)
            for key in powers:
                for named in self._entries.get(key, ()):
                    if _covers(powers, named.powers):
                        yield hadamard(named.new, *written(without(powers, named.powers), element_power))
        elif isinstance(node, Sum) and self._sums:
            for term in node.children:
                for part, new in self._sums.get(without_coefficient(term), ()):
                    yield from _in_sum(node, part, coefficient(term) / coefficient(part.children[0]), new)


def _is_longer(bare: Expr) -> bool:
    """Whether a part is longer than a number and a name."""
    return sum(1 for node in postorder(bare) if not node.children) > 1


def _covers(powers: Powers, wanted: Powers) -> bool:
    """Whether the powers hold all that is wanted, each on the same side of the line."""
    return all(e * powers.get(base, Fraction(0)) > 0 and abs(powers[base]) >= abs(e) for base, e in wanted.items())


def _links(scalar: Expr) -> tuple[Expr, ...]:
    """The factors of a row times a column, or of a Frobenius product."""
    if isinstance(scalar, Colon):
        return scalar.children
    return scalar.chain if isinstance(scalar, Product) else ()


def _in_product(node: Product, powers: Powers, named: Named) -> Iterator[Expr]:
    """The product with the name once, in its chain or in a scalar of it."""
    if not _covers(powers, named.powers):
        return
    rest = without(powers, named.powers)
    behind = [multiply(*node.chain)] if node.chain else []
    if not named.chain:
        yield multiply(product(node.coefficient, written(rest), ()), named.new, *behind)
    elif (chain := _put(node.chain, named)) is not None:
        yield multiply(product(node.coefficient, written(rest), ()), *chain)
    else:
        for scalar in (s for s in rest if rest[s] == 1):
            if (links := _put(_links(scalar), named)) is not None:
                others = written({base: e for base, e in rest.items() if base is not scalar})
                inner = colon(*links) if isinstance(scalar, Colon) else multiply(*links)
                yield multiply(product(node.coefficient, others, ()), inner, *behind)


def _put(links: tuple[Expr, ...], named: Named) -> tuple[Expr, ...] | None:
    """The factors with the name in place of the first run that it stands for."""
    count = len(named.chain)
    starts = (i for i in range(len(links) - count + 1) if links[i : i + count] == named.chain)
    start = next(starts, None)
    return None if start is None else (*links[:start], named.new, *links[start + count :])


def _in_sum(node: Sum, part: Sum, times: Fraction, new: Expr) -> Iterator[Expr]:
    wanted = [multiply(number(times), term) for term in part.children]
    if all(term in node.children for term in wanted):
        yield add(multiply(number(times), new), *(term for term in node.children if term not in wanted))
