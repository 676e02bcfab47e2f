"""A bounded search for a shorter form: products distributed over sums where terms then cancel.

So `B'*(u - B*inv(S)*B'*u)` with `S = B'*B` is found to be zero, which is what makes projectors short.
A form is kept only if a reader then meets fewer symbols.
"""

from collections.abc import Iterator, Mapping

from adjoint.derive.calling import Naming
from adjoint.derive.collect import collect
from adjoint.derive.engine import Engine
from adjoint.derive.gather import gathered
from adjoint.derive.inner import spelled
from adjoint.derive.minus import unsigned
from adjoint.derive.naming import cost
from adjoint.derive.spread import distributed, rewritten, unfolded
from adjoint.expr.language import Expr, Hadamard, Product, Sum, Symbol
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder, replace

LAW = "distributing where terms cancel"
DEPTH = 2
LEAST_COST = 3
LEAST_SAVING = 3
MOST_COST = 400
MOST_WORK = 150_000
"""Symbols in all the candidates that are tried for one answer."""


class Shortener:
    """The search within one derivation; `definitions` are called by name where their bodies appear."""

    def __init__(self, engine: Engine, definitions: Mapping[Symbol, Expr]) -> None:
        self.engine = engine
        self._done: dict[tuple[Expr, int], Expr] = {}
        self._searched: dict[int, dict[Expr, Expr]] = {}
        self._costs: dict[Expr, int] = {}
        self._work = 0
        self._bodies = {name: body for name, body in definitions.items() if not isinstance(body, Symbol)}
        self._naming: Naming | None = None

    def shorten(self, root: Expr) -> tuple[Expr, tuple[str, ...]]:
        """The shortest form found, and the names of the laws that led to it."""
        if self._cost(root) > MOST_COST:
            return root, ()
        self._work = 0
        found = named = self._collected(self._named(root))
        while self._cost(found) >= LEAST_COST and (shorter := self._search(found, DEPTH)) is not found:
            found = shorter
        return found, (LAW,) if found is not named else ()

    def answer(self, root: Expr) -> tuple[Expr, tuple[str, ...]]:
        """What is shown as an answer: collected, shortened, factored; and the names of the laws that did it."""
        collected, names = collect(root, self.engine)
        short, more = self.shorten(collected)
        told = len(self.engine.steps)
        finished = self.engine.finish(short)
        loud = dict.fromkeys(step.law.name for step in self.engine.steps[told:] if not step.law.quiet)
        whole, last = gathered(finished)
        turned = unsigned(whole)
        signs = () if turned is whole else ("a minus sign enters a bracket",)
        return turned, (*names, *more, *loud, *last, *signs)

    def _named(self, root: Expr) -> Expr:
        if self._naming is None:
            aside = Engine(self.engine.varying)
            opened = {name: replace(body, self._bodies) for name, body in self._bodies.items()}
            forms = [*((name, aside.tidy(body)) for table in (self._bodies, opened) for name, body in table.items())]
            again = [(name, spelled(body)) for name, body in forms]
            self._naming = Naming([*forms, *self._bodies.items(), *again])
        named = self._naming.put(self.engine.tidy(root))
        return self.engine.tidy(self._naming.put(spelled(named)))

    def _cost(self, root: Expr) -> int:
        return cost(root, self._costs)

    def _collected(self, root: Expr) -> Expr:
        return collect(self.engine.tidy(root), self.engine)[0]

    def _search(self, root: Expr, depth: int) -> Expr:
        """The expression with every product in it replaced by a shorter form where one is found."""
        done = self._searched.setdefault(depth, {})
        for node in postorder(root, known=done):
            built = rebuild(node, tuple(done[child] for child in node.children))
            done[node] = self._sum(built) if isinstance(built, Sum) else built
            if isinstance(built, (Product, Hadamard)):
                done[node] = self._product(built, depth)
        found = self._collected(done[root])
        return found if self._cost(found) < self._cost(root) else root

    def _sum(self, node: Sum) -> Expr:
        """The sum with all its brackets opened, or over one denominator, where that makes it much shorter."""
        best: Expr = node
        for opened in rewritten(node):
            found = self._collected(self._named(opened))
            if self._cost(found) <= self._cost(node) - LEAST_SAVING and self._cost(found) < self._cost(best):
                best = found
        return best

    def _product(self, node: Product | Hadamard, depth: int) -> Expr:
        key = (node, depth)
        if key not in self._done:
            self._done[key] = node
            self._done[key] = self._shortest(node, depth)
        return self._done[key]

    def _candidates(self, node: Product | Hadamard) -> Iterator[Expr]:
        """Other ways to write a product; a name in it is opened only where its value then meets what cancels it."""
        yield from distributed(node)
        for opened in unfolded(node, self._bodies):
            if self.engine.tidy(opened).weight < opened.weight:
                yield opened

    def _shortest(self, node: Product | Hadamard, depth: int) -> Expr:
        best: Expr = node
        least = LEAST_SAVING if isinstance(node, Hadamard) else 0
        for candidate in self._candidates(node) if depth else ():
            self._work += self._cost(candidate)
            if self._work > MOST_WORK:
                break
            opened = self._named(candidate)
            candidate = self._search(opened, depth - 1) if depth > 1 else self._collected(opened)
            if self._cost(candidate) < self._cost(best) - least:
                best = candidate
        return best
