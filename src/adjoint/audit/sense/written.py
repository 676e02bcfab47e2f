"""Arrays of known size taken apart and put together: entries by number, matrices written out, the cross product."""

from collections.abc import Sequence

from adjoint.errors import ShapeError, Unsupported
from adjoint.expr.build import is_zero, multiply, number, transpose
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.read.sense.blocks import assembled

_MOST = 30


def written_out(cells: Sequence[Expr], width: int) -> Expr:
    """The matrix of the cells, which stand row by row; cells that are matrices are its blocks."""
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    for side, lines in ((0, rows), (1, list(zip(*rows, strict=True)))):
        for line in lines:
            _alike([cell.shape[side] for cell in line if not _is_nought(cell)])
            if all(map(_is_nought, line)) and any(not cell.is_scalar for cell in cells):
                raise Unsupported("how many zeros stand in a line of blocks")
    return assembled(rows)


def _is_nought(cell: Expr) -> bool:
    return cell.is_scalar and is_zero(cell)


def _alike(sizes: Sequence[Size]) -> None:
    if len(set(sizes)) > 1:
        raise ShapeError(f"blocks of {sizes[0]} and of {sizes[1]} stand in one line")


def entry(node: Expr, places: Sequence[int]) -> Expr:
    """The entry at the places, counted from one; those of axes of one entry are left out."""
    axes = [size for size in node.shape if size != ONE]
    if len(axes) != len(places):
        raise ShapeError(f"`{node}` has {len(axes)} indices, and {len(places)} are written")
    left = list(places)
    row, column = (1 if size == ONE else left.pop(0) for size in node.shape)
    return multiply(transpose(_unit(row, node.shape[0])), node, _unit(column, node.shape[1]))


def _unit(place: int, size: Size) -> Expr:
    """The column that picks one entry."""
    count = size.number
    if count is None or count > _MOST:
        raise Unsupported(f"entry {place} of {size}")
    if not 0 < place <= count:
        raise ShapeError(f"there is no entry {place} of {count}")
    return number(1) if count == 1 else written_out([number(int(at + 1 == place)) for at in range(count)], 1)


def skew(vector: Expr) -> Expr:
    """The matrix of the cross product with a vector of three entries."""
    axes = [size for size in vector.shape if size != ONE]
    if len(axes) == 1 and axes[0].number is None:
        raise Unsupported(f"the cross product with `{vector}`, which may not have three entries")
    if axes != [Size.of(3)]:
        raise ShapeError(f"the cross product is for vectors of three entries, and `{vector}` is not one")
    a, b, c = (entry(vector, (place,)) for place in (1, 2, 3))
    zero = number(0)
    return written_out([zero, -c, b, c, zero, -a, -b, a, zero], 3)
