"""Derivatives written as linear maps: `Df_A : H ↦ ...`, `Df(X)[H] = ...`, `Df(X)H = ...`, `D(f) : H ↦ ...`."""

from collections.abc import Sequence

from msgspec import Struct

from adjoint.read.tree.lexeme import Lexeme, outside
from adjoint.read.tree.naming import Names

_MARKS = ("D", "d")


class Map(Struct, frozen=True):
    """What is differentiated, in which direction (a new name), and by what where that is said."""

    of: Sequence[Lexeme]
    direction: str
    by: str = ""


def as_map(left: Sequence[Lexeme], sign: str, right: Sequence[Lexeme], names: Names) -> Map | None:
    """The map that the left side of a relation speaks of, if it does of one."""
    if sign == "=" and (found := _along(left, names)) is not None:
        return found if any(lexeme.is_("name", found.direction) for lexeme in right) else None
    if sign == "↦":
        colon = outside(left, "op", ":")
        return None if colon is None else _named(left[:colon], left[colon + 1 :], names)
    if sign != "=" or len(left) < 5 or not left[0].is_("name", *_MARKS):
        return None
    if left[-1].kind == "name" and left[-2].kind == "close":
        return _named(left[:-1], left[-1:], names)
    if left[-1].kind != "close":
        return None
    start = max((i for i, lexeme in enumerate(left) if lexeme.kind == "open" and i < len(left) - 1), default=0)
    if len(left) - start != 3 or left[-1].text not in "([":
        return None
    body = left[1:start]
    said = bool(body) and (body[-1].kind == "close" or any(lexeme.is_("script", "_") for lexeme in body))
    return _named(left[:start], left[start + 1 : -1], names) if said else None


def _along(left: Sequence[Lexeme], names: Names) -> Map | None:
    """`D_H f(X)`, `\\nabla_v f`: a derivative along a new name."""
    mark = bool(left) and (left[0].is_("name", "D") or left[0].is_("command", "nabla", "partial"))
    if not mark or len(left) < 4 or not left[1].is_("script", "_") or names.is_array(left[0].text):
        return None
    below = 2 if left[2].kind == "name" else 3
    of = left[3:] if below == 2 else left[5:]
    if left[below].kind != "name" or names.find(left[below].text) or not of or not names.find(of[0].text):
        return None
    return Map(of, left[below].text)


def _named(body: Sequence[Lexeme], direction: Sequence[Lexeme], names: Names) -> Map | None:
    if len(direction) != 1 or direction[0].kind != "name" or names.find(direction[0].text):
        return None
    if not body or not body[0].is_("name", *_MARKS) or names.is_array(body[0].text):
        return None
    of = body[1:]
    place = next((i for i, lexeme in enumerate(of) if lexeme.is_("script", "_")), None)
    if place is not None and place + 2 == len(of) and names.is_array(of[-1].text):
        return Map(of[:place], direction[0].text, names.find(of[-1].text) or "")
    return Map(of, direction[0].text) if of else None
