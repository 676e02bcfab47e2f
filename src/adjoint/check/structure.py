"""Gradients of structured variables, made from the free gradient entry by entry."""

from adjoint.check.evaluate import Evaluator
from adjoint.check.ground import Matrix, Scalar
from adjoint.check.sample import Point
from adjoint.errors import Unsupported
from adjoint.expr.facts import close
from adjoint.expr.language import Symbol

_LINEAR = frozenset({"symmetric", "posdef", "diagonal", "lower", "upper", "skew"})
_OPEN = frozenset({"invertible", "constant", "positive", "unit-interval", "integer"})


def structured(point: Point, symbol: Symbol, free: Matrix, kind: str, values: Evaluator) -> list[Scalar]:
    """The gradient in the space of the structure (`projected`), or by its free entries (`entries`).

    By entries, the parameter of an off-diagonal pair of a symmetric or skew matrix stands in both places.
    """
    facts = close(symbol.facts)
    if "orthogonal" in facts:
        if kind != "projected":
            raise Unsupported("an orthogonal matrix has no independent entries", hint="ask for `projected`")
        turn = values.value(symbol)
        half = point.ground.number(1) / 2
        return list(((free - turn * free.transpose() * turn) * half).entries())
    if facts - _LINEAR - _OPEN:
        raise Unsupported(f"no structured gradient for {', '.join(sorted(facts - _LINEAR - _OPEN))}")
    size, zero = range(free.nrows()), point.ground.number(0)
    table = free.tolist()
    share = point.ground.number(1) / 2 if kind == "projected" else point.ground.number(1)

    def entry(i: int, j: int) -> Scalar:
        mirrored = "symmetric" in facts and facts & {"lower", "upper"}
        if ("lower" in facts and i < j) or ("upper" in facts and i > j) or (mirrored and i != j):
            return zero
        if "skew" in facts:
            return (table[i][j] - table[j][i]) * share
        if "symmetric" in facts and i != j:
            return (table[i][j] + table[j][i]) * share
        return table[i][j]

    return [entry(i, j) for i in size for j in range(free.ncols())]
