"""Solutions of linear equations on jets, and what is made of them: pseudo-inverses."""

from adjoint.check.blocks import kron, unstacked
from adjoint.check.ground import Ground, Matrix, Reject
from adjoint.check.jets import Jet, add, inverse, linear, multiply, plus, still
from adjoint.check.reductions import turned


def pseudo_inverse(ground: Ground, jet: Jet) -> Jet:
    """The pseudo-inverse: by normal equations at full rank, else by factors of full rank.

    With r columns C that span the others, `X = C*F` and `F = pinv(C)*X`; the rank stays r along the jet
    where it is that of the factors that the jet comes from.
    """
    tall = jet[0].nrows() >= jet[0].ncols()
    try:
        return _of_full_rank(ground, jet) if tall else turned(_of_full_rank(ground, turned(jet)))
    except Reject:
        chosen = ground.independent_columns(jet[0])
    if not chosen:
        raise Reject("pseudo-inverse of zero")
    columns = linear(lambda a: _columns(ground, a, chosen), jet)
    left = _of_full_rank(ground, columns)
    right = turned(_of_full_rank(ground, turned(multiply(left, jet))))
    return multiply(right, left)


def _of_full_rank(ground: Ground, jet: Jet) -> Jet:
    """Of a matrix with independent columns."""
    return multiply(inverse(ground, multiply(turned(jet), jet)), turned(jet))


def _columns(ground: Ground, a: Matrix, chosen: list[int]) -> Matrix:
    return ground.matrix(a.nrows(), len(chosen), [row[j] for row in a.tolist() for j in chosen])


def solved(ground: Ground, matrix: Jet, right: Jet) -> Jet:
    """The solution of a linear system of jets, part after part."""

    def solve(column: Matrix) -> Matrix:
        try:
            return matrix[0].solve(column)
        except ZeroDivisionError as error:
            raise Reject("a singular system of equations") from error

    def rest(k: int, *pairs: tuple[int, int]) -> Matrix | None:
        column = right[k]
        for i, j in pairs:
            a, x = matrix[i], found[j]
            if a is not None and x is not None:
                column = plus(column, -(a * x))
        return None if column is None else solve(column)

    found: list[Matrix | None] = [solve(right[0])]
    found.append(rest(1, (1, 0)))
    found.append(rest(2, (2, 0)))
    found.append(rest(3, (3, 0), (1, 2), (2, 1)))
    return (found[0], found[1], found[2], found[3])


def _stack(ground: Ground, jet: Jet) -> Jet:
    return linear(lambda a: ground.matrix(a.nrows() * a.ncols(), 1, a.transpose().entries()), jet)


def _one(ground: Ground, n: int) -> Jet:
    return still(ground.matrix(n, n, [ground.number(int(i == j)) for i in range(n) for j in range(n)]))


def sylvester(ground: Ground, a: Jet, b: Jet, c: Jet) -> Jet:
    """The solution X of `A*X + X*B = C`: its stacked columns solve `(kron(I, A) + kron(B', I))*x = vec(C)`."""
    m, n = c[0].nrows(), c[0].ncols()
    system = add(kron(ground, _one(ground, n), a), kron(ground, turned(b), _one(ground, m)))
    return unstacked(ground, solved(ground, system, _stack(ground, c)), (m, n))


def stein(ground: Ground, a: Jet, q: Jet) -> Jet:
    """The solution X of `X = A*X*A' + Q`: its stacked columns solve `(I - kron(A, A))*x = vec(Q)`."""
    n = q[0].nrows()
    system = add(_one(ground, n * n), linear(lambda x: -x, kron(ground, a, a)))
    return unstacked(ground, solved(ground, system, _stack(ground, q)), (n, n))
