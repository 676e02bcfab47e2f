"""Whether an array is zero wherever others are, since it is a sum of these, each multiplied from both sides.

The numbers in front are solved for at many random points at once. None of these needs to be a point where the
others are zero: what is found is an identity.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations_with_replacement, islice, product

from flint import nmod_mat

from adjoint.check.claim import claim
from adjoint.check.evaluate import Evaluator
from adjoint.check.field import Field, P
from adjoint.check.formula import Setting
from adjoint.check.ground import Reject, Scalar
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey
from adjoint.errors import AdjointError
from adjoint.expr.build import colon, hadamard, identity, multiply, number, power, transpose
from adjoint.expr.language import Expr, Number, Product, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Shape
from adjoint.expr.walk import postorder, symbols

MOST_PRODUCTS, MOST_WORDS, LONGEST_WORD = 120, 24, 4
SPARE = 4
"""How many equations more than numbers in front are solved."""


def is_combination(array: Expr, others: Sequence[Expr], setting: Setting) -> bool:
    """Whether the array is such a sum of products of the others with words that occur in it."""
    products = list(islice(_products(array, others), MOST_PRODUCTS))
    rows: list[list[Scalar]] = []
    try:
        for point in _points((array, *products), setting, len(products) + SPARE):
            with suppress(Reject):
                values = Evaluator(point, setting.definitions, {}, frozenset())
                columns = [values.value(one).entries() for one in (*products, array)]
                rows += [list(row) for row in zip(*columns, strict=True)]
            if len(rows) >= len(products) + SPARE:
                return _is_spanned(rows)
    except (AdjointError, ValueError, KeyError, ZeroDivisionError):
        return False
    return False


def _is_spanned(rows: Sequence[Sequence[Scalar]]) -> bool:
    """Whether the last column is a sum of multiples of the others."""
    height, width = len(rows), len(rows[0])
    whole = nmod_mat(height, width, [x for row in rows for x in row], P)
    if width == 1:
        return whole.rank() == 0
    return whole.rank() == nmod_mat(height, width - 1, [x for row in rows for x in row[:-1]], P).rank()


def _points(formulas: Sequence[Expr], setting: Setting, most: int) -> Iterator[Point]:
    """Random points, all of one of two sizes."""
    survey = Survey([claim(formula, formula) for formula in formulas], setting)
    for attempt in range(most):
        sizes = draw_sizes((*survey.names, *map(str, survey.big)), survey.fixed, f"sum {attempt % 2}")
        yield Point(Field(f"sum {attempt}"), sizes, f"sum {attempt}", survey.implied)


def _products(array: Expr, others: Sequence[Expr]) -> Iterator[Expr]:
    """The others between words of the array, plain ones first, then with scalars in front."""
    words = list(islice(_words(array, others), MOST_WORDS))
    plain = list(dict.fromkeys(_between(array.shape, others, words)))
    for scalar in _scalars((array, *others)):
        yield from (multiply(scalar, one) for one in plain)


def _between(shape: Shape, others: Sequence[Expr], words: Sequence[Expr]) -> Iterator[Expr]:
    for other in (turned for array in others for turned in (array, transpose(array))):
        if other.is_scalar:
            yield from (multiply(word, other) for word in (number(1), *words) if word.shape == shape)
            continue
        rows, columns = other.shape
        if other.shape == shape and columns == ONE:
            yield from (hadamard(word, other) for word in words if word.shape == shape)
        before = [identity(rows), *(word for word in words if word.shape[1] == rows)]
        after = [identity(columns), *(word for word in words if word.shape[0] == columns)]
        for left, right in product(before, after):
            if (left.shape[0], right.shape[1]) == shape:
                yield multiply(left, other, right)
        if shape == SCALAR:
            yield from (colon(word, other) for word in words if word.shape == other.shape)


def _words(array: Expr, others: Sequence[Expr]) -> Iterator[Expr]:
    """Stretches of the products in an array, and names in the others, with their transposes; short ones first."""
    chains = [node.chain for node in postorder(array) if isinstance(node, Product)]
    single = [(node,) for node in symbols(array, *others) if not node.is_scalar]
    found: dict[Expr, None] = {}
    for length in range(1, LONGEST_WORD + 1):
        for chain in (*single, *chains):
            for start in range(len(chain) - length + 1):
                word = multiply(*chain[start : start + length])
                found.update({word: None, transpose(word): None})
    yield from found


def _scalars(arrays: Sequence[Expr]) -> Iterator[Expr]:
    """One, the numbers that the arrays speak of by name, their products in twos and what divides."""
    own = [one for one in symbols(*arrays) if one.is_scalar]
    yield number(1)
    yield from own
    yield from (multiply(*pair) for pair in combinations_with_replacement(own, 2))
    yield from (power(one, number(-1)) for one in own)
    products = (node for node in postorder(arrays[0]) if isinstance(node, Product))
    spoken = dict.fromkeys(scalar for node in products for scalar in node.scalars)
    yield from (one for one in spoken if not isinstance(one, (Number, Symbol)))
