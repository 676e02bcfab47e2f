"""What there is to know of claims before any number is drawn: sizes, implied facts, signs, depth."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from adjoint.check.claim import Claim
from adjoint.check.formula import Setting, index_sizes, nodes_of
from adjoint.check.implied import implied_facts
from adjoint.check.order import below_first, is_even_norm, is_norm, parts
from adjoint.expr.language import Apply, Call, Differential, ElementPower, Expr, Number, Power, SizeNumber, Symbol
from adjoint.expr.walk import postorder

_Below = dict[Expr, tuple[Expr, ...]]
BIG = 12
"""A fixed size above this is first replaced by a small one, like a size with a name."""


class Survey:
    """The nodes of some claims and their definitions, and what follows from them."""

    def __init__(self, claims: Sequence[Claim], setting: Setting) -> None:
        self._definitions = setting.definitions
        formulas = [formula for claim in claims for formula in claim.formulas]
        roots = [node for formula in formulas for node in nodes_of(formula)]
        self.nodes = list(postorder(*setting.definitions, *setting.definitions.values(), *setting.wrt, *roots))
        shapes = {node.shape for node in self.nodes}
        sizes = {size for shape in shapes for size in shape}
        sizes.update(size for formula in formulas for size in index_sizes(formula))
        sizes.update(node.size for node in self.nodes if isinstance(node, SizeNumber))
        self.names = tuple(sorted({name for size in sizes for name in size.names}))
        fixed = {size.number for size in sizes if size.number is not None}
        self.fixed = frozenset(n for n in fixed if n <= BIG)
        self.big = tuple(sorted(n for n in fixed if n > BIG))
        kept = {symbol.name: facts for symbol, facts in setting.within.items()}
        found = implied_facts(self.nodes)
        none: frozenset[str] = frozenset()
        self.implied = found | {name: found.get(name, none) | facts for name, facts in kept.items()}
        self.second = _depth(self.nodes) > 1

    @cached_property
    def positive(self) -> dict[str, frozenset[str]]:
        """The implied facts, and every symbol positive."""
        names = sorted({node.name for node in self.nodes if isinstance(node, Symbol)})
        return {name: self.implied.get(name, frozenset()) | {"positive"} for name in names}

    @cached_property
    def drawn(self) -> frozenset[tuple[str, frozenset[str]]]:
        """The implied facts, which random values have."""
        return frozenset(self.implied.items())

    def signs(self, claim: Claim) -> tuple[Expr, ...]:
        """Nodes below a claim whose value hangs on a sign; no more than two."""
        return self._first(self._signs_below, claim)

    def roots(self, claim: Claim) -> tuple[Expr, ...]:
        """Nodes below a claim whose value hangs on the choice of a root; no more than two."""
        return self._first(self._roots_below, claim)

    def logarithms(self, claim: Claim) -> tuple[Expr, ...]:
        """Logarithms below a claim; no more than two."""
        return self._first(self._logarithms_below, claim)

    @property
    def side(self) -> int:
        """No array that is tested first is longer in any direction, save products."""
        return max([6, *self.fixed, len(self.names) + len(self.big) + 4])

    @cached_property
    def _signs_below(self) -> _Below:
        return self._below(is_sign)

    @cached_property
    def _roots_below(self) -> _Below:
        return self._below(is_root)

    @cached_property
    def _logarithms_below(self) -> _Below:
        return self._below(lambda node: isinstance(node, Apply) and node.function == "log")

    def _below(self, wanted: Callable[[Expr], bool]) -> _Below:
        found: _Below = {}
        for node in below_first(self.nodes, self._definitions):
            below = chain.from_iterable(found[part] for part in parts(node, self._definitions))
            found[node] = tuple(dict.fromkeys(chain((node,) if wanted(node) else (), below)))[:2]
        return found

    def _first(self, below: _Below, claim: Claim) -> tuple[Expr, ...]:
        nodes = (node for formula in claim.formulas for node in nodes_of(formula))
        return tuple(dict.fromkeys(chain.from_iterable(below[node] for node in nodes)))[:2]


def is_root(node: Expr) -> bool:
    """Whether the value hangs on the choice of a root."""
    if is_even_norm(node):
        return False
    if isinstance(node, (Power, ElementPower)):
        exponent = node.children[1]
        return not isinstance(exponent, Number) or exponent.value.denominator == 2
    if isinstance(node, Call) and node.function == "chol":
        return True
    return is_norm(node) or (isinstance(node, Apply) and node.function == "sqrt")


def is_sign(node: Expr) -> bool:
    """Whether the value hangs on a sign, or on the turn at which an angle is taken."""
    if isinstance(node, Call):
        return node.function == "norm1"
    return isinstance(node, Apply) and node.function in ("abs", "sign", "step", "relu", "asin", "acos", "atan")


def _depth(nodes: Sequence[Expr]) -> int:
    """How deep differentials are nested."""
    depth: dict[Expr, int] = {}
    for node in nodes:
        depth[node] = max((depth[child] for child in node.children), default=0) + isinstance(node, Differential)
    return max(depth.values(), default=0)


def spell_sizes(sizes: Mapping[str, int]) -> str:
    """Sizes as they are said: `m=3, n=4`."""
    return ", ".join(f"{name}={value}" for name, value in sizes.items())
