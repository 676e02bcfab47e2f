"""Where the sizes of a function are read: off an axis, else solved from an axis that mentions them."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from adjoint.emit.axes import axes
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size, triangle


class Reading(Struct, frozen=True):
    """The size `name` is what makes `size` the length of an array's axis."""

    name: str
    array: str
    axis: int
    size: Size

    def source(self, array: str, sizes: Mapping[str, str]) -> str:
        """The size's value in Python, where the other sizes of the axis have the names given."""
        length = f"{array}.shape[{self.axis}]"
        if self.size.name == self.name:
            return length
        times = self.size.over(triangle(Size.of(self.name)))
        if times is not None:
            length = length if times == ONE else f"{length} // ({spelled(times, sizes)})"
            return f"round(((8 * {length} + 1) ** (1 / 2) - 1) / 2)"
        ((monomial, coefficient),) = (term for term in self.size.terms if self.name in term[0])
        rest = Size(tuple(term for term in self.size.terms if self.name not in term[0]))
        others = tuple(name for name in monomial if name != self.name)
        if rest.terms:
            length = f"({length} - ({spelled(rest, sizes)}))"
        if others or coefficient != 1:
            length = f"{length} // ({spelled(Size(((others, coefficient),)), sizes)})"
        degree = monomial.count(self.name)
        return length if degree == 1 else f"round(({length}) ** (1 / {degree}))"


def spelled(size: Size, names: Mapping[str, str]) -> str:
    """A size in the source, where the other sizes have the names given."""
    return str(size.replace({name: Size.of(names[name]) for name in size.names})).replace("/", "//")


def read_sizes(wanted: Iterable[str], arrays: Mapping[str, Expr]) -> tuple[dict[str, Reading], list[str]]:
    """How to read each size, in an order in which that can be done, and the sizes that nothing tells.

    Arrays that stand first are asked first; a bare axis is better than an equation.
    """
    lengths = [(name, k, size) for name, node in arrays.items() for k, size in enumerate(axes(node))]
    found: dict[str, Reading] = {}
    missing = [name for name in wanted if not _read(name, lengths, found, frozenset())]
    return found, missing


def _read(name: str, lengths: list[tuple[str, int, Size]], found: dict[str, Reading], busy: frozenset[str]) -> bool:
    if name in found:
        return True
    for reading in _readings(name, lengths):
        others = sorted(reading.size.names - {name})
        if not busy.intersection(others) and all(_read(other, lengths, found, busy | {name}) for other in others):
            found[name] = reading
            return True
    return False


def _readings(name: str, lengths: list[tuple[str, int, Size]]) -> Iterator[Reading]:
    for array, axis, size in lengths:
        if size.name == name:
            yield Reading(name, array, axis, size)
    for array, axis, size in lengths:
        once = sum(name in monomial for monomial, _ in size.terms) == 1
        if size.name != name and (once or size.over(triangle(Size.of(name)))):
            yield Reading(name, array, axis, size)
