"""What the page of the tensors adds: tied axes with their collapsed form, and the argument by shapes."""

from collections.abc import Sequence

from adjoint.derive.derivation import Target
from adjoint.derive.effective import Effective
from adjoint.derive.fits import Fits, Pair
from adjoint.expr.language import Symbol
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import spell_shape
from adjoint.index.term import Index
from adjoint.render.indexed import lay
from adjoint.render.prose import listed
from adjoint.render.sheet import Row, Span, Voice
from adjoint.render.wrap import wrap


def tied(tensors: Sequence[Effective], voice: Voice) -> list[Row]:
    """For each tensor with tied axes: the tie, the form without it, where that is safe and where it goes astray."""
    rows: list[Row] = []
    for tensor in tensors:
        target = Target(tensor.of, (tensor.by,))
        rows += _formula(lay(target, tensor.whole.axes), lay(tensor.whole), voice)
        rows += voice.paragraph(_ties(tensor, voice), 4, "aside")
        rows += voice.paragraph(f"{_collapsed(tensor, voice)}.", 4)
        rows += voice.paragraph(_safe(tensor, voice), 4, "aside")
        rows += _unsafe(tensor, lay(target, tensor.whole.axes), voice)
    return rows


def _unsafe(tensor: Effective, whole: Layout, voice: Voice) -> list[Row]:
    over, other = tensor.ties[0]
    rows = voice.paragraph(f"Not safe before another sum over {over.name}. In full, for each {other.name},", 4, "aside")
    rows += _formula(_sum(over, whole), lay(tensor.summed), voice, 6)
    if over in tensor.collapsed.axes:
        rows += voice.paragraph(f"Collapsed first, it adds up what belongs to different {other.name}:", 4, "aside")
        return rows + _formula(None, lay(tensor.astray), voice, 6)
    rows += voice.paragraph(f"Collapsed first, it counts the same entry {over.size} times:", 4, "aside")
    return rows + _formula(_sum(over, lay(tensor.collapsed)), lay(tensor.astray), voice, 6)


def _formula(left: Layout | None, right: Layout, voice: Voice, indent: int = 2) -> list[Row]:
    written = voice.formula(right) if left is None else voice.equation(left, right)
    rows = wrap(written, voice.width - indent, 4)
    return [(Span(" " * indent), Span(row, "strong" if indent == 2 else "")) for row in rows]


def _sum(over: Index, body: Layout) -> Layout:
    inner, names = (body.children[0], f",{body.text}") if body.operator == "sigma" else (body, "")
    return Layout("sigma", (inner,), over.name + names)


def _delta(tie: tuple[Index, Index], voice: Voice) -> str:
    return voice.formula(Layout("delta", text=",".join(index.name for index in tie)))


def _ties(tensor: Effective, voice: Voice) -> str:
    said = [
        f"{_delta(tie, voice)} ties {tie[0].name} of {tensor.of} to {tie[1].name} of {tensor.by}" for tie in tensor.ties
    ]
    return f"{listed(said)}: an entry is zero unless they agree."


def _collapsed(tensor: Effective, voice: Voice) -> str:
    deltas = listed([_delta(tie, voice) for tie in tensor.ties])
    said = f"Without {deltas}, collapsed or 'effective', it is {voice.formula(lay(tensor.collapsed))}"
    return said if tensor.matrix is None else f"{said}, in matrices {voice.formula(lay(tensor.matrix))}"


def _safe(tensor: Effective, voice: Voice) -> str:
    tie = tensor.ties[0]
    return (
        f"Safe where the only sum over {tie[0].name} is the one that {_delta(tie, voice)} ends, as in the chain rule: "
        f"what stands before keeps its own {tie[0].name}, which becomes {tie[1].name}."
    )


def by_shapes(found: Fits, variable: Symbol, voice: Voice) -> list[Row]:
    """How many products of the same factors have the right shape, and which when all sizes agree."""
    first, second = (voice.formula(lay(factor)) for factor in found.factors)
    fitting = listed([_pair(pair, voice) for pair in found.fitting])
    only = "only " if len(found.fitting) == 1 else ""
    rows = voice.paragraph(
        f"Of the products of {first} and {second}, in either order and each transposed or not, {only}{fitting} "
        f"{'has' if only else 'have'} the shape of {variable.name}, {spell_shape(variable.shape)}. Where all sizes "
        f"are equal all {len(found.every)} fit, and only the derivation tells them apart:",
        2,
    )
    return rows + voice.paragraph(", ".join(_pair(pair, voice) for pair in found.every), 4)


def _pair(pair: Pair, voice: Voice) -> str:
    return voice.formula(Layout("product", tuple(factor.layout() for factor in pair)))
