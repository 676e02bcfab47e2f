"""Which term of a problem a name may stand for that nobody introduced, by how alike the names are."""

from collections.abc import Sequence

from adjoint.expr.language import Expr, Symbol

_GREEK = {
    "alpha": "a", "beta": "b", "gamma": "g", "delta": "d", "theta": "t", "lambda": "l", "mu": "m", "nu": "n", "xi": "x",
    "rho": "r", "sigma": "s", "tau": "t", "phi": "f", "omega": "w", "ell": "l", "Lambda": "T", "Sigma": "S", "Omega": "O",
    "Phi": "F", "Theta": "T", "Delta": "D", "epsilon": "e", "eta": "h",
}  # fmt: skip


def likely(name: str, terms: Sequence[Expr]) -> list[Expr]:
    """The terms, those whose name is like the given one first, bare names before compounds."""
    ranked = sorted(enumerate(terms), key=lambda pair: (-_likeness(name, pair[1]), pair[0]))
    return [term for _, term in ranked]


def _likeness(name: str, term: Expr) -> int:
    if not isinstance(term, Symbol):
        return 0
    mine, other = _bare(name), _bare(term.name)
    if mine == other:
        return 4
    if mine.lower() == other.lower():
        return 3
    return 2 if mine[:1].lower() == other[:1].lower() else 0


def _bare(name: str) -> str:
    stem = name.replace("_hat", "h").replace("_tilde", "t").replace("'", "").replace("_", "")
    return _GREEK.get(stem, stem)
