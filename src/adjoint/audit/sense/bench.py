"""The bench on which lines are judged: the problem, the names known so far, and tests at random points."""

import dataclasses
from copy import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from msgspec.structs import replace as alter

from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bodies import Joined, as_symbol
from adjoint.audit.sense.bodies import squared as equal_sizes
from adjoint.audit.sense.calls import rate_of
from adjoint.audit.sense.probe import Probe
from adjoint.audit.sense.rates import GRADIENT, LAYOUTS, Layout, Rates
from adjoint.audit.sense.squared import same
from adjoint.audit.sense.world import World
from adjoint.derive.problem import Problem, Question
from adjoint.errors import Unsupported
from adjoint.expr.build import call, inverse, symbol
from adjoint.expr.language import Apply, Call, Expr, Inverse, Opaque, Symbol
from adjoint.expr.sizes import ONE, Size
from adjoint.expr.walk import postorder, replace, symbols
from adjoint.laws.elementwise import DERIVATIVE, FLAT

EIGENVECTORS = {"lambdamax": "eigvecmax", "lambdamin": "eigvecmin"}
"""The unit eigenvector of an eigenvalue, which people name and do not define."""
DERIVED = frozenset({*DERIVATIVE, *FLAT})
LEARNT = ("names", "bound", "extra", "transposed", "alias", "phrases")
"""What grows while lines are judged, so that every bench has its own."""


@dataclass(eq=False)
class Bench:
    """What is known while the lines of one derivation are judged, one after the other.

    `names` grows by what the person introduces; `layouts` shrinks to those in which all lines so far hold;
    `bound` tells what the names stand for that nobody introduced; `transposed` are the names that some line
    turns; `still` are values that never move; `forced` are readings that names are to have once they occur.
    `factors` are letters that stand for nothing that the problem has. `outer` are functions whose value is the
    target, each with the name of its argument. `multipliers` are the new variables of the functions
    `multiplied`, as a Lagrangian. `equations` were set, and hold from there on. `directions` are new variables,
    each with the one that is moved along it, or a number before such a direction. With `slopes`, `dW` is the
    derivative of the target by W, as in programs.
    `points` are names such as `x*` for a variable at a point, each with the variable.
    `within` are the variables that only move so that they keep facts.
    `arranged` are names of matrices that arrange stacks, each with what it may be; those in `surely` are nothing else.
    `series` are beginnings of names of which one was a derivative (`judging.series`).
    `parted` are factors of a decomposition.
    """

    question: Question
    layouts: tuple[Layout, ...] = LAYOUTS
    names: dict[str, Expr] = field(default_factory=dict)
    bound: dict[str, Expr] = field(default_factory=dict)
    extra: dict[Symbol, Expr] = field(default_factory=dict)
    hold: tuple[Symbol, ...] = ()
    still: tuple[Symbol, ...] = ()
    transposed: set[str] = field(default_factory=set)
    alias: dict[str, str] = field(default_factory=dict)
    phrases: dict[Phrase, str] = field(default_factory=dict)
    style: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    forced: dict[str, Expr] = field(default_factory=dict)
    factors: frozenset[str] = frozenset()
    outer: dict[str, str] = field(default_factory=dict)
    multipliers: tuple[Symbol, ...] = ()
    multiplied: tuple[Symbol, ...] = ()
    equations: tuple[tuple[Expr, Expr], ...] = ()
    directions: tuple[tuple[Symbol, Symbol | None], ...] = ()
    slopes: bool = False
    points: dict[str, str] = field(default_factory=dict)
    within: Mapping[Symbol, frozenset[str]] = field(default_factory=dict)
    arranged: Mapping[str, tuple[Expr, ...]] = field(default_factory=dict)
    surely: frozenset[str] = frozenset()
    series: frozenset[tuple[str, str]] = frozenset()
    parted: frozenset[str] = frozenset()
    _probes: dict[object, Probe] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rates = Rates(self.problem, self.still)
        own = {s.name: s for s in (*self.problem.variables, *self.problem.definitions)}
        values = {
            body.function: name for name, body in self.problem.definitions.items() if isinstance(body, Opaque)
        }
        self.names = {**values, **own, **self.names, OWN: self.problem.target, BY: self.question.wrt[0]}

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.question.problem

    @property
    def introduced(self) -> frozenset[str]:
        """The names that a person gave to terms."""
        return frozenset({s.name for s in self.extra} | self.bound.keys() | self.given)

    @cached_property
    def sizes(self) -> tuple[Size, ...]:
        """The sizes of the problem, one left out."""
        definitions = self.problem.definitions
        shapes = [node.shape for node in postorder(*self.problem.variables, *definitions, *definitions.values())]
        return tuple(dict.fromkeys(size for shape in shapes for size in shape if size != ONE))

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions that the problem applies, entry by entry or to whole arrays."""
        pieces = postorder(*self.problem.definitions.values())
        return frozenset(node.function for node in pieces if isinstance(node, (Apply, Call)))

    @cached_property
    def size_names(self) -> frozenset[str]:
        """The names of sizes."""
        return frozenset(name for size in self.sizes for name in size.names)

    def world(self, layout: Layout = GRADIENT, also: Mapping[str, Expr] | None = None, **changes: object) -> World:
        """The names as they stand now, and with `also` those that are tried."""
        return World(
            {**self.names, **(also or {})},
            self.rates,
            self.size_names,
            layout,
            hold=self.hold,
            extra=self.extra,
            **changes,  # type: ignore[arg-type]
        )

    def introduce(self, name: str, body: Expr) -> Symbol:
        """Take up a name with its meaning."""
        made = symbol(name, *body.shape)
        self.names[name] = made
        self.extra[made] = body
        return made

    def bind(self, name: str, meaning: Expr) -> None:
        """Remember what a name that nobody introduced was read as."""
        self.names[name] = meaning
        self.bound[name] = meaning

    def free(self, more: tuple[Symbol, ...]) -> "Bench":
        """A bench with more variables, all of which may move."""
        problem = alter(self.problem, variables=(*self.problem.variables, *more))
        other = self.like(problem, layouts=LAYOUTS)
        other.bound.clear()
        other.question = alter(other.question, wrt=(*self.question.wrt, *more))
        return other

    def multiplying(self, name: str, body: Expr, multipliers: tuple[Symbol, ...]) -> "Bench":
        """A bench that knows a function of new variables besides the problem's own, such as a Lagrangian."""
        made = symbol(name, *body.shape)
        variables = (*self.problem.variables, *multipliers)
        problem = alter(self.problem, variables=variables, definitions={**self.problem.definitions, made: body})
        return self._with(problem, multipliers=(*self.multipliers, *multipliers), multiplied=(*self.multiplied, made))

    def moving(self, direction: Symbol, own: Symbol | None) -> "Bench":
        """A bench that knows a direction in which a variable is moved, or a number before one."""
        problem = alter(self.problem, variables=(*self.problem.variables, direction))
        return self._with(problem, directions=(*self.directions, (direction, own)))

    @property
    def steps(self) -> tuple[Symbol, ...]:
        """The directions that are written as changes of what they move, such as `dX`."""
        return tuple(one for one, own in self.directions if own is not None and one.name == f"d{own.name}")

    def is_direction(self, word: str) -> bool:
        """Whether a name is a direction, or a number before one."""
        return any(one.name == word for one, _ in self.directions)

    def timed(self, time: Symbol, then: Symbol) -> "Bench":
        """A bench with one more number, and a copy of it that is held."""
        variables, definitions = (*self.problem.variables, time), {**self.problem.definitions, then: time}
        problem = alter(self.problem, variables=variables, definitions=definitions)
        return self._with(problem, hold=(*self.hold, then))

    def keeping(self, within: Mapping[Symbol, frozenset[str]]) -> "Bench":
        """A bench on which variables keep facts as they move."""
        return self.but(within=within)

    def _with(self, problem: Problem, **changes: Any) -> "Bench":
        """A bench for a problem that has more in it."""
        other = self.like(problem, **changes)
        other.rates.learn(self.rates)
        return other

    @property
    def posed(self) -> Problem:
        """The problem without the directions."""
        new = {direction for direction, _ in self.directions}
        return alter(self.problem, variables=tuple(one for one in self.problem.variables if one not in new))

    def like(self, problem: Problem, **changes: Any) -> "Bench":
        """A bench for another problem, with other values of some fields; what it learns is its own."""
        learnt: dict[str, Any] = {part: copy(getattr(self, part)) for part in LEARNT}
        question = alter(self.question, problem=problem)
        return dataclasses.replace(self, **{**learnt, "question": question, "_probes": {}, **changes})

    def but(self, **changes: Any) -> "Bench":
        """A bench for the same problem, with other values of some fields; what it learns is its own."""
        other = self.like(self.problem, **changes)
        other.rates = self.rates
        return other

    def naming(self, names: Mapping[str, Expr]) -> "Bench":
        """The bench with names as terms, to look at only: nothing is to be learnt on it."""
        other = copy(self)
        other.names = {**self.names, **names}
        return other

    def supposing(self, names: Collection[Symbol], fact: str) -> "Bench":
        """A bench for the problem in which variables have one more property."""
        table: dict[Expr, Expr] = {one: symbol(one.name, *one.shape, *one.facts, fact) for one in names}
        definitions = {name: replace(body, table) for name, body in self.problem.definitions.items()}
        variables = tuple(as_symbol(table.get(own, own)) for own in self.problem.variables)
        other = self.like(alter(self.problem, definitions=definitions, variables=variables))
        other.names = {name: replace(node, table) for name, node in other.names.items()}
        return other

    def turned_to(self, wrt: tuple[Symbol, ...]) -> "Bench":
        """A bench that knows the same, for other variables."""
        return self.but(question=alter(self.question, wrt=wrt))

    def fixed(self, *phrases: Phrase) -> "Bench":
        """The bench on which a differential with a bar is judged: the names that it holds stand still.

        What moves then are the names whose change is written, those before others that change with the variables.
        """
        pieces = [part for phrase in phrases for part in phrase if part.kind == "d"]
        words = dict.fromkeys(word for part in pieces for word in part.indices)
        if not words:
            return self
        held = tuple(self._held(words))
        changes = [inner for part in pieces if not part.indices for inner in part]
        named = [self.names.get(inner.text) for inner in changes if inner.kind == "name"]
        free = dict.fromkeys(node for node in named if isinstance(node, Symbol) and node not in held)
        moving = tuple(name for name in free if self._follows(name)) or tuple(free)
        moving = moving or tuple(name for name in self.question.wrt if name not in held)
        if not moving:
            raise Unsupported("a change of nothing, since all that could move is held")
        return self.but(question=alter(self.question, wrt=moving), hold=(*self.hold, *held))

    def _held(self, words: Iterable[str]) -> Iterator[Symbol]:
        for word in words:
            node = self.names.get(word)
            if not isinstance(node, Symbol):
                raise Unsupported(f"`{word}` held fixed")
            yield node

    def _follows(self, name: Symbol) -> bool:
        """Whether a name is one of the variables, or changes with them."""
        following = {*self.question.wrt}
        for own, body in self.problem.definitions.items():
            if not following.isdisjoint(symbols(body)):
                following.add(own)
        return name in following

    def spliced(self, name: str, term: Expr) -> "Bench":
        """A bench for the problem in which a term has that name; this one where no definition holds the term.

        With a name for an inverse all that is left of what is inverted is told by the name too.
        """
        made = symbol(name, *term.shape)
        definitions = _told_in(self.problem.definitions, {term: made}, made, term)
        own = term.children[0] if isinstance(term, Inverse) else None
        if isinstance(own, Symbol) and own in symbols(*(body for one, body in definitions.items() if one is not made)):
            definitions = _told_in(self.problem.definitions, {term: made, own: inverse(made)}, made, term)
        if made not in definitions or isinstance(term, Symbol):
            return self
        problem = alter(self.problem, definitions=definitions)
        other = self._with(problem)
        other.names.update({name: made})
        other.given = self.given | {name}
        return other

    def probe(self, moving: Sequence[Symbol], squared: bool = False) -> Probe:
        """Random points at which the symbols move; a squared probe sees the names that are known now."""
        learnt = len(self.rates.bodies) + len(self.extra) if squared else 0
        key = (tuple(moving), squared, self.hold, learnt)
        if key not in self._probes:
            own: Mapping[Symbol, Expr] = Joined(self.extra, self.problem.definitions)
            rates: Mapping[Symbol, Expr] = self.rates.bodies
            speaks, held = [*self.problem.variables, *self.problem.definitions], (*self.hold, *self.still)
            if squared:
                moving, speaks, held = _same(moving), [*_same(speaks)], _same(held)
                own, rates = equal_sizes(own), equal_sizes(rates)
            slopes = {} if squared else self.rates.slopes
            within = {name: facts for name, facts in self.within.items() if name in moving}
            self._probes[key] = Probe(moving, own, rates, speaks, held, slopes, within)
        return self._probes[key]

    def movings(self, phrases: Sequence[Phrase]) -> Iterator[tuple[Symbol, ...]]:
        """What may move in a line, the likeliest first: the variables asked for and those whose change is written."""
        asked = self.question.wrt
        written = tuple(dict.fromkeys(s for phrase in phrases for s in self._changing(phrase)))
        both = (*asked, *(s for s in written if s not in asked))
        yield both
        if both != asked:
            yield asked
        if written and set(written) not in (set(both), set(asked)):
            yield written
        if self.question.want == "hessian" and len(asked) > 1:
            yield from ((one,) for one in asked)

    def _changing(self, phrase: Phrase) -> Iterator[Symbol]:
        """The variables that stand under a differential."""
        for part in phrase:
            for inner in part if part.kind == "d" else ():
                known = self.names.get(inner.text) if inner.kind == "name" else None
                if isinstance(known, Symbol) and known in self.problem.variables:
                    yield known

    def unfolded(self, node: Expr) -> Expr:
        """The expression with every definition put in."""
        table: dict[Expr, Expr] = {}
        for name, body in {**self.problem.definitions, **self.extra}.items():
            table[name] = _put(body, table)
        return _put(node, table)

    def called(self, words: Collection[str]) -> dict[Expr, Expr]:
        """The values of the definitions of those names, each with its name, also where all sizes are one."""
        bodies = {**self.problem.definitions, **self.extra}
        table = {self.unfolded(body): name for name, body in bodies.items() if name.name in words}
        return {**table, **{same(value): same(name) for value, name in table.items()}}

    @cached_property
    def terms(self) -> tuple[Expr, ...]:
        """The pieces of the problem that a name may stand for: variables, definitions, and what their bodies hold."""
        bodies = self.problem.definitions.values()
        pieces = [node for node in postorder(*bodies) if node.children]
        own = (*self.problem.definitions, *self.problem.variables)
        rates = [
            rate_of(node.function, node.children[0], 1)
            for node in pieces
            if isinstance(node, Apply) and node.function in DERIVED
        ]
        vectors = [
            call(EIGENVECTORS[node.function], *node.children)
            for node in pieces
            if isinstance(node, Call) and node.function in EIGENVECTORS
        ]
        return tuple(dict.fromkeys([*own, *reversed(pieces), *symbols(*bodies), *rates, *vectors]))


def _same(names: Sequence[Symbol]) -> tuple[Symbol, ...]:
    return tuple(as_symbol(same(name)) for name in names)


def _put(node: Expr, table: dict[Expr, Expr]) -> Expr:
    return replace(node, table) if table else node


def _told_in(
    definitions: Mapping[Symbol, Expr], table: dict[Expr, Expr], made: Symbol, term: Expr
) -> dict[Symbol, Expr]:
    """The definitions with other words for some terms, and the new name before the first that needs it."""
    found: dict[Symbol, Expr] = {}
    for own, body in definitions.items():
        changed = replace(body, table)
        if changed is not body and made not in found:
            found[made] = term
        found[own] = changed
    return found
