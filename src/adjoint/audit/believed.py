"""The problem of a person who believes a wrong line: the change or derivative that it states is the true one there.

A wrong `du = R` makes u the name of `u0 + R`, where `u0` is the value that u has, held fixed, and each `dx` in R
is `x - x0`: all values stay as they are, and the differential of u is R.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.bodies import as_symbol, reached, squared
from adjoint.audit.sense.claim import Claim
from adjoint.audit.sense.squared import same, sized
from adjoint.derive.problem import OpaqueFunction
from adjoint.errors import AdjointError, Unsupported
from adjoint.expr.build import add, colon, d, multiply, number, symbol, transpose
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder, symbols
from adjoint.expr.walk import replace as put

_STILL = "·0"
"""The mark on the name of a value that is held fixed; readers do not see it."""


def equalled(bench: Bench) -> Bench:
    """The bench of the same problem in which all sizes are one size."""
    problem = bench.problem
    made = replace(
        problem,
        definitions=dict(squared(problem.definitions)),
        target=as_symbol(same(problem.target)),
        functions={word: _equalled(function) for word, function in problem.functions.items()},
        variables=_same(problem.variables),
    )
    names = {word: same(node) for word, node in bench.names.items()}
    question = replace(bench.question, problem=made, wrt=_same(bench.question.wrt))
    extra, hold = dict(squared(bench.extra)), _same(bench.hold)
    return bench.like(made, question=question, names=names, extra=extra, hold=hold)


def _equalled(function: OpaqueFunction) -> OpaqueFunction:
    shape = function.shape and sized(function.shape)
    return replace(function, arguments=tuple(map(sized, function.arguments)), shape=shape)


def _same(names: Iterable[Symbol]) -> tuple[Symbol, ...]:
    return tuple(as_symbol(same(one)) for one in names)


def stating(bench: Bench, claim: Claim) -> Bench | None:
    """The bench on which a wrong relation states the change of what it speaks of; None where it states none."""
    finding = claim.finding
    left, right = finding.left, finding.right
    if left is None or right is None or left.shape != right.shape or finding.law or finding.bound:
        return None
    if finding.world is None or finding.world.squared:
        return None
    if isinstance(left, Differential) and isinstance(own := _named(bench, left.children[0]), Symbol):
        of, slope, below = own, right, None
    else:
        stated = _linear(bench, claim, left, right)
        if stated is None:
            return None
        of, slope, below = stated
    if of not in {**bench.problem.definitions, **bench.extra}:
        return None
    try:
        return _moved(bench, claim, of, slope, below)
    except AdjointError:
        return None


def _named(bench: Bench, node: Expr) -> Expr:
    """The name of what is written out."""
    return next((name for name, body in bench.problem.definitions.items() if body == node), node)


def _linear(bench: Bench, claim: Claim, left: Expr, right: Expr) -> tuple[Symbol, Expr, Symbol] | None:
    """What a stated first derivative makes of the change of what is differentiated, by what it is differentiated."""
    world = claim.finding.world
    of, by = world.rates.spoken.get(left.name, (left, ())) if world and isinstance(left, Symbol) else (left, ())
    if world is None or len(by) != 1 or not isinstance(of, Symbol):
        return None
    own = right if not world.rates.is_turned(of, world.layout) else transpose(right)
    if of.is_scalar and own.shape == by[0].shape:
        return of, colon(own, d(by[0])), by[0]
    if of.shape[1] == by[0].shape[1] == ONE and own.shape == (of.shape[0], by[0].shape[0]):
        return of, multiply(own, d(by[0])), by[0]
    return None


def _moved(bench: Bench, claim: Claim, of: Symbol, slope: Expr, below: Symbol | None) -> Bench | None:
    """The bench on which a name changes as stated, by one name below it or by all; None where that is in a circle."""
    bodies: dict[Symbol, Expr] = {**bench.problem.definitions, **bench.extra}
    own = (of,) if below is None else (of, below)
    inside = [one for one in reached((slope, *own), bodies) if not one.name.endswith(_STILL)]
    if any(one in bodies and one is not of and of in reached((one,), bodies) for one in symbols(slope)):
        return None
    spoken = [bench.rates.bodies[one] for one in symbols(slope) if one.name in bench.rates.spoken]
    if of in reached(spoken, bodies):
        return None
    arrays = {*bodies, *bench.problem.variables}
    still = {one: symbol(one.name + _STILL, *one.shape) for one in inside if one in arrays}
    before = still[of] if below is None else put(_opened(bodies, of, below), {below: still[below]})
    frozen = {copy: put(bodies.get(one, one), dict(still) if one in bodies else {}) for one, copy in still.items()}
    made = {**frozen, **bodies, of: add(before, _stepped(slope, still))}
    made |= {copy: body for copy, body in bodies.items() if copy in frozen}
    held = tuple(dict.fromkeys((*bench.still, *still.values())))
    extra = {one: made[one] for one in bench.extra}
    other = bench.like(replace(bench.problem, definitions=_ordered(made)), still=held, extra=extra)
    for one in symbols(slope):
        if one.name in bench.rates.spoken:
            other.rates.bodies.enter(one, bench.rates.bodies[one])
            other.rates.spoken[one.name] = bench.rates.spoken[one.name]
    moving = claim.finding.moving or bench.question.wrt
    return other if below is not None or other.probe(moving).equal(d(of), slope) else None


def _ordered(bodies: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """The definitions, each after those that it speaks of."""
    waiting, found = dict(bodies), dict[Symbol, Expr]()
    while waiting:
        ready = [name for name, body in waiting.items() if waiting.keys().isdisjoint(symbols(body))]
        if not ready:
            raise Unsupported("definitions in a circle")
        found |= {name: waiting.pop(name) for name in ready}
    return found


def _opened(bodies: Mapping[Symbol, Expr], of: Symbol, below: Symbol) -> Expr:
    """The body with the definitions put in that change with a name."""
    table: dict[Expr, Expr] = {}
    for name, body in bodies.items():
        value = put(body, table) if table else body
        if below in symbols(value) and name is not below:
            table[name] = value
    return put(of, table)


def _stepped(slope: Expr, still: Mapping[Symbol, Symbol]) -> Expr:
    """A linear form of changes, each change as the step from a value that is held."""
    table: dict[Expr, Expr] = {}
    for node in postorder(slope):
        if isinstance(node, Differential):
            (own,) = node.children
            table[node] = add(own, multiply(number(-1), put(own, dict(still))))
    marked: dict[Expr, Expr] = {node: symbol(f"step{k}·", *node.shape) for k, node in enumerate(table)}
    frozen = put(put(slope, marked), dict(still))
    return put(frozen, {marked[node]: step for node, step in table.items()})
