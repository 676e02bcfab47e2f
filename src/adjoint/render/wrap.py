"""Long formulas broken where a reader pauses: first at sums, then at colons, then at products."""

import re

_OPEN, _CLOSE = "([{", ")]}"
_PLACES = (
    (re.compile(r" (?=[=+] |- )"), 0),
    (re.compile(r" (?=: )"), 1),
    (re.compile(r"(?<=[^.]\*)(?=\S)| (?=(?:\.\*|[⊙⊘⊗]) )"), 2),
    (re.compile(r"(?<=\S) (?=\S)"), 3),
)
_DEEP = 4


def wrap(text: str, width: int, indent: int) -> list[str]:
    """The text in rows of at most `width`; rows after the first stand `indent` further in."""
    rows, room = [], width
    while len(text) > room:
        place = _best(text, room)
        rows.append(text[:place].rstrip())
        text, room = text[place:].lstrip(), width - indent
    rows.append(text)
    return [row if k == 0 else " " * indent + row for k, row in enumerate(rows)]


def _best(text: str, room: int) -> int:
    """The last of the best places to break at that leave a row of a fair length."""
    ranks = _ranks(text[: room + 1])
    fair = {place: rank for place, rank in ranks.items() if place > room // 3} or ranks
    return min(fair, key=lambda place: (fair[place], -place)) if fair else room


def _ranks(text: str) -> dict[int, int]:
    """Places with how bad a break there is: the depth of brackets counts most."""
    depths = _depths(text)
    ranks: dict[int, int] = {}
    for pattern, rank in reversed(_PLACES):
        for match in pattern.finditer(text, 1):
            ranks[match.start()] = rank + _DEEP * depths[match.start()]
    return ranks


def _depths(text: str) -> list[int]:
    depth, inside, depths = 0, False, []
    for character in text:
        depth -= character in _CLOSE
        if character == "‖":
            inside = not inside
        depths.append(depth + inside)
        depth += character in _OPEN
    return [*depths, depth + inside]
