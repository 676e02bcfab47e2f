"""From meaning to notation, where there is one: products, traces, Hadamard, diagonals, Kronecker.

A term is reduced as a network (`adjoint.index.network`); what is left at and between its axes is
read off. The sum of the terms is the expression.
"""

from collections.abc import Callable
from fractions import Fraction

from adjoint.expr.build import add, call, identity, kron, multiply, number, ones, power, transpose, zeros
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
        return _read(tensor, lambda net: _between(net, row, col), zeros((shape[0], shape[1])))
    if shape:
        (row,) = tensor.axes
        return _read(tensor, lambda net: _between(net, row, None), zeros((shape[0], ONE)))
    return _read(tensor, lambda net: number(1), zeros(SCALAR))


def kronecker(tensor: Tensor, outputs: int = 2) -> Expr | None:
    """The matrix `J` with `vec(dY) = J * vec(dX)` for a Jacobian `∂Y/∂X`, columns stacked.

    The first `outputs` axes (one or two) are those of `Y`, the others (one or two) those of `X`.
    None where a term has no such form, as `∂X'/∂X`, which needs a commutation matrix.
    """
    rows, cols = tensor.axes[:outputs], tensor.axes[outputs:]
    if not 1 <= len(rows) <= 2 or not 1 <= len(cols) <= 2:
        return None
    size = [axes[0].size if len(axes) == 1 else axes[0].size * axes[1].size for axes in (rows, cols)]
    return _read(tensor, lambda net: _stacked(net, rows, cols), zeros((size[0], size[1])))


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
    return multiply(number(term.coefficient), _scalars(net.scalars), body)


def _scalars(scalars: list[Expr]) -> Expr:
    counts: dict[Expr, Fraction] = {}
    for scalar in scalars:
        counts[scalar] = counts.get(scalar, Fraction(0)) + 1
    return multiply(number(1), *(power(scalar, number(count)) for scalar, count in counts.items()))


def _between(net: Network, row: Index | None, col: Index | None) -> Expr:
    """The array that a network is between a row and a column; None stands for an axis of length one."""
    left = net.vector(row) if row is not None else None
    right = net.vector(col) if col is not None else None
    line = net.line(row, col) if row is not None and col is not None else None
    if line is None:
        return _outer(row, col, left, right)
    before = (call("diag", left),) if left is not None else ()
    after = (call("diag", right),) if right is not None else ()
    diagonals = before + after
    return joined(diagonals if diagonals and _is_identity(line.chain) else before + line.chain + after)


def _is_identity(chain: tuple[Expr, ...]) -> bool:
    return len(chain) == 1 and isinstance(chain[0], Identity)


def _outer(row: Index | None, col: Index | None, left: Expr | None, right: Expr | None) -> Expr:
    if left is None and right is None:
        return ones((row.size if row is not None else ONE, col.size if col is not None else ONE))
    if left is None:
        left = ones((row.size, ONE)) if row is not None else number(1)
    if right is None:
        right = ones((col.size, ONE)) if col is not None else number(1)
    return multiply(left, *turned(flat(right)))


def _stacked(net: Network, rows: tuple[Index, ...], cols: tuple[Index, ...]) -> Expr | None:
    """The reading as a Kronecker product, with elementwise factors as diagonals before and after."""
    for inner_row, outer_row in _placings(rows):
        for inner_col, outer_col in _placings(cols):
            allowed = [frozenset(axes) for axes in (rows, cols, (inner_row, inner_col), (outer_row, outer_col))]
            if all(line.ends in allowed for line in net.lines):
                return _kronecker(net, (inner_row, outer_row), (inner_col, outer_col))
    return None


Placing = tuple[Index | None, Index | None]


def _placings(axes: tuple[Index, ...]) -> list[Placing]:
    """Rows run fastest; a single axis may stand at either place."""
    return [(axes[0], axes[1])] if len(axes) == 2 else [(axes[0], None), (None, axes[0])]


def _kronecker(net: Network, rows: Placing, cols: Placing) -> Expr:
    within = [net.line(*pair) for pair in (rows, cols)]
    crossing = any(line.ends not in (frozenset(rows), frozenset(cols)) for line in net.lines)
    if any(within) and not crossing:
        return multiply(_vec(_between(net, *rows)), transpose(_vec(_between(net, *cols))))
    before, after = ([call("diag", _vec(joined(line.chain)))] if line else [] for line in within)
    inside = _kron(_between(net, rows[1], cols[1]), _between(net, rows[0], cols[0]))
    parts = [part for part in (*before, inside, *after) if not isinstance(part, Identity)]
    return multiply(*parts) if parts else inside


def _kron(left: Expr, right: Expr) -> Expr:
    if isinstance(left, Identity) and isinstance(right, Identity):
        return identity(left.shape[0] * right.shape[0])
    return kron(left, right)


def _vec(array: Expr) -> Expr:
    """Columns stacked; a row becomes a column."""
    if array.shape[1] == ONE:
        return array
    return transpose(array) if array.shape[0] == ONE else call("vec", array)
