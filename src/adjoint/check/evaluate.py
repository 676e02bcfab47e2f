"""The value of an expression at a random point, with the infinitesimal parts that directions give it."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from adjoint.check import arrays, blocks, powers, unknown
from adjoint.check.elementwise import TRIPLES
from adjoint.check.ground import Matrix, Scalar
from adjoint.check.jets import (
    Jet, Triple, add, entrywise, inverse, is_still, lifted, linear, multiply, order, scaled, still, values,
)  # fmt: skip
from adjoint.check.order import Reach, below_first, is_even_norm, parts
from adjoint.check.sample import Point
from adjoint.errors import Unsupported
from adjoint.expr.functions import ARRAY
from adjoint.expr.language import (
    Apply, Call, Colon, Commutation, Constant, Differential, ElementPower, Expr, Hadamard, Halving, Identity, Inverse,
    Kron, Number, Ones, Opaque, Partial, Power, Product, SizeNumber, Sum, Symbol, Transpose, Zero,
)  # fmt: skip

Seed = tuple[Matrix | None, Matrix | None]


class Evaluator:
    """Values of expressions under definitions, along the directions `seeds` of some symbols.

    A seeded definition has its body's value and the seed's direction. Definitions in `held` have
    their body's value and do not move. Every other free symbol stands still. What no seed reaches is
    evaluated by `rest`, which has no seeds and is the same for all evaluators at the point.
    """

    def __init__(
        self,
        point: Point,
        definitions: Mapping[Symbol, Expr],
        seeds: Mapping[Symbol, Seed],
        held: frozenset[Symbol],
        rest: "Evaluator | None" = None,
        reach: Reach | None = None,
    ) -> None:
        self.point = point
        self.ground = point.ground
        self._definitions = definitions
        self._seeds = seeds
        self._held = held
        self._reach: Reach = rest._reach if rest is not None else reach or Reach(definitions)
        self._memo: dict[Expr, Jet] = {} if rest is None else _Moving(rest, self._reach, seeds)
        self._lifted: dict[tuple[Expr, int], list[list[Scalar]]] = {} if rest is None else rest._lifted

    def value(self, node: Expr) -> Matrix:
        """The value without infinitesimal parts."""
        return self.jet(node)[0]

    def jet(self, node: Expr) -> Jet:
        """The value with its infinitesimal parts; raises `Reject`, or `Unsupported`."""
        memo = self._memo
        if node not in memo:
            for part in below_first((node,), self._definitions, memo):
                memo[part] = _RULES[type(part)](self, part)
        return memo[node]

    def _child(self, node: Expr, position: int = 0) -> Jet:
        return self._memo[node.children[position]]

    def _filled(self, node: Expr, entry: Callable[[int, int], int]) -> Jet:
        rows, cols = (self.point.number_of(size) for size in node.shape)
        number = self.ground.number
        return still(self.ground.matrix(rows, cols, [number(entry(i, j)) for i in range(rows) for j in range(cols)]))

    def _scalar(self, value: object) -> Jet:
        return still(self.ground.matrix(1, 1, [value]))

    def _constant(self, node: Constant) -> Scalar:
        if node.name != "pi":
            raise Unsupported(f"the number `{node.name}` cannot be checked")
        return self.ground.pi()

    def _symbol(self, node: Symbol) -> Jet:
        body = self._definitions.get(node)
        jet = still(self.point.value(node)) if body is None else self._memo[body]
        if node in self._seeds:
            first, second = self._seeds[node]
            return (jet[0], first, second, None)
        return still(jet[0]) if node in self._held else jet

    def _sum(self, node: Sum) -> Jet:
        jets = iter(self._memo[child] for child in node.children)
        total = next(jets)
        for jet in jets:
            total = add(total, jet)
        return total

    def _product(self, node: Product) -> Jet:
        scalars: Jet | None = None
        for factor in node.scalars:
            jet = self._memo[factor]
            scalars = jet if scalars is None else multiply(scalars, jet)
        chain: Jet | None = None
        for factor in node.chain:
            jet = self._memo[factor]
            chain = jet if chain is None else multiply(chain, jet)
        body = chain if scalars is None else scalars if chain is None else scaled(scalars, chain)
        assert body is not None
        if node.coefficient == 1:
            return body
        number = self.ground.number(node.coefficient)
        return linear(lambda a: a * number, body)

    def _hadamard(self, node: Hadamard) -> Jet:
        total = self._child(node)
        for child in node.children[1:]:
            total = entrywise(self.ground, total, self._memo[child])
        return total

    def _matrix_power(self, node: Power) -> Jet:
        exponent = self._rational(node.children[1])
        if exponent is None or exponent.denominator != 1:
            raise Unsupported(f"cannot evaluate `{node}`", hint="only whole powers of a matrix are checked")
        base = self._child(node)
        if exponent < 0:
            base, exponent = inverse(self.ground, base), -exponent
        if exponent == 0:
            return self._filled(node, lambda i, j: int(i == j))
        return arrays.matrix_power(self.ground, base, int(exponent))

    def _power(self, node: Expr) -> Jet:
        if is_even_norm(node):
            return self._even_norm(node)
        base, exponent = self._child(node, 0), self._child(node, 1)
        known = self._rational(node.children[1])
        if known is not None and is_still(exponent):
            return powers.rational(self.ground, known, base)
        return powers.moving(self.ground, base, exponent, known)

    def _even_norm(self, node: Expr) -> Jet:
        array, known = self._memo[parts(node, self._definitions)[0]], self._rational(node.children[1])
        assert known is not None
        return powers.rational(self.ground, known / 2, arrays.colon(self.ground, array, array))

    def _rational(self, node: Expr) -> Fraction | None:
        """The value of an exponent that is a rational number at this point, else None."""
        found: dict[Expr, Fraction | None] = {}
        for part in below_first((node,), self._definitions):
            found[part] = self._rational_step(part, found)
        return found[node]

    def _rational_step(self, node: Expr, found: Mapping[Expr, Fraction | None]) -> Fraction | None:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, SizeNumber):
            return Fraction(self.point.number_of(node.size))
        if isinstance(node, Symbol):
            return found[self._definitions[node]] if node in self._definitions else self.point.whole(node)
        parts = [value for child in node.children if (value := found.get(child)) is not None]
        if len(parts) < len(node.children) or not isinstance(node, (Sum, Product)):
            return None
        if isinstance(node, Sum):
            return sum(parts, Fraction(0))
        total = node.coefficient
        for part in parts:
            total *= part
        return total

    def _apply(self, node: Apply) -> Jet:
        triple = TRIPLES.get(node.function)
        if triple is not None:
            return self._lift(node, triple)
        return self._unknown_entrywise(node)

    def _lift(self, node: Apply, triple: Triple) -> Jet:
        jet = self._child(node)
        key = (node, order(jet))
        if key not in self._lifted:
            self._lifted[key] = values(self.ground, triple, jet)
        return lifted(self.ground, self._lifted[key], jet)

    def _unknown_entrywise(self, node: Apply) -> Jet:
        def triple(ground, value):  # type: ignore[no-untyped-def]
            family = ground.family(node.function, [value])
            for count in range(node.order, node.order + 3):
                yield family(0, (0,) * count)

        return self._lift(node, triple)

    def _call(self, node: Call) -> Jet:
        rule = arrays.RULES.get(node.function)
        if rule is None:
            raise Unsupported(f"`{node.function}` cannot be checked", hint="rewrite it with functions that can")
        if ARRAY[node.function].open:
            return rule(self.ground, *self._arguments(node), shape=tuple(map(self.point.number_of, node.shape)))
        if node.function in arrays.EXPONENT:
            exponent = self._rational(node.children[arrays.EXPONENT[node.function]])
            return rule(self.ground, *self._arguments(node), exponent=exponent)
        return rule(self.ground, *self._arguments(node))

    def _opaque(self, node: Opaque) -> Jet:
        rows, cols = (self.point.number_of(size) for size in node.shape)
        slots = [(component, ()) for component in range(rows * cols)]
        return unknown.array(self.ground, node.function, self._arguments(node), (rows, cols), slots)

    def _arguments(self, node: Expr) -> list[Jet]:
        return [self._memo[child] for child in node.children]

    def _partial(self, node: Partial) -> Jet:
        rows, cols = (self.point.number_of(size) for size in node.shape)
        arguments = self._arguments(node)
        if node.weighted:
            return self._weighted(node, *arguments)
        first, *more = (unknown.stacked(arguments, position) for position in node.positions)
        slots: list[tuple[int, unknown.Indices]]
        if more:
            slots = [(0, (i, j)) for i in first for j in more[0]]
        elif node.shape == node.by[0].shape:
            slots = [(0, (k,)) for k in sorted(first)]
        else:
            slots = [(i, (first[0] + k,)) for i in range(rows) for k in range(cols)]
        return unknown.array(self.ground, node.function, arguments, (rows, cols), slots)

    def _weighted(self, node: Partial, argument: Jet, weights: Jet) -> Jet:
        """The second derivatives of the entries of a vector, summed with weights."""
        n, m = (jet[0].nrows() * jet[0].ncols() for jet in (argument, weights))
        slots = [(k, (i, j)) for k in range(m) for i in range(n) for j in range(n)]
        seconds = unknown.array(self.ground, node.function, [argument], (m, n * n), slots)
        total = multiply(linear(lambda a: self.ground.matrix(1, m, a.entries()), weights), seconds)
        return linear(lambda a: self.ground.matrix(n, n, a.entries()), total)

    def _commutation(self, node: Commutation) -> Jet:
        """Entry (i, j) of a matrix stands in place `j*rows + i` of its stack, `i*cols + j` of its transpose's."""
        rows, cols = self.point.number_of(node.rows), self.point.number_of(node.cols)
        return self._filled(node, lambda to, start: int(start == to % cols * rows + to // cols))

    def _halving(self, node: Halving) -> Jet:
        size = self.point.number_of(node.size)
        places = [(i, j) for j in range(size) for i in range(j, size)]
        if node.name == "elimination":
            return self._filled(node, lambda k, at: int((at % size, at // size) == places[k]))
        return self._filled(node, lambda at, k: int(places[k] in ((at % size, at // size), (at // size, at % size))))

    def _differential(self, node: Differential) -> Jet:
        """The part along `e1`; both infinitesimals run along one direction, so its own change is the mixed part."""
        _, first, _, mixed = self._child(node)
        if first is None:
            return self._filled(node, lambda i, j: 0)
        return (first, mixed, mixed, None)


class _Moving(dict[Expr, Jet]):
    """What an evaluator knows: what it has evaluated, and all that no seed reaches, which `rest` evaluates."""

    def __init__(self, rest: Evaluator, reach: Reach, seeds: Mapping[Symbol, Seed]) -> None:
        super().__init__()
        self._rest, self._reach = rest, reach
        self._seeded = 0
        for symbol in seeds:
            self._seeded |= reach.bit(symbol)

    def __contains__(self, node: object) -> bool:
        return super().__contains__(node) or not (isinstance(node, Expr) and self._reach.of(node) & self._seeded)

    def __missing__(self, node: Expr) -> Jet:
        self[node] = jet = self._rest.jet(node)
        return jet


_RULES: dict[type[Expr], Callable[..., Jet]] = {
    Symbol: Evaluator._symbol,
    Number: lambda e, node: e._scalar(e.ground.number(node.value)),
    SizeNumber: lambda e, node: e._scalar(e.ground.number(e.point.number_of(node.size))),
    Constant: lambda e, node: e._scalar(e._constant(node)),
    Identity: lambda e, node: e._filled(node, lambda i, j: int(i == j)),
    Commutation: Evaluator._commutation,
    Halving: Evaluator._halving,
    Zero: lambda e, node: e._filled(node, lambda i, j: 0),
    Ones: lambda e, node: e._filled(node, lambda i, j: 1),
    Sum: Evaluator._sum,
    Product: Evaluator._product,
    Hadamard: Evaluator._hadamard,
    Transpose: lambda e, node: linear(lambda a: a.transpose(), e._child(node)),
    Inverse: lambda e, node: inverse(e.ground, e._child(node)),
    Power: lambda e, node: e._power(node) if node.is_scalar else e._matrix_power(node),
    ElementPower: Evaluator._power,
    Apply: Evaluator._apply,
    Call: Evaluator._call,
    Opaque: Evaluator._opaque,
    Partial: Evaluator._partial,
    Colon: lambda e, node: arrays.colon(e.ground, e._child(node), e._child(node, 1)),
    Kron: lambda e, node: blocks.kron(e.ground, e._child(node), e._child(node, 1)),
    Differential: Evaluator._differential,
}
