"""Which term of a problem a name may stand for that nobody introduced, by how alike the names are."""

from collections.abc import Sequence

from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE

_GREEK = {
    "alpha": "a", "beta": "b", "gamma": "g", "delta": "d", "theta": "t", "lambda": "l", "mu": "m", "nu": "n", "xi": "x",
    "rho": "r", "sigma": "s", "tau": "t", "phi": "f", "omega": "w", "ell": "l", "Lambda": "T", "Sigma": "S",
    "Omega": "O",
    "Phi": "F", "Theta": "T", "Delta": "D", "epsilon": "e", "eta": "h",
}  # fmt: skip
_LATE = frozenset("uvwxyz")
_LOSSES = frozenset("CEFJLQRV")
_VECTORS = frozenset("ERYZ")
"""Large letters that people give to vectors."""


def likely(name: str, terms: Sequence[Expr], below: bool) -> list[Expr]:
    """The terms, those whose name is like the given one first.

    What something is differentiated `below` is rather a compound that has no name yet.
    """
    ranked = sorted(
        enumerate(terms),
        key=lambda pair: (-_likeness(name, pair[1]), below and isinstance(pair[1], Symbol), pair[0]),
    )
    return [term for _, term in ranked]


def usual(name: str, term: Expr) -> bool:
    """Whether a letter may stand for the term.

    A small Greek one stands for no matrix, a late Latin one for a vector only, a large one for no number other than
    a loss.
    """
    if _likeness(name, term):
        return True
    if term.is_scalar:
        return name not in _LATE and (len(name) > 1 or not name.isupper() or name in _LOSSES)
    return ONE in term.shape or not (name in _LATE or (name in _GREEK and name[0].islower()))


def is_foreign(name: str, term: Expr, terms: Sequence[Expr]) -> bool:
    """Whether a large letter is none for a vector, such as one that has another name.

    `G` is a gradient, and what has no name may be a residual or a prediction.
    """
    if not name.isupper() or ONE not in term.shape or _likeness(name, term):
        return False
    return isinstance(term, Symbol) or name not in _VECTORS if term in terms else name != "G"


def alike(name: str, other: str) -> bool:
    """Whether a letter stands for another: the Greek one for the Latin."""
    return _bare(name) == other and name != other


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
