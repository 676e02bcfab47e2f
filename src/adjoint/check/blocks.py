"""Matrices of blocks on jets: columns unstacked, the adjoints of the Kronecker product, blocks side by side."""

from adjoint.check.ground import Ground, Matrix, Scalar
from adjoint.check.jets import Jet, bilinear, linear


def kron(ground: Ground, left: Jet, right: Jet) -> Jet:
    """The Kronecker product."""

    def times(a: Matrix, b: Matrix) -> Matrix:
        above, below = a.tolist(), b.tolist()
        entries = [x * y for row in above for other in below for x in row for y in other]
        return ground.matrix(a.nrows() * b.nrows(), a.ncols() * b.ncols(), entries)

    return bilinear(times, left, right)


def unstacked(ground: Ground, jet: Jet, shape: tuple[int, int]) -> Jet:
    """The matrix of the given shape whose stacked columns these are."""
    rows, cols = shape
    return linear(lambda a: ground.matrix(cols, rows, a.entries()).transpose(), jet)


def left_of_kronecker(ground: Ground, jet: Jet, right: Jet) -> Jet:
    """For each block, the sum of its entries times those of the right factor."""

    def reduced(g: Matrix, b: Matrix) -> Matrix:
        p, q = b.nrows(), b.ncols()
        m, n = g.nrows() // p, g.ncols() // q
        table, weights = g.tolist(), b.tolist()
        entries = [
            sum(table[i * p + k][j * q + r] * weights[k][r] for k in range(p) for r in range(q))
            for i in range(m)
            for j in range(n)
        ]
        return ground.matrix(m, n, entries)

    return bilinear(reduced, jet, right)


def right_of_kronecker(ground: Ground, jet: Jet, left: Jet) -> Jet:
    """The sum of the blocks, each times an entry of the left factor."""

    def reduced(g: Matrix, a: Matrix) -> Matrix:
        m, n = a.nrows(), a.ncols()
        p, q = g.nrows() // m, g.ncols() // n
        table, weights = g.tolist(), a.tolist()
        entries = [
            sum(table[i * p + k][j * q + r] * weights[i][j] for i in range(m) for j in range(n))
            for k in range(p)
            for r in range(q)
        ]
        return ground.matrix(p, q, entries)

    return bilinear(reduced, jet, left)


def joined(ground: Ground, left: Jet, right: Jet) -> Jet:
    """Two matrices side by side."""

    def beside(part: int) -> Matrix | None:
        a, b = left[part], right[part]
        if a is None and b is None:
            return None
        tables = [_table(ground, jet, part) for jet in (left, right)]
        rows = [first + second for first, second in zip(*tables, strict=True)]
        return ground.matrix(len(rows), len(rows[0]), [x for row in rows for x in row])

    return (beside(0), beside(1), beside(2), beside(3))


def _table(ground: Ground, jet: Jet, part: int) -> list[list[Scalar]]:
    found = jet[part]
    if found is not None:
        return list(found.tolist())
    return [[ground.number(0)] * jet[0].ncols() for _ in range(jet[0].nrows())]
