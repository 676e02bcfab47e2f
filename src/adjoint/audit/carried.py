"""Whether a line that is false follows rightly from the wrong line before it."""

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase
from adjoint.audit.settle import told_apart
from adjoint.audit.trial import Claim
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr


def follows(bench: Bench, before: Claim | None, claim: Claim) -> bool:
    """Whether the right side equals that of the line before, or is read off from it."""
    if before is None:
        return False
    mine, earlier = told_apart(bench, claim.right), told_apart(bench, before.right)
    options = [earlier]
    if earlier.kind == "colon" and claim.left.kind == "rate" and earlier.parts[1].kind == "d":
        options.append(earlier.parts[0])
    elif claim.left != before.left:
        options = []
    return any(_equal(bench, mine, other) for other in options)


def _equal(bench: Bench, a: Phrase, b: Phrase) -> bool:
    for squared in (False, True):
        world = bench.world(bench.layouts[0], squared=squared)
        try:
            left, right = world.make(a), world.make(b)
        except (AdjointError, ValueError):
            continue
        return left.shape == right.shape and _true(bench, left, right, (a, b), squared)
    return False


def _true(bench: Bench, left: Expr, right: Expr, phrases: tuple[Phrase, Phrase], squared: bool) -> bool:
    for moving in bench.movings(phrases):
        probe = bench.probe(moving, squared)
        if probe.equal(left, right) and probe.test(left, right).status in ("exact", "enclosed"):
            return True
    return False
