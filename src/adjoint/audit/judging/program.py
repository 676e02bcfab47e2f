"""Whether `dW` stands for the derivative of the target by W, as in code of backpropagation, and not for a change."""

from collections.abc import Sequence

from adjoint.audit.said.hear import OWN
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bodies import reached
from adjoint.audit.sense.claim import Claim, Judged
from adjoint.derive.problem import Problem
from adjoint.read.notation.code import is_code


def is_program(problem: Problem, lines: Sequence[Judged]) -> bool:
    """Whether a change is said to be what does not change, while nothing speaks of a change of the target.

    Or to follow from the change of what it makes change, as derivatives do and changes do not.
    Two lines at least say what `dA`, `dW` and their kin are, for a derivation that forgets a change does so once, or
    some line is surely one of a program.
    """
    claims = [claim for line in lines for claim in line.claims]
    changed = {word for claim in claims for side in (claim.left, claim.right) for word in _changed(side)}
    stated = [claim for claim in claims if claim.left.kind == "d" and claim.left.parts[0].kind == "name"]
    still = any(not _changed(claim.right) or _is_backward(problem, claim) for claim in stated)
    surely = len(stated) > 1 or any(is_code(line.source) for line in lines)
    return surely and still and not changed & {problem.target.name, OWN}


def _is_backward(problem: Problem, claim: Claim) -> bool:
    """Whether a change is said to follow from changes of definitions that are made of what changes."""
    own = problem.named(claim.left.parts[0].text)
    made = [problem.named(word) for word in _changed(claim.right)]
    if own is None or not made:
        return False
    return all(one is not None and one is not own and own in reached((one,), problem.definitions) for one in made)


def _changed(phrase: Phrase) -> set[str]:
    """The names in what changes."""
    return {word for part in phrase if part.kind == "d" for word in names_in(part)}
