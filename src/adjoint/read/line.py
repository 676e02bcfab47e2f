"""Derivation lines as people write them: relations between sides, with what cannot be read set apart."""

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError
from adjoint.read.notation.asides import is_words, without_asides
from adjoint.read.notation.code import is_code, uncoded
from adjoint.read.notation.formula import Formula
from adjoint.read.notation.lex_text import lex_text
from adjoint.read.notation.idioms import IN_LINES, translated
from adjoint.read.notation.maps import as_map
from adjoint.read.notation.reach import reaching
from adjoint.read.notation.slopes import with_slopes_called
from adjoint.read.tex.lex_latex import lex_latex
from adjoint.read.tex.macros import expanded
from adjoint.read.tex.tex import Tex
from adjoint.read.tree.glyphs import DEFINING, OWN_FUNCTIONS
from adjoint.read.tree.lexeme import Lexeme
from adjoint.read.tree.naming import Names, names_of
from adjoint.read.tree.sides import Unread
from adjoint.read.tree.syntax import CHANGE, Applied, Node, Terms

_MARKUP = re.compile(r"[\\{}$]")
_TYPED = re.compile(
    r"\*|\.[\^/]|[∂∇⊙ᵀ⊗²⁻·]|\^[-(]|(?:[A-CE-Za-z)\]]|\wD)_[a-z]{2,}|\b[a-z]+\s[a-z]+\b"
    rf"|\b(?:Grad(?:ient)?|Hess(?:ian)?)\s*(?:of\s|\(\s*)?\s*[A-Za-z]\w*\s*[=()]|\.T\b|\bgrad_|\bsum_|\b(?:inv|norm[12F]|transpose|D|{'|'.join(OWN_FUNCTIONS)})\("
)
_ANGLES = re.compile(r"(?<![<=])<(?=[^\s=>])([^<>=;]*,[^<>=;]*[^<>=;\s-])>")
"""`<A, B>` for an inner product."""
_DOTS = (r"\cdot", "·", "⋅")
_LENGTH = re.compile(r"(\\\\)\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|px|\\baselineskip)\s*\]")
_RUNS = re.compile(r"(?:sum|[Σ∑])_\{?[a-z]*t")
_TURNED = re.compile(r"\^\s*\{?\s*-?\s*(?:T\b|t\b|T(?![a-z])|\\top|\\intercal|\\mathsf|\\mathrm|\{\\rm)")


class Relation(Struct, frozen=True):
    """One relation of a line: `left sign right`, each side a tree of `adjoint.read.tree.sides`.

    `left` is None where the line starts with the sign, and after the first sign of `a = b = c`: then the
    left side is the right side of the relation before. `sign` is `=`, `≈`, `∈`, `↦`, `≤`, `∝`, ..., or empty
    for a formula that stands alone (then `left` is None too). A side that cannot be read is an `Unread`.
    `source` is the stretch of the line from `start` to `end`. `link` is `⟹` or `⟺` where the relation is said
    to follow from (be equivalent to) the one before, `because` where it is a reason. `defining` is set after
    words such as `let` and `where`. `other` is the same relation read otherwise, where that differs:
    with products from the left (`A ⊙ B c` as `(A ⊙ B) c`), or with signs of its own after a sum; it may have
    others. After a derivative written as a linear map, `left` is a differential, the sign `=`, and `along` names the
    direction and the variable, the latter perhaps empty.
    """

    left: Node | None
    right: Node
    sign: str
    source: str
    start: int
    end: int
    link: str = ""
    defining: bool = False
    other: "Relation | None" = None
    along: tuple[str, str] | None = None

    @property
    def unread(self) -> bool:
        """Whether a side could not be read."""
        return isinstance(self.left, Unread) or isinstance(self.right, Unread)


class _Stretch(Struct, frozen=True):
    """Lexemes between punctuation, with the words before them."""

    lexemes: list[Lexeme]
    link: str
    defining: bool


def read_line(
    source: str, problem: Problem, known: Collection[str] = (), coded: bool = False
) -> tuple[Relation, ...]:
    """The relations of one derivation line, in LaTeX or plain text.

    `known` are names introduced by earlier lines. Labels, reasons and words between formulas are passed over. A line of
    a program, or one among such lines (`coded`), may mean `*` entry by entry. Raises `TooLarge` where the line is too
    long or its macros do not end, and nothing else.
    """
    names = names_of(problem, known, running=bool(_RUNS.search(source)))
    source = _ANGLES.sub(r"⟨\1⟩", source)
    source = _LENGTH.sub(lambda found: found[1] + " " * (len(found[0]) - 2), source)
    source = with_slopes_called(source)
    own = is_code(source)
    plain = without_asides(uncoded(source, stars=False) if own else source, names)
    coded = coded and not _MARKUP.search(plain)
    found = _relations(plain, names, own or coded)
    if "*" not in source or not (own or coded):
        return found
    entrywise = _relations(without_asides(uncoded(source), names), names, True)
    if len(entrywise) != len(found):
        return found
    first, second = (entrywise, found) if own else (found, entrywise)
    return tuple(replace(one, other=other) for one, other in zip(first, second, strict=True))


def is_prose(source: str, problem: Problem, known: Collection[str] = ()) -> bool:
    """Whether a line is words that relate nothing to anything."""
    return is_words(source, names_of(problem, known))


def read_open_line(source: str) -> tuple[Relation, ...]:
    """The relations of a line of which nothing is known yet: any letter may be a name, and any name a function."""
    return _relations(with_slopes_called(source), Names(open_=True))


def read_open_side(source: str) -> Node:
    """A formula that stands alone, of which nothing is known; an `Unread` where it cannot be read."""
    names = Names(open_=True)
    found = [lexeme for lexeme in lex_latex(expanded(source), names) if lexeme.kind != "sep"]
    return _Reader(source, names, False, True).side(found, False, []) if found else Unread(0, 0, source, "nothing")


def _relations(source: str, names: Names, coded: bool = False) -> tuple[Relation, ...]:
    typed = coded or is_typed(source, names)
    lexemes = lex_text(source, names) if typed else lex_latex(_formulas(expanded(source)), names)
    quotes = not typed and bool(_TURNED.search(source))
    reader = _Reader(source, names, typed, quotes)
    return tuple(relation for stretch in _stretches(lexemes) for relation in reader.relations(stretch))


def is_typed(source: str, names: Names) -> bool:
    """Whether a line is plain text rather than LaTeX (which may do without any backslash, as `=Ax^TAx`)."""
    if _MARKUP.search(source):
        return False
    written = re.findall(r"[A-Za-z][A-Za-z0-9]+", source)
    words = [word.removeprefix("d") for word in written]
    known = any(word in names for word in words if len(word) > 1)
    apart = names.is_array("d") or all(len(word) == 1 or word in names for word in words)
    changes = "d" in names and apart and any(word[0] == "d" for word in written)
    return known or bool(_TYPED.search(source)) or changes


class _Reader:
    """What is the same for all relations of a line."""

    def __init__(self, source: str, names: Names, typed: bool, quotes: bool) -> None:
        self.source = source
        self.names = names
        self.typed = typed
        self.quotes = quotes

    def relations(self, stretch: _Stretch) -> Iterator[Relation]:
        """The relations of a stretch: one for each sign, or a formula that stands alone."""
        sides, signs = _sides(_unwrapped(stretch.lexemes))
        if not signs:
            prose = any(lexeme.kind == "sep" and lexeme.text.startswith(" ") for lexeme in sides[0])
            if len(sides[0]) > 1 and not prose:
                yield self.relation(None, "", sides[0], stretch, stretch.link)
            return
        left = sides[0]
        for place, (sign, right) in enumerate(zip(signs, sides[1:], strict=True)):
            if right:
                yield self.relation(left or None, sign, right, stretch, "" if place else stretch.link)
                left = []

    def relation(
        self, left: list[Lexeme] | None, sign: Lexeme | str, right: list[Lexeme], stretch: _Stretch, link: str
    ) -> Relation:
        """One relation, and how it reads with products taken from the left."""
        start, end = (left or right)[0].start, right[-1].end
        if left is None and isinstance(sign, Lexeme):
            start = sign.start
        word = sign.text if isinstance(sign, Lexeme) else sign
        mixed: list[bool] = []
        found = as_map(left, word, right, self.names) if left else None
        if found is not None:
            left = list(found.of)
        first = None if left is None else self.side(left, self.typed, mixed)
        second = self.side(right, self.typed, mixed)
        sides = (None if first is None else reaching(first, second), reaching(second, first))
        made = Relation(*sides, word, self.source[start:end], start, end, link, stretch.defining)
        if found is not None and sides[0] is not None:
            change = Applied(start, sides[0].end, CHANGE, 0, (sides[0],))
            return replace(made, left=change, sign="=", along=(found.direction, found.by))
        if not self.typed and any(mixed):
            loose = [None if side is None else self.side(side, True, []) for side in (left, right)]
            made = replace(made, other=replace(made, left=loose[0], right=loose[1] or made.right))
        made = self.with_dots(made, left, right)
        signed = (None if first is None else reaching(first, second, True), reaching(second, first, True))
        if list(map(_signs, signed)) != list(map(_signs, sides)):
            made = replace(made, other=replace(made, left=signed[0], right=signed[1]))
        return made

    def with_dots(self, made: Relation, left: list[Lexeme] | None, right: list[Lexeme]) -> Relation:
        """The relation, which may also be read with its dots as inner products."""
        dotted = [None if side is None else self.dotted(side) for side in (left, right)]
        if not any(dotted):
            return made
        first = made.left if dotted[0] is None else self.side(dotted[0], self.typed, [])
        second = made.right if dotted[1] is None else self.side(dotted[1], self.typed, [])
        return replace(made, other=replace(made, left=first, right=second))

    def dotted(self, found: Sequence[Lexeme]) -> list[Lexeme] | None:
        """A side with its dots as inner products; None where it has none."""
        dots = [lexeme.is_("op", "*") and self.source[lexeme.start : lexeme.end] in _DOTS for lexeme in found]
        if not any(dots):
            return None
        return [replace(x, text=":") if dot else x for x, dot in zip(found, dots, strict=True)]

    def side(self, found: list[Lexeme], loose: bool, mixed: list[bool]) -> Node:
        """One side, or what could not be read of it."""
        parser = Formula(found, self.names, text=self.typed, loose=loose, quotes=self.quotes)
        try:
            node = translated(parser.whole(), self.names.functions, IN_LINES)
        except AdjointError as error:
            start, end = found[0].start, found[-1].end
            return Unread(start, end, self.source[start:end], error.message)
        mixed.append(parser.mixed)
        return node


def _signs(side: Node | None) -> list[str]:
    return [sign for sign, _ in side.terms] if isinstance(side, Terms) else []


def _formulas(found: list[Tex]) -> list[Tex]:
    """The pieces of a line; where it sets formulas in dollar signs, what stands outside is prose."""
    if not any(piece.text == "$" for piece in found):
        return found
    kept: list[Tex] = []
    inside = False
    words: list[Tex] = []
    for place, piece in enumerate(found):
        if piece.text == "$":
            inside = not inside if place == 0 or found[place - 1].text != "$" else inside
            kept += _prose(words)
            words = []
        elif inside:
            kept.append(piece)
        else:
            words.append(piece)
    return [*kept, *_prose(words)]


def _prose(words: list[Tex]) -> list[Tex]:
    text = "".join(piece.text for piece in words if not piece.text.startswith(("\\", "{", "}")))
    if not words:
        return []
    place = (words[0].start, words[-1].end)
    return [Tex(r"\text", *place), Tex("{", *place), *[Tex(c, *place) for c in f" {text} "], Tex("}", *place)]


def _stretches(lexemes: list[Lexeme]) -> Iterator[_Stretch]:
    """The formulas between punctuation, prose and arrows, outside brackets."""
    found: list[Lexeme] = []
    depth, link, defining = 0, "", False
    for lexeme in [*lexemes, Lexeme("sep", "", 0, 0)]:
        depth += lexeme.nesting
        depth = max(depth, 0)
        last = lexeme.is_("sep", "") and lexeme.end == 0
        if not last and (depth or lexeme.kind not in ("sep", "link", "row")):
            if lexeme.kind != "amp" or depth:
                found.append(lexeme)
            continue
        if found:
            yield _Stretch(found, link, defining)
            found, link, defining = [], "", False
        link = lexeme.text if lexeme.kind == "link" else link
        defining |= bool(DEFINING & set(lexeme.text.lower().split())) if lexeme.text.startswith(" ") else False


def _unwrapped(found: list[Lexeme]) -> list[Lexeme]:
    """A relation without brackets around all of it."""
    while len(found) > 2 and found[0].kind == "open" and _closes_last(found) and not _sides(found)[1]:
        if not any(lexeme.kind == "rel" for lexeme in found):
            return found
        found = found[1:-1]
    return found


def _closes_last(found: list[Lexeme]) -> bool:
    """Whether the first bracket closes at the end."""
    depth = 0
    for place, lexeme in enumerate(found):
        depth += (lexeme.kind == "open") - (lexeme.kind == "close")
        if depth == 0:
            return place == len(found) - 1
    return False


def _sides(found: list[Lexeme]) -> tuple[list[list[Lexeme]], list[Lexeme]]:
    sides: list[list[Lexeme]] = [[]]
    signs: list[Lexeme] = []
    depth = 0
    for lexeme in found:
        depth += lexeme.nesting
        if lexeme.kind == "rel" and depth <= 0:
            signs.append(lexeme)
            sides.append([])
        else:
            sides[-1].append(lexeme)
    return sides, signs
