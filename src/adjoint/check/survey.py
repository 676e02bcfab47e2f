"""What there is to know of claims before any number is drawn: sizes, implied facts, signs, depth."""

from collections.abc import Mapping, Sequence
from itertools import chain

from adjoint.check.claim import Claim
from adjoint.check.formula import Setting, index_sizes, nodes_of
from adjoint.check.implied import implied_facts
from adjoint.expr.language import Apply, Call, Differential, ElementPower, Expr, Number, Power, Symbol
from adjoint.expr.walk import postorder

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
        self.names = tuple(sorted({name for size in sizes for name in size.names}))
        fixed = {size.number for size in sizes if size.number is not None}
        self.fixed = frozenset(n for n in fixed if n <= BIG)
        self.big = tuple(sorted(n for n in fixed if n > BIG))
        self.implied = implied_facts(self.nodes)
        self.second = _depth(self.nodes) > 1

    @property
    def positive(self) -> dict[str, frozenset[str]]:
        """The implied facts, and every symbol positive."""
        names = sorted({node.name for node in self.nodes if isinstance(node, Symbol)})
        return {name: self.implied.get(name, frozenset()) | {"positive"} for name in names}

    def signs(self, claim: Claim) -> tuple[Expr, ...]:
        """The nodes below a claim whose value hangs on a sign, or on the choice of a root."""
        stack = list(chain.from_iterable(map(nodes_of, claim.formulas)))
        seen = set(stack)
        found = []
        while stack:
            node = stack.pop()
            if _signed(node):
                found.append(node)
            body = self._definitions.get(node) if isinstance(node, Symbol) else None
            below = node.children if body is None else (body,)
            fresh = [child for child in below if child not in seen]
            seen.update(fresh)
            stack.extend(fresh)
        return tuple(found)


def is_root(node: Expr) -> bool:
    """Whether the node is one square root of a sum of squares."""
    return isinstance(node, Call) and node.function in ("norm2", "normF")


def _signed(node: Expr) -> bool:
    if isinstance(node, Apply):
        return node.function in ("abs", "sign", "step", "relu", "sqrt")
    if isinstance(node, (Power, ElementPower)):
        exponent = node.children[1]
        return not isinstance(exponent, Number) or exponent.value.denominator == 2
    return is_root(node) or (isinstance(node, Call) and node.function == "norm1")


def _depth(nodes: Sequence[Expr]) -> int:
    """How deep differentials are nested."""
    depth: dict[Expr, int] = {}
    for node in nodes:
        depth[node] = max((depth[child] for child in node.children), default=0) + isinstance(node, Differential)
    return max(depth.values(), default=0)


def spell_sizes(sizes: Mapping[str, int]) -> str:
    """Sizes as they are said: `m=3, n=4`."""
    return ", ".join(f"{name}={value}" for name, value in sizes.items())
