"""Edits of a whole side: summed, scaled by a norm, its factors grouped entry by entry, its indices exchanged."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from adjoint.audit.mistake.edit import WHOLE, Around, Rewritten
from adjoint.audit.said.phrase import Phrase, chain, is_number, numeral
from adjoint.audit.said.spelled import spelled

MOST_GROUPED = 6


def summed(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """A sum around a whole side, or around one of its terms."""
    if node.kind == "call" and node.text in ("sum", "tr"):
        return
    if around.parent == "sum":
        says = f"`{spelled(node)}` is an array among numbers: the sum over its entries is lost"
        yield "sum-or-index", Phrase("call", (node,), "sum"), says
    if around.parent == "":
        says = f"{WHOLE}, `{spelled(node)}` an array: the sum over its entries is lost"
        yield "sum-or-index", Phrase("call", (node,), "sum"), says


def scaled(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """The differential of a square divided by twice the norm."""
    if around.parent != "":
        return
    twice = node.kind == "product" and is_number(node.parts[0], 2)
    above = chain(node.parts[1:]) if twice else node
    for norm in around.norms:
        within = f"d‖u‖ = u/‖u‖ : du, with {spelled(norm)} for ‖u‖: the norm below is lost"
        yield "norm-vs-square", Phrase("over", (node, norm)), within
        below = norm if twice else chain((numeral(2), norm))
        says = f"with N = {spelled(norm)}: d(N^2) = 2*N*dN, and this is d(N^2); here the norm is not squared"
        yield "norm-vs-square", Phrase("over", (above, below)), says


def grouped(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """Neighbouring factors of a product in groups that are multiplied entry by entry."""
    links = tuple(part for part in node.parts if not is_number(part)) if node.kind == "product" else ()
    if not 2 < len(links) <= MOST_GROUPED:
        return
    front = node.parts[: len(node.parts) - len(links)]
    for cuts in range(1, len(links)):
        for places in combinations(range(1, len(links)), cuts):
            ends = (0, *places, len(links))
            groups = tuple(chain(links[a:b]) for a, b in pairwise(ends))
            words = ", ".join(f"`{spelled(group)}`" for group in groups[:-1])
            says = f"{words} and `{spelled(groups[-1])}` are multiplied entry by entry"
            yield "elementwise-vs-matrix", chain((*front, Phrase("hadamard", groups))), says


def reindexed(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """Two indices exchanged throughout, or one of them changed at one place."""
    letters = tuple(dict.fromkeys(index for part in node for index in part.indices))
    if around.parent != "" or not letters:
        return
    for a, b in combinations(letters, 2):
        yield "sum-or-index", _swapped(node, {a: b, b: a}), f"the indices {a} and {b} are exchanged"
    for place, part in enumerate(node):
        if len(part.indices) == 2 and part.kind == "entry":
            says = f"the indices of `{spelled(part)}` are exchanged"
            turned = Phrase(part.kind, part.parts, part.text, part.node, part.indices[::-1])
            yield "sum-or-index", _put(node, place, turned), says
        for k, old in enumerate(part.indices):
            for new in letters:
                if new != old:
                    changed = (*part.indices[:k], new, *part.indices[k + 1 :])
                    after = Phrase(part.kind, part.parts, part.text, part.node, changed)
                    says = f"the index {old} of `{spelled(part)}` is to be {new}"
                    yield "sum-or-index", _put(node, place, after), says


def _swapped(phrase: Phrase, table: dict[str, str]) -> Phrase:
    indices = tuple(table.get(index, index) for index in phrase.indices)
    return Phrase(phrase.kind, tuple(_swapped(part, table) for part in phrase.parts), phrase.text, phrase.node, indices)


def _put(phrase: Phrase, place: int, new: Phrase) -> Phrase:
    """The phrase with its piece number `place`, the whole counting first, replaced."""
    if place == 0:
        return new
    place -= 1
    parts = list(phrase.parts)
    for k, part in enumerate(parts):
        count = sum(1 for _ in part)
        if place < count:
            parts[k] = _put(part, place, new)
            break
        place -= count
    return phrase.with_parts(tuple(parts))
