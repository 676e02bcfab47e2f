"""Prose in pure ASCII, for terminals that have nothing else."""

import unicodedata

from adjoint.render.names import spelled

_WORDS = {
    "×": " x ", "∂": "d", "Σ": "sum", "∑": "sum", "δ": "delta", "‖": "||", "⊙": ".*", "⊘": "./", "⊗": "kron", "≠": "!=",
    "≥": ">=", "≤": "<=", "∈": "in", "→": "->", "↦": "->", "—": "-", "–": "-", "−": "-", "ᵀ": "'", "′": "'", "·": "*",
    "∘": ".*", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "≈": "~", "✓": "ok",
}  # fmt: skip


def plain(text: str) -> str:
    """The text with every character that is not ASCII spelled out."""
    return text if text.isascii() else "".join(_spell(character) for character in text)


def _spell(character: str) -> str:
    if character.isascii():
        return character
    known = _WORDS.get(character) or spelled(character)
    return known or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"
