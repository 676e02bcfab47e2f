"""Names taken apart for print: a stem (perhaps Greek) and its subscripts."""

import re

from msgspec import Struct


GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lam": "λ", "lambda": "λ", "lambd": "λ", "lmbda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_ALIASES = {"eps", "lam", "lambd", "lmbda"}
_WORDS = {letter: word for word, letter in GREEK.items() if word not in _ALIASES}
_SHAPE = re.compile(r"([^\W\d_]+)(\d*)(?:_(.+))?", re.DOTALL)


class Name(Struct, frozen=True):
    """A name in parts: `W_new`, `lam2` and `A5` are `W` with `new`, `λ` with `2` and `A` with `5`."""

    stem: str
    subscripts: tuple[str, ...] = ()


def split(name: str) -> Name:
    """The parts of a name."""
    match = _SHAPE.fullmatch(name)
    if match is None:
        return Name(name)
    stem, digits, rest = match.groups()
    parts = ([digits] if digits else []) + [part for part in (rest or "").split("_") if part]
    return Name(GREEK.get(stem, stem), tuple(GREEK.get(part, part) for part in parts))


def spelled(letter: str) -> str | None:
    """The English name of a Greek letter, else None."""
    return _WORDS.get(letter)
