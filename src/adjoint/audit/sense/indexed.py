"""Lines in indices: entries, sums over indices and deltas, as tensors."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct, field

from adjoint.audit.said.phrase import Phrase, chain, is_number, numeral
from adjoint.audit.said.ranged import closed
from adjoint.audit.sense.rates import GRADIENT
from adjoint.audit.sense.world import World
from adjoint.errors import AdjointError, ShapeError, Unsupported
from adjoint.expr.build import call, d, ones, size_number
from adjoint.expr.language import Expr, Number, Symbol, Transpose
from adjoint.expr.sizes import ONE, Size
from adjoint.expr.walk import symbols
from adjoint.index.names import apart, term_indices
from adjoint.index.recognise import recognise
from adjoint.index.tensor import rename_axes
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term, factor_indices

INDEXED = frozenset({"entry", "total", "delta", "mask"})
_MOST_TERMS = 64


class Unindexed(Unsupported):
    """An array among entries."""

    def __init__(self, phrase: Phrase, node: Expr) -> None:
        super().__init__(lambda: f"`{node}` stands among entries without indices")
        self.phrase = phrase


def is_indexed(phrase: Phrase) -> bool:
    """Whether a phrase speaks of entries by index."""
    return any(part.kind in INDEXED for part in phrase)


def tensors(world: World, left: Phrase, right: Phrase, turned: bool = False) -> tuple[Tensor, Tensor]:
    """Both sides along the free indices of the left one.

    A side without indices is taken entry by entry, with `turned` its rows for its columns. Raises
    `ShapeError` where one index would have two sizes, `Unsupported` for what has no entries.
    """
    reading = _Reading(world)
    left, right = closed(left, right)
    if is_indexed(left):
        first = reading.terms(left)
        free = reading.free(left, first)
        second = reading.terms(right) if is_indexed(right) else reading.whole(right, free, turned)
        return reading.tensor(first, free), reading.tensor(second, free)
    second = reading.terms(right)
    free = reading.once(second)
    first = reading.whole(left, free, turned)
    return reading.tensor(first, free), reading.tensor(second, free)


def array_of_entries(world: World, letters: Sequence[str], right: Phrase) -> Expr | None:
    """The vector or matrix whose entry with the letters is the right side, if that has a notation."""
    if len(set(letters)) != len(letters) or len(letters) > 2 or not is_indexed(right):
        return None
    reading = _Reading(world)
    try:
        terms = reading.terms(right)
        if reading.sizes.keys() >= set(letters):
            return recognise(reading.tensor(terms, tuple(Index(x, reading.sizes[x]) for x in letters)))
    except (AdjointError, ValueError):
        pass
    return None


class _Reading(Struct, eq=False):
    """Two sides while they are read: which size each letter runs over."""

    world: World
    sizes: dict[str, Size] = field(default_factory=dict)
    summed: set[str] = field(default_factory=set)
    local: dict[str, str] = field(default_factory=dict)

    def index(self, letter: str, size: Size) -> Index:
        """The index of a letter along an axis of that size."""
        if not letter.isalpha():
            raise Unsupported(f"the index `{letter}`")
        letter = self.local.get(letter, letter)
        if self.sizes.setdefault(letter, size) != size:
            raise ShapeError(f"the index `{letter}` runs over {self.sizes[letter]} and over {size}")
        return Index(letter, size)

    def terms(self, phrase: Phrase) -> list[Term]:
        """The terms of a phrase."""
        kind, parts = phrase.kind, phrase.parts
        if kind in ("sum", "product", "hadamard") and _is_plain(phrase):
            return self.entrywise(phrase)
        if kind == "sum":
            return [term for part in sorted(parts, key=_has_delta) for term in self.terms(part)]
        if kind == "neg":
            return [Term(-term.coefficient, term.factors) for term in self.terms(parts[0])]
        if kind in ("product", "hadamard"):
            return self.product(parts)
        if kind == "total":
            return self.total(phrase)
        if kind == "delta":
            return [Term(Fraction(1), (Delta(*self.pair(phrase.indices)),))]
        if kind == "mask":
            return self.mask(phrase)
        if kind == "entry":
            return [Term(Fraction(1), (self.entry(parts[0], phrase.indices),))]
        if kind == "d" and parts[0].kind == "entry":
            inner = self.entry(parts[0].parts[0], parts[0].indices)
            return [Term(Fraction(1), (Entry(d(inner.node), inner.indices),))]
        if kind == "rate":
            return self.rate(phrase)
        if kind == "leaf" and isinstance(phrase.node, Number):
            return [Term(phrase.node.value, ())]
        if kind == "over":
            return self.product((parts[0], *_reciprocals(parts[1])))
        if kind in ("power", "epower") and (count := _copies(*parts)):
            return self.product(parts[:1] * count)
        return self.entrywise(phrase)

    def pair(self, letters: Sequence[str]) -> tuple[Index, Index]:
        """The indices of a delta, which run equally far."""
        own = [self.local.get(letter, letter) for letter in letters]
        size = next((self.sizes[letter] for letter in own if letter in self.sizes), None)
        if size is None:
            raise Unsupported("a delta before its indices")
        return self.index(letters[0], size), self.index(letters[1], size)

    def mask(self, phrase: Phrase) -> list[Term]:
        """One where two indices stand to each other as it is said, else zero."""
        if len({self.sizes.get(self.local.get(letter, letter)) for letter in phrase.indices} - {None}) > 1:
            raise Unsupported("indices that do not run equally far are compared")
        pair = self.pair(phrase.indices)
        one, equal = Term(Fraction(1), ()), Delta(*pair)
        if phrase.text == "=":
            return [Term(Fraction(1), (equal,))]
        if phrase.text == "≠":
            return [one, Term(Fraction(-1), (equal,))]
        size = pair[0].size
        upper = [Term(Fraction(1), (Entry(self.world.seen(call("triu", ones((size, size)))), pair),))]
        return upper if phrase.text == "≤" else [*upper, Term(Fraction(-1), (equal,))]

    def total(self, phrase: Phrase) -> list[Term]:
        """A sum over indices, whose letters mean nothing outside of it."""
        before = dict(self.local)
        for letter in phrase.indices:
            self.local[letter] = f"{letter}{len(self.summed)}"
            self.summed.add(self.local[letter])
        found = self.terms(phrase.parts[0])
        within = [self.local[letter] for letter in phrase.indices]
        self.local = before
        return [self.counted(term, within) for term in found]

    def counted(self, term: Term, letters: Sequence[str]) -> Term:
        """A term of a sum, as often as an index runs that it does not speak of."""
        spoken = {index.name for index in term_indices(term)}
        silent = [letter for letter in letters if letter not in spoken]
        if any(letter not in self.sizes for letter in silent):
            raise Unsupported("how far an index runs that nothing bears")
        numbers = tuple(Entry(self.world.seen(size_number(self.sizes[letter])), ()) for letter in silent)
        return Term(term.coefficient, (*term.factors, *numbers))

    def product(self, parts: Sequence[Phrase]) -> list[Term]:
        """A product multiplied out; as in sums, deltas come last so that their sizes are known."""
        found = [Term(Fraction(1), ())]
        for part in sorted(parts, key=_has_delta):
            found = [
                Term(a.coefficient * b.coefficient, a.factors + b.factors) for a in found for b in self.terms(part)
            ]
            if len(found) > _MOST_TERMS:
                raise Unsupported("too many terms")
        return found

    def entry(self, operand: Phrase, letters: Sequence[str]) -> Entry:
        """An entry of an array."""
        node = self.world.make(operand)
        axes = [size for size in node.shape if size != ONE]
        if len(axes) != len(letters):
            raise ShapeError(f"`{node}` has {len(axes)} indices, and {len(letters)} are written")
        return Entry(node, tuple(self.index(letter, size) for letter, size in zip(letters, axes, strict=True)))

    def entrywise(self, phrase: Phrase) -> list[Term]:
        """A number, or a function of entries that all have the same indices."""
        entries = [part for part in phrase if part.kind == "entry"]
        if not entries:
            node = self.world.make(phrase)
            if not node.is_scalar:
                raise Unindexed(phrase, node)
            return [Term(Fraction(1), (Entry(node, ()),))]
        if any(part.indices != entries[0].indices for part in entries) or any(part.kind == "mask" for part in phrase):
            raise Unsupported("a function of different entries")
        return [Term(Fraction(1), (self.entry(without_index(phrase), entries[0].indices),))]

    def rate(self, phrase: Phrase) -> list[Term]:
        """`∂f/∂X_ij`, `∂Y_kl/∂X_ij`, or the derivative of a product of entries."""
        of, *by = phrase.parts
        if phrase.indices and phrase.indices != ("direct",):
            raise Unsupported("a name held fixed in indices")
        if len(by) != 1:
            return self.second(of, by)
        operand, letters = (by[0].parts[0], by[0].indices) if by[0].kind == "entry" else (by[0], ())
        variable = self.entry(operand, letters)
        if not isinstance(variable.node, Symbol):
            raise Unsupported("a derivative by what is not a name")
        inner = self.terms(of) if is_indexed(of) else [Term(Fraction(1), (self.entry(of, ()),))]
        return [
            Term(term.coefficient * part.coefficient, (*term.factors[:k], *part.factors, *term.factors[k + 1 :]))
            for term in inner
            for k, factor in enumerate(term.factors)
            for part in self.derivative(factor, variable, bool(phrase.indices))
        ]

    def second(self, of: Phrase, by: Sequence[Phrase]) -> list[Term]:
        """`∂²f/∂x_i∂x_j`."""
        value = self.world.make(of)
        variables = [
            self.entry(part.parts[0], part.indices) if part.kind == "entry" else self.entry(part, ()) for part in by
        ]
        names = [variable.node for variable in variables if isinstance(variable.node, Symbol)]
        if len(names) != 2 or not value.is_scalar:
            raise Unsupported("a second derivative in indices")
        return self.worked_out(value, names, tuple(index for variable in variables for index in variable.indices))

    def worked_out(self, of: Expr, by: Sequence[Symbol], axes: tuple[Index, ...]) -> list[Term]:
        """A derivative in full, along the axes."""
        found = self.world.rates.value(of, by)
        if not isinstance(found, Tensor):
            return [Term(Fraction(1), (Entry(self.world.rates.symbol(of, by, GRADIENT), axes),))]
        found = rename_axes(apart(found, self.sizes), axes)
        self.summed |= {index.name for term in found.terms for index in term_indices(term) if index not in axes}
        return list(found.terms)

    def derivative(self, factor: Factor, by: Entry, local: bool) -> list[Term]:
        """The derivative of one factor; none where it does not depend on the variable."""
        if isinstance(factor, Delta):
            return []
        if not isinstance(factor, Entry):
            raise Unsupported("a derivative of a derivative in indices")
        assert isinstance(by.node, Symbol)
        node, indices = factor.node, factor.indices
        if isinstance(node, Transpose) and isinstance(node.children[0], Symbol):
            node, indices = node.children[0], indices[::-1]
        if node is by.node:
            return [Term(Fraction(1), tuple(Delta(a, b) for a, b in zip(indices, by.indices, strict=True)))]
        if not self.follows(node, by.node):
            return []
        if not isinstance(node, Symbol):
            return self.worked_out(node, (by.node,), (*indices, *by.indices))
        return [Term(Fraction(1), (Rate(node, by.node, indices, by.indices, local),))]

    def follows(self, node: Expr, by: Symbol) -> bool:
        """Whether the node depends on the variable."""
        seen: set[Symbol] = set()
        stack = list(symbols(node))
        definitions = self.world.definitions
        while stack:
            one = stack.pop()
            if one is by:
                return True
            if one not in seen:
                seen.add(one)
                stack.extend(symbols(definitions[one]) if one in definitions else ())
        return False

    def free(self, left: Phrase, terms: Sequence[Term]) -> tuple[Index, ...]:
        """The indices that are not summed on the left side."""
        summed = set(self.summed)
        if left.kind == "rate":
            summed |= self.inner(left)
        letters = dict.fromkeys(index for term in terms for factor in term.factors for index in factor_indices(factor))
        return tuple(sorted((index for index in letters if index.name not in summed), key=lambda index: index.name))

    def inner(self, rate: Phrase) -> set[str]:
        """Indices that a product under a derivative sums: those that occur in it twice."""
        of, by = rate.parts[0], rate.parts[1:]
        kept = {letter for part in by for letter in part.indices}
        written = [letter for part in of if part.kind == "entry" for letter in part.indices]
        return {letter for letter in written if written.count(letter) > 1 and letter not in kept}

    def once(self, terms: Sequence[Term]) -> tuple[Index, ...]:
        """The indices that each term has exactly once."""
        counted: dict[Index, int] = {}
        for factor in terms[0].factors if terms else ():
            for index in factor_indices(factor):
                counted[index] = counted.get(index, 0) + 1
        free = (index for index, times in counted.items() if times == 1 and index.name not in self.summed)
        return tuple(sorted(free, key=lambda index: index.name))

    def whole(self, phrase: Phrase, free: tuple[Index, ...], turned: bool) -> list[Term]:
        """A side without indices, entry by entry; a number is the same for all of them."""
        node = self.world.make(phrase)
        if node.is_scalar:
            return [Term(Fraction(1), (Entry(node, ()),))]
        axes = [size for size in node.shape if size != ONE]
        order = free[::-1] if turned else free
        if [index.size for index in order] != axes:
            raise ShapeError(f"`{node}` has not the indices of the other side")
        return [Term(Fraction(1), (Entry(node, order),))]

    def tensor(self, terms: Sequence[Term], free: tuple[Index, ...]) -> Tensor:
        """The tensor; an index that is neither free nor met twice has no meaning."""
        for term in terms:
            met = [index for factor in term.factors for index in factor_indices(factor)]
            for index in met:
                if index not in free and met.count(index) == 1 and index.name not in self.summed:
                    raise Unsupported(f"the index `{index.name}` is on one side only")
        return Tensor(free, tuple(terms))


def _is_plain(phrase: Phrase) -> bool:
    """Whether neither indices nor derivatives occur."""
    return not any(part.kind in INDEXED or part.kind in ("rate", "d") for part in phrase)


def _copies(base: Phrase, exponent: Phrase) -> int:
    """How often a base of different entries is multiplied by itself under a power; nought where it is no such base."""
    several = len({part.indices for part in base if part.kind == "entry"}) > 1
    several |= any(part.kind == "total" for part in base)
    return next((count for count in (2, 3, 4) if several and is_number(exponent, count)), 0)


def _has_delta(phrase: Phrase) -> bool:
    return any(part.kind in ("delta", "mask") for part in phrase)


def _reciprocals(phrase: Phrase) -> list[Phrase]:
    """One over each factor of a denominator; what has no indices stays together."""
    factors = phrase.parts if phrase.kind == "product" and is_indexed(phrase) else (phrase,)
    found = [factor for factor in factors if is_indexed(factor)]
    plain = tuple(factor for factor in factors if not is_indexed(factor))
    return [Phrase("power", (factor, numeral(-1))) for factor in [*found, *([chain(plain)] if plain else [])]]


def without_index(phrase: Phrase) -> Phrase:
    """A function of entries as the function of the arrays, entry by entry."""
    if not is_indexed(phrase):
        return phrase
    if phrase.kind == "entry":
        return phrase.parts[0]
    kind = {"product": "hadamard", "power": "epower", "over": "quotient"}.get(phrase.kind, phrase.kind)
    return Phrase(kind, tuple(without_index(part) for part in phrase.parts), phrase.text, phrase.node, phrase.indices)
