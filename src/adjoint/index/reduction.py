"""Networks reduced until nothing is summed.

Series-parallel reduction takes every summed point out: a point between two lines joins them to a
product, a point at the end of a line makes it a vector, lines side by side are a Hadamard product, a
closed line is a trace or a diagonal. Pairs of points are stacks of columns (`adjoint.index.unstack`); one that
nothing else can be done with is drawn as two lines. What cannot be reduced has no matrix notation by these rules.
"""

from adjoint.expr.build import call, element_power, hadamard, identity, number, ones
from adjoint.expr.language import Call, Expr, Ones
from adjoint.expr.sizes import ONE, Size
from adjoint.index.chain import Chain, cost, cycle, flat, inner, joined, turned
from adjoint.index.deltas import tied
from adjoint.index.network import Line, Network
from adjoint.index.pairs import pairs, without
from adjoint.index.term import Delta, Entry, Index, Rate, Term
from adjoint.index.unstack import unstacked


def network(term: Term, terminals: tuple[Index, ...]) -> Network | None:
    """The reduced network of a term, its lines only between terminals; None where that fails."""
    net = _drawn(term, terminals)
    if net is None:
        return None
    while any(step(net) for step in (_loop, _parallel, _end, _series, _isolated, unstacked, _undone)):
        pass
    return net if all(point in terminals for point in net.points()) else None


def _drawn(term: Term, terminals: tuple[Index, ...]) -> Network | None:
    net, factors = Network(terminals), tied(term, terminals).factors
    net.pairs = [*pairs(factors)]
    for factor in without(factors, tuple(tie for pair in net.pairs for tie in pair.ties)):
        if isinstance(factor, Rate):
            return None
        if isinstance(factor, Delta):
            net.lines.append(Line((identity(factor.left.size),), factor.left, factor.right))
        else:
            _draw(net, factor)
    return net


def _undone(net: Network) -> bool:
    """A pair as two lines from it to its parts."""
    if net.pairs:
        for tie in net.pairs.pop(0).ties:
            _draw(net, tie)
        return True
    return False


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


def _loop(net: Network) -> bool:
    for line in net.lines:
        if line.left == line.right:
            bare = net.bare(line.left, 1)
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
    alone = len(beside) == 1 and all(net.bare(end, 2) for end in (first.left, first.right))
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
    for point in net.summed():
        lines = net.at(point)
        if len(lines) == 1:
            line = lines[0].start(point)
            vector = net.vector(point)
            if vector is None and net.bare(line.right, 2):
                continue
            net.lines.remove(lines[0])
            net.vectors.pop(point, None)
            if vector is None and net.bare(line.right, 0):
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
    for point in net.summed():
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
    for point in net.summed():
        if not net.at(point):
            net.scalars.append(inner(net.vectors.pop(point)))
            return True
    return False
