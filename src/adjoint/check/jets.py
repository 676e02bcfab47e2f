"""Jets: values with infinitesimal parts, `a + b*e1 + c*e2 + f*e1*e2` with `e1² = e2² = 0`.

A jet is four matrices of one shape; a part that is zero may be None, the first is always there.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from adjoint.check.ground import Ground, Matrix, Reject, Scalar

Jet = tuple[Matrix, Matrix | None, Matrix | None, Matrix | None]
Triple = Callable[[Ground, Scalar], Iterator[Scalar]]
"""A function of one number: yields its value, its derivative and its second derivative, as far as asked."""


def still(value: Matrix) -> Jet:
    """A jet without infinitesimal parts."""
    return (value, None, None, None)


def is_still(jet: Jet) -> bool:
    """Whether the jet has no infinitesimal parts."""
    return jet[1] is None and jet[2] is None and jet[3] is None


def linear(change: Callable[[Matrix], Matrix], jet: Jet) -> Jet:
    """A linear map of a jet, part by part."""
    a, b, c, f = jet
    if b is c is f is None:
        return (change(a), None, None, None)
    first, second, mixed = (None if part is None else change(part) for part in (b, c, f))
    return (change(a), first, second, mixed)


def plus(a: Matrix | None, b: Matrix | None) -> Matrix | None:
    """The sum of two parts."""
    if a is None:
        return b
    return a if b is None else a + b


def add(left: Jet, right: Jet) -> Jet:
    """The sum of two jets."""
    return (left[0] + right[0], plus(left[1], right[1]), plus(left[2], right[2]), plus(left[3], right[3]))


def bilinear(times: Callable[[Matrix, Matrix], Matrix], left: Jet, right: Jet) -> Jet:
    """A bilinear map of two jets, by the rule for products."""

    def part(*pairs: tuple[int, int]) -> Matrix | None:
        total = None
        for i, j in pairs:
            if left[i] is not None and right[j] is not None:
                total = plus(total, times(left[i], right[j]))
        return total

    value = times(left[0], right[0])
    if is_still(left) and is_still(right):
        return still(value)
    return (value, part((0, 1), (1, 0)), part((0, 2), (2, 0)), part((0, 3), (3, 0), (1, 2), (2, 1)))


def multiply(left: Jet, right: Jet) -> Jet:
    """The matrix product."""
    return bilinear(lambda a, b: a * b, left, right)


def entrywise(ground: Ground, left: Jet, right: Jet) -> Jet:
    """The elementwise product."""

    def times(a: Matrix, b: Matrix) -> Matrix:
        return ground.matrix(a.nrows(), a.ncols(), [x * y for x, y in zip(a.entries(), b.entries(), strict=True)])

    return bilinear(times, left, right)


def scaled(scalar: Jet, array: Jet) -> Jet:
    """A 1×1 jet times a jet of any shape."""
    return bilinear(lambda s, a: a * s[0, 0], scalar, array)


def lift(ground: Ground, triple: Triple, jet: Jet) -> Jet:
    """A function of one number, applied to every entry."""
    return lifted(ground, values(ground, triple, jet), jet)


def order(jet: Jet) -> int:
    """How many derivatives of a function a jet asks for."""
    return 2 if jet[1] is not None and jet[2] is not None else 0 if is_still(jet) else 1


def values(ground: Ground, triple: Triple, jet: Jet) -> list[list[Scalar]]:
    """A function and as many of its derivatives as the jet asks for, at every entry."""
    count = order(jet) + 1
    return [list(islice(triple(ground, value), count)) for value in jet[0].entries()]


def lifted(ground: Ground, rows: list[list[Scalar]], jet: Jet) -> Jet:
    """A function of one number, of which the `values` at every entry are known."""
    a, b, c, f = jet

    def matrix(entries: list[Scalar]) -> Matrix:
        return ground.matrix(a.nrows(), a.ncols(), entries)

    def along(part: Matrix | None) -> Matrix | None:
        if part is None:
            return None
        return matrix([row[1] * x for row, x in zip(rows, part.entries(), strict=True)])

    mixed = along(f)
    if b is not None and c is not None:
        pairs = zip(rows, b.entries(), c.entries(), strict=True)
        mixed = plus(mixed, matrix([row[2] * x * y for row, x, y in pairs]))
    return (matrix([row[0] for row in rows]), along(b), along(c), mixed)


def reciprocal(ground: Ground, jet: Jet) -> Jet:
    """One over every entry."""

    def triple(g, v):  # type: ignore[no-untyped-def]
        over = g.reciprocal(v)
        yield from (over, -over * over, 2 * over * over * over)

    return lift(ground, triple, jet)


def inverse(ground: Ground, jet: Jet) -> Jet:
    """The inverse, from that of a block triangular matrix: the rule under test is not used."""
    n = jet[0].nrows()
    try:
        if is_still(jet):
            return still(jet[0].inv())
        small = jet[2] is None and jet[3] is None
        blocks = _blocks(jet, n, 2 if small else 4)
        table = ground.matrix(len(blocks), len(blocks), [x for row in blocks for x in row]).inv().tolist()
    except ZeroDivisionError as error:
        raise Reject("inverse of a singular matrix") from error

    def block(k: int) -> Matrix:
        return ground.matrix(n, n, [x for row in table[:n] for x in row[k * n : (k + 1) * n]])

    return (block(0), block(1), None, None) if small else (block(0), block(1), block(2), block(3))


_PLACES = {2: ((0, 1), (None, 0)), 4: ((0, 1, 2, 3), (None, 0, None, 2), (None, None, 0, 1), (None, None, None, 0))}


def _blocks(jet: Jet, n: int, count: int) -> list[list[Scalar]]:
    zeros = [[0] * n for _ in range(n)]
    tables = [zeros if part is None else part.tolist() for part in jet]
    rows: list[list[Scalar]] = []
    for places in _PLACES[count]:
        picked = [zeros if place is None else tables[place] for place in places]
        rows.extend([x for table in picked for x in table[i]] for i in range(n))
    return rows


def determinant(ground: Ground, jet: Jet) -> Jet:
    """The determinant, by elimination among scalar jets."""
    if is_still(jet):
        return still(ground.matrix(1, 1, [jet[0].det()]))
    n = jet[0].nrows()
    zero = [ground.number(0)] * (n * n)
    parts = [zero if part is None else part.entries() for part in jet]
    rows = [[tuple(part[i * n + j] for part in parts) for j in range(n)] for i in range(n)]
    total = (ground.number(1), *zero[:1] * 3) if n else ()
    for k in range(n):
        best = max(range(k, n), key=lambda i: ground.size_of(rows[i][k][0]))
        if ground.is_zero(rows[best][k][0]):
            raise Reject("determinant of a singular matrix")
        if best != k:
            rows[k], rows[best] = rows[best], rows[k]
            total = tuple(-x for x in total)
        total = _times(total, rows[k][k])
        over = _reciprocal(rows[k][k])
        for i in range(k + 1, n):
            factor = _times(rows[i][k], over)
            rows[i] = [_less(x, _times(factor, y)) for x, y in zip(rows[i], rows[k], strict=True)]
    value = [ground.matrix(1, 1, [x]) for x in total]
    return (value[0], value[1], value[2], value[3])


def _times(x: tuple[Scalar, ...], y: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    a, b, c, f = x
    p, q, r, s = y
    return (a * p, a * q + b * p, a * r + c * p, a * s + b * r + c * q + f * p)


def _less(x: tuple[Scalar, ...], y: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return tuple(a - b for a, b in zip(x, y, strict=True))


def _reciprocal(x: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    a, b, c, f = x
    over = 1 / a
    square = over * over
    return (over, -b * square, -c * square, 2 * b * c * square * over - f * square)
