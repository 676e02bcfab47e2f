"""Where-clauses: what an answer says more than once gets a name, if the whole is then shorter to read."""

from collections import Counter
from collections.abc import Iterator, Sequence

from adjoint.derive.calling import Naming
from adjoint.expr.build import coefficient, multiply, symbol
from adjoint.expr.infer import facts, turned
from adjoint.expr.language import (
    Apply, Call, Colon, Expr, Inverse, Opaque, Product, Sum, Symbol, Transpose,
)  # fmt: skip
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder

Clause = tuple[Symbol, Expr]
MOST_NAMES = 4
TRIED = 6
LEAST_SAVING = 2
MOST_COST = 150
"""Beyond this an answer is too long for a few names to make it short."""
LETTERS = {"scalar": ("alpha", "beta", "gamma", "rho"), "vector": ("u", "v", "z", "w"), "matrix": ("S", "P", "H", "M")}


def abbreviate(root: Expr, taken: frozenset[str]) -> tuple[Expr, tuple[Clause, ...]]:
    """The expression with names for its repeated parts, and what each name stands for, innermost first.

    Nothing is named unless a reader then meets fewer symbols in all, nor in a very long answer; see `Repeats`.
    """
    parts: list[Expr] = [root]
    names: list[Symbol] = []
    if cost(root) > MOST_COST:
        return root, ()
    for _ in range(MOST_NAMES):
        best = _best(parts, taken | {name.name for name in names})
        if best is None:
            break
        name, parts = best
        names.append(name)
    clauses = tuple(zip(names, parts[1:], strict=True))
    return parts[0], tuple(reversed(clauses))


class Repeats:
    """Whether a reader meets any name twice in an expression; what is said twice holds one.

    The names of each node are bits of a number, -1 where one repeats, remembered from one expression to the next.
    """

    def __init__(self) -> None:
        self._names: dict[Expr, int] = {}
        self._bits: dict[Symbol, int] = {}

    def found(self, root: Expr) -> bool:
        """Whether any does."""
        for node in postorder(root, known=self._names):
            names = self._bits.setdefault(node, 1 << len(self._bits)) if isinstance(node, Symbol) else 0
            for child in node.children:
                below = self._names[child]
                names = -1 if names < 0 or below < 0 or names & below else names | below
            self._names[node] = names
        return self._names[root] < 0


def _best(parts: list[Expr], taken: frozenset[str]) -> tuple[Symbol, list[Expr]] | None:
    """The one naming that saves most."""
    before = sum(map(cost, parts))
    best: tuple[int, Symbol, list[Expr]] | None = None
    for candidate in _candidates(parts):
        name = _named(candidate, taken)
        if name is not None:
            renamed = [*(put_name(part, candidate, name) for part in parts), candidate]
            saving = before - sum(map(cost, renamed))
            if saving >= LEAST_SAVING and (best is None or saving > best[0]):
                best = (saving, name, renamed)
    return best[1:] if best else None


def _named(candidate: Expr, taken: frozenset[str]) -> Symbol | None:
    kind = "scalar" if candidate.is_scalar else "vector" if candidate.shape[1] == ONE else "matrix"
    letters = LETTERS[kind]
    free = [name for name in (*letters, *(f"{letters[0]}{n}" for n in range(2, 10))) if name not in taken]
    return symbol(free[0], *candidate.shape, *sorted(facts(candidate))) if free else None


def _candidates(parts: Sequence[Expr]) -> list[Expr]:
    """What occurs at least twice, the most promising first."""
    counts: Counter[Expr] = Counter()
    for part in parts:
        for node, times in _occurrences(part):
            counts[_upright(node)] += times
    worth = {node: (times - 1) * cost(node) - times for node, times in counts.items() if times > 1 and cost(node) > 2}
    return sorted(worth, key=lambda node: (-worth[node], node.digest))[:TRIED]


def _occurrences(root: Expr) -> Iterator[tuple[Expr, int]]:
    """Every compound part, with runs of neighbours in products, and how often a reader meets it."""
    times: Counter[Expr] = Counter({root: 1})
    for node in reversed(list(postorder(root))):
        for child in node.children:
            times[child] += times[node]
        if node.children and not isinstance(node, Transpose) and coefficient(node) == 1:
            yield node, times[node]
        if isinstance(node, Product):
            for run in _runs(node):
                yield run, times[node]


def _runs(node: Product) -> Iterator[Expr]:
    chain = node.chain
    for start in range(len(chain)):
        for end in range(start + 2, len(chain) + 1):
            if end - start < len(chain) or node.split or node.coefficient != 1:
                yield multiply(*chain[start:end])


def _upright(node: Expr) -> Expr:
    """Of a part and its transpose the one that is a column, or has fewer transposes."""
    if node.is_scalar or node.shape[1] == ONE:
        return node
    other = turned(node)
    return other if node.shape[0] == ONE or (_rank(other) < _rank(node)) else node


def _rank(node: Expr) -> tuple[int, bytes]:
    return sum(isinstance(part, Transpose) for part in postorder(node)), node.digest


def put_name(root: Expr, part: Expr, name: Symbol) -> Expr:
    """The expression with a name in place of a part, and its transpose in place of the part's transpose."""
    return Naming([(name, part)]).put(root)


def cost(root: Expr, known: dict[Expr, int] | None = None) -> int:
    """How many symbols a reader meets, about: names, signs, functions, exponents. What is `known` is remembered."""
    costs: dict[Expr, int] = {} if known is None else known
    for node in postorder(root, known=costs):
        costs[node] = sum(costs[child] for child in node.children) + _own(node)
    return costs[root]


def _own(node: Expr) -> int:
    if not node.children:
        return 1
    if isinstance(node, Sum):
        return len(node.children) - 1
    if isinstance(node, Product):
        return (abs(node.coefficient) != 1) + (node.coefficient < 0)
    if isinstance(node, Inverse):
        return 2
    return int(isinstance(node, (Apply, Call, Opaque, Colon)))
