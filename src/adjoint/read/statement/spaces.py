"""What stands side by side without an operator, where that has two meanings or none."""

import re
from itertools import pairwise

from lark import Token

from adjoint.errors import AdjointError, Ambiguous, SyntaxProblem, Unsupported
from adjoint.read.tree.tokens import ENDS_OPERAND

_BEGINS = {"NAME", "NUMBER", "LPAR", "LSQB", "NORM_OPEN", "BAR_OPEN", "FUNCTION", "RATE"}
_INDEX = re.compile(r"[0-9]+|[i-l]|end")


def check_spaces(tokens: list[Token], text: str) -> None:
    """Refuse cells of a block parted by spaces, and numbers that run into each other."""
    brackets: list[str] = []
    _check_all(tokens)
    for place, (left, right) in enumerate(pairwise(tokens)):
        if left.type in ("LPAR", "LSQB", "LBRACE"):
            brackets.append(left.type)
        elif left.type in ("RPAR", "RSQB", "RBRACE") and brackets:
            brackets.pop()
        gap = text[left.end_pos or 0 : right.start_pos]
        if left.type == "NUMBER" and right.type == "NUMBER" and (not gap or brackets[-1:] != ["LSQB"]):
            raise _failure(SyntaxProblem, left, right, "two numbers without a sign between them", "`2*3` or `2.3`")
        if left.type == "NUMBER" and left == "0" and not gap and re.fullmatch(r"x[0-9A-Fa-f]+", right):
            raise _failure(Unsupported, left, right, "a hexadecimal number", "numbers are decimal")
        if gap and "\n" not in gap and brackets[-1:] == ["LSQB"]:
            _check_cell(left, right, tokens[place + 2 : place + 3], text)


def _check_all(tokens: list[Token]) -> None:
    """Complain of `X(:)`."""
    for opening, colon, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (opening.type, colon.type, closing.type) == ("LPAR", "COLON", "RPAR"):
            raise _failure(Unsupported, opening, closing, "all entries by `(:)`", "`vec(X)` stacks the columns of X")


def _check_cell(left: Token, right: Token, after: list[Token], text: str) -> None:
    """Complain of a space in a block that parts two cells elsewhere."""
    signed = right.type in ("MINUS", "PLUS") and bool(after) and after[0].start_pos == right.end_pos
    if left.type in ENDS_OPERAND and (right.type in _BEGINS or signed):
        cells = [text[left.start_pos : left.end_pos], text[right.start_pos : (after[0] if signed else right).end_pos]]
        raise _failure(
            Ambiguous,
            left,
            right,
            "a space within brackets: a product, or the next cell?",
            f"cells are parted by commas: `[{', '.join(cells)}]`",
        )


def is_index(tokens: list[Token]) -> bool:
    """Whether what stands in round brackets looks like the index of an entry, as in `x(2)` and `A(1, :)`."""
    kinds = {token.type for token in tokens}
    return kinds <= {"NUMBER", "COMMA", "COLON", "NAME"} and all(
        _INDEX.fullmatch(token) for token in tokens if token.type in ("NUMBER", "NAME")
    )


def _failure(
    kind: type[AdjointError], left: Token, right: Token, message: str, hint: str
) -> AdjointError:
    start = left.start_pos or 0
    return kind(message, hint=hint, position=start, length=(right.end_pos or 0) - start)
