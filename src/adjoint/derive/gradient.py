"""Gradients by one backward pass: `dE = G : dY`, definition by definition, down to `dE = G : dX`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adjoint.derive.carried import LEAST, SHORT, WIDE
from adjoint.derive.collect import collect
from adjoint.derive.engine import Engine
from adjoint.derive.problem import Question
from adjoint.derive.shorten import Shortener
from adjoint.derive.story import Story
from adjoint.errors import Unsupported
from adjoint.expr.build import add, colon, d, is_zero, multiply, number, zeros
from adjoint.expr.functions import ARRAY
from adjoint.expr.language import Call, Colon, Differential, Expr, Partial, Power, Product, Symbol, Transpose
from adjoint.expr.walk import differentials, postorder, transform

Rank = tuple[int, int]
MIRRORED = frozenset({"a symmetric matrix is its transpose", "a skew matrix is minus its transpose"})
"""What is named, but needs no line of its own."""


class Ranks:
    """How late a node stands: by the last definition in it, then by its height over that."""

    def __init__(self, definitions: dict[Symbol, Expr]) -> None:
        self._ranks: dict[Expr, Rank] = {symbol: (i + 1, 0) for i, symbol in enumerate(definitions)}

    def of(self, node: Expr) -> Rank:
        """The rank; a node ranks above everything in its differential."""
        for part in postorder(node):
            if part not in self._ranks:
                below = [self._ranks[child] for child in part.children]
                last = max((rank[0] for rank in below), default=0)
                self._ranks[part] = (last, max((rank[1] + 1 for rank in below if rank[0] == last), default=0))
        return self._ranks[node]


@dataclass(slots=True)
class Backward:
    """One differential as terms `C : dE`, filed by `E`.

    The highest `E` is opened first, so that every path to it is in. The gradients by names that are
    `passed` on the way are kept in `found` before they are opened.
    """

    engine: Engine
    story: Story
    definitions: dict[Symbol, Expr]
    named: frozenset[Symbol]
    ends: frozenset[Symbol]
    passed: frozenset[Symbol] = frozenset()
    terms: dict[Expr, Expr] = field(default_factory=dict)
    found: dict[Symbol, Expr] = field(default_factory=dict)
    ranks: Ranks = field(init=False)

    def __post_init__(self) -> None:
        self.ranks = Ranks(self.definitions)

    def run(self, start: Expr) -> None:
        """Opens what can be opened until only differentials of the wanted variables are left."""
        self._take((start,))
        while waiting := [node for node in self.terms if node not in self.ends]:
            if self.story.carried is not None:
                self._name_long()
            self._open(max(waiting, key=self.ranks.of))

    def _name_long(self) -> None:
        """Names for what is carried where a line has become long, the longest first, until it is short."""
        costs = {node: self.story.cost(unpair(term)[1]) for node, term in self.terms.items()}
        if sum(costs.values()) <= WIDE:
            return
        for node in sorted(costs, key=lambda node: -costs[node]):
            if sum(costs.values()) <= SHORT or costs[node] < LEAST:
                break
            name = self.story.introduce(unpair(self.terms[node])[1])
            self.terms[node] = colon(name, d(node))
            costs[node] = 1
        self.story.resume(self.whole())

    def _open(self, node: Expr) -> None:
        _, cotangent = unpair(self.terms.pop(node))
        if isinstance(node, Symbol) and node in self.passed:
            self.found[node] = cotangent
        body = self.definitions.get(node, node) if isinstance(node, Symbol) else node
        value = ready(body, self.engine, self.story)
        opened = opened_fully(self.engine, value)
        if node in self.named:
            opened = folded(opened, value, node)
        term = self.engine.enter(colon(cotangent, opened))
        self.story.tell(self.whole(term), self.engine, definition=node if body is not node else None, body=body)
        terms: Sequence[Expr] = self.engine.cross(term, transposes=False)
        if any(turned(part) for part in terms):
            self._tell(terms)
            terms = [done for part in terms for done in self.engine.cross(part)]
        self._tell_raw(terms)
        if len({*self.terms, *(unpair(part)[0] for part in terms)}) < len(self.terms) + len(terms):
            self._tell(terms)
        self._take(terms)
        self.story.tell(self.whole(), self.engine)

    def _tell_raw(self, terms: Sequence[Expr]) -> None:
        """A line with terms as they come from crossing the colon, where what then shortens them is worth a line."""
        crossed = len(self.engine.steps)
        for term in terms:
            self.engine.tidy(unpair(term)[1])
        if any(not step.law.quiet and step.law.name not in MIRRORED for step in self.engine.steps[crossed:]):
            self.story.tell(self.whole(*terms), self.engine, until=crossed)

    def _tell(self, terms: Sequence[Expr]) -> None:
        """A line with terms that have not been filed yet."""
        tidy = self.engine.tidy
        shown = [colon(tidy(t.children[0]), t.children[1]) if isinstance(t, Colon) else t for t in terms]
        self.story.tell(self.whole(*shown), self.engine)

    def _take(self, terms: Sequence[Expr]) -> None:
        for term in terms:
            node, cotangent = unpair(term)
            cotangent = self.engine.tidy(cotangent)
            if node in self.terms:
                cotangent, names = collect(add(unpair(self.terms[node])[1], cotangent), self.engine)
                self.story.name("terms in one differential collected", *names)
            self.file(node, cotangent)

    def file(self, node: Expr, cotangent: Expr) -> None:
        """Keeps `C : dE` in the place of what there is of `dE`; nothing where C is zero."""
        if is_zero(cotangent):
            self.terms.pop(node, None)
        else:
            self.terms[node] = colon(cotangent, d(node))

    def whole(self, *more: Expr) -> Expr:
        """All terms, and one that is just being opened, as one sum."""
        return add(*more, *self.terms.values()) if more or self.terms else number(0)


def ready(body: Expr, engine: Engine, story: Story) -> Expr:
    """What is to be opened: a long body made shorter, functions that are spelled out recognised."""
    return engine.recognised(engine.tidy(body) if story.cost(body) > SHORT else body)


def opened_fully(engine: Engine, body: Expr) -> Expr:
    """The differential of a compound expression; `Unsupported` where no law of the book opens it."""
    opened = engine.open(d(body))
    if isinstance(body, Symbol):
        return opened
    if not isinstance(body, Symbol) and any(part is d(body) for part in differentials(opened)):
        raise unopened(body)
    return opened if opened.moving else engine.tidy(opened)


def unopened(body: Expr) -> Unsupported:
    """Why no law opens the differential of an expression, and what would do."""
    if isinstance(body, Partial) and len(body.by) == 2:
        return Unsupported(
            f"third derivatives of `{body.function}` have no notation here",
            hint="write the function out where it is simple enough",
        )
    if isinstance(body, Partial):
        return Unsupported(
            f"the second derivatives of the vector `{body.function}(...)` have three axes, and no notation here",
            hint=f"those of a scalar, such as `c'*{body.function}(x)`, have one",
        )
    if isinstance(body, Call) and ARRAY[body.function].says:
        return Unsupported(
            f"`{body}` is a derivative itself, and its own derivatives have no notation here",
            hint=ARRAY[body.function].says,
        )
    if isinstance(body, Power) and not body.is_scalar:
        return Unsupported(
            f"the exponent of the matrix power `{body}` changes, and a whole number has no slope",
            hint=f"`powm({body.children[0]}, {body.children[1]})` is the principal power with any exponent",
        )
    return Unsupported(
        f"no law of the book gives the differential of `{body}`",
        hint="`adjoint laws` prints the differentials that are known",
    )


def turned(term: Expr) -> bool:
    """Whether a transpose is still to cross the colon."""
    return isinstance(term, Colon) and isinstance(term.children[1], Transpose)


def folded(opened: Expr, body: Expr, name: Symbol) -> Expr:
    """The differential of a definition with the definition's own value called by its name: `dH = (1 - H.^2) .* dZ`."""

    def change(node: Expr) -> Expr | None:
        return name if node is body else node if isinstance(node, Differential) else None

    return transform(opened, change)


def unpair(term: Expr) -> tuple[Expr, Expr]:
    """What `C : dE` pairs: `E` and `C`."""
    if isinstance(term, Differential):
        return term.children[0], number(1)
    if isinstance(term, Colon) and isinstance(term.children[1], Differential):
        return term.children[1].children[0], term.children[0]
    if isinstance(term, Product):
        moving = next((s for s in term.scalars if isinstance(s, Differential)), None)
        if moving is not None:
            rest = [s for s in term.scalars if s is not moving]
            return moving.children[0], multiply(number(term.coefficient), *rest)
    raise Unsupported(
        f"no law of the book moves the differential in `{term}` to the right of the colon",
        hint="ask for `--want differential`, which needs no crossing",
    )


def gradients(question: Question, engine: Engine, story: Story) -> dict[Symbol, Expr]:
    """The gradient by each variable; the story tells the lines from `story.left` to `dE = G : dX + ...`.

    A variable that no path reaches has gradient zero: the target does not depend on it.
    """
    run = Backward(engine, story, question.unfolded, question.names, frozenset(question.ends), question.passed)
    run.run(story.left)
    shortener = Shortener(engine, question.called)
    laws: dict[str, None] = {}
    for variable in question.ends:
        if variable in run.terms:
            gradient, names = shortener.answer(unpair(run.terms[variable])[1])
            laws.update(dict.fromkeys(names))
            run.file(variable, gradient)
    story.conclude(run.whole(), engine, tuple(laws))
    found = run.found | {v: unpair(run.terms[v])[1] for v in question.ends if v in run.terms}
    return {v: found.get(v, zeros(v.shape)) for v in question.wrt}
