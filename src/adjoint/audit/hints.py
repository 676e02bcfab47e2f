"""The next law to use, and not the line: for a person who wants to go on alone."""

from collections.abc import Iterator

from adjoint.audit.audit import Audit
from adjoint.audit.sense.claim import Claim
from adjoint.derive.derivation import Derivation
from adjoint.derive.derive import varying
from adjoint.derive.engine import Engine
from adjoint.errors import AdjointError
from adjoint.expr.build import d
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import differentials

READ_OFF = "reading off the gradient"


def hint(found: Audit, derivation: Derivation, past: int = 0) -> str:
    """What to do next after the last line that holds, in one sentence; and which line does not, if one does not.

    `past` is how many lines came before those that were judged.
    """
    if found.verdict == "correct":
        return "nothing is left to do: the answer is reached"
    wrong = found.first_wrong
    front = "next" if wrong is None else f"line {past + wrong + 1} does not hold; in its place"
    try:
        return f"{front}: {_next(found, derivation, list(_held(found)))}"
    except AdjointError:
        return f"{front}: {derivation.lines[-1].law}"


def _held(found: Audit) -> Iterator[tuple[Differential, Expr]]:
    """What the lines before the first wrong one say of differentials, and rightly."""
    for number, line in enumerate(found.lines):
        if number == found.first_wrong:
            return
        for claim in line.claims:
            pair = _change(claim)
            if pair is not None:
                yield pair


def _change(claim: Claim) -> tuple[Differential, Expr] | None:
    left, right = claim.finding.left, claim.finding.right
    known = isinstance(left, Differential) and right is not None and claim.verdict.startswith("right")
    return (left, right) if known and isinstance(left, Differential) and right is not None else None


def _next(found: Audit, derivation: Derivation, held: list[tuple[Differential, Expr]]) -> str:
    """The next law: in a line that says more than is needed, at what is differentiated, or in what is not put in."""
    question = found.question
    engine = Engine(varying(question))
    if held and engine.ease(held[-1][1]) is not held[-1][1]:
        still = sorted({str(one) for one in differentials(held[-1][1]) if engine.constant(one.children[0])})
        return f"what does not vary has no differential ({', '.join(still)})" if still else _told(engine)
    target = d(question.problem.target)
    places = [k for k, (left, _) in enumerate(held) if left is target]
    if not places:
        return _first(derivation)
    right = held[places[-1]][1]
    inner = [one for one in differentials(right) if one.children[0] not in question.wrt]
    for left, _ in held[places[-1] + 1 :]:
        if left in inner:
            return f"putting in what {left} is"
    return _opened(found, engine, right, inner)


def _first(derivation: Derivation) -> str:
    line = derivation.lines[0]
    return line.law + (f" ({line.because})" if line.because else "")


def _opened(found: Audit, engine: Engine, right: Expr, inner: list[Differential]) -> str:
    """The law that the line itself asks for: a crossing, a definition, a differential, or nothing but to read off."""
    if right.is_scalar:
        engine.cross(right)
    if engine.steps:
        return _told(engine)
    for one in inner:
        of = one.children[0]
        body = found.question.problem.definitions.get(of) if isinstance(of, Symbol) else None
        engine.open(d(body) if body is not None else one)
        front = f"the definition of {of}; " if body is not None else ""
        return front + (_told(engine) if engine.steps else f"putting it in for {one}")
    return READ_OFF + " (dE = G : dX for every change dX says that G is the gradient)"


def _told(engine: Engine) -> str:
    """The first law that the engine used which a reader notices."""
    laws = [step.law for step in engine.steps]
    law = next((law for law in laws if not law.quiet), laws[0])
    return f"{law.name} ({law.because})"
