"""False laws that lead to a wrong line: from the line before, from the problem, or from a line of the right way."""

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec.structs import replace

from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.mending import Mending
from adjoint.audit.mistake.shown import shown
from adjoint.audit.mistake.slips import Slip, slips
from adjoint.audit.mistake.telling import told
from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.meanings import open_meanings
from adjoint.audit.sense.probe import Probe
from adjoint.audit.sense.rates import GRADIENT
from adjoint.audit.sense.squared import same
from adjoint.derive.derive import derive, varying
from adjoint.derive.engine import Engine
from adjoint.derive.problem import Question
from adjoint.errors import AdjointError
from adjoint.expr.build import colon, d, multiply
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import postorder

LOOSE = frozenset({"a transpose dropped", "two factors swapped", "an inverse lost"})
"""Slips so small that almost anything could come from them where all sizes are one."""


class Misused:
    """A wrong relation, and the right expressions from which false laws may have led to it."""

    def __init__(self, bench: Bench, left: Phrase, right: Phrase, before: Expr | None) -> None:
        self.bench, self.left, self.right, self.before = bench, left, right, before
        self.names = bench.called({*names_in(right)} - {bench.problem.target.name})

    def laws(self) -> Iterator[Diagnosis]:
        """The false laws that lead here, each with ways to mend the line."""
        wrong = self.as_equation()
        if wrong is None:
            return
        target, squared = wrong
        moving = next(iter(self.bench.movings((self.left, self.right))))
        probe = self.bench.probe(moving, squared)
        names = varying(replace(self.bench.question, wrt=moving)) | {s.name for s in self.bench.extra}
        mending = Mending(self.bench, self.left, target, names, probe, self.names)
        for base in self.bases(moving, Engine(names)):
            seen = same(base) if squared else base
            if seen.shape != target.shape:
                continue
            for slip in slips(seen, names):
                if slip.whole is target or probe.equal(slip.whole, target):
                    far = squared or base is not self.before
                    cost = 3 if far and slip.mistake.name in LOOSE else 1
                    halved = slip.mistake.kind == "product-rule" and probe.equal(seen, 2 * target) is True
                    yield self.diagnosed(slip, probe, cost, tuple(mending.ways(slip, seen)), halved)

    def diagnosed(self, slip: Slip, probe: Probe, cost: int, mends: tuple[Phrase, ...], halved: bool) -> Diagnosis:
        """What a slip is to be told as, in the names of the problem; one that halves the whole loses a factor."""
        names = self.names
        taken = (*self.bench.names, *self.bench.size_names)
        says = told(slip.mistake.says, slip.pieces, lambda node: shown(node, names), taken)
        kind = slip.mistake.kind
        alike = slip.right.shape == slip.after.shape
        if halved or (kind == "product-rule" and alike and probe.equal(slip.right, 2 * slip.after)):
            kind = "lost-factor"
        if kind == "lost-factor" and alike and probe.equal(slip.right, -slip.after):
            kind, says = "sign", f"the minus before `{shown(-slip.right, names)}` is lost"
        weight = sum(1 for _ in postorder(slip.mistake.false.left))
        assumes = told(slip.mistake.assumes, slip.pieces, lambda node: shown(node, names), taken)
        return Diagnosis(kind, says, shown(slip.before, names), mends, slip.mistake.name, cost, assumes, weight)

    def as_equation(self) -> tuple[Expr, bool] | None:
        """The wrong right side, or what it says of the differential where the left side is a derivative."""
        opened = open_meanings(self.bench, self.left, self.right)
        for squared in (False, True):
            for layout, choice in product(self.bench.layouts, opened):
                world = self.bench.world(layout, also=choice, squared=squared)
                try:
                    right = world.make(self.right)
                    if self.left.kind != "rate":
                        return right, squared
                    by = world.make(self.left.parts[1])
                    of = world.make(self.left.parts[0])
                    if layout is not GRADIENT or len(self.left.parts) != 2 or not isinstance(by, Symbol):
                        continue
                    if of.is_scalar:
                        return colon(right, d(by)), squared
                    return multiply(right, d(by)), squared
                except (AdjointError, ValueError):
                    continue
        return None

    def bases(self, moving: tuple[Symbol, ...], engine: Engine) -> Iterator[Expr]:
        """The right expressions from which the wrong one may have been made."""
        found: dict[Expr, None] = {}
        if self.before is not None:
            found[self.before] = None
            found[self.bench.unfolded(self.before)] = None
        world = self.bench.world()
        try:
            left = world.make(self.left)
            if self.left.kind == "rate":
                left = d(world.make(self.left.parts[0]))
            found[left] = None
            found[self.bench.unfolded(left)] = None
            if isinstance(left, Symbol) and left in world.definitions:
                found[world.definitions[left]] = None
        except AdjointError:
            pass
        eased = [engine.ease(expr) for expr in found if isinstance(expr, Differential)]
        found.update(dict.fromkeys(eased))
        found.update(dict.fromkeys(self.golden(moving)))
        yield from found

    def golden(self, moving: tuple[Symbol, ...]) -> Sequence[Expr]:
        """The lines of the right derivation of what this line is about."""
        target = self.left.parts[0] if self.left.kind in ("rate", "d") else None
        try:
            of = self.bench.world().make(target) if target is not None else None
            if not isinstance(of, Symbol) or of not in self.bench.problem.definitions:
                return ()
            asked = Question(replace(self.bench.problem, target=of), moving, "differential")
            return [line.right for line in derive(asked).lines if isinstance(line.right, Expr)]
        except AdjointError:
            return ()
