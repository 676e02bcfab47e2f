"""Over what a sum runs: all values of its indices, or a part of them."""

import re

from adjoint.read.tree.sides import Total


def is_whole(node: Total) -> bool:
    """Whether a sum is over all values of its indices, as far as that can be told from what is written at it."""
    lower, upper = node.lower, node.upper
    if lower == "=0":
        return upper.endswith("-1") and not re.search(r"[+\-−]", upper[:-2])
    return (lower in ("", "=1") or lower.startswith("∈")) and not re.search(r"[+\-−]", upper)


def limit(node: Total) -> str:
    """Up to what the indices of such a sum run; empty where it is not said."""
    return node.upper.removesuffix("-1") if node.lower == "=0" else node.upper


def spelled_range(node: Total) -> str:
    """The sum with its range, for messages."""
    upper = f"^{node.upper}" if node.upper else ""
    return f"Σ_{''.join(node.indices)}{node.lower}{upper}"
