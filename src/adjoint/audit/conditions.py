"""What a derivation sets rather than claims: that the gradient is zero, and where that is so."""

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase, is_number
from adjoint.errors import AdjointError
from adjoint.expr.build import add, colon, multiply, number, transpose, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import replace, symbols

HOLDS = "a condition that holds where the gradient is zero"
SOLVED = "the gradient is set to zero: from here on an equation is solved"
OPEN = "a condition on the variables, not an identity"


def condition(bench: Bench, left: Phrase, right: Phrase) -> str | None:
    """`HOLDS`, `SOLVED` or `OPEN` for an equation that is to be solved; None for one that claims to hold everywhere.

    `2*X'*(X*b - y) = 0` and `X'*X*b = X'*y` say that the gradient is zero, `b = inv(X'*X)*X'*y` where.
    """
    if any(part.kind == "d" for phrase in (left, right) for part in phrase):
        return None
    world = bench.world(bench.layouts[0])
    try:
        a, b = world.make(left), world.make(right)
        gradient = bench.rates.symbol(bench.problem.target, bench.question.wrt[:1], bench.layouts[0])
    except (AdjointError, ValueError):
        return None
    if _is_solved(bench, a, b):
        return HOLDS if _solves(bench, a, b) else OPEN
    rated = any(part.kind == "rate" for phrase in (left, right) for part in phrase)
    if is_number(left, 0) or is_number(right, 0):
        other = b if is_number(left, 0) else a
        if rated:
            return SOLVED if other is gradient else None
        return HOLDS if _along(bench, gradient, other) else OPEN
    if rated or a.shape != b.shape or bench.problem.target in symbols(a, b):
        return None
    return HOLDS if _along(bench, gradient, add(a, multiply(number(-1), b))) else None


def _is_solved(bench: Bench, left: Expr, right: Expr) -> bool:
    """Whether one of the problem's variables stands alone, and not on the other side."""
    asked = bench.question.wrt
    pairs = ((left, right), (right, left))
    return any(one in asked and one not in symbols(bench.unfolded(other)) for one, other in pairs)


def _solves(bench: Bench, left: Expr, right: Expr) -> bool:
    """Whether the gradient is zero at that value of the variable."""
    one, value = (left, right) if left in bench.question.wrt else (right, left)
    assert isinstance(one, Symbol)
    gradient = bench.rates.value(bench.problem.target, (one,))
    if not isinstance(gradient, Expr) or one.shape != value.shape:
        return False
    there = replace(bench.unfolded(gradient), {one: bench.unfolded(value)})
    return bench.probe(()).test(there, zeros(there.shape)).status in ("exact", "enclosed")


def _along(bench: Bench, gradient: Expr, other: Expr) -> bool:
    """Whether an array is a multiple of the gradient everywhere, and so zero where that is."""
    if other.shape != gradient.shape:
        other = transpose(other)
    if other.shape != gradient.shape:
        return False
    return bench.probe(bench.question.wrt).test(
        multiply(colon(other, other), gradient), multiply(colon(other, gradient), other)
    ).status in ("exact", "enclosed")
