"""Total and partial derivatives are different questions: where both have a meaning, the other one."""

from functools import lru_cache
from itertools import islice

from msgspec.structs import replace

from adjoint.derive.problem import Question
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols

MOST = 3


def others(question: Question) -> tuple[Question, ...]:
    """The same question with a definition held fixed, or with nothing held where something is.

    A definition counts if it lies on a path from a variable, and every variable reaches the target without it.
    """
    if question.want != "gradient" or question.structure is not None:
        return ()
    if question.hold:
        return (replace(question, hold=()),)
    leading = reaching(question)
    between = (name for name in followers(question) if name in leading and name is not question.problem.target)
    held = (replace(question, hold=(name,)) for name in between)
    return tuple(islice(filter(all_reach, held), MOST))


def all_reach(question: Question) -> bool:
    """Whether every variable has a path to the target."""
    leading = reaching(question)
    return all(variable in leading and variable is not question.problem.target for variable in question.wrt)


def reaching(question: Question) -> set[Symbol]:
    """The target and the names from which a path leads to it, past the definitions that are held."""
    leading = {question.problem.target}
    for definition, body in reversed([*question.problem.definitions.items()]):
        if definition in leading and definition not in question.hold:
            leading |= _met(body)
    return leading


@lru_cache(maxsize=4096)
def _met(body: Expr) -> frozenset[Symbol]:
    return frozenset(symbols(body))


def followers(question: Question) -> tuple[Symbol, ...]:
    """The definitions that follow the variables, in order."""
    moving = set(question.wrt)
    for definition, body in question.unfolded.items():
        if not moving.isdisjoint(_met(body)):
            moving.add(definition)
    return tuple(definition for definition in question.unfolded if definition in moving)
