"""Sums over examples in a post, as `\\sum_i (w^Tx_i - y_i)^2`: the vectors stacked as the rows of a matrix."""

import re
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

from adjoint.errors import AdjointError, Unsupported
from adjoint.post.reading import Told
from adjoint.read.notation.sums import without_sums
from adjoint.read.tree.sides import Entry, Total, replaced, walk
from adjoint.read.tree.syntax import Applied, Factors, Name, Negation, Node, Norm, Numeral, Raised, Terms, Transposed


class Examples:
    """How the members of families of vectors are stacked in a post: `x_i` is a row of X, or a column if it says so."""

    def __init__(self, parts: Sequence[Told]) -> None:
        said = " ".join(part.words for part in parts)
        self.said = {word for word in ("row", "column") if re.search(rf"\b{word}s?\b", said, re.IGNORECASE)}
        sides = [side for part in parts for chain in part.chains for side in chain.sides]
        alone = [formula.alone for part in parts for formula in part.formulas if formula.alone is not None]
        self.nodes = [node for side in (*sides, *alone) for node in walk(side)]
        self.taken = {node.name for node in self.nodes if isinstance(node, Name)}
        products = [_factors(node) for node in self.nodes if isinstance(node, Factors)]
        self.pairs = {pair for factors in products for pair in pairwise(map(_label, factors))}

    def counts(self) -> dict[str, tuple[int, str]]:
        """The letter that counts the members of each matrix, and which axis: the limit of a sum over them."""
        found: dict[str, tuple[int, str]] = {}
        for node in self.nodes:
            if isinstance(node, Total) and len(node.indices) == 1 and node.upper.isidentifier():
                members = map(_Stack(self, node.indices[0]).member, walk(node.operand))
                for family in {name for name in members if name is not None and len(name) == 1}:
                    with suppress(AdjointError):
                        found[family.upper()] = (int(self.are_columns(family)), node.upper)
        return found

    def are_columns(self, family: str) -> bool:
        """Whether the members are the columns of their matrix, as `w'*X` for `w'*x_i` tells, or else the words.

        Raises `Unsupported` where the matrix stands in the post, and nobody says which it is.
        """
        if family.upper() not in self.taken:
            return False
        others = sorted({label[0] for pair in self.pairs for label in pair if re.fullmatch(r"[a-z]_'?", label)})
        said = ("row" in self.said, "column" in self.said)
        for rows, columns in (self.shown([family]), self.shown(others), said):
            if rows != columns:
                return columns
        raise Unsupported(f"`{family.upper()}` may have rows or columns `{family}_i`")

    def shown(self, families: Sequence[str]) -> tuple[bool, bool]:
        """Whether a factor left of a member stands by its matrix as if that had the members as rows, or as columns."""
        rows = columns = False
        for one, other in self.pairs:
            if other.removesuffix("_") in families and other.endswith("_") and not one.startswith(other[0]):
                name = other[0].upper()
                rows |= not self.pairs.isdisjoint({(name, _flipped(one)), (one, f"{name}'")})
                columns |= not self.pairs.isdisjoint({(f"{name}'", _flipped(one)), (one, name)})
        return rows, columns

    def without_sums(self, side: Node) -> tuple[Node, str]:
        """A side in matrix notation, and how its families are stacked; the side itself where it has no such form."""
        try:
            return self.in_matrices(side)
        except AdjointError:
            return side, ""

    def in_matrices(self, side: Node) -> tuple[Node, str]:
        """The same; raises an `AdjointError` where there is no such form."""
        try:
            return without_sums(side), ""
        except AdjointError:
            stacks: list[_Stack] = []

        def change(node: Node) -> Node | None:
            if not isinstance(node, Total) or len(node.indices) != 1:
                return None
            stacks.append(_Stack(self, node.indices[0]))
            return stacks[-1].total(node)

        made = without_sums(replaced(side, change))
        families = dict.fromkeys((name, one.index) for one in stacks for name in one.vectors)
        lines = {name: "column" if self.are_columns(name) else "row" for name, _ in families}
        return made, "".join(f", {name}_{i} being {lines[name]} {i} of {name.upper()}" for name, i in families)


class _Stack:
    """One sum, over one index."""

    def __init__(self, examples: Examples, index: str) -> None:
        self.examples = examples
        self.index = index
        self.vectors: dict[str, None] = {}

    def total(self, node: Total) -> Node:
        """The sum with an entry of an array for each inner product and norm."""
        inner = replaced(node.operand, self.number)
        left = {part.operand.name for part in walk(inner) if isinstance(part, Entry) and isinstance(part.operand, Name)}
        if not left.isdisjoint(self.vectors):
            raise _none(node)
        return Total(node.start, node.end, inner, node.indices, node.lower, node.upper)

    def member(self, node: Node) -> str | None:
        """The name of the family that a node is a member of."""
        if isinstance(node, Entry) and node.indices == (self.index,) and isinstance(node.operand, Name):
            return node.operand.name
        if isinstance(node, Name) and node.name.endswith(f"_{self.index}"):
            return node.name.removesuffix(f"_{self.index}")
        return None

    def moves(self, node: Node) -> bool:
        """Whether a node depends on the index."""
        return any(self.member(part) for part in walk(node))

    def is_vector(self, node: Node) -> bool:
        """Whether a factor is a column, by its small letter."""
        if isinstance(node, Terms):
            return any(self.is_vector(term) for _, term in node.terms)
        if isinstance(node, Factors):
            return self.is_vector(node.rest[-1][1])
        return self.member(node) is not None or (isinstance(node, Name) and node.name[0].islower())

    def number(self, node: Node) -> Node | None:
        """A number of each example as an entry; None for what holds such numbers or none."""
        if isinstance(node, Raised) and isinstance(node.base, Norm) and self.moves(node.base):
            two = isinstance(node.exponent, Numeral) and node.exponent.value == 2
            if not two or node.base.subscript not in ("", "2"):
                raise _none(node)
            stack = self.stack(node.base.operand)
            return self.entry(Applied(node.start, node.end, "rowsum", 0, (_raised(stack, node.exponent),)))
        if isinstance(node, Factors) and self.moves(node) and any(isinstance(p, Transposed) for p in _factors(node)):
            return self.product(node)
        family = self.member(node)
        return None if family is None else self.entry(Name(node.start, node.end, family))

    def entry(self, node: Node) -> Entry:
        """The entry of an array for an example."""
        return Entry(node.start, node.end, node, (self.index,))

    def product(self, node: Factors) -> Node:
        """A product with an entry for each inner product in it."""
        if any(operator != "*" for operator, _ in node.rest):
            raise _none(node)
        factors, done, place = _factors(node), [], 0
        while place < len(factors):
            one, end = factors[place], place + 1
            if isinstance(one, Transposed) and self.is_vector(one.operand):
                while end < len(factors) and not self.is_vector(factors[end]):
                    end += 1
                done.append(self.inner(one.operand, factors[place + 1 : end], factors[end : end + 1]))
                end += 1
            else:
                done.append(replaced(one, self.number))
            place = end
        return _product(done)

    def inner(self, left: Node, between: Sequence[Node], right: Sequence[Node]) -> Node:
        """`left' * between * right` for each example."""
        if not right or any(map(self.moves, between)) or not (self.moves(left) or self.moves(right[0])):
            raise _none(left)
        if not self.moves(left):
            return self.entry(_product([self.stack(right[0]), *map(_turned, reversed(between)), left]))
        first = _product([self.stack(left), *between])
        if not self.moves(right[0]):
            return self.entry(_product([first, right[0]]))
        both = Factors(first.start, right[0].end, first, ((".*", self.stack(right[0])),))
        return self.entry(Applied(both.start, both.end, "rowsum", 0, (both,)))

    def stack(self, node: Node) -> Node:
        """The matrix whose rows are the values of a column for each example."""
        family = self.member(node)
        if family is not None:
            return self.matrix(node, family)
        if not self.moves(node):
            one = Applied(node.start, node.start, "vector", 0, (Numeral(node.start, node.start, Fraction(1)),))
            return _product([one, _turned(node)])
        if isinstance(node, Negation):
            return Negation(node.start, node.end, self.stack(node.operand))
        if isinstance(node, Terms):
            return Terms(node.start, node.end, tuple((sign, self.stack(term)) for sign, term in node.terms))
        *before, last = _factors(node) if isinstance(node, Factors) else [node, node]
        if any(map(self.moves, before)) or not all(map(_is_matrix, before)):
            raise _none(node)
        return _product([self.stack(last), *map(_turned, reversed(before))])

    def matrix(self, node: Node, family: str) -> Node:
        """The matrix of a family; raises `Unsupported` where its name may stand for something else."""
        name = family.upper()
        if len(family) != 1 or name == family:
            raise _none(node)
        self.vectors[family] = None
        made = Name(node.start, node.end, name)
        return _turned(made) if self.examples.are_columns(family) else made


def _factors(node: Factors) -> list[Node]:
    return [node.first, *(factor for _, factor in node.rest)]


def _label(node: Node) -> str:
    """A name for a factor, with a prime where it is turned and a line for any index."""
    if isinstance(node, Transposed):
        return f"{_label(node.operand)}'"
    if isinstance(node, Entry):
        return f"{_label(node.operand)}_"
    return re.sub(r"_[a-z]$", "_", node.name) if isinstance(node, Name) else "?"


def _flipped(label: str) -> str:
    return label.removesuffix("'") if label.endswith("'") else f"{label}'"


def _product(factors: Sequence[Node]) -> Node:
    first, *rest = factors
    return Factors(first.start, factors[-1].end, first, tuple(("*", one) for one in rest)) if rest else first


def _raised(node: Node, exponent: Node) -> Node:
    return Raised(node.start, node.end, node, exponent, True)


def _turned(node: Node) -> Node:
    return node.operand if isinstance(node, Transposed) else Transposed(node.start, node.end, node)


def _is_matrix(node: Node) -> bool:
    """Whether a factor is a matrix, by its capital letter."""
    inner = node.operand if isinstance(node, Transposed) else node
    return isinstance(inner, Name) and inner.name[0].isupper()


def _none(node: Node) -> AdjointError:
    return Unsupported("a sum over examples that has no matrix notation", position=node.start)
