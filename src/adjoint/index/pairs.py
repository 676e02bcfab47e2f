"""Axes that are pairs of axes: where a stack has such an axis it has both parts, and where one is summed, it is cut.

The matrices `kron(I, ones)` and `kron(ones, I)` of `adjoint.index.stacked` tie an axis to its slow and its fast
part.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from adjoint.expr.build import identity, kron, ones, transpose
from adjoint.expr.language import UNIT, Expr, Identity, Kron, Ones
from adjoint.expr.sizes import ONE, Size
from adjoint.index.term import Delta, Entry, Factor, Index, Term, factor_indices

Indices = tuple[Index, ...]
Factors = tuple[Factor, ...]


class Pair(Struct, frozen=True):
    """An index that is a pair of indices: a place in a stack, its column (slow) and its row (fast)."""

    whole: Index
    slow: Index
    fast: Index

    @property
    def parts(self) -> tuple[Index, Index]:
        """The two indices, the slow one first."""
        return self.slow, self.fast

    @property
    def ties(self) -> tuple[Entry, Entry]:
        """The two factors that say so."""
        first, second = spreads(self.slow.size, self.fast.size)
        return Entry(first, (self.whole, self.slow)), Entry(second, (self.whole, self.fast))


def spreads(slow: Size, fast: Size) -> tuple[Expr, Expr]:
    """The matrices of zeros and ones that say which slow and which fast index stand at a place of a stack."""
    return kron(identity(slow), ones((fast, ONE))), kron(ones((slow, ONE)), identity(fast))


class Stacked(Struct, frozen=True, eq=False):
    """A term as a matrix: the indices that its rows and its columns stack, the slowest first."""

    term: Term
    rows: Indices
    cols: Indices

    @property
    def ends(self) -> Indices:
        """The indices of both stacks."""
        return self.rows + self.cols


class Cut(Struct, frozen=True, eq=False):
    """A term as a product of what stands before a matrix whose axes are pairs, the matrix, and what stands behind."""

    left: Stacked
    matrix: Expr
    right: Stacked


def apart(term: Term, rows: Indices, cols: Indices) -> Stacked:
    """The term with each index of a stack that is a pair, and stands nowhere else, as its two parts."""
    stacked = Stacked(term, rows, cols)
    while (step := _apart(stacked)) is not None:
        stacked = step
    return stacked


def _apart(stacked: Stacked) -> Stacked | None:
    factors = stacked.term.factors
    for pair in _proper(factors):
        whole, rest = pair.whole, without(factors, pair.ties)
        if whole in stacked.ends and not _stands(whole, rest):
            fresh, deltas = _renewed(pair.parts, stacked.ends, whole)
            rows, cols = (
                tuple(index for end in side for index in (fresh if end == whole else (end,)))
                for side in (stacked.rows, stacked.cols)
            )
            return Stacked(Term(stacked.term.coefficient, (*rest, *deltas)), rows, cols)
    return None


def cut(stacked: Stacked) -> Cut | None:
    """The term cut at a matrix one of whose axes is a summed pair, where that parts the two stacks."""
    factors = stacked.term.factors
    for pair in _proper(factors):
        whole, rest = pair.whole, without(factors, pair.ties)
        found = [f for f in rest if isinstance(f, Entry) and len(set(f.indices)) == 2 and whole in f.indices]
        if whole in stacked.ends or len(found) != 1:
            continue
        (matrix,) = found
        rest = without(rest, (matrix,))
        if _stands(whole, rest):
            continue
        other = matrix.indices[1 - matrix.indices.index(whole)]
        inner, rest = _opened(other, rest, stacked.ends)
        first = matrix.indices[0] == whole
        made = _parted(stacked, rest, pair.parts, inner, matrix.node if first else transpose(matrix.node))
        made = made or _parted(stacked, rest, inner, pair.parts, transpose(matrix.node) if first else matrix.node)
        if made is not None:
            return made
    return None


def _opened(index: Index, factors: Factors, ends: Indices) -> tuple[Indices, Factors]:
    """The parts of an index that is a summed pair too, and the factors without those that say so."""
    for pair in _proper(factors):
        rest = without(factors, pair.ties)
        if pair.whole == index and index not in ends and not _stands(index, rest):
            return pair.parts, rest
    return (index,), factors


def _parted(stacked: Stacked, factors: Factors, before: Indices, behind: Indices, matrix: Expr) -> Cut | None:
    """The two sides of a matrix, with `before` and `behind` along its rows and columns; None where they meet."""
    before, first = _renewed(before, stacked.ends, Index("before", matrix.shape[0]))
    behind, last = _renewed(behind, (*stacked.ends, *before), Index("behind", matrix.shape[1]))
    factors = (*factors, *first, *last)
    mine, theirs = _met((*stacked.rows, *before), factors), _met((*stacked.cols, *behind), factors)
    if mine & theirs:
        return None
    right = tuple(f for f in factors if factor_indices(f) and set(factor_indices(f)) <= theirs)
    left = Term(stacked.term.coefficient, without(factors, right))
    return Cut(Stacked(left, stacked.rows, before), matrix, Stacked(Term(UNIT, right), behind, stacked.cols))


def _met(seeds: Iterable[Index], factors: Factors) -> set[Index]:
    """The indices that factors join to the seeds."""
    met = set(seeds)
    while more := {i for f in factors for i in factor_indices(f) if met & {*factor_indices(f)}} - met:
        met |= more
    return met


def _renewed(parts: Indices, ends: Indices, whole: Index) -> tuple[Indices, Factors]:
    """The parts under names that no end has, and the deltas that say which are which."""
    fresh = tuple(Index(f"{part.name} of {whole.name}", part.size) if part in ends else part for part in parts)
    return fresh, tuple(Delta(new, old) for new, old in zip(fresh, parts, strict=True) if new != old)


def pairs(factors: Factors) -> Iterator[Pair]:
    """Each index that is a pair of two others."""
    slow, fast = ([f for f in factors if isinstance(f, Entry) and _is_spread(f.node, place)] for place in (0, 1))
    for first in slow:
        for second in fast:
            (whole, left), (other, right) = first.indices, second.indices
            if whole == other and left.size * right.size == whole.size:
                yield Pair(whole, left, right)


def _proper(factors: Factors) -> Iterator[Pair]:
    """The pairs of two different indices."""
    return (pair for pair in pairs(factors) if pair.slow != pair.fast)


def _is_spread(node: Expr, place: int) -> bool:
    """Whether the node is an identity times a column of ones: at the place 0 the identity stands first, at 1 last."""
    if not isinstance(node, Kron):
        return False
    unit, spread = node.children[place], node.children[1 - place]
    return isinstance(unit, Identity) and isinstance(spread, Ones)


def without(factors: Factors, gone: Factors) -> Factors:
    """The factors that are not among others."""
    return tuple(factor for factor in factors if factor not in gone)


def _stands(index: Index, factors: Factors) -> bool:
    return any(index in factor_indices(factor) for factor in factors)
