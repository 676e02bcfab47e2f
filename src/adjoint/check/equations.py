"""Solutions of linear equations on jets, and what is made of them: pseudo-inverses."""

from adjoint.check.ground import Ground, Matrix, Reject
from adjoint.check.jets import Jet, inverse, linear, multiply
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
