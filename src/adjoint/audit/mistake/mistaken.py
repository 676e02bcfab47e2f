"""One wrong line explained: why, what is right in its place, and numbers that show it."""

from msgspec import Struct

from adjoint.audit.mistake.corrected import Corrected, corrected, in_gradients
from adjoint.audit.mistake.diagnose import Wrong
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.small import Example, counterexample
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WRONG, Claim, Judged
from adjoint.audit.sense.rates import DENOMINATOR, GRADIENT, LAYOUTS, NUMERATOR, Layout
from adjoint.errors import AdjointError


class Mistaken(Struct, frozen=True, eq=False):
    """A line that is wrong on its own account, by number."""

    number: int
    claim: Claim
    diagnosis: Diagnosis
    corrected: Corrected | None
    example: Example | None


def mistaken(bench: Bench, number: int, line: Judged, before: Claim | None, begun: Claim | None) -> Mistaken:
    """The explanation of a wrong line; `before` is the relation before it, `begun` the one that fixed the layout."""
    wrong = next(claim for claim in line.claims if claim.verdict in WRONG)
    place = line.claims.index(wrong)
    if place and wrong.continues:
        before = line.claims[place - 1]
    base = before.finding.right if before is not None else None
    phrase = before.right if before is not None else None
    readings = (wrong, *wrong.others)
    told: list[Diagnosis] = []
    for one in readings:
        told.append(Wrong(bench, one.left, one.right, one.finding, base, one.continues, phrase).explained())
        if not told[-1].vague:
            break
    best = min(told, key=lambda one: (one.vague, one.cost))
    chosen = readings[told.index(best)]
    if wrong.said == "layout":
        best, chosen = Diagnosis("layout", mixed(bench, wrong, begun)), wrong
    elif wrong.said == "order":
        best, chosen = Diagnosis("algebra", wrong.finding.why), wrong
    if best.assumption:
        line.verdict = wrong.verdict = "right-under-an-assumption"
    right = None
    if not (wrong.said == "layout" and _turns(wrong, begun)):
        right = corrected(bench, chosen.left, chosen.right, chosen.finding, best, base, chosen.continues)
    return Mistaken(number, chosen, best, right, _shown_by(bench, chosen))


def mixed(bench: Bench, claim: Claim, begun: Claim | None) -> str:
    """Which layout was begun with, or declared, which one a relation is in, and both relations as gradients."""
    other = next((layout for layout in LAYOUTS if layout in claim.finding.layouts), GRADIENT)
    mine = f"this line is in {_NAMES[other]}"
    if begun is None:
        return f"{mine}, where {_NAMES[bench.layouts[0]]} is declared or kept to before"
    said = f"`{begun.source.strip()}` is in {_NAMES[bench.layouts[0]]}, {mine}; one derivation keeps to one layout"
    if _turns(claim, begun):
        return f"{said}. This line is the gradient itself, that one its transpose: turn that one, not this one"
    lines = [in_gradients(bench, one.left) for one in (begun, claim)]
    told = [f"`{line.text}`" for line in lines if line is not None]
    return f"{said}. As gradients: {', '.join(told)}" if told and bench.layouts[0] is not GRADIENT else said


def _turns(claim: Claim, begun: Claim | None) -> bool:
    """Whether a relation puts a derivative in the shape of the variable that was begun with as its transpose."""
    return begun is not None and GRADIENT in claim.finding.layouts and claim.left == begun.left


def beside(bench: Bench, verdict: str, claim: Claim | None) -> list[str]:
    """What the first derivative of another layout is in the shape of the variable."""
    line = in_gradients(bench, claim.left) if claim is not None and verdict == "right-in-another-layout" else None
    return [f"this is in {_NAMES[bench.layouts[0]]}; as a gradient: {line.text}"] if line is not None else []


_NAMES: dict[Layout, str] = {
    GRADIENT: "gradient layout (in the shape of the variable)",
    NUMERATOR: "numerator layout (derivatives of numbers are transposed gradients)",
    DENOMINATOR: "denominator layout (Jacobians with the variable along the rows)",
}


def _shown_by(bench: Bench, claim: Claim) -> Example | None:
    seen = claim.finding
    if seen.status != "false" or seen.left is None or seen.right is None or seen.law or claim.said == "remainder":
        return None
    try:
        return counterexample(seen.left, seen.right, (seen.bench or bench).probe(seen.moving).setting)
    except (AdjointError, ValueError):
        return None
