"""What people write beside a formula: numbers and labels before it, reasons, remarks and numbers behind it.

All of it becomes spaces, so that every place in the line stays. What may be a part of the formula is left alone.
"""

import re
from collections.abc import Sequence

from adjoint.expr.facts import FACTS
from adjoint.read.tree.glyphs import CONNECTIVES, FUNCTIONS, LETTERS
from adjoint.read.tree.naming import Names

_NUMBER = r"\d{1,2}(?:\.\d{1,2})*[a-z]?'?"
_COUNTED = rf"(?:{_NUMBER}|[ivx]{{1,4}}|[A-Za-z]|\*{{1,3}}|[†‡★])"
_FORMULA = r"(?=\s*(?:[A-Za-z\\$∂∇{(\[|‖0-9=&]|[-−]\S|[^\W\d_]))"
_BOLD = re.compile(
    r"\s*(\*\*|__)(?=\S)(?P<inside>[^*=]*?[.:)\w])\1(?=\s|:|$)|\s*\\(?:textbf|textit|emph)\{(?P<tex>[^{}=]*)\}"
)
_WHOLE = re.compile(r"\s*(\*\*|`)(?=[^*`\s])(.*\S)\1[.,;]?\s*")
_BULLET = re.compile(
    rf"\s*(?:[•◦‣▪●∴>]|\*(?=\s)|\\(?:item|bullet)(?![A-Za-z])|[§#]{_NUMBER}[:.)]?(?=\s)"
    rf"|\\(?:mathrm|text\w*|underline)\{{(?:\\text\{{)?\s*[(\[]?{_COUNTED}[)\].:]+\s*\}}+)"
)
_DASH = re.compile(r"\s*[-–—]\s+")
_NUMBERED = re.compile(
    rf"\s*(?:\((?P<round>{_COUNTED})\.?\)|\[(?P<square>{_NUMBER})\])(?:[.:]|(?=\s|~|\\(?:q?quad|[;,:! ]))){_FORMULA}"
    rf"|\s*(?P<half>{_COUNTED})\)(?:[.:])?(?=\s){_FORMULA}|\s*(?P<dotted>{_NUMBER}|[a-z])\.(?=\s){_FORMULA}"
    rf"|\s*{_NUMBER}:(?=\s){_FORMULA}"
)
_OPERATORS = "*/+-−=<>:^([{,∈≈≤≥@·⊙⊗"
_RATE = re.compile(r"\s*(?:=|d\s*\(|d[A-Za-z]|\\?nabla|[∂∇]|\\frac\s*\{\s*(?:\\partial|d))")
_ALONE = re.compile(
    r"\s*(?:[1-9]\d?(?:\.\d{1,2})+|\d{1,2}/|(?P<letter>[A-Z]):)\s+"
    r"(?=(?:d(?P<of>[A-Za-z]\w*)|(?:\\nabla|∇)\s*\w+|(?:∂|\\partial ?|d)\w+\s*/\s*(?:∂|\\partial ?|d)\w+)\s*=)"
)
_STEP = re.compile(
    rf"\s*(?:step|line|eq(?:uation|n)?|part|case)\.?\s*\(?{_NUMBER}\)?"
    rf"(?:\s*\([^()=*]*\)(?=\s*[:.]))?(?:\s*[-.:)–—]+(?=\s)|(?=\s)){_FORMULA}",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*(?P<words>[A-Za-z][\w\s,.'’()/&-]{0,80}?)(?P<before>\s*):(?![=:])(?P<after>\s*)(?=\S)")
_LABELS = frozenset(
    """ans answer claim conclusion derivative equation finally gradient hessian hence jacobian proof result simplify
    qed sol soln solution step substitute thus total""".split()
)
_OPENS_FORMULA = frozenset(
    "also and get give gives have hence if is let now so then therefore thus we where with".split()
)
"""Words that go before a formula without a colon; a colon behind a name after them is a product."""
_REASONS = frozenset(
    "after applying as assuming because by cf due for from if note once recall see since thanks using via when".split()
)
_REMARK = re.compile(r"(?:(?<=\s)|^)(?:%|#(?!\d)|//(?=\s*[A-Za-z(])).*$", re.DOTALL)
_DASHED = re.compile(r"(?<=\s)(?:--+|—|–|<-+|←)\s+(?P<words>[A-Za-z(].*)$", re.DOTALL)
_TRAILING = re.compile(
    rf"(?P<space>(?<!\s)\s+(?:[.…]+\s*)?|\\hfill\s*|\\q?quad\s*|\\eqno\s*)"
    rf"(?:\((?P<round>{_COUNTED})\)|\[{_NUMBER}\])\s*[.,;]?\s*$"
)
_MARKS = re.compile(
    r"[□■∎✓✔☑✗]|\\(?:blacksquare|qed|qedsymbol|Box|checkmark)(?![A-Za-z])|(?<=\s)Q\.?E\.?D\b\.?\s*$|/\*.*?\*/"
)
_CITED = re.compile(
    rf"\s*(?:(?:by|from|see|using|cf|with)\b\.?\s*)?(?:(?:eqs?|equations?|steps?|lines?|parts?|rules?)\b\.?\s*)?"
    rf"\(?{_NUMBER}\)?\s*",
    re.IGNORECASE,
)
_SET = re.compile(r"\\(?:text\w*|math\w+|mbox|rm|q?quad)(?![A-Za-z])|\\[;,:! ]|[{}$]|\d+(?:st|nd|rd|th)\b")
_TEXT = re.compile(r"\\(?:text|mbox|textrm|textit)\{(?:[^{}]|\{[^{}]*\})*\$(?:[^{}]|\{[^{}]*\})*\}")
_DRESS = re.compile(r"\\(?:begin|end)\{\w+\*?\}|\\(?:text\w*|emph|q?quad|[()])|[${}]")
_SETTING = re.compile(r"\b(?:let|with|for|set|where|define|put|given)\b[^:]*=[^:]*[^\s:]:(?=\s[^:]*=)", re.IGNORECASE)
_BRACKETS = re.compile(r"\((?:[^()\[\]]|\([^()\[\]]*\))*\)|\[(?:[^()\[\]]|\([^()\[\]]*\))*\]")
_WORD = re.compile(r"[^\W\d_]{3,}-[a-z]{3,}|[^\W\d_]+(?:['’](?:s|t)(?![\w'’]))?")
_RELATES = re.compile(r"[=<>≈∈≤≥∝↦≠≡]|\\(?!(?:nabla|partial|cdot|top|odot|otimes|operatorname|mathrm|mathbf)(?![a-z]))")
_SIGNS = re.compile(r"[*+/^=<>@_\\|∂∇⊙⊗∈≈&{}$]")


def without_asides(source: str, names: Names) -> str:
    """The line with spaces for its labels, reasons, remarks and equation numbers."""
    text = _REMARK.sub(_blank, source) if "\n" not in source.strip() else source
    text = _TEXT.sub(lambda found: found.group().replace("$", " "), text)
    text = _MARKS.sub(lambda found: found.group() if found.group()[0] in names else _blank(found), text)
    text = _SETTING.sub(lambda found: found.group()[:-1] + ";", text)
    text = _after(_before(_unmarked(text), names), names)
    return _BRACKETS.sub(lambda found: _bracket(found, names), text)


def without_bullets(lines: Sequence[str]) -> Sequence[str]:
    """The lines without their dashes, where several stand under each other and all of them start with one."""
    dashes = [_DASH.match(line) for line in lines]
    if len(lines) < 2 or not all(dashes):
        return lines
    return [line[found.end() :] for line, found in zip(lines, dashes, strict=True) if found is not None]


def is_words(source: str, names: Names) -> bool:
    """Whether a line is prose, which may name things on the way but relates nothing to anything."""
    text = _DRESS.sub(_blank, source)
    text = without_asides(text, names)
    if not re.search(r"[^\W_]", text):
        return True
    if _RELATES.search(text):
        return False
    first = _WORD.search(text)
    prose, formula, _ = _prose(text, names)
    return first is not None and _is_word(first.group(), names) and (prose > 1 or not formula)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _cut(text: str, end: int) -> str:
    return " " * end + text[end:]


def _unmarked(text: str) -> str:
    """The line without the marks that set all of it in bold or as code."""
    found = _WHOLE.fullmatch(text)
    if found is None or found.group(1) in found.group(2):
        return text
    width = len(found.group(1))
    return text[: found.start(1)] + " " * width + found.group(2) + " " * (len(text) - found.end(2))


def _before(text: str, names: Names) -> str:
    """The line without what stands before the formula."""
    while True:
        rest = len(text) - len(text.lstrip())
        end = _label_end(text[rest:], names)
        if not end:
            return text
        text = _cut(text, rest + end)


def _label_end(text: str, names: Names) -> int:
    """Where the first label ends; 0 where the line starts with none."""
    bold = _BOLD.match(text)
    if bold is not None and _is_heading(bold.group("inside") or bold.group("tex") or "", names):
        return bold.end() + (text[bold.end() : bold.end() + 1] == ":")
    bullet = _BULLET.match(text)
    if bullet is not None:
        return bullet.end()
    dash = _DASH.match(text)
    if dash is not None:
        rest = text[dash.end() :]
        inner = 0 if _DASH.match(rest) else _label_end(rest, names)
        return dash.end() + inner if inner else 0
    number = _NUMBERED.match(text)
    if number is not None:
        letter = number.group("round") or number.group("dotted") or ""
        return 0 if letter in names and not _RATE.match(text[number.end() :]) else number.end()
    alone = _ALONE.match(text)
    if alone is not None and _is_of_number(alone, names):
        return alone.end()
    step = _STEP.match(text)
    if step is not None and not any(word in names for word in _WORD.findall(step.group())):
        return step.end()
    return _words_end(text, names)


def _is_of_number(found: re.Match[str], names: Names) -> bool:
    """Whether a number, or a letter, before a change counts lines: a known letter does where a number changes."""
    letter, of = found.group("letter"), found.group("of")
    return letter is None or letter not in names or (of is not None and names.orders.get(of) == 0)


def _is_heading(text: str, names: Names) -> bool:
    """Whether a text set in bold is a label: a number, or words."""
    words = text.strip(" .:()[]")
    return re.fullmatch(_NUMBER, words) is not None or (not _SIGNS.search(words) and _prose(words, names)[0] > 0)


def _words_end(text: str, names: Names) -> int:
    """Where a label of words before a colon ends, which is no Frobenius product."""
    found = _LABEL.match(text)
    if found is None:
        return 0
    words = [word.lower() for word in _WORD.findall(found.group("words"))]
    prose, formula, _ = _prose(found.group("words"), names)
    tight = not found.group("before") and bool(found.group("after"))
    if not prose or not (tight or prose > 1 or words[0] in _LABELS):
        return 0
    said = [word for word in words if word not in _OPENS_FORMULA and word not in names and len(word) > 2]
    return found.end() if not formula or (tight and said) else 0


def _after(text: str, names: Names) -> str:
    """The line without a remark behind a dash, and without its number at the end."""
    dashed = _DASHED.search(text)
    if dashed is not None and _is_remark(dashed.group("words"), names):
        text = text[: dashed.start()] + " " * (len(text) - dashed.start())
    found = _TRAILING.search(text)
    if found is None or not _is_number(text[: found.start()].rstrip(), found, names):
        return text
    return text[: found.start()] + " " * (len(text) - found.start())


def _is_number(before: str, found: re.Match[str], names: Names) -> bool:
    """Whether what stands in brackets at the end is the number of the line rather than a factor or an argument."""
    last = re.search(r"\w+$", before)
    if not before or (before[-1] in _OPERATORS and found.group("space").isspace()):
        return False
    if last is not None and (last.group() in FUNCTIONS or last.group() in names.functions or last.group() == "d"):
        return False
    inside = found.group("round") or ""
    apart = len(found.group("space")) > 1
    sure = apart or not (inside.isalpha() or before[-1].isdigit())
    return inside not in names and sure


def _bracket(found: re.Match[str], names: Names) -> str:
    """A bracket, or spaces where it holds nothing but words."""
    text, before = found.group(), found.string[: found.start()]
    if not _is_remark(text[1:-1], names) and not _is_said(found, names):
        return text
    applied = re.search(r"[\w\\]$", before) is not None and not _led(text[1:-1], names)
    operand = re.match(r"\s*['^_*/.⊙⊗]", found.string[found.end() :])
    return text if applied or (operand is not None and operand.group().strip() != ".") else _blank(found)


def _is_said(found: re.Match[str], names: Names) -> bool:
    """Whether a bracket at the end says that something holds: `(dA = 0)`, `(A*x is a vector)`."""
    before, inside = found.string[: found.start()], found.group()[1:-1]
    if found.string[found.end() :].strip(" .,;") or not before[-1:].isspace() or not re.search(r"[=≈∈]", before):
        return False
    if before.rstrip()[-1:] in _OPERATORS:
        return False
    return re.search(r"(?<![<>:!])=", inside) is not None or _prose(_SET.sub(" ", inside), names)[2]


def _led(text: str, names: Names) -> bool:
    """Whether a text starts as reasons do."""
    words = _WORD.findall(text)
    return len(words) > 1 and words[0].lower() in _REASONS and words[0] not in names


def _is_remark(text: str, names: Names) -> bool:
    """Whether a text is words rather than a formula, or starts as reasons do."""
    text = _SET.sub(" ", text)
    if _led(text, names) or (_CITED.fullmatch(text) and re.search(r"[A-Za-z]{2}", text)):
        return True
    if _SIGNS.search(text) or re.search(r"-(?![^\W\d_]{3,})|(?<![^\W\d_]{3})-", text):
        return False
    prose, formula, joined = _prose(text, names)
    return prose > 0 and (not formula or joined)


def _prose(text: str, names: Names) -> tuple[int, int, bool]:
    """How many words are prose, how many may be parts of a formula, and whether a word of prose joins them."""
    words = _WORD.findall(text)
    formula = [not _is_word(word, names) for word in words]
    for place in range(len(words) - 1, -1, -1):
        if words[place] in FUNCTIONS and words[place] not in names:
            formula[place] = place + 1 < len(words) and formula[place + 1]
    joining = any(word.lower() in CONNECTIVES | FACTS and len(word) > 1 and not maybe
                  for word, maybe in zip(words, formula, strict=True))  # fmt: skip
    return formula.count(False), formula.count(True), joining


def _is_word(word: str, names: Names) -> bool:
    """Whether a run of letters is no name of the problem, nor made of such names."""
    mine = sum(letter in names for letter in word)
    if word in names or word in LETTERS or mine == len(word):
        return False
    if word.lower() in CONNECTIVES | _LABELS | _REASONS and len(word) > 1:
        return True
    return len(word) > 3 and 2 * mine <= len(word) and re.fullmatch(r"[a-z'’-]+", word[1:]) is not None
