"""Numbers and letters that count the lines of a derivation: `1.1 df = ...`, `2/ df = ...`, `B: df = ...`.

One line alone cannot tell `B: df` from a Frobenius product; lines that count on from each other can.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_COUNTER = re.compile(
    r"\s*(?P<open>[(\[]?)\s*(?P<word>\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivx]{1,4})(?P<close>[.:)\]/–-]*)\s+(?=\S)"
)
_FIRST = (("1", 1), ("i", 1), ("a", ord("a")), ("A", ord("A")))
_GOES_ON = re.compile(r"\s*(?:&\s*)?=")
_OPERATOR = re.compile(r"[*/+−=<>:^,∈≈≤≥@·⊙⊗.]|-\s")


_Count = tuple[tuple[str, int], ...]


class _Counter(Struct, frozen=True):
    """What stands before a line: its marks, what it counts, and where it ends."""

    marks: tuple[str, str]
    count: _Count
    end: int


def without_counters(lines: Sequence[str]) -> Sequence[str]:
    """The lines without what counts them: all that begin no line with a sign, or some from the first number on."""
    found = [_counters(line) for line in lines]
    every = [place for place, line in enumerate(lines) if not _GOES_ON.match(line)]
    some = [place for place, options in enumerate(found) if options]
    for counted, begun in ((every, False), (some, True)):
        for first in found[counted[0]] if len(counted) > 1 else ():
            chosen = _followed(first, [found[place] for place in counted[1:]])
            if chosen is not None and (not begun or first.count[-1] in _FIRST):
                ends = dict(zip(counted, [first.end, *(one.end for one in chosen)], strict=True))
                return [_blanked(line, ends.get(place, 0)) for place, line in enumerate(lines)]
    return lines


def _blanked(line: str, end: int) -> str:
    return " " * end + line[end:]


def _followed(first: _Counter, rest: Sequence[Sequence[_Counter]]) -> list[_Counter] | None:
    """The counters that go on from the first, if all lines have one."""
    chosen: list[_Counter] = []
    last = first
    for options in rest:
        after = next((one for one in options if one.marks == last.marks and _goes_on(last.count, one.count)), None)
        if after is None:
            return None
        chosen.append(after)
        last = after
    return chosen


def _goes_on(last: _Count, after: _Count) -> bool:
    """Whether a number is the next one: after `1.2` come `1.3`, `2`, `2.1` and `1.2.1`."""
    stems = [(*last[:place], (kind, number + 1)) for place, (kind, number) in enumerate(last)]
    return after in stems or (after[:-1] in (*stems, last) and after[-1] == ("1", 1))


def _counters(line: str) -> list[_Counter]:
    """How the beginning of a line may count: a letter may be a Roman number, too."""
    found = _COUNTER.match(line)
    if found is None or (found["open"] and not re.search(r"[)\]]", found["close"])):
        return []
    if _OPERATOR.match(line[found.end() :]) and not line[found.end() :].startswith("="):
        return []
    marks = (found["open"], found["close"])
    plain = not any(marks) and "." not in found["word"]
    return [_Counter(marks, count, found.end()) for count in _counts(found["word"])] if not plain else []


def _counts(word: str) -> Iterator[_Count]:
    if word[0].isdigit():
        yield tuple(("1", int(part)) for part in word.split("."))
        return
    if word in _ROMAN:
        yield (("i", _ROMAN.index(word) + 1),)
    if len(word) == 1:
        yield ((("A" if word.isupper() else "a"), ord(word)),)
