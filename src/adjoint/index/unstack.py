"""Pairs of points in a network: a matrix between the parts is a stack at the whole, and the other way round.

So `Σ E_ij K_(ji)p` is `K' * vec(E)`, and that, at a place that is a pair itself, is a matrix again.
"""

from collections.abc import Iterator

from adjoint.expr.build import call, identity, kron, ones
from adjoint.expr.language import Expr, Ones
from adjoint.expr.sizes import ONE
from adjoint.index.network import Line, Network, between
from adjoint.index.pairs import Pair
from adjoint.index.term import Index


def unstacked(net: Network) -> bool:
    """One pair fewer, where that is possible."""
    return any(step(net, pair) for step in (_stack, _matrix, _block, _part) for pair in net.pairs)


def _free(net: Network, pair: Pair, point: Index) -> bool:
    """Whether a point of a pair is summed, and stands in no other pair."""
    return point not in net.terminals and not any(
        point in (other.whole, *other.parts) for other in net.pairs if other is not pair
    )


def _alone(net: Network, first: Index, second: Index) -> bool:
    """Whether lines from two points lead only from one to the other."""
    return all(line.ends == {first, second} for point in (first, second) for line in net.at(point))


def _taken(net: Network, row: Index, col: Index) -> Expr:
    """What stands at and between two points, taken out of the network; between a point and itself, a diagonal."""
    if row == col:
        weights = net.vector(row)
        net.vectors.pop(row, None)
        return identity(row.size) if weights is None else call("diag", weights)
    found = between(net, row, col)
    net.lines[:] = [line for line in net.lines if line.ends != {row, col}]
    for point in (row, col):
        net.vectors.pop(point, None)
    return found


def _stack(net: Network, pair: Pair) -> bool:
    """A matrix between the two parts, which nothing else meets, is a vector at the whole."""
    if not all(_free(net, pair, part) for part in pair.parts) or not _alone(net, *pair.parts):
        return False
    net.pairs.remove(pair)
    matrix = _taken(net, pair.fast, pair.slow)
    if net.at(pair.whole) or not isinstance(matrix, Ones):
        net.weigh(pair.whole, (call("vec", matrix),))
    return True


def _matrix(net: Network, pair: Pair) -> bool:
    """A vector at a whole that is summed is a matrix between the two parts."""
    if not _free(net, pair, pair.whole) or net.at(pair.whole):
        return False
    net.pairs.remove(pair)
    stack, shape = net.vector(pair.whole), (pair.fast.size, pair.slow.size)
    net.vectors.pop(pair.whole, None)
    matrix = ones(shape) if stack is None else call("unvec", stack, shape=shape)
    net.lines.append(Line((matrix,), pair.fast, pair.slow))
    return True


def _block(net: Network, pair: Pair) -> bool:
    """A matrix of blocks, and one between the fast parts, or the slow parts, of its rows and columns."""
    for other in _blocks(net, pair):
        ways = (("kronleft", pair.parts, other.parts), ("kronright", pair.parts[::-1], other.parts[::-1]))
        for function, (outer_row, inner_row), (outer_col, inner_col) in ways:
            inner, outer = (inner_row, inner_col), (outer_row, outer_col)
            if _free(net, pair, inner[0]) and _free(net, other, inner[1]) and _alone(net, *inner):
                whole = _taken(net, pair.whole, other.whole)
                net.pairs[:] = [kept for kept in net.pairs if kept not in (pair, other)]
                net.lines.append(Line((call(function, whole, _taken(net, *inner)),), *outer))
                return True
    return False


def _blocks(net: Network, pair: Pair) -> Iterator[Pair]:
    """The other pairs with a line between the two wholes that nothing else meets."""
    for other in net.pairs:
        wholes = pair.whole, other.whole
        joined = net.line(*wholes) is not None and _alone(net, *wholes)
        if joined and all(_free(net, end, end.whole) for end in (pair, other)):
            yield other


def _part(net: Network, pair: Pair) -> bool:
    """A part with nothing but weights leaves a line from the whole to the other part."""
    for part, other in (pair.parts, pair.parts[::-1]):
        if part != other and _free(net, pair, part) and not net.at(part):
            weights = net.vector(part) or ones((part.size, ONE))
            net.vectors.pop(part, None)
            net.pairs.remove(pair)
            unit = identity(other.size)
            spread = kron(weights, unit) if part == pair.slow else kron(unit, weights)
            net.lines.append(Line((spread,), pair.whole, other))
            return True
    return False
