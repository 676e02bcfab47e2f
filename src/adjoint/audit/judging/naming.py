"""Names that a relation introduces: definitions, functions of new variables, terms of the problem."""

from collections.abc import Sequence
from contextlib import suppress

from adjoint.audit.judging.answering import lettered, subscripted, unsaid
from adjoint.audit.judging.course import Course
from adjoint.audit.judging.directions import written
from adjoint.audit.judging.decomposed import decomposed, split
from adjoint.audit.judging.judge import judged
from adjoint.audit.judging.multiplied import multiplied, spelled_out, strangers
from adjoint.audit.judging.outer import factored
from adjoint.audit.judging.rows import introduced
from adjoint.audit.judging.series import derivative, serial
from adjoint.audit.said.phrase import Phrase, chain, name, names_in, turn
from adjoint.audit.sense.claim import Claim, Judged
from adjoint.audit.sense.indexed import array_of_entries
from adjoint.audit.sense.meanings import meanings
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.settle import OPEN, known, told_apart
from adjoint.audit.sense.valued import misfit, valued
from adjoint.errors import AdjointError
from adjoint.read.line import Relation
from adjoint.read.sense.functions import BUILTINS

_OTHER = Finding("undecided", why="H is not the Hessian; a name of your own is better told otherwise")
INDEXED = frozenset({"entry", "total", "delta", "mask"})


def named(course: Course, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> bool:
    """Whether the relation introduces a name; it is taken up if so."""
    return (
        _with_multipliers(course, line, left, right)
        or _of_factors(course, line, left, right)
        or _of_a_direction(course, line, left, right)
        or _of_a_family(course, line, left, right)
        or _of_entries(course, line, left, right)
        or (relation.left is not None and _of_a_value(course, line, relation, left, right))
    )


def _with_multipliers(course: Course, line: Judged, left: Phrase, right: Phrase) -> bool:
    """`L(w, λ) = ...` with a λ that nothing introduces: a new function with a new variable."""
    left = spelled_out(course.bench, left, right)
    if left.kind != "call" or left.text in course.bench.names or left.text in BUILTINS:
        return False
    found = multiplied(course.bench, left, told_apart(course.bench, right))
    if found is None:
        foreign = strangers(course.bench, left, right)
        course.bench.factors |= foreign
        return bool(foreign)
    course.bench, notes = found
    line.notes += notes
    return True


def _of_factors(course: Course, line: Judged, left: Phrase, right: Phrase) -> bool:
    """`X = U*S*V'`: letters that the problem does not have, and what they are where that can be said."""
    bench = course.bench
    parts = decomposed(bench, left, right)
    if parts is not None:
        node, factors = parts
        line.notes += [f"{word} stands for {body}" for word, body in factors.items()]
        course.bench = split(bench, node, left, factors)
        return True
    if left.kind != "name" or bench.names.get(left.text) not in bench.problem.variables:
        return False
    foreign = factored(bench, right)
    bench.factors |= foreign
    return bool(foreign)


def _of_a_direction(course: Course, line: Judged, left: Phrase, right: Phrase) -> bool:
    """`dQ = Q*W` for a variable: W is the change between square factors, for which the equation is solved."""
    bench = course.bench
    changed = bench.names.get(left.parts[0].text) if left.kind == "d" and left.parts[0].kind == "name" else None
    new = [part for part in right.parts if part.kind == "name" and not known(bench, part.text)]
    words = [word for word in names_in(right) if not known(bench, word)]
    if changed not in bench.problem.variables or right.kind != "product" or len(new) != 1 or words != [new[0].text]:
        return False
    place = right.parts.index(new[0])
    solved = chain((*_undone(right.parts[:place]), left, *_undone(right.parts[place + 1 :])))
    try:
        body = bench.world().make(told_apart(bench, solved))
    except AdjointError:
        return False
    course.name(line, new[0].text, body)
    return True


def _undone(factors: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return (Phrase("inv", (chain(factors),)),) if factors else ()


def _of_entries(course: Course, line: Judged, left: Phrase, right: Phrase) -> bool:
    """`G_ij = sign(X_ij)`: all entries of a new matrix at once."""
    entry = left.kind == "entry" and left.parts[0].kind == "name" and len(left.indices) == 2
    if not entry or known(course.bench, left.parts[0].text):
        return False
    value = array_of_entries(course.bench.world(), left.indices, told_apart(course.bench, right))
    if value is not None:
        course.name(line, left.parts[0].text, value)
    return value is not None


def _of_a_family(course: Course, line: Judged, left: Phrase, right: Phrase) -> bool:
    """`r_i = w'*x_i - y_i`: all of them at once."""
    bench = course.bench
    for word, members in introduced(bench, left, right):
        value = valued(bench, members, set(names_in(members)) & OPEN)
        if value is not None:
            course.name(line, word, value[1])
            return True
    return False


def _of_a_value(course: Course, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> bool:
    """`C = A - B`, or the turn of it."""
    bench = course.bench
    left, right = (left.parts[0], turn(right)) if left.kind == "turn" else (left, right)
    if left.kind != "name" or left.text in bench.names or left.text in (*(OPEN - {"E"}), *names_in(right)):
        return False
    right = told_apart(bench, right)
    if any(part.kind in INDEXED or part.kind in ("unread", "grid") for part in right):
        return False
    if right.kind == "name" and right.text in OPEN:
        bench.alias[left.text] = right.text
        return True
    missing = {word for word in names_in(right) if not known(bench, word)}
    if missing - OPEN:
        return _by_a_term(course, line, left, right, sorted(missing - OPEN))
    if _of_a_definition(course, line, relation, left, right):
        return True
    if rated := lettered(bench, left, course.source[: relation.start]):
        course.claim(line, relation, rated, right)
        with suppress(AdjointError):
            course.bench.names[left.text] = course.bench.world(course.bench.layouts[0]).make(rated)
        return True
    course.bench.series, own = serial(bench, left.text, right)
    if own is not None:
        course.claim(line, relation, derivative(own), right)
        course.bench.bind(left.text, course.bench.rates.symbol(bench.problem.target, (own,), bench.layouts[0]))
        return True
    made = valued(bench, right, missing)
    if made is None and relation.other is not None:
        made = valued(bench, told_apart(bench, written(bench, relation.other.right)), missing)
    if made is None:
        return _misfit(course, line, relation, left, right, missing)
    if rated := subscripted(bench, left, made[1].shape):
        course.claim(line, relation, rated, right)
        return True
    bench.layouts, body = made
    if (meant := unsaid(bench, left, body.shape)) and course.is_last(left.text):
        found = judged(bench, meant, right)
        if found.status in ("true", "false"):
            verdict = "right" if found.status == "true" else "undecided"
            line.claims.append(Claim(meant, right, relation.source, verdict, found if verdict == "right" else _OTHER))
    course.name(line, left.text, body)
    return True


def _of_a_definition(course: Course, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> bool:
    """Whether the value is that of a name of the problem, the latest first."""
    bench = course.bench
    for own in reversed(tuple(bench.problem.definitions)):
        found = judged(bench, name(own.name), right)
        if found.status == "true":
            bench.bind(left.text, own)
            line.notes.append(f"{left.text} is read as {own.name}")
            line.claims.append(Claim(left, right, relation.source, "right", found))
            return True
    return False


def _misfit(
    course: Course, line: Judged, relation: Relation, left: Phrase, right: Phrase, missing: set[str]
) -> bool:
    """Whether a new name is given to what has no value since its shapes fit in no reading; the line is wrong."""
    bench = course.bench
    found = None if missing or not bench.bound.keys().isdisjoint(names_in(right)) else misfit(bench, right)
    if found is None:
        return False
    line.claims.append(Claim(left, right, relation.source, "wrong", found))
    return True


def _by_a_term(course: Course, line: Judged, left: Phrase, right: Phrase, missing: Sequence[str]) -> bool:
    """`L = D - W` where D is unknown: the reading of D that makes the right side a term of the problem."""
    if len(missing) != 1:
        return False
    bench = course.bench
    for meaning in meanings(bench, missing[0], False, False):
        world = bench.world(also={missing[0]: meaning})
        try:
            body = world.make(right)
        except AdjointError:
            continue
        if body in bench.terms and body.children:
            course.name(line, missing[0], meaning)
            course.name(line, left.text, body)
            return True
    return False
