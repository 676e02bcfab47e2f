"""Terms that part at the entries of one matrix: `Σ_l A_li E_lj A_la δ_jb` is `kron(I, A')*diag(vec(E))*kron(I, A)`."""

from collections.abc import Iterator

from adjoint.expr.build import call, transpose
from adjoint.expr.language import UNIT
from adjoint.index.names import rename_factor
from adjoint.index.pairs import Cut, Factors, Indices, Stacked
from adjoint.index.reduction import side_by_side
from adjoint.index.term import Delta, Entry, Factor, Index, Term, factor_indices


def junctions(stacked: Stacked) -> Iterator[Cut]:
    """Every way to read a term as a product about the diagonal matrix of the entries over two of its indices."""
    groups: dict[frozenset[Index], list[Entry]] = {}
    for factor in stacked.term.factors:
        if isinstance(factor, Entry) and len(set(factor.indices)) == 2:
            groups.setdefault(frozenset(factor.indices), []).append(factor)
    return (found for group in groups.values() if (found := _about(stacked, group)) is not None)


def _about(stacked: Stacked, entries: list[Entry]) -> Cut | None:
    """The term cut at entries `E_lj`, the indices of which run over both sides; None where the sides also meet."""
    row, col = entries[0].indices
    rest = tuple(factor for factor in stacked.term.factors if factor not in entries)
    left, right = (_reached(ends, rest, (row, col)) for ends in (stacked.rows, stacked.cols))
    if any(factor in left for factor in right):
        return None
    left = tuple(factor for factor in rest if factor not in right)
    before, first = _side(left, (col, row), stacked.rows, "before")
    behind, last = _side(right, (col, row), stacked.cols, "behind")
    matrix = side_by_side([e.node if e.indices[0] == row else transpose(e.node) for e in entries])
    return Cut(
        Stacked(Term(stacked.term.coefficient, first), stacked.rows, before),
        call("diag", call("vec", matrix)),
        Stacked(Term(UNIT, last), behind, stacked.cols),
    )


def _reached(ends: Indices, factors: Factors, gone: Indices) -> Factors:
    """The factors that lead from the ends without the indices that are gone."""
    met: set[Index] = {end for end in ends if end not in gone}
    found: list[Factor] = []
    while more := [f for f in factors if f not in found and met & {*factor_indices(f)}]:
        found += more
        met |= {index for factor in more for index in factor_indices(factor)} - {*gone}
    return tuple(found)


def _side(factors: Factors, cut: Indices, ends: Indices, where: str) -> tuple[Indices, Factors]:
    """The factors of one side with names of its own for the indices of the entry, tied to those that are its ends."""
    names = {index: Index(f"{index.name} {where}", index.size) for index in cut}
    ties = tuple(Delta(names[index], index) for index in cut if index in ends)
    return tuple(names.values()), (*(rename_factor(factor, names) for factor in factors), *ties)
