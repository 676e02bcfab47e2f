"""A problem as it was taken from a post, and what may be changed about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as alter

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError
from adjoint.expr.language import Ones
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
        problem = read_problem("\n".join(rows))
        target = problem.named(proposal.problem.target.name) or problem.target
        return replace(proposal, problem=alter(problem, target=target), text="\n".join(rows))
    except AdjointError:
        return proposal


def counted(read: Read) -> Read:
    """The problem with a letter before ones, as in `1/n*1*1'`, as their number, where it is no number otherwise."""
    problem, text, declared = read
    pieces = list(postorder(*problem.definitions.values()))
    sizes = {size.name for node in pieces if isinstance(node, Ones) for size in node.shape} & problem.lettered
    counts = [one.name for one in problem.variables if one.is_scalar and one.name in _COUNTS]
    of = [one for one in problem.variables if not sizes.isdisjoint(size.name for size in one.shape)]
    told = {row.partition(":")[0].strip() for row in text.splitlines()}
    if len(sizes) != 1 or len(counts) != 1 or not of or of[0].name in told:
        return read
    shape = [counts[0] if size.name in sizes else str(size) for size in of[0].shape if size != ONE]
    row = f"{of[0].name}: {' × '.join(shape)}"
    try:
        return read_problem(f"{row}\n{text}"), f"{row}\n{text}", [*declared, (row, f"since {counts[0]} counts ones")]
    except AdjointError:
        return read
