"""A problem as it was taken from a post, and what may be changed about it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as alter

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError
from adjoint.expr.language import Ones, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.read.problem import read_problem

OF_VECTORS = frozenset({"onehot", "probability"})
"""Properties of vectors; the others are of matrices."""
_COUNTS = frozenset("nNmMkKpdT")
Read = tuple[Problem, str, list[tuple[str, str]]]
"""A problem, its text, and the declarations in it with where each comes from."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A problem as it was taken from a post: its text, where each statement comes from, and by what to differentiate.

    `asked` are names of the problem, those that the question names first; `others` are further functions that the post
    differentiates, each with what by.
    """

    problem: Problem
    text: str
    sources: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    notes: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def about(self, name: str) -> "Proposal":
        """The proposal for another of its functions; this one where it has no such."""
        target = self.problem.named(name)
        if name not in self.others or target is None:
            return self
        return replace(self, problem=alter(self.problem, target=target), asked=self.others[name])


def supposing(proposal: Proposal, facts: Mapping[str, Collection[str]]) -> Proposal:
    """The problem with more properties; the same where it has none of the names, or they do not fit."""
    rows = proposal.text.split("\n")
    for name, more in facts.items():
        own = next((place for place, row in enumerate(rows) if row.partition(":")[0].strip() == name), None)
        said = " ".join(sorted(more))
        if own is not None:
            rows[own] += f" {said}"
        elif proposal.problem.named(name) in proposal.problem.variables:
            rows.insert(0, f"{name}: {'vector' if OF_VECTORS & set(more) else 'matrix'} {said}")
    try:
        problem = read_problem("\n".join(rows), scalar=proposal.problem.target.is_scalar)
        target = problem.named(proposal.problem.target.name) or problem.target
        return replace(proposal, problem=alter(problem, target=target), text="\n".join(rows))
    except AdjointError:
        return proposal


def counted(read: Read, counts: Mapping[str, tuple[int, str]]) -> Read:
    """The problem with a letter that counts members, or stands before ones as in `1/n*1*1'`, as their number.

    `counts` has the letters over sums, and for each matrix which of its axes they count.
    """
    problem, text, declared = read
    for one, axis, count, what in _counts(read, counts):
        taken = {str(node) for node in (*problem.variables, *problem.definitions)} | {count}
        fresh = next(letter for letter in "pdkqrst" if letter not in taken)
        axes = [(place, str(size)) for place, size in enumerate(one.shape) if size != ONE]
        shape = [count if place == axis else fresh if name == count else name for place, name in axes]
        row = f"{one.name}: {' × '.join(shape)}"
        try:
            found = read_problem(f"{row}\n{text}", scalar=problem.target.is_scalar)
        except AdjointError:
            continue
        return found, f"{row}\n{text}", [*declared, (row, f"since {count} counts {what}")]
    return read


def _counts(read: Read, counts: Mapping[str, tuple[int, str]]) -> Iterator[tuple[Symbol, int, str, str]]:
    """Arrays of which nobody told the shape, with an axis, the letter that counts it, and what it counts."""
    problem, text, _ = read
    told = {row.partition(":")[0].strip() for row in text.splitlines()}
    free = [one for one in problem.variables if one.name not in told and not one.is_scalar]
    for one in free:
        if one.name in counts and one.shape[counts[one.name][0]].name in problem.lettered:
            yield one, *counts[one.name], "the sum"
    pieces = list(postorder(*problem.definitions.values()))
    sizes = {size.name for node in pieces if isinstance(node, Ones) for size in node.shape} & problem.lettered
    letters = [one.name for one in problem.variables if one.is_scalar and one.name in _COUNTS]
    if len(sizes) == len(letters) == 1:
        for one in free:
            yield from ((one, axis, letters[0], "ones") for axis, size in enumerate(one.shape) if size.name in sizes)
