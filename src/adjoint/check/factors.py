"""Cholesky factors, eigenvalues and singular values with their vectors, polar factors, largest entries, on jets."""

from adjoint.check import elementwise, nilpotent
from adjoint.check.ground import Ground, Matrix, Scalar
from adjoint.check.jets import Jet, add, entrywise, is_still, lift, linear, multiply, plus, reciprocal, scaled, still
from adjoint.check.reductions import turned


def symmetric_part(ground: Ground, jet: Jet) -> Jet:
    """Half the sum with the transpose."""
    half = 1 / ground.number(2)
    return linear(lambda a: (a + a.transpose()) * half, jet)


def entry(ground: Ground, jet: Jet, i: int, j: int) -> Jet:
    """One entry, as a 1×1 jet; rows are counted from the end where negative."""
    return linear(lambda a: ground.matrix(1, 1, [a.tolist()[i][j]]), jet)


def cholesky(ground: Ground, jet: Jet) -> Jet:
    """The lower factor with a positive diagonal, of the symmetric part, entry by entry."""
    a, n = symmetric_part(ground, jet), jet[0].nrows()
    found: dict[tuple[int, int], Jet] = {}
    for j in range(n):
        for i in range(j, n):
            rest = entry(ground, a, i, j)
            for k in range(j):
                rest = add(rest, linear(lambda x: -x, multiply(found[i, k], found[j, k])))
            if i == j:
                found[i, j] = lift(ground, elementwise.root, rest)
            else:
                found[i, j] = multiply(rest, reciprocal(ground, found[j, j]))
    zero = ground.number(0)

    def part(k: int) -> Matrix:
        entries = [
            zero if j > i or (cell := found[i, j][k]) is None else cell[0, 0] for i in range(n) for j in range(n)
        ]
        return ground.matrix(n, n, entries)

    return (part(0), None if jet[1] is None else part(1), None if jet[2] is None else part(2), part(3))


def half_diagonal(ground: Ground, jet: Jet) -> Jet:
    """The lower triangle with half the diagonal."""
    half, zero = 1 / ground.number(2), ground.number(0)

    def kept(a: Matrix) -> Matrix:
        n = a.nrows()
        entries = [a[i, j] if i > j else a[i, i] * half if i == j else zero for i in range(n) for j in range(n)]
        return ground.matrix(n, n, entries)

    return linear(kept, jet)


def _eigenpairs(ground: Ground, jet: Jet) -> Jet:
    """Unit eigenvectors of the symmetric part as columns, by ascending eigenvalue, and the eigenvalues below them.

    Each pair solves `(A - x)*u = 0` and `u'*u = 1`; its parts solve the same bordered system one after the other.
    """
    a, b, c, f = symmetric_part(ground, jet)
    values, vectors = ground.symmetric_spectrum(a)
    n = len(values)
    columns = [_pair(ground, (a, b, c, f), values[k], [vectors[i, k] for i in range(n)]) for k in range(n)]

    def joined(part: int) -> Matrix | None:
        found = [column[part] for column in columns]
        if any(column is None for column in found):
            return None
        return ground.matrix(n + 1, n, [column[i, 0] for i in range(n + 1) for column in found if column is not None])

    return (joined(0), joined(1), joined(2), joined(3))


def _pair(ground: Ground, jet: Jet, value: Scalar, vector: list[Scalar]) -> Jet:
    """One eigenvector with its eigenvalue below it."""
    a, b, c, f = jet
    n, zero, one = len(vector), ground.number(0), ground.number(1)
    u = ground.matrix(n, 1, vector)
    rows = [[x - value if i == j else x for j, x in enumerate(row)] + [-vector[i]] for i, row in enumerate(a.tolist())]
    border = ground.matrix(n + 1, n + 1, [x for row in [*rows, [*vector, zero]] for x in row])

    def solve(right: Matrix, below: Scalar) -> Matrix:
        return border.solve(ground.matrix(n + 1, 1, [*right.entries(), below]))

    def parted(pair: Matrix) -> tuple[Matrix, Scalar]:
        entries = pair.entries()
        return ground.matrix(n, 1, entries[:n]), entries[n]

    first, second = (None if part is None else solve(-(part * u), zero) for part in (b, c))
    mixed = None if f is None else solve(-(f * u), zero)
    if first is not None and second is not None:
        (u1, x1), (u2, x2) = parted(first), parted(second)
        right = -(b * u2 + c * u1) + u2 * x1 + u1 * x2
        both = solve(right, -sum(x * y for x, y in zip(u1.entries(), u2.entries(), strict=True)))
        mixed = plus(mixed, both)
    return (ground.matrix(n + 1, 1, [*vector, value * one]), first, second, mixed)


def eigenvalues(ground: Ground, jet: Jet) -> Jet:
    """The eigenvalues of the symmetric part, ascending; those of what moves are simple."""
    if is_still(jet):
        return still(ground.matrix(jet[0].nrows(), 1, ground.symmetric_values(symmetric_part(ground, jet)[0])))
    return linear(lambda a: ground.matrix(a.ncols(), 1, a.tolist()[-1]), _eigenpairs(ground, jet))


def eigenvectors(ground: Ground, jet: Jet) -> Jet:
    """Unit eigenvectors of the symmetric part as columns, by ascending eigenvalue."""

    def above(a: Matrix) -> Matrix:
        return ground.matrix(a.ncols(), a.ncols(), [x for row in a.tolist()[:-1] for x in row])

    return linear(above, _eigenpairs(ground, jet))


def reciprocal_gaps(ground: Ground, jet: Jet) -> Jet:
    """One over the differences of the entries of a column, its own row's entry subtracted; zero on the diagonal."""
    n = jet[0].nrows()
    zero, one = ground.number(0), ground.number(1)

    def differences(a: Matrix) -> Matrix:
        values = a.entries()
        return ground.matrix(n, n, [values[j] - values[i] for i in range(n) for j in range(n)])

    def filled(on: Scalar, off: Scalar) -> Matrix:
        return ground.matrix(n, n, [on if i == j else off for i in range(n) for j in range(n)])

    apart = add(linear(differences, jet), still(filled(one, zero)))
    return entrywise(ground, reciprocal(ground, apart), still(filled(zero, one)))


def chosen(ground: Ground, jet: Jet, place: int) -> Jet:
    """One column, counted from the end where negative."""
    return linear(lambda a: ground.matrix(a.nrows(), 1, [row[place] for row in a.tolist()]), jet)


def backwards(ground: Ground, jet: Jet) -> Jet:
    """The columns, or the entries of a column, in the other order."""

    def change(a: Matrix) -> Matrix:
        table = a.tolist()
        rows = table[::-1] if a.ncols() == 1 else [row[::-1] for row in table]
        return ground.matrix(a.nrows(), a.ncols(), [x for row in rows for x in row])

    return linear(change, jet)


def _gram(jet: Jet) -> Jet:
    return multiply(turned(jet), jet)


def _is_tall(jet: Jet) -> bool:
    return bool(jet[0].nrows() >= jet[0].ncols())


def singular_values(ground: Ground, jet: Jet) -> Jet:
    """Descending; of a matrix with at least as many rows as columns."""
    ground.demand(_is_tall(jet), "more columns than rows")
    return lift(ground, elementwise.root, backwards(ground, eigenvalues(ground, _gram(jet))))


def right_vectors(ground: Ground, jet: Jet) -> Jet:
    """The right singular vectors of a matrix with at least as many rows as columns."""
    ground.demand(_is_tall(jet), "more columns than rows")
    return backwards(ground, eigenvectors(ground, _gram(jet)))


def left_vectors(ground: Ground, jet: Jet) -> Jet:
    """The left singular vectors that belong to the right ones: `X*v` over its length."""
    sizes = reciprocal(ground, singular_values(ground, jet))

    def spread(a: Matrix) -> Matrix:
        n, zero = a.nrows(), ground.number(0)
        return ground.matrix(n, n, [a[i, 0] if i == j else zero for i in range(n) for j in range(n)])

    return multiply(multiply(jet, right_vectors(ground, jet)), linear(spread, sizes))


def largest_singular(ground: Ground, jet: Jet) -> Jet:
    """The largest singular value."""
    squares = eigenvalues(ground, _gram(jet if _is_tall(jet) else turned(jet)))
    return lift(ground, elementwise.root, entry(ground, squares, -1, 0))


def right_vector(ground: Ground, jet: Jet) -> Jet:
    """The right singular vector of the largest singular value."""
    if _is_tall(jet):
        return chosen(ground, eigenvectors(ground, _gram(jet)), -1)
    return scaled(reciprocal(ground, largest_singular(ground, jet)), multiply(turned(jet), left_vector(ground, jet)))


def left_vector(ground: Ground, jet: Jet) -> Jet:
    """The left singular vector of the largest singular value."""
    if not _is_tall(jet):
        return chosen(ground, eigenvectors(ground, _gram(turned(jet))), -1)
    return scaled(reciprocal(ground, largest_singular(ground, jet)), multiply(jet, right_vector(ground, jet)))


def polar(ground: Ground, jet: Jet) -> Jet:
    """The factor with orthonormal columns, or rows: `X` times the inverse root of its Gram matrix."""
    if not _is_tall(jet):
        return turned(polar(ground, turned(jet)))
    power = still(ground.matrix(1, 1, [-1 / ground.number(2)]))
    return multiply(jet, nilpotent.of_jet(ground, nilpotent.power(power), _gram(jet)))


def nuclear(ground: Ground, jet: Jet) -> Jet:
    """The sum of the singular values: the trace of the root of the Gram matrix."""
    upright = jet if _is_tall(jet) else turned(jet)
    if is_still(jet):
        return linear(lambda a: ground.matrix(1, 1, [sum(a.entries())]), singular_values(ground, upright))
    power = still(ground.matrix(1, 1, [1 / ground.number(2)]))
    root = nilpotent.of_jet(ground, nilpotent.power(power), _gram(upright))
    return linear(lambda a: ground.matrix(1, 1, [sum(a[i, i] for i in range(a.nrows()))]), root)


def largest(ground: Ground, jet: Jet) -> Jet:
    """The largest entry, which only one place has of what moves."""
    if is_still(jet):
        return still(ground.matrix(1, 1, [ground.maximum(jet[0].entries())]))
    place = ground.largest(jet[0].entries())
    return linear(lambda a: ground.matrix(1, 1, [a.entries()[place]]), jet)


def place_of_largest(ground: Ground, jet: Jet) -> Jet:
    """One where the largest entry is, else zero."""
    place = ground.largest(jet[0].entries())
    rows, cols = jet[0].nrows(), jet[0].ncols()
    return still(ground.matrix(rows, cols, [ground.number(int(k == place)) for k in range(rows * cols)]))
