"""What the parser of formulas reads: one kind of token for LaTeX and for plain text.

    kind      text
    name      a letter, or a name in one piece; `y_hat` for a letter with an accent
    word      an upright word, most often a function
    number    as written
    open      ( [ { ⟨ ⌊ ⌈ | ‖, and `group` for the braces of LaTeX
    close     the opening that it closes
    bar       | or ‖, opening or closing by what stands before
    op        an operator of `glyphs.OPERATORS`, or `.^`
    script    ^ or _
    prime     a quote
    one       a bold digit one
    command   frac sqrt sum over nabla partial; differential for a d that is no name
    limit     what goes to nought below `\\lim`
    grid      `open` and `close` of a matrix
    amp, row  & and \\\\
    rel, link a sign between sides, or between relations
    sep       punctuation, or prose with its words
    dots      ...
    other     what has no meaning here
"""

from collections.abc import Sequence

from msgspec import Struct


class Lexeme(Struct, frozen=True):
    """One token with its place in the source."""

    kind: str
    text: str
    start: int
    end: int

    def is_(self, kind: str, *texts: str) -> bool:
        """Whether it is of that kind, and one of the texts where some are given."""
        return self.kind == kind and (not texts or self.text in texts)

    @property
    def nesting(self) -> int:
        """How many levels deeper it is after it."""
        if self.kind == "grid":
            return 1 if self.text == "open" else -1
        return (self.kind == "open") - (self.kind == "close")


def second(place: tuple[int, int]) -> list[Lexeme]:
    """`∇²`, for a Hessian in a word."""
    power = [("script", "^"), ("open", "group"), ("number", "2"), ("close", "group")]
    return [Lexeme("command", "nabla", *place), *(Lexeme(kind, text, *place) for kind, text in power)]


def with_norms(found: Sequence[Lexeme]) -> list[Lexeme]:
    """`||` as the bar of a norm, save where it closes one absolute value and opens the next: `|a||b|`."""
    rest = list(reversed(found))
    done: list[Lexeme] = []
    is_open = False
    while rest:
        lexeme = rest.pop()
        if lexeme.is_("bar", "|") and not is_open and rest and rest[-1].is_("bar", "|") and _touch(lexeme, rest[-1]):
            done.append(Lexeme("bar", "‖", lexeme.start, rest.pop().end))
            continue
        is_open ^= lexeme.is_("bar", "|")
        done.append(lexeme)
    return done


def _touch(one: Lexeme, other: Lexeme) -> bool:
    return one.end == other.start


def outside(found: Sequence[Lexeme], kind: str, text: str) -> int | None:
    """The first place of a lexeme outside brackets."""
    depth = 0
    for place, lexeme in enumerate(found):
        depth += lexeme.nesting
        if depth == 0 and lexeme.is_(kind, text):
            return place
    return None


def between_commas(found: Sequence[Lexeme]) -> list[Sequence[Lexeme]]:
    """The stretches between commas and semicolons, outside brackets."""
    return cut([Lexeme("cut", "", x.start, x.end) if x.is_("sep", ",", ";") else x for x in found], "cut", found)


def cut(found: Sequence[Lexeme], kind: str, whole: Sequence[Lexeme] | None = None) -> list[Sequence[Lexeme]]:
    """The stretches between lexemes of a kind, outside brackets."""
    source = found if whole is None else whole
    parts: list[Sequence[Lexeme]] = []
    depth = start = 0
    for place, lexeme in enumerate(found):
        depth += lexeme.nesting
        if depth == 0 and lexeme.kind == kind:
            parts.append(source[start:place])
            start = place + 1
    return [*parts, source[start:]]
