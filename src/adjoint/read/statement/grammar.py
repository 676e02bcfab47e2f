"""The grammar of expressions, as `lark` takes it, and the tree that it yields."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import numeric

from msgspec.structs import replace

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.lexer import Lexer

from adjoint.errors import Ambiguous, SyntaxProblem, TooLarge
from adjoint.read.tree.syntax import (
    Applied,
    Blocks,
    Factors,
    Frobenius,
    Name,
    Negation,
    Node,
    Norm,
    Numeral,
    Quoted,
    Raised,
    Rate,
    Terms,
    Transposed,
)  # fmt: skip

GRAMMAR = r"""
start: sum
sum: colon ((PLUS | MINUS) colon)*
colon: product (COLON product)*
product: unary (TIMES unary | power)*
unary: MINUS unary -> negative
     | PLUS unary -> positive
     | power -> same
power: atom suffix*
suffix: QUOTE -> turned
      | TURNED -> turned
      | INVERSE_TURNED -> inverse_turned
      | RAISED -> raised
      | POWER exponent -> power_suffix
      | ENTRY_POWER exponent -> entry_suffix
exponent: MINUS exponent -> negative
        | PLUS exponent -> positive
        | atom -> same
        | LBRACE sum RBRACE -> braced
atom: NUMBER -> numeral
    | NAME -> name
    | RATE -> rate
    | LPAR sum RPAR -> grouped
    | FUNCTION QUOTE* LPAR arguments RPAR -> applied
    | NORM_OPEN sum NORM_CLOSE -> norm
    | BAR_OPEN sum BAR_CLOSE -> bars
    | LSQB row (SEMICOLON row)* RSQB -> blocks
row: sum (COMMA sum)*
arguments: argument (COMMA argument)*
argument: sum -> same
        | STRING -> quoted
%declare PLUS MINUS COLON TIMES QUOTE TURNED INVERSE_TURNED RAISED POWER ENTRY_POWER LBRACE RBRACE NUMBER NAME RATE
%declare LPAR RPAR FUNCTION NORM_OPEN NORM_CLOSE BAR_OPEN BAR_CLOSE LSQB RSQB SEMICOLON COMMA STRING
"""
_POWERS = ("power", "entry")
_LONGEST_NUMBER = 60
_LARGEST_EXPONENT = 300


class _Tokens(Lexer):
    """Hands on the tokens that `adjoint.read.tree.tokens` made."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        yield from lexer_state


def _close(token: Token) -> int:
    return token.end_pos or 0


def _open(token: Token) -> int:
    return token.start_pos or 0


def _exact(token: Token) -> Fraction:
    exponent = token.lower().partition("e")[2] or "0"
    if len(token) > _LONGEST_NUMBER or abs(int(exponent)) > _LARGEST_EXPONENT:
        raise TooLarge(
            "a number with too many digits",
            hint=f"at most {_LONGEST_NUMBER} digits and exponents up to {_LARGEST_EXPONENT}",
            position=_open(token),
            length=len(token),
        )
    return Fraction(str(token)) if token.isascii() else Fraction(numeric(token)).limit_denominator(10)


class _Build(Transformer[Token, Any]):
    """One method for each rule; lark calls them as the rules complete."""

    def start(self, items: list[Any]) -> Node:
        return items[0]  # type: ignore[no-any-return]

    def same(self, items: list[Any]) -> Node:
        return items[0]  # type: ignore[no-any-return]

    def sum(self, items: list[Any]) -> Node:
        if len(items) == 1:
            return items[0]  # type: ignore[no-any-return]
        terms = [
            ("+", items[0]),
            *(("+" if s.type == "PLUS" else "-", t) for s, t in zip(items[1::2], items[2::2], strict=True)),
        ]
        return Terms(items[0].start, items[-1].end, tuple(terms))

    def colon(self, items: list[Any]) -> Node:
        if len(items) == 1:
            return items[0]  # type: ignore[no-any-return]
        return Frobenius(items[0].start, items[-1].end, tuple(items[::2]))

    def product(self, items: list[Any]) -> Node:
        if len(items) == 1:
            return items[0]  # type: ignore[no-any-return]
        rest: list[tuple[str, Node]] = []
        sign = "*"
        for item in items[1:]:
            if isinstance(item, Token):
                sign = str(item)
            else:
                rest.append((sign, item))
                sign = "*"
        return Factors(items[0].start, items[-1].end, items[0], tuple(rest))

    def negative(self, items: list[Any]) -> Node:
        return Negation(_open(items[0]), items[1].end, items[1])

    def positive(self, items: list[Any]) -> Node:
        return items[1]  # type: ignore[no-any-return]

    def power(self, items: list[Any]) -> Node:
        node = items[0]
        for (before, *_), (kind, _, end) in pairwise(items[1:]):
            if before in _POWERS and kind in _POWERS:
                raise Ambiguous(
                    "a power of a power: from the left, or from the right?",
                    hint="write `(x^a)^b` or `x^(a^b)`",
                    position=node.start,
                    length=end - node.start,
                )
        for kind, exponent, end in items[1:]:
            if kind == "turned":
                node = Transposed(node.start, end, node)
            else:
                node = Raised(node.start, end, node, exponent, kind == "entry")
                node = Transposed(node.start, end, node) if kind == "inverse_turned" else node
        return node  # type: ignore[no-any-return]

    def turned(self, items: list[Any]) -> tuple[str, Node | None, int]:
        return ("turned", None, _close(items[0]))

    def inverse_turned(self, items: list[Any]) -> tuple[str, Node | None, int]:
        return ("inverse_turned", Numeral(_open(items[0]), _close(items[0]), Fraction(-1)), _close(items[0]))

    def raised(self, items: list[Any]) -> tuple[str, Node | None, int]:
        return ("power", Numeral(_open(items[0]), _close(items[0]), _exact(items[0])), _close(items[0]))

    def power_suffix(self, items: list[Any]) -> tuple[str, Node | None, int]:
        return ("power", items[1], items[1].end)

    def entry_suffix(self, items: list[Any]) -> tuple[str, Node | None, int]:
        return ("entry", items[1], items[1].end)

    def braced(self, items: list[Any]) -> Node:
        return replace(items[1], start=_open(items[0]), end=_close(items[2]))  # type: ignore[no-any-return]

    grouped = braced

    def numeral(self, items: list[Any]) -> Node:
        return Numeral(_open(items[0]), _close(items[0]), _exact(items[0]))

    def name(self, items: list[Any]) -> Node:
        return Name(_open(items[0]), _close(items[0]), str(items[0]))

    def rate(self, items: list[Any]) -> Node:
        return Rate(_open(items[0]), _close(items[0]), items[0].split("|")[0], tuple(items[0].split("|")[1:]))

    def applied(self, items: list[Any]) -> Node:
        arguments = tuple(items[-2])
        if items[0] == "norm" and isinstance(arguments[-1], Name) and arguments[-1].name in ("inf", "Inf"):
            arguments = (*arguments[:-1], Quoted(arguments[-1].start, arguments[-1].end, "inf"))
        return Applied(_open(items[0]), _close(items[-1]), str(items[0]), len(items) - 4, arguments)

    def norm(self, items: list[Any]) -> Node:
        return Norm(_open(items[0]), _close(items[2]), items[1], str(items[2]))

    def bars(self, items: list[Any]) -> Node:
        return Norm(_open(items[0]), _close(items[2]), items[1], "|")

    def blocks(self, items: list[Any]) -> Node:
        return Blocks(_open(items[0]), _close(items[-1]), tuple(items[1::2]))

    def row(self, items: list[Any]) -> tuple[Node, ...]:
        return tuple(items[::2])

    def arguments(self, items: list[Any]) -> list[Node]:
        return items[::2]

    def quoted(self, items: list[Any]) -> Node:
        return Quoted(_open(items[0]), _close(items[0]), str(items[0]))


_TABLES = Path(__file__).with_name("__pycache__") / "grammar.lark"
"""Where lark keeps the tables that it makes of the grammar, beside the byte code and as disposable as that."""


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_Tokens, transformer=_Build(), cache=str(_TABLES))


_WORDS = {
    "PLUS": "`+`", "MINUS": "`-`", "NAME": "a name", "NUMBER": "a number", "LPAR": "`(`", "RPAR": "`)`",
    "FUNCTION": "a function", "COMMA": "`,`", "NORM_CLOSE": "`||`", "BAR_CLOSE": "`|`", "RSQB": "`]`", "RBRACE": "`}`",
}  # fmt: skip


def parse(tokens: list[Token], text: str, end: int) -> Node:
    """The tree of an expression; `end` is where its statement ends."""
    try:
        return _parser().parse(tokens)  # type: ignore[return-value]
    except UnexpectedToken as error:
        place = error.token
        at_end = place.type == "$END"
        position = end if at_end else _open(place)
        length = 1 if at_end else _close(place) - position
        what = (
            "the expression ends too early" if at_end else f"`{text[position : position + length]}` does not fit here"
        )
        wanted = [word for kind, word in _WORDS.items() if kind in error.accepts]
        hint = (
            f"expected {', '.join(wanted[:-1])}{' or ' if wanted[:-1] else ''}{wanted[-1]}"
            if wanted
            else "an operator or a bracket is missing"
        )
        raise SyntaxProblem(what, hint=hint, position=position, length=length) from None
