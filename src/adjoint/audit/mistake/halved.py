"""Changes of the matrices between full and half stacks: one taken for another, or forgotten."""

from collections.abc import Iterator

from adjoint.audit.mistake.edit import Around, Rewritten
from adjoint.audit.said.phrase import Phrase, chain, is_number, name, numeral, total, turn
from adjoint.audit.sense.bench import Bench
from adjoint.expr.language import Commutation, Expr, Halving
from adjoint.expr.sizes import ONE, Size

SYMMETRIC = (
    "duplication*vech(X) = vec(X) holds for a symmetric X only; a lower triangular X is filled up with zeros, "
    "elimination'*vech(X) = vec(X)"
)
COUNTED = (
    "an entry off the diagonal of a symmetric matrix stands in two places, and both count in the derivative by it: "
    "∂f/∂vech(S) = duplication'*vec(∂f/∂S)"
)
PICKED = "vech(X) = elimination*vec(X) picks entries; duplication'*vec(X) adds those that mirror each other"
TURNED = "vec(X') = commutation*vec(X): the transposed term is no second one of the same, X need not be symmetric"

Swap = tuple[Phrase, Phrase, str]


def swaps(bench: Bench, left: Phrase, right: Phrase) -> tuple[Swap, ...]:
    """What may be put in place of each piece of a line that speaks of stacks; nothing for any other line."""
    if not any(part.kind == "call" and part.text in ("vec", "vech") for phrase in (left, right) for part in phrase):
        return ()
    own = (*bench.question.wrt, bench.problem.target, *bench.problem.variables)
    square = [one.shape[0] for one in own if one.shape[0] == one.shape[1] != ONE]
    return tuple(swap for size in dict.fromkeys(square) for swap in _of_size(bench, left, size))


def _of_size(bench: Bench, left: Phrase, size: Size) -> Iterator[Swap]:
    full, half, turned = (_called(bench, kind, size) for kind in ("duplication", "elimination", "commutation"))
    yield full, turn(half), SYMMETRIC
    yield turn(full), half, PICKED
    yield half, turn(full), COUNTED
    yield turn(half), full, SYMMETRIC
    square = Phrase("call", (chain((name(str(size)),) * 2),), "eye")
    yield numeral(2), total((square, turned)), TURNED
    if left.kind == "rate" and any(part.kind == "call" and part.text == "vech" for part in left.parts[1:]):
        yield WHOLE, full, COUNTED
        yield HALF, full, COUNTED


WHOLE = name("")
"""Stands for the side as a whole, which needs the other before it, transposed, or behind it."""
HALF = Phrase("call", text="vech")
"""Stands for a half stack, in place of which the full one belongs behind the other, transposed."""


def _called(bench: Bench, kind: str, size: Size) -> Phrase:
    """The matrix by the name that the person gave it, else as a function of the size."""
    words = (word for word, node in bench.names.items() if _is(node, kind, size))
    word = next(words, None)
    if word is not None:
        return name(word)
    below = (name(str(size)),) * (2 if kind == "commutation" else 1)
    return Phrase("call", below, kind)


def _is(node: Expr, kind: str, size: Size) -> bool:
    if isinstance(node, Commutation):
        return kind == "commutation" and node.rows == node.cols == size
    return isinstance(node, Halving) and (node.name, node.size) == (kind, size)


def halves(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """One matrix between stacks for another, or one that is forgotten."""
    for piece, other, says in around.halves:
        if piece == WHOLE and around.parent == "" and not is_number(node):
            yield "structure", chain((turn(other), node)), says
            yield "structure", chain((node, other)), says
            yield "structure", turn(chain((turn(other), node))), says
        if piece == HALF and node.kind == "call" and node.text == "vech":
            yield "structure", chain((turn(other), Phrase("call", node.parts, "vec"))), says
        if node == piece:
            yield "missing-transpose" if says is TURNED else "structure", other, says
