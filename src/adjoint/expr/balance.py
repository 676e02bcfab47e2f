"""Whether the columns of a sum all sum to zero, as those of `x - mean(x)` do: facts of centred arrays.

The row `ones'*A` of each term is written in one way, so that what cancels is seen to.
"""

from collections.abc import Iterable
from fractions import Fraction

from adjoint.expr.build import add, is_zero, multiply, number, ones, power, product, size_number
from adjoint.expr.language import Call, Expr, Identity, Number, Ones, Power, Product, Sum
from adjoint.expr.sizes import ONE


def columns_cancel(node: Sum) -> bool:
    """Whether the columns of the sum are seen to sum to zero; worth asking where it has constant columns."""
    if node.is_scalar or not any(isinstance(link, Ones) for term in node.children for link in _links(term)[:1]):
        return False
    totals: dict[Expr, Fraction] = {}
    for term in node.children:
        row = _column_sums(term)
        value = row.coefficient if isinstance(row, Product) else Fraction(1)
        body = product(Fraction(1), row.scalars, row.chain) if isinstance(row, Product) else row
        totals[body] = totals.get(body, Fraction(0)) + value
    return is_zero(add(*(multiply(number(total), body) for body, total in totals.items())))


def _links(node: Expr) -> tuple[Expr, ...]:
    return node.chain if isinstance(node, Product) else (node,)


def _column_sums(term: Expr) -> Expr:
    """The row of the column sums of a term, its scalars gathered."""
    first, *rest = _links(term)
    height = term.shape[0]
    front = [number(term.coefficient), *term.scalars] if isinstance(term, Product) else []
    if isinstance(first, Ones):
        row = multiply(size_number(height), ones((ONE, first.shape[1])), *rest)
    else:
        row = multiply(ones((ONE, height)), *(() if isinstance(first, Identity) else (first,)), *rest)
    whole = multiply(*front, row)
    return _gathered(whole) if isinstance(whole, Product) else whole


def _gathered(node: Product) -> Expr:
    """The product with the powers of each scalar multiplied, sums of columns written as products with ones."""
    exponents: dict[Expr, Fraction] = {}
    for base, exponent in _powers(node.scalars):
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    scalars = [power(base, number(exponent)) for base, exponent in exponents.items()]
    return multiply(number(node.coefficient), *scalars, product(Fraction(1), (), node.chain))


def _powers(scalars: Iterable[Expr]) -> Iterable[tuple[Expr, Fraction]]:
    for scalar in scalars:
        base, exponent = scalar, Fraction(1)
        if isinstance(scalar, Power) and isinstance(scalar.children[1], Number):
            base, exponent = scalar.children[0], scalar.children[1].value
        if isinstance(base, Call) and base.function == "sum" and base.children[0].shape[1] == ONE:
            (column,) = base.children
            base = multiply(ones((ONE, column.shape[0])), column)
        yield base, exponent
