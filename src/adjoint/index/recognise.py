"""From meaning to notation, where there is one: products, traces, Hadamard, diagonals.

A term is reduced as a network (`adjoint.index.reduction`); what is left at and between its axes is
read off. The sum of the terms is the expression.
"""

from collections.abc import Callable
from fractions import Fraction

from adjoint.expr.build import add, multiply, number, power, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, SCALAR
from adjoint.index.deltas import contract_deltas
from adjoint.index.network import Network, between
from adjoint.index.reduction import network
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
