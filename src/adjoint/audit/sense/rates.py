"""Derivatives that a line names: `∂E/∂A5`, `∂a/∂x`, `∂²f/∂x²`, each derived once and kept under its name."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adjoint.audit.sense.bodies import Bodies
from adjoint.check.verify import verify_answers
from adjoint.derive.derivation import Target
from adjoint.derive.derive import derive
from adjoint.derive.problem import Problem, Question
from adjoint.errors import AdjointError, ShapeError, Unsupported
from adjoint.expr.build import multiply, symbol, transpose
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Shape
from adjoint.expr.walk import replace as put
from adjoint.expr.walk import transform
from adjoint.index.term import Entry, Factor, Tensor, Term

Value = Expr | Tensor
TURNED = "·"
"""The mark on the name of a derivative that is laid out in the other way; readers do not see it."""


class Layout(Struct, frozen=True):
    """How derivatives are laid out: gradients in the variable's shape or turned, Jacobians output first or turned."""

    name: str
    gradients_turned: bool
    jacobians_turned: bool


GRADIENT = Layout("gradient", False, False)
NUMERATOR = Layout("numerator", True, False)
DENOMINATOR = Layout("denominator", False, True)
LAYOUTS = (GRADIENT, NUMERATOR, DENOMINATOR)


class Slope(Struct, frozen=True):
    """What a derivative by name is the derivative of, what is held, and whether it is laid out in the other way."""

    target: Target
    held: frozenset[Symbol]
    turned: bool


def order(shape: Shape) -> int:
    """How many axes an array of the shape has."""
    return sum(size != ONE for size in shape)


class Rates:
    """The derivatives of one problem, by what is differentiated, by what, and what is held."""

    def __init__(self, problem: Problem, still: tuple[Symbol, ...] = ()) -> None:
        self.problem, self.still = problem, still
        self.bodies = Bodies()
        self.spoken: dict[str, tuple[Expr, tuple[Symbol, ...]]] = {}
        self.slopes: dict[Symbol, Slope] = {}
        self._known: dict[object, Value | AdjointError] = {}
        self._named: dict[object, Symbol] = {}

    def learn(self, other: "Rates") -> None:
        """Take up the names that others know."""
        self.bodies.update(other.bodies)
        self.spoken.update(other.spoken)
        self.slopes.update(other.slopes)

    def value(self, of: Expr, by: Sequence[Symbol], hold: Sequence[Symbol] = ()) -> Value:
        """The derivative, outputs first; raises an `AdjointError` where it cannot be had."""
        key = (of, tuple(by), tuple(hold))
        if key not in self._known:
            try:
                self._known[key] = self._derive(of, tuple(by), tuple(hold))
            except AdjointError as error:
                self._known[key] = error.again()
                raise
        found = self._known[key]
        if isinstance(found, AdjointError):
            raise found.again()
        return found

    def weighted(self, of: Expr, by: Sequence[Symbol], weights: Expr) -> Expr:
        """The derivatives of the entries of a vector, summed with weights, and those held fixed."""
        if weights.shape != of.shape or of.shape[1] != ONE:
            raise ShapeError(f"`{weights}` are not weights for the entries of `{of}`")
        fixed = symbol("weights∂", *weights.shape, "constant")
        return put(self.matrix(multiply(transpose(fixed), of), by), {fixed: weights})

    def _derive(self, of: Expr, by: tuple[Symbol, ...], hold: tuple[Symbol, ...]) -> Value:
        _allowed(of, by)
        hold = (*hold, *self.still)
        definitions = dict(self.problem.definitions)
        if not isinstance(of, Symbol) or (of not in definitions and of not in by):
            target = symbol("f∂", *of.shape)
            definitions[target] = of
        else:
            target = of
        problem = replace(self.problem, definitions=definitions, target=target)
        if len(by) == 2:
            ask = Question(problem, by if by[0] is not by[1] else by[:1], "hessian", hold)
        else:
            ask = Question(problem, by, "gradient" if target.is_scalar else "jacobian", hold)
        found = derive(ask)
        answer = found.answers[0]
        if not verify_answers(found)[0].sound:
            raise Unsupported(f"the derivative of `{of}` by `{', '.join(map(str, by))}`, which could not be verified")
        names: dict[str, Expr] = {s.name: s for s in (*self.problem.variables, *definitions)}
        return _owned(answer.value, {**names, target.name: of})

    def is_turned(self, of: Expr, layout: Layout) -> bool:
        """Whether a first derivative is turned: a gradient from the variable's shape, a Jacobian from output first."""
        return layout.gradients_turned if of.is_scalar else layout.jacobians_turned

    def symbol(self, of: Expr, by: Sequence[Symbol], layout: Layout, hold: Sequence[Symbol] = ()) -> Symbol:
        """The name of a derivative that is a matrix, entered among `bodies`, and not yet derived.

        Raises `TooManyAxes` where it has three axes or four.
        """
        turned = self.is_turned(of, layout) if len(by) == 1 else layout.jacobians_turned
        key = (of, *by, turned, *hold)
        if key not in self._named:
            self._named[key] = self._entered(of, by, turned, hold)
        return self._named[key]

    def _entered(self, of: Expr, by: Sequence[Symbol], turned: bool, hold: Sequence[Symbol]) -> Symbol:
        gradient = of.is_scalar and len(by) == 1
        shape = by[0].shape if gradient else self._shape(of, by, hold)
        held = f" with {', '.join(s.name for s in hold)} held" if hold else ""
        below = "".join(f"∂{s.name}" for s in by)
        power = "²" if len(by) == 2 else ""
        shape = shape[::-1] if turned else shape
        named = symbol(f"∂{power}{of}/{below}{held}{TURNED if turned else ''}", *shape)
        if named not in self.bodies:
            self.bodies.enter(named, lambda: self._laid_out(of, by, hold, turned))
            self.spoken[named.name] = (of, tuple(by))
            target = Target(self._called(of), tuple(by))
            self.slopes[named] = Slope(target, frozenset((*hold, *self.still)), turned)
        return named

    def _called(self, of: Expr) -> Symbol:
        """The name of what is differentiated; of an expression, one that nobody reads."""
        if isinstance(of, Symbol):
            return of
        named = symbol(f"{of}{TURNED}", *of.shape)
        self.bodies.enter(named, of)
        return named

    def _shape(self, of: Expr, by: Sequence[Symbol], hold: Sequence[Symbol]) -> Shape:
        """The shape of a Jacobian or a second derivative: the sizes of its axes, outputs first."""
        _allowed(of, by)
        axes = [size for one in (of, *by) for size in one.shape if size != ONE]
        if len(axes) > 2:
            raise TooManyAxes(of, by, len(axes), lambda: self.value(of, by, hold))
        rows, columns, *_ = (*axes, ONE, ONE)
        return rows, columns

    def matrix(self, of: Expr, by: Sequence[Symbol], hold: Sequence[Symbol] = ()) -> Expr:
        """The derivative as a matrix; raises `TooManyAxes` where it is none."""
        found = self.value(of, by, hold)
        if isinstance(found, Tensor):
            raise TooManyAxes(of, by, len(found.axes), lambda: found)
        return found

    def _laid_out(self, of: Expr, by: Sequence[Symbol], hold: Sequence[Symbol], turned: bool) -> Expr:
        found = self.matrix(of, by, hold)
        return transpose(found) if turned else found


def _allowed(of: Expr, by: Sequence[Symbol]) -> None:
    if len(by) > 2 or (len(by) == 2 and not of.is_scalar):
        raise Unsupported("a derivative of more than two arrays")


def _owned(value: Value, names: Mapping[str, Expr]) -> Value:
    """The value with the problem's own symbols, whatever facts the derivation found of them."""
    if isinstance(value, Expr):
        return transform(value, lambda node: names.get(node.name) if isinstance(node, Symbol) else None)
    terms = tuple(
        Term(term.coefficient, tuple(_factor(factor, names) for factor in term.factors)) for term in value.terms
    )
    return Tensor(value.axes, terms)


def _factor(factor: Factor, names: Mapping[str, Expr]) -> Factor:
    if not isinstance(factor, Entry):
        return factor
    node = _owned(factor.node, names)
    return Entry(node, factor.indices) if isinstance(node, Expr) else factor


class TooManyAxes(Unsupported):
    """A derivative with three axes or four, where a matrix is wanted."""

    def __init__(self, of: Expr, by: Sequence[Symbol], axes: int, derived: Callable[[], Value]) -> None:
        super().__init__(lambda: f"the derivative of `{of}` by `{by[0]}` has {axes} axes")
        self.of = of
        self.by = tuple(by)
        self.axes = axes
        self._derived = derived

    @property
    def tensor(self) -> Tensor:
        """The derivative; raises an `AdjointError` where it cannot be had."""
        found = self._derived()
        assert isinstance(found, Tensor)
        return found
