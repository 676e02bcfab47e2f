"""Analytic functions of matrices with infinitesimals: `A + b*e1 + c*e2 + f*e1*e2 + ...`, each `e` squared zero.

An element is a list of matrices; the bits of a place say which infinitesimals multiply the matrix there,
None is zero. A jet is such a list of four; the Fréchet derivative at X along E is the part along a
third infinitesimal of the function at `X + E*e3`, the second one along E and F that along the third and the
fourth at `X + E*e3 + F*e4`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from math import factorial

from adjoint.check.ground import Ground, Matrix, Scalar
from adjoint.check.jets import Jet, plus, still

Parts = Sequence[Matrix | None]
Function = Callable[[Ground, Parts], list[Matrix | None]]


def of_jet(ground: Ground, function: Function, jet: Jet) -> Jet:
    """The function of a jet."""
    value, first, second, mixed = function(ground, jet)
    return (value, first, second, mixed)


def along(ground: Ground, function: Function, jet: Jet, direction: Jet, second: Jet | None = None) -> Jet:
    """The Fréchet derivative at a jet along another, or the second one along two others."""
    others = (*direction,) if second is None else (*direction, *second, None, None, None, None)
    *_, value, along, across, mixed = function(ground, (*jet, *others))
    return (value if value is not None else 0 * jet[0], along, across, mixed)


def exponential(ground: Ground, parts: Parts) -> list[Matrix | None]:
    """The exponential, of a block triangular matrix that multiplies as the element does."""
    used = 0
    for place, part in enumerate(parts):
        used |= place if part is not None else 0
    places = [place for place in range(len(parts)) if place & ~used == 0]
    n = parts[0].nrows() if parts[0] is not None else 0
    zero = [[ground.number(0)] * n for _ in range(n)]
    tables = {place: part.tolist() if (part := parts[place]) is not None else zero for place in places}
    rows: list[Scalar] = []
    for above in places:
        blocks = [tables[place ^ above] if place & above == above else zero for place in places]
        rows.extend(x for i in range(n) for block in blocks for x in block[i])
    size = n * len(places)
    done = ground.matrix_exp(ground.matrix(size, size, rows)).tolist()
    found: list[Matrix | None] = [None] * len(parts)
    for k, place in enumerate(places):
        found[place] = ground.matrix(n, n, [x for row in done[:n] for x in row[k * n : (k + 1) * n]])
    return found


def waves(ground: Ground, parts: Parts) -> tuple[list[Matrix | None], list[Matrix | None]]:
    """Sine and cosine: `exp([0, -X; X, 0])` is `[cos X, -sin X; sin X, cos X]`."""
    n = parts[0].nrows() if parts[0] is not None else 0

    def doubled(part: Matrix | None) -> Matrix | None:
        if part is None:
            return None
        table, zero = part.tolist(), [ground.number(0)] * n
        rows = [*([*zero, *(-x for x in row)] for row in table), *([*row, *zero] for row in table)]
        return ground.matrix(2 * n, 2 * n, [x for row in rows for x in row])

    def quarter(part: Matrix | None, top: int) -> Matrix | None:
        if part is None:
            return None
        return ground.matrix(n, n, [x for row in part.tolist()[top : top + n] for x in row[:n]])

    both = exponential(ground, [doubled(part) for part in parts])
    return [quarter(part, n) for part in both], [quarter(part, 0) for part in both]


def logarithm(ground: Ground, parts: Parts) -> list[Matrix | None]:
    """The principal logarithm, by divided differences at the eigenvalues of the matrix (Daleckii and Krein)."""
    assert parts[0] is not None
    values, vectors, inverse = ground.spectrum(parts[0])
    n = len(values)
    turned = [None if part is None else (inverse * ground.complex(part) * vectors).tolist() for part in parts]

    @cache
    def difference(places: tuple[int, ...]) -> Scalar:
        first, last, order = places[0], places[-1], len(places) - 1
        if first == last:
            return _log_term(ground, values[first], order)
        return (difference(places[1:]) - difference(places[:-1])) / (values[last] - values[first])

    def chain(tables: Sequence[list[list[Scalar]]], i: int, j: int) -> Scalar:
        total = ground.number(0)
        for inner in product(range(n), repeat=len(tables) - 1):
            path = (i, *inner, j)
            term = difference(tuple(sorted(path)))
            for table, (p, q) in zip(tables, pairwise(path), strict=True):
                term *= table[p][q]
            total += term
        return total

    found: list[Matrix | None] = []
    for place in range(len(parts)):
        ways = [[turned[part] for part in way] for way in _ways(place)]
        kept = [[table for table in way if table is not None] for way in ways if None not in way]
        if not kept:
            found.append(None)
            continue
        if place:
            entries = [sum(chain(way, i, j) for way in kept) for i in range(n) for j in range(n)]
        else:
            entries = [difference((i,)) if i == j else ground.number(0) for i in range(n) for j in range(n)]
        found.append(ground.real(vectors * ground.complex_matrix(n, entries) * inverse))
    return found


def _log_term(ground: Ground, value: Scalar, order: int) -> Scalar:
    """The derivative of that order over its factorial."""
    if order == 0:
        return ground.complex_log(value)
    return (-1) ** (order + 1) * factorial(order - 1) / (factorial(order) * value**order)


def _ways(place: int) -> Iterator[tuple[int, ...]]:
    """The ways to make a product of infinitesimals from smaller ones, in order."""
    if place == 0:
        yield ()
    first = place
    while first:
        for rest in _ways(place ^ first):
            yield (first, *rest)
        first = (first - 1) & place


def scaled(ground: Ground, scalar: Jet, parts: Parts) -> list[Matrix | None]:
    """A number with two infinitesimals times an element."""
    found: list[Matrix | None] = [None] * len(parts)
    for i, factor in enumerate(scalar):
        for j, part in enumerate(parts):
            if factor is not None and part is not None and i & j == 0:
                found[i | j] = plus(found[i | j], part * factor[0, 0])
    return found


def power(exponent: Jet) -> Function:
    """The principal power with that exponent, `exp(p*log(X))`."""

    def function(ground: Ground, parts: Parts) -> list[Matrix | None]:
        return exponential(ground, scaled(ground, exponent, logarithm(ground, parts)))

    return function


def sine(ground: Ground, parts: Parts) -> list[Matrix | None]:
    """The sine."""
    return waves(ground, parts)[0]


def cosine(ground: Ground, parts: Parts) -> list[Matrix | None]:
    """The cosine."""
    return waves(ground, parts)[1]




def columns(ground: Ground, n: int, along_unit: Callable[[Jet], Jet]) -> Jet:
    """The matrix of a linear map of n×n matrices, columns stacked on either side."""
    stacks: list[list[list[Scalar] | None]] = [[], [], [], []]
    for k in range(n * n):
        unit = [ground.number(int(j * n + i == k)) for i in range(n) for j in range(n)]
        image = along_unit(still(ground.matrix(n, n, unit)))
        for stack, part in zip(stacks, image, strict=True):
            stack.append(None if part is None else part.transpose().entries())

    def joined(part: int) -> Matrix | None:
        found = [column for column in stacks[part] if column is not None]
        if len(found) < n * n:
            return None
        return ground.matrix(n * n, n * n, [column[i] for i in range(n * n) for column in found])

    return (joined(0), joined(1), joined(2), joined(3))
