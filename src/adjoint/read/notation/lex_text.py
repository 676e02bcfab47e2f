"""From plain text, as people type formulas, to the same lexemes that LaTeX gives."""

import re
from itertools import accumulate, pairwise

from adjoint.read.notation.idioms import IN_LINES
from adjoint.read.tree.glyphs import (
    BARE, BARS, CLOSING, CONNECTIVES, FUNCTIONS, LINKS, OPENING, OPERATORS, RELATIONS, VALUES,
)  # fmt: skip
from adjoint.read.tree.lexeme import Lexeme, second, with_norms
from adjoint.read.tree.naming import Names, spelled_out
from adjoint.read.tree.tokens import NAME, normal

_TABLE = [
    ("space", r"[ \t\r\u00a0]+"),
    ("number", r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+"),
    ("dots", r"\.\.\.|…"),
    ("turned", r"\.T(?![A-Za-z0-9_])|\^T(?![0-9_])|\^\{T\}|ᵀ|⊤|\.'"),
    ("op", r"\.\^|\.\*(?!\*)|\./|\*(?!\*)|[-+/:@⊙∘⊘⊗·⋅∗×÷−–](?!=)"),
    ("link", r"=>|<=>|->|[⟹⇒⟺⇔→]"),
    ("rel", r":=|==|<=|>=|!=|[=<>≈≠≤≥∈↦≡∝]"),
    ("limit", r"\blim\s*_?\s*[{(]?\s*[A-Za-z]+\s*(?:->|→)\s*0\s*[)}]?"),
    ("partial", r"∂"), ("sum", r"[∑Σ](?=_|\s|$|[A-Za-z(])"),
    ("nabla", r"∇|\b[Gg]rad(?:ient)?(?=(?:_\w+|\s+of)?\s+[A-Za-z]\w*\s*(?:=|\())(?:\s+of)?"),
    ("hessian", r"\b[Hh]ess(?:ian)?(?=(?:\s+of)?(?:\s+[A-Za-z]\w*|\s*\(\s*[A-Za-z]\w*\s*\))\s*(?:=|\())(?:\s+of)?"),
    ("name", NAME),
    ("script", r"\^|\*\*|_"),
    ("raised", r"⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"),
    ("bar", r"[|‖∥]"),
    ("open", r"[(\[{⟨]"), ("close", r"[)\]}⟩]"),
    ("prime", r"['′’]"),
    ("sep", r"[,;.?!\n\"]"),
    ("other", r"."),
]  # fmt: skip
_SCAN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TABLE), re.DOTALL)
_NAMED_RATE = re.compile(
    r"d(?P<of>[A-Za-z]\w*?)_?d_?(?P<by>[A-Za-z]\w*)|grad_?(?P<at>[A-Za-z]\w*)|(?P<of_at>[A-Za-z]\w*)_grad"
)
_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_JOINS_AFTER = re.compile(r"\s*(?:[=*+/:^_'@.)\]-](?!\s*$))")
_JOINS_BEFORE = re.compile(r"[=*+/:(@\[|-]\s*$")
_TEXT_RELATIONS = {":=": "=", "==": "=", "<=": "≤", ">=": "≥", "!=": "≠"}
_TEXT_LINKS = {"=>": "⟹", "<=>": "⟺", "->": "⟹"}


def lex_text(text: str, names: Names) -> list[Lexeme]:
    """The lexemes of one line of plain text."""
    done: list[Lexeme] = []
    for match in _SCAN.finditer(text):
        _lex(match.lastgroup or "", match.group(), (match.start(), match.end()), names, done, text)
    return with_norms(done)


def _lex(kind: str, word: str, place: tuple[int, int], names: Names, done: list[Lexeme], text: str) -> None:
    if kind == "space":
        return
    if kind == "name" and done and done[-1].is_("script", "_"):
        done.append(Lexeme("name", word, *place))
    elif kind == "name" and done and done[-1].is_("script", "^") and _turns(word, names):
        done.append(Lexeme("name", "top", place[0], place[0] + 1))
        done += _named(normal(word[1:]), word[1:], (place[0] + 1, place[1]), names, text)
    elif kind == "name":
        done += _named(normal(word), word, place, names, text)
    elif kind in ("nabla", "hessian") and word in names:
        done.append(Lexeme("name", word, *place))
    elif kind in ("partial", "nabla", "sum"):
        done.append(Lexeme("command", kind, *place))
    elif kind == "hessian":
        done += second(place)
    elif kind == "limit":
        done.append(Lexeme("limit", re.findall(r"[A-Za-z]+", word)[-1], *place))
    elif kind == "turned":
        done += [Lexeme("script", "^", *place), Lexeme("name", "top", *place)]
    elif kind == "raised":
        done += [Lexeme("script", "^", *place), Lexeme("open", "group", *place)]
        value = word.translate(_HIGH)
        done += [Lexeme("op", "-", *place)] * value.startswith("-") + [Lexeme("number", value.lstrip("-"), *place)]
        done.append(Lexeme("close", "group", *place))
    elif kind == "op":
        done.append(Lexeme("op", OPERATORS.get(word, word), *place))
    else:
        done.append(Lexeme(*_mark(kind, word), *place))


def _mark(kind: str, word: str) -> tuple[str, str]:
    if kind == "rel":
        return "rel", _TEXT_RELATIONS.get(word) or RELATIONS.get(word, word)
    if kind == "link":
        return "link", _TEXT_LINKS.get(word) or LINKS[word]
    if kind == "bar":
        return "bar", BARS[word]
    if kind == "open":
        return "open", "group" if word == "{" else OPENING[word]
    if kind == "close":
        return "close", "group" if word == "}" else CLOSING[word]
    return kind, "^" if word == "**" else word


def _named(name: str, word: str, place: tuple[int, int], names: Names, text: str) -> list[Lexeme]:
    """A name, a function, a differential, or a word of prose."""
    applied = text[place[1] :].lstrip()[:1] == "("
    name = spelled_out(name, names)
    if name == "d" and applied and name in names:
        return [Lexeme("command", "differential", *place)]
    if name in names:
        return [Lexeme("name", name, *place)]
    rate = _slope(name, word, place, names)
    if rate:
        return rate
    if _is_change(name, names):
        start, end = place
        rest = name[1:].lstrip("_")
        mark = ("command", "differential") if "d" in names else ("name", "d")
        return [Lexeme(*mark, start, start + 1), *_named(rest, word[-len(rest) :], (start + 1, end), names, text)]
    if name[0] == "D" and "D" not in names and names.find(name[1:]):
        start, end = place
        return [Lexeme("name", "D", start, start + 1), *_named(name[1:], word[1:], (start + 1, end), names, text)]
    if name == word and name.lower() not in CONNECTIVES and name not in FUNCTIONS and (pieces := _pieces(name, names)):
        ends = list(accumulate(map(len, pieces), initial=place[0]))
        made = [_named(piece, piece, span, names, text) for piece, span in zip(pieces, pairwise(ends), strict=True)]
        return [lexeme for found in made for lexeme in found]
    if name in IN_LINES and applied:
        return [Lexeme("word", name, *place)]
    fenced = name in BARE and re.match(r"\s*[\[|]", text[place[1] :]) is not None
    if name in FUNCTIONS and (applied or fenced or _is_before_name(text[place[1] :], names)):
        return [Lexeme("word", name, *place)]
    if not applied and word.isascii() and _is_prose(name, text[: place[0]], text[place[1] :]):
        return [Lexeme("sep", f" {word} ", *place)]
    stem, _, indices = name.partition("_")
    if indices.isalnum() and (stem in ("sum", "delta", "δ") or stem in names.orders):
        return _lowered(stem, indices, place, place[0] + len(word.partition("_")[0]))
    return [Lexeme("name", name, *place)]


def _is_before_name(after: str, names: Names) -> bool:
    """Whether a name of the problem follows at once, perhaps after more functions: `logdet X`, `log det(X)`."""
    for place, word in enumerate(re.findall(rf"(?<=\s){NAME}|\S", after)):
        if word not in FUNCTIONS:
            if place and word == "(":
                return True
            found = normal(word)
            return bool(found) and (found in names or _is_change(found, names) or bool(_pieces(found, names)))
    return False


def _slope(name: str, word: str, place: tuple[int, int], names: Names) -> list[Lexeme]:
    """A derivative that has a name as in programs: `dloss_dW`, `dLdW`, `grad_W`, `W_grad`."""
    if name.startswith("D_") and "D" not in names:
        return _map(name[2:], place, names)
    found = _NAMED_RATE.fullmatch(name)
    by = names.find(found["by"] or found["at"] or found["of_at"]) if found else None
    if found is None or by is None or not names.is_array(by):
        return []
    value = found["of"]
    number = names.orders.get(value) == 0 and value not in names.variables
    if value and not number and (names.is_array(value) or value not in VALUES):
        return []
    start, cut, end = place[0], place[1] - len(by), place[1]
    mark = ("command", "differential") if "d" in names else ("name", "d")
    inside = [Lexeme("command", "nabla", start, cut), Lexeme("script", "_", start, cut), Lexeme("name", by, cut, end)]
    if value:
        inside = [Lexeme(*mark, start, cut), Lexeme("name", value, start, cut), Lexeme("op", "/", start, cut)]
        inside += [Lexeme(*mark, start, cut), Lexeme("name", by, cut, end)]
    return [Lexeme("open", "(", start, start), *inside, Lexeme("close", "(", end, end)]


def _map(rest: str, place: tuple[int, int], names: Names) -> list[Lexeme]:
    """`D_xf`, the derivative of `f` by `x`."""
    for cut in range(1, len(rest)):
        by, of = rest[:cut], rest[cut:]
        if names.is_array(of) and (names.is_array(by) or len(by) == 1):
            middle = place[0] + 2 + cut
            marks = [Lexeme("name", "D", place[0], place[0] + 1), Lexeme("script", "_", place[0] + 1, place[0] + 2)]
            return [*marks, Lexeme("name", by, place[0] + 2, middle), Lexeme("name", of, middle, place[1])]
    return []


def _turns(word: str, names: Names) -> bool:
    """Whether a superscript is a T and the factors behind it, as in `w^Tdw` and `x^TAx`."""
    if word[0] != "T" or len(word) < 2 or "T" in names or word in names:
        return False
    rest = normal(word[1:])
    return rest in names or _is_change(rest, names) or bool(_pieces(rest, names))


def _pieces(name: str, names: Names) -> list[str]:
    """The arrays, changes of arrays and identities that a run such as `AdXB` or `gI` is made of; none if it is not."""
    for end in range(len(name), 0, -1):
        head, rest = name[:end], name[end:]
        changed = head[0] == "d" and "d" not in names and names.is_array(head[1:])
        known = names.is_array(head) or names.is_array(spelled_out(head, names))
        if known or changed or (head == "I" and "I" not in names and len(name) > 1):
            after = ["I"] if rest == "I" and "I" not in names else _pieces(rest, names)
            if after or not rest:
                return [head, *after]
    return []


def _lowered(stem: str, indices: str, place: tuple[int, int], cut: int) -> list[Lexeme]:
    """An array, or a sum, with its indices."""
    letters = [Lexeme("name" if c.isalpha() else "number", c, cut, place[1]) for c in indices]
    return [
        Lexeme("command" if stem == "sum" else "name", "delta" if stem == "δ" else stem, place[0], cut),
        Lexeme("script", "_", cut, place[1]),
        Lexeme("open", "group", cut, place[1]),
        *letters,
        Lexeme("close", "group", cut, place[1]),
    ]


def _is_prose(name: str, before: str, after: str) -> bool:
    """Whether a word stands between formulas rather than in one."""
    if name.lower() in CONNECTIVES:
        return len(name) > 1 and not after.startswith(("'", "^", "_"))
    word = len(name) > 3 and name[1:].isalpha() and name[1:].islower()
    return word and not _JOINS_AFTER.match(after) and not _JOINS_BEFORE.search(before)


def _is_change(name: str, names: Names) -> bool:
    rest = name[1:].lstrip("_")
    known = names.find(rest) or names.find(rest.partition("_")[0])
    alone = names.open_ and re.fullmatch(r"[A-Za-z]\d*", rest) is not None
    return name[0] == "d" and bool(rest) and (known is not None or alone or (rest[0].isupper() and len(rest) <= 3))
