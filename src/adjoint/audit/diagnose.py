"""The first wrong line explained: a false law that leads to it, an assumption, or a small change that mends it."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import product

from adjoint.audit.bench import Bench
from adjoint.audit.edits import Around, edits, spelled
from adjoint.audit.meanings import open_meanings
from adjoint.audit.phrase import Phrase, chain, name, names_in
from adjoint.audit.probe import Probe
from adjoint.audit.rates import GRADIENT, LAYOUTS, Layout, TooManyAxes
from adjoint.audit.reading import Finding, looser
from adjoint.audit.settle import OPEN, numbered, told_apart
from adjoint.audit.slips import slips
from adjoint.audit.world import Misfit, World, same
from adjoint.derive.derive import derive, varying
from adjoint.derive.problem import Question
from adjoint.errors import AdjointError
from adjoint.expr.build import colon, d, multiply, symbol, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import replace as put
from adjoint.expr.walk import symbols
from adjoint.laws.mistakes import KINDS

MOST_EDITS = 900


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What went wrong: the kind, the sentence for the person, the part of the line, and the line as it should be.

    `mended` is the right side mended, as a phrase or an expression; `law` the false law, where one leads here.
    """

    kind: str
    message: str
    part: str = ""
    mended: Phrase | Expr | None = None
    law: str = ""
    cost: int = 1
    assumption: str = ""

    @property
    def vague(self) -> bool:
        """Whether nothing specific was found."""
        return self.mended is None and not self.law and not self.assumption and self.kind in ("shape", "algebra", "layout")


class Wrong:
    """A relation that does not hold, and what is known around it."""

    def __init__(
        self, bench: Bench, left: Phrase, right: Phrase, found: Finding, before: Expr | None,
        continues: bool, earlier: Phrase | None,
    ) -> None:
        self.bench = found.bench if found.law and found.bench is not None else bench
        self.left, self.right = numbered(told_apart(bench, left), told_apart(bench, right))
        self.found, self.before, self.continues, self.earlier = found, before, continues, earlier

    def explained(self) -> Diagnosis:
        """The most specific explanation."""
        hits = [*self.by_axes()]
        if not hits:
            hits = [*self.by_pattern(), *self.by_slips(), *self.by_edits(self.right, True)]
        if not hits:
            hits = [*self.by_edits(self.left, False)]
        if hits and isinstance(self.found.error, TooManyAxes):
            return hits[0]
        hits += self.by_assumptions()
        if not hits:
            hits = [*self.by_traces_of_slips()]
        if not hits:
            hits = [*self.by_misfit()]
        if not hits:
            return Diagnosis("algebra", "the two sides are not equal")
        return min(hits, key=lambda hit: (hit.cost, KINDS.index(hit.kind)))

    # the shapes and axes

    def by_axes(self) -> Iterator[Diagnosis]:
        """A derivative with three or four axes among matrices."""
        error = self.found.error
        if not isinstance(error, TooManyAxes):
            return
        inverted = any(part.kind == "inv" for phrase in (self.left, self.right) for part in phrase) and any(
            part.kind in ("power", "inv") for part in self.right
        )
        axes = len(error.tensor.axes)
        said = (
            f"the derivative of `{error.of}` by `{error.by[0]}` has {axes} axes, one for each index of both; a matrix "
            "stands for it only after it is said over which axes it is contracted"
        )
        if inverted:
            said += ". The school rule -1/u^2 does not carry over: d inv(M) = -inv(M)*dM*inv(M), with dM between the inverses"
        yield Diagnosis("inverse-or-determinant" if inverted else "unspecified-contraction", said, spelled(self.left))

    def by_misfit(self) -> Iterator[Diagnosis]:
        """Shapes that do not fit, for no more specific reason."""
        if self.found.status != "misfit":
            return
        error = self.found.error
        part = spelled(error.phrase) if isinstance(error, Misfit) else ""
        yield Diagnosis("shape", f"the shapes do not fit: {self.found.why}", part)

    def by_pattern(self) -> Iterator[Diagnosis]:
        """What the misfit itself gives away."""
        left, right, error = self.left, self.right, self.found.error
        if left.kind == "rate" and left.parts[0].kind == "product" and len(left.parts[0].parts) == 2 and right.kind == "sum":
            a, b = left.parts[0].parts
            rates = [Phrase("rate", (factor, *left.parts[1:]), left.text) for factor in (a, b)]
            if set(right.parts) == {chain((a, rates[1])), chain((b, rates[0]))}:
                yield Diagnosis(
                    "scalar-rule", "u*dv + v*du is the product rule of numbers; with arrays each factor keeps its place: "
                    "d(u*v) = du*v + u*dv", spelled(right), cost=0,
                )  # fmt: skip
        if not isinstance(error, Misfit):
            return
        if error.phrase.kind == "power":
            yield Diagnosis(
                "scalar-rule", f"`{spelled(error.phrase)}` has no meaning for what is not a square matrix: the rule for "
                "numbers gives a square where an outer product such as x*x' or a product J'*H*J belongs", spelled(error.phrase), cost=0,
            )  # fmt: skip
        if error.phrase.kind == "sum" and self.found.world is not None:
            shapes = []
            for part in error.phrase.parts:
                try:
                    shapes.append(self.found.world.make(part).shape)
                except AdjointError:
                    return
            mirrored = [shape for shape in shapes if shape[::-1] in shapes and shape[0] != shape[1]]
            if mirrored and ONE in mirrored[0]:
                yield Diagnosis(
                    "layout", "a row and a column are added: one term is a gradient as a column, another one as a row; "
                    "both must be in one layout", spelled(error.phrase), cost=2,
                )  # fmt: skip
            elif mirrored:
                yield Diagnosis(
                    "missing-transpose", "the terms have shapes that are each other's transposes: one of them needs a transpose "
                    "before they can be added", spelled(error.phrase), cost=2,
                )  # fmt: skip

    # edits

    def worlds(self) -> Iterator[World]:
        """The readings in which a mended line may be right."""
        if self.found.law and self.found.world is not None:
            yield self.found.world
            return
        layouts = self.bench.layouts
        for opened in open_meanings(self.bench, self.left, self.right)[:6]:
            for layout in layouts:
                yield self.world(layout, opened)
            if self.bench.style:
                yield self.world(layouts[0], opened, turned=self.bench.style)
        for layout in LAYOUTS:
            if layout not in layouts:
                yield self.world(layout, {}) if not (names_in(self.right) and set(names_in(self.right)) & OPEN) else self.world(layout, open_meanings(self.bench, self.left, self.right)[0])
        if self.found.status == "misfit":
            for change in list(looser(self.bench, self.left, self.right))[:5]:
                yield self.world(layouts[0], {}, **change)

    def world(self, layout: Layout, opened: dict[str, Expr], **changes: object) -> World:
        """The names as they stand, with sizes for what is open."""
        world = self.bench.world(layout, **changes)
        world.names.update(opened)  # type: ignore[attr-defined]
        return world

    def by_edits(self, side: Phrase, right: bool) -> Iterator[Diagnosis]:
        """Single changes that make the relation true."""
        other = self.left if right else self.right
        if not right and side.kind in ("rate", "d", "name"):
            return
        around = Around(self.factors(), self.enters_gradient(), self.vectors())
        tries = list(edits(side, around))[:MOST_EDITS]
        hit = False
        for world in self.worlds():
            if hit:
                return
            for edit in tries:
                if self.holds(world, other, edit.phrase):
                    hit = True
                    kind = self.settled(edit.kind, edit.after, world)
                    yield Diagnosis(
                        kind, self.told(kind, edit.says), spelled(edit.before), edit.phrase if right else None,
                        cost=edit.cost,
                    )  # fmt: skip

    def settled(self, kind: str, after: Phrase, world: World) -> str:
        """A term turned is a matter of layout for vectors, a missing transpose for matrices."""
        if kind != "layout":
            return kind
        try:
            return "layout" if ONE in world.make(after).shape else "missing-transpose"
        except AdjointError:
            return kind

    def holds(self, world: World, left: Phrase, right: Phrase) -> bool:
        """Whether a relation is true in a world, at random points."""
        try:
            a, b = world.make(left), world.make(right)
        except (AdjointError, ValueError):
            return False
        if a.shape != b.shape:
            return False
        for moving in self.bench.movings((left, right)):
            probe = self.bench.probe(moving, world.squared)
            if probe.equal(a, b) and probe.test(a, b).status in ("exact", "enclosed"):
                return True
        return False

    def factors(self) -> tuple[Phrase, ...]:
        """Names that may be missing."""
        names = [symbol for symbol in self.bench.problem.variables]
        return tuple(name(symbol.name) for symbol in names[:8])

    def vectors(self) -> frozenset[str]:
        """The names of vectors and rows."""
        return frozenset(word for word, node in self.bench.names.items() if ONE in node.shape and not node.is_scalar)

    def enters_gradient(self) -> bool:
        """Whether the line brings a factor into a gradient, rather than rewriting a value."""
        colons = any(part.kind == "colon" for part in self.right)
        return colons or (self.left.kind == "rate" and not self.continues)

    def told(self, kind: str, says: str) -> str:
        """The sentence with the rule of its kind."""
        rule = RULES.get(kind, "")
        return f"{says}; {rule}" if rule else says

    # false laws

    def by_slips(self) -> Iterator[Diagnosis]:
        """False laws that lead from the line before, or from the problem, to this one."""
        wrong = self.as_equation()
        if wrong is None:
            return
        target, squared = wrong
        moving = next(iter(self.bench.movings((self.left, self.right))))
        probe = self.bench.probe(moving, squared)
        names = varying(replace(self.bench.question, wrt=moving)) | {s.name for s in self.bench.extra}
        for base in self.bases(moving):
            seen = same(base) if squared else base
            if seen.shape != target.shape:
                continue
            for slip in slips(seen, names):
                if slip.whole is target or probe.equal(slip.whole, target):
                    far = squared or base is not self.before
                    kind, cost = slip.mistake.kind, 2 if far and slip.mistake.name in LOOSE else 1
                    if kind == "product-rule" and slip.right.shape == slip.after.shape and probe.equal(slip.right, 2 * slip.after):
                        kind = "lost-factor"
                    yield Diagnosis(kind, slip.says, str(slip.before), None, slip.mistake.name, cost)

    def as_equation(self) -> tuple[Expr, bool] | None:
        """The wrong right side, or what it says of the differential where the left side is a derivative."""
        opened = open_meanings(self.bench, self.left, self.right)
        for squared in (False, True):
            for layout, choice in product(self.bench.layouts, opened):
                world = self.world(layout, choice, squared=squared)
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

    def bases(self, moving: tuple[Symbol, ...]) -> Iterator[Expr]:
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
        for expr in list(found):
            found.update(dict.fromkeys(_opened(expr)))
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

    def by_traces_of_slips(self) -> Iterator[Diagnosis]:
        """A false law whose result occurs in the line, though the line has more wrong with it than that."""
        written = {part for part in self.right}
        for part in (self.left, *(() if self.earlier is None else (self.earlier,))):
            for inner in part:
                if inner.kind == "turn":
                    body = inner.parts[0]
                    for product in [body, *(term for term in body.parts if body.kind == "sum")]:
                        bare = product.parts[0] if product.kind == "neg" else product
                        if bare.kind == "product" and len(bare.parts) == 2 and _kept_order(bare, written):
                            yield Diagnosis(
                                "transpose-of-product",
                                f"`{spelled(Phrase('turn', (bare,)))}` is written without turning the order round; "
                                + RULES["transpose-of-product"], spelled(bare), cost=3,
                            )  # fmt: skip

    # assumptions

    def by_assumptions(self) -> Iterator[Diagnosis]:
        """What would make the line true though the problem does not say it."""
        if self.found.left is None or self.found.right is None or self.found.status != "false" or self.found.law:
            return
        left, right, bench = self.found.left, self.found.right, self.bench
        inside = (left, right, *bench.problem.definitions.values(), *bench.rates.bodies.values())
        square = [
            s for s in symbols(*inside)
            if s not in bench.world().definitions and s.shape[0] == s.shape[1] and not s.is_scalar and "symmetric" not in s.facts
        ]  # fmt: skip
        for one in square:
            if self.true_with({one: _with_fact(one, "symmetric")}):
                varies = one in bench.question.wrt
                yield Diagnosis(
                    "structure", f"this is right only if {one} is symmetric, and the problem does not say so",
                    assumption=f"{one} symmetric", cost=1 if varies else 2,
                )  # fmt: skip
                return
        for own in bench.problem.definitions:
            if own is not bench.problem.target and own not in bench.question.wrt and self.true_held(own):
                yield Diagnosis(
                    "dependence", f"this is right only if {own} is held fixed, but {own} depends on what varies: the total "
                    "derivative has a further term for it", assumption=f"{own} held fixed",
                )  # fmt: skip
                return
        if len(square) > 0 and self.true_with({one: _with_fact(one, "diagonal") for one in square}):
            yield Diagnosis(
                "non-commuting", "this is right only if all the matrices commute", assumption="commuting matrices", cost=3
            )

    def true_with(self, table: dict[Expr, Expr]) -> bool:
        """Whether the line holds with symbols that have more facts."""
        assert self.found.left is not None and self.found.right is not None
        definitions = {name: put(body, table) for name, body in self.bench.world().definitions.items()}
        moving = [_as_symbol(table.get(s, s)) for s in self.found.moving]
        speaks = [_as_symbol(table.get(s, s)) for s in (*self.bench.problem.variables, *self.bench.problem.definitions)]
        probe = Probe(moving, definitions, speaks)
        a, b = put(self.found.left, table), put(self.found.right, table)
        return bool(probe.equal(a, b)) and probe.test(a, b).status in ("exact", "enclosed")

    def true_held(self, own: Symbol) -> bool:
        """Whether the line holds with a definition held fixed."""
        bench = copy(self.bench)
        bench.hold = (own,)
        found = _tried_plainly(bench, self.left, self.right)
        return found


def _tried_plainly(bench: Bench, left: Phrase, right: Phrase) -> bool:
    world = bench.world(bench.layouts[0])
    try:
        a, b = world.make(left), world.make(right)
    except (AdjointError, ValueError):
        return False
    if a.shape != b.shape:
        return False
    for moving in bench.movings((left, right)):
        probe = bench.probe(moving)
        if probe.equal(a, zeros(a.shape)):
            continue
        if probe.equal(a, b) and probe.test(a, b).status in ("exact", "enclosed"):
            return True
    return False


def _with_fact(one: Symbol, fact: str) -> Symbol:
    return symbol(one.name, *one.shape, *one.facts, fact)


def _as_symbol(node: Expr) -> Symbol:
    assert isinstance(node, Symbol)
    return node


def _kept_order(pair: Phrase, written: set[Phrase]) -> bool:
    a, b = pair.parts
    forms = [(a, Phrase("turn", (b,))), (Phrase("turn", (a,)), Phrase("turn", (b,))), (Phrase("turn", (a,)), b)]
    for part in written:
        if part.kind == "product":
            for i in range(len(part.parts) - 1):
                if tuple(part.parts[i : i + 2]) in forms:
                    return True
    return False


def _opened(node: Expr) -> Iterator[Expr]:
    """The differential of a sum, term by term."""
    yield node


RULES = {
    "wrong-side": "what stands to the left of the differential crosses to the left of the gradient, what stands to the "
    "right crosses to the right, each transposed: A : B*C = B'*A : C = A*C' : B",
    "norm-vs-square": "normF(X) has the gradient X/normF(X), normF(X)^2 has 2*X",
    "transpose-of-product": "(A*B)' = B'*A'",
    "missing-transpose": "whatever crosses the colon, or is taken to the other side, is transposed",
    "extra-transpose": "with the transpose the shapes or the entries do not match",
    "scalar-rule": "the rule for numbers holds for matrices only where everything commutes",
    "inverse-or-determinant": "d inv(X) = -inv(X)*dX*inv(X), d det(X) = det(X)*tr(inv(X)*dX), d logdet(X) = tr(inv(X)*dX)",
    "product-rule": "in a product one factor changes at a time: d(A*B) = dA*B + A*dB",
    "non-commuting": "the order of matrix factors matters",
    "elementwise-vs-matrix": "entry by entry and as matrices are two different products",
    "inner-vs-outer": "x'*y is a number, x*y' a matrix",
    "trace-lost": "a trace is a number, its argument a matrix",
    "sum-or-index": "the sum runs over every index that occurs twice",
    "broadcast": "what is added to every column collects the sum over the columns",
    "parenthesis": "a factor before a bracket multiplies every term in it",
}  # fmt: skip


LOOSE = frozenset({"a transpose dropped", "two factors swapped", "an inverse lost"})
"""Slips so small that almost anything could come from them where all sizes are one."""
