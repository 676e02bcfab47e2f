"""Facts that a declaration may state, and what each implies."""

FACTS = frozenset(
    """symmetric posdef diagonal orthogonal lower upper skew invertible constant positive unit-interval integer
    onehot onehot-rows onehot-cols probability probability-rows probability-cols""".split()
)

IMPLIES: dict[str, frozenset[str]] = {
    "posdef": frozenset({"symmetric", "invertible"}),
    "diagonal": frozenset({"symmetric", "lower", "upper"}),
    "orthogonal": frozenset({"invertible"}),
    "unit-interval": frozenset({"positive"}),
    "probability": frozenset({"positive"}),
    "probability-rows": frozenset({"positive"}),
    "probability-cols": frozenset({"positive"}),
}

SQUARE = frozenset({"symmetric", "posdef", "diagonal", "orthogonal", "skew", "invertible"})


def close(facts: frozenset[str]) -> frozenset[str]:
    """The facts with everything that they imply."""
    closed = facts.union(*(IMPLIES.get(fact, frozenset()) for fact in facts))
    return closed if closed == facts else close(closed)
