"""Edits that give a lost factor back, or take away one too many: numbers, names, slopes of activations."""

from collections.abc import Iterator
from fractions import Fraction

from adjoint.audit.mistake.edit import OUTER, SLOPE, Around, Rewritten
from adjoint.audit.said.phrase import Phrase, chain, is_number, numeral
from adjoint.audit.said.spelled import spelled
from adjoint.expr.language import Number

MOST_RUN = 5
WHOLES = ("product", "name", "sum", "hadamard")
FACTORS = (Fraction(2), Fraction(1, 2), Fraction(4), Fraction(1, 4), Fraction(3), Fraction(1, 3))


def factor_lost(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """Every factor given back or taken away at a piece."""
    if around.parent in OUTER:
        yield from _numbers(node)
        yield from _counts(node, around)
    if node.kind in WHOLES and around.parent in (*OUTER, "hadamard", "product"):
        yield from _slopes(node, around)
        yield from _names(node, around)
    if node.kind == "product" and len(node.parts) > 1:
        for i, part in enumerate(node.parts):
            if not is_number(part):
                says = f"the factor `{spelled(part)}` is one too many"
                yield "lost-factor", chain((*node.parts[:i], *node.parts[i + 1 :])), says


def _numbers(node: Phrase) -> Iterator[Rewritten]:
    front = node.parts[0] if node.kind == "product" and is_number(node.parts[0]) else None
    rest = chain(node.parts[1:]) if front is not None and len(node.parts) > 1 else node
    value = front.node.value if front is not None and isinstance(front.node, Number) else Fraction(1)
    for factor in FACTORS:
        changed = value * factor
        said = f"the factor {changed if changed != 1 else value} is {'lost' if factor > 1 else 'one too many'}"
        yield "lost-factor", rest if changed == 1 else _times(changed, rest), said


def _counts(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """A size that multiplies a term, or divides it as in a mean."""
    for size in around.counts:
        yield "lost-factor", Phrase("over", (node, size)), f"the factor 1/{spelled(size)} is lost"
        yield "lost-factor", chain((size, node)), f"the factor {spelled(size)} is lost"


def _times(value: Fraction, node: Phrase) -> Phrase:
    """A number before a term, inside of the first factor of a Frobenius product."""
    if node.kind == "colon":
        return node.with_parts((chain((numeral(value), node.parts[0])), *node.parts[1:]))
    return chain((numeral(value), node))


def _names(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """A name beside a piece; transposed or inverted among the factors of a term, or of what is multiplied entrywise."""
    parts = node.parts if node.kind == "product" else (node,)
    for lost in around.factors:
        says = f"the factor `{spelled(lost)}` is lost"
        if lost.kind == "name":
            yield "lost-factor", Phrase("hadamard", (lost, node)), says
            yield "lost-factor", chain((lost, node)), says
            yield "lost-factor", chain((node, lost)), says
        if (around.outer or around.parent == "hadamard") and len(parts) <= MOST_RUN:
            for i in range(len(parts) + 1):
                yield "lost-factor", chain((*parts[:i], lost, *parts[i:])), says


def _slopes(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """The derivative of an entrywise function beside a run of a product's factors, or beside the whole."""
    parts = node.parts if node.kind == "product" else (node,)
    runs = [(i, j) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)]
    for slope in around.slopes if len(parts) <= MOST_RUN else ():
        says = f"the factor `{spelled(slope)}`, {SLOPE}"
        for i, j in runs:
            joined = Phrase("hadamard", (chain(parts[i:j]), slope))
            yield "lost-factor", chain((*parts[:i], joined, *parts[j:])), says
