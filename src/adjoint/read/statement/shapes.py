"""Declarations: what follows `name:` or `name ∈`, and the same from outside."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct

from adjoint.errors import AdjointError, DomainError, SyntaxProblem, TooLarge, UnknownName, Unsupported
from adjoint.expr.facts import FACTS
from adjoint.expr.sizes import Size
from adjoint.read.tree.tokens import NAME, normal

FunctionKind = Literal["scalar", "elementwise", "map"]
Extent = tuple[Size, ...]


class Declaration(Struct, frozen=True):
    """A declared shape and properties, as `declare` gives them.

    `shape` is empty for a scalar, has one entry for a vector, two for a matrix, and is None where it
    is to be inferred; an entry is a size name, a whole number, or a product such as `m*p`.
    """

    shape: tuple[str | int, ...] | None
    props: tuple[str, ...] = ()


class Declared(Struct, frozen=True):
    """A declaration as it was read: sizes, facts, and the kind of an array whose sizes are left open."""

    extent: Extent | None
    facts: frozenset[str] = frozenset()
    kind: str | None = None


class DeclaredFunction(Struct, frozen=True):
    """A declared opaque function; `argument` and `value` are extents where they were given."""

    kind: FunctionKind
    argument: Extent | None = None
    value: Extent | None = None


_HIGH = "ⁿᵐᵏᵖᵈʳˢᵗ⁰¹²³⁴⁵⁶⁷⁸⁹ˣ"
_LOWERED = str.maketrans(_HIGH, "nmkpdrst0123456789×")
_WORD = re.compile(
    rf"[{_HIGH}]+(?:\s*×\s*[{_HIGH}]+)?|ℝ|unit-interval|(?:onehot|probability)-(?:rows|cols)|{NAME}|[0-9]+|->|→|.",
    re.DOTALL,
)
_GLUED = re.compile(r"([A-Za-z][0-9]*|[0-9]+)x([A-Za-z][0-9]*|[0-9]+)")
_KNOWN = sorted(FACTS | {"scalar", "vector", "matrix", "elementwise", "function"})
_LARGEST_SIZE = 10**6
_MOST_FACTORS = 60
_MULTIPLY = ("*", "·")
_TIMES = ("×", "x", "X", "by")


def read_declaration(text: str, position: int) -> Declared | DeclaredFunction:
    """What `text`, found at `position`, declares. Raises `SyntaxProblem` where it is no declaration."""
    return _Reader(text, position).declaration()


def from_outside(name: str, declaration: Declaration) -> Declared:
    """A declaration given beside the text, checked."""
    for fact in declaration.props:
        if fact not in FACTS:
            raise UnknownName(f"`{fact}` is not a property, asked of `{name}`", hint=_nearest(fact, sorted(FACTS)))
    facts = consistent(
        frozenset(declaration.props), lambda message, hint: DomainError(f"`{name}`: {message}", hint=hint)
    )
    if declaration.shape is None:
        return Declared(None, facts)
    if len(declaration.shape) > 2:
        raise Unsupported(
            f"`{name}` is declared with {len(declaration.shape)} axes",
            hint="variables are scalars, vectors and matrices; tensors appear as derivatives",
        )
    return Declared(tuple(_size_from_outside(name, entry) for entry in declaration.shape), facts)


def _size_from_outside(name: str, entry: str | int) -> Size:
    try:
        reader = _Reader(str(entry), 0)
        size = reader.size()
        reader.finish()
    except AdjointError as error:
        raise type(error)(f"`{entry}` in the shape of `{name}`: {error.message}", hint=error.hint) from None
    return size


def _nearest(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"


class _Reader:
    """A pass over the words of one declaration."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self.words = [(m.group(), m.start()) for m in _WORD.finditer(text) if not m.group().isspace()]
        self.words = [piece for word in _raised(self.words) for piece in _unglued(*word, text)]
        self.next = 0
        self.above = False

    def peek(self, ahead: int = 0) -> str:
        """The word to come, empty at the end."""
        place = self.next + ahead
        return self.words[place][0] if place < len(self.words) else ""

    def take(self, *wanted: str) -> bool:
        """Step over the word to come if it is one of those."""
        if self.peek() in wanted:
            self.next += 1
            return True
        return False

    def fail(self, message: str, hint: str = "") -> SyntaxProblem:
        """A complaint about the word to come."""
        word, offset = self.words[self.next] if self.next < len(self.words) else (" ", len(self.text))
        return SyntaxProblem(message, hint=hint, position=self.position + offset, length=len(word))

    def contradiction(self, message: str, hint: str) -> AdjointError:
        """A complaint about properties that exclude each other."""
        return DomainError(message, hint=hint, position=self.position, length=max(len(self.text), 1))

    def expect(self, *wanted: str) -> None:
        """Step over one of those words, or complain."""
        if not self.take(*wanted):
            raise self.fail(f"expected `{wanted[0]}` in this shape", "`R^{n×d}` and `R^(n x d)` are shapes")

    def finish(self) -> None:
        """Complain about anything that is left."""
        if self.peek():
            raise self.fail(f"`{self.peek()}` does not belong to a shape", _near_word(self.peek()))

    def declaration(self) -> Declared | DeclaredFunction:
        """The whole of it."""
        if self.peek(1) == "function" and self.peek() in ("scalar", "elementwise"):
            kind: FunctionKind = "scalar" if self.peek() == "scalar" else "elementwise"
            self.next = len(self.words)
            return DeclaredFunction(kind)
        facts = self.facts()
        extent, kind_of = self.shape() if self.peek() or not facts else (None, None)
        if self.take("->", "→"):
            value, _ = self.shape()
            self.finish()
            return self.function(extent, value)
        if extent is not None and self.peek() == ("scalar", "vector", "matrix")[len(extent)]:
            self.next += 1
        facts |= self.facts()
        self.take(",")
        if self.peek():
            raise self.fail(f"`{self.peek()}` is not a property", _near_word(self.peek()))
        return Declared(extent, consistent(facts, self.contradiction), kind_of)

    def function(self, argument: Extent | None, value: Extent | None) -> DeclaredFunction:
        """A function between spaces."""
        if value == ():
            return DeclaredFunction("scalar", argument, value)
        if argument is None or value is None or len(argument) != 1 or len(value) != 1:
            raise Unsupported(
                "an opaque function with matrix values, or a vector-valued one of a matrix",
                hint="`h: R^n -> R^m` and `h: R^(m x n) -> R` are known",
                position=self.position,
                length=len(self.text),
            )
        return DeclaredFunction("map", argument, value)

    def facts(self) -> frozenset[str]:
        """The properties to come."""
        found = set[str]()
        while self.peek() in FACTS or (self.peek() in (",", "and") and self.peek(1) in FACTS):
            if not self.take(",", "and"):
                found.add(self.peek())
                self.next += 1
        return frozenset(found)

    def shape(self) -> tuple[Extent | None, str | None]:
        """An extent, or the kind of an array whose sizes are left open."""
        if self.take("scalar"):
            return (), None
        if self.peek() in ("vector", "matrix", "row"):
            kind = self.peek()
            self.next += 1
            return (self.named_kind(kind), None) if self.begins_size() else (None, kind)
        if self.take("R", "ℝ"):
            return (self.power() if self.take("^") else ()), None
        return self.extent(), None

    def named_kind(self, kind: str) -> Extent:
        """The sizes after `vector`, `row` or `matrix`."""
        extent = self.extent()
        if kind == "row" and len(extent) == 1:
            return (Size.of(1), extent[0])
        if len(extent) != {"vector": 1, "matrix": 2, "row": 2}[kind]:
            raise self.fail(f"a {kind} has {'one size' if kind == 'vector' else 'two sizes'}")
        return extent

    def begins_size(self) -> bool:
        """Whether a size comes next."""
        word = self.peek()
        return bool(word) and word not in FACTS and (word[0].isalnum() or word == "(")

    def power(self) -> Extent:
        """What stands above R."""
        for opening, closing in (("{", "}"), ("(", ")")):
            if self.take(opening):
                self.above = opening == "{"
                extent = self.extent()
                self.above = False
                self.expect(closing)
                return extent
        return self.extent()

    def extent(self) -> Extent:
        """One or two sizes."""
        if self.holds_pair():
            closing = {"(": ")", "[": "]"}[self.peek()]
            self.next += 1
            extent = self.extent()
            self.expect(closing)
            return extent
        first = self.size()
        if self.take(*_TIMES) or (self.peek(2) in (")", "}", "]") and self.take(",")):
            return (first, self.size())
        return (first,)

    def holds_pair(self) -> bool:
        """Whether a bracket comes next that holds a whole extent, and not a sum."""
        if self.peek() not in ("(", "["):
            return False
        depth = 0
        for ahead in range(len(self.words) - self.next):
            word = self.peek(ahead)
            depth += (word in ("(", "[")) - (word in (")", "]"))
            if depth == 1 and (word == "," or word in _TIMES):
                return True
            if depth == 0:
                return not self.peek(ahead + 1) or self.peek(ahead + 1) in FACTS
        return True

    def size(self) -> Size:
        """A sum of products of names and whole numbers."""
        total = self.monomial()
        while self.take("+"):
            total = total + self.monomial()
        return total

    def monomial(self) -> Size:
        """A product of names and whole numbers."""
        size = self.atom()
        while self.take(*_MULTIPLY) or self.is_multiple() or (self.peek() == "(" and size.name is not None):
            size = size * self.atom()
            if any(coefficient > _LARGEST_SIZE or len(names) > _MOST_FACTORS for names, coefficient in size.terms):
                raise self.fail("this size has too many factors", "give it a name of its own")
        return self.parted(size, self.atom()) if self.take("/") else size

    def parted(self, size: Size, divisor: Size) -> Size:
        """A quotient that is whole whatever the sizes are, as `n*(n+1)/2` is."""
        quotient = size.over(divisor) if divisor.number else None
        if quotient is None:
            raise self.fail(f"`({size})/{divisor}` is not always whole", "`n*(n+1)/2` is; or give the size a name")
        return quotient

    def is_multiple(self) -> bool:
        """Whether a name touches the number before it, as in `2n`, or stands beside another above R, as in `{m n}`."""
        if not self.next or self.next >= len(self.words):
            return False
        (before, start), (word, place) = self.words[self.next - 1], self.words[self.next]
        if self.above and re.fullmatch(NAME, before) and re.fullmatch(NAME, word) and word not in _TIMES:
            return True
        return before.isdigit() and place == start + len(before) and word[0].isalpha() and word not in _TIMES

    def atom(self) -> Size:
        """A name, a whole number, or a sum in brackets."""
        if self.take("("):
            size = self.size()
            self.expect(")")
            return size
        word = self.peek()
        if not re.fullmatch(rf"{NAME}|[0-9]+", word):
            raise self.fail("a size is a whole number, a name, or a product of them", "`X: m×n`, `x: n` or `a: scalar`")
        if word.isascii() and word.isdigit():
            return self.whole(word)
        if len(word) > 3 and get_close_matches(word, _KNOWN, 1, 0.75):
            raise self.fail(f"`{word}` is not a shape", _near_word(word))
        self.next += 1
        return Size.of(normal(word))

    def whole(self, word: str) -> Size:
        """A fixed size."""
        if len(word) > 7 or not 1 <= int(word) <= _LARGEST_SIZE:
            kind = SyntaxProblem if set(word) == {"0"} else TooLarge
            raise kind(
                f"a size of {word[:20]}",
                hint=f"sizes run from 1 to {_LARGEST_SIZE}",
                position=self.position + self.words[self.next][1],
                length=len(word),
            )
        self.next += 1
        return Size.of(int(word))


def misspelt(text: str) -> bool:
    """Whether a word of the text is nearly one of a declaration's."""
    words = re.findall(r"(?<![\w(])[a-z]{5,}(?![\w(])", text)
    return any(get_close_matches(word, _KNOWN, 1, 0.75) for word in words)


def _near_word(word: str) -> str:
    near = get_close_matches(word, _KNOWN, 1)
    return f"did you mean `{near[0]}`?" if near else "a shape reads `m×n`, `n` or `scalar`, then its properties"


def consistent(facts: frozenset[str], fail: Callable[[str, str], AdjointError]) -> frozenset[str]:
    """The properties, where they can hold together; symmetric and triangular is diagonal."""
    symmetric = bool(facts & {"symmetric", "posdef", "diagonal"})
    triangular = facts & {"lower", "upper"}
    if "skew" in facts and (symmetric or triangular):
        other = sorted(facts & {"symmetric", "posdef", "diagonal", "lower", "upper"})[0]
        raise fail(f"only zero is {other} and skew", "keep one of the properties")
    if "positive" in facts and ("diagonal" in facts or triangular or "skew" in facts):
        other = sorted(facts & {"diagonal", "lower", "upper", "skew"})[0]
        raise fail(f"a {other} matrix has entries that are zero, or of both signs, and none is positive", "`posdef`?")
    if {"orthogonal", "posdef"} <= facts:
        raise fail("only the identity is orthogonal and posdef", "keep one of the properties")
    if (symmetric and triangular) or len(triangular) > 1:
        return (facts - {"lower", "upper", "symmetric"}) | {"diagonal"}
    return facts


def _raised(words: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The words with raised letters, as in `ℝⁿˣᵐ`, as an exponent in brackets."""
    for word, offset in words:
        if word[0] not in _HIGH:
            yield word, offset
            continue
        yield from (("^", offset), ("(", offset))
        yield from _pieces(word.translate(_LOWERED), offset)
        yield (")", offset + len(word) - 1)


def _pieces(word: str, offset: int) -> Iterator[tuple[str, int]]:
    return ((match.group(), offset + match.start()) for match in re.finditer(r"×|[^×\s]+", word))


def _unglued(word: str, offset: int, text: str) -> list[tuple[str, int]]:
    """`3x4` and `nxd`, typed without spaces, as three words."""
    glued = _GLUED.fullmatch(word)
    if glued is None:
        if re.fullmatch(r"x[0-9]+", word) or (word[0] == "x" and word[1:] and text[offset - 1 : offset].isdigit()):
            return [("x", offset), (word[1:], offset + 1)]
        return [(word, offset)]
    first, second = glued.groups()
    return [(first, offset), ("x", offset + len(first)), (second, offset + len(first) + 1)]
