"""Formulas that stand among words without dollars: in plain text, in code, or where a page has lost its brackets."""

import re
from collections.abc import Iterator
from itertools import takewhile

from adjoint.read.sense.functions import BUILTINS
from adjoint.read.tree.glyphs import LETTERS

_OPEN, _CLOSE = "{([", "})]"
_RELATION = re.compile(r"(?<![<>!])=(?!>)|\\(?:in|approx|equiv|triangleq|coloneqq)(?![A-Za-z])|∈|≈|≡|≜")
_SIGN = re.compile(r"(?:\.[*/^]|:=|\*\*|[-+*/:=<>|⊙⊗∘×·⋅@≈∈≡≤≥→⟹~−]|=\?=|<=|>=|=>|\\[,;:! ]|&)+")
_NAME = re.compile(r"[-−]?(?:d|∂|∇_?)?\(?[A-Za-zα-ωΑ-Ω](?:\d+|_\{?\w+\}?|[\u0302\u0303])?(?:['′ᵀ²³⁻¹]|\.T|\^\S+)*\)?")
_SLOPE = re.compile(r"[d∂]\w{1,3}(?:/[d∂]\w{1,3})?|[d∂]/[d∂]\w{1,3}")
_GREEK = frozenset(
    """alpha beta gamma delta epsilon eta theta lambda lam mu nu xi rho sigma tau phi chi psi omega tr det log exp diag
    vec inv grad hess""".split()
)
_SHORT = frozenset(
    """as at be by do go he if in is it me my no of oh ok on or so to up us we an am hi im et al eg ie vs ps thx and the
    for you are not but can has how why who its our was did all any get use may now one two see say let via""".split()
)
_WEAK = frozenset(["a", "A", "I", "-", "–", "—", ":", "/", "~", "<", ">", "|", "&", "*"])
_KNOWN = re.compile(
    rf"(?<![A-Za-z])(?:trace|transpose|d?(?:{'|'.join(one for one in LETTERS if len(one) > 3)})"
    rf"|(?:{'|'.join(one for one in BUILTINS if len(one) > 3)})(?=['′]*\())(?![A-Za-z])"
)
"""Long words that may stand in a formula."""
_END = re.compile(r"(?<!\\)[.,;:!?]+$")
_FACTORS = re.compile(r"\d+(?:\.\d+)?[A-Za-z]{1,4}['′ᵀ]*|[A-Z][a-z]|[A-Z]{2,4}['′ᵀ]*|[a-z]{2}")
"""What may be a number and letters, as `2Ax`, where a formula lacks a side."""
_SPACE = re.compile(r"\\[,;:! ]")


def bare(text: str) -> Iterator[tuple[str, bool, bool]]:
    """The stretches of a text: as written, whether it is a formula, and whether that fills its line."""
    for number, row in enumerate(_unbroken(text.split("\n"))):
        if number:
            yield "\n", False, False
        runs = list(_runs(row))
        for stretch, formula in runs:
            yield stretch, formula, formula and not any(other.strip(" .,;:") for other, one in runs if not one)


def _unbroken(rows: list[str]) -> list[str]:
    """The rows, a formula that goes on in the next row put together again."""
    done: list[str] = []
    for row in rows:
        if done and _goes_on(done[-1], row):
            done[-1] = f"{done[-1].rstrip()} {row.lstrip()}"
        else:
            done.append(row)
    return done


def _goes_on(above: str, row: str) -> bool:
    """Whether a row begins with a factor, or a sign and a term, of the formula that ends the one above."""
    tokens = [token for token in _tokens(row) if token.strip()]
    before = [token for token in _tokens(above) if token.strip()]
    lead = list(takewhile(_is_mathematics, tokens))
    if not lead or not before or not _is_mathematics(before[-1]):
        return False
    sure = lead[0][0] in "\\+-*:·" or before[-1][-1] in "=+-*:"
    return sure and not _RELATION.search("".join(lead))


def _runs(row: str) -> Iterator[tuple[str, bool]]:
    """The words and formulas of one line."""
    words: list[str] = []
    run: list[str] = []
    for token in [*_tokens(row), ""]:
        inner = _END.sub("", token.strip()) or token.strip()
        if token and (not token.strip() or _is_mathematics(inner) or _is_awaited(run, inner)):
            (run if run or token.strip() else words).append(token)
            if token.strip() == inner or not token.strip():
                continue
        if run:
            before, formula, after = _trimmed(run, not token.strip())
            if _counts(formula) and not _is_torn([*words, *before], formula, after, token):
                yield "".join([*words, *before]), False
                yield "".join(formula), True
                words = after
            else:
                words += run
            run = []
            if _END.search(token.strip()) and _is_mathematics(inner):
                continue
        words.append(token)
    yield "".join(words), False


def _tokens(row: str) -> Iterator[str]:
    """The row cut at white space, but not inside brackets that close on it, nor after a control word."""
    place = start = depth = 0
    while place < len(row):
        char = row[place]
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char.isspace() and (depth == 0 or not _closes(row, place)):
            if start < place:
                yield row[start:place]
            yield char
            start, depth = place + 1, 0
        place += 1
    if start < len(row):
        yield row[start:]


def _closes(row: str, place: int) -> bool:
    return any(char in row[place:] for char in _CLOSE)


def _is_mathematics(token: str) -> bool:
    """Whether a token can stand in a formula."""
    token = _SPACE.sub("", token) or token
    if not token or "://" in token or ("@" in token[1:-1] and "." in token):
        return False
    if re.search(r"\\[A-Za-z]", token) or _SIGN.fullmatch(token):
        return True
    if _SLOPE.fullmatch(token) and token not in ("do", "did", "due", "day", "dot"):
        return True
    if token.lower() in _SHORT or re.fullmatch(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}", token):
        return token in _GREEK
    if _NAME.fullmatch(token) or re.fullmatch(r"\d+(?:\.\d+)?(?:/\d+)?", token):
        return True
    if re.search(r"[A-Za-z]{4,}", _KNOWN.sub("", token)):
        return False
    mixed = re.search(r"[=^_*+()|‖:∂∇⊙⊗]", token) or re.fullmatch(r"[A-Za-z]{2,3}\d?'?", token)
    return bool(mixed) and bool(re.search(r"[A-Za-zα-ω0-9]", token))


def _is_awaited(run: list[str], token: str) -> bool:
    """Whether letters stand where a formula lacks a side or a term: it ends in a sign that relates or adds."""
    before = next((one for one in run[::-1] if one.strip()), "")
    lacking = before in ("=", ":=", "&=", "≈") or (before in "+-−" and _RELATION.search("".join(run)) is not None)
    return bool(before) and lacking and bool(_FACTORS.fullmatch(token))


def _trimmed(run: list[str], last: bool) -> tuple[list[str], list[str], list[str]]:
    """A run without the signs and single letters at its ends that are rather prose; the `I` that ends a row is not."""
    start, end = 0, len(run)
    while start < end and (not run[start].strip() or (run[start] in _WEAK and not _joins(run, start, 1))):
        start += 1
    while end > start and (not run[end - 1].strip() or (run[end - 1] in _WEAK and not _joins(run, end - 1, -1))):
        if last and run[end - 1] == "I" and _RELATION.search("".join(run)):
            break
        end -= 1
    return run[:start], run[start:end], run[end:]


def _joins(run: list[str], place: int, step: int) -> bool:
    """Whether the next token that way is an operator, so that a letter is a factor or a side."""
    if not run[place].isalpha():
        return False
    place += step
    while 0 <= place < len(run) and not run[place].strip():
        place += step
    return 0 <= place < len(run) and bool(_SIGN.fullmatch(run[place]))


def _is_torn(before: list[str], formula: list[str], after: list[str], following: str) -> bool:
    """Whether a part of the formula seems to stand among the words: a side before its sign, a factor behind one."""
    lost = formula[0][0] in "=≈" and any(word.strip() for word in before)
    return lost or (":" in [word.strip() for word in after] and bool(following.strip()))


def _counts(run: list[str]) -> bool:
    """Whether a run is a formula for sure: it relates two things, or is written in LaTeX."""
    text = "".join(run).strip()
    if re.search(r"\\(?:frac|partial|nabla|mathbf|mathrm|left|mathbb|operatorname|boldsymbol|top)\b", text):
        return True
    return bool(_RELATION.search(text)) and len(text) > 2 and not text.endswith("=")
