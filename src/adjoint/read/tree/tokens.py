"""From characters to tokens: one table of spellings, ASCII and Unicode."""

import re
from collections.abc import Iterator

from lark import Token

from adjoint.errors import SyntaxProblem

LETTER = r"[^\W\d_¼½¾⅐-⅞ᵀᴴ⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
NAME = rf"{LETTER}(?:{LETTER}|[0-9₀-₉])*(?:_(?:(?:{LETTER}|[0-9])+|\{{(?:{LETTER}|[0-9]|,)+\}}))*"
_NUMBER = r"[¼½¾⅐-⅞]|(?:\d+(?:\.(?![*/^'T])\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_T = r"(?:T|⊤|ᵀ|\\top\b)"
_END = rf"(?!{LETTER}|[0-9_])"

_TABLE = [
    ("SPACE", r"[ \t\r\n\f\v\u00a0]+"),
    ("NUMBER", _NUMBER),
    ("RATE", rf"∂\s*(?:{NAME})\s*/\s*∂\s*(?:{NAME})"
             rf"|∂²\s*(?:{NAME})\s*/\s*∂\s*(?:{NAME})\s*(?:²|∂\s*(?:{NAME}))"),
    ("TURNED", rf"\^\s*(?:{_T}(?![0-9_])|\{{\s*{_T}\s*\}})|\.T{_END}|\.'|[ᵀ⊤]"),
    ("INVERSE_TURNED", rf"\^\s*(?:[-−]\s*{_T}(?![0-9_])|\{{\s*[-−]\s*{_T}\s*\}})|⁻ᵀ"),
    ("RAISED", r"⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"),
    ("NAME", NAME),
    ("ENTRY_POWER", r"\.\^|\.\*\*"),
    ("TIMES", r"\.\*(?!\*)|\./|[⊙∘⊘⊗]|(?<!\*)\*(?!\*)|[·⋅∗@/÷]"),
    ("POWER", r"\^|\*\*"),
    ("PLUS", r"\+"),
    ("MINUS", r"[-−–]"),
    ("COLON", r":(?!=)"),
    ("LPAR", r"\("),
    ("RPAR", r"\)"),
    ("LBRACE", r"\{"),
    ("RBRACE", r"\}"),
    ("LSQB", r"\["),
    ("RSQB", r"\]"),
    ("COMMA", r","),
    ("SEMICOLON", r";"),
    ("NORM", r"\|\||‖|∥"),
    ("BAR", r"\|"),
    ("QUOTE", r"['′’\"]"),
]  # fmt: skip
_SCAN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TABLE))
_OPERATORS = {
    "⊙": ".*", "∘": ".*", "⊘": "./", "⊗": "kron", "·": "*", "⋅": "*", "∗": "*", "@": "*", "÷": "/",
}  # fmt: skip
_SUBSCRIPT = re.compile(r"_(?:\{([^{}]*)\}|([0-9A-Za-z*∞]+|∗))|([₁₂])")
_STRING = re.compile(r"(['\"])([^'\"\n]*)\1")
_BRACKETED = [["POWER", "LPAR", "NAME", "RPAR"], ["POWER", "LPAR", "MINUS", "NAME", "RPAR"]]
ENDS_OPERAND = frozenset(
    {"NUMBER", "NAME", "RPAR", "RSQB", "RBRACE", "QUOTE", "TURNED", "INVERSE_TURNED", "RAISED", "NORM_CLOSE",
     "BAR_CLOSE", "RATE"}
)  # fmt: skip
_HINTS = {
    "\\": "`inv(A)*b` solves A*x = b",
    "=": "a statement has one `=`, after a single name",
    "×": "the matrix product is `A*B`; `×` stands only in shapes",
    "!": "`exp(gammaln(n + 1))` is the factorial",
    "<": "inequalities are not expressions; the inner product is `x'*y`",
    "%": "`#` starts a comment; percents are written as decimals",
    ".": "names have no dots, as in `trace(X)`; operators are .* ./ .^",
    ">": "inequalities are not expressions",
    "∂": "a derivative is written `∂g/∂a` or `D(g, a)`",
    "&": "Hadamard products are written `.*`",
    "√": "write `sqrt(x)`",
    "∑": "write `sum(X)`",
    "∇": "ask for the gradient instead of writing it",
}


def normal(name: str) -> str:
    """The one spelling of a name: `A_4`, `A_{4}` and `A₄` are `A4`, `x_{new}` is `x_new`."""
    pieces = name.translate(_LOW).replace("{", "").replace("}", "").replace(",", "").split("_")
    text = pieces[0]
    for piece in pieces[1:]:
        text += piece if piece.isdigit() else f"_{piece}"
    return text


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch of the text, placed in the whole of it."""
    found: list[Token] = []
    bars: list[str] = []
    position = start
    while position < end:
        match = _SCAN.match(text, position, end)
        if match is None:
            char = text[position]
            raise SyntaxProblem(
                f"`{char}` has no meaning here",
                hint=_HINTS.get(char, "operators are + - * / ^ ' : and .* ./ .^"),
                position=position,
                length=1,
            )
        kind = match.lastgroup or ""
        position = match.end()
        if kind == "SPACE":
            continue
        after = bool(found) and found[-1].type in ENDS_OPERAND
        if kind == "QUOTE" and not (after and match.group() != '"'):
            position = _string(text, match.start(), end, found)
        elif kind in ("NORM", "BAR"):
            position = _bar(text, kind, match, found, bars, after)
        else:
            _hide(kind, bars)
            found.append(_token(kind, _value(kind, match.group()), match.start(), position))
    return found


def _hide(kind: str, bars: list[str]) -> None:
    """Brackets hide the norms outside them until they close."""
    if kind in ("LPAR", "LSQB", "LBRACE"):
        bars.append("(")
    elif kind in ("RPAR", "RSQB", "RBRACE"):
        while bars and bars.pop() != "(":
            pass


def _bar(text: str, kind: str, match: re.Match[str], found: list[Token], bars: list[str], after: bool) -> int:
    closes = after and bool(bars) and bars[-1] == kind
    if not closes:
        bars.append(kind)
        found.append(_token(f"{kind}_OPEN", "", match.start(), match.end()))
        return match.end()
    bars.pop()
    subscript = _SUBSCRIPT.match(text, match.end()) if kind == "NORM" else None
    value = subscript[subscript.lastindex or 0].translate(_LOW).strip() if subscript else ""
    stop = subscript.end() if subscript else match.end()
    found.append(_token(f"{kind}_CLOSE", value, match.start(), stop))
    return stop


def _string(text: str, position: int, end: int, found: list[Token]) -> int:
    match = _STRING.match(text, position, end)
    if match is None:
        raise SyntaxProblem(
            "this quote neither transposes nor opens a string that ends",
            hint="a transpose follows its operand: `A'`",
            position=position,
            length=1,
        )
    found.append(_token("STRING", match.group(2), position, match.end()))
    return match.end()


def _value(kind: str, text: str) -> str:
    if kind == "NAME":
        return normal(text)
    if kind == "TIMES":
        return _OPERATORS.get(text, text)
    if kind == "RAISED":
        return text.translate(_HIGH)
    if kind == "RATE":
        of, *by = (part.strip() for part in re.split(r"/\s*∂|∂²?", text) if part.strip())
        by = [by[0][:-1].rstrip()] * 2 if by[-1].endswith("²") else by
        return "|".join(normal(part) for part in (of, *by))
    return text


def _token(kind: str, value: str, start: int, end: int) -> Token:
    return Token(kind, value, start_pos=start, end_pos=end)


def bracketed_turns(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Where `^(T)` or `^(-T)` stands: the first index and the one after the last."""
    for index in range(len(tokens)):
        for kinds in _BRACKETED:
            found = tokens[index : index + len(kinds)]
            if [token.type for token in found] == kinds and found[-2] == "T":
                yield index, index + len(kinds)


def applications(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """For each name, its index and how many primes stand between it and a `(`; -1 where none follows."""
    for index, token in enumerate(tokens):
        if token.type == "NAME":
            after = index + 1
            while after < len(tokens) and tokens[after].type == "QUOTE":
                after += 1
            applied = after < len(tokens) and tokens[after].type == "LPAR"
            yield index, after - index - 1 if applied else -1
