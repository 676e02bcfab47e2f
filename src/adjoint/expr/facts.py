"""Facts that a declaration may state, those that are only inferred, and what each implies."""

FACTS = frozenset(
    """symmetric posdef diagonal orthogonal lower upper skew invertible constant positive unit-interval integer
    onehot onehot-rows onehot-cols probability probability-rows probability-cols""".split()
)

INFERRED = frozenset({"sum-one", "sum-one-rows", "sum-one-cols", "centred", "centred-rows", "idempotent"})
"""Of arrays whose entries, rows or columns sum to one; columns, rows to zero; of projectors."""

IMPLIES: dict[str, frozenset[str]] = {
    "posdef": frozenset({"symmetric", "invertible"}),
    "diagonal": frozenset({"symmetric", "lower", "upper"}),
    "orthogonal": frozenset({"invertible"}),
    "unit-interval": frozenset({"positive"}),
    "onehot": frozenset({"sum-one"}),
    "onehot-rows": frozenset({"sum-one-rows"}),
    "onehot-cols": frozenset({"sum-one-cols"}),
    "probability": frozenset({"positive", "sum-one"}),
    "probability-rows": frozenset({"positive", "sum-one-rows"}),
    "probability-cols": frozenset({"positive", "sum-one-cols"}),
}

SQUARE = frozenset({"symmetric", "posdef", "diagonal", "orthogonal", "skew", "invertible"})


def close(facts: frozenset[str]) -> frozenset[str]:
    """The facts with everything that they imply."""
    closed = facts.union(*(IMPLIES.get(fact, frozenset()) for fact in facts))
    return closed if closed == facts else close(closed)
