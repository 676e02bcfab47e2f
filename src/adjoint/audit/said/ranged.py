"""Over what a sum runs: all values of its indices, or a part of them that stands in a relation to other indices."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from adjoint.audit.said.phrase import Phrase
from adjoint.read.tree.sides import Total, replaced
from adjoint.read.tree.syntax import Node

_PARTIAL = re.compile(r"[+\-−]")
_RELATED = re.compile(r"([≠<>≤≥])([a-z])")
_SWAPPED = {">": "<", "≥": "≤"}


def mask(left: str, sign: str, right: str) -> Phrase:
    """One where the indices stand to each other as the sign says, else zero."""
    pair = (right, left) if sign in _SWAPPED else (left, right)
    return Phrase("mask", text=_SWAPPED.get(sign, sign), indices=pair)


def masks(node: Total) -> list[Phrase] | None:
    """What selects the values over which a sum runs, none for all; None where that has no such form."""
    if _is_whole(node):
        return []
    found = _RELATED.fullmatch(node.lower)
    *others, subject = node.indices
    if found is None or _PARTIAL.search(node.upper) or (others and subject not in others):
        return None
    return [mask(subject, found[1], found[2])]


def _is_whole(node: Total) -> bool:
    """Whether a sum is over all values of its indices, as far as that can be told from what is written at it."""
    if node.lower == "=0":
        return node.upper.endswith("-1") and not _PARTIAL.search(node.upper[:-2])
    return (node.lower in ("", "=1") or node.lower.startswith("∈")) and not _PARTIAL.search(node.upper)


def limit(node: Total) -> str:
    """Up to what the indices of such a sum run; empty where it is not said."""
    return node.upper.removesuffix("-1") if node.lower == "=0" else node.upper


def related(node: Total) -> Node:
    """The summand, with sums in it that start or end at an index of this one as sums over what stands so to it."""

    def change(inner: Node) -> Node | None:
        if not isinstance(inner, Total) or len(inner.indices) != 1:
            return None
        lower, upper = inner.lower, inner.upper
        for letter in node.indices:
            if lower in ("", "=1") and upper in (letter, f"{letter}-1"):
                lower, upper = f"{'≤' if upper == letter else '<'}{letter}", ""
            elif lower in (f"={letter}", f"={letter}+1"):
                lower = f"{'≥' if lower == f'={letter}' else '>'}{letter}"
        return replace(inner, operand=replaced(inner.operand, change), lower=lower, upper=upper)

    return replaced(node.operand, change)


def spelled_range(node: Total) -> str:
    """The sum with its range, for messages."""
    upper = f"^{{{node.upper}}}" if node.upper else ""
    return f"Σ_{{{''.join(node.indices)}{node.lower}}}{upper}"


def closed(left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """Both sides, where `Σ_{i≠j}` sums over j too if nothing outside speaks of j."""
    outer = _spoken(left) | _spoken(right)
    return _closed(left, outer), _closed(right, outer)


def _masks(total: Phrase) -> Iterator[Phrase]:
    """What selects the values over which a sum runs."""
    (inside,) = total.parts
    yield from (part for part in inside.parts if part.kind == "mask" and inside.kind == "product")


def _letters(total: Phrase) -> set[str]:
    return {*total.indices, *(letter for part in _masks(total) for letter in part.indices)}


def _spoken(phrase: Phrase) -> set[str]:
    """The indices that a side speaks of outside the sums over them."""
    found = set(phrase.indices) if phrase.kind in ("entry", "delta") else set()
    found = found.union(*map(_spoken, phrase.parts))
    return found - _letters(phrase) if phrase.kind == "total" else found


def _closed(phrase: Phrase, outer: set[str]) -> Phrase:
    if phrase.kind == "total":
        inside = {letter for part in phrase for letter in part.indices if part.kind == "entry"}
        more = sorted((_letters(phrase) - outer - set(phrase.indices)) & inside)
        outer = outer | _letters(phrase)
        phrase = Phrase(phrase.kind, phrase.parts, phrase.text, phrase.node, (*phrase.indices, *more))
    return phrase.with_parts(tuple(_closed(part, outer) for part in phrase.parts)) if phrase.parts else phrase
