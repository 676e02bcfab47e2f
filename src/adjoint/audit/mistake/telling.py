"""The sentences of the book of mistakes about the pieces at hand."""

import re
from collections.abc import Callable, Collection, Mapping

from adjoint.expr.language import Expr
from adjoint.expr.notation import PRECEDENCE
from adjoint.expr.sizes import ONE

LONG = 4
"""The text of a compound piece that stands several times may have so many characters, else it gets a letter."""


def told(says: str, pieces: Mapping[str, Expr], spell: Callable[[Expr], str], taken: Collection[str]) -> str:
    """The sentence with its `{P}` replaced: in brackets where needed, or by letters that are said before.

    `taken` are the names that no letter may have.
    """
    letters: dict[str, str] = {}
    for name, node in pieces.items():
        often = says.count(f"{{{name}}}") > 1
        if often and node.children and len(spell(node)) > LONG:
            used = {*taken, *letters.values()}
            choice = "uvpqrs" if ONE in node.shape else "UVPQHK"
            letters[name] = next((letter for letter in choice if letter not in used), "")
    letters = {name: letter for name, letter in letters.items() if letter}

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in pieces:
            return match.group()
        return letters.get(name) or _fitted(match, spell(pieces[name]), pieces[name])

    said = re.sub(r"\{(\w+)\}", put, says)
    where = ", ".join(f"{letter} = {spell(pieces[name])}" for name, letter in letters.items())
    return f"with {where}: {said}" if where else said


def _fitted(match: re.Match[str], text: str, node: Expr) -> str:
    """The text of a piece, in brackets where what stands around it would take it apart."""
    around = match.string[match.start() - 1 : match.start()] + match.string[match.end() : match.end() + 1]
    if around in ("``", "()", "(,", "‖‖"):
        return text
    loose = node.layout().precedence < PRECEDENCE["transpose"] or (around[1:] == "'" and bool(node.children))
    return f"({text})" if loose else text
