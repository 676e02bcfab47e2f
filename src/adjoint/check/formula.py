"""Formulas as arrays of numbers: expressions, tensors in indices, and derivatives that are only named."""

from collections.abc import Callable, Mapping, Sequence
from math import prod

from msgspec import Struct, field

from adjoint.check.contract import Sparse, contract, dense, spread
from adjoint.check.evaluate import Evaluator, Seed
from adjoint.check.ground import Matrix, Scalar
from adjoint.check.order import Reach
from adjoint.check.sample import Point
from adjoint.derive.derivation import Formula, Target
from adjoint.errors import Unsupported
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Shape, Size
from adjoint.index.term import Delta, Entry, Factor, Rate, Tensor, factor_indices


class Unlike(Exception):
    """The two formulas are arrays of different shape."""


class Setting(Struct, frozen=True, eq=False):
    """What moves, what is defined, what is held, when two formulas are compared.

    `wrt` are the symbols that differentials run along, in random independent directions; a
    definition among them has its own. Definitions in `held` stand still. A variable in `within` only runs along
    directions that keep the facts given with it.
    """

    wrt: tuple[Symbol, ...] = ()
    definitions: Mapping[Symbol, Expr] = field(default_factory=dict)
    held: frozenset[Symbol] = frozenset()
    within: Mapping[Symbol, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def free(symbols: Sequence[Symbol]) -> "Setting":
        """Every symbol a variable, except those that are declared `constant`."""
        return Setting(tuple(symbol for symbol in symbols if "constant" not in symbol.facts))


class Arrays:
    """The formulas of one setting at one random point; what is evaluated once is kept.

    With `second`, differentials may be nested: both infinitesimals run along the same directions. Points of one
    setting may share its `reach`.
    """

    def __init__(self, point: Point, setting: Setting, second: bool, reach: Reach | None = None) -> None:
        self.point = point
        self.setting = setting
        self._along: dict[object, Evaluator] = {}
        self._rates: dict[object, list[Scalar]] = {}
        seeds: dict[Symbol, Seed] = {}
        for symbol in setting.wrt:
            way = self.direction(symbol, "d", symbol.name)
            seeds[symbol] = (way, way if second else None)
        self._rest = Evaluator(point, setting.definitions, {}, frozenset(), reach=reach)
        self.main = Evaluator(point, setting.definitions, seeds, setting.held - set(setting.wrt), self._rest)

    def direction(self, symbol: Symbol, *key: object) -> Matrix:
        """A random array of the symbol's shape, or one that keeps its facts."""
        within = self.setting.within.get(symbol)
        if within is not None:
            return self.point.kept(symbol, within, *key)
        return self.point.direction(*self.point.shape_of(symbol), *key)

    def pair(self, left: Formula, right: Formula) -> tuple[list[Scalar], list[Scalar]]:
        """Both formulas as entries that are equal if the formulas are; raises `Unlike` where shapes differ.

        Where one is a derivative by name, the other is worked out first: it costs less, and may have no value there.
        """
        left, right = _plain(left), _plain(right)
        if isinstance(left, Expr) and isinstance(right, Expr):
            self._alike(self._shape(left), self._shape(right))
        self._alike(self.axes(left), self.axes(right))
        if isinstance(left, Target):
            other = self.contracted(right, left)
            return self.contracted(left, left), other
        if isinstance(right, Target):
            return self.contracted(left, right), self.contracted(right, right)
        return self.whole(left), self.whole(right)

    def _shape(self, node: Expr) -> list[int]:
        return [self.point.number_of(size) for size in node.shape]

    def _alike(self, left: list[int], right: list[int]) -> None:
        if left != right:
            raise Unlike(f"arrays of {_spell(left)} and of {_spell(right)}")

    def axes(self, formula: Formula) -> list[int]:
        """The lengths of the axes, those of length one left out."""
        if isinstance(formula, Tensor):
            lengths = [self.point.number_of(index.size) for index in formula.axes]
        elif isinstance(formula, Target):
            lengths = [self.point.number_of(size) for symbol in (formula.of, *formula.by) for size in symbol.shape]
        else:
            lengths = self._shape(formula)
        return [length for length in lengths if length != 1]

    def agree(self, symbol: Symbol, formula: Formula) -> None:
        """Raise `Unlike` unless the formula has the shape of the symbol."""
        self._alike(self.axes(symbol), self.axes(formula))

    def gradient(self, of: Symbol, by: Symbol) -> Matrix:
        """The derivative of a scalar, entry by entry, in the shape of the variable."""
        rate = Rate(of, by, (), ())
        return self.point.ground.matrix(*self.point.shape_of(by), self._rate(rate))

    def whole(self, formula: Formula) -> list[Scalar]:
        """All entries in row order."""
        if isinstance(formula, Target):
            raise Unsupported("a derivative by name has no entries before it is applied")
        if isinstance(formula, Tensor):
            return self.tensor(formula)
        return list(self.main.value(formula).entries())

    def contracted(self, formula: Formula, target: Target) -> list[Scalar]:
        """A derivative applied to random directions, one for each variable of the target."""
        if isinstance(formula, Target):
            return self._rate_along(formula, len(target.by))
        entries = self.whole(formula)
        for position in reversed(range(len(target.by))):
            way = self._way(target.by[position], position).entries()
            step = len(way)
            entries = [
                sum(x * y for x, y in zip(entries[k : k + step], way, strict=True))
                for k in range(0, len(entries), step)
            ]
        return entries

    def _way(self, symbol: Symbol, position: int) -> Matrix:
        return self.direction(symbol, "by", position)

    def _rate_along(self, target: Target, count: int) -> list[Scalar]:
        if len(target.by) != count or count > 2:
            raise Unsupported("derivatives of different order are not comparable")
        seeds: dict[Symbol, Seed] = {}
        for position, symbol in enumerate(target.by):
            way = self._way(symbol, position)
            before = seeds.get(symbol, (None, None))
            seeds[symbol] = (way, before[1]) if position == 0 else (before[0], way)
        key = (target.by, target.of if target.local else None)
        if key not in self._along:
            self._along[key] = self.evaluator(seeds, target.of if target.local else None)
        part = self._along[key].jet(target.of)[1 if count == 1 else 3]
        return self._entries(part, target.of.shape)

    def _entries(self, part: Matrix | None, shape: Shape) -> list[Scalar]:
        if part is not None:
            return list(part.entries())
        return [self.point.ground.number(0)] * prod(self.point.number_of(size) for size in shape)

    def evaluator(self, seeds: Mapping[Symbol, Seed], local: Symbol | None) -> Evaluator:
        """An evaluator along other directions; `local` names the only definition that then moves."""
        held = self.setting.held
        if local is not None:
            held = frozenset(symbol for symbol in self.setting.definitions if symbol is not local)
        return Evaluator(self.point, self.setting.definitions, seeds, held - seeds.keys(), self._rest)

    def tensor(self, tensor: Tensor) -> list[Scalar]:
        """All entries of a tensor, in row order of its axes."""
        lengths = [self.point.number_of(index.size) for index in tensor.axes]
        total = [self.point.ground.number(0)] * prod(lengths)
        for term in tensor.terms:
            array = contract([self._factor(factor) for factor in term.factors], tensor.axes)
            number = self.point.ground.number(term.coefficient)
            entries = spread(array, tensor.axes, lengths, self.point.ground.number(0))
            total = [x + number * y for x, y in zip(total, entries, strict=True)]
        return total

    def _factor(self, factor: Factor) -> Sparse:
        if isinstance(factor, Entry):
            indices, entries = factor.indices, list(self.main.value(factor.node).entries())
        elif isinstance(factor, Rate):
            indices, entries = factor.of_indices + factor.by_indices, self._rate(factor)
        else:
            return self._delta(factor)
        return dense(indices, [self.point.number_of(index.size) for index in indices], entries)

    def _delta(self, delta: Delta) -> Sparse:
        one, length = self.point.ground.number(1), self.point.number_of(delta.left.size)
        if delta.left == delta.right:
            return Sparse((delta.left,), {(k,): one for k in range(length)})
        return Sparse((delta.left, delta.right), {(k, k): one for k in range(length)})

    def _rate(self, rate: Rate) -> list[Scalar]:
        key = (rate.of, rate.by, rate.local)
        if key not in self._rates:
            columns = [self._along_unit(rate, k) for k in range(prod(self.point.shape_of(rate.by)))]
            self._rates[key] = [column[i] for i in range(len(columns[0])) for column in columns]
        return self._rates[key]

    def _along_unit(self, rate: Rate, k: int) -> list[Scalar]:
        ground, (rows, cols) = self.point.ground, self.point.shape_of(rate.by)
        unit = ground.matrix(rows, cols, [ground.number(int(j == k)) for j in range(rows * cols)])
        evaluator = self.evaluator({rate.by: (unit, None)}, rate.of if rate.local else None)
        return self._entries(evaluator.jet(rate.of)[1], rate.of.shape)


class Points:
    """The random points of one setting, which many claims may share; the first of them are kept with their arrays."""

    def __init__(self, setting: Setting, kept: int = 0) -> None:
        self.setting, self.kept = setting, kept
        self.reach = Reach(setting.definitions)
        self._known: dict[object, Arrays] = {}

    def at(self, key: object, drawn: Callable[[], Point], second: bool) -> Arrays:
        """The arrays at the point of that key, which tells apart all that may be drawn."""
        found = self._known.get((key, second))
        if found is None:
            found = Arrays(drawn(), self.setting, second, self.reach)
            if len(self._known) < self.kept:
                self._known[key, second] = found
        return found


def _plain(formula: Formula) -> Formula:
    return formula.of if isinstance(formula, Target) and not formula.by else formula


def _spell(lengths: list[int]) -> str:
    return "×".join(map(str, lengths)) or "1"


def nodes_of(formula: Formula) -> list[Expr]:
    """The expressions that a formula speaks of."""
    if isinstance(formula, Target):
        return [formula.of, *formula.by]
    if not isinstance(formula, Tensor):
        return [formula]
    return [node for term in formula.terms for factor in term.factors for node in _factor_nodes(factor)]


def _factor_nodes(factor: Factor) -> list[Expr]:
    if isinstance(factor, Entry):
        return [factor.node]
    return [factor.of, factor.by] if isinstance(factor, Rate) else []


def index_sizes(formula: Formula) -> list[Size]:
    """The sizes of the indices of a tensor."""
    if not isinstance(formula, Tensor):
        return []
    inner = (index for term in formula.terms for factor in term.factors for index in factor_indices(factor))
    return [index.size for index in (*formula.axes, *inner)]
