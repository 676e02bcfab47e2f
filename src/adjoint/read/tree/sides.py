"""One side of a derivation line: the tree of `adjoint.read.tree.syntax`, with what derivations have beyond problems.

The tree says what was written, not yet what it means: no shape is known, names may be unknown, and the
layout of a derivative is open. Operators of `Factors` are those of `syntax`, and `×` (the cross product).
`Applied` with the function `syntax.CHANGE` is a differential, of an expression or of an entry; an `Applied`
function may be unknown. `Norm` with the subscript `|` stands for bars, which of a matrix mean the determinant.
`Name` holds a known name in its normal spelling, or an unknown one (`y_hat`, `K'`, `CE`).
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from adjoint.read.tree import syntax
from adjoint.read.tree.syntax import Applied, Name, Node


class Derivative(Node, frozen=True, eq=False):
    """`∂f/∂X`, `∇_X f`, `D_X f`, `f'(x)`: the derivative of `of` by each of `by`, in a layout that nobody said.

    `of` is None where only `∂/∂X` or `∇` was written: it means what is differentiated in the problem. `by` is
    empty after a bare `∇`. `order` counts the derivatives (2 for `∇²f` and `∂²f/∂x∂y`). A member of `by` may
    be a name, an `Entry`, a `Transposed` name (`∂²f/∂x∂x'`) or any other tree. `style` is `rate`, `nabla`,
    `limit`, or `map` for `Df` and `f'`, rows for a number f; `total` where it was written with a plain d. `at`
    are the names below a bar after it, as in `∂f/∂X|_{Y}` for `Y` held fixed; `direct` counts only the definition
    of `of` itself.
    """

    of: Node | None
    by: tuple[Node, ...]
    order: int
    style: str
    total: bool = False
    at: tuple[str, ...] = ()


class Held(Node, frozen=True, eq=False):
    """`df|_{c,h}`: the differential of what moves while the names below the bar are held fixed."""

    operand: Node
    names: tuple[str, ...]


class Entry(Node, frozen=True, eq=False):
    """`A_ij`, `(A*B)_ij`, `dX_ij`: an entry of the operand; an index is a letter, a number, or `·` for all."""

    operand: Node
    indices: tuple[str, ...]


class Total(Node, frozen=True, eq=False):
    """`Σ_ij`: the operand summed over the indices; without any, over all its entries.

    `lower` is what follows the indices below, as `=1` or `<j`; `upper` is the limit above.
    """

    operand: Node
    indices: tuple[str, ...]
    lower: str = ""
    upper: str = ""


class KroneckerDelta(Node, frozen=True, eq=False):
    """`δ_ij`."""

    left: str
    right: str


class Bold(Node, frozen=True, eq=False):
    """A bold one: the vector of ones, as long as it must be."""


class Sized(Node, frozen=True, eq=False):
    """`I_n`, `1_n`, `0_{m×n}` with sizes of the problem below; `kind` is `eye`, `ones` or `zeros`."""

    kind: str
    sizes: tuple[Node, ...]


class Grid(Node, frozen=True, eq=False):
    """A matrix written out, row by row; `(a, b)` in brackets is one row. A cell may be `Unread`.

    `environment` says that it is surely a matrix, as LaTeX has them, and not a list.
    """

    rows: tuple[tuple[Node, ...], ...]
    environment: bool = False


class Unread(Node, frozen=True, eq=False):
    """A part that could not be read: the words of the source, and why."""

    source: str
    why: str


def below(node: Node) -> tuple[Node, ...]:
    """The parts of any node of a side, in the order of the source."""
    if isinstance(node, Derivative):
        return (*([] if node.of is None else [node.of]), *node.by)
    if isinstance(node, (Entry, Held, Total)):
        return (node.operand,)
    if isinstance(node, Grid):
        return tuple(cell for row in node.rows for cell in row)
    return node.arguments if isinstance(node, Applied) else syntax.parts(node)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a side, a node before its parts, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(below(node)))


def replaced(root: Node, change: Callable[[Node], Node | None]) -> Node:
    """The side with `change(node)` in place of each node for which it is not None; places are kept."""
    found = change(root)
    if found is not None:
        return found
    parts = {name: _replaced_part(getattr(root, name), change) for name in root.__struct_fields__}
    return replace(root, **parts)


def _replaced_part(part: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(part, Node):
        return replaced(part, change)
    return tuple(_replaced_part(inner, change) for inner in part) if isinstance(part, tuple) else part


def names(root: Node) -> tuple[str, ...]:
    """The names that occur, in order of first appearance."""
    return tuple(dict.fromkeys(node.name for node in walk(root) if isinstance(node, Name)))


def is_unread(root: Node) -> bool:
    """Whether any part could not be read."""
    return any(isinstance(node, Unread) for node in walk(root))


def is_indexed(root: Node) -> bool:
    """Whether entries by index, sums over indices or deltas occur: then it means a tensor."""
    return any(isinstance(node, (Entry, Total, KroneckerDelta)) for node in walk(root))
