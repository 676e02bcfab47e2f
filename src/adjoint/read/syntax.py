"""What the grammar yields: a small tree with the place of every node in the text.

Nodes are compared by identity, so that two equal spellings at different places stay apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A piece of the text from `start` up to `end`, in characters from 0."""

    start: int
    end: int


@dataclass(frozen=True, eq=False, slots=True)
class Numeral(Node):
    """A decimal number, kept exact."""

    value: Fraction


@dataclass(frozen=True, eq=False, slots=True)
class Name(Node):
    """A name in its normal spelling."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Quoted(Node):
    """A string, as in `norm(X, 'fro')`."""

    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Negation(Node):
    """`-A`."""

    operand: Node


@dataclass(frozen=True, eq=False, slots=True)
class Terms(Node):
    """A sum: each term with its sign."""

    terms: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Frobenius(Node):
    """`A : B`, from the left."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Factors(Node):
    """A product from the left: each factor after the first with its operator `*`, `/`, `.*`, `./` or `kron`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Transposed(Node):
    """`A'`."""

    operand: Node


@dataclass(frozen=True, eq=False, slots=True)
class Raised(Node):
    """`A^k`, or `A.^k` with `entrywise`."""

    base: Node
    exponent: Node
    entrywise: bool


@dataclass(frozen=True, eq=False, slots=True)
class Applied(Node):
    """`f(A, B)`; `primes` counts the derivatives in `phi''(x)`."""

    function: str
    primes: int
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Norm(Node):
    """`||A||` with its subscript (empty where there is none); a single bar has the subscript `|`."""

    operand: Node
    subscript: str


@dataclass(frozen=True, eq=False, slots=True)
class Blocks(Node):
    """`[A, B; C, D]`, row by row."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Rate(Node):
    """`∂g/∂a` between two names."""

    of: str
    by: str


SIZED = frozenset({"eye", "I", "ones", "zeros"})
"""Functions whose arguments are sizes."""

FIRST_ONLY = frozenset({"sum", "mean", "var", "unvec"})
"""Functions whose arguments after the first are words such as `rows`, or sizes."""

SIZED_AFTER = frozenset({"unvec"})
"""Functions whose arguments after the first are sizes."""

PARTIAL = "∂"
"""The function `D(g, a)` of derivation lines, whose first argument names a function."""

CHANGE = "d()"
"""The function `d(...)` of derivation lines."""


def parts(node: Node) -> tuple[Node, ...]:
    """The operands of a node that are expressions themselves."""
    if isinstance(node, (Negation, Transposed, Norm)):
        return (node.operand,)
    if isinstance(node, Terms):
        return tuple(term for _, term in node.terms)
    if isinstance(node, Frobenius):
        return node.factors
    if isinstance(node, Factors):
        return (node.first, *(factor for _, factor in node.rest))
    if isinstance(node, Raised):
        return (node.base, node.exponent)
    if isinstance(node, Blocks):
        return tuple(cell for row in node.rows for cell in row)
    return _operands(node) if isinstance(node, Applied) else ()


def _operands(node: Applied) -> tuple[Node, ...]:
    if node.function in SIZED:
        return ()
    kept = node.arguments[:1] if node.function in FIRST_ONLY else node.arguments
    kept = kept[1:] if node.function == PARTIAL else kept
    return tuple(argument for argument in kept if not isinstance(argument, Quoted))


def bottom_up(root: Node) -> Iterator[Node]:
    """Every node that is an expression, operands first; without recursion."""
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        else:
            stack.append((node, True))
            stack.extend((part, False) for part in reversed(parts(node)))
