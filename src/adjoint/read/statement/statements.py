"""A problem's text cut into statements, and each told apart: declaration, definition, bare expression."""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from adjoint.errors import AdjointError, SyntaxProblem, TooLarge
from adjoint.expr.facts import FACTS
from adjoint.read.statement.shapes import Declared, DeclaredFunction, misspelt, read_declaration
from adjoint.read.tree.tokens import NAME, normal

LONGEST_TEXT = 20_000
DEEPEST_NESTING = 100

_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = {")": "(", "]": "[", "}": "{"}
_CONTINUES = re.compile(r"[-+*/=^:,@⊙∘⊘⊗−][ \t]*$")
_NAMES = re.compile(rf"\s*({NAME}(?:\s*,\s*{NAME})*)\s*(:(?!=)|∈|(?<=\s)in\b)\s*")
_SAID = re.compile(
    rf"\s*({NAME}(?:\s*,\s*{NAME})*)\s+(?:(?:is|are|be)\s+)?(?:an?\s+)?"
    rf"((?:{'|'.join(sorted(FACTS, key=len, reverse=True))}|scalar|vector|matrix|and|,|\s)+)\s*[.]?\s*"
)
_IS = re.compile(rf"\s*({NAME}(?:\s*,\s*{NAME})*)\s+(?:is|are|be)\s+(?:an?\s+)?(.+)", re.DOTALL)
_LET = re.compile(r"\s*(?:let|Let)\s+")
_TRAILING = re.compile(r"[^\d\s.,]\s*[.,]$")
_WHERE = re.compile(r"\s(?:where|with|for|given)\s")
_LEFT = re.compile(rf"\s*({NAME})\s*(?:\(\s*({NAME}(?:\s*,\s*{NAME})*)\s*\))?\s*")
_SURE = re.compile(
    r"×|\bR\s*\^|ℝ|[A-Za-z0-9]\s+x\s+[A-Za-z0-9]|->|→|\b(?:scalar|vector|matrix|function)\b(?!\()"
    r"|^[a-z]{4,}(?:[\s,-]+[a-z-]+)*$"
)
_COMMENT = re.compile(r"#[^\n]*")
_EQUALS = re.compile(r"(?<![=<>!]):?=")


class Statement(Struct, frozen=True):
    """An expression in the text from `start` to `end`, and the name that it defines, if any.

    `formals` are the names in brackets of `f(x, y) = ...`; `name_start` is where the name stands.
    """

    name: str | None
    start: int
    end: int
    name_start: int
    formals: tuple[str, ...] | None = None


class Statements(Struct):
    """A text taken apart."""

    declared: dict[str, Declared] = field(default_factory=dict)
    functions: dict[str, DeclaredFunction] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    expressions: list[Statement] = field(default_factory=list)


def without_comments(text: str) -> str:
    """The text with spaces for its comments, so that every place stays."""
    return _COMMENT.sub(lambda match: " " * len(match.group()), text)


def check_limits(text: str) -> None:
    """Refuse text that is too long, or brackets nested too deep, or brackets that do not match."""
    if len(text) > LONGEST_TEXT:
        raise TooLarge(f"a text of {len(text)} characters", hint=f"at most {LONGEST_TEXT} are read")
    list(_stretches(text))


def split(text: str) -> Statements:
    """The statements of a text without comments."""
    check_limits(text)
    found = Statements()
    for stretch in _stretches(text):
        for start, end in _clauses(text, *stretch):
            if text[start:end].strip():
                _sort(text, start, end, found)
    return found


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The statements that commas part; what follows a `where` comes first, so that the formula stays the last."""
    where = _WHERE.search(text, start, end)
    stop = end
    if where and _is_said(text, where.end(), end):
        stop = where.start()
        yield from _parted(text, where.end(), end)
    yield from _parted(text, start, stop)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The statements between commas, where each comma is followed by one."""
    names = _NAMES.match(text, start, end) or _SAID.match(text, start, end)
    begin = start
    for comma in _commas(text, names.end(1) if names else start, end):
        if _is_said(text, comma + 1, end):
            yield begin, comma
            begin = comma + 1
    stop = len(text[:end].rstrip())
    yield begin, stop - 1 if _TRAILING.search(text, begin, stop) else end


def _commas(text: str, start: int, end: int) -> Iterator[int]:
    """The commas outside of brackets."""
    depth = 0
    for position in range(start, end):
        depth += (text[position] in _OPEN) - (text[position] in _CLOSE)
        if text[position] == "," and depth == 0:
            yield position


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether a declaration or a definition begins there."""
    named = re.compile(rf"\s*{NAME}(?:\s*,\s*{NAME})*\s*(?:[:=∈]|\sin\s)").match(text, start, end)
    return bool(named or _SAID.match(text, start, end))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The places of the statements; a bracket or a trailing operator carries one over the line's end."""
    opened: list[int] = []
    start = position = 0
    while position < len(text):
        char = text[position]
        if char in _OPEN:
            _deeper(opened, position)
        elif char in _CLOSE:
            _closed(text, opened, position)
        elif char == ";" and not (opened and text[opened[-1]] == "["):
            if opened:
                raise _unclosed(text, opened[-1])
            yield start, position
            start = position + 1
        elif char == "\n" and not opened and not _CONTINUES.search(text, start, position):
            yield start, position
            start = position + 1
        position += 1
    if opened:
        raise _unclosed(text, opened[-1])
    yield start, position


def _deeper(opened: list[int], position: int) -> None:
    opened.append(position)
    if len(opened) > DEEPEST_NESTING:
        raise TooLarge("brackets nested too deep", hint="give inner parts names", position=position, length=1)


def _closed(text: str, opened: list[int], position: int) -> None:
    char = text[position]
    if not opened or text[opened[-1]] != _CLOSE[char]:
        other = f", where `{text[opened[-1]]}` is open" if opened else ""
        raise SyntaxProblem(
            f"`{char}` closes nothing{other}",
            hint=f"`{_CLOSE[char]}` opens what `{char}` closes",
            position=position,
            length=1,
        )
    opened.pop()


def _unclosed(text: str, position: int) -> SyntaxProblem:
    return SyntaxProblem(
        f"`{text[position]}` is never closed", hint=f"add `{_OPEN[text[position]]}`", position=position, length=1
    )


def _sort(text: str, start: int, end: int, found: Statements) -> None:
    let = _LET.match(text, start, end)
    start = let.end() if let else start
    names = _NAMES.match(text, start, end)
    if names and _declares(text, names, end, found):
        return
    said = _SAID.fullmatch(text, start, end) or _IS.fullmatch(text, start, end)
    if said:
        _enter(said, read_declaration(said.group(2).rstrip(), said.start(2)), found)
        return
    equals = _EQUALS.search(text, start, end)
    if equals is None:
        found.expressions.append(Statement(None, start, end, start))
        return
    left = _LEFT.fullmatch(text, start, equals.start())
    if left is None:
        raise _no_name(text, start, equals.start())
    again = _EQUALS.search(text, equals.end(), end)
    if again or text.startswith("=", equals.end()):
        place = again.start() if again else equals.end()
        raise SyntaxProblem(
            "a second `=` in one statement", hint="one definition a statement", position=place, length=1
        )
    formals = tuple(normal(name.strip()) for name in left.group(2).split(",")) if left.group(2) else None
    found.expressions.append(Statement(normal(left.group(1)), equals.end(), end, left.start(1), formals))


def _no_name(text: str, start: int, end: int) -> SyntaxProblem:
    written = text[start:end].strip()
    place = start + len(text[start:end]) - len(text[start:end].lstrip())
    message = f"the left side `{written}` is not a single name" if written else "nothing stands left of `=`"
    return SyntaxProblem(message, hint="write `name = expression`", position=place, length=max(len(written), 1))


def _declares(text: str, names: re.Match[str], end: int, found: Statements) -> bool:
    """Whether the statement is a declaration; it is entered if so."""
    rest = text[names.end() : end].rstrip()
    if not rest and names.group(2) == ":":
        raise SyntaxProblem(
            "the shape is missing", hint="`X: m×n`, `x: n` or `a: scalar`", position=names.end(2) - 1, length=1
        )
    try:
        declared = read_declaration(rest, names.end())
    except AdjointError:
        sure = _SURE.search(rest) or misspelt(rest)
        if names.group(2) == ":" and not sure and "," not in names.group(1):
            return False
        raise
    _enter(names, declared, found)
    return True


def _enter(names: re.Match[str], declared: Declared | DeclaredFunction, found: Statements) -> None:
    """The names of the first group of a match, declared."""
    for name in names.group(1).split(","):
        _enter_one(normal(name.strip()), declared, (names.start(1), len(names.group(1))), found)


def _enter_one(name: str, declared: Declared | DeclaredFunction, place: tuple[int, int], found: Statements) -> None:
    if name in found.declared or name in found.functions:
        raise SyntaxProblem(
            f"`{name}` is declared twice", hint="keep one of the declarations", position=place[0], length=place[1]
        )
    found.places[name] = place
    if isinstance(declared, DeclaredFunction):
        found.functions[name] = declared
    else:
        found.declared[name] = declared
