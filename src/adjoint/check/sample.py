"""Random points: sizes, and values of symbols that have their declared facts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from adjoint.check.draw import draw_array, moved, small_whole
from adjoint.check.ground import Ground, Matrix, Reject, stream
from adjoint.expr.facts import close
from adjoint.expr.language import Symbol
from adjoint.expr.sizes import Size

FEW = 12


def draw_sizes(names: Sequence[str], taken: frozenset[int], *key: object) -> dict[str, int]:
    """A whole number from two up for each size name: all different, and unlike the fixed sizes, if they are few."""
    draw = stream("sizes", *key)
    if len(names) > FEW:
        return {name: draw.randrange(2, FEW) for name in names}
    pool = [n for n in range(2, 6 + len(taken) + len(names)) if n not in taken]
    return dict(zip(names, draw.sample(pool[: max(4, len(names))], len(names)), strict=True))


def turned(sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes with the largest for the smallest, and so on: of any two, the other is then the larger."""
    names = sorted(sizes, key=lambda name: (sizes[name], name))
    return dict(zip(names, sorted(sizes.values(), reverse=True), strict=True))


class Point:
    """One random point: an arithmetic, sizes, and values that are drawn when first asked for.

    `implied` adds facts to symbols by name, as where `sqrt(x)` implies that x is positive.
    """

    def __init__(
        self, ground: Ground, sizes: Mapping[str, int], key: str, implied: Mapping[str, frozenset[str]]
    ) -> None:
        self.ground = ground
        self.sizes = sizes
        self._key = key
        self._implied = implied
        self._numbers: dict[Size, int] = {}
        self._values: dict[Symbol, Matrix] = {}
        self._directions: dict[object, Matrix] = {}

    def number_of(self, size: Size) -> int:
        """The whole number that a size is at this point; a fixed size may have another one, under its numeral."""
        if size not in self._numbers:
            self._numbers[size] = self.sizes.get(str(size)) or size.value(self.sizes)
        if self._numbers[size] < 1:
            raise Reject("a size below one")
        return self._numbers[size]

    def shape_of(self, symbol: Symbol) -> tuple[int, int]:
        """Rows and columns of a symbol at this point."""
        return (self.number_of(symbol.shape[0]), self.number_of(symbol.shape[1]))

    def value(self, symbol: Symbol) -> Matrix:
        """The value of a free symbol."""
        if symbol not in self._values:
            facts = self.facts(symbol)
            rows, cols = self.shape_of(symbol)
            self._values[symbol] = draw_array(self.ground, stream(self._key, "value", symbol.name), facts, rows, cols)
        return self._values[symbol]

    def place(self, symbol: Symbol, value: Matrix) -> None:
        """Give a free symbol that value instead of a random one."""
        self._values[symbol] = value

    def facts(self, symbol: Symbol) -> frozenset[str]:
        """What is known of a symbol, declared and implied, with all that follows."""
        return close(self._facts(symbol))

    def _facts(self, symbol: Symbol) -> frozenset[str]:
        return symbol.facts | self._implied.get(symbol.name, frozenset())

    def whole(self, symbol: Symbol) -> Fraction | None:
        """The value of a scalar symbol that is a whole number, else None."""
        if not symbol.is_scalar or not {"whole", "integer"} & self._facts(symbol):
            return None
        return Fraction(small_whole(stream(self._key, "value", symbol.name)))

    def kept(self, symbol: Symbol, facts: frozenset[str], *key: object) -> Matrix:
        """A random direction in which a symbol keeps facts, to first order."""
        return moved(self.ground, stream(self._key, "direction", *key), close(facts), self.value(symbol))

    def direction(self, rows: int, cols: int, *key: object) -> Matrix:
        """A random array without structure, the same each time it is asked for."""
        known = (rows, cols, *key)
        if known not in self._directions:
            draw = stream(self._key, "direction", *key)
            entries = [self.ground.free(draw) for _ in range(rows * cols)]
            self._directions[known] = self.ground.matrix(rows, cols, entries)
        return self._directions[known]
