"""A bounded search for a shorter form: products distributed over sums where terms then cancel.

So `B'*(u - B*inv(S)*B'*u)` with `S = B'*B` is found to be zero, which is what makes projectors short.
A form is kept only if a reader then meets fewer symbols.
"""

from collections.abc import Iterator, Mapping

from adjoint.derive.collect import collect
from adjoint.derive.engine import Engine
from adjoint.derive.naming import Naming, cost
from adjoint.expr.build import add, multiply, product, transpose
from adjoint.expr.language import Expr, Product, Sum, Symbol, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder

LAW = "distributing where terms cancel"
DEPTH = 2
LEAST_COST = 8
LEAST_SAVING = 3
MOST_COST = 400
LONGEST_CHAIN = 12
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
        bodies = {name: body for name, body in definitions.items() if not isinstance(body, Symbol)}
        aside = Engine(engine.varying)
        self._naming = Naming({name: aside.tidy(body) for name, body in bodies.items()})

    def shorten(self, root: Expr) -> tuple[Expr, tuple[str, ...]]:
        """The shortest form found, and the names of the laws that led to it."""
        if not LEAST_COST <= self._cost(root) <= MOST_COST:
            return root, ()
        self._work = 0
        found = named = self._collected(self._named(root))
        while (shorter := self._search(found, DEPTH)) is not found:
            found = shorter
        return found, (LAW,) if found is not named else ()

    def _named(self, root: Expr) -> Expr:
        return self.engine.tidy(self._naming.put(self.engine.tidy(root)))

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
            if isinstance(built, Product):
                done[node] = self._product(built, depth)
        found = self._collected(done[root])
        return found if self._cost(found) < self._cost(root) else root

    def _sum(self, node: Sum) -> Expr:
        """The sum with all its brackets opened, where like terms then make it shorter."""
        opened = add(*(_multiplied(term) for term in node.children))
        found = self._collected(self._named(opened)) if opened is not node else node
        return found if cost(found) <= cost(node) - LEAST_SAVING else node

    def _product(self, node: Product, depth: int) -> Expr:
        key = (node, depth)
        if key not in self._done:
            self._done[key] = node
            self._done[key] = self._shortest(node, depth)
        return self._done[key]

    def _shortest(self, node: Product, depth: int) -> Expr:
        best: Expr = node
        for candidate in _distributed(node) if depth else ():
            self._work += self._cost(candidate)
            if self._work > MOST_WORK:
                break
            opened = self._named(candidate)
            candidate = self._search(opened, depth - 1) if depth > 1 else self._collected(opened)
            if self._cost(candidate) < self._cost(best):
                best = candidate
        return best


def _terms(factor: Expr) -> tuple[Expr, ...]:
    """The terms of a sum, or of a transposed one."""
    if isinstance(factor, Transpose):
        return tuple(transpose(term) for term in _terms(factor.children[0]))
    return factor.children if isinstance(factor, Sum) else ()


def _multiplied(node: Expr) -> Expr:
    """A product with its first sum multiplied by all that stands around it."""
    chain = node.chain if isinstance(node, Product) else ()
    place = next((i for i, factor in enumerate(chain) if _terms(factor)), None)
    if place is None or not isinstance(node, Product):
        return node
    front = product(node.coefficient, node.scalars, ())
    terms = (multiply(*chain[:place], term, *chain[place + 1 :]) for term in _terms(chain[place]))
    return add(*(multiply(front, term) for term in terms))


def _distributed(node: Product) -> Iterator[Expr]:
    """The product with one of its sums multiplied by its neighbours on the left, on the right, or by all."""
    chain = node.chain
    front = product(node.coefficient, node.scalars, ())
    if len(chain) > LONGEST_CHAIN:
        return
    for i, factor in enumerate(chain):
        terms = _terms(factor)
        if terms:
            for start, end in _spans(i, len(chain)):
                inner = add(*(multiply(*chain[start:i], term, *chain[i + 1 : end]) for term in terms))
                yield multiply(front, multiply(*chain[:start], inner, *chain[end:]))


def _spans(place: int, length: int) -> Iterator[tuple[int, int]]:
    yield from ((start, place + 1) for start in range(place))
    yield from ((place, end) for end in range(place + 2, length + 1))
    if 0 < place < length - 1:
        yield 0, length
