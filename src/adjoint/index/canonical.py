"""One form for all spellings of a tensor whose nodes are settled: multiplied out, contracted, sorted, merged.

The nodes themselves are the business of `adjoint.index.settle`.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from adjoint.expr.build import element_power, number, power
from adjoint.expr.language import Call, ElementPower, Expr, Inverse, Number, Ones, Power, Sum
from adjoint.index.blocks import split
from adjoint.index.deltas import contract_deltas, tied
from adjoint.index.graph import Key, is_unordered, ordered
from adjoint.index.lower import NORMS, OPEN, chain_items, sum_pieces
from adjoint.index.names import term_indices, tidy
from adjoint.index.opening import Fresh, Item, Pending, Piece, Rule, closed, opened
from adjoint.index.term import Delta, Entry, Factor, Index, Tensor, Term, factor_indices

MOST_COPIES = 6


def merged(tensor: Tensor) -> Tensor:
    """The canonical form of a tensor with settled nodes."""
    found: dict[Key, Term] = {}
    for term in tensor.terms:
        for part in _multiplied_out(term, tensor.axes):
            key, sorted_term = ordered(tied(part, tensor.axes), tensor.axes)
            total = part.coefficient + (found[key].coefficient if key in found else 0)
            found[key] = Term(total, sorted_term.factors)
    terms = tuple(found[key] for key in sorted(found) if found[key].coefficient)
    return tidy(Tensor(tensor.axes, terms))


def _multiplied_out(term: Term, axes: tuple[Index, ...]) -> list[Term]:
    """Open and collect by turns until neither changes the term."""
    done, todo, fresh = list[Term](), [term], Fresh()
    while todo:
        current = todo.pop()
        for part in opened(current.coefficient, split(current.factors, axes, fresh), axes, DEEP, fresh):
            (contracted,) = contract_deltas(Tensor(axes, (part,))).terms
            collected = _collected(_without_inverses(tied(contracted, axes), axes), axes)
            stable = Counter(collected.factors) == Counter(part.factors)
            (done if stable else todo).append(collected)
    return [part for part in done if part.coefficient]


def _without_inverses(term: Term, axes: tuple[Index, ...]) -> Term:
    """With `X_ik inv(X)_kj` as a delta, wherever `k` stands nowhere else."""
    for index in term_indices(term):
        beside = [factor for factor in term.factors if index in factor_indices(factor)]
        count = sum(factor_indices(factor).count(index) for factor in beside)
        ends = _cancelled(beside, index) if index not in axes and len(beside) == count == 2 else None
        if ends is not None:
            rest = [factor for factor in term.factors if factor not in beside]
            joined = closed(term.coefficient, [*rest, Delta(*ends)], term_indices(term), (*axes, index))
            (contracted,) = contract_deltas(Tensor(axes, (joined,))).terms
            return _without_inverses(contracted, axes)
    return term


def _cancelled(beside: list[Factor], index: Index) -> tuple[Index, Index] | None:
    """The outer indices of a matrix beside its inverse."""
    for first, second in (beside, beside[::-1]):
        if isinstance(first, Entry) and isinstance(second, Entry) and isinstance(second.node, Inverse):
            adjacent = _place(first, index), _place(second, index)
            if second.node.children[0] is first.node and (is_unordered(first) or adjacent in ((1, 0), (0, 1))):
                return first.indices[1 - adjacent[0]], second.indices[1 - adjacent[1]]
    return None


def _place(entry: Entry, index: Index) -> int:
    return entry.indices.index(index)


def _collected(term: Term, axes: tuple[Index, ...]) -> Term:
    """With the powers of one entry made one power; a whole power of an array's entry is written out."""
    exponents: dict[tuple[Expr, tuple[Index, ...]], Fraction] = {}
    others: list[Factor] = []
    for factor in term.factors:
        if isinstance(factor, Entry):
            base, exponent = _power_of(factor.node)
            indices = tuple(sorted(factor.indices, key=_by_name)) if is_unordered(factor) else factor.indices
            exponents[base, indices] = exponents.get((base, indices), Fraction(0)) + exponent
        else:
            others.append(factor)
    entries = [entry for (base, indices), e in exponents.items() for entry in _raised(base, indices, e)]
    return closed(term.coefficient, [*entries, *others], term_indices(term), axes)


def _by_name(index: Index) -> str:
    return index.name


def _power_of(node: Expr) -> tuple[Expr, Fraction]:
    if isinstance(node, ElementPower) or (isinstance(node, Power) and node.is_scalar):
        base, exponent = node.children
        if isinstance(exponent, Number):
            return base, exponent.value
    return node, Fraction(1)


def _raised(base: Expr, indices: tuple[Index, ...], exponent: Fraction) -> list[Entry]:
    if exponent == 0:
        return []
    if _is_mask(base) and exponent > 0:
        return [Entry(base, indices)]
    if indices and exponent.denominator == 1 and 0 < exponent <= MOST_COPIES:
        return [Entry(base, indices)] * int(exponent)
    raised = element_power(base, number(exponent)) if indices else power(base, number(exponent))
    return [Entry(raised, indices)]


def _is_mask(node: Expr) -> bool:
    return isinstance(node, Call) and node.function in ("tril", "triu") and isinstance(node.children[0], Ones)


def _copies(item: Pending, count: int) -> tuple[Piece, ...]:
    node = item.node.children[0]
    items: list[Item] = [Pending(node, item.row, item.col)] * count
    return ((Fraction(1), tuple(items)),)


def _deep_power(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    base, exponent = item.node.children
    value = exponent.value if isinstance(exponent, Number) else Fraction(0)
    whole = int(value) if value.denominator == 1 and 2 <= value <= MOST_COPIES else 0
    if whole and not base.is_scalar:
        return ((Fraction(1), tuple(chain_items([base] * whole, item.row, item.col, fresh))),)
    if whole and isinstance(base, Call) and base.function in NORMS:
        square = Pending(power(base, number(2)), None, None)
        squares = [piece for _ in range(whole // 2) for piece in OPEN[Power](square, fresh)[0][1]]
        odd: list[Item] = [Entry(base, ())] if whole % 2 else []
        return ((Fraction(1), (*squares, *odd)),)
    if whole and _opens(base, fresh):
        return _copies(item, whole)
    return ((Fraction(1), (item.entry(),)),)


def _opens(scalar: Expr, fresh: Fresh) -> bool:
    rule = DEEP.get(type(scalar))
    return rule is not None and rule(Pending(scalar, None, None), fresh) != ((Fraction(1), (Entry(scalar, ()),)),)


def _deep_element_power(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    exponent = item.node.children[1]
    value = exponent.value if isinstance(exponent, Number) else Fraction(0)
    if value.denominator == 1 and 2 <= value <= MOST_COPIES:
        return _copies(item, int(value))
    return ((Fraction(1), (item.entry(),)),)


DEEP: Mapping[type[Expr], Rule] = {**OPEN, Sum: sum_pieces, Power: _deep_power, ElementPower: _deep_element_power}
