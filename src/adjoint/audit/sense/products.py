"""Products and sums as people write them: entry by entry, spread over rows or columns, `@` of vectors."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.errors import ShapeError
from adjoint.expr.build import hadamard, multiply, ones, transpose
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, SCALAR, Shape


def spread(term: Expr, shape: Shape, rows: bool = False) -> Expr:
    """A term of a sum in the shape of the sum: a number in every entry, a column in every column, a row in every row.

    With `rows` a column that only fits turned is a row.
    """
    if term.shape == shape or shape == SCALAR:
        return term
    if term.is_scalar:
        return multiply(term, ones(shape))
    if term.shape == (shape[0], ONE) and shape[1] != ONE:
        return multiply(term, ones((ONE, shape[1])))
    if rows and term.shape == (shape[1], ONE) and shape[0] != ONE:
        term = transpose(term)
    if term.shape == (ONE, shape[1]) and shape[0] != ONE:
        return multiply(ones((shape[0], ONE)), term)
    return term


def at(left: Expr, right: Expr) -> Expr:
    """`left @ right`, where a vector before `@` is a row if only that fits."""
    turned = left.shape[1] == ONE != left.shape[0] == right.shape[0] and not right.is_scalar
    if not turned:
        return multiply(left, right)
    found = multiply(transpose(left), right)
    return found if found.is_scalar else transpose(found)


def entrywise(left: Expr, right: Expr) -> Expr:
    """The product entry by entry; a number scales."""
    return multiply(left, right) if left.is_scalar or right.is_scalar else hadamard(left, right)


def as_columns(turned: Collection[str], parts: Sequence[Phrase], factors: Sequence[Expr]) -> None:
    """Raises a `ShapeError` for two vectors that are an outer product only since one of `turned` is read as a row."""
    arrays = [pair for pair in zip(parts, factors, strict=True) if not pair[1].is_scalar] if turned else []
    for (left, column), (right, row) in pairwise(arrays):
        pair = Phrase("pair", (left, right))
        named = any(name in turned for name in names_in(pair))
        if column.shape[1] == ONE == row.shape[0] and named and all(part.kind != "turn" for part in pair):
            raise ShapeError(f"`{column}` and `{row}` are both columns; an outer product turns one of them")
