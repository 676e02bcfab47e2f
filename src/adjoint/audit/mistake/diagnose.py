"""The first wrong line explained: a false law that leads to it, an assumption, or a small change that mends it."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from msgspec.structs import replace

from adjoint.audit.mistake.assume import assumed
from adjoint.audit.mistake.candidates import Candidates, Values
from adjoint.audit.mistake.diagnosis import RULES, Diagnosis
from adjoint.audit.mistake.edit import Around
from adjoint.audit.mistake.edits import edits
from adjoint.audit.mistake.halved import swaps
from adjoint.audit.mistake.misused import LOOSE, Misused
from adjoint.audit.mistake.places import misplaced
from adjoint.audit.mistake.shown import restated
from adjoint.audit.mistake.unfit import clashes, shapes
from adjoint.audit.said.phrase import Phrase, name, of_expr, turn
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.bench import DERIVED, Bench
from adjoint.audit.sense.calls import rate_of
from adjoint.audit.sense.indexed import array_of_entries, is_indexed
from adjoint.audit.sense.meanings import open_meanings
from adjoint.audit.sense.rates import GRADIENT, LAYOUTS, Layout, TooManyAxes
from adjoint.audit.sense.reading import Finding, looser, styled
from adjoint.audit.sense.settle import numbered, told_apart
from adjoint.audit.sense.world import World
from adjoint.derive.derive import varying
from adjoint.errors import AdjointError
from adjoint.expr.language import Apply, Call, Expr, Hadamard, Inverse, Ones, Product, SizeNumber, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.expr.walk import replace as put
from adjoint.laws.mistakes import KINDS

MOST_EDITS = 900
MOST_WAYS = 12
MOST_SLOPES = 6
MOST_FACTORS = 8
TOLD = frozenset({"sum-or-index", "parenthesis", "elementwise-vs-matrix"})
"""Kinds whose changes are told with their rule."""
SHAPED = frozenset({
    "wrong-side", "transpose-of-product", "missing-transpose", "extra-transpose", "non-commuting", "trace-lost",
    "elementwise-vs-matrix", "inner-vs-outer",
})  # fmt: skip
"""Kinds of which it is told what does not fit, where something does not."""
_WORD = re.compile(r"\w+|\S")


class Wrong:
    """A relation that does not hold, and what is known around it."""

    def __init__(
        self,
        bench: Bench,
        left: Phrase,
        right: Phrase,
        found: Finding,
        before: Expr | None,
        continues: bool,
        earlier: Phrase | None,
    ) -> None:
        self.bench = found.bench or bench
        self.left, self.right = numbered(told_apart(bench, left), told_apart(bench, right))
        self.found, self.before, self.continues, self.earlier = found, before, continues, earlier
        self.cut = False
        self.vain: set[Phrase] = set()

    def explained(self) -> Diagnosis:
        """The most specific explanation."""
        hits = [*self.by_axes()]
        if not hits:
            misused = Misused(self.bench, self.left, self.right, self.before)
            hits = [*kept(clashes(self.left, self.right, self.found)), *kept(misused.laws())]
            hits += kept(self.by_edits(self.right, True))
        if not hits:
            hits = [*kept(self.by_edits(self.right, True, further=True))]
        if not hits:
            hits = [*kept(self.by_edits(self.left, False))]
        if hits and isinstance(self.found.error, TooManyAxes):
            return hits[0]
        hits += kept(assumed(self.bench, self.left, self.right, self.found))
        if not hits:
            hits = [*kept(self.by_traces_of_slips())]
        if not hits:
            hits = [*kept(misplaced(self.bench, self.left, self.right))] or [*kept(shapes(self.found))]
        if not hits and (is_indexed(self.left) or is_indexed(self.right)):
            if (whole := self.of_arrays()) is not None:
                return whole
            said = "the two sides differ entry by entry: an index is wrong, or one that occurs twice is not summed over"
            return Diagnosis("sum-or-index", said, spelled(self.right))
        if not hits:
            return Diagnosis("algebra", f"the two sides are not equal{self.sought()}")
        first = min(hits, key=lambda hit: (hit.cost, KINDS.index(hit.kind)))
        same = [hit for hit in hits if (hit.cost, hit.kind) == (first.cost, first.kind)]
        same = [hit for hit in same if hit.law and hit.law not in LOOSE] or same
        best = min(same, key=lambda hit: (-hit.weight, len(hit.message)))
        order = sorted(hits, key=lambda hit: (hit.kind != best.kind, bool(hit.law), hit is not best))
        alike = {way for hit in hits if hit.kind == best.kind for way in hit.mended}
        found = [way for hit in order for way in hit.mended] if best.cost >= 0 else []
        ways = [*dict.fromkeys(found)][:MOST_WAYS]
        if best.kind in SHAPED and not best.law and self.found.status == "misfit":
            unfit = f"As it stands the shapes do not fit: {restated(self.found.why)}"
            best = replace(best, message=f"{best.message}. {unfit}")
        return replace(best, mended=tuple(sorted(ways, key=lambda way: (way not in alike, self.distance(way)))))

    def of_arrays(self) -> Diagnosis | None:
        """What is to be said of `∂f/∂X_ij = ...` as of the arrays, if that is something definite."""
        of, *by = self.left.parts if self.left.kind == "rate" else (self.left,)
        if len(by) != 1 or by[0].kind != "entry" or is_indexed(of):
            return None
        side = array_of_entries(self.bench.world(), by[0].indices, self.right)
        if side is None:
            return None
        left, right = Phrase("rate", (of, by[0].parts[0]), "nabla"), of_expr(side)
        told = Wrong(self.bench, left, right, styled(self.bench, left, right, {}), None, False, None).explained()
        return None if told.kind in ("algebra", "shape") else replace(told, mended=())

    def sought(self) -> str:
        """What is said of the search where it went no further."""
        return f"; not looked further than {MOST_EDITS} small changes of a side" if self.cut else ""

    def distance(self, way: Phrase) -> float:
        """How far a mended side is from what was written."""
        mine: list[str] = _WORD.findall(spelled(self.right))
        other: list[str] = _WORD.findall(spelled(way))
        return -SequenceMatcher(None, mine, other).ratio()

    # the shapes and axes

    def by_axes(self) -> Iterator[Diagnosis]:
        """A derivative with three or four axes among matrices."""
        error = self.found.error
        if not isinstance(error, TooManyAxes):
            return
        inverted = any(part.kind == "inv" for phrase in (self.left, self.right) for part in phrase) and any(
            part.kind in ("power", "inv") for part in self.right
        )
        said = (
            f"the derivative of `{error.of}` by `{error.by[0]}` has {error.axes} axes, one for each index of both; a "
            "matrix stands for it only after it is said over which axes it is contracted"
        )
        if inverted:
            said += ". The school rule -1/u^2 does not carry over: d inv(M) = -inv(M)*dM*inv(M), dM between inverses"
        yield Diagnosis("inverse-or-determinant" if inverted else "unspecified-contraction", said, spelled(self.left))

    # edits

    def worlds(self) -> Iterator[tuple[int, World]]:
        """The readings in which a mended line may be right, by number, each in its layouts."""
        if self.found.law and self.found.world is not None:
            yield 0, self.found.world
            return
        layouts = self.bench.layouts
        sides = (self.left, self.right)
        indexed = any(map(is_indexed, sides))
        alike = indexed or not any(part.kind == "rate" for side in sides for part in side)
        layouts = (GRADIENT,) if indexed else layouts[:1] if alike else layouts
        sizes = open_meanings(self.bench, self.left, self.right)[:6]
        for place, opened in enumerate(sizes):
            for layout in layouts:
                yield place, self.world(layout, opened)
            if self.bench.style:
                yield -1 - place, self.world(layouts[0], opened, turned=self.bench.style)
        for layout in () if alike else LAYOUTS:
            if layout not in layouts:
                yield 0, self.world(layout, sizes[0])
        if self.found.status == "misfit" and not (is_indexed(self.left) and is_indexed(self.right)):
            for place, change in enumerate(islice(looser(self.bench, self.left, self.right), 5), len(sizes)):
                yield place, self.world(layouts[0], {}, **change)

    def world(self, layout: Layout, opened: dict[str, Expr], **changes: object) -> World:
        """The names as they stand, with sizes for what is open."""
        return self.bench.world(layout, also=opened, **changes)

    def by_edits(self, side: Phrase, right: bool, further: bool = False) -> Iterator[Diagnosis]:
        """Single changes that make the relation true; `further` gives back what is seldom lost."""
        other = self.left if right else self.right
        if not right and side.kind in ("rate", "d", "name"):
            return
        names, others = self.factors()
        around = Around(
            (*names, *others) if further else names, self.enters_gradient(), self.vectors(), self.norms(),
            varying=self.varying(), slopes=self.slopes() if further else (),
            halves=swaps(self.bench, self.left, self.right), counts=self.counts(),
        )  # fmt: skip
        tries = list(islice(edits(side, around), MOST_EDITS))
        self.cut = self.cut or len(tries) == MOST_EDITS
        tries = [edit for edit in tries if not further or edit.phrase not in self.vain]
        self.vain = {edit.phrase for edit in tries}
        hit = False
        rated = any(part.kind in ("rate", "family") for part in side)
        values: dict[tuple[int, Layout | None], Values] = {}
        for reading, world in self.worlds():
            if hit:
                return
            key = (reading, world.layout if rated else None)
            if key not in values:
                values[key] = Values(world, side)
            candidates = Candidates(self.bench, world, other, side, values[key])
            for edit in tries:
                if candidates.holds(edit):
                    hit = True
                    kind = self.settled(edit.kind, edit.after, world)
                    said, kept_to = self.told(kind, edit.says), world.layout in self.bench.layouts
                    if not kept_to:
                        mine, own = world.layout.name, self.bench.layouts[0].name
                        said = f"read in {mine} layout, {said}; but this derivation is in {own} layout"
                    mended = (edit.phrase,) if right and kept_to else ()
                    yield Diagnosis(kind, said, spelled(edit.before), mended, cost=edit.cost)

    def settled(self, kind: str, after: Phrase, world: World) -> str:
        """A term turned is a matter of layout for vectors, a sum lost one of a broadcast for what was spread."""
        if kind == "broadcast" and self.left.kind == "rate":
            return kind if self.is_spread(self.left.parts[1]) else "sum-or-index"
        if kind != "layout":
            return kind
        try:
            return "layout" if ONE in world.make(after).shape else "missing-transpose"
        except AdjointError:
            return kind

    def is_spread(self, variable: Phrase) -> bool:
        """Whether a variable is added to every column or row of something."""
        own = self.bench.names.get(variable.text)
        bodies = postorder(*self.bench.problem.definitions.values())
        return any(
            isinstance(node, Product)
            and any(part is own or own in part.children for part in node.chain)
            and any(isinstance(part, Ones) or Ones in map(type, part.children) for part in node.chain)
            for node in bodies
        )

    def factors(self) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
        """What may be missing: the names; and transposed, or inverted where the problem speaks of inverses."""
        variables = self.bench.problem.variables[:MOST_FACTORS]
        nodes = [*postorder(*self.bench.problem.definitions.values())]
        calls = {node.function for node in nodes if isinstance(node, Call)}
        inverses = bool(calls & {"det", "logdet"}) or any(isinstance(node, Inverse) for node in nodes)
        names = tuple(name(symbol.name) for symbol in variables)
        arrays = [name(symbol.name) for symbol in variables if not symbol.is_scalar]
        square = [name(s.name) for s in variables if s.shape[0] == s.shape[1] and not s.is_scalar and inverses]
        inverted = [Phrase("inv", (one,)) for one in square]
        return names, (*map(turn, arrays), *inverted, *map(turn, inverted))

    def counts(self) -> tuple[Phrase, ...]:
        """The sizes that the problem has as numbers."""
        nodes = postorder(*self.bench.problem.definitions.values())
        return tuple(dict.fromkeys(name(str(node.size)) for node in nodes if isinstance(node, SizeNumber)))

    def norms(self) -> tuple[Phrase, ...]:
        """The norms that the problem speaks of."""
        bodies = postorder(*self.bench.problem.definitions.values())
        return tuple(of_expr(node) for node in bodies if isinstance(node, Call) and node.function in ("norm2", "normF"))

    def varying(self) -> frozenset[str]:
        """The names that change with what the line differentiates by."""
        names = self.bench.names
        by = [names.get(part.text) for part in self.left.parts[1:]] if self.left.kind == "rate" else []
        wrt = tuple(one for one in by if isinstance(one, Symbol)) or self.bench.question.wrt
        changing = varying(replace(self.bench.question, wrt=wrt))
        return frozenset(
            word for word, node in names.items()
            if isinstance(node, Symbol) and node.name in changing and not node.is_scalar
        )  # fmt: skip

    def slopes(self) -> tuple[Phrase, ...]:
        """The derivatives of the entrywise functions of the problem, each where it is taken, and their factors."""
        definitions = self.bench.problem.definitions
        called = {body: name for name, body in definitions.items() if not isinstance(body, Symbol)}
        found: dict[Expr, None] = {}
        for node in postorder(*definitions.values()):
            if isinstance(node, Apply) and node.function in DERIVED and not node.is_scalar:
                rate = put(rate_of(node.function, node.children[0], 1), called)
                found.update(dict.fromkeys((rate, *(rate.children if isinstance(rate, Hadamard) else ()))))
        return tuple(map(of_expr, found))[:MOST_SLOPES]

    def vectors(self) -> frozenset[str]:
        """The names of vectors and rows."""
        return frozenset(word for word, node in self.bench.names.items() if ONE in node.shape and not node.is_scalar)

    def enters_gradient(self) -> bool:
        """Whether the line brings a factor into a gradient, rather than rewriting a value."""
        colons = any(part.kind == "colon" for part in self.right)
        return colons or (self.left.kind == "rate" and not self.continues)

    def told(self, kind: str, says: str) -> str:
        """The sentence with the rule of its kind."""
        rule = "" if kind in TOLD else RULES.get(kind, "")
        return f"{says}; {rule}" if rule else says

    def by_traces_of_slips(self) -> Iterator[Diagnosis]:
        """A false law whose result occurs in the line, though the line has more wrong with it than that."""
        written = set(self.right)
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


def _kept_order(pair: Phrase, written: set[Phrase]) -> bool:
    a, b = pair.parts
    forms = [(a, Phrase("turn", (b,))), (Phrase("turn", (a,)), Phrase("turn", (b,))), (Phrase("turn", (a,)), b)]
    for part in written:
        if part.kind == "product":
            for i in range(len(part.parts) - 1):
                if tuple(part.parts[i : i + 2]) in forms:
                    return True
    return False


def kept(hits: Iterator[Diagnosis]) -> Iterator[Diagnosis]:
    """The hits up to the first that cannot be worked out: a verdict stands, whatever becomes of its reason."""
    try:
        yield from hits
    except (AdjointError, ValueError, RecursionError):
        return
