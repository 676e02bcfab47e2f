"""A term as a network: indices are its points, matrices the lines between them, vectors the weights at points.

A point that is a pair of points, as a place in a stack of columns, is not a line to them: it is kept as a pair.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from adjoint.expr.build import call, multiply, number, ones
from adjoint.expr.language import Expr, Identity
from adjoint.expr.sizes import ONE
from adjoint.index.chain import Chain, flat, joined, turned, weight
from adjoint.index.pairs import Pair
from adjoint.index.term import Index


class Line(Struct, frozen=True):
    """A product of matrices from one point (its rows) to another (its columns)."""

    chain: Chain
    left: Index
    right: Index

    def start(self, point: Index) -> "Line":
        """The line as seen from one of its ends."""
        return self if self.left == point else Line(turned(self.chain), self.right, self.left)

    @property
    def ends(self) -> frozenset[Index]:
        """The points that it joins; one for a closed line."""
        return frozenset((self.left, self.right))


class Network(Struct):
    """What is left of a term: scalars, column vectors at each point, lines, and points that are pairs."""

    terminals: tuple[Index, ...]
    scalars: list[Expr] = field(default_factory=list)
    vectors: dict[Index, list[Chain]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    def points(self) -> list[Index]:
        """Every point, in order of first mention."""
        ends = [end for line in self.lines for end in (line.left, line.right)]
        return list(dict.fromkeys([*self.vectors, *ends, *self.held()]))

    def held(self) -> list[Index]:
        """The points that stand in a pair, as the whole or as a part."""
        return [point for pair in self.pairs for point in (pair.whole, *pair.parts)]

    def summed(self) -> Iterator[Index]:
        """The points that can be taken out: summed, and in no pair."""
        held = self.held()
        return (point for point in self.points() if point not in self.terminals and point not in held)

    def bare(self, point: Index, lines: int) -> bool:
        """Whether a point can be taken out, and nothing is there but so many lines."""
        if point in self.terminals or self.vectors.get(point) or len(self.at(point)) != lines:
            return False
        return point not in self.held()

    def at(self, point: Index) -> list[Line]:
        """The lines that touch a point."""
        return [line for line in self.lines if point in (line.left, line.right)]

    def weigh(self, point: Index, chain: Chain) -> None:
        """Put a column vector at a point."""
        self.vectors.setdefault(point, []).append(chain)

    def line(self, left: Index | None, right: Index | None) -> Line | None:
        """The line between two points, seen from the first; None where either is missing."""
        found = [line.start(left) for line in self.lines if left is not None and line.ends == {left, right}]
        return found[0] if found else None

    def vector(self, point: Index) -> Expr | None:
        """The product of the column vectors at a point, entry by entry; None where there is none."""
        return weight(self.vectors.get(point, []))


def between(net: Network, row: Index | None, col: Index | None) -> Expr:
    """The array that a network is between a row and a column; None stands for an axis of length one."""
    left = net.vector(row) if row is not None else None
    right = net.vector(col) if col is not None else None
    line = net.line(row, col) if row is not None and col is not None else None
    if line is None:
        return _outer(row, col, left, right)
    before = (call("diag", left),) if left is not None else ()
    after = (call("diag", right),) if right is not None else ()
    diagonals = before + after
    return joined(diagonals if diagonals and is_identity(line.chain) else before + line.chain + after)


def is_identity(chain: tuple[Expr, ...]) -> bool:
    """Whether a line only says that its ends are equal."""
    return len(chain) == 1 and isinstance(chain[0], Identity)


def _outer(row: Index | None, col: Index | None, left: Expr | None, right: Expr | None) -> Expr:
    if left is None and right is None:
        return ones((row.size if row is not None else ONE, col.size if col is not None else ONE))
    if left is None:
        left = ones((row.size, ONE)) if row is not None else number(1)
    if right is None:
        right = ones((col.size, ONE)) if col is not None else number(1)
    return multiply(left, *turned(flat(right)))
