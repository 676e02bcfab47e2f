"""Terms up to the names of their sums: refinement by colour first, then all orders of what still looks alike.

Two terms get one key if and only if renaming summed indices and reordering factors makes them one.
(Of a part with more than `MOST_ORDERS` such orders only so many are tried; then only the "if" holds.)
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from adjoint.expr.infer import is_symmetric
from adjoint.index.names import rename_factor
from adjoint.index.term import Delta, Entry, Factor, Index, Term, factor_indices

MOST_ORDERS = 720
FactorKey = tuple[int, str, bytes, tuple[int, ...]]
Key = tuple[FactorKey, ...]
Numbers = Mapping[Index, int]


def ordered(term: Term, axes: tuple[Index, ...]) -> tuple[Key, Term]:
    """A key of all but the coefficient, and the term with sorted factors and its sums named `#0`, `#1`, ...

    The indices of symmetric matrices and of deltas are sorted.
    """
    numbers = {axis: place - len(axes) for place, axis in enumerate(axes)}
    parts = [_best_order(*component, numbers) for component in _components(term, axes)]
    dummies = [index for _, order in sorted(parts, key=lambda part: part[0]) for index in order]
    numbers.update({index: number for number, index in enumerate(dummies)})
    names = {index: Index(f"#{number}", index.size) for number, index in enumerate(dummies)}
    factors = sorted((_sorted_indices(f, numbers) for f in term.factors), key=lambda f: _key(f, numbers))
    key = tuple(_key(factor, numbers) for factor in factors)
    return key, Term(term.coefficient, tuple(rename_factor(factor, names) for factor in factors))


def is_unordered(factor: Factor) -> bool:
    """Whether the order of the two indices of a factor does not matter."""
    if isinstance(factor, Entry):
        return len(factor.indices) == 2 and is_symmetric(factor.node)
    return isinstance(factor, Delta)


def _sorted_indices(factor: Factor, numbers: Numbers) -> Factor:
    if not is_unordered(factor):
        return factor
    first, second = sorted(factor_indices(factor), key=lambda index: numbers[index])
    return Entry(factor.node, (first, second)) if isinstance(factor, Entry) else Delta(first, second)


def _key(factor: Factor, numbers: Numbers) -> FactorKey:
    places = tuple(numbers[index] for index in factor_indices(factor))
    if is_unordered(factor):
        places = tuple(sorted(places))
    if isinstance(factor, Entry):
        return len(places), factor.node.lead, factor.node.digest, places
    if isinstance(factor, Delta):
        return 8, "", b"", places
    return 9, f"{factor.of}|{factor.by}|{factor.local}", factor.of.digest + factor.by.digest, places


def _components(term: Term, axes: tuple[Index, ...]) -> list[tuple[list[Factor], list[Index]]]:
    """Factors that summed indices join, with those indices."""
    free = frozenset(axes)
    groups: list[tuple[list[Factor], list[Index]]] = []
    for factor in term.factors:
        summed = [index for index in dict.fromkeys(factor_indices(factor)) if index not in free]
        joined: tuple[list[Factor], list[Index]] = ([factor], summed)
        apart = []
        for group in groups:
            if any(index in group[1] for index in joined[1]):
                joined = (group[0] + joined[0], list(dict.fromkeys(group[1] + joined[1])))
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [group for group in groups if group[1]]


def _best_order(factors: list[Factor], dummies: list[Index], free: Numbers) -> tuple[Key, tuple[Index, ...]]:
    """The order of summed indices with the least key."""
    sizes = sorted({str(index.size) for index in dummies})
    colours = dict(free) | {index: sizes.index(str(index.size)) for index in dummies}
    orders = islice(_orders(factors, dummies, colours), MOST_ORDERS)
    return min(((_encoded(factors, order, free), order) for order in orders), key=lambda choice: choice[0])


def _encoded(factors: list[Factor], order: tuple[Index, ...], free: Numbers) -> Key:
    numbers = dict(free) | {index: number for number, index in enumerate(order)}
    return tuple(sorted(_key(factor, numbers) for factor in factors))


def _orders(factors: list[Factor], dummies: list[Index], colours: dict[Index, int]) -> Iterator[tuple[Index, ...]]:
    """The orders that colours leave open: where several indices look alike, each is tried as the first."""
    stack = [colours]
    while stack:
        refined = _refined(factors, dummies, stack.pop())
        alike = _first_alike(dummies, refined)
        if not alike:
            yield tuple(sorted(dummies, key=lambda index: refined[index]))
        for chosen in alike:
            stack.append({**refined, **{other: refined[other] + 1 for other in alike if other != chosen}})


def _first_alike(dummies: list[Index], colours: dict[Index, int]) -> list[Index]:
    for colour in sorted({colours[index] for index in dummies}):
        members = [index for index in dummies if colours[index] == colour]
        if len(members) > 1:
            return members
    return []


def _refined(factors: list[Factor], dummies: list[Index], colours: dict[Index, int]) -> dict[Index, int]:
    """Colours told apart by the factors that an index stands in, at which place, beside which colours."""
    while True:
        views: dict[Index, list[tuple[FactorKey, int]]] = {index: [] for index in dummies}
        for factor in factors:
            key, unordered = _key(factor, colours), is_unordered(factor)
            for place, index in enumerate(factor_indices(factor)):
                if index in views:
                    views[index].append((key, 0 if unordered else place))
        seen = {index: (colours[index], tuple(sorted(views[index]))) for index in dummies}
        ranks: dict[object, int] = {}
        for rank, view in enumerate(sorted(seen.values())):
            ranks.setdefault(view, rank)
        refined = {**colours, **{index: ranks[seen[index]] for index in dummies}}
        if refined == colours:
            return refined
        colours = refined
