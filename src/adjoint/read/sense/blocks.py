"""Matrices of blocks: `[A, B; C, D]`, `blk(A, B, C, D)`, `hcat(A, B)` and `vcat(A, B)`.

A zero written as `0` among larger blocks has the size that the others leave it.
"""

import re
from collections.abc import Sequence
from functools import reduce

from adjoint.errors import Ambiguous, SyntaxProblem, Unsupported
from adjoint.expr.build import call, is_zero, zeros
from adjoint.expr.language import Expr
from adjoint.read.sense.builtin import Builtin
from adjoint.read.sense.context import Context, literal
from adjoint.read.sense.extents import Form, Var
from adjoint.read.tree.syntax import Applied, Blocks, Node

Grid = Sequence[Sequence[Node]]


_OPEN_LINE = re.compile(r"[^\s,;\[]\s*\n\s*[^\s,;\]]")


def blocks_form(context: Context, node: Blocks) -> Form:
    """The form of `[A, B; C, D]`."""
    text = context.text
    if text[node.start : node.start + 1] == "[":
        if re.match(r"[\w)\]']", text[max(node.start - 1, 0) : node.start]):
            raise context.complaint(
                Unsupported, node, "an entry or a part of an array by its index", "`x'*y`, `tr` and `diagvec` need none"
            )
        if _OPEN_LINE.search(text, node.start, node.end):
            raise context.complaint(SyntaxProblem, node, "a line that ends within a block", "rows end with `;`")
    return _form(context, node, node.rows)


def _form(context: Context, node: Node, rows: Grid) -> Form:
    heights = [_shared(context, node, row, 0) for row in rows]
    if len({len(row) for row in rows}) == 1:
        widths = [_shared(context, node, column, 1) for column in zip(*rows, strict=True)]
        _check_zeros(context, rows, widths)
        _check_zeros(context, list(zip(*rows, strict=True)), heights)
        return (_total(context, heights), _total(context, widths))
    lengths = [_total(context, [_shared(context, node, [cell], 1) for cell in row]) for row in rows]
    if not all(context.agree(lengths[0], length) for length in lengths[1:]):
        raise context.fail(node, "the rows of blocks are not equally long")
    return (_total(context, heights), lengths[0])


def _check_zeros(context: Context, lines: Grid, across: Sequence[Var]) -> None:
    """Complain of a line of zeros of which nothing tells how thick it is."""
    for line in lines:
        if all(literal(cell) == 0 for cell in line) and not all(map(context.extents.is_one, across)):
            hint = "`zeros(m, n)` has its size"
            raise context.complaint(Ambiguous, line[0], "how many zeros stand here?", hint)


def _shared(context: Context, node: Node, cells: Sequence[Node], side: int) -> Var:
    """The one size of cells beside or above each other; a zero has any."""
    real = [cell for cell in cells if literal(cell) != 0] or list(cells)
    sizes = [context.form(cell)[side] for cell in real]
    for cell, size in zip(real[1:], sizes[1:], strict=True):
        if not context.agree(sizes[0], size):
            where = "beside" if side == 0 else "above"
            raise context.fail(node, f"{context.said(real[0])} does not fit {where} {context.said(cell)}")
    return sizes[0]


def _total(context: Context, sizes: Sequence[Var]) -> Var:
    return reduce(lambda left, right: context.extents.compound("+", left, right), sizes)


def assembled(rows: Sequence[Sequence[Expr]]) -> Expr:
    """The matrix of blocks, row by row, each pair joined from the right."""
    filled = [[_filled(rows, i, j) for j in range(len(row))] for i, row in enumerate(rows)]
    lines = [_joined("hcat", row) for row in filled]
    return _joined("vcat", lines)


def _joined(function: str, parts: Sequence[Expr]) -> Expr:
    *before, last = parts
    return reduce(lambda right, left: call(function, left, right), reversed(before), last)


def _filled(rows: Sequence[Sequence[Expr]], i: int, j: int) -> Expr:
    """A cell, or the zeros that fit between its neighbours."""
    cell = rows[i][j]
    if not (cell.is_scalar and is_zero(cell)):
        return cell
    beside = next((other for other in rows[i] if not is_zero(other)), cell)
    above = next((row[j] for row in rows if len(row) > j and not is_zero(row[j])), cell)
    return zeros((beside.shape[0], above.shape[1]))


def _in_a_row(node: Applied) -> Grid:
    return [node.arguments]


def _in_a_column(node: Applied) -> Grid:
    return [[argument] for argument in node.arguments]


def _square(node: Applied) -> Grid:
    side = int(len(node.arguments) ** 0.5)
    return [node.arguments[side * i : side * (i + 1)] for i in range(side)]


def _square_form(context: Context, node: Applied) -> Form:
    if len(node.arguments) not in (4, 9, 16):
        raise context.fail(node, "`blk` takes the blocks of a square: 4, 9 or 16 of them", "`[A, B, C; D, E, F]`")
    return _form(context, node, _square(node))


def _placed(rows: Grid, node: Applied, operands: tuple[Expr, ...]) -> list[list[Expr]]:
    made = dict(zip(node.arguments, operands, strict=True))
    return [[made[cell] for cell in row] for row in rows]


BUILTINS: dict[str, Builtin] = {
    "hcat": Builtin(
        "hcat(A, B)",
        lambda context, node: _form(context, node, _in_a_row(node)),
        lambda node, operands, shape: assembled([operands]),
        1,
        50,
    ),
    "vcat": Builtin(
        "vcat(A, B)",
        lambda context, node: _form(context, node, _in_a_column(node)),
        lambda node, operands, shape: assembled([[operand] for operand in operands]),
        1,
        50,
    ),
    "blk": Builtin(
        "blk(A, B, C, D)",
        _square_form,
        lambda node, operands, shape: assembled(_placed(_square(node), node, operands)),
        4,
        16,
    ),
}
"""The functions that make matrices of blocks."""
