"""What a derivation sets rather than claims: that the gradient is zero, and where that is so."""

import re
from collections.abc import Sequence

from adjoint.audit.judging.multiplied import GREEK
from adjoint.audit.judging.placed import placed
from adjoint.audit.judging.rows import gathered
from adjoint.audit.said.phrase import Phrase, is_number, leaf, name, names_in, replaced
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed, tensors
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.settle import OPEN as OPEN_SIZES
from adjoint.audit.sense.settle import told_apart
from adjoint.audit.sense.similar import alike
from adjoint.check.combined import is_combination
from adjoint.check.looks import has_values
from adjoint.check.vanishing import equal_where_zero, is_joint_solution, is_solution
from adjoint.errors import AdjointError
from adjoint.expr.build import add, colon, d, is_zero, multiply, number, power, transpose, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import replace, symbols
from adjoint.index.recognise import recognise

HOLDS = "a condition that holds where the gradient is zero"
FOLLOWS = "follows from what was set to zero and solved for"
SOLVED = "the gradient is set to zero: from here on an equation is solved"
THERE = "the gradient is zero where this holds"
ELSEWHERE = "the gradient is not zero there"
OPEN = "a condition on the variables, not an identity"


_CONSTRAINED = re.compile(r"s\.\s*t\.|subject\s+to|constrain|such\s+that|Lagrang", re.IGNORECASE)


def is_constrained(statement: str) -> bool:
    """Whether the variables of the problem that is stated may not take all values."""
    return _CONSTRAINED.search(statement) is not None


def multipliers(
    bench: Bench, constrained: bool = True, stated: Sequence[tuple[Expr, Expr]] = ()
) -> tuple[Symbol, ...]:
    """The variables of a problem with constraints that multiply these: the target is affine in them.

    One that has no Greek name must multiply what the statement says is zero, or something that is not zero where all
    other variables are. Where nobody says that the problem is `constrained`, it must have such a name and the latter,
    which for a vector, that is no weight of a penalty, need be so only where the variables asked for are zero.
    """
    own = [one for one in bench.problem.variables if one not in bench.question.wrt]
    if not constrained:
        own = [one for one in own if _is_greek(one)] if bench.problem.target.is_scalar else []
    return tuple(one for one in own if _multiplies(bench, one, constrained, stated))


def _is_greek(one: Symbol) -> bool:
    return one.name.partition("_")[0] in (*GREEK, "lam")


def _multiplies(bench: Bench, one: Symbol, constrained: bool, stated: Sequence[tuple[Expr, Expr]]) -> bool:
    try:
        rate = bench.rates.value(bench.problem.target, (one,))
        if not isinstance(rate, Expr) or one in symbols(rate := bench.unfolded(rate)) or is_zero(rate):
            return False
        if any(_is_multiple(bench, rate, add(a, multiply(number(-1), b))) for a, b in stated):
            return True
        nought = symbols(rate) if one.is_scalar or constrained else bench.question.wrt
        bare = {other: zeros(other.shape) for other in nought}
        return (constrained and _is_greek(one)) or placed(bench, rate, bare) == "false"
    except (AdjointError, ValueError, ZeroDivisionError):
        return False


def is_gradient(bench: Bench, phrase: Phrase) -> bool:
    """Whether a side names the gradient of the target by a variable that is asked for."""
    if phrase.kind != "rate" or len(phrase.parts) != 2:
        return False
    try:
        return bench.world().make(phrase) in _gradients(bench)
    except (AdjointError, ValueError):
        return False


def unknowns(bench: Bench) -> tuple[Symbol, ...]:
    """What equations are solved for: what is asked for, what else a gradient by was set to zero, the multipliers."""
    own = bench.problem.variables
    others = [by for one, _ in bench.equations if (by := _by(bench, one)) in own and by is not None]
    return tuple(dict.fromkeys((*bench.question.wrt, *others, *bench.multipliers)))


def _seeking(bench: Bench, own: Symbol) -> Bench:
    """A bench on which the gradient by one more variable is zero."""
    if own in unknowns(bench):
        return bench
    other = bench.turned_to(bench.question.wrt)
    rate = bench.rates.symbol(bench.problem.target, (own,), bench.layouts[0])
    other.equations = (*bench.equations, (rate, zeros(rate.shape)))
    return other


def stationary(bench: Bench, sides: Sequence[Phrase]) -> Bench:
    """A bench on which the gradients of the target that sides name are zero."""
    for side in sides:
        if side.kind == "rate" and len(side.parts) == 2:
            try:
                own = _by(bench, bench.world(bench.layouts[0]).make(side))
            except (AdjointError, ValueError):
                continue
            bench = _seeking(bench, own) if own in bench.problem.variables and own is not None else bench
    return bench


def sought(bench: Bench, left: Phrase, right: Phrase, solving: bool) -> tuple[Bench, Phrase, Phrase]:
    """`W = ...` for `W* = ...` or `\\hat W = ...` with a W that is to be found, and so on its right side.

    Variables that only stand on the right, as the mean in the estimate of a covariance, are sought from there on.
    """
    if solving:
        right = _put(bench, right, unknowns(bench))
    own = _solution(unknowns(bench), bench, left.text) if left.kind == "name" else None
    told = {own.name} if own is not None and solving else {one.name for one in bench.question.wrt}
    spoken = any(part.kind in ("rate", "d") for part in right)
    if own is None or spoken or not told.isdisjoint(names_in(right)):
        return bench, left, right
    for word in names_in(right):
        other = _solution(bench.problem.variables, bench, word)
        bench = bench if other is None else _seeking(bench, other)
    return bench, name(own.name), _put(bench, right, unknowns(bench))


def _put(bench: Bench, side: Phrase, variables: Sequence[Symbol]) -> Phrase:
    """A side with the variables for their `w*` and `\\hat w`."""
    for word in names_in(side):
        own = _solution(variables, bench, word)
        side = side if own is None else replaced(side, name(word), name(own.name))
    return side


def _solution(variables: Sequence[Symbol], bench: Bench, word: str) -> Symbol | None:
    """The variable that a new name with a hat or a star is the solution for."""
    bare = re.sub(r"\*|_?(?:hat|star|opt)$|'", "", word)
    if word in bench.names or bare == word:
        return None
    mine = dict.fromkeys(own for own in variables if bench.names.get(bare) is own or alike(bare, own.name))
    return next(iter(mine)) if len(mine) == 1 else None


def is_sought(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether a variable asked for is given a value in terms of the problem, which has nothing else to solve."""
    own = {*bench.problem.variables, *bench.problem.definitions} - set(unknowns(bench))
    mine = {word for word in names_in(right) if bench.names.get(word) in own or word in bench.size_names}
    alone = left.kind == "name" and bench.names.get(left.text) in bench.question.wrt
    return alone and not bench.multipliers and mine | OPEN_SIZES >= set(names_in(right))


def condition(bench: Bench, left: Phrase, right: Phrase, found: Finding, solving: bool) -> str | None:
    """What an equation that is to be solved says; None for one that claims to hold everywhere.

    `2*X'*(X*b - y) = 0` and `X'*X*b = X'*y` say that the gradient is zero (`HOLDS`), `b = inv(X'*X)*X'*y` where
    (`THERE`; `ELSEWHERE`: it is not). `OPEN` where nobody can tell.
    `found` is what became of the equation as a claim; once the gradient is set to zero, the derivation is `solving`.
    """
    if left.kind == "d" and is_number(right, 0) and bench.names.get(left.parts[0].text) is bench.problem.target:
        return SOLVED
    if any(part.kind == "d" for phrase in (left, right) for part in phrase):
        return None
    if is_indexed(left) or is_indexed(right):
        arrays = _in_arrays(bench, left, right)
        return None if arrays is None else condition(bench, *arrays, Finding("undecided"), solving)
    try:
        a, b = _sides(bench, left, right, found)
        gradients = _gradients(bench)
    except (AdjointError, ValueError):
        return None
    nought = is_number(left, 0) or is_number(right, 0)
    a, b = _leveled(left, right, a, b)
    if any(part.kind == "rate" for phrase in (left, right) for part in phrase):
        if nought and _by(bench, a) is not None:
            return SOLVED
        if not (nought and solving):
            return None
    if solving and (follows := _follows(bench, gradients, a, b)) is not None:
        return follows or None
    if (own := _solved(bench, a, b)) is not None:
        there = _solves(bench, own, b if a is own else a)
        if there == THERE or len(unknowns(bench)) == 1:
            return there
        if bench.multipliers:
            return _implied(bench, gradients, a, b, solving)
        return _jointly(bench, own, a, b) if solving else there
    told = not {bench.problem.target, *bench.multiplied}.isdisjoint(symbols(a, b))
    if a.shape != b.shape or (told and a.is_scalar and not nought and not solving):
        return None
    said = _implied(bench, gradients, a, b, solving)
    return OPEN if said is None and (nought and not solving) else said


def equation(bench: Bench, left: Phrase, right: Phrase) -> tuple[Expr, Expr] | None:
    """The sides of a condition as arrays of one shape, if they have values."""
    if is_indexed(left) or is_indexed(right):
        arrays = _in_arrays(bench, left, right)
        return None if arrays is None else equation(bench, *arrays)
    try:
        pair = _leveled(left, right, *_sides(bench, left, right, Finding("undecided")))
    except (AdjointError, ValueError):
        return None
    return pair if pair[0].shape == pair[1].shape else None


def is_level(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether an equation follows from the gradient being zero, by arithmetic, or suffices for that."""
    pair = equation(bench, told_apart(bench, left), told_apart(bench, right))
    try:
        return pair is not None and bool(_follows(bench, _gradients(bench), *pair))
    except (AdjointError, ValueError):
        return False


def _leveled(left: Phrase, right: Phrase, a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """The sides with an array of zeros for the number 0, which stands on the right."""
    if not is_number(left, 0) and not is_number(right, 0):
        return a, b
    other = b if is_number(left, 0) else a
    return other, zeros(other.shape)


def _follows(bench: Bench, gradients: Sequence[Expr], left: Expr, right: Expr) -> str | None:
    """`HOLDS` for an equation that follows by arithmetic from zero gradients, `THERE` for one that suffices for these.

    `FOLLOWS` where it takes what else was set; what was solved for is put in where that leaves values. Empty where
    nothing is left to solve for, and the sides differ; None where that does not decide.
    """
    if left.shape != right.shape:
        return None
    unknown, setting = unknowns(bench), bench.probe(()).setting
    pairs = [(one, other) for pair in bench.equations for one, other in (pair, pair[::-1]) if one in unknown]
    table = {one: bench.unfolded(other) for one, other in pairs if one not in symbols(bench.unfolded(other))}

    def apart(one: Expr, other: Expr) -> Expr:
        return bench.unfolded(_worked_out(bench, add(one, multiply(number(-1), other))))

    try:
        claimed = apart(left, right)
        zero = [apart(gradient, zeros(gradient.shape)) for gradient in _set_to_zero(bench, gradients)]
        set_ = [*zero, *(apart(one, other) for one, other in bench.equations)]
        if table and not has_values((claimed, *set_), table, setting):
            table = {}
        told = [replace(replace(one, table), table) for one in (claimed, *set_)]
    except (AdjointError, ValueError):
        return None
    if is_combination(claimed, zero, unknown, setting):
        return HOLDS
    if bench.equations and is_combination(told[0], told[1:], unknown, setting):
        return FOLLOWS
    if any(_solves_all(bench, arrays, left, right) for arrays in (zero, told[1:])):
        return THERE
    if not table or not set(unknown).isdisjoint(symbols(told[0])):
        return None
    verdict = bench.probe(()).test(told[0], zeros(claimed.shape))
    return FOLLOWS if verdict.sound else "" if verdict.status == "false" else None


def _solves_all(bench: Bench, arrays: Sequence[Expr], left: Expr, right: Expr) -> bool:
    """Whether an unknown stands alone on a side, and the arrays that speak of it are zero where it has that value."""
    for one, value in ((left, bench.unfolded(right)), (right, bench.unfolded(left))):
        if isinstance(one, Symbol) and one in unknowns(bench) and one not in symbols(value):
            own = [array for array in arrays if one in symbols(array)]
            return bool(own) and all(placed(bench, array, {one: value}) in ("exact", "enclosed") for array in own)
    return False


def _worked_out(bench: Bench, node: Expr) -> Expr:
    """An expression with the values of the derivatives that it names."""
    return replace(node, {one: bench.rates.bodies[one] for one in symbols(node) if one in bench.rates.bodies})


def _in_arrays(bench: Bench, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase] | None:
    """Both sides of an equation between entries in matrix notation; None where one has none."""
    by_members = gathered(bench, left, right, False)
    if by_members is not None:
        return by_members
    try:
        found = [recognise(side) for side in tensors(bench.world(), left, right)]
    except (AdjointError, ValueError):
        return None
    one, other = found
    return None if one is None or other is None else (leaf(one), leaf(other))


def _gradients(bench: Bench) -> list[Expr]:
    """The derivatives that are set to zero: by each variable asked for, and by each multiplier."""
    target = bench.multiplied[-1] if bench.multiplied else bench.problem.target
    return [bench.rates.symbol(target, (one,), bench.layouts[0]) for one in unknowns(bench)]


def _set_to_zero(bench: Bench, gradients: Sequence[Expr]) -> list[Expr]:
    """The gradients, and the other derivatives that lines set to zero."""
    return list(dict.fromkeys((*gradients, *(one for one, _ in bench.equations if _by(bench, one) is not None))))


def _implied(bench: Bench, gradients: Sequence[Expr], left: Expr, right: Expr, solving: bool) -> str | None:
    """`HOLDS` for what holds where the gradients are zero, `THERE` for what is solved only there; None if false."""
    setting, asked = bench.probe(()).setting, unknowns(bench)
    if solving and bench.problem.target.is_scalar:
        given = [one for one in bench.problem.variables if one not in asked]
        zero = [bench.unfolded(_worked_out(bench, one)) for one in _set_to_zero(bench, gradients)]
        follows = equal_where_zero(left, right, zero, asked, given, setting)
        if follows is not None:
            return HOLDS if follows else None
    apart = add(left, multiply(number(-1), right))
    if any(_is_multiple(bench, gradient, apart) for gradient in gradients):
        return HOLDS
    if not solving:
        return None
    return THERE if is_solution(gradients, apart, asked, setting) else OPEN


def _sides(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> tuple[Expr, Expr]:
    """The values of both sides, as they were judged where that is known."""
    if found.left is not None and found.right is not None and found.world is not None and not found.world.squared:
        return found.left, found.right
    world = bench.world(bench.layouts[0])
    return world.make(left), world.make(right)


def _by(bench: Bench, rate: Expr) -> Symbol | None:
    """By what an expression is the first derivative of the target, or of a function with multipliers."""
    of, by = bench.rates.spoken.get(rate.name, (rate, ())) if isinstance(rate, Symbol) else (rate, ())
    target = bench.problem.target
    own = of in (target, *bench.multiplied) or of is bench.problem.definitions.get(target)
    return by[0] if len(by) == 1 and own else None


def _solved(bench: Bench, left: Expr, right: Expr) -> Symbol | None:
    """The unknown that stands alone, and not on the other side."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Symbol) and one in unknowns(bench) and one not in symbols(bench.unfolded(other)):
            return one
    return None


def _solves(bench: Bench, one: Symbol, value: Expr) -> str:
    """Whether the gradient is zero at that value of the variable: `THERE`, `ELSEWHERE`, or `OPEN` if none can say."""
    if one in bench.multipliers:
        return OPEN
    gradient = bench.rates.value(bench.problem.target, (one,))
    if not isinstance(gradient, Expr) or one.shape != value.shape:
        return OPEN
    status = placed(bench, bench.unfolded(gradient), {one: bench.unfolded(value)})
    return {"exact": THERE, "enclosed": THERE, "false": ELSEWHERE}.get(status, OPEN)


def _jointly(bench: Bench, own: Symbol, left: Expr, right: Expr) -> str | None:
    """The same where others are sought too, each of which has the value at which its gradient is zero."""
    gradients = _gradients(bench)
    said = _implied(bench, gradients, left, right, True)
    if said != OPEN:
        return said
    apart = add(left, multiply(number(-1), right))
    table = dict(zip(unknowns(bench), gradients, strict=True))
    found = is_joint_solution(table, own, apart, bench.probe(()).setting)
    return {True: THERE, False: None, None: OPEN}[found]


def _is_multiple(bench: Bench, gradient: Expr, other: Expr) -> bool:
    """Whether an array is the gradient times a number that no variable asked for moves."""
    if other.shape != gradient.shape:
        other = transpose(other)
    if other.shape != gradient.shape:
        return False
    factor = multiply(colon(other, gradient), power(colon(gradient, gradient), number(-1)))
    probe = bench.probe(unknowns(bench))
    return probe.test(multiply(factor, gradient), other).sound and probe.test(d(factor), zeros(factor.shape)).sound
