"""From LaTeX, its macros expanded, to lexemes: fonts and braces resolved, runs of letters cut into names."""

import re

from adjoint.read.tex.tex import Tex, after_space, argument, group_end, joined
from adjoint.read.tree.glyphs import (
    ACCENTS, BARE, BARS, CLOSING, CONNECTIVES, DOTS, EXPECTATION, FONTS, FUNCTIONS, LETTERS, LINKS, OPENING,
    OPERATORS, PROSE, RELATIONS, SWITCHES, UPRIGHT,
)  # fmt: skip
from adjoint.read.tree.lexeme import Lexeme, second, with_norms
from adjoint.read.tree.naming import Names

_COMMANDS = {r"\frac": "frac", r"\sqrt": "sqrt", r"\sum": "sum", "∑": "sum", r"\nabla": "nabla", "∇": "nabla",
             r"\partial": "partial", "∂": "partial", r"\over": "over"}  # fmt: skip
_SEPARATORS = {r"\quad", r"\qquad", ",", ";", "$", r"\[", r"\]", r"\(", r"\)", "\n\n", r"\hskip"}
_CONTROLS = {rf"\{name}": FUNCTIONS[name] for name in FUNCTIONS if name.isalpha()} | {
    r"\tr": "tr", r"\Tr": "tr", r"\diag": "diag", r"\vec": "", r"\argmin": "argmin",
}  # fmt: skip
_MATRICES = re.compile(r"(?:[bpB]?matrix|smallmatrix|array|pmatrix)\*?")
_TO_NOUGHT = r"\\?([A-Za-z]+)\s*(?:\\to|\\rightarrow|->|→|\\downarrow|\\searrow)\s*0(?:\s*\^\{?\+\}?)?"
_GREEK_CHARACTERS = dict(
    zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩϕℓ", """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu
    xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega phi ell""".split(),
    strict=True)
)  # fmt: skip
_DEEPEST = 60


def lex_latex(found: list[Tex], names: Names) -> list[Lexeme]:
    """The lexemes of expanded LaTeX."""
    return with_norms(_Lexer(names).run(found, 0))


class _Lexer:
    def __init__(self, names: Names) -> None:
        self.names = names

    def run(self, found: list[Tex], depth: int) -> list[Lexeme]:
        """The lexemes of a stretch of pieces."""
        done: list[Lexeme] = []
        index = 0
        while index < len(found):
            piece = found[index]
            if piece.is_space:
                blank = "\n" in piece.text and index + 1 < len(found) and "\n" in found[index + 1].text
                if blank:
                    done.append(Lexeme("sep", "\n", piece.start, piece.end))
                index += 1
            elif piece.text.isalpha() and piece.text.isascii():
                index = self.letters(found, index, done, depth)
            elif piece.text.isdigit() or (piece.text == "." and _digit(found, index + 1)):
                index = _number(found, index, done)
            else:
                index = self.piece(found, index, done, depth)
        return done

    def piece(self, found: list[Tex], index: int, done: list[Lexeme], depth: int) -> int:
        """One control word or sign, with the arguments that it takes; yields the place after it."""
        text = found[index].text
        if text in (r"\overset", r"\underset", r"\stackrel"):
            _, end = argument(found, index + 1)
            inner, end = argument(found, end)
            done += self.run(inner, depth + 1) if depth < _DEEPEST else []
            return end
        if text in FONTS or text in UPRIGHT or text in PROSE or text in ACCENTS:
            inner, end = argument(found, index + 1)
            place = (found[index].start, found[max(index, end - 1)].end)
            done += self.dressed(text, inner, end < len(found) and _opens(found, end), place, depth)
            braced = text in (r"\underbrace", r"\overbrace") and end < len(found) and found[end].text in "_^"
            return argument(found, end + 1)[1] if braced else end
        if text == "{" and depth < _DEEPEST:
            return self.group(found, index, done, depth)
        if text in SWITCHES:
            return self.switched(found, index, len(found), done, depth)
        if text in (r"\begin", r"\end"):
            return _environment(found, index, done)
        if text == r"\lim" and (end := _limit(found, index, done)):
            return end
        if text in (r"\left", r"\right"):
            return _sized(found, index, done)
        if text + "".join(piece.text for piece in found[index + 1 : index + 2]) in (":=", "=:"):
            done.append(Lexeme("rel", "=", found[index].start, found[index + 1].end))
            return index + 2
        done.append(_single(found[index]))
        return index + 1

    def group(self, found: list[Tex], index: int, done: list[Lexeme], depth: int) -> int:
        """A group in braces, which `{\\rm tr}` and its kin turn into a word."""
        end = group_end(found, index)
        inner = found[index + 1 : end - 1] if found[end - 1].text == "}" and end - 1 > index else found[index + 1 : end]
        first = after_space(inner, 0)
        if first < len(inner) and inner[first].text in SWITCHES:
            self.switched(inner, first, len(inner), done, depth, _opens(found, end))
            return end
        done.append(Lexeme("open", "group", found[index].start, found[index].end))
        done += self.run(inner, depth + 1)
        done.append(Lexeme("close", "group", found[end - 1].start, found[end - 1].end))
        return end

    def switched(
        self, found: list[Tex], index: int, end: int, done: list[Lexeme], depth: int, opens: bool = False
    ) -> int:
        """What follows `\\rm` or another change of font, to the end of its group."""
        inner = found[after_space(found, index + 1) : end]
        place = (found[index].start, found[end - 1].end)
        if found[index].text == r"\rm":
            word = [piece for piece in inner if not piece.is_space]
            run = next((i for i, piece in enumerate(word) if not piece.text.isalpha()), len(word))
            if 0 < run < len(word):
                done += self.dressed(r"\mathrm", word[:run], True, (word[0].start, word[run - 1].end), depth)
                done += self.run(word[run:], depth + 1)
                return end
        done += self.dressed(r"\mathrm" if found[index].text == r"\rm" else r"\mathbf", inner, opens, place, depth)
        return end

    def dressed(self, command: str, inner: list[Tex], opens: bool, place: tuple[int, int], depth: int) -> list[Lexeme]:
        """What a font, a word or an accent makes of its argument; `opens` where a bracket follows."""
        text = joined(inner).strip()
        if command in ACCENTS:
            name = LETTERS.get(text.lstrip("\\"), text)
            accented = f"{name}_{ACCENTS[command]}" if name.isalnum() else None
            return [Lexeme("name", accented, *place)] if accented else self.run(inner, depth + 1)
        called = text.isalpha() and ((opens and text not in CONNECTIVES) or text in FUNCTIONS)
        if command in PROSE and not called and not (depth and text.isalnum()):
            return [Lexeme("sep", f" {text} ", *place)]
        if command not in FONTS:
            return self.upright(text, inner, place, depth)
        if text == "1":
            return [Lexeme("one", "1", *place)]
        if text in ("R", r"\mathbb R") and command in (r"\mathbb", r"\mathbbm", r"\mathds"):
            return [Lexeme("name", "ℝ", *place)]
        if text == "E" and command in (r"\mathbb", r"\mathbbm", r"\mathds") and "E" not in self.names:
            return [Lexeme("name", EXPECTATION, *place)]
        made = self.run(inner, depth + 1) if depth < _DEEPEST else []
        if len(made) <= 1:
            return made
        return [Lexeme("open", "group", *place), *made, Lexeme("close", "group", *place)]

    def upright(self, text: str, inner: list[Tex], place: tuple[int, int], depth: int) -> list[Lexeme]:
        """An upright word."""
        plain = text.replace(r"\_", "_").replace(" ", "")
        if plain == "d" and "d" in self.names:
            return [Lexeme("command", "differential", *place)]
        if plain == "grad" and "grad" not in self.names:
            return [Lexeme("command", "nabla", *place)]
        if plain in ("hess", "Hess") and plain not in self.names:
            return second(place)
        if len(plain) > 1 and re.fullmatch(r"[A-Za-z]\w*", plain):
            return [Lexeme("word", plain, *place)]
        return self.run(inner, depth + 1) if depth < _DEEPEST else []

    def letters(self, found: list[Tex], index: int, done: list[Lexeme], depth: int) -> int:
        """A run of letters, as the names that it is made of."""
        end = index
        while end < len(found) and found[end].text.isalpha() and found[end].text.isascii():
            end += 1
        run = found[index:end]
        text = "".join(piece.text for piece in run)
        place = (run[0].start, run[-1].end)
        if text == "lim" and (stop := _limit(found, end - 1, done)):
            return stop
        if self.is_function(text, found, index, end):
            done.append(Lexeme("word", text, *place))
            return end
        if depth == 0 and self.is_prose(text, found, end) and _spaced(found, index, end):
            after = after_space(found, end)
            named = text not in CONNECTIVES and after < len(found) and found[after].text in RELATIONS
            done.append(Lexeme("word", text, *place) if named else Lexeme("sep", f" {text} ", *place))
            return end
        start = 0
        while start < len(run):
            length = self.length(text, start, _opens(found, end))
            word = text[start : start + length]
            kind = "word" if length > 1 and word in FUNCTIONS and word not in self.names else "name"
            done.append(Lexeme(kind, word, run[start].start, run[start + length - 1].end))
            start += length
        return self.numbered(found, end, done) if done[-1].kind == "name" else end

    def numbered(self, found: list[Tex], index: int, done: list[Lexeme]) -> int:
        """A letter and the digits that touch it, as in `A5`: one name, where nothing is known yet."""
        end = index
        while self.names.open_ and _digit(found, end) and not _is_part_of_fraction(found, index - 1):
            end += 1
        if end > index:
            digits = "".join(piece.text for piece in found[index:end])
            done[-1] = Lexeme("name", done[-1].text + digits, done[-1].start, found[end - 1].end)
        return end

    def length(self, text: str, start: int, opens: bool) -> int:
        """How many letters the next name has: one, unless only a longer one is known."""
        rest = text[start:]
        if opens and len(rest) > 1 and rest in FUNCTIONS and rest not in self.names:
            return len(rest)
        if self.names.open_ and len(rest) > 3 and rest in LETTERS:
            return len(rest)
        if len(rest) > 1 and rest in self.names and not all(letter in self.names for letter in rest):
            return len(rest)
        if rest[0] not in self.names:
            longer = [size for size in range(len(rest), 1, -1) if rest[:size] in self.names]
            if longer and not (rest[0] == "d" and rest[1:] in self.names):
                return longer[0]
        return 1

    def is_function(self, text: str, found: list[Tex], start: int, end: int) -> bool:
        """Whether a run of letters that stands apart is a function of what follows, as in `tr AX` and `log det X`."""
        if text not in BARE or self.names.open_ or text in self.names or all(letter in self.names for letter in text):
            return False
        after = after_space(found, end)
        if after < len(found) and found[after].text in BARS:
            return True
        if not _spaced(found, start, end) or after in (end, len(found)):
            return False
        if found[after].text.isalpha() and found[after].text.isascii():
            stop = after
            while stop < len(found) and found[stop].text.isalpha() and found[stop].text.isascii():
                stop += 1
            word = "".join(piece.text for piece in found[after:stop])
            return word in BARE or not self.is_prose(word, found, stop)
        return _single(found[after]).kind in ("open", "name", "word", "bar", "number") or found[after].text == r"\frac"

    def is_prose(self, text: str, found: list[Tex], end: int) -> bool:
        """Whether a run of letters is a word of prose."""
        if text in self.names or (text in FUNCTIONS and _opens(found, end)) or (self.names.open_ and text in LETTERS):
            return False
        known = all(letter in self.names for letter in text)
        if text.lower() in CONNECTIVES and len(text) > 1:
            return not known
        return len(text) > 3 and not known and text[1:].islower()


def _digit(found: list[Tex], index: int) -> bool:
    return index < len(found) and found[index].text.isdigit()


def _is_part_of_fraction(found: list[Tex], index: int) -> bool:
    """Whether a letter is a whole part of a fraction, as both are in `\\frac nm` and the first is in `\\frac n2`."""
    before = [piece for piece in found[:index] if not piece.is_space]
    if before[-1:] and before[-1].text == "}":
        depth = 0
        while before:
            piece = before.pop()
            depth += (piece.text == "}") - (piece.text == "{")
            if depth == 0:
                return bool(before) and before[-1].text == r"\frac"
        return False
    whole = [piece.text for piece in before[-2:]]
    return whole[-1:] == [r"\frac"] or (len(whole) == 2 and whole[0] == r"\frac" and whole[1].isalnum())


def _spaced(found: list[Tex], start: int, end: int) -> bool:
    """Whether a run of letters stands apart, as words do."""
    before = start == 0 or not re.fullmatch(r"[\^_]|\\.*", found[start - 1].text) or found[start - 1].text == "\\\\"
    after = end == len(found) or found[end].text not in ("^", "_", "'", "(")
    return before and after


def _opens(found: list[Tex], index: int) -> bool:
    place = after_space(found, index)
    text = found[place].text if place < len(found) else ""
    return text in OPENING or text in ("{", r"\left")


def _number(found: list[Tex], index: int, done: list[Lexeme]) -> int:
    end = index
    while _digit(found, end):
        end += 1
    if end < len(found) and found[end].text == "." and _digit(found, end + 1):
        end += 1
        while _digit(found, end):
            end += 1
    text = "".join(piece.text for piece in found[index:end])
    done.append(Lexeme("number", text, found[index].start, found[end - 1].end))
    return end


def _environment(found: list[Tex], index: int, done: list[Lexeme]) -> int:
    inner, end = argument(found, index + 1)
    name = joined(inner).strip()
    opening = found[index].text == r"\begin"
    if opening and name == "array":
        _, end = argument(found, end)
    if _MATRICES.fullmatch(name):
        done.append(Lexeme("grid", "open" if opening else "close", found[index].start, found[end - 1].end))
    elif name in ("vmatrix", "Vmatrix"):
        done.append(Lexeme("other", name, found[index].start, found[end - 1].end))
    else:
        done.append(Lexeme("sep", "", found[index].start, found[end - 1].end))
    return end


def _limit(found: list[Tex], index: int, done: list[Lexeme]) -> int:
    """`\\lim_{t\\to0}`, the limit at nought; 0 where it is another."""
    place = after_space(found, index + 1)
    if place >= len(found) or found[place].text != "_":
        return 0
    below, end = argument(found, place + 1)
    word = re.fullmatch(_TO_NOUGHT, joined(below).strip())
    if word is None:
        return 0
    done.append(Lexeme("limit", LETTERS.get(word[1], word[1]), found[index].start, found[end - 1].end))
    return end


def _sized(found: list[Tex], index: int, done: list[Lexeme]) -> int:
    """A bracket after `\\left` or `\\right`; a bar is told by that to open or to close."""
    place = after_space(found, index + 1)
    if place >= len(found):
        return place
    text = found[place].text
    fence = BARS.get(text) or OPENING.get(text) or CLOSING.get(text, "")
    if fence in BARS.values():
        kind = "open" if found[index].text == r"\left" else "close"
        kind = "bar" if kind == "close" and _is_hollow(found, index) else kind
        done.append(Lexeme(kind, fence, found[index].start, found[place].end))
        return place + 1
    return place


def _is_hollow(found: list[Tex], index: int) -> bool:
    """Whether a `\\right` closes nothing, since its `\\left.` is gone."""
    depth = 0
    for place in range(index, -1, -1):
        depth += (found[place].text == r"\right") - (found[place].text == r"\left")
        if depth == 0:
            return False
    return True


def _single(piece: Tex) -> Lexeme:
    text, place = piece.text, (piece.start, piece.end)
    for kind, table in (("command", _COMMANDS), ("op", OPERATORS), ("rel", RELATIONS), ("link", LINKS),
                        ("open", OPENING), ("close", CLOSING), ("bar", BARS)):  # fmt: skip
        if text in table:
            return Lexeme(kind, table[text], *place)
    if text[1:] in LETTERS and text[0] == "\\":
        return Lexeme("name", LETTERS[text[1:]], *place)
    if text in _GREEK_CHARACTERS:
        return Lexeme("name", _GREEK_CHARACTERS[text], *place)
    if text in _CONTROLS:
        return Lexeme("word", _CONTROLS[text], *place)
    if text in DOTS:
        return Lexeme("dots", text, *place)
    if text in _SEPARATORS or text in ".?!":
        return Lexeme("sep", text, *place)
    return Lexeme(*_MARKS.get(text, ("other", text)), *place)


_MARKS = {
    "^": ("script", "^"), "_": ("script", "_"), "'": ("prime", "'"), "′": ("prime", "'"), "’": ("prime", "'"),
    r"\prime": ("prime", "'"), "&": ("amp", "&"), "\\\\": ("row", "\\"), "}": ("close", "group"),
    r"\top": ("name", "top"), r"\intercal": ("name", "intercal"), r"\dagger": ("name", "dagger"),
    "⊤": ("name", "top"), r"\infty": ("name", "infty"), "ᵀ": ("name", "ᵀ"),
}  # fmt: skip
