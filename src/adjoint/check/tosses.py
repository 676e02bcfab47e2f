"""How many signs decide about a claim at one point, and how many points that asks for.

A false claim that shows only where k signs fall in one way holds at a random point with a chance of 1 - 2^-k.
"""

from collections.abc import Iterable, Mapping
from math import ceil, log10

from adjoint.check.order import below_first, parts
from adjoint.check.survey import is_root, is_sign
from adjoint.expr.language import Apply, Call, ElementPower, Expr, Number, Power, Sum, Symbol

MOST = 5
"""More signs than these would ask for too many points."""
_DISCRETE = frozenset({"orthogonal", "whole", "integer"})


def digits_of(tosses: int) -> float:
    """At how many digits the chance begins that a false claim holds at one random point."""
    return -log10(1 - 2.0**-tosses)


def points_for(tosses: int, digits: float) -> int:
    """The points at which a claim must hold for its chance to be false to have so many zeros."""
    return ceil(digits / digits_of(min(tosses, MOST)))


class Tosses:
    """The signs, roots of squares and discrete draws that act together in one term of a node.

    Each is a bit of a number. With `generic`, signs are unknown values and no tosses.
    """

    def __init__(self, definitions: Mapping[Symbol, Expr], *, generic: bool = False) -> None:
        self._definitions = definitions
        self._generic = generic
        self._bits: dict[Expr, int] = {}
        self._memo: dict[Expr, int] = {}

    def of(self, nodes: Iterable[Expr]) -> int:
        """How many act together in a claim about the nodes."""
        roots = list(nodes)
        for node in below_first(roots, self._definitions, self._memo):
            below = [self._memo[part] for part in parts(node, self._definitions)]
            self._memo[node] = self._own(node) | self._together(node, below)
        return max((self._memo[node].bit_count() for node in roots), default=0)

    def _own(self, node: Expr) -> int:
        if isinstance(node, Symbol):
            tossed = node not in self._definitions and bool(node.facts & _DISCRETE)
        else:
            tossed = (is_sign(node) and not self._generic) or self._of_square(node)
        return self._bits.setdefault(node, 1 << len(self._bits)) if tossed else 0

    @staticmethod
    def _together(node: Expr, below: list[int]) -> int:
        if isinstance(node, Sum):
            return max(below, key=int.bit_count)
        found = 0
        for bits in below:
            found |= bits
        return found

    def _of_square(self, node: Expr) -> bool:
        """Whether the node is a root of what is written as an even power, and so a sign in disguise."""
        if not (is_root(node) and isinstance(node, (Apply, Call, Power, ElementPower))):
            return False
        inner = node.children[0]
        while inner in self._definitions and isinstance(inner, Symbol):
            inner = self._definitions[inner]
        if not isinstance(inner, (Power, ElementPower)):
            return False
        exponent = inner.children[1]
        return isinstance(exponent, Number) and exponent.value % 2 == 0
