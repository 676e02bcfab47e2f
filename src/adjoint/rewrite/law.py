"""A law is a value: a name, two sides in our own notation, its conditions, and one sentence of why."""

from collections.abc import Callable, Mapping
from copy import copy

from msgspec import Struct
from msgspec.structs import force_setattr

from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols

Guard = Callable[[Mapping[str, Expr]], bool]
"""What the bound pattern variables, by name, must satisfy for the law to be *used*."""


class Law(Struct, frozen=True, eq=False):
    """`left = right` for all values of the symbols, which are its pattern variables.

    A fact on a pattern variable (`symmetric`, `constant`) is a condition of truth: the law holds
    for, and matches, only arrays that have it. `guards` say when the law is of use and do not bear
    on its truth. `requires` is a condition on values that goes into the ledger, with pattern
    variables in braces: `{X} invertible`. A `quiet` law is not named on a line that a louder one made.

    A law refuses itself (`ValueError`) when its sides differ in shape or the right side speaks of
    what the left does not bind.
    """

    name: str
    left: Expr
    right: Expr
    because: str
    guards: tuple[Guard, ...] = ()
    requires: str = ""
    quiet: bool = False

    def __post_init__(self) -> None:
        if self.left.shape != self.right.shape:
            raise ValueError(f"law `{self.name}`: the two sides differ in shape")
        bound = symbols(self.left)
        unbound = [symbol for symbol in symbols(self.right) if symbol not in bound]
        if unbound:
            raise ValueError(f"law `{self.name}`: the right side speaks of {sorted(s.name for s in unbound)}")

    def __str__(self) -> str:
        return f"{self.left} = {self.right}"

    @property
    def variables(self) -> tuple[Symbol, ...]:
        """The pattern variables."""
        return symbols(self.left)


class Chapter(Struct, frozen=True):
    """Laws of one kind, in the order in which they are tried."""

    name: str
    laws: tuple[Law, ...]


def quiet(chapter: Chapter, *but: str) -> Chapter:
    """The chapter with its laws quiet, except those of the names given."""
    return Chapter(chapter.name, tuple(law if law.name in but else _quiet(law) for law in chapter.laws))


def _quiet(law: Law) -> Law:
    """A quiet copy of a law, which is not examined again."""
    found = copy(law)
    force_setattr(found, "quiet", True)
    return found
