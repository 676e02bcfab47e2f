"""Axes that are pairs of axes, where a differential must be reached through them.

`vec(X)_k = Σ_ij fast_ki slow_kj X_ij`: the matrices of zeros and ones `kron(ones(n), I)` and
`kron(I, ones(m))` say which row and which column stand in place k of the stack.
"""

from fractions import Fraction

from adjoint.expr.build import add, call, identity, inverse, kron, multiply, number, transpose
from adjoint.expr.functions import PRIMARY
from adjoint.expr.halves import elimination
from adjoint.expr.language import Call, Expr, Kron
from adjoint.expr.sizes import ONE, Size
from adjoint.index.opening import Fresh, Item, Pending, Piece
from adjoint.index.pairs import Pair
from adjoint.index.term import Entry, Index

Halves = tuple[list[Item], Index | None, Index | None]


def _halves(whole: Index | None, slow: Size, fast: Size, fresh: Fresh) -> Halves:
    """Indices for the two parts of an axis, and the factors that tie them to it."""
    if whole is None or fast == ONE:
        return [], whole, None
    if slow == ONE:
        return [], None, whole
    first, second = fresh(slow), fresh(fast)
    assert first is not None
    assert second is not None
    return [*Pair(whole, first, second).ties], first, second


def kron_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """A Kronecker product as the product of an entry of each factor."""
    assert isinstance(item.node, Kron)
    left, right = item.node.children
    above, row, inner_row = _halves(item.row, left.shape[0], right.shape[0], fresh)
    beside, col, inner_col = _halves(item.col, left.shape[1], right.shape[1], fresh)
    return ((Fraction(1), (*above, *beside, Pending(left, row, col), Pending(right, inner_row, inner_col))),)


def vec_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """A stack of columns as an entry of the matrix."""
    (matrix,) = item.node.children
    tied, col, row = _halves(item.row, matrix.shape[1], matrix.shape[0], fresh)
    return ((Fraction(1), (*tied, Pending(matrix, row, col))),)


def half_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """A half stack as a stack, the entries above the diagonal eliminated."""
    (matrix,) = item.node.children
    whole = fresh(matrix.shape[0] * matrix.shape[1])
    stack = Pending(call("vec", matrix), whole, None)
    return ((Fraction(1), (Pending(elimination(matrix.shape[0]), item.row, whole), stack)),)


def unvec_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """An entry of a matrix as one of its stacked columns."""
    assert isinstance(item.node, Call)
    (stack,) = item.node.children
    whole = fresh(stack.shape[0])
    tied, col, row = _halves(whole, item.node.shape[1], item.node.shape[0], fresh)
    renamed = {col: item.col, row: item.row}
    return ((Fraction(1), (*(_put(one, renamed) for one in tied), Pending(stack, renamed.get(whole, whole), None))),)


def part_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """`kronleft(G, B)` and `kronright(G, A)` as sums over the entries of both."""
    assert isinstance(item.node, Call)
    matrix, weights = item.node.children
    row, col = fresh(matrix.shape[0]), fresh(matrix.shape[1])
    left = item.node.function == "kronleft"
    outer, inner = (item.node.shape, weights.shape) if left else (weights.shape, item.node.shape)
    above, rows, inner_row = _halves(row, outer[0], inner[0], fresh)
    beside, cols, inner_col = _halves(col, outer[1], inner[1], fresh)
    free = (rows, cols) if left else (inner_row, inner_col)
    bound = (inner_row, inner_col) if left else (rows, cols)
    renamed = dict(zip(free, (item.row, item.col), strict=True))
    factors: list[Item] = [_put(one, renamed) for one in (*above, *beside)]
    where = [renamed.get(index, index) if index is not None else None for index in (row, col)]
    return ((Fraction(1), (*factors, Pending(matrix, where[0], where[1]), Pending(weights, *bound))),)


def _system(node: Call) -> Expr:
    """The matrix that takes the stacked last operand to the stacked value."""
    *given, right = node.children
    if node.function in JACOBIAN:
        return call(JACOBIAN[node.function], *given)
    rows, cols = (identity(size) for size in right.shape)
    if node.function == "dlyap":
        return inverse(add(identity(right.shape[0] * right.shape[1]), multiply(number(-1), kron(given[0], given[0]))))
    other = given[1] if node.function == "sylv" else transpose(given[0])
    return inverse(add(kron(cols, given[0]), kron(transpose(other), rows)))


JACOBIAN: dict[str, str] = {
    **{f"{name}frechet{twice}": f"{name}jacobian{twice}" for name in PRIMARY for twice in ("", "2")},
    "powersum": "powerjacobian",
    "powersum2": "powerjacobian2",
}
"""The matrix of each derivative along a direction, columns stacked."""


def solution_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """What is linear in the last operand, as the matrix of that map, columns stacked."""
    assert isinstance(item.node, Call)
    right = item.node.children[-1]
    size = right.shape[0] * right.shape[1]
    whole, inner = fresh(size), fresh(size)
    above, col, row = _halves(whole, right.shape[1], right.shape[0], fresh)
    below, inner_col, inner_row = _halves(inner, right.shape[1], right.shape[0], fresh)
    renamed = {col: item.col, row: item.row}
    factors = [*(_put(one, renamed) for one in above), Pending(_system(item.node), renamed.get(whole, whole), inner)]
    return ((Fraction(1), (*factors, *below, Pending(right, inner_row, inner_col))),)


def _put(one: Item, renamed: dict[Index | None, Index | None]) -> Item:
    """A factor with indices renamed."""
    assert isinstance(one, Entry)
    return Entry(one.node, tuple(renamed.get(index) or index for index in one.indices))
