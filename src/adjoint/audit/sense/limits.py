"""Up to what a sum runs: all of the axes that it runs over, or a part of them."""

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.expr.sizes import ONE, Size


def part_of(bench: Bench, left: Phrase, right: Phrase) -> str:
    """Why a sum of either side is over a part of its indices, if its limit says so."""
    pieces = [*left, *right]
    letters = {letter for part in pieces for letter in part.indices if part.kind in ("entry", "delta")}
    strays = [letter for part in pieces if part.kind == "mask" for letter in part.indices if letter not in letters]
    if strays:
        return f"the index of a sum is compared with `{strays[0]}`, which is no index"
    totals = [part for part in pieces if part.kind == "total" and part.text]
    return next((why for part in totals if (why := _differs(bench, part, letters))), "")


def _differs(bench: Bench, total: Phrase, letters: set[str]) -> str:
    """Why the limit of a sum is not how far its indices run."""
    if total.text in letters and total.text not in bench.size_names:
        return f"a sum up to the index `{total.text}`"
    if not total.text.isdigit() and total.text not in bench.size_names:
        return ""
    limit = Size.of(int(total.text) if total.text.isdigit() else total.text)
    for part in total:
        node = bench.names.get(part.parts[0].text) if part.kind == "entry" and part.parts[0].kind == "name" else None
        axes = [size for size in node.shape if size != ONE] if node is not None else []
        for letter, size in zip(part.indices, axes, strict=False):
            if len(axes) == len(part.indices) and letter in total.indices and size != limit:
                return f"a sum up to {limit} over an index that runs to {size}"
    return ""
