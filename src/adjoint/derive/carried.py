"""Names for what a long backward pass carries along: `dE = G2 : dY` below a line that says what G2 is."""

from collections.abc import Iterator

from msgspec import Struct, field

from adjoint.derive.problem import Question
from adjoint.expr.build import symbol
from adjoint.expr.infer import facts
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols

WIDE = 400
"""A line in which a reader meets more symbols gets names for what it carries, until there are no more than `SHORT`."""
SHORT = 60
LEAST = 20
"""What has fewer symbols is not worth a name."""


class Carried(Struct):
    """The names given so far, and what each stands for; `taken` are names that it must not use."""

    taken: frozenset[str]
    parts: dict[Symbol, Expr] = field(default_factory=dict)
    _count: int = 0

    def name(self, part: Expr) -> Symbol:
        """A fresh name for a part."""
        fresh = next(name for name in self._names("g" if part.is_scalar else "G") if name not in self.taken)
        found = symbol(fresh, *part.shape, *sorted(facts(part)))
        self.parts[found] = part
        return found

    def _names(self, letter: str) -> Iterator[str]:
        while True:
            self._count += 1
            yield f"{letter}{self._count}"

    def below(self, root: Expr) -> tuple[tuple[Symbol, Expr], ...]:
        """The names that an expression needs, innermost first, each with its part."""
        needed = {*symbols(root)}
        for name, part in reversed(self.parts.items()):
            if name in needed:
                needed.update(symbols(part))
        return tuple((name, part) for name, part in self.parts.items() if name in needed)


def taken_names(question: Question) -> frozenset[str]:
    """The names of variables, definitions, sizes and functions."""
    problem = question.problem
    known = (*problem.variables, *problem.definitions)
    sizes = {name for known_one in known for size in known_one.shape for name in size.names}
    return frozenset({s.name for s in known} | sizes | {*problem.functions})
