"""What the misfit of a line gives away by itself: a rule of numbers, a row beside a column, shapes."""

from collections.abc import Iterator

from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.shown import restated
from adjoint.audit.said.phrase import Phrase, chain
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.world import Misfit, World
from adjoint.errors import AdjointError
from adjoint.expr.sizes import ONE


def shapes(found: Finding) -> Iterator[Diagnosis]:
    """Shapes that do not fit, for no more specific reason."""
    if found.status != "misfit":
        return
    error = found.error
    part = spelled(error.phrase) if isinstance(error, Misfit) else ""
    hint = restated(error.hint) if isinstance(error, Misfit) and error.hint else ""
    yield Diagnosis("shape", f"the shapes do not fit: {restated(found.why)}{hint and '; '}{hint}", part)


def clashes(left: Phrase, right: Phrase, found: Finding) -> Iterator[Diagnosis]:
    """A rule of numbers used for arrays, or terms in two layouts."""
    if _is_crossed(left, right):
        said = (
            "u*dv + v*du is the product rule of numbers; with arrays each factor keeps its place: d(u*v) = du*v + u*dv"
        )
        yield Diagnosis("scalar-rule", said, spelled(right), cost=0)
    part = found.error.phrase if isinstance(found.error, Misfit) else None
    if part is None:
        return
    if part.kind == "over":
        said = (
            f"one cannot divide by `{spelled(part.parts[1])}`, which is not a number: the quotient of two derivatives "
            "belongs to no rule, and d(u/s) = du/s - u*ds/s^2 divides by the number s"
        )
        yield Diagnosis("scalar-rule", said, spelled(part), cost=2)
    if part.kind == "power":
        said = (
            f"`{spelled(part)}` has no meaning for what is not a square matrix: the rule for numbers gives a square "
            "where an outer product such as x*x' or a product J'*H*J belongs, and the square of every entry is "
            "written .^2"
        )
        yield Diagnosis("scalar-rule", said, spelled(part), cost=0)
    if part.kind == "sum" and found.world is not None:
        yield from _mirrored(part, found.world)


def _is_crossed(left: Phrase, right: Phrase) -> bool:
    """Whether a derivative of u*v is given as u*dv + v*du."""
    if left.kind != "rate" or left.parts[0].kind != "product" or len(left.parts[0].parts) != 2 or right.kind != "sum":
        return False
    a, b = left.parts[0].parts
    first, second = (Phrase("rate", (factor, *left.parts[1:]), left.text) for factor in (a, b))
    return set(right.parts) == {chain((a, second)), chain((b, first))}


def _mirrored(part: Phrase, world: World) -> Iterator[Diagnosis]:
    """Terms of a sum whose shapes are each other's transposes."""
    try:
        sizes = [world.make(term).shape for term in part.parts]
    except AdjointError:
        return
    turned = next((shape for shape in sizes if shape[::-1] in sizes and shape[0] != shape[1]), None)
    if turned is None:
        return
    if ONE in turned:
        said = (
            "a row and a column are added: one term is a gradient as a column, another one as a row; both must be in "
            "one layout"
        )
        yield Diagnosis("layout", said, spelled(part), cost=2)
    else:
        said = (
            "the terms have shapes that are each other's transposes: one of them needs a transpose before they can be "
            "added"
        )
        yield Diagnosis("missing-transpose", said, spelled(part), cost=2)
