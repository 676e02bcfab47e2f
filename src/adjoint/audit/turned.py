"""A line in numerator layout said with gradients, which are its derivatives turned."""

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase, chain, neg, total, turn
from adjoint.audit.rates import GRADIENT
from adjoint.audit.reading import in_world
from adjoint.audit.spelled import spelled


def as_gradients(bench: Bench, left: Phrase, right: Phrase) -> str | None:
    """`∂J/∂A = ∂J/∂Z W` as `∂J/∂A = W'*∂J/∂Z`; None where that is not so simple, or not confirmed."""
    flipped = _turned(bench, right)
    if left.kind != "rate" or flipped is None:
        return None
    found = in_world(bench, bench.world(GRADIENT), left, flipped)
    return f"{spelled(left)} = {spelled(flipped)}" if found.status == "true" else None


def _turned(bench: Bench, phrase: Phrase) -> Phrase | None:
    """The transpose, with the derivatives of numbers as gradients."""
    if phrase.kind == "turn" and phrase.parts[0].kind != "rate":
        return phrase.parts[0]
    if phrase.kind in ("product", "sum", "neg"):
        parts = [_turned(bench, part) for part in phrase.parts]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return None
        if phrase.kind == "product":
            return chain(tuple(reversed(kept)))
        return total(tuple(kept)) if phrase.kind == "sum" else neg(kept[0])
    if phrase.kind == "name":
        node = bench.names.get(phrase.text)
        return phrase if node is not None and node.is_scalar else turn(phrase)
    return phrase if phrase.kind in ("rate", "leaf") else None
