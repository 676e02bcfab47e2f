"""The language: the closed list of node kinds.

A node is frozen, interned (equal nodes are one object) and knows its shape, always as rows and
columns: a vector has one column, a scalar one row and one column. Nodes are made by the
constructors of `adjoint.expr.build`, which check shapes and change only what a reader cannot see.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import final

from adjoint.expr.arranging import Commutation as Commutation
from adjoint.expr.arranging import Halving as Halving
from adjoint.expr.functions import ARRAY
from adjoint.expr.node import Expr as Expr
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size


@final
class Symbol(Expr):
    """A named array: a variable, a constant or a definition."""

    __slots__ = ("facts", "name")
    FIELDS = ("name", "facts")
    name: str
    facts: frozenset[str]

    def _lead(self) -> str:
        return self.name

    def _layout(self) -> Layout:
        return Layout("name", text=self.name)


@final
class Number(Expr):
    """An exact number."""

    __slots__ = ("value",)
    FIELDS = ("value",)
    value: Fraction

    def _weight(self) -> int:
        return 0

    def _layout(self) -> Layout:
        number = Layout("number", text=str(abs(self.value)))
        return Layout("negative", (number,)) if self.value < 0 else number


@final
class SizeNumber(Expr):
    """A size used as a scalar, as `n` in `n/2*logdet(S)`."""

    __slots__ = ("size",)
    FIELDS = ("size",)
    size: Size

    def _layout(self) -> Layout:
        return Layout("size", text=str(self.size))


@final
class Constant(Expr):
    """A named number: `pi`."""

    __slots__ = ("name",)
    FIELDS = ("name",)
    name: str

    def _layout(self) -> Layout:
        return Layout("name", text=self.name)


@final
class Identity(Expr):
    """The identity matrix of a size."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return Layout("identity", text=str(self.shape[0]))


def _filled(operator: str, shape: Shape) -> Layout:
    rows, cols = shape
    if shape == SCALAR:
        return Layout("number", text="0" if operator == "zeros" else "1")
    if rows == ONE:
        return Layout("transpose", (Layout(operator, text=str(cols)),))
    return Layout(operator, text=str(rows) if cols == ONE else f"{rows}, {cols}")


@final
class Zero(Expr):
    """The array of zeros of a shape."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return _filled("zeros", self.shape)


@final
class Ones(Expr):
    """The array of ones of a shape."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return _filled("ones", self.shape)


@final
class Sum(Expr):
    """A sum of two or more terms of one shape, in a fixed order."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return Layout("sum", tuple(c.layout() for c in self.children))


UNIT = Fraction(1)
"""The coefficient of a product without a number in front."""


@final
class Product(Expr):
    """A number, commuting scalars and a chain of matrices: `coefficient * scalars * chain`.

    `children` holds the scalars and then the chain; `split` says how many are scalars.
    """

    __slots__ = ("coefficient", "split")
    FIELDS = ("coefficient", "split")
    coefficient: Fraction
    split: int

    @property
    def scalars(self) -> tuple[Expr, ...]:
        """The commuting factors."""
        return self.children[: self.split]

    @property
    def chain(self) -> tuple[Expr, ...]:
        """The factors whose order matters."""
        return self.children[self.split :]

    def _layout(self) -> Layout:
        above = [c.layout() for c in self.children if not _is_reciprocal(c)]
        below = [_reciprocal_layout(c) for c in self.scalars if _is_reciprocal(c)]
        value = abs(self.coefficient)
        if below and value.denominator != 1:
            below.insert(0, Layout("number", text=str(value.denominator)))
            value = Fraction(value.numerator)
        if value != 1 or not above:
            above.insert(0, Layout("number", text=str(value)))
        body = _laid("product", above)
        if below:
            body = Layout("fraction", (body, _laid("product", below)))
        return Layout("negative", (body,)) if self.coefficient < 0 else body


@final
class Hadamard(Expr):
    """The elementwise product of two or more arrays of one shape."""

    __slots__ = ()

    def _layout(self) -> Layout:
        above = [c.layout() for c in self.children if not _is_element_reciprocal(c)]
        below = [_reciprocal_layout(c) for c in self.children if _is_element_reciprocal(c)]
        if not above:
            above = [Layout("number", text="1")]
        body = _laid("hadamard", above)
        return Layout("quotient", (body, _laid("hadamard", below))) if below else body


@final
class Transpose(Expr):
    """The transpose."""

    __slots__ = ()

    def _layout(self) -> Layout:
        (arg,) = self.children
        if isinstance(arg, Inverse):
            return Layout("inverse-transpose", (arg.children[0].layout(),))
        return Layout("transpose", (arg.layout(),))


@final
class Inverse(Expr):
    """The inverse of a square matrix."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return Layout("inverse", (self.children[0].layout(),))


@final
class Power(Expr):
    """A power of a scalar or of a square matrix: base, exponent."""

    __slots__ = ()

    def _weight(self) -> int:
        return _power_weight(self)

    def _layout(self) -> Layout:
        if _is_reciprocal(self):
            return Layout("fraction", (Layout("number", text="1"), _reciprocal_layout(self)))
        base, exponent = self.children
        if isinstance(base, Inverse) and isinstance(exponent, Number):
            return Layout("power", (base.children[0].layout(), Layout("number", text=str(-exponent.value))))
        return Layout("power", (base.layout(), exponent.layout()))


@final
class ElementPower(Expr):
    """A power of every entry: base, scalar exponent."""

    __slots__ = ()

    def _weight(self) -> int:
        return _power_weight(self)

    def _layout(self) -> Layout:
        if _is_element_reciprocal(self):
            return Layout("quotient", (Layout("number", text="1"), _reciprocal_layout(self)))
        return Layout("element-power", tuple(c.layout() for c in self.children))


@final
class Apply(Expr):
    """An elementwise function, or its derivative of some order where the function is opaque."""

    __slots__ = ("function", "order")
    FIELDS = ("function", "order")
    function: str
    order: int

    def _layout(self) -> Layout:
        return Layout("apply", (self.children[0].layout(),), self.function + "'" * self.order)


@final
class Call(Expr):
    """A named function of whole arrays, from the table `adjoint.expr.functions.ARRAY`."""

    __slots__ = ("function",)
    FIELDS = ("function",)
    function: str

    def _layout(self) -> Layout:
        if self.function in ("hcat", "vcat"):
            return _grid(self)
        sizes = [Layout("size", text=str(size)) for size in self.shape] if ARRAY[self.function].open else []
        return Layout("call", (*(child.layout() for child in self.children), *sizes), self.function)


@final
class Opaque(Expr):
    """The value of an unknown function with a declared shape."""

    __slots__ = ("function",)
    FIELDS = ("function",)
    function: str

    def _layout(self) -> Layout:
        return Layout("call", tuple(c.layout() for c in self.children), self.function)


@final
class Partial(Expr):
    """The derivative of an unknown function by its arguments number `positions`.

    By one: the gradient of a scalar or the Jacobian matrix of a vector. By two: second derivatives, first argument
    along the rows, second along the columns, matrices stacked; of `c'*h(x)`, `c` held fixed, `c` stands third.
    """

    __slots__ = ("function", "positions")
    FIELDS = ("function", "positions")
    function: str
    positions: tuple[int, ...]

    @property
    def by(self) -> tuple[Expr, ...]:
        """The arguments that it is the derivative by."""
        return tuple(self.children[position] for position in self.positions[:2])

    @property
    def weighted(self) -> bool:
        """Whether it is that of `c'*h(x)`."""
        return len(self.positions) == 3

    def _layout(self) -> Layout:
        places = "" if self.weighted else "|" + ",".join(map(str, self.positions))
        operator = "weighted" if self.weighted else "partial"
        return Layout(operator, tuple(c.layout() for c in self.children), self.function + places)


@final
class Colon(Expr):
    """The Frobenius product `A : B`, the sum of the products of matching entries."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return Layout("colon", tuple(c.layout() for c in self.children))


@final
class Kron(Expr):
    """The Kronecker product of two matrices."""

    __slots__ = ()

    def _layout(self) -> Layout:
        return Layout("kron", tuple(c.layout() for c in self.children))


@final
class Differential(Expr):
    """The differential of an expression: its change, to first order, along a direction of the variables."""

    __slots__ = ()
    MOVES = True

    def _layout(self) -> Layout:
        return Layout("differential", (self.children[0].layout(),))


def _grid(node: Call) -> Layout:
    """Blocks in rows; `text` says how many stand in each."""
    rows = [_flat(row, "hcat") for row in (_flat(node, "vcat") if node.function == "vcat" else [node])]
    cells = tuple(cell.layout() for row in rows for cell in row)
    return Layout("blocks", cells, ";".join(str(len(row)) for row in rows))


def _flat(node: Expr, function: str) -> list[Expr]:
    """The blocks of one row, or the rows of a column; what stands first stays as it is."""
    found = []
    while isinstance(node, Call) and node.function == function:
        first, node = node.children
        found.append(first)
    return [*found, node]


KINDS: tuple[type[Expr], ...] = (
    Symbol, Number, SizeNumber, Constant, Identity, Zero, Ones, Sum, Product, Hadamard, Transpose, Inverse,
    Power, ElementPower, Apply, Call, Opaque, Partial, Colon, Kron, Differential, Commutation, Halving,
)  # fmt: skip


def _laid(operator: str, parts: list[Layout]) -> Layout:
    if not parts:
        return Layout("number", text="1")
    return parts[0] if len(parts) == 1 else Layout(operator, tuple(parts))


def _power_weight(node: Expr) -> int:
    base, exponent = node.children
    times = int(exponent.value) if isinstance(exponent, Number) and exponent.value >= 1 else 1
    return base.weight * times + exponent.weight


def _negative_exponent(node: Expr, kind: Callable[[Expr], bool]) -> bool:
    return kind(node) and isinstance(node.children[1], Number) and node.children[1].value < 0


def _is_reciprocal(node: Expr) -> bool:
    return _negative_exponent(node, lambda n: isinstance(n, Power) and n.is_scalar)


def _is_element_reciprocal(node: Expr) -> bool:
    return _negative_exponent(node, lambda n: isinstance(n, ElementPower))


def _reciprocal_layout(node: Expr) -> Layout:
    base, exponent = node.children
    assert isinstance(exponent, Number)
    if exponent.value == -1:
        return base.layout()
    operator = "power" if isinstance(node, Power) else "element-power"
    return Layout(operator, (base.layout(), Layout("number", text=str(-exponent.value))))
