"""Sums over indices, `\\sum_{ij} A_{ij}x_ix_j`, as the matrix notation that says the same.

Inside a sum every factor is an array with at most two axes, each of which bears an index. An index that is
summed is contracted: two vectors make an inner product, a matrix and a vector a product, two matrices with the
same two indices a Frobenius product. What leaves more than two axes has no such notation and is refused.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct

from adjoint.errors import AdjointError, Ambiguous, Unsupported
from adjoint.expr.functions import ELEMENTWISE
from adjoint.read.tree.sides import Entry, Total, replaced, walk
from adjoint.read.tree.syntax import (
    Applied, Factors, Frobenius, Name, Negation, Node, Norm, Numeral, Raised, Terms, Transposed,
)  # fmt: skip

_HINT = "`A:B`, `tr(A*B)` and `sum(X)` say it without indices"


class _Array(Struct, frozen=True):
    """An expression without indices, and the index of each of its axes; `pair` keeps `A` and `B` of `A .* B`."""

    node: Node
    axes: tuple[str, ...] = ()
    pair: tuple[Node, Node] | None = None


class Range(Struct, frozen=True):
    """An array whose axis is summed up to a limit, as `x` by `\\sum_{i=1}^n x_i`."""

    name: Name
    limits: tuple[str, ...]


def without_sums(root: Node) -> Node:
    """The tree with matrix notation in place of its sums over indices.

    Raises `Unsupported` where there is none, and `Ambiguous` where an entry stands outside its sum.
    """
    sums = [node for node in walk(root) if isinstance(node, Total) and node.indices]
    if not sums:
        return root
    bound = {index for node in sums for index in node.indices}

    def change(node: Node) -> Node | None:
        if isinstance(node, Total) and node.indices:
            return _scalar(_array(node, ()))
        stray = node.name.partition("_")[2] if isinstance(node, Name) else ""
        if stray and set(stray) & bound:
            raise _failure(
                Ambiguous, node, f"`{stray}` is an index of a sum, and stands outside of it", "put brackets around it"
            )
        return None

    return replaced(root, change)


def ranges(root: Node) -> Iterator[Range]:
    """The arrays whose entries are summed, with the limits of their axes where those are written."""
    limits: dict[str, str] = {}
    for node in walk(root):
        if isinstance(node, Total):
            limits |= dict.fromkeys(node.indices, _limit(node))
        if isinstance(node, Entry) and isinstance(node.operand, Name) and all(map(limits.get, node.indices)):
            yield Range(node.operand, tuple(limits[index] for index in node.indices))


def _failure(kind: type[AdjointError], node: Node, message: str, hint: str = _HINT) -> AdjointError:
    return kind(message, hint=hint, position=node.start, length=max(node.end - node.start, 1))


def _scalar(found: _Array) -> Node:
    assert not found.axes
    return found.node


def _array(node: Node, bound: tuple[str, ...]) -> _Array:
    """A part of a summand, whose entries have indices among those that are bound."""
    if isinstance(node, Total) and node.indices:
        return _total(node, bound)
    if isinstance(node, Entry):
        return _entry(node, bound)
    if isinstance(node, (Factors, Negation)):
        return _product(_factors(node, bound), node)
    if isinstance(node, Terms):
        return _sum(node, bound)
    if isinstance(node, Raised) and _is_indexed(node.base) and not _is_indexed(node.exponent):
        base = _array(node.base, bound)
        return _Array(Raised(node.start, node.end, base.node, node.exponent, bool(base.axes)), base.axes)
    if isinstance(node, Applied) and node.function in ELEMENTWISE and len(node.arguments) == 1:
        inner = _array(node.arguments[0], bound)
        return _Array(Applied(node.start, node.end, node.function, node.primes, (inner.node,)), inner.axes)
    if isinstance(node, Norm) and node.subscript == "|":
        inner = _array(node.operand, bound)
        return _Array(Applied(node.start, node.end, "abs", 0, (inner.node,)), inner.axes)
    return _plain(node, bound)


def _plain(node: Node, bound: tuple[str, ...]) -> _Array:
    """What has no entries in it: a number, as far as one can see."""
    if any(isinstance(part, Name) and part.name in bound for part in walk(node)):
        raise _failure(Unsupported, node, "an index of a sum that stands for a number")
    if _is_indexed(node) or isinstance(node, Transposed):
        raise _failure(
            Unsupported,
            node,
            "a sum over the members of a family of arrays",
            "stack them as the rows of a matrix: `normF(X*w - y)^2` sums over the rows of X",
        )
    return _Array(node)


def _is_indexed(root: Node) -> bool:
    return any(isinstance(node, (Entry, Total)) for node in walk(root))


def _entry(node: Entry, bound: tuple[str, ...]) -> _Array:
    strange = next((index for index in node.indices if index not in bound), None)
    if strange is not None or len(node.indices) > 2:
        raise _failure(Unsupported, node, f"an entry by the index `{strange or node.indices[2]}`, which nothing sums")
    if len(node.indices) == 2 and node.indices[0] == node.indices[1]:
        return _Array(Applied(node.start, node.end, "diagvec", 0, (node.operand,)), node.indices[:1])
    return _Array(node.operand, node.indices)


def _factors(node: Node, bound: tuple[str, ...]) -> list[_Array]:
    """The factors of a product, each with its axes."""
    if isinstance(node, Negation):
        minus = _Array(Numeral(node.start, node.start + 1, Fraction(-1)))
        return [minus, *_factors(node.operand, bound)]
    if not isinstance(node, Factors):
        return [_array(node, bound)]
    found = _factors(node.first, bound)
    for operator, factor in node.rest:
        if operator not in ("*", ".*", "/", "./"):
            raise _failure(Unsupported, node, f"`{operator}` between entries")
        right = _factors(factor, bound)
        if operator in ("/", "./"):
            whole = _product(right, factor)
            one = Numeral(factor.start, factor.start, Fraction(1))
            right = [_Array(Factors(factor.start, factor.end, one, (("./", whole.node),)), whole.axes)]
        found += right
    return found


def _sum(node: Terms, bound: tuple[str, ...]) -> _Array:
    """A sum of entries with the same indices; a number is added to each."""
    terms = [(sign, _array(term, bound)) for sign, term in node.terms]
    axes = max((term.axes for _, term in terms), key=len)
    fill = ("", "vector", "matrix")[len(axes)]
    done: list[tuple[str, Node]] = []
    for sign, term in terms:
        if not term.axes and axes:
            term = _Array(Applied(term.node.start, term.node.end, fill, 0, (term.node,)), axes)
        if set(term.axes) != set(axes):
            raise _failure(Unsupported, term.node, "a sum of entries with different indices")
        done.append((sign, _turned(term, axes).node))
    return _Array(Terms(node.start, node.end, tuple(done)), axes)


def _turned(found: _Array, axes: Sequence[str]) -> _Array:
    """The array with its axes in that order."""
    return found if found.axes == tuple(axes) else _Array(_transposed(found.node), tuple(axes))


def _transposed(node: Node) -> Node:
    """The transpose, of a product as the product of transposes."""
    if isinstance(node, Transposed):
        return node.operand
    if isinstance(node, Factors) and all(operator == "*" for operator, _ in node.rest):
        last, *before = [_transposed(part) for part in (node.first, *(factor for _, factor in node.rest))][::-1]
        return Factors(node.start, node.end, last, tuple(("*", part) for part in before))
    return Transposed(node.start, node.end, node)


def _times(operator: str, left: Node, right: Node) -> Node:
    """A product of two, flat where it can be."""
    start, end = min(left.start, right.start), max(left.end, right.end)
    parts = [("*", left), (operator, right)]
    if operator == "*":
        parts = [
            (sign, part)
            for node in (left, right)
            for sign, part in ([("*", node.first), *node.rest] if _is_chain(node) else [("*", node)])  # type: ignore[attr-defined]
        ]
    return Factors(start, end, parts[0][1], tuple(parts[1:]))


def _is_chain(node: Node) -> bool:
    return isinstance(node, Factors) and all(operator == "*" for operator, _ in node.rest)


def _total(node: Total, bound: tuple[str, ...]) -> _Array:
    """The sum: its indices contracted, in an order that never leaves more than two axes."""
    _limit(node)
    found = _factors(node.operand, (*bound, *node.indices))
    idle = next((index for index in node.indices if not any(index in factor.axes for factor in found)), None)
    if idle is not None:
        raise _failure(Unsupported, node, f"a sum over `{idle}` of what does not depend on it")
    waiting = list(node.indices)
    while waiting:
        made = next(filter(None, (_contracted(found, index, waiting) for index in waiting)), None)
        if made is None:
            raise _failure(Unsupported, node, "a sum over indices that no product of matrices expresses")
        found = made
        waiting = [index for index in waiting if any(index in factor.axes for factor in found)]
    return _product(found, node)


def _limit(node: Total) -> str:
    """The number of values that the indices take, empty where it is not said; refuses a part of them."""
    limit = node.upper.removesuffix("-1") if node.lower == "=0" else node.upper
    if (node.lower in ("", "=1") or limit != node.upper) and re.fullmatch(r"\w*", limit):
        return limit
    raise _failure(Unsupported, node, f"a sum over `{''.join(node.indices)}{node.lower}`, a part of the indices")


def _contracted(found: list[_Array], index: str, waiting: Sequence[str]) -> list[_Array] | None:
    """The factors with an index summed; None where that has no notation."""
    inside = _merged([factor for factor in found if index in factor.axes])
    outside = [factor for factor in found if index not in factor.axes]
    vectors = [factor for factor in inside if len(factor.axes) == 1]
    matrices = [factor for factor in inside if len(factor.axes) == 2]
    if not inside or len(matrices) > 2:
        return None
    if not matrices:
        return [*outside, _inner(vectors[0])]
    first = _turned(matrices[0], (_other(matrices[0], index), index))
    start = first.axes[0]
    if len(matrices) == 2:
        second = _turned(matrices[1], (index, _other(matrices[1], index)))
        left = _times("*", first.node, _diagonal(vectors[0].node)) if vectors else first.node
        return [*outside, _Array(_times("*", left, second.node), (start, second.axes[1]))]
    if vectors:
        return [*outside, _Array(_times("*", first.node, vectors[0].node), (start,))]
    alone = start in waiting and not any(start in factor.axes for factor in outside)
    if alone:
        return [*outside, _inner(first)]
    return [*outside, _Array(Applied(first.node.start, first.node.end, "rowsum", 0, (first.node,)), (start,))]


def _other(found: _Array, index: str) -> str:
    return found.axes[1] if found.axes[0] == index else found.axes[0]


def _diagonal(node: Node) -> Node:
    return Applied(node.start, node.end, "diag", 0, (node,))


def _merged(found: Sequence[_Array]) -> list[_Array]:
    """The factors with those of the same indices multiplied entry by entry."""
    done: list[_Array] = []
    for factor in found:
        same = next((i for i, other in enumerate(done) if set(other.axes) == set(factor.axes)), None)
        if same is None:
            done.append(factor)
            continue
        left, right = done[same], _turned(factor, done[same].axes)
        pair = (left.node, right.node) if left.pair is None else None
        done[same] = _Array(_times(".*", left.node, right.node), left.axes, pair)
    return done


def _inner(found: _Array) -> _Array:
    """The sum of all entries: of a product of two arrays, their inner product."""
    if found.pair is None:
        return _Array(Applied(found.node.start, found.node.end, "sum", 0, (found.node,)))
    left, right = found.pair
    if len(found.axes) == 1:
        return _Array(_times("*", _transposed(left), right))
    return _Array(Frobenius(found.node.start, found.node.end, (left, right)))


def _product(found: Sequence[_Array], node: Node) -> _Array:
    """The factors as one array: numbers first, then at most two axes."""
    numbers = [factor.node for factor in found if not factor.axes]
    arrays = _merged([factor for factor in found if factor.axes])
    whole = reduce(lambda left, right: _joined(left, right, node), arrays) if arrays else None
    if whole is None:
        return _Array(reduce(lambda left, right: _times("*", left, right), numbers))
    return _Array(reduce(lambda right, left: _times("*", left, right), reversed(numbers), whole.node), whole.axes)


def _joined(left: _Array, right: _Array, node: Node) -> _Array:
    """Two arrays with different indices side by side."""
    if len(left.axes) < len(right.axes):
        left, right = right, left
    shared = [index for index in right.axes if index in left.axes]
    if len({*left.axes, *right.axes}) > 2:
        raise _failure(Unsupported, node, "a product of entries with more than two indices")
    if not shared:
        return _Array(_times("*", left.node, _transposed(right.node)), left.axes + right.axes)
    scale = _diagonal(right.node)
    rows = left.axes[0] == shared[0]
    return _Array(_times("*", *((scale, left.node) if rows else (left.node, scale))), left.axes)
