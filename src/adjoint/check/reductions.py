"""Sums, softmax and log-sum-exp along the rows or the columns of a matrix, on jets."""

from adjoint.check import elementwise
from adjoint.check.ground import Ground, Matrix
from adjoint.check.jets import Jet, entrywise, lift, linear, reciprocal


def row_sums(ground: Ground, jet: Jet) -> Jet:
    """The sum of each row, as a column."""
    return linear(lambda a: ground.matrix(a.nrows(), 1, [sum(row) for row in a.tolist()]), jet)


def turned(jet: Jet) -> Jet:
    """The transpose."""
    return linear(lambda a: a.transpose(), jet)


def log_sum_exp_of_rows(ground: Ground, jet: Jet) -> Jet:
    """The logarithm of the sum of exponentials of each row."""
    return lift(ground, elementwise.log, row_sums(ground, lift(ground, elementwise.TRIPLES["exp"], jet)))


def softmax_of_rows(ground: Ground, jet: Jet) -> Jet:
    """Exponentials, each over the sum of its row."""
    powers = lift(ground, elementwise.TRIPLES["exp"], jet)
    over = reciprocal(ground, row_sums(ground, powers))

    def spread(a: Matrix) -> Matrix:
        cols = jet[0].ncols()
        return ground.matrix(a.nrows(), cols, [x for x in a.entries() for _ in range(cols)])

    return entrywise(ground, powers, linear(spread, over))
