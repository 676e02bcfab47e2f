"""Unknown functions on jets: values, gradients and symmetric higher derivatives, drawn once for each argument."""

from collections.abc import Sequence

from adjoint.check.ground import Ground, Matrix, Scalar
from adjoint.check.jets import Jet, plus

Indices = tuple[int, ...]


def joined(ground: Ground, jets: Sequence[Jet]) -> list[list[Scalar] | None]:
    """The entries of several arguments in a row, for each part."""
    found: list[list[Scalar] | None] = []
    for k in range(4):
        if all(jet[k] is None for jet in jets):
            found.append(None)
        else:
            found.append([x for jet in jets for x in _entries(ground, jet, k)])
    return found


def _entries(ground: Ground, jet: Jet, k: int) -> list[Scalar]:
    part = jet[k]
    zero = ground.number(0)
    return [zero] * (jet[0].nrows() * jet[0].ncols()) if part is None else part.entries()


def stacked(arguments: Sequence[Jet], position: int) -> list[int]:
    """The numbers of the entries of one argument among those of all, in the order of its stacked columns."""
    sizes = [(jet[0].nrows(), jet[0].ncols()) for jet in arguments]
    start = sum(rows * cols for rows, cols in sizes[:position])
    rows, cols = sizes[position]
    return [start + i * cols + j for j in range(cols) for i in range(rows)]


def array(
    ground: Ground,
    function: str,
    arguments: Sequence[Jet],
    shape: tuple[int, int],
    slots: Sequence[tuple[int, Indices]],
) -> Jet:
    """The jet of an array whose entries are derivatives of one function: component and argument numbers each."""
    point, b, c, f = joined(ground, arguments)
    assert point is not None
    family = ground.family(function, point)

    def matrix(entries: list[Scalar]) -> Matrix:
        return ground.matrix(*shape, entries)

    def along(part: list[Scalar] | None) -> Matrix | None:
        return None if part is None else matrix([family(*slot, part) for slot in slots])

    mixed = along(f)
    if b is not None and c is not None:
        mixed = plus(mixed, matrix([family(*slot, b, c) for slot in slots]))
    return (matrix([family(*slot) for slot in slots]), along(b), along(c), mixed)
