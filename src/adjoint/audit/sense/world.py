"""A reading of the names in a person's lines, and the expressions that phrases become under it."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct, field
from msgspec.structs import replace

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bodies import Joined, squared
from adjoint.audit.sense.calls import norm, rate_of, value
from adjoint.audit.sense.products import as_columns, at, entrywise, spread
from adjoint.audit.sense.rates import GRADIENT, NUMERATOR, Layout, Rates
from adjoint.audit.sense.squared import same
from adjoint.audit.sense.written import entry, skew, written_out
from adjoint.errors import AdjointError, ShapeError, TooLarge, UnknownName, Unsupported
from adjoint.expr.build import (
    add, apply, call, colon, commutation, constant, d, element_power, hadamard, identity, inverse, kron,
    multiply, number, ones, opaque, partial, power, size_number, transpose, zeros,
)  # fmt: skip
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.halves import HALVINGS
from adjoint.expr.language import ElementPower, Expr, Number, Opaque, Power, Product, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.expr.walk import replace as put
from adjoint.expr.walk import symbols
from adjoint.read.tree.syntax import OF_SIZES

class Unnamed(UnknownName):
    """A name that nothing introduces."""

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` is not introduced")
        self.name = name
MOST_BITS = 8192
"""The digits, in bits, that the number in front of a power may come to."""


class Misfit(ShapeError):
    """A piece of a phrase whose shapes do not fit."""

    def __init__(self, phrase: Phrase, error: ShapeError) -> None:
        kept = error.again()
        super().__init__(lambda: kept.message, hint=lambda: kept.hint)
        self.phrase = phrase


class Nameless(Unsupported):
    """A derivative by something that has no name."""


class World(Struct, frozen=True, eq=False):
    """What the names stand for.

    `names` are variables, definitions and what was introduced on the way. With `squared` all sizes
    are one size, so that whatever is wrong only in its shapes gets a value. With `lenient`, powers and
    inverses of vectors are read entry by entry, with `entrywise` products too; with `absolute`, bars are
    absolute values; with `shifted`, a number among square matrices is that multiple of the identity; with `outer`,
    `u ⊗ v` of columns is `u*v'`; with `diagonal`, `diag(A)` is a matrix; with `primed`, derivatives of entrywise
    functions keep their names; `turned` are vectors to be read as rows, or rows as columns. `made` remembers what
    phrases became.
    """

    names: Mapping[str, Expr]
    rates: Rates
    sizes: frozenset[str] = frozenset()
    layout: Layout = GRADIENT
    squared: bool = False
    lenient: bool = False
    entrywise: bool = False
    absolute: bool = False
    shifted: bool = False
    outer: bool = False
    diagonal: bool = False
    primed: bool = False
    turned: frozenset[str] = frozenset()
    hold: tuple[Symbol, ...] = ()
    extra: Mapping[Symbol, Expr] = field(default_factory=dict)
    made: dict[int, tuple[Phrase, Expr | AdjointError]] = field(default_factory=dict)

    def make(self, phrase: Phrase) -> Expr:
        """The expression; raises `Misfit`, `Unnamed`, `TooManyAxes`, or another `AdjointError`."""
        known = self.made.get(id(phrase))
        if known is None:
            try:
                known = (phrase, self._make(phrase))
            except AdjointError as error:
                self.made[id(phrase)] = (phrase, error.again())
                raise
            self.made[id(phrase)] = known
        if isinstance(known[1], AdjointError):
            raise known[1].again()
        return known[1]

    def _make(self, phrase: Phrase) -> Expr:
        rule = _RULES.get(phrase.kind)
        if rule is None:
            raise Unsupported(f"`{phrase.text or phrase.kind}` has no value here")
        try:
            return rule(self, phrase)
        except Misfit:
            raise
        except ShapeError as error:
            raise Misfit(phrase, error) from None

    @property
    def definitions(self) -> Mapping[Symbol, Expr]:
        """Every name with a body: definitions, names introduced, and derivatives."""
        found = Joined(self.rates.bodies, self.extra, self.rates.problem.definitions)
        return squared(found) if self.squared else found

    def seen(self, node: Expr) -> Expr:
        """The expression as this world has it."""
        return same(node) if self.squared else node

    def named(self, phrase: Phrase) -> Expr:
        """A name."""
        found = self.names.get(phrase.text)
        if found is None and phrase.text in self.sizes:
            found = size_number(Size.of(phrase.text))
        if found is None and phrase.text in ("pi", "π"):
            return constant("pi")
        if found is None:
            raise Unnamed(phrase.text)
        return self.seen(transpose(found) if phrase.text in self.turned else found)

    def parts(self, phrase: Phrase) -> list[Expr]:
        """The parts of a phrase."""
        return [self.make(part) for part in phrase.parts]

    def sum(self, phrase: Phrase) -> Expr:
        """A sum; a number is added to every entry, a column to every column."""
        terms = self.parts(phrase)
        shape = max((term.shape for term in terms), key=lambda shape: sum(size != ONE for size in shape))
        if self.shifted and shape[0] == shape[1] != ONE:
            return add(*(multiply(term, identity(shape[0])) if term.is_scalar else term for term in terms))
        return add(*(spread(term, shape, self.lenient) for term in terms))

    def product(self, phrase: Phrase) -> Expr:
        """A product from the left."""
        factors = self.parts(phrase)
        if phrase.text == "@":
            return reduce(at, factors)
        as_columns(self.turned, phrase.parts, factors)
        if not self.entrywise:
            return multiply(*factors)
        found = factors[0]
        for factor in factors[1:]:
            alike = factor.shape == found.shape and ONE in factor.shape and not factor.is_scalar
            found = hadamard(found, factor) if alike else multiply(found, factor)
        return found

    def over(self, phrase: Phrase) -> Expr:
        """A quotient."""
        above, below = self.parts(phrase)
        if below.is_scalar:
            return multiply(above, power(below, number(-1)))
        if self.lenient or phrase.kind == "quotient":
            return entrywise(above, element_power(below, number(-1)))
        if below.shape[0] == below.shape[1]:
            return multiply(above, inverse(below))
        raise ShapeError(f"cannot divide by `{below}`, which is not a number")

    def power(self, phrase: Phrase) -> Expr:
        """A power; entry by entry where the phrase says so, or nothing else can be meant."""
        base, exponent = self.parts(phrase)
        if isinstance(exponent, Number) and _bits(base) * abs(exponent.value) > MOST_BITS:
            raise TooLarge("an exponent that is too large", hint="give the number a name")
        halves = isinstance(exponent, Number) and exponent.value.denominator == 2 and phrase.kind == "power"
        if halves and not base.is_scalar and base.shape[0] == base.shape[1]:
            return power(call("sqrtm", base), multiply(number(2), exponent))
        entrywise = phrase.kind == "epower" or (self.lenient and base.shape[0] != base.shape[1])
        return element_power(base, exponent) if entrywise else power(base, exponent)

    def inverted(self, phrase: Phrase) -> Expr:
        """An inverse; of a vector or row, entry by entry where nothing else can be meant."""
        (operand,) = self.parts(phrase)
        line = ONE in operand.shape and not operand.is_scalar
        return element_power(operand, number(-1)) if self.lenient and line else inverse(operand)

    def hadamard(self, phrase: Phrase) -> Expr:
        """An elementwise product."""
        found, *rest = self.parts(phrase)
        for factor in rest:
            found = entrywise(found, factor)
        return found

    def kron(self, phrase: Phrase) -> Expr:
        """A Kronecker product, or the outer product of columns."""
        left, right = self.parts(phrase)
        columns = left.shape[1] == right.shape[1] == ONE
        return multiply(left, transpose(right)) if self.outer and columns else kron(left, right)

    def colon(self, phrase: Phrase) -> Expr:
        """A Frobenius product, from the left."""
        found, *rest = self.parts(phrase)
        for factor in rest:
            found = colon(found, factor)
        return found

    def call(self, phrase: Phrase) -> Expr:
        """A function's value."""
        if phrase.text == "skew":
            return skew(*self.parts(phrase))
        if phrase.text in ("eye", "I", "ones", "zeros"):
            return self.filled(phrase)
        if phrase.text in OF_SIZES:
            return self.seen(_ARRANGING[phrase.text](*map(self.size, phrase.parts)))
        if phrase.text == "unvec":
            stacked, *sizes = phrase.parts
            return call("unvec", self.make(stacked), shape=(self.size(sizes[0]), self.size(sizes[1])))
        function = phrase.text.rstrip("'")
        primes = len(phrase.text) - len(function)
        operands = self.parts(phrase)
        if function in ELEMENTWISE and len(operands) == 1:
            return apply(phrase.text, operands[0]) if self.primed else rate_of(function, operands[0], primes)
        known = self.rates.problem.functions.get(function)
        if known is not None and known.kind == "elementwise":
            return apply(function, operands[0], primes)
        if known is not None and not primes:
            return opaque(function, known.shape or SCALAR, *operands)
        if primes:
            raise Unsupported(f"the derivative `{phrase.text}` has no name")
        return value(function, operands, self.diagonal)

    def filled(self, phrase: Phrase) -> Expr:
        """`eye(n)`, `ones(m, n)` and their kin."""
        sizes = [self.size(part) for part in phrase.parts]
        if phrase.text in ("eye", "I"):
            return self.seen(identity(sizes[0]))
        shape = (sizes[0], sizes[1] if len(sizes) > 1 else ONE)
        return self.seen(ones(shape) if phrase.text == "ones" else zeros(shape))

    def cross(self, phrase: Phrase) -> Expr:
        """The cross product; of several, the last two first, since from the left it would seldom be meant."""
        *before, found = self.parts(phrase)
        for factor in reversed(before):
            found = multiply(skew(factor), found)
        return found

    def grid(self, phrase: Phrase) -> Expr:
        """A matrix written out."""
        return written_out(self.parts(phrase), int(phrase.text))

    def size(self, phrase: Phrase) -> Size:
        """A size as it is written: a name, a whole number, a sum or a product, or a quotient that is whole."""
        if phrase.kind == "name" and (phrase.text in self.sizes or phrase.text not in self.names):
            return Size.of(phrase.text)
        if phrase.kind == "product":
            total = ONE
            for part in phrase.parts:
                total = total * self.size(part)
            return total
        if phrase.kind == "sum":
            return sum(map(self.size, phrase.parts), Size.of(0))
        if phrase.kind == "over" and (found := self.size(phrase.parts[0]).over(self.size(phrase.parts[1]))):
            return found
        if isinstance(phrase.node, Number) and phrase.node.value.denominator == 1 and phrase.node.value > 0:
            return Size.of(int(phrase.node.value))
        raise Unsupported(f"the size `{phrase.text}`")

    def bars(self, phrase: Phrase) -> Expr:
        """A norm, an absolute value or a determinant."""
        (operand,) = self.parts(phrase)
        return norm(phrase.text, operand, self.absolute, self.lenient)

    def rate(self, phrase: Phrase) -> Expr:
        """A derivative by name, in the layout of this world."""
        plain = self.plain()
        of, *by = plain.parts(phrase)
        of = plain.told(of)
        value = plain.definitions.get(of, of) if isinstance(of, Symbol) else of
        if isinstance(value, Opaque) and len(by) == 1 and not isinstance(by[0], Symbol) and by[0] in value.children:
            found = partial(value, value.children.index(by[0]))
            layout = NUMERATOR if phrase.text == "map" else self.layout
            return self.seen(transpose(found) if self.rates.is_turned(value, layout) else found)
        names = [_variable(symbol) for symbol in by]
        steep = phrase.text == "nabla" and of.is_scalar and ONE not in names[0].shape
        layout = GRADIENT if steep and len(names) == 1 else NUMERATOR if phrase.text == "map" else self.layout
        hold = (*self.hold, *self.held(phrase, of, names))
        return self.seen(self.rates.symbol(of, names, layout, hold))

    def told(self, node: Expr) -> Expr:
        """The expression with what stands for names that the problem does not have."""
        own, known = self.rates.problem.definitions, self.definitions
        given = {one: known[one] for one in symbols(node) if one in known and one not in own}
        return self.told(put(node, dict(given))) if given else node

    def plain(self) -> "World":
        """The world in which names have the shapes that the problem gives them."""
        return replace(self, squared=False, turned=frozenset(), made={}) if self.squared or self.turned else self

    def family(self, phrase: Phrase) -> Expr:
        """`Σ_k c_k ∂y_k/∂x`: the derivatives of the entries of a vector, summed with weights."""
        of, *by, weights = self.plain().parts(phrase)
        of = self.plain().told(of)
        names = [_variable(symbol) for symbol in by]
        column = transpose(weights) if weights.shape[0] == ONE else weights
        found = self.seen(self.rates.weighted(of, names, column))
        return transpose(found) if len(by) == 1 and self.layout.gradients_turned else found

    def held(self, phrase: Phrase, of: Expr, by: Sequence[Symbol]) -> tuple[Symbol, ...]:
        """What a bar after a derivative says is held: a definition, or all of them where only `direct` counts."""
        definitions = self.rates.problem.definitions
        if phrase.indices == ("direct",):
            return tuple(symbol for symbol in definitions if symbol is not of and symbol not in by)
        named = [self.names.get(word) for word in phrase.indices]
        if any(node not in definitions for node in named):
            raise Unsupported(f"`{', '.join(phrase.indices)}` held fixed")
        return tuple(node for node in named if isinstance(node, Symbol))


def _variable(node: Expr) -> Symbol:
    if not isinstance(node, Symbol):
        raise Nameless(f"the derivative by `{node}`, which is not a name")
    return node


_ARRANGING: dict[str, Callable[..., Expr]] = {"commutation": commutation, **HALVINGS}

_RULES: dict[str, Callable[[World, Phrase], Expr]] = {
    "name": World.named,
    "leaf": lambda world, phrase: world.seen(phrase.node or number(0)),
    "sum": World.sum,
    "neg": lambda world, phrase: multiply(number(-1), *world.parts(phrase)),
    "product": World.product,
    "over": World.over,
    "quotient": World.over,
    "hadamard": World.hadamard,
    "kron": World.kron,
    "colon": World.colon,
    "turn": lambda world, phrase: transpose(*world.parts(phrase)),
    "inv": World.inverted,
    "power": World.power,
    "epower": World.power,
    "call": World.call,
    "d": lambda world, phrase: d(*world.parts(phrase)),
    "rate": World.rate,
    "family": World.family,
    "bars": World.bars,
    "cross": World.cross,
    "grid": World.grid,
    "cell": lambda world, phrase: entry(world.make(phrase.parts[0]), [int(place) for place in phrase.indices]),
}


def _bits(base: Expr) -> Fraction:
    """The digits, in bits, of the number that an expression is or has in front, or that its powers may come to."""
    if isinstance(base, (Power, ElementPower)) and isinstance(base.children[1], Number):
        return _bits(base.children[0]) * max(abs(base.children[1].value), Fraction(1))
    value = base.value if isinstance(base, Number) else base.coefficient if isinstance(base, Product) else Fraction(2)
    return Fraction(value.numerator.bit_length() + value.denominator.bit_length() - 1)
