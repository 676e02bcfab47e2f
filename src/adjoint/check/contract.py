"""Sums of products of sparse indexed arrays, by brute force over small sizes."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from adjoint.check.ground import Scalar
from adjoint.index.term import Index


class Sparse(Struct, frozen=True):
    """The entries of an array that need not be zero, by their place along distinct indices."""

    indices: tuple[Index, ...]
    entries: Mapping[tuple[int, ...], Scalar]


def dense(indices: Sequence[Index], lengths: Sequence[int], entries: Sequence[Scalar]) -> Sparse:
    """Entries in row order, without those that are surely zero; an index that occurs twice keeps the diagonal."""
    distinct = tuple(dict.fromkeys(indices))
    first = [indices.index(index) for index in distinct]
    same = [first[distinct.index(index)] for index in indices]
    found = {}
    for place, entry in zip(_places(lengths), entries, strict=True):
        surely_zero = entry == 0  # of a ball neither this nor its opposite need hold
        if not surely_zero and all(place[k] == place[j] for k, j in enumerate(same)):
            found[tuple(place[k] for k in first)] = entry
    return Sparse(distinct, found)


def _places(lengths: Sequence[int]) -> list[tuple[int, ...]]:
    places: list[tuple[int, ...]] = [()]
    for length in lengths:
        places = [(*place, k) for place in places for k in range(length)]
    return places


def contract(factors: Sequence[Sparse], kept: Sequence[Index]) -> Sparse:
    """The product of the factors, summed over every index that is not kept, each as soon as it can be.

    The factor that leaves the fewest indices open comes next.
    """
    total, waiting = Sparse((), {(): 1}), list(factors)
    while waiting:
        choices = [(_open(total, waiting, k, kept), k) for k in range(len(waiting))]
        stay, k = min(choices, key=lambda choice: (len(choice[0]), choice[1]))
        total = _join(total, waiting.pop(k), stay)
    return total


def _open(total: Sparse, waiting: Sequence[Sparse], k: int, kept: Sequence[Index]) -> set[Index]:
    """The indices that stay when one factor is joined."""
    later = {index for j, other in enumerate(waiting) if j != k for index in other.indices} | set(kept)
    return later.intersection((*total.indices, *waiting[k].indices))


def _join(left: Sparse, right: Sparse, kept: set[Index]) -> Sparse:
    shared = [index for index in right.indices if index in left.indices]
    at_left = [left.indices.index(index) for index in shared]
    at_right = [right.indices.index(index) for index in shared]
    fresh = [k for k, index in enumerate(right.indices) if index not in left.indices]
    joined = (*left.indices, *(right.indices[k] for k in fresh))
    stay = [k for k, index in enumerate(joined) if index in kept]
    groups: dict[tuple[int, ...], list[tuple[tuple[int, ...], Scalar]]] = {}
    for place, entry in right.entries.items():
        key = tuple(place[k] for k in at_right)
        groups.setdefault(key, []).append((tuple(place[k] for k in fresh), entry))
    found: dict[tuple[int, ...], Scalar] = {}
    for place, entry in left.entries.items():
        for rest, other in groups.get(tuple(place[k] for k in at_left), ()):
            whole = place + rest
            spot = tuple(whole[k] for k in stay)
            product = entry * other
            found[spot] = found[spot] + product if spot in found else product
    return Sparse(tuple(joined[k] for k in stay), found)


def spread(array: Sparse, axes: Sequence[Index], lengths: Sequence[int], zero: Scalar) -> list[Scalar]:
    """All entries along the axes in row order; the array is constant along axes that it lacks."""
    at = [axes.index(index) for index in array.indices]
    return [array.entries.get(tuple(place[k] for k in at), zero) for place in _places(lengths)]
