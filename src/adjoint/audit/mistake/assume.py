"""What would make a false line true: matrices symmetric, all commuting, a definition held fixed, a sum of one."""

from collections.abc import Callable, Iterator, Sequence

from adjoint.audit.judging.orders import agree
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.structured import otherwise
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.bodies import as_symbol, reached
from adjoint.audit.sense.probe import Probe
from adjoint.audit.sense.reading import Finding, nought
from adjoint.errors import AdjointError
from adjoint.expr.build import symbol, zeros
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import replace
from adjoint.render.prose import listed


def assumed(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> Iterator[Diagnosis]:
    """What would make the relation true though the problem does not say it."""
    if found.left is None or found.right is None or found.status != "false" or found.law:
        return
    yield from otherwise(bench, found)
    yield from _symmetric(bench, found, found.left, found.right)
    yield from _summing_to_one(bench, found, found.left, found.right)
    yield from _held(bench, left, right)


def _symmetric(bench: Bench, found: Finding, left: Expr, right: Expr) -> Iterator[Diagnosis]:
    square = _square(bench, left, right)
    some = _enough(square, lambda these: _true_with(bench, found, left, right, these, "symmetric"))
    if some:
        names = listed([str(one) for one in some])
        yield Diagnosis(
            "structure",
            f"this is right only if {names} {'are' if some[1:] else 'is'} symmetric, and the problem does not say so",
            assumption=f"{names} symmetric",
            cost=1 if set(some) <= {*bench.question.wrt} else 2,
        )
        return
    if square and _true_with(bench, found, left, right, square, "diagonal"):
        yield Diagnosis(
            "non-commuting", "this is right only if all the matrices commute", assumption="commuting matrices", cost=3
        )


def _summing_to_one(bench: Bench, found: Finding, left: Expr, right: Expr) -> Iterator[Diagnosis]:
    """`∂L/∂z = p - y` of a cross entropy, for labels of which nobody says that they are probabilities."""
    given = [s for s in bench.problem.variables if s not in bench.question.wrt]
    for one in given:
        vector = one.shape[1] == ONE and not one.is_scalar and not one.facts & {"onehot", "probability"}
        if vector and _true_with(bench, found, left, right, [one], "probability"):
            yield Diagnosis(
                "structure",
                f"this is right only if the entries of {one} sum to one, and the problem does not say so",
                assumption=f"sum({one}) = 1",
                cost=2,
            )
            return


def _enough(names: Sequence[Symbol], holds: Callable[[Sequence[Symbol]], bool]) -> Sequence[Symbol]:
    """The first name for which something holds, else as few of them as are needed, none where all do not do."""
    for one in names:
        if holds([one]):
            return [one]
    if len(names) < 2 or not holds(names):
        return ()
    for one in names:
        fewer = [other for other in names if other is not one]
        names = fewer if holds(fewer) else names
    return names


def _square(bench: Bench, left: Expr, right: Expr) -> list[Symbol]:
    """The square matrices of the problem that are not symmetric by declaration."""
    if not any(s.shape[0] == s.shape[1] and not s.is_scalar for s in bench.problem.variables):
        return []
    bodies = bench.world().definitions
    inside = reached((left, right, *bench.problem.definitions.values()), bodies)
    square = [s for s in inside if s not in bodies and s.shape[0] == s.shape[1] and not s.is_scalar]
    return [s for s in square if "symmetric" not in s.facts]


def _true_with(
    bench: Bench, found: Finding, left: Expr, right: Expr, names: Sequence[Symbol], fact: str
) -> bool:
    """Whether the sides are equal, or agree to the order to which they are compared, for names with one more fact."""
    table: dict[Expr, Expr] = {one: symbol(one.name, *one.shape, *one.facts, fact) for one in names}
    if found.order is not None:
        return agree(bench.supposing(names, fact), replace(left, table), replace(right, table), found.order)
    bodies = bench.world().definitions
    below = reached((left, right, *bench.problem.definitions.values()), bodies)
    known = dict.fromkeys(name for name in (*bench.problem.definitions, *below) if name in bodies)
    definitions = {name: replace(bodies[name], table) for name in known}
    moving = [as_symbol(table.get(s, s)) for s in found.moving]
    speaks = [as_symbol(table.get(s, s)) for s in (*bench.problem.variables, *bench.problem.definitions)]
    probe = Probe(moving, definitions, {}, speaks)
    a, b = replace(left, table), replace(right, table)
    return bool(probe.equal(a, b)) and probe.test(a, b).sound


def _held(bench: Bench, left: Phrase, right: Phrase) -> Iterator[Diagnosis]:
    written = {part.parts[0].text for part in right if part.kind == "d"}
    for own in bench.problem.definitions:
        if own.name in written:
            continue
        if own is not bench.problem.target and own not in bench.question.wrt and true_held(bench, left, right, own):
            yield Diagnosis(
                "dependence",
                f"this is the partial derivative, with {own} held fixed; {own} depends on "
                f"{', '.join(s.name for s in bench.question.wrt)} too, so the total derivative has a further term",
                assumption=f"{own} held fixed",
                cost=0,
            )
            return


def true_held(bench: Bench, left: Phrase, right: Phrase, own: Symbol) -> bool:
    """Whether the relation is true, and says something, with a definition held fixed."""
    other = bench.but(hold=(own,))
    world = other.world(other.layouts[0])
    try:
        a, b = world.make(left), world.make(right)
    except (AdjointError, ValueError):
        return False
    a, b = nought(a, b.shape), nought(b, a.shape)
    if a.shape != b.shape:
        return False
    for moving in other.movings((left, right)):
        probe = other.probe(moving)
        telling = (isinstance(a, Differential) and a.children[0] is own) or not probe.equal(a, zeros(a.shape))
        if telling and probe.equal(a, b) and probe.test(a, b).sound:
            return True
    return False
