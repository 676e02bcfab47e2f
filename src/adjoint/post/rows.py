"""A formula of a post cut into the rows that people number in their heads, macros written out."""

import re

from adjoint.errors import AdjointError
from adjoint.read.tex.macros import definitions, expanded
from adjoint.read.tex.tex import Tex, joined

_ENVIRONMENT = re.compile(r"(?:[bpvBV]?matrix|smallmatrix|array|cases)\*?")
_CONTINUES = re.compile(r"^\s*(?:&\s*)*(?:[-+:]|\\(?:cdot|odot|times|qquad|quad))")
_DECORATION = re.compile(
    r"\\(?:begin|end)\{(?:align|alignat|aligned|alignedat|equation|eqnarray|gather|gathered|multline|split|flalign)\*?\}"
    r"(?:\{\d*\})?|\\(?:tag|label)\*?\{[^{}]*\}|\\(?:no(?:number|tag)|displaystyle)(?![A-Za-z])"
)


def prelude(formulas: list[str]) -> str:
    """The macros that the formulas of a post define, which hold in all of them."""
    found = ""
    for text in formulas:
        try:
            found += definitions(text) if "\\def" in text or "\\new" in text or "\\let" in text or "Op" in text else ""
        except AdjointError:
            continue
    return found


def rows(formula: str, macros: str) -> list[str]:
    """The rows of a formula, without macros and alignment; raises `TooLarge` where its macros do not end."""
    found: list[str] = []
    for row in _split(expanded(macros + _DECORATION.sub(" ", formula))):
        text = _DECORATION.sub(" ", joined(row))
        if found and text.strip() and _CONTINUES.match(text):
            found[-1] += f" {text}"
        else:
            found.append(text)
    return [tidy for text in found if (tidy := _tidied(text))]


def is_torn(row: str) -> bool:
    """Whether the braces of a row do not match, so that it was cut off or mistyped."""
    depth = 0
    for match in re.finditer(r"\\.|[{}]", row):
        depth += (match.group() == "{") - (match.group() == "}")
        if depth < 0:
            return True
    return depth != 0


def _split(found: list[Tex]) -> list[list[Tex]]:
    """The stretches between `\\\\`, outside braces and matrices."""
    done: list[list[Tex]] = [[]]
    depth = inside = 0
    for place, piece in enumerate(found):
        depth += (piece.text == "{") - (piece.text == "}")
        if piece.text in (r"\begin", r"\end") and _ENVIRONMENT.match(joined(found[place + 2 : place + 14])):
            inside += 1 if piece.text == r"\begin" else -1
        if piece.text == "\\\\" and depth <= 0 and inside <= 0:
            done.append([])
        else:
            done[-1].append(piece)
    return done


def _tidied(text: str) -> str:
    """A row on one line, without alignment, numbers and the punctuation at its end."""
    text = re.sub(r"^\s*\[\d+(?:\.\d+)?(?:pt|em|ex|mm)\]", "", text)
    inside = "matrix" in text or "array" in text or "cases" in text
    text = " ".join((text if inside else text.replace("&", " ")).split())
    text = re.sub(r"(?:(?<!\\)[.,;]|\\qquad|\\quad|\s)+$", "", text)
    return f"{{{text}}}" if re.search(r"\\over(?![A-Za-z])", text) and _is_bare_over(text) else text


def _is_bare_over(text: str) -> bool:
    """Whether `\\over` stands outside all braces, and so divides the whole formula."""
    depth = 0
    for match in re.finditer(r"\\over(?![A-Za-z])|\\.|[{}]", text):
        depth += (match.group() == "{") - (match.group() == "}")
        if match.group() == "\\over" and depth == 0:
            return True
    return False
