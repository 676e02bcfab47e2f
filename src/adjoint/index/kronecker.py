"""The matrix of a Jacobian between stacked columns: Kronecker products, diagonals, commutation matrices.

The two stacks are written as lists of indices, the slowest first; an axis that is a pair of axes, as that of
`kron(A, X)`, is two of them. A term falls into parts that share no index. The Kronecker product of the
matrices of the parts has the indices in the parts' order, and commutation matrices put them into that of the
stacks (Magnus and Neudecker 2019, chapter 3).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, permutations

from msgspec import Struct

from adjoint.expr.build import (
    add, call, commutation, hadamard, identity, kron, multiply, number, ones, transpose, zeros,
)  # fmt: skip
from adjoint.expr.language import Expr, Identity, Kron
from adjoint.expr.sizes import ONE, Size
from adjoint.expr.walk import postorder
from adjoint.index.chain import joined
from adjoint.index.deltas import contract_deltas
from adjoint.index.junction import junctions
from adjoint.index.network import Line, Network, between, is_identity
from adjoint.index.pairs import Cut, Stacked, apart, cut
from adjoint.index.recognise import scalar_part
from adjoint.index.reduction import network
from adjoint.index.term import Index, Tensor, Term

Indices = tuple[Index, ...]
MOST_ORDERS = 120


class Part(Struct, frozen=True, eq=False):
    """A matrix, with the indices that its rows and its columns stack, the slowest first."""

    matrix: Expr
    rows: Indices
    cols: Indices


def kronecker(tensor: Tensor, outputs: int = 2) -> Expr | None:
    """The matrix `J` with `vec(dY) = J * vec(dX)` for a Jacobian `∂Y/∂X`, columns stacked.

    The first `outputs` axes (one or two) are those of `Y`, the others (one or two) those of `X`.
    None where a term has no such form.
    """
    rows, cols = tensor.axes[:outputs], tensor.axes[outputs:]
    if not 1 <= len(rows) <= 2 or not 1 <= len(cols) <= 2:
        return None
    parts = [zeros((_length(rows), _length(cols)))]
    for term in contract_deltas(tensor).terms:
        tried = (_of_term(term, rows[::-1], cols[::-1], spread) for spread in (False, True))
        part = next((found for found in tried if found is not None), None)
        if part is None:
            return None
        parts.append(part)
    return add(*parts)


def _length(indices: Iterable[Index]) -> Size:
    total = ONE
    for index in indices:
        total = total * index.size
    return total


def _of_term(term: Term, rows: Indices, cols: Indices, spread: bool) -> Expr | None:
    """The matrix of a term; with `spread`, also as the elementwise product of matrices of its whole shape."""
    stacked = apart(term, rows, cols)
    found = cut(stacked)
    if found is not None:
        return _of_cut(found, spread)
    plain = _of_network(stacked, spread)
    if plain is not None:
        return plain
    return next((made for way in junctions(stacked) if (made := _of_cut(way, spread)) is not None), None)


def _of_cut(found: Cut, spread: bool) -> Expr | None:
    left, right = (_of_term(side.term, side.rows, side.cols, spread) for side in (found.left, found.right))
    return None if left is None or right is None else multiply(left, found.matrix, right)


def _of_network(stacked: Stacked, spread: bool) -> Expr | None:
    net = network(stacked.term, stacked.ends)
    if net is None:
        return None
    before, after = _diagonal(net, stacked.rows), _diagonal(net, stacked.cols)
    parts = [_part(net, stacked, ends, spread) for ends in _components(net, stacked.ends)]
    kept = [part for part in parts if part is not None]
    if len(kept) < len(parts):
        return None
    ways = [_laid(order, stacked) for order in islice(permutations(kept), MOST_ORDERS)]
    body = min(ways, key=_weight)
    if before or after:
        body = [factor for factor in body if not isinstance(factor, Identity)]
    return multiply(number(stacked.term.coefficient), scalar_part(net.scalars), *before, *body, *after)


def _diagonal(net: Network, ends: Indices) -> tuple[Expr, ...]:
    """A line between the two ends of one stack that lead to the other, as the diagonal matrix that it is."""
    if len(ends) != 2 or all(len(net.at(end)) < 2 for end in ends):
        return ()
    slow, fast = ends
    ways = [(fast, slow), *((fast, end) for end in _same(net, slow)), *((end, slow) for end in _same(net, fast))]
    for row, col in ways:
        line = net.line(row, col)
        if line is not None and ((row, col) == (fast, slow) or not is_identity(line.chain)):
            net.lines[:] = [other for other in net.lines if other.ends != line.ends]
            return (call("diag", call("vec", joined(line.chain))),)
    return ()


def _same(net: Network, end: Index) -> list[Index]:
    """The other ends that a delta makes equal to one."""
    found = (line.start(end).right for line in net.at(end) if is_identity(line.chain))
    return [other for other in found if other != end]


def _components(net: Network, ends: Indices) -> list[list[Index]]:
    """The ends that lines join, each group in the order of the ends."""
    groups: list[list[Index]] = []
    for end in ends:
        met = [group for group in groups if any(line.ends == {end, other} for line in net.lines for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append(sorted([*(index for group in met for index in group), end], key=ends.index))
    return groups


def _part(net: Network, stacked: Stacked, ends: Sequence[Index], spread: bool) -> Part | None:
    rows, cols = ([end for end in ends if end in side] for side in (stacked.rows, stacked.cols))
    matrix = _matrix(net, rows, cols, spread)
    return None if matrix is None else Part(matrix, tuple(rows), tuple(cols))


def _matrix(net: Network, rows: list[Index], cols: list[Index], spread: bool) -> Expr | None:
    """The matrix of one component."""
    if len(rows) == len(cols) == 1:
        return between(net, rows[0], cols[0])
    if not cols:
        return _column(net, rows)
    if not rows:
        column = _column(net, cols)
        return None if column is None else transpose(column)
    crossing = [line for line in net.lines if line.ends & {*rows} and line.ends & {*cols}]
    if not spread or len(crossing) < sum(bool(line.ends & {*rows, *cols}) for line in net.lines):
        return None
    return hadamard(*_spread(net, crossing, rows, cols))


def _column(net: Network, ends: list[Index]) -> Expr | None:
    """The array over the ends of one stack, as one column."""
    if len(ends) > 2:
        return None
    array = between(net, ends[-1], ends[0] if len(ends) == 2 else None)
    return array if array.shape[1] == ONE else call("vec", array)


def _spread(net: Network, lines: Sequence[Line], rows: list[Index], cols: list[Index]) -> Iterator[Expr]:
    """Each line as a matrix over all rows and columns, constant along those that are not its own."""
    weighed: set[Index] = set()
    for line in lines:
        row = next(end for end in rows if end in line.ends)
        seen = line.start(row)
        left, right = (None if end in weighed else net.vector(end) for end in (seen.left, seen.right))
        weighed |= line.ends
        i, j = rows.index(row), cols.index(seen.right)
        inner = multiply(*_weights(left), joined(seen.chain), *_weights(right))
        yield kron(kron(_ones(rows[:i], cols[:j]), inner), _ones(rows[i + 1 :], cols[j + 1 :]))


def _weights(vector: Expr | None) -> tuple[Expr, ...]:
    return () if vector is None else (call("diag", vector),)


def _ones(rows: Sequence[Index], cols: Sequence[Index]) -> Expr:
    return ones((_length(rows), _length(cols)))


def _laid(parts: Sequence[Part], stacked: Stacked) -> list[Expr]:
    """The product of the parts, with the indices brought into the order of the stacks."""
    factors = [parts[0].matrix]
    for part in parts[1:]:
        factors[-1:] = _beside(factors[-1], part.matrix)
    body = factors[0]
    for factor in factors[1:]:
        body = _kron(body, factor)
    rows = tuple(index for part in parts for index in part.rows)
    cols = tuple(index for part in parts for index in part.cols)
    before = [*_moves(rows, stacked.rows)][::-1]
    after = [*_moves(stacked.cols, cols)][::-1]
    return [*before, body, *after]


def _beside(left: Expr, right: Expr) -> list[Expr]:
    """Two factors of a Kronecker product; a column and a row, in either order, are one outer product."""
    if left.shape[1] == right.shape[0] == ONE:
        return [multiply(left, right)]
    return [multiply(right, left)] if left.shape[0] == right.shape[1] == ONE else [left, right]


def _weight(way: Sequence[Expr]) -> tuple[int, int]:
    return len(way), sum(isinstance(node, Kron) for node in postorder(*way))


def _kron(left: Expr, right: Expr) -> Expr:
    if isinstance(left, Identity) and isinstance(right, Identity):
        return identity(left.shape[0] * right.shape[0])
    if isinstance(left, Kron) and isinstance(left.children[1], Identity) and isinstance(right, Identity):
        return kron(left.children[0], _kron(left.children[1], right))
    return kron(left, right)


def _moves(order: Indices, wanted: Indices) -> Iterator[Expr]:
    """The matrices that bring a stack from one order of its indices into another, the first to act first."""
    for place in range(len(wanted)):
        if order[place] != wanted[place]:
            start = stop = order.index(wanted[place])
            while stop < len(order) and order[stop] == wanted[place + stop - start]:
                stop += 1
            first, second = order[place:start], order[start:stop]
            swap = commutation(_length(second), _length(first))
            yield _kron(_kron(identity(_length(order[:place])), swap), identity(_length(order[stop:])))
            order = (*order[:place], *second, *first, *order[stop:])
