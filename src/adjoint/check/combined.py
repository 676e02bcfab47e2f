"""Whether an array is zero wherever others are, since it is a sum of these, each multiplied from both sides.

The numbers in front are solved for at random points, of which none needs to be one where the others are zero: what
is found is an identity. One point is not enough, since numbers that suit it need not suit the next; points are added
until some in a row, of several sizes, say nothing new of the numbers.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, islice, product

from flint import nmod_mat

from adjoint.check.field import P
from adjoint.check.formula import Setting
from adjoint.check.ground import Scalar
from adjoint.check.looks import entries_at, looks
from adjoint.check.sample import Point
from adjoint.expr.build import colon, hadamard, identity, multiply, number, power, transpose
from adjoint.expr.language import Expr, Number, Product, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Shape
from adjoint.expr.walk import postorder, symbols

MOST_PRODUCTS, MOST_WORDS, LONGEST_WORD = 120, 24, 4
STEADY = 6
"""At how many points in a row the numbers in front must suit as they are."""


def is_combination(array: Expr, others: Sequence[Expr], unknowns: Sequence[Symbol], setting: Setting) -> bool:
    """Whether the array is such a sum of products of the others with words that occur in it.

    Nothing is divided by an unknown that may be zero where the others have values.
    """
    products = list(islice(_products(array, others, _never_zero(others, unknowns, setting)), MOST_PRODUCTS))
    width = len(products) + 1

    def look(point: Point) -> list[tuple[Scalar, ...]]:
        columns = [value.entries() for value in entries_at(point, (*products, array), setting)]
        return list(zip(*columns, strict=True))

    known: list[list[Scalar]] = []
    steady = 0
    for rows in looks((array, *products), setting, look, 2 * (width + STEADY)):
        before, known = len(known), _reduced([*known, *rows], width)
        if known and not any(map(int, known[-1][:-1])):
            return False
        steady = 0 if len(known) > before else steady + 1
        if steady == STEADY:
            return True
    return False


def _reduced(rows: Sequence[Sequence[Scalar]], width: int) -> list[list[Scalar]]:
    """The rows that say the same, each with another first entry; the last says 0 = 1 where they contradict."""
    reduced, rank = nmod_mat(len(rows), width, [x for row in rows for x in row], P).rref()
    return list(reduced.tolist()[:rank])


def _never_zero(others: Sequence[Expr], unknowns: Sequence[Symbol], setting: Setting) -> frozenset[Symbol]:
    """The numbers by name to divide by: given ones, and unknowns without which the others have no values."""
    own = [one for one in symbols(*others) if one.is_scalar]
    return frozenset(one for one in own if one not in unknowns or not _may_be_zero(one, others, setting))


def _may_be_zero(one: Symbol, others: Sequence[Expr], setting: Setting) -> bool:
    def look(point: Point) -> bool:
        if "positive" in point.facts(one):
            return False
        point.place(one, point.ground.matrix(1, 1, [point.ground.number(0)]))
        return bool(entries_at(point, others, setting))

    return any(looks(others, setting, look))


def _products(array: Expr, others: Sequence[Expr], divisors: frozenset[Symbol]) -> Iterator[Expr]:
    """The others between words of the array, plain ones first, then with scalars in front."""
    words = list(islice(_words(array, others), MOST_WORDS))
    plain = list(dict.fromkeys(_between(array.shape, others, words)))
    for scalar in _scalars((array, *others), divisors):
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


def _scalars(arrays: Sequence[Expr], divisors: frozenset[Symbol]) -> Iterator[Expr]:
    """One, the numbers that the arrays speak of by name, their products in twos and what divides."""
    own = [one for one in symbols(*arrays) if one.is_scalar]
    yield number(1)
    yield from own
    yield from (multiply(*pair) for pair in combinations_with_replacement(own, 2))
    yield from (power(one, number(-1)) for one in own if one in divisors)
    products = (node for node in postorder(arrays[0]) if isinstance(node, Product))
    spoken = dict.fromkeys(scalar for node in products for scalar in node.scalars)
    yield from (one for one in spoken if not isinstance(one, (Number, Symbol)))
