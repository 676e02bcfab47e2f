"""What the words of a post say of its letters: shapes, properties, what is differentiated and by what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adjoint.errors import AdjointError
from adjoint.post.program import batches, roles
from adjoint.post.reading import Told
from adjoint.read.line import read_open_side
from adjoint.read.notation.code import is_code
from adjoint.read.tree.sides import Grid
from adjoint.read.tree.syntax import Applied, Name, Node

_GREEK = r"\\[A-Za-z]{2,7}(?=\s+(?:is\s+)?(?:posdef|spd|symmetric|positive)\b)"
_ONE = rf"(?:⟦\d+⟧|{_GREEK}|(?<![\w'])(?!a\s|I\s)[A-Za-z]\d?(?![\w'’]))"
_LIST = rf"{_ONE}(?:\s*(?:,\s*and|,|and|&)\s+{_ONE})*"
_PHRASE = r"(?:(?:⟦\d+⟧|\(?[\w×·-]+\)?)[ \t]+){0,6}?"
_KIND = (
    r"(matri(?:x|ces)|vectors?|scalars?(?![\w\s-]*function)|(?:real )?numbers?|functions?|nonlinearit(?:y|ies)"
    r"|activations?)"
)
_AFTER = (
    rf"(?:\s*,?\s*(?:of|with|in)\s+(?:size|shape|dimension|order|length)?s?\s*({_PHRASE}(?:⟦\d+⟧|[\w×-]+)))?"
)
_IS = re.compile(
    rf"({_LIST})\s*,?\s*(?:is|are|be|being|denotes?|as|which is|(?<=\s)\()\s*(?:all|both|each|some|any)?\s*"
    rf"({_PHRASE}){_KIND}\b{_AFTER}",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"({_PHRASE}){_KIND}\s+({_LIST})", re.IGNORECASE)
_WITH = re.compile(rf"\b(?:with|for|where|assum(?:e|ing))\s+({_LIST})\s+((?:[\w-]+\s*){{1,4}})", re.IGNORECASE)
_HAS = re.compile(rf"({_LIST})\s*,?\s*(?:is|are|be|being|assumed|assume)\s+((?:[\w-]+\s*){{1,6}})", re.IGNORECASE)
_NEXT = re.compile(
    rf"({_LIST})\s*,?\s*"
    r"((?:symmetric|posdef|spd|(?:positive|skew|anti)[\s-]\w+|diagonal|orthogonal|invertible|one[\s-]?hot)\b(?:\s+[\w-]+){0,2})"
)
_NAMED = re.compile(
    rf"({_ONE})\s*,?\s*(?:is\s+|be\s+|being\s+|denotes?\s+)?((?:(?:an?|the|some|our)\s+)?"
    r"(?:\(?[\w-]+\)?[ \t]+){0,4}?matrix[ \t]*\([^()⟦]*\))"
)
"""A name, and a matrix with its properties in brackets."""
_SIZED = re.compile(rf"({_LIST})\s*,?\s*(?:is|are|be|has(?:\s+(?:size|shape|dimensions?))?)\s+(?:an?\s+)?(⟦\d+⟧)")
_BEFORE = re.compile(
    r"\b((?:symmetric|one[\s-]?hot|diagonal|orthogonal|skew-symmetric|positive[\s-]definite|invertible)"
    rf"(?:[ \t]+(?!(?:to|of|for|and|or|is|are|with|in|by|if|so|then|we|but|where)\b)[a-z-]+){{0,2}})\s+({_ONE})",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"\b(?:whether|unless|is|are|must|does|do)\s+$", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|in\s+case|as\s+long\s+as|provided(?:\s+that)?)\b[^.,;:¶]*$", re.IGNORECASE
)
_END = re.compile(r"[.?!](?=\s|$)|¶")
_YES_OR_NO = re.compile(r"^\W*(?:(?:and|but|so|or)\s+)?(?:is|are|does|do|would|will|can|could|should)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n\s*\n(?=[ \t*_#(\"']*[A-Z][a-z])")
"""Where another sentence begins, whether or not the one before it has a full stop."""
_BECOMES = re.compile(r"\b(?:becomes?|reduces?|simplif\w+|turns?\s+into)\b", re.IGNORECASE)
_PROPERTIES = {
    r"\bsymmetric\s+(?:and\s+)?positive[\s-]+definite|\bpositive[\s-]+definite|\bspd\b|\bposdef\b": "posdef",
    r"(?<!skew.)(?<!anti)(?<!anti.)\bsymmetric\b": "symmetric",
    r"\b(?:skew|anti)[\s-]?symmetric\b": "skew",
    r"(?<!inverse[ -])\b(?:co-?variance|scatter|kernel|gram|gramian|laplacian)\s+matri(?:x|ces)\b": "symmetric",
    r"\bdiagonal\b": "diagonal",
    r"\borthogonal\b": "orthogonal",
    r"\bone[\s-]?hot\b(?!\s+(?:rows|columns))": "onehot",
    r"\bone[\s-]?hot\s+rows\b": "onehot-rows",
    r"\bone[\s-]?hot\s+columns\b": "onehot-cols",
    r"\bprobability\s+(?:vector|distribution)\b": "probability",
    r"\b(?:invertible|non-?singular)\b": "invertible",
}
_DENIED = re.compile(r"\bnot\b|n't\b|\bnon-?(?!singular)|\bneither\b|\bneed\b", re.IGNORECASE)
_SIZE = r"(?:[A-Za-z]\w{0,3}|\d+)"
_OBLONG = re.compile(rf"({_SIZE})\s*(?:\\times|×|\bx\b|-?by-?|\*)\s*({_SIZE})(?!\w)")
_LONG = re.compile(rf"(?:({_SIZE})|⟦(\d+)⟧)\s*-?\s*dimensional")
_SPACE = r"(?:\\mathbb\s*\{?\s*R\s*\}?|\\mathbf\s*\{?R\}?|\\Reals|\\Re|\\R(?![a-z])|ℝ|R)"
_MEMBER = re.compile(rf"^(.*?)(?:\\in(?![A-Za-z])|∈)\s*{_SPACE}\s*(?:\^\s*(?:\{{(.*?)\}}|(\w)))?\s*[.,;]?$")
_BY = re.compile(
    r"(?:with[\s-]+respect[\s-]+to|respect to|w\.?\s?r\.?\s?t\.?"
    r"|(?:derivatives?|gradients?|jacobian|hessian|differentiated?)(?:\s+of\s+⟦\d+⟧)?\s+by"
    r"|\b(?:maximi|minimi|optimi)[sz]\w*\b[^.;¶]{0,60}?\s+over)"
    rf"\s+(?:[A-Za-z-]+\s+){{0,4}}?({_LIST})",
    re.IGNORECASE,
)
_LINK = r"(?!(?:is|are|was|be|becomes?|equals?|gives?|as|should|would|must|i|we|respect|by|wrt)\b)"
"""No word of those that join a derivative to what it is, or to its variable."""
_OF = re.compile(
    r"(?:derivatives?|gradients?|differentials?|differentiat(?:e|ing)|minimi[sz](?:e|ing)|maximi[sz](?:e|ing)|jacobian)"
    rf"\s+(?:{_LINK}\w+\s+){{0,3}}?(?:of\s+)?(?:{_LINK}[\w-]+\s+){{0,6}}?⟦(\d+)⟧",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:determinant|trace|norm|log(?:arithm)?|inverse|exponential|square(?:\s+root)?|sum)\s+of\b", re.IGNORECASE
)
"""Words by which a formula is only a part of what is differentiated."""
_EQUAL = re.compile(
    r"⟦(\d+)⟧\s*,?\s*(?:which\s+)?(?:is|equals|i\.e\.,?|namely|is\s+equal\s+to|is\s+(?:known|given|defined|taken|assumed|said|simply|just)"
    r"(?:\s+(?:to\s+be|as|by))?)\s*:?\s*⟦(\d+)⟧",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Words:
    """What words say: for each name its kind or shape and its properties; names asked by; formulas asked of.

    `by` are names, `of` and the pairs of `equal` are formulas of that part; `elementwise` are functions; `supposed`
    are the properties that the sentence of a formula makes its condition: `if A is symmetric, ...`.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, set[str]] = field(default_factory=dict)
    elementwise: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    of: list[int] = field(default_factory=list)
    equal: list[tuple[int, int]] = field(default_factory=list)
    supposed: dict[int, dict[str, set[str]]] = field(default_factory=dict)


def words(part: Told) -> Words:
    """What the words of a part tell."""
    found = Words()
    text = " ".join(_PARAGRAPH.sub(" ¶ ", part.words).split())
    of = roles([one for formula in part.formulas for some in formula.relations for one in some])
    for number, formula in enumerate(part.formulas):
        for row, relations in zip(formula.rows, formula.relations, strict=True):
            _member(found, row)
            for name in batches(relations, of) if is_code(row) else ():
                found.kinds.setdefault(name, "matrix")
        if formula.alone is not None and f"symmetric ⟦{number}⟧" in text:
            _describe(part, found.facts, f"⟦{number}⟧", "symmetric")
    for match in _IS.finditer(text):
        _enter(part, found, match.group(1), match.group(2), match.group(3), match.group(4) or "")
    for match in _CALLED.finditer(text):
        _enter(part, found, match.group(3), match.group(1), match.group(2), "")
    for pattern in (_HAS, _WITH, _NEXT, _NAMED):
        for match in pattern.finditer(text):
            _said(part, found, text, match.start(), *match.groups())
    for match in _BEFORE.finditer(text):
        _said(part, found, text, match.start(), match.group(2), match.group(1))
    for match in _SIZED.finditer(text):
        if len(shape := _shape(part, match.group(2))) == 2:
            for name in _listed(part, match.group(1)):
                found.kinds.setdefault(name, "matrix")
                found.shapes.setdefault(name, shape)
    found.by = [name for match in _BY.finditer(text) for name in _listed(part, match.group(1))]
    found.of = [int(match.group(1)) for match in _OF.finditer(text) if not _INSIDE.search(match.group())]
    found.equal = [(int(match.group(1)), int(match.group(2))) for match in _EQUAL.finditer(text)]
    return found


def _said(part: Told, found: Words, text: str, place: int, listed: str, phrase: str) -> None:
    """Enter properties that words tell: for good, or under `if` for the claims of their sentence; not what is asked."""
    before = _END.split(text[:place])[-1]
    end = _END.search(text, place)
    sentence = before + text[place : end.end() if end else len(text)]
    if _UNLESS.search(before) or (sentence.endswith("?") and _YES_OR_NO.match(sentence)):
        return
    numbers = [int(mark) for mark in re.findall(r"⟦(\d+)⟧", sentence)]
    claims = any(part.formulas[number].derives for number in numbers) or _BECOMES.search(sentence)
    if not claims or not _SUPPOSED.search(before):
        _describe(part, found.facts, listed, phrase)
        return
    for number in numbers:
        _describe(part, found.supposed.setdefault(number, {}), listed, phrase)


def _enter(part: Told, found: Words, listed: str, phrase: str, kind: str, after: str) -> None:
    """Enter what `A is a PHRASE matrix of size AFTER` says."""
    names = _listed(part, listed)
    if _DENIED.search(phrase):
        return
    if kind[0] in "fna" and "number" not in kind:
        if re.search(r"element-?\s?wise|entry-?\s?wise|component-?\s?wise|point-?\s?wise", phrase):
            found.elementwise += names
        return
    _describe(part, found.facts, listed, f"{phrase} {kind}")
    shape = _shape(part, phrase) or _shape(part, after)
    for name in names:
        word = "matrix" if kind[0] == "m" else "vector" if kind[0] == "v" else "scalar"
        found.kinds.setdefault(name, word)
        if shape and len(shape) == (2 if word == "matrix" else 1):
            found.shapes.setdefault(name, shape)


def _describe(part: Told, facts: dict[str, set[str]], listed: str, phrase: str) -> None:
    """Enter the properties in a phrase."""
    if _DENIED.search(phrase):
        return
    for pattern, fact in _PROPERTIES.items():
        if re.search(pattern, phrase, re.IGNORECASE):
            for name in _listed(part, listed):
                if fact != "symmetric" or "posdef" not in facts.get(name, ()):
                    facts.setdefault(name, set()).add(fact)


def _shape(part: Told, phrase: str) -> tuple[str, ...]:
    """The shape that a phrase tells, in words or in its first formula that is one."""
    written = [phrase, *(row for number in re.findall(r"⟦(\d+)⟧", phrase) for row in part.formulas[int(number)].rows)]
    for text in written:
        if match := _OBLONG.search(text.strip("$ ")):
            return match.groups()
    if match := _LONG.search(phrase):
        return (match.group(1) or "".join(part.formulas[int(match.group(2))].rows),)
    return ()


def _member(found: Words, row: str) -> None:
    """Enter `A, B \\in \\mathbb{R}^{m \\times n}`."""
    match = _MEMBER.match(row)
    if match is None:
        return
    exponent = (match.group(2) or match.group(3) or "").strip()
    oblong = _OBLONG.fullmatch(exponent)
    shape = oblong.groups() if oblong else (exponent,) if re.fullmatch(_SIZE, exponent) else ()
    if exponent and not shape:
        return
    if len(shape) == 2 and shape[1] == "1":
        shape = shape[:1]
    for text in match.group(1).split(","):
        for name in named(text):
            found.kinds.setdefault(name, ("scalar", "vector", "matrix")[len(shape)])
            if shape:
                found.shapes.setdefault(name, shape)


def _listed(part: Told, text: str) -> list[str]:
    """The names in a list of names and formulas."""
    found: list[str] = []
    for item in re.findall(rf"\\[A-Za-z]+|{_ONE}", text):
        mark = re.fullmatch(r"⟦(\d+)⟧", item)
        if mark is None:
            found.append(item.removeprefix("\\"))
            continue
        formula = part.formulas[int(mark.group(1))]
        if not any(relation.sign == "=" for row in formula.relations for relation in row):
            texts = [member.group(1) if (member := _MEMBER.match(row)) else row for row in formula.rows]
            found += [name for row in texts for piece in row.split(",") for name in named(piece)]
    return list(dict.fromkeys(found))


def named(text: str) -> Iterator[str]:
    """The name that a formula is, if it is one, or one applied to others."""
    from_text = _read(text)
    if isinstance(from_text, Name):
        yield from_text.name


def _read(text: str) -> Node | None:
    try:
        return read_open_side(text) if text.strip() else None
    except AdjointError:
        return None


def applied(node: Node | None) -> tuple[str, Sequence[str]] | None:
    """A function and the names that it is applied to, as in `L(Y)`."""
    if isinstance(node, Applied) and node.arguments and not node.primes and node.function.isidentifier():
        inside = node.arguments[0].rows[0] if isinstance(node.arguments[0], Grid) else node.arguments
        if all(isinstance(argument, Name) for argument in inside):
            return node.function, [argument.name for argument in inside if isinstance(argument, Name)]
    return None
