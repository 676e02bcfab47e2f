"""What is asked: a problem as it was read, and one question about it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from adjoint.expr.language import Expr, Symbol, Zero
from adjoint.expr.sizes import ONE, Shape, Size
from adjoint.expr.walk import symbols

Want = Literal["gradient", "jacobian", "hessian", "differential", "vjp"]
Structure = Literal["projected", "entries"]
Narrative = Literal["differential", "index", "tensor"]


class OpaqueFunction(Struct, frozen=True):
    """A function of which only the shapes are known: `scalar`, `elementwise`, or a `map` between vectors."""

    name: str
    kind: Literal["scalar", "elementwise", "map"]
    arguments: tuple[Shape, ...] = ()
    shape: Shape | None = None


class Problem(Struct, frozen=True):
    """Definitions and the one that is differentiated.

    `definitions` maps the symbol of each definition to its body, each using only earlier ones;
    `target` is the symbol of the last statement (a bare expression gets the name `f`, or the next
    free of `F`, `f1`, ...). `variables` are the free symbols in order of appearance. `readings` says
    of every name how it was read (`W3` → `matrix p×q`), `assumptions` what was inferred beyond the
    declarations, in sentences. `invented` are names of definitions that are not the user's own. `thin` are
    the variables declared with an axis of length one, and with how many axes: outside they keep all of them.
    `typed` are the bodies of definitions as the user typed them, where that was plain text. `lettered` are the sizes
    that nobody named, so that their letters may mean others to the user.
    """

    source: str
    definitions: Mapping[Symbol, Expr]
    target: Symbol
    variables: tuple[Symbol, ...]
    functions: Mapping[str, OpaqueFunction] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    invented: frozenset[str] = frozenset()
    thin: Mapping[str, int] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    lettered: frozenset[str] = frozenset()

    def axes(self, *arrays: Symbol) -> tuple[str, ...]:
        """The axes of arrays one after the other, as outside: a vector and a row have one, a scalar none."""
        return tuple(str(size) for array in arrays for size in self._outside(array))

    def _outside(self, array: Symbol) -> Sequence[Size]:
        if array.name in self.thin:
            return array.shape[: self.thin[array.name]]
        return [size for size in array.shape if size != ONE]

    def named(self, name: str) -> Symbol | None:
        """The variable or definition of that name."""
        return next((s for s in (*self.variables, *self.definitions) if s.name == name), None)


class Question(Struct, frozen=True):
    """What is wanted of a problem: the derivative `want` of the target by the names `wrt`.

    `hold` are definitions held fixed; `structure` asks for the `projected` or `entries` gradient of
    a structured variable; `cotangent` names the matrix that a vjp applies the adjoint to. `several`
    says that the gradients were asked for as a list, perhaps of one.
    """

    problem: Problem
    wrt: tuple[Symbol, ...]
    want: Want = "gradient"
    hold: tuple[Symbol, ...] = ()
    structure: Structure | None = None
    cotangent: Symbol | None = None
    several: bool = False

    @property
    def unfolded(self) -> dict[Symbol, Expr]:
        """The definitions that are opened: those neither held nor regarded as variables only."""
        kept = {*self.hold, *self.wrt} - self.passed
        return {symbol: body for symbol, body in self.problem.definitions.items() if symbol not in kept}

    @property
    def passed(self) -> frozenset[Symbol]:
        """Definitions that a gradient is wanted by, and that others wanted are reached through.

        In `W = X*X'; Y = W*X` with gradients by `W` and `X` each is what it is when asked for alone.
        """
        wanted = {*self.wrt} - {*self.hold}
        if self.want != "gradient" or len(self.wrt) == 1 or wanted.isdisjoint(self.problem.definitions):
            return frozenset()
        moving = {*self.wrt}
        for symbol, body in self.problem.definitions.items():
            if symbol not in self.hold and not moving.isdisjoint(symbols(body)):
                moving.add(symbol)
            else:
                wanted.discard(symbol)
        return frozenset(wanted.intersection(self.problem.definitions))

    @property
    def ends(self) -> tuple[Symbol, ...]:
        """The names wanted whose changes are independent."""
        return tuple(symbol for symbol in self.wrt if symbol not in self.passed)

    @property
    def names(self) -> frozenset[Symbol]:
        """The definitions that the user named, by whose names their values are called; zero is called zero."""
        own = {symbol: body for symbol, body in self.unfolded.items() if symbol.name not in self.problem.invented}
        return frozenset(symbol for symbol, body in own.items() if not isinstance(body, Zero))

    @property
    def called(self) -> dict[Symbol, Expr]:
        """Those definitions with what they stand for."""
        names = self.names
        return {symbol: body for symbol, body in self.unfolded.items() if symbol in names}
