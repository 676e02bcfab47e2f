"""Random arrays that have given facts."""

from collections.abc import Callable
from random import Random

from adjoint.check.ground import Ground, Matrix, Reject, Scalar

Table = list[list[Scalar]]
_LINEAR = frozenset("symmetric skew lower upper diagonal centred centred-rows invertible constant".split())

KEPT = frozenset("symmetric skew lower upper".split())
"""What every sum of arrays has that all of them have, and no other than its zeros and mirrored entries tell."""


def draw_array(ground: Ground, draw: Random, facts: frozenset[str], rows: int, cols: int) -> Matrix:
    """A random array with facts, which are closed under what they imply; no place in it is special otherwise."""
    table = _Draw(ground, draw, facts, rows, cols).table()
    return ground.matrix(rows, cols, [x for row in table for x in row])


def small_whole(draw: Random) -> int:
    """A random whole number, small enough for an exponent."""
    return draw.randrange(2, 10)


def moved(ground: Ground, draw: Random, facts: frozenset[str], at: Matrix) -> Matrix:
    """A random direction in which an array keeps its facts to first order, at a value that has them.

    Of an orthogonal matrix it is the matrix times a skew one; of any other, an array with the facts of a line.
    """
    rows, cols = at.nrows(), at.ncols()
    if "orthogonal" in facts and rows == cols:
        return at * draw_array(ground, draw, frozenset({"skew"}), rows, cols)
    return draw_array(ground, draw, facts & KEPT, rows, cols)


def units(ground: Ground, facts: frozenset[str], rows: int, cols: int) -> list[Matrix]:
    """Arrays that span those with the facts; none where they make no linear space."""
    if facts - _LINEAR:
        return []
    drawn = _Draw(ground, Random(0), facts, rows, cols)
    one, zero = ground.number(1), ground.number(0)
    found = []
    for place in range(rows * cols):
        table = [[one if i * cols + j == place else zero for j in range(cols)] for i in range(rows)]
        entries = [entry for row in drawn.balanced(drawn.shaped(table)) for entry in row]
        if any(entry != 0 for entry in entries):
            found.append(ground.matrix(rows, cols, entries))
    return found


class _Draw:
    """One random array with facts."""

    def __init__(self, ground: Ground, draw: Random, facts: frozenset[str], rows: int, cols: int) -> None:
        self.ground, self.draw, self.facts, self.rows, self.cols = ground, draw, facts, rows, cols

    def table(self) -> Table:
        """The entries, row by row."""
        for fact, made in _SPECIAL.items():
            if fact in self.facts:
                return made(self)
        return self.balanced(self.shaped([[self.entry() for _ in range(self.cols)] for _ in range(self.rows)]))

    def entry(self) -> Scalar:
        """One entry."""
        ground, draw = self.ground, self.draw
        if "whole" in self.facts or "integer" in self.facts:
            return ground.number(small_whole(draw))
        if "unit-interval" in self.facts or {"positive", "inside"} <= self.facts:
            return ground.unit(draw)
        if "inside" in self.facts:
            return ground.inside(draw)
        return ground.positive(draw) if "positive" in self.facts else ground.free(draw)

    def shaped(self, table: Table) -> Table:
        """The table with zeros and mirrored entries where the facts want them."""
        size, zero = range(self.rows), self.ground.number(0)
        if "symmetric" in self.facts:
            table = [[table[max(i, j)][min(i, j)] for j in size] for i in size]
        if "skew" in self.facts:
            table = [[zero if i == j else table[i][j] if i > j else -table[j][i] for j in size] for i in size]
        if "lower" in self.facts:
            table = [[x if i >= j else zero for j, x in enumerate(row)] for i, row in enumerate(table)]
        if "upper" in self.facts:
            table = [[x if i <= j else zero for j, x in enumerate(row)] for i, row in enumerate(table)]
        return table

    def balanced(self, table: Table) -> Table:
        """The table with the means of its columns, and of its rows, taken off where the facts want it."""
        if "centred" in self.facts:
            means = [sum(column) / len(column) for column in zip(*table, strict=True)]
            table = [[x - mean for x, mean in zip(row, means, strict=True)] for row in table]
        if "centred-rows" in self.facts:
            table = [[x - sum(row) / len(row) for x in row] for row in table]
        return table

    def projector(self) -> Table:
        """`A*inv(B*A)*B` with a random A and B, of a symmetric one B is A'."""
        ground, size = self.ground, self.rows
        rank = max(1, size - 1)
        free = [ground.matrix(size, rank, [ground.free(self.draw) for _ in range(size * rank)]) for _ in "AB"]
        left, right = free[0], (free[0] if "symmetric" in self.facts else free[1]).transpose()
        try:
            return list((left * (right * left).inv() * right).tolist())
        except ZeroDivisionError as error:
            raise Reject("no projector here") from error

    def onehot(self) -> Table:
        """A one at a random place."""
        place = self.draw.randrange(self.rows * self.cols)
        cols = range(self.cols)
        return [[self.ground.number(int(i * self.cols + j == place)) for j in cols] for i in range(self.rows)]

    def onehot_rows(self) -> Table:
        """A one at a random place of each row."""
        places = [self.draw.randrange(self.cols) for _ in range(self.rows)]
        return [[self.ground.number(int(j == place)) for j in range(self.cols)] for place in places]

    def turned(self, made: str) -> Table:
        """The same by columns."""
        other = _Draw(self.ground, self.draw, self.facts, self.cols, self.rows)
        return [list(row) for row in zip(*_SPECIAL[made](other), strict=True)]

    def share(self, count: int) -> list[Scalar]:
        """Positive numbers that sum to one."""
        parts = [self.ground.positive(self.draw) for _ in range(count)]
        total = sum(parts)
        while not self.ground.is_positive(total):
            parts[0] = self.ground.positive(self.draw)
            total = sum(parts)
        return [part / total for part in parts]

    def probability(self) -> Table:
        """Positive entries that sum to one."""
        parts = self.share(self.rows * self.cols)
        return [parts[i * self.cols : (i + 1) * self.cols] for i in range(self.rows)]

    def probability_rows(self) -> Table:
        """Positive entries, each row summing to one."""
        return [self.share(self.cols) for _ in range(self.rows)]

    def posdef(self) -> Table:
        """`L*L'` with a lower L that has a positive diagonal; of a diagonal matrix, a positive diagonal."""
        zero, size = self.ground.number(0), range(self.rows)
        below = self.ground.free if "diagonal" not in self.facts else lambda draw: zero
        if "positive" in self.facts and "diagonal" not in self.facts:
            below = self.ground.positive
        table = [
            [self.ground.positive(self.draw) if i == j else below(self.draw) if i > j else zero for j in size]
            for i in size
        ]
        lower = self.ground.matrix(self.rows, self.rows, [x for row in table for x in row])
        product: Table = (lower * lower.transpose()).tolist()
        return product

    def orthogonal(self) -> Table:
        """Cayley's `(I - K)*inv(I + K)` with random signs; of a symmetric matrix, a reflection of random axes."""
        ground, size = self.ground, range(self.rows)
        signs = [self.draw.choice((1, -1)) for _ in size]
        spread = [ground.number(signs[i] if i == j else 0) for i in size for j in size]
        sign = ground.matrix(self.rows, self.rows, spread)
        if "diagonal" in self.facts:
            return list(sign.tolist())
        turn = _Draw(ground, self.draw, frozenset({"skew"}), self.rows, self.rows).table()
        skew = ground.matrix(self.rows, self.rows, [x for row in turn for x in row])
        one = ground.matrix(self.rows, self.rows, [ground.number(int(i == j)) for i in size for j in size])
        try:
            cayley = (one - skew) * (one + skew).inv()
        except ZeroDivisionError as error:
            raise Reject("no orthogonal matrix here") from error
        found = cayley * sign * cayley.transpose() if "symmetric" in self.facts else cayley * sign
        return list(found.tolist())


_SPECIAL: dict[str, Callable[[_Draw], Table]] = {
    "onehot": _Draw.onehot,
    "onehot-rows": _Draw.onehot_rows,
    "onehot-cols": lambda one: one.turned("onehot-rows"),
    "probability": _Draw.probability,
    "probability-rows": _Draw.probability_rows,
    "probability-cols": lambda one: one.turned("probability-rows"),
    "orthogonal": _Draw.orthogonal,
    "posdef": _Draw.posdef,
    "idempotent": _Draw.projector,
    "sum-one-rows": _Draw.probability_rows,
    "sum-one-cols": lambda one: one.turned("sum-one-rows"),
    "sum-one": _Draw.probability,
}
