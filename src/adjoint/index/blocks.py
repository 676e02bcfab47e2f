"""Sums over an axis of a Kronecker product or of stacked columns, as sums over its two parts.

`vec(A)'*vec(B)` becomes `A : B`, and `vec(A)'*kron(B, C)*vec(D)` a sum over four indices. A free axis
stays whole, since index notation has no name for half an axis.
"""

from collections.abc import Iterable

from adjoint.expr.language import Call, Expr, Kron
from adjoint.expr.sizes import ONE, Size
from adjoint.index.opening import Fresh, Item, Pending, pending
from adjoint.index.term import Entry, Factor, Index, factor_indices

Parts = tuple[Size, Size]


def split(factors: Iterable[Factor], axes: tuple[Index, ...], fresh: Fresh) -> list[Item]:
    """The factors to be opened, with each sum over a composite axis split, where all that it joins split alike."""
    kept = list(factors)
    parts = _splittable(kept, axes)
    halves = {index: (fresh(outer), fresh(inner)) for index, (outer, inner) in parts.items()}
    items: list[Item] = []
    for factor in kept:
        if isinstance(factor, Entry):
            composite = _composite(factor)
            items += _halved(factor, halves) if composite and composite.keys() <= parts.keys() else [pending(factor)]
        else:
            items.append(factor)
    return items


def _splittable(factors: list[Factor], axes: tuple[Index, ...]) -> dict[Index, Parts]:
    """The summed indices that stand on equally split axes only, in entries that split in all their axes."""
    composites = [_composite(factor) for factor in factors]
    found = {index: parts for composite in composites for index, parts in composite.items() if index not in axes}
    while True:
        refused = {
            index
            for factor, composite in zip(factors, composites, strict=True)
            for index in factor_indices(factor)
            if index in found and (composite.get(index) != found[index] or not composite.keys() <= found.keys())
        }
        if not refused:
            return found
        found = {index: parts for index, parts in found.items() if index not in refused}


def _composite(factor: Factor) -> dict[Index, Parts]:
    """The composite axes of an entry with the sizes of their parts, the slower one first."""
    if not isinstance(factor, Entry):
        return {}
    item = pending(factor)
    sizes = _parts(item.node)
    axes = [(index, parts) for index, parts in zip((item.row, item.col), sizes, strict=False) if index is not None]
    composite = {index: parts for index, parts in axes if ONE not in parts}
    alike = all(composite[index] == parts for index, parts in axes if index in composite)
    return composite if alike else {}


def _parts(node: Expr) -> tuple[Parts, ...]:
    if isinstance(node, Kron):
        left, right = node.children
        return (left.shape[0], right.shape[0]), (left.shape[1], right.shape[1])
    if isinstance(node, Call) and node.function == "vec":
        return ((node.children[0].shape[1], node.children[0].shape[0]),)
    return ()


def _halved(entry: Entry, halves: dict[Index, tuple[Index | None, Index | None]]) -> list[Item]:
    item = pending(entry)
    if isinstance(item.node, Call):
        outer, inner = halves[entry.indices[0]]
        return [Pending(item.node.children[0], inner, outer)]
    rows, cols = (
        halves.get(index, _whole(index, parts)) if index is not None else (None, None)
        for index, parts in zip((item.row, item.col), _parts(item.node), strict=True)
    )
    left, right = item.node.children
    return [Pending(left, rows[0], cols[0]), Pending(right, rows[1], cols[1])]


def _whole(index: Index, parts: Parts) -> tuple[Index | None, Index | None]:
    """An axis of which one part has length one belongs to the other."""
    return (index, None) if parts[1] == ONE else (None, index)
