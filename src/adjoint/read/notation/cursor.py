"""A place in a row of lexemes, and what the parser of formulas needs to know of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from adjoint.errors import SyntaxProblem, TooLarge
from adjoint.read.tree.lexeme import Lexeme
from adjoint.read.tree.naming import Names
from adjoint.read.tree.syntax import Node

_DEEPEST = 60
_END = Lexeme("end", "", 0, 0)
_STARTS = {"name", "word", "number", "one", "open", "limit"}


class Cursor:
    """Where reading stands; `loose` reads products from the left as plain text does, else side by side binds first.

    `quotes` says that a quote after a name belongs to the name, since the line writes transposes otherwise;
    `mixed` is set where the two ways of reading products, or arguments without brackets, differ; `bound` are the
    indices of the sums around, `joint` the place of a factor that follows another without an operator.
    """

    def __init__(
        self, lexemes: Sequence[Lexeme], names: Names, *, text: bool, loose: bool, quotes: bool, depth: int = 0
    ) -> None:
        self.lexemes = lexemes
        self.names = names
        self.text = text
        self.loose = loose
        self.quotes = quotes
        self.depth = depth
        self.place = 0
        self.mixed = False
        self.joined = False
        self.joint = -1
        self.bars: list[str] = []
        self.bound: frozenset[str] = frozenset()

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level down; refuses what is nested too deep."""
        if self.depth >= _DEEPEST:
            raise TooLarge(
                "a formula nested too deep", hint="give inner parts names", position=self.peek().start, length=1
            )
        self.depth += 1
        yield
        self.depth -= 1

    def inside(self, lexemes: Sequence[Lexeme]) -> Self:
        """A cursor over a part."""
        made = type(self)(lexemes, self.names, text=self.text, loose=self.loose, quotes=self.quotes, depth=self.depth)
        made.bound = self.bound
        return made

    def whole(self) -> Node:
        """All of the lexemes as one formula."""
        node = self.sum()
        if self.place < len(self.lexemes):
            raise self.failure()
        return node

    def part(self, lexemes: Sequence[Lexeme]) -> Node:
        """A part of the lexemes as one formula."""
        inner = self.inside(lexemes)
        if not lexemes:
            raise self.failure()
        node = inner.whole()
        self.mixed |= inner.mixed
        return node

    def sum(self) -> Node:
        """A sum; see `adjoint.read.notation.formula`."""
        raise NotImplementedError

    def product(self) -> Node:
        """A product; see `adjoint.read.notation.formula`."""
        raise NotImplementedError

    def postfix(self) -> Node:
        """An operand with its scripts."""
        raise NotImplementedError

    def factor(self) -> Node:
        """An operand that may be a derivative or a sum over indices."""
        raise NotImplementedError

    def peek(self, ahead: int = 0) -> Lexeme:
        """The lexeme to come."""
        place = self.place + ahead
        return self.lexemes[place] if place < len(self.lexemes) else _END

    def at(self, kind: str, *texts: str) -> bool:
        """Whether the lexeme to come is of that kind."""
        return self.peek().is_(kind, *texts)

    def take(self) -> Lexeme:
        """Step over the lexeme to come."""
        found = self.peek()
        if found is _END:
            raise self.failure()
        self.place += 1
        return found

    @property
    def end(self) -> int:
        """Where the lexeme before the place ends."""
        return self.lexemes[self.place - 1].end if self.place else (self.lexemes[0].start if self.lexemes else 0)

    def failure(self, message: str = "", hint: str = "") -> SyntaxProblem:
        """A complaint about the lexeme to come."""
        found = self.peek()
        hint = hint or "an operator, an operand or a bracket is missing"
        if found is _END:
            return SyntaxProblem(message or "the formula ends too early", hint=hint, position=self.end, length=1)
        what = message or f"`{found.text}` does not fit here"
        return SyntaxProblem(what, hint=hint, position=found.start, length=max(found.end - found.start, 1))

    def starts(self, ahead: int = 0) -> bool:
        """Whether an operand begins there."""
        found = self.peek(ahead)
        if found.kind == "bar":
            return not (self.bars and self.bars[-1] == found.text)
        if found.kind == "command":
            return found.text != "over"
        return found.kind in _STARTS or found.is_("grid", "open")

    def matching(self, start: int) -> int:
        """The place of the bracket that closes the one at `start`."""
        depth = 0
        for place in range(start, len(self.lexemes)):
            depth += self.lexemes[place].nesting
            if depth == 0:
                return place
        opening = self.lexemes[start]
        what = {"group": "{", "open": "\\begin"}.get(opening.text, opening.text)
        raise SyntaxProblem(
            f"`{what}` is never closed", hint="a bracket is missing", position=opening.start, length=1
        )

    def argument(self) -> Sequence[Lexeme]:
        """The lexemes of a script or of a part of a fraction: a group without its braces, or one lexeme."""
        if self.at("open", "group"):
            start, stop = self.place + 1, self.matching(self.place)
            self.place = stop + 1
            return self.lexemes[start:stop]
        start = self.place
        found = self.take()
        if found.kind == "number" and found.text[0] == "." and not self.text:
            self.place = start
            raise self.failure("a decimal that is no argument without braces", "`\\frac{.5}{x}`")
        if found.kind == "number" and len(found.text) > 1 and not self.text:
            return self.split_number(found)
        if self.text and found.is_("op", "-"):
            self.take()
        if self.text and found.kind == "open":
            self.place = self.matching(start) + 1
        if found.is_("command", "frac"):
            self.argument()
            self.argument()
        return self.lexemes[start : self.place]

    def split_number(self, found: Lexeme) -> Sequence[Lexeme]:
        """The first digit of a number, as TeX takes it in `\\frac12`; the others stay to come."""
        first = Lexeme("number", found.text[0], found.start, found.start + 1)
        rest = Lexeme("number", found.text[1:], found.start + 1, found.end)
        self.lexemes = [*self.lexemes[: self.place - 1], first, rest, *self.lexemes[self.place :]]
        return [first]
