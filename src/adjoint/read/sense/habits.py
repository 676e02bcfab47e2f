"""What an undeclared name is taken for: the field's habit, where the shapes leave it open.

Capital letters are matrices, late lower-case letters vectors, Greek letters scalars.
"""

GREEK = frozenset(
    """alpha beta gamma delta epsilon eps varepsilon zeta eta theta vartheta iota kappa lam lambda lamda mu nu xi
    omicron rho sigma tau upsilon phi varphi chi psi omega lmbda reg""".split()
)

_CAPITAL = {"matrix": 0, "vector": 3, "scalar": 4, "row": 6}
_LATE = {"vector": 0, "scalar": 2, "row": 5, "matrix": 6}
_EARLY = {"scalar": 1, "vector": 1, "row": 5, "matrix": 6}
_COUNT = {"scalar": 0, "vector": 2, "row": 5, "matrix": 6}
_GREEK = {"scalar": 0, "vector": 1, "row": 5, "matrix": 6}
_SMALL = {"scalar": 0, "vector": 6, "row": 7, "matrix": 7}


def habit(name: str) -> dict[str, int]:
    """The kinds that a name may have, with how unusual each is."""
    stem = _stem(name)
    if stem[0].isupper():
        return _CAPITAL
    if stem in ("eps", "epsilon"):
        return _SMALL
    if is_greek(name):
        return _GREEK
    if stem[0] in "pqruvwxyz":
        return _LATE
    return _COUNT if stem[0] in "ijklmnst" and len(stem) == 1 else _EARLY


def _stem(name: str) -> str:
    return name.split("_")[0].rstrip("0123456789")


def is_greek(name: str) -> bool:
    """Whether a name is a small Greek letter, which is a number by habit."""
    stem = _stem(name)
    return stem.lower() in GREEK or "α" <= stem[0] <= "ω"


def is_capital(name: str) -> bool:
    """Whether a name is a capital letter, which is a matrix by habit; `N` often counts."""
    return name[0].isupper() and _stem(name) != "N"
