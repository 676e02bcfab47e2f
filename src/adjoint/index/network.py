"""A term as a network: indices are its points, matrices the lines between them, vectors the weights at points.

Series-parallel reduction takes every summed point out: a point between two lines joins them to a
product, a point at the end of a line makes it a vector, lines side by side are a Hadamard product, a
closed line is a trace or a diagonal. What cannot be reduced has no matrix notation by these rules.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from adjoint.expr.build import call, element_power, hadamard, identity, number, ones
from adjoint.expr.language import Call, Expr, Ones
from adjoint.expr.sizes import ONE, Size
from adjoint.index.chain import Chain, cost, cycle, flat, inner, joined, turned, weight
from adjoint.index.deltas import tied
from adjoint.index.term import Delta, Entry, Index, Rate, Term


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
    """What is left of a term: scalars, column vectors at each point, and lines."""

    terminals: tuple[Index, ...]
    scalars: list[Expr] = field(default_factory=list)
    vectors: dict[Index, list[Chain]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def points(self) -> list[Index]:
        """Every point, in order of first mention."""
        ends = [end for line in self.lines for end in (line.left, line.right)]
        return list(dict.fromkeys([*self.vectors, *ends]))

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


def network(term: Term, terminals: tuple[Index, ...]) -> Network | None:
    """The reduced network of a term, its lines only between terminals; None where that fails."""
    net = _drawn(term, terminals)
    if net is None:
        return None
    while any(step(net) for step in (_loop, _parallel, _end, _series, _isolated)):
        pass
    return net if all(point in terminals for point in net.points()) else None


def _drawn(term: Term, terminals: tuple[Index, ...]) -> Network | None:
    net = Network(terminals)
    for factor in tied(term, terminals).factors:
        if isinstance(factor, Rate):
            return None
        if isinstance(factor, Delta):
            net.lines.append(Line((identity(factor.left.size),), factor.left, factor.right))
        else:
            _draw(net, factor)
    return net


def _draw(net: Network, entry: Entry) -> None:
    rows, cols = entry.node.shape
    if not entry.indices:
        net.scalars.append(entry.node)
    elif cols == ONE:
        net.weigh(entry.indices[0], flat(entry.node))
    elif rows == ONE:
        net.weigh(entry.indices[0], turned(flat(entry.node)))
    else:
        net.lines.append(Line(flat(entry.node), *entry.indices))


def _summed(net: Network) -> Iterator[Index]:
    return (point for point in net.points() if point not in net.terminals)


def _bare(net: Network, point: Index, lines: int) -> bool:
    """Whether a point is summed, and nothing is there but so many lines."""
    return point not in net.terminals and not net.vectors.get(point) and len(net.at(point)) == lines


def _loop(net: Network) -> bool:
    for line in net.lines:
        if line.left == line.right:
            bare = _bare(net, line.left, 1)
            net.lines.remove(line)
            if bare:
                net.scalars.append(cycle(line.chain))
            else:
                net.weigh(line.left, (call("diagvec", joined(line.chain)),))
            return True
    return False


def _parallel(net: Network) -> bool:
    for place, first in enumerate(net.lines):
        beside = [line for line in net.lines[place + 1 :] if line.ends == first.ends]
        if beside and len(first.ends) == 2:
            _lay_together(net, first, beside)
            return True
    return False


def _lay_together(net: Network, first: Line, beside: list[Line]) -> None:
    alone = len(beside) == 1 and all(_bare(net, end, 2) for end in (first.left, first.right))
    for line in (first, *beside):
        net.lines.remove(line)
    if alone:
        net.scalars.append(cycle(first.chain + beside[0].start(first.right).chain))
        return
    chains = [first.chain, *(line.start(first.left).chain for line in beside)]
    net.lines.append(Line((side_by_side([joined(chain) for chain in chains]),), first.left, first.right))


def side_by_side(matrices: list[Expr]) -> Expr:
    """The elementwise product of matrices; the mask of a triangle becomes `tril` or `triu`."""
    masks = [m for m in matrices if isinstance(m, Call) and isinstance(m.children[0], Ones)]
    plain = [m for m in matrices if m not in masks]
    counts = {matrix: plain.count(matrix) for matrix in plain}
    factors = [element_power(matrix, number(count)) for matrix, count in counts.items()]
    body = hadamard(*factors) if factors else ones(matrices[0].shape)
    for mask in masks:
        assert isinstance(mask, Call)
        body = call(mask.function, body)
    return body


def _end(net: Network) -> bool:
    """A summed point at the end of one line: the line becomes a vector at its other end.

    Where nothing stands at either, the point between goes first, so that `sum(A*B)` stays together.
    """
    for point in _summed(net):
        lines = net.at(point)
        if len(lines) == 1:
            line = lines[0].start(point)
            vector = net.vector(point)
            if vector is None and _bare(net, line.right, 2):
                continue
            net.lines.remove(lines[0])
            net.vectors.pop(point, None)
            if vector is None and _bare(net, line.right, 0):
                net.scalars.append(call("sum", joined(_shorter(line.chain))))
            else:
                net.weigh(line.right, (*turned(line.chain), *_column(vector, point.size)))
            return True
    return False


def _column(vector: Expr | None, size: Size) -> Chain:
    return (vector if vector is not None else ones((size, ONE)),)


def _shorter(chain: Chain) -> Chain:
    return min((chain, turned(chain)), key=cost)


def _series(net: Network) -> bool:
    """A summed point between two lines: they join, with the vector there as a diagonal between them."""
    for point in _summed(net):
        lines = net.at(point)
        if len(lines) == 2 and all(len(line.ends) == 2 for line in lines):
            before, after = lines[0].start(point), lines[1].start(point)
            vector = net.vector(point)
            net.vectors.pop(point, None)
            for line in lines:
                net.lines.remove(line)
            middle = (call("diag", vector),) if vector is not None else ()
            net.lines.append(Line(turned(before.chain) + middle + after.chain, before.right, after.right))
            return True
    return False


def _isolated(net: Network) -> bool:
    """A summed point with vectors only is a scalar."""
    for point in _summed(net):
        if not net.at(point):
            net.scalars.append(inner(net.vectors.pop(point)))
            return True
    return False
