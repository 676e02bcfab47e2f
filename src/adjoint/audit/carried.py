"""Whether a line that is false follows rightly from a wrong line before it."""

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from adjoint.audit.believed import equalled, stating
from adjoint.audit.judging.conditions import FOLLOWS, HOLDS, THERE, condition
from adjoint.audit.judging.judge import judged
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import Claim
from adjoint.audit.sense.reading import in_world
from adjoint.audit.sense.settle import told_apart
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols


def believing(bench: Bench, mistakes: Iterable[tuple[Claim, Diagnosis]]) -> Bench:
    """The bench of the problem that a person solves who believes what is wrong: another definition, a name held."""
    for claim, told in mistakes:
        held = bench.problem.named(told.assumption.removesuffix(" held fixed"))
        if held is not None and held not in bench.hold:
            bench = bench.but(hold=(*bench.hold, held))
        bench = _redefined(_symmetric(bench, told.assumption), claim)
    return bench


def _redefined(bench: Bench, claim: Claim) -> Bench:
    """The bench on which a name is what a wrong relation says that it is."""
    own, body = _defined(bench, claim)
    if own is None or body is None:
        return bench
    return bench.like(replace(bench.problem, definitions={**bench.problem.definitions, own: body}))


def _symmetric(bench: Bench, assumption: str) -> Bench:
    """The bench on which those matrices are symmetric that are assumed to be."""
    words = re.split(", | and ", assumption.removesuffix(" symmetric"))
    own = [one for one in bench.problem.variables if one.name in words and one not in bench.question.wrt]
    return bench.supposing(own, "symmetric") if own else bench


def _defined(bench: Bench, claim: Claim) -> tuple[Symbol | None, Expr | None]:
    """The name that a wrong relation defines anew, and what by."""
    own = bench.names.get(claim.left.text) if claim.left.kind == "name" else None
    body = claim.finding.right
    if not isinstance(own, Symbol) or own not in bench.problem.definitions or body is None or body.shape != own.shape:
        return None, None
    later = list(bench.problem.definitions)
    later = later[later.index(own) :]
    return (None, None) if any(name in later for name in symbols(body)) else (own, body)


def pinned(bench: Bench, claims: Sequence[Claim]) -> Bench | None:
    """The bench on which changes and derivatives are as wrong lines state them; None where none states any.

    Where the shapes of such a line do not fit, all sizes are equal.
    """
    if any(claim.finding.status == "misfit" for claim in claims):
        if bench.directions or bench.multipliers:
            return None
        bench = equalled(bench)
        world = bench.world(bench.layouts[0])
        claims = [replace(claim, finding=in_world(bench, world, claim.left, claim.right)) for claim in claims]
        equal = bench
        for claim in claims:
            bench = _redefined(bench, claim)
        found = None if bench is equal else bench
    else:
        found = None
    for claim in claims:
        found = stating(found or bench, claim) or found
    return found


def carried(benches: Sequence[Bench], before: Claim | None, claim: Claim) -> bool:
    """Whether a false relation follows from the line before, or holds for who believes what was wrong."""
    return any(_holds(bench, claim) for bench in benches) or follows(benches[0], before, claim)


def _holds(bench: Bench, claim: Claim) -> bool:
    """Whether a relation is true, or sets the gradient to zero."""
    found = judged(bench, claim.left, claim.right)
    said = condition(bench, claim.left, claim.right, found, True) if found.status == "false" else None
    return found.status == "true" or said in (FOLLOWS, HOLDS, THERE)


def follows(bench: Bench, before: Claim | None, claim: Claim) -> bool:
    """Whether the right side equals that of the line before, or is read off from it."""
    if before is None or claim.said in ("order", "remainder"):
        return False
    mine, earlier = told_apart(bench, claim.right), told_apart(bench, before.right)
    arrays = _in_arrays(before, claim)
    options = [told_apart(bench, arrays)] if arrays is not None else [earlier]
    if earlier.kind == "colon" and claim.left.kind == "rate" and earlier.parts[1].kind == "d":
        options.append(earlier.parts[0])
    elif claim.left != before.left and arrays is None:
        options = []
    return any(_equal(bench, mine, other) for other in options)


def _in_arrays(before: Claim, claim: Claim) -> Phrase | None:
    """What the derivative by `X_kl` was said to be, all of it entries at kl, as the derivative by X."""
    if not before.left.kind == claim.left.kind == "rate" or len(before.left.parts) != len(claim.left.parts):
        return None
    at = before.left.parts[-1]
    if at.kind != "entry" or (*before.left.parts[:-1], at.parts[0]) != claim.left.parts:
        return None
    whole = _whole(before.right, at.indices)
    return None if any(part.kind in ("entry", "total", "delta") for part in whole) else whole


def _whole(phrase: Phrase, indices: tuple[str, ...]) -> Phrase:
    """A sum of multiples of entries as that of the arrays."""
    if phrase.kind == "entry":
        return phrase.parts[0] if phrase.indices == indices else phrase
    entries = [part for part in phrase.parts if any(inner.kind == "entry" for inner in part)]
    linear = phrase.kind in ("sum", "neg") or (phrase.kind == "product" and len(entries) == 1)
    return phrase.with_parts(tuple(_whole(part, indices) for part in phrase.parts)) if linear else phrase


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
