"""From meaning to notation, where there is one: products, traces, Hadamard, diagonals.

A term is reduced as a network (`adjoint.index.network`); what is left at and between its axes is
read off. The sum of the terms is the expression.
"""

from collections.abc import Callable
from fractions import Fraction

from adjoint.expr.build import add, call, multiply, number, ones, power, zeros
from adjoint.expr.language import Expr, Identity
from adjoint.expr.sizes import ONE, SCALAR
from adjoint.index.chain import flat, joined, turned
from adjoint.index.deltas import contract_deltas
from adjoint.index.network import Network, network
from adjoint.index.term import Index, Tensor, Term

Reader = Callable[[Network], Expr | None]


def recognise(tensor: Tensor) -> Expr | None:
    """The expression of a tensor with at most two axes, read as rows and columns; one axis is a column.

    None where some term's network allows no matrix notation, or there are more axes.
    """
    if len(tensor.axes) > 2:
        return None
    shape = [axis.size for axis in tensor.axes]
    if len(shape) == 2:
        row, col = tensor.axes
        return _read(tensor, lambda net: between(net, row, col), zeros((shape[0], shape[1])))
    if shape:
        (row,) = tensor.axes
        return _read(tensor, lambda net: between(net, row, None), zeros((shape[0], ONE)))
    return _read(tensor, lambda net: number(1), zeros(SCALAR))


def _read(tensor: Tensor, reader: Reader, zero: Expr) -> Expr | None:
    parts = []
    for term in contract_deltas(tensor).terms:
        part = _read_term(term, tensor.axes, reader)
        if part is None:
            return None
        parts.append(part)
    return add(zero, *parts)


def _read_term(term: Term, axes: tuple[Index, ...], reader: Reader) -> Expr | None:
    net = network(term, axes)
    body = reader(net) if net is not None else None
    if net is None or body is None:
        return None
    return multiply(number(term.coefficient), scalar_part(net.scalars), body)


def scalar_part(scalars: list[Expr]) -> Expr:
    """The product of what a network has beside it."""
    counts: dict[Expr, Fraction] = {}
    for scalar in scalars:
        counts[scalar] = counts.get(scalar, Fraction(0)) + 1
    return multiply(number(1), *(power(scalar, number(count)) for scalar, count in counts.items()))


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
