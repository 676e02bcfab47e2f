"""What a derivation sets rather than claims: that the gradient is zero, and where that is so."""

import re

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase, is_number, name, names_in
from adjoint.audit.reading import Finding
from adjoint.audit.settle import OPEN as OPEN_SIZES
from adjoint.audit.similar import alike
from adjoint.check.vanishing import equal_where_zero
from adjoint.errors import AdjointError
from adjoint.expr.build import add, colon, multiply, number, transpose, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import replace, symbols

HOLDS = "a condition that holds where the gradient is zero"
SOLVED = "the gradient is set to zero: from here on an equation is solved"
ELSEWHERE = "the gradient is not zero there"
OPEN = "a condition on the variables, not an identity"


def sought(bench: Bench, left: Phrase, right: Phrase) -> Phrase:
    """`W` for a new `W*` or `\\hat W`, where W is the variable that is to be found."""
    asked = bench.question.wrt
    spoken = any(part.kind in ("rate", "d") for part in right)
    spoken |= not {own.name for own in asked}.isdisjoint(names_in(right))
    if left.kind != "name" or left.text in bench.names or spoken:
        return left
    bare = re.sub(r"\*|_?(?:hat|star|opt)$|'", "", left.text)
    mine = [own for own in asked if bench.names.get(bare) is own or alike(bare, own.name)]
    return name(mine[0].name) if len(mine) == 1 and bare != left.text else left


def is_sought(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether a variable asked for is given a value in terms of the problem, which has nothing else to solve."""
    own = {*bench.problem.variables, *bench.problem.definitions} - set(bench.question.wrt)
    mine = {word for word in names_in(right) if bench.names.get(word) in own or word in bench.size_names}
    alone = left.kind == "name" and bench.names.get(left.text) in bench.question.wrt
    return alone and not bench.multipliers and mine | OPEN_SIZES >= set(names_in(right))


def condition(bench: Bench, left: Phrase, right: Phrase, found: Finding, solving: bool) -> str | None:
    """What an equation that is to be solved says; None for one that claims to hold everywhere.

    `2*X'*(X*b - y) = 0` and `X'*X*b = X'*y` say that the gradient is zero, `b = inv(X'*X)*X'*y` where
    (`ELSEWHERE`: it is not). `OPEN` where nobody can tell.
    `found` is what became of the equation as a claim; once the gradient is set to zero, the derivation is `solving`.
    """
    if any(part.kind == "d" for phrase in (left, right) for part in phrase):
        return None
    try:
        a, b = _sides(bench, left, right, found)
        gradient = bench.rates.symbol(bench.problem.target, bench.question.wrt[:1], bench.layouts[0])
    except (AdjointError, ValueError):
        return None
    if _is_solved(bench, a, b):
        return _solves(bench, a, b)
    rated = any(part.kind == "rate" for phrase in (left, right) for part in phrase)
    if is_number(left, 0) or is_number(right, 0):
        other = b if is_number(left, 0) else a
        if rated:
            return SOLVED if other is gradient or _is_of_multiplied(bench, other) else None
        return HOLDS if _along(bench, gradient, other) else OPEN
    told = not {bench.problem.target, *bench.multiplied}.isdisjoint(symbols(a, b))
    if rated or a.shape != b.shape or (told and a.is_scalar):
        return None
    if bench.multiplied and not told:
        return OPEN
    if _along(bench, gradient, add(a, multiply(number(-1), b))):
        return HOLDS
    return _implied(bench, gradient, a, b) if solving and bench.problem.target.is_scalar else None


def _implied(bench: Bench, gradient: Expr, left: Expr, right: Expr) -> str | None:
    """`HOLDS` for an equation that holds where the gradient is zero, or is solved only where it is; None if false."""
    setting, asked = bench.probe(()).setting, bench.question.wrt
    others = [one for one in bench.problem.variables if one not in asked]
    found = equal_where_zero(left, right, gradient, (*asked, *others), setting)
    if found is None:
        apart = add(left, multiply(number(-1), right))
        return HOLDS if equal_where_zero(gradient, zeros(gradient.shape), apart, asked, setting) else OPEN
    return HOLDS if found else None


def _sides(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> tuple[Expr, Expr]:
    """The values of both sides, as they were judged where that is known."""
    if found.left is not None and found.right is not None and found.world is not None and not found.world.squared:
        return found.left, found.right
    world = bench.world(bench.layouts[0])
    return world.make(left), world.make(right)


def _is_of_multiplied(bench: Bench, rate: Expr) -> bool:
    """Whether an expression is the derivative of a function with multipliers."""
    spoken = bench.rates.spoken.get(rate.name) if isinstance(rate, Symbol) else None
    return spoken is not None and spoken[0] in bench.multiplied


def _is_solved(bench: Bench, left: Expr, right: Expr) -> bool:
    """Whether one of the problem's variables stands alone, and not on the other side."""
    asked = (*bench.question.wrt, *bench.multipliers)
    pairs = ((left, right), (right, left))
    return any(one in asked and one not in symbols(bench.unfolded(other)) for one, other in pairs)


def _solves(bench: Bench, left: Expr, right: Expr) -> str:
    """Whether the gradient is zero at that value of the variable: `HOLDS`, `ELSEWHERE`, or `OPEN` if none can say."""
    one, value = (left, right) if left in bench.question.wrt else (right, left)
    assert isinstance(one, Symbol)
    target = bench.multiplied[-1] if bench.multiplied else bench.problem.target
    gradient = bench.rates.value(target, (one,))
    if not isinstance(gradient, Expr) or one.shape != value.shape:
        return OPEN
    there = replace(bench.unfolded(gradient), {one: bench.unfolded(value)})
    status = bench.probe(()).test(there, zeros(there.shape)).status
    return {"exact": HOLDS, "enclosed": HOLDS, "false": ELSEWHERE}.get(status, OPEN)


def _along(bench: Bench, gradient: Expr, other: Expr) -> bool:
    """Whether an array is a multiple of the gradient everywhere, and so zero where that is."""
    if other.shape != gradient.shape:
        other = transpose(other)
    if other.shape != gradient.shape:
        return False
    return bench.probe(bench.question.wrt).test(
        multiply(colon(other, other), gradient), multiply(colon(other, gradient), other)
    ).status in ("exact", "enclosed")
