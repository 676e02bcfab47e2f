"""Claims of shape: `X'*X ∈ R^{n×n}`."""

import re

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.settle import told_apart
from adjoint.errors import AdjointError
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size

_SPACE = re.compile(r"(?:\\in|∈)\s*(?:\\(?:mathbb|Bbb|R)\s*\{?\s*R?\s*\}?|ℝ)\s*(?:\^\s*(?:\{([^{}]*)\}|(\w)))?\s*$")
_TIMES = re.compile(r"\\times|×|\\,|\s+")


def space(bench: Bench, source: str) -> Shape | None:
    """The shape that a claim states; None where it speaks of sizes that the problem does not have."""
    found = _SPACE.search(source)
    if found is None:
        return None
    words = [word for word in _TIMES.split(found.group(1) or found.group(2) or "") if word]
    if len(words) > 2 or any(not word.isdigit() and word not in bench.size_names for word in words):
        return None
    sizes = [Size.of(int(word) if word.isdigit() else word) for word in words]
    return SCALAR if not sizes else (sizes[0], sizes[1] if len(sizes) > 1 else ONE)


def strays(bench: Bench, phrase: Phrase, stated: Shape) -> str | None:
    """Why a phrase is not of the stated shape in any layout; empty where it is, None where that cannot be said."""
    seen: list[Shape] = []
    for layout in LAYOUTS:
        try:
            seen.append(bench.world(layout).make(told_apart(bench, phrase)).shape)
        except AdjointError:
            continue
    if not seen:
        return None
    if stated in seen or (ONE in stated and stated[::-1] in seen):
        return ""
    return f"the shape is {seen[0][0]}×{seen[0][1]}, not {stated[0]}×{stated[1]}"
