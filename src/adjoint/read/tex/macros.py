"""Macros that people define in a post, expanded: a total function, since their number is bounded.

Known are `\\def`, `\\gdef`, `\\edef`, `\\let`, `\\newcommand` and its kin, and `\\DeclareMathOperator`, with
undelimited arguments. A definition counts from where it stands, and before it where no other does.
"""

import re

from msgspec import Struct
from msgspec.structs import replace

from adjoint.errors import TooLarge
from adjoint.read.tex.tex import Tex, after_space, argument, group_end, joined, pieces

_MOST_EXPANSIONS = 3000
_MOST_PIECES = 40_000
_PLAIN = {r"\def", r"\gdef", r"\edef", r"\xdef"}
_NEW = {r"\newcommand", r"\renewcommand", r"\providecommand", r"\DeclareMathOperator"}
_SPACES = {r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", "~", r"\thinspace", r"\displaystyle", r"\textstyle", r"\nolimits",
           r"\limits", r"\begingroup", r"\endgroup", r"\bigl", r"\bigr", r"\big", r"\Big", r"\Bigl", r"\Bigr",
           r"\bigg", r"\Bigg", r"\biggl", r"\biggr", r"\Biggl", r"\Biggr", r"\bigm", r"\middle", r"\notag",
           r"\nonumber", r"\scriptstyle", r"\protect", r"\relax", r"\strut", r"\hfill", r"\noindent", r"\iffalse",
           r"\fi"}  # fmt: skip
_DROPPED = {r"\color", r"\textcolor", r"\label", r"\tag", r"\hspace", r"\vspace", r"\phantom", r"\vphantom",
            r"\hphantom", r"\ref", r"\eqref"}  # fmt: skip
_WRAPPERS = {r"\c", r"\b", r"\underline", r"\ensuremath", r"\fbox", r"\mbox"}
_UNWRAPPED = {r"\eqalign", r"\eqalignno", r"\displaylines", r"\boxed", r"\mathstrut"}
_RENAMED = {r"\cr": r"\\", r"\tfrac": r"\frac", r"\dfrac": r"\frac", r"\cfrac": r"\frac", r"\newline": r"\\"}


class _Macro(Struct, frozen=True):
    body: tuple[Tex, ...]
    arguments: int = 0
    default: tuple[Tex, ...] | None = None


def expanded(text: str) -> list[Tex]:
    """The text with its macros expanded, and without colours, spacing and sizes of brackets, as pieces with places.

    Raises `TooLarge` where the macros do not come to an end.
    """
    found = pieces(text)
    first: dict[str, _Macro] = {}
    for index, piece in enumerate(found):
        definition = _definition(found, index) if piece.text[0] == "\\" else None
        if definition:
            first.setdefault(definition[0], definition[1])
    return _tidied(_Expansion(found, first).run())


def definitions(text: str) -> str:
    """The macro definitions of a text alone, to be put before another one."""
    found = pieces(text)
    done: list[str] = []
    index = 0
    while index < len(found):
        definition = _definition(found, index) if found[index].text[0] == "\\" else None
        done += [joined(found[index : index + definition[2]])] if definition else []
        index += definition[2] if definition else 1
    return "".join(done)


class _Expansion:
    """A stack of what is still to be read; what a macro yields is read again."""

    def __init__(self, found: list[Tex], macros: dict[str, _Macro]) -> None:
        self.left = found[::-1]
        self.macros = macros
        self.count = 0

    def run(self) -> list[Tex]:
        """All of it."""
        done: list[Tex] = []
        while self.left:
            piece = self.left[-1]
            definition = self.defined() if piece.text in _PLAIN | _NEW | {r"\let"} else None
            if definition:
                self.macros[definition[0]] = definition[1]
                del self.left[len(self.left) - definition[2] :]
            elif piece.text in self.macros:
                self.call()
            else:
                done.append(self.left.pop())
        return done

    def defined(self) -> tuple[str, _Macro, int] | None:
        """The definition that comes next."""
        window = self.left[:-1001:-1] if len(self.left) > 1000 else self.left[::-1]
        return _definition(window, 0)

    def call(self) -> None:
        """Put the body of a macro in place of its call."""
        name = self.left.pop()
        macro = self.macros[name.text]
        self.count += 1
        if self.count > _MOST_EXPANSIONS or len(self.left) > _MOST_PIECES:
            raise TooLarge("macros that do not come to an end", hint="write the macros out", position=name.start)
        values = [self.value(macro, place) for place in range(macro.arguments)]
        body: list[Tex] = []
        pending = iter(macro.body)
        for piece in pending:
            if piece.text == "#" and (number := next(pending, None)) is not None:
                place = int(number.text) - 1 if number.text.isdigit() else -1
                body += values[place] if 0 <= place < len(values) else []
            else:
                body.append(replace(piece, start=name.start, end=name.end))
        self.left += body[::-1]

    def value(self, macro: _Macro, place: int) -> list[Tex]:
        """The next argument."""
        while self.left and self.left[-1].is_space:
            self.left.pop()
        if place == 0 and macro.default is not None:
            return self.optional(macro.default)
        taken: list[Tex] = []
        depth = 0
        while self.left:
            taken.append(self.left.pop())
            depth += (taken[-1].text == "{") - (taken[-1].text == "}")
            if depth <= 0:
                break
        return taken[1:-1] if len(taken) > 1 else taken

    def optional(self, default: tuple[Tex, ...]) -> list[Tex]:
        """An argument in square brackets, or its default."""
        if not self.left or self.left[-1].text != "[":
            return list(default)
        self.left.pop()
        taken: list[Tex] = []
        while self.left and (piece := self.left.pop()).text != "]":
            taken.append(piece)
        return taken


def _definition(found: list[Tex], index: int) -> tuple[str, _Macro, int] | None:
    """The name, the macro and the length of a definition that starts at `index`."""
    command = found[index].text
    if command in _PLAIN:
        return _plain(found, index)
    if command in _NEW:
        return _new(found, index, command == r"\DeclareMathOperator")
    if command == r"\let":
        return _let(found, index)
    return None


def _plain(found: list[Tex], index: int) -> tuple[str, _Macro, int] | None:
    name = after_space(found, index + 1)
    place, count = name + 1, 0
    while place + 1 < len(found) and found[place].text == "#" and found[place + 1].text == str(count + 1):
        place, count = place + 2, count + 1
    place = after_space(found, place)
    if place >= len(found) or found[place].text != "{" or not found[name].text.startswith("\\"):
        return None
    body, end = argument(found, place)
    return found[name].text, _Macro(tuple(body), count), end - index


def _new(found: list[Tex], index: int, operator: bool) -> tuple[str, _Macro, int] | None:
    place = index + 1
    if place < len(found) and found[place].text == "*":
        place += 1
    named, place = argument(found, place)
    name = joined(named).strip()
    count, default = 0, None
    while (opening := after_space(found, place)) < len(found) and found[opening].text == "[":
        closing = next((i for i in range(opening, len(found)) if found[i].text == "]"), None)
        if closing is None:
            return None
        inner = tuple(found[opening + 1 : closing])
        if count == 0 and joined(inner).strip().isdigit():
            count = min(int(joined(inner)), 9)
        else:
            default = inner
        place = closing + 1
    body, end = argument(found, place)
    if not re.fullmatch(r"\\(?:[A-Za-z]+|.)", name):
        return None
    if operator:
        head = [replace(found[index], text=text) for text in (r"\operatorname", "{")]
        body = [*head, *body, replace(found[index], text="}")]
    return name, _Macro(tuple(body), count, default), end - index


def _let(found: list[Tex], index: int) -> tuple[str, _Macro, int] | None:
    name = after_space(found, index + 1)
    value = after_space(found, name + 1)
    if value < len(found) and found[value].text == "=":
        value = after_space(found, value + 1)
    if value >= len(found) or found[value].text == found[name].text or not found[name].text.startswith("\\"):
        return None
    return found[name].text, _Macro((found[value],)), value + 1 - index


def _tidied(found: list[Tex]) -> list[Tex]:
    """Without spacing and colours, old spellings replaced; null brackets such as `\\left.` vanish."""
    done: list[Tex] = []
    index = 0
    while index < len(found):
        piece = found[index]
        if piece.text in _UNWRAPPED:
            start = after_space(found, index + 1)
            end = group_end(found, start)
            inner, _ = argument(found, index + 1)
            found[index:end] = inner
        elif piece.text in _DROPPED:
            index = group_end(found, after_space(found, index + 1))
        elif piece.text in _SPACES or piece.text in _WRAPPERS:
            done.append(replace(piece, text=" "))
            index += 1
        elif piece.text in (r"\left", r"\right") and index + 1 < len(found) and found[index + 1].text == ".":
            index += 2
        else:
            done.append(replace(piece, text=_RENAMED.get(piece.text, piece.text)))
            index += 1
    return done
