"""Names for indices: `i j` for axes, `k l p q ...` for the indices that are summed."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Shape, Size
from adjoint.expr.walk import symbols
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term, factor_indices

AXES = "ij"
DUMMIES = "klpqrstuvwhgefabcdijmn"


class IndexNames:
    """A supply of index names that gives none twice, and none that is taken.

    Single letters come first, in the order asked for; then `k1`, `k2`, and so on.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def avoiding(self, names: Iterable[str]) -> "IndexNames":
        """A new supply that starts where this one stands and gives none of these names either."""
        return IndexNames(self._taken.union(names))

    def take(self, size: Size, letters: str = DUMMIES) -> Index:
        """An index with the first letter that is not taken."""
        numbered = (f"{letters[0]}{number}" for number in range(1, len(self._taken) + 2))
        name = next(name for name in (*letters, *numbered) if name not in self._taken)
        self._taken.add(name)
        return Index(name, size)


def axes_for(shape: Shape, letters: str = AXES, names: IndexNames | None = None) -> tuple[Index, ...]:
    """Indices for the axes of an array: two for a matrix, one for a vector or a row, none for a scalar.

    The letters are used in order; where `names` is given, letters that it holds as taken are passed over.
    """
    supply = names if names is not None else IndexNames()
    return tuple(supply.take(size, letters[place:] + DUMMIES) for place, size in enumerate(proper(shape)))


def proper(shape: Shape) -> tuple[Size, ...]:
    """The sizes of the axes that an array has in the outside world, where vectors have one."""
    return tuple(size for size in shape if size != ONE)


def rename_factor(factor: Factor, table: Mapping[Index, Index]) -> Factor:
    """The factor with indices replaced."""
    if isinstance(factor, Entry):
        return Entry(factor.node, _renamed(factor.indices, table))
    if isinstance(factor, Delta):
        return Delta(*_renamed((factor.left, factor.right), table))
    assert isinstance(factor, Rate)
    return replace(
        factor, of_indices=_renamed(factor.of_indices, table), by_indices=_renamed(factor.by_indices, table)
    )


def _renamed(indices: tuple[Index, ...], table: Mapping[Index, Index]) -> tuple[Index, ...]:
    return tuple(table.get(index, index) for index in indices)


def rename_term(term: Term, table: Mapping[Index, Index]) -> Term:
    """The term with indices replaced."""
    return Term(term.coefficient, tuple(rename_factor(factor, table) for factor in term.factors))


def term_indices(term: Term) -> tuple[Index, ...]:
    """The indices of a term in order of first appearance."""
    return tuple(dict.fromkeys(index for factor in term.factors for index in factor_indices(factor)))


def term_dummies(term: Term, axes: tuple[Index, ...]) -> tuple[Index, ...]:
    """The indices of a term that are summed, in order of first appearance."""
    return tuple(index for index in term_indices(term) if index not in axes)


def tidy(tensor: Tensor, names: IndexNames | None = None) -> Tensor:
    """The tensor with pleasant names for what is summed; each term begins again with `k`.

    Without `names`, the names of the tensor's own symbols and sizes are avoided.
    """
    supply = names if names is not None else IndexNames(spoken(tensor))
    taken = [axis.name for axis in tensor.axes]
    return Tensor(tensor.axes, tuple(_tidy_term(term, tensor.axes, supply.avoiding(taken)) for term in tensor.terms))


def _tidy_term(term: Term, axes: tuple[Index, ...], supply: IndexNames) -> Term:
    return rename_term(term, {index: supply.take(index.size) for index in term_dummies(term, axes)})


def apart(tensor: Tensor, names: Iterable[str]) -> Tensor:
    """The tensor with none of these names for what is summed; other names stay."""
    clashing = frozenset(names)
    supply = IndexNames(spoken(tensor) | clashing | {axis.name for axis in tensor.axes})
    return Tensor(tensor.axes, tuple(_term_apart(term, tensor.axes, clashing, supply) for term in tensor.terms))


def _term_apart(term: Term, axes: tuple[Index, ...], clashing: frozenset[str], supply: IndexNames) -> Term:
    dummies = term_dummies(term, axes)
    fresh = supply.avoiding(index.name for index in dummies)
    return rename_term(term, {i: fresh.take(i.size) for i in dummies if i.name in clashing})


def spoken(tensor: Tensor) -> set[str]:
    """The names of the symbols in a tensor, and of the sizes of those."""
    nodes: list[Expr] = []
    for term in tensor.terms:
        for factor in term.factors:
            if isinstance(factor, Entry):
                nodes.append(factor.node)
            elif isinstance(factor, Rate):
                nodes += [factor.of, factor.by]
    found = symbols(*nodes)
    return {s.name for s in found} | {name for s in found for name in _size_names(s)}


def _size_names(symbol: Symbol) -> frozenset[str]:
    return symbol.shape[0].names | symbol.shape[1].names
