"""What the grammar yields: a small tree with the place of every node in the text.

Nodes are compared by identity, so that two equal spellings at different places stay apart.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct


class Node(Struct, frozen=True, eq=False):
    """A piece of the text from `start` up to `end`, in characters from 0."""

    start: int
    end: int


class Numeral(Node, frozen=True, eq=False):
    """A decimal number, kept exact."""

    value: Fraction


class Name(Node, frozen=True, eq=False):
    """A name in its normal spelling."""

    name: str


class Quoted(Node, frozen=True, eq=False):
    """A string, as in `norm(X, 'fro')`."""

    text: str


class Negation(Node, frozen=True, eq=False):
    """`-A`."""

    operand: Node


class Terms(Node, frozen=True, eq=False):
    """A sum: each term with its sign."""

    terms: tuple[tuple[str, Node], ...]


class Frobenius(Node, frozen=True, eq=False):
    """`A : B`, from the left."""

    factors: tuple[Node, ...]


class Factors(Node, frozen=True, eq=False):
    """A product from the left: each factor after the first with its operator `*`, `/`, `.*`, `./` or `kron`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


class Transposed(Node, frozen=True, eq=False):
    """`A'`."""

    operand: Node


class Raised(Node, frozen=True, eq=False):
    """`A^k`, or `A.^k` with `entrywise`."""

    base: Node
    exponent: Node
    entrywise: bool


class Applied(Node, frozen=True, eq=False):
    """`f(A, B)`; `primes` counts the derivatives in `phi''(x)`."""

    function: str
    primes: int
    arguments: tuple[Node, ...]


class Norm(Node, frozen=True, eq=False):
    """`||A||` with its subscript (empty where there is none); a single bar has the subscript `|`."""

    operand: Node
    subscript: str


class Blocks(Node, frozen=True, eq=False):
    """`[A, B; C, D]`, row by row."""

    rows: tuple[tuple[Node, ...], ...]


class Rate(Node, frozen=True, eq=False):
    """`∂g/∂a` or `∂²g/∂a∂b` between names."""

    of: str
    by: tuple[str, ...]

    def __str__(self) -> str:
        same = len(self.by) == 2 and self.by[0] == self.by[1]
        below = f"∂{self.by[0]}²" if same else "".join(f"∂{name}" for name in self.by)
        return f"∂{'²' * (len(self.by) == 2)}{self.of}/{below}"


SIZED = frozenset({"eye", "I", "ones", "zeros"})
"""Functions whose arguments are sizes."""

OF_SIZES = frozenset({"commutation", "duplication", "elimination"})
"""Functions whose arguments are sizes, which the value keeps."""

FIRST_ONLY = frozenset({"sum", "mean", "var", "unvec"})
"""Functions whose arguments after the first are words such as `rows`, or sizes."""

SIZED_AFTER = frozenset({"unvec"})
"""Functions whose arguments after the first are sizes."""

PARTIAL = "∂"
"""The function `D(g, a)` or `D(g, a, b)` of derivation lines, whose first argument names a function."""

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
