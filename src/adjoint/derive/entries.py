"""The same derivatives by indices alone, or by full tensors: chain rule, deltas, contraction, recognition.

Each definition contributes the derivative of its entries by the entries of each name in it, the
other names held; the chain rule sums these over all paths and over the entries of every name on
the way (Magnus and Neudecker 2019, section 5.12, written in entries).
"""

from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from adjoint.derive.derivation import Line, Target
from adjoint.derive.engine import Engine
from adjoint.derive.forward import forward
from adjoint.derive.jacobian import (
    CONTRACT, CONTRACT_WHY, ENTRIES, RECOGNISE, entries, in_matrices, why_entries, why_recognised,
)  # fmt: skip
from adjoint.derive.problem import Question
from adjoint.derive.shorten import Shortener
from adjoint.derive.story import Story
from adjoint.expr.build import coefficient, d, partial, transpose, without_coefficient
from adjoint.expr.language import Expr, Opaque, Symbol
from adjoint.expr.walk import symbols
from adjoint.index.deltas import contract_deltas
from adjoint.index.lower import lower
from adjoint.index.names import axes_for
from adjoint.index.tensor import add, multiply, rename_axes
from adjoint.index.term import Entry, Index, Rate, Tensor, Term
from adjoint.laws.differentials import LINEARITY, PRODUCTS

WRITTEN = "definition in entries"
WRITTEN_WHY = "A matrix product sums over the inner index; everything else matches entry with entry."
CHAIN = "chain rule"
CHAIN_WHY = (
    "A change reaches the value through every name that depends on it: sum over those names and over all their entries."
)
PUT_IN = "the derivatives put in"
PLAIN = {"linearity", *(law.name for law in (*LINEARITY.laws, *PRODUCTS.laws))}
"""Laws of differentials that a line in indices needs no line before it to show."""
ONE = Fraction(1)
Axes = tuple[Index, ...]


class Entries(Struct):
    """One derivation in indices. `rates` holds the derivative of the target by each name already reached.

    With `full`, the tensors of the single steps are shown whole and their tied axes pointed out; without,
    each is worked out entry by entry.
    """

    question: Question
    full: bool
    shortener: Shortener
    lines: list[Line] = field(default_factory=list)
    conditions: dict[str, None] = field(default_factory=dict)
    rates: dict[Symbol, Tensor] = field(default_factory=dict)
    _written: set[Symbol] = field(default_factory=set)

    @property
    def target(self) -> Symbol:
        """What is differentiated."""
        return self.question.problem.target

    @property
    def outer(self) -> Axes:
        """The axes of the target."""
        return axes_for(self.target.shape)

    def middle(self, name: Symbol) -> Axes:
        """Indices for a name on the way: `i j` where the target is a scalar, else `k l`."""
        return axes_for(name.shape, "kl" if self.outer else "ij")

    def inner(self, name: Symbol) -> Axes:
        """Indices for the name that is differentiated by."""
        return axes_for(name.shape, "ab")

    def run(self) -> dict[Symbol, Expr | Tensor]:
        """Goes back from the target to the variables; the derivative by each that a path reaches."""
        found: dict[Symbol, Expr | Tensor] = {}
        for name in dict.fromkeys([*reversed(self.question.unfolded), *self.question.wrt]):
            users = self._users(name)
            if name is not self.target and users:
                found[name] = self._reach(name, users)
        return {variable: found[variable] for variable in self.question.wrt if variable in found}

    def _users(self, name: Symbol) -> list[Symbol]:
        """The definitions on the way to the target in which the name stands."""
        reached = {self.target, *self.rates}
        return [user for user, body in self.question.unfolded.items() if user in reached and name in symbols(body)]

    def _reach(self, name: Symbol, users: list[Symbol]) -> Expr | Tensor:
        """The derivative of the target by a name, from those by its users."""
        if users == [self.target] and name not in self.question.wrt and self._unknown(name):
            return self._keep_unknown(name)
        rates = {user: self._local(user, name) for user in users}
        left = Target(self.target, (name,))
        axes = (*self.outer, *self.inner(name))
        if users == [self.target]:
            value = rename_axes(rates[self.target], axes)
        else:
            paths = Tensor(axes, tuple(self._path(user, name) for user in users))
            self.lines.append(Line(left, paths, CHAIN, CHAIN_WHY))
            value = add(*(self._through(user, rate, axes) for user, rate in rates.items()))
            self.lines.append(Line(None, value, PUT_IN))
            value = self._contract(None, value)
        return self._settle(left, name, value)

    def _body(self, user: Symbol) -> Expr:
        return self.question.unfolded[user]

    def _unknown(self, name: Symbol) -> bool:
        body = self._body(self.target)
        return isinstance(body, Opaque) and body.is_scalar and body.children.count(name) == 1

    def _keep_unknown(self, name: Symbol) -> Expr | Tensor:
        """The gradient of an unknown function is its own name; there is nothing to work out."""
        value = self._body(self.target)
        gradient = partial(value, value.children.index(name))
        middle = self.middle(name)
        self.rates[name] = Tensor(middle, (Term(ONE, (Entry(gradient, middle),)),))
        return gradient

    def _through(self, user: Symbol, rate: Tensor, axes: Axes) -> Tensor:
        return rename_axes(rate, axes) if user is self.target else multiply(self.rates[user], rate, axes)

    def _path(self, user: Symbol, name: Symbol) -> Term:
        """One path of the chain rule: `∂L/∂Y_ij ∂Y_ij/∂W_ab`."""
        axes = self.outer if user is self.target else self.middle(user)
        last = Rate(user, name, axes, self.inner(name), self._other_paths(user, name))
        first = Rate(self.target, user, self.outer, self.middle(user))
        return Term(ONE, (last,) if user is self.target else (first, last))

    def _other_paths(self, user: Symbol, name: Symbol) -> bool:
        """Whether a definition also depends on a name through others in it, so that its own part is only one."""
        bodies = self.question.unfolded
        reached = {name}
        for symbol, body in bodies.items():
            if symbol is user:
                return any(s in reached and s is not name for s in symbols(body))
            if any(s in reached for s in symbols(body)):
                reached.add(symbol)
        return False

    def _contract(self, left: Target | None, tensor: Tensor) -> Tensor:
        contracted = contract_deltas(tensor)
        if contracted != tensor:
            self.lines.append(Line(left, contracted, CONTRACT, CONTRACT_WHY))
        return contracted

    def _settle(self, left: Target, name: Symbol, value: Tensor) -> Expr | Tensor:
        """Recognises the derivative where it has a matrix form, and keeps it for the names below."""
        middle = (*self.outer, *self.middle(name))
        matrix, laws = in_matrices(value, self.shortener)
        if matrix is None:
            self.rates[name] = rename_axes(value, middle)
            return value
        if self.target.is_scalar and matrix.shape != name.shape:
            matrix = self.shortener.engine.tidy(transpose(matrix))
        self.lines.append(Line(left, matrix, "; ".join((RECOGNISE, *laws)), why_recognised(value)))
        whole = Tensor(middle, (Term(coefficient(matrix), (Entry(without_coefficient(matrix), middle),)),))
        plain = not without_coefficient(matrix).children or not middle
        self.rates[name] = lower(matrix, middle) if matrix.is_scalar or plain else whole
        return matrix

    def _local(self, user: Symbol, name: Symbol) -> Tensor:
        """The derivative of one definition by one name in it, the other names held."""
        body = self.question.unfolded[user]
        outer = self.outer if user is self.target else self.middle(user)
        part = self._other_paths(user, name)
        story = Story(d(user))
        engine = Engine(frozenset({name.name}))
        right = forward(user, engine, {user: body}, frozenset({name}), story, self.question.names)
        self.conditions |= story.conditions
        self._write(user, body, outer, not self.full or part)
        plain = PLAIN | {f"definition of {user}"}
        if not part and (self.full or any(set(line.law.split("; ")) - plain for line in story.lines)):
            self.lines.extend(replace(line, changing=(name,)) for line in story.lines)
        tensor = entries(right, name, outer, self.inner(name))
        self.lines.append(Line(Target(user, (name,), part), tensor, ENTRIES, why_entries(name)))
        return self._contract(None, tensor)

    def _write(self, user: Symbol, body: Expr, outer: Axes, wanted: bool) -> None:
        """The definition in entries, once, and where indices say more than the definition."""
        written = lower(body, outer)
        if not wanted or user in self._written or written == Tensor(outer, (Term(ONE, (Entry(body, outer),)),)):
            return
        self._written.add(user)
        whole = Tensor(outer, (Term(ONE, (Entry(user, outer),)),))
        self.lines.append(Line(whole, written, WRITTEN, WRITTEN_WHY))


def derive_entries(question: Question, full: bool) -> tuple[Entries, dict[Symbol, Expr | Tensor]]:
    """The derivation in indices (`full` False) or by full tensors, and the derivative by each variable."""
    run = Entries(question, full, Shortener(Engine(frozenset()), question.called))
    return run, run.run()
