"""How an expression comes apart into terms: one worklist and one table by kind of node.

Opening is iterative, since products may be as deep as the input; it multiplies sums out only where
its table says so.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from adjoint.errors import TooLarge
from adjoint.expr.build import size_number
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import ONE, Size
from adjoint.index.term import Entry, Factor, Index, Term, factor_indices

MOST_TERMS = 2000


class Pending(Struct, frozen=True):
    """A node still to be opened, at a row and a column (None where the node has only one)."""

    node: Expr
    row: Index | None
    col: Index | None
    alone: bool = False

    def entry(self) -> Entry:
        """The node as it stands, as one entry."""
        return Entry(self.node, tuple(index for index in (self.row, self.col) if index is not None))


Item = Factor | Pending
Piece = tuple[Fraction, tuple[Item, ...]]
Rule = Callable[[Pending, "Fresh"], tuple[Piece, ...]]
Table = Mapping[type[Expr], Rule]


class Fresh:
    """Indices that no one else has; a size of one needs none."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, size: Size) -> Index | None:
        """A new index, or None for a size of one."""
        if size == ONE:
            return None
        self._count += 1
        return Index(f"#{self._count}", size)


class _Draft(Struct):
    coefficient: Fraction
    todo: list[Item]
    factors: list[Factor] = field(default_factory=list)
    seen: dict[Index, None] = field(default_factory=dict)

    def with_piece(self, piece: Piece) -> "_Draft":
        coefficient, items = piece
        copy = _Draft(self.coefficient * coefficient, list(self.todo), list(self.factors), dict(self.seen))
        copy.push(items)
        return copy

    def push(self, items: Iterable[Item]) -> None:
        for item in reversed(tuple(items)):
            self.todo.append(item)
            indices = (item.row, item.col) if isinstance(item, Pending) else factor_indices(item)
            self.seen.update(dict.fromkeys(index for index in indices if index is not None))


def opened(
    coefficient: Fraction, items: Iterable[Item], axes: tuple[Index, ...], table: Table, fresh: Fresh
) -> list[Term]:
    """The terms of a product of items, by a table of rules; kinds without a rule stay entries."""
    start = _Draft(coefficient, [])
    start.push(items)
    stack, terms = [start], list[Term]()
    while stack:
        draft = stack.pop()
        while draft.todo:
            item = draft.todo.pop()
            if not isinstance(item, Pending):
                draft.factors.append(item)
                continue
            pieces = _pieces(item, draft, table, fresh)
            if not pieces:
                break
            stack.extend(draft.with_piece(piece) for piece in reversed(pieces[1:]))
            draft.coefficient *= pieces[0][0]
            draft.push(pieces[0][1])
        else:
            terms.append(closed(draft.coefficient, draft.factors, draft.seen, axes))
        if len(terms) + len(stack) > MOST_TERMS:
            raise TooLarge(
                f"multiplied out, this has more than {MOST_TERMS} terms", hint="name the factors as definitions"
            )
    return terms


def _pieces(item: Pending, draft: _Draft, table: Table, fresh: Fresh) -> tuple[Piece, ...]:
    rule = table.get(type(item.node))
    if rule is None:
        return ((Fraction(1), (item.entry(),)),)
    alone = not draft.factors and not draft.todo and draft.coefficient == 1
    return rule(Pending(item.node, item.row, item.col, alone), fresh)


def closed(coefficient: Fraction, factors: Iterable[Factor], seen: Iterable[Index], axes: tuple[Index, ...]) -> Term:
    """A term of the factors; an index of `seen` that is summed and stands nowhere counts its size."""
    kept = list(factors)
    present = {index for factor in kept for index in factor_indices(factor)}
    for index in dict.fromkeys(seen):
        if index not in present and index not in axes:
            size = size_number(index.size)
            if isinstance(size, Number):
                coefficient *= size.value
            else:
                kept.insert(0, Entry(size, ()))
    return Term(coefficient, tuple(kept))


def pending(entry: Entry) -> Pending:
    """An entry to be opened."""
    indices = iter(entry.indices)
    rows, cols = entry.node.shape
    row = next(indices) if rows != ONE else None
    return Pending(entry.node, row, next(indices) if cols != ONE else None)
