"""The next law to use, and not the line: for a person who wants to go on alone."""

from adjoint.audit.audit import Audit
from adjoint.derive.derivation import Derivation
from adjoint.expr.language import Expr
from adjoint.expr.walk import differentials


def hint(found: Audit, derivation: Derivation) -> str:
    """What to do next after the last line that holds, in one sentence."""
    if found.verdict == "correct":
        return "nothing is left to do: the answer is reached"
    reached = _reached(found)
    lines = derivation.lines
    places = [k for k, line in enumerate(lines) if isinstance(line.right, Expr) and _changes(line.right) == reached]
    nearest = [k for k in places if k + 1 < len(lines)]
    following = lines[nearest[-1] + 1] if reached and nearest else lines[0] if not reached else lines[-1]
    return f"next: {following.law}" + (f" ({following.because})" if following.because else "")


def _reached(found: Audit) -> frozenset[str]:
    """The differentials in the last line that holds before the first wrong one."""
    last: frozenset[str] = frozenset()
    for number, line in enumerate(found.lines):
        if number == found.first_wrong:
            break
        for claim in line.claims:
            if claim.verdict.startswith("right") and claim.finding.right is not None:
                last = _changes(claim.finding.right)
    return last


def _changes(node: Expr) -> frozenset[str]:
    return frozenset(str(one.children[0]) for one in differentials(node))
