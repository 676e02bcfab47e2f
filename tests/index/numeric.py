"""Values of expressions and of tensors by plain NumPy, and random expressions: apart from the code under test."""

import math
import random

import numpy as np

from adjoint.expr.build import (
    add, apply, call, colon, element_power, hadamard, identity, inverse, kron, multiply, number, ones, power,
    size_number, symbol, transpose,
)  # fmt: skip
from adjoint.expr.language import (
    Apply, Call, Colon, Commutation, Differential, ElementPower, Expr, Hadamard, Identity, Inverse, Kron, Number,
    Ones, Power, Product, SizeNumber, Sum, Symbol, Transpose, Zero,
)  # fmt: skip
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.index.term import Delta, Entry, Tensor

SIZES = {"n": 2, "m": 3, "p": 4}

CALLS = {
    "tr": np.trace,
    "sum": np.sum,
    "det": np.linalg.det,
    "logdet": lambda x: math.log(abs(np.linalg.det(x))),
    "normF": lambda x: math.sqrt((x**2).sum()),
    "norm2": lambda x: math.sqrt((x**2).sum()),
    "diag": lambda x: np.diag(x[:, 0]),
    "diagvec": lambda x: np.diag(x)[:, None],
    "vec": lambda x: x.reshape(-1, 1, order="F"),
    "tril": np.tril,
    "triu": np.triu,
}
APPLIED = {"exp": np.exp, "sqrt": lambda x: np.sqrt(np.abs(x)), "sin": np.sin}


def value(node: Expr, seed: int = 0) -> np.ndarray:
    """The matrix that an expression is, for arrays drawn by name."""
    if isinstance(node, (Symbol, Differential)):
        return drawn(node, seed)
    args = [value(child, seed) for child in node.children]
    if isinstance(node, Product):
        scale = float(node.coefficient) * math.prod(a.item() for a in args[: node.split])
        chain = args[node.split :]
        return scale * (np.linalg.multi_dot(chain) if len(chain) > 1 else chain[0] if chain else np.ones((1, 1)))
    if isinstance(node, (Power, ElementPower)):
        exponent = args[1].item()
        whole = isinstance(node, Power) and not node.is_scalar
        return np.linalg.matrix_power(args[0], int(exponent)) if whole else args[0] ** exponent
    if isinstance(node, Call):
        return np.atleast_2d(CALLS[node.function](args[0]))
    if isinstance(node, Apply):
        return APPLIED[node.function](args[0])
    return np.atleast_2d(PLAIN[type(node)](node, *args))


def swapped(rows: int, cols: int) -> np.ndarray:
    """Column by column, what becomes of the stack of a matrix with a single one when it is transposed."""
    units = np.eye(rows * cols).reshape(-1, cols, rows)
    return np.stack([unit.reshape(-1) for unit in units.transpose(0, 2, 1)], axis=1)


PLAIN = {
    Number: lambda node: float(node.value),
    SizeNumber: lambda node: node.size.value(SIZES),
    Identity: lambda node: np.eye(node.shape[0].value(SIZES)),
    Commutation: lambda node: swapped(node.rows.value(SIZES), node.cols.value(SIZES)),
    Zero: lambda node: np.zeros([size.value(SIZES) for size in node.shape]),
    Ones: lambda node: np.ones([size.value(SIZES) for size in node.shape]),
    Sum: lambda node, *args: sum(args),
    Hadamard: lambda node, *args: math.prod(args),
    Transpose: lambda node, arg: arg.T,
    Inverse: lambda node, arg: np.linalg.inv(arg),
    Colon: lambda node, left, right: (left * right).sum(),
    Kron: lambda node, left, right: np.kron(left, right),
}


def drawn(node: Expr, seed: int) -> np.ndarray:
    """Positive entries, so that powers and roots have values; symmetric where declared."""
    rng = np.random.default_rng([seed, *str(node).encode()])
    array = rng.uniform(0.5, 1.5, [size.value(SIZES) for size in node.shape])
    return array + array.T if isinstance(node, Symbol) and "symmetric" in node.facts else array


def entries(tensor: Tensor, seed: int = 0) -> np.ndarray:
    """The array of a tensor, each term by `einsum` over its factors."""
    shape = [axis.size.value(SIZES) for axis in tensor.axes]
    total = np.zeros(shape)
    for term in tensor.terms:
        letters = {axis: number for number, axis in enumerate(tensor.axes)}
        operands: list[object] = []
        for axis in tensor.axes:
            operands += [np.ones(axis.size.value(SIZES)), [letters[axis]]]
        for factor in term.factors:
            indices = factor.indices if isinstance(factor, Entry) else (factor.left, factor.right)
            array = np.eye(factor.left.size.value(SIZES)) if isinstance(factor, Delta) else value(factor.node, seed)
            array = array.reshape([index.size.value(SIZES) for index in indices])
            operands += [array, [letters.setdefault(index, len(letters)) for index in indices]]
        total += float(term.coefficient) * np.einsum(*operands, list(range(len(tensor.axes))))
    return total


class Maker:
    """Random expressions of a wanted shape, small enough to be tested by the hundred."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def make(self, rows: Size, cols: Size, depth: int) -> Expr:
        """An expression with these rows and columns."""
        if not depth:
            return self.leaf(rows, cols)
        if (rows, cols) == SCALAR:
            return self.scalar(depth - 1)
        kinds = [self.sum, self.product, self.product, self.hadamard, self.other]
        return self.random.choice(kinds)(rows, cols, depth - 1)

    def size(self) -> Size:
        return self.random.choice([Size.of("n"), Size.of("m"), ONE])

    def leaf(self, rows: Size, cols: Size) -> Expr:
        letter = self.random.choice("ABC")
        if self.random.random() < 0.1:
            return ones((rows, cols))
        if rows == cols and self.random.random() < 0.4:
            return self.random.choice([identity(rows), symbol("S" + str(rows), rows, cols, "symmetric")])
        name = symbol(f"{letter}{rows}{cols}", rows, cols)
        return transpose(symbol(f"{letter}{cols}{rows}", cols, rows)) if self.random.random() < 0.3 else name

    def sum(self, rows: Size, cols: Size, depth: int) -> Expr:
        return add(self.make(rows, cols, depth), multiply(number(-2), self.make(rows, cols, depth)))

    def product(self, rows: Size, cols: Size, depth: int) -> Expr:
        inner = self.size()
        return multiply(self.make(rows, inner, depth), self.make(inner, cols, depth))

    def hadamard(self, rows: Size, cols: Size, depth: int) -> Expr:
        return hadamard(self.make(rows, cols, depth), self.make(rows, cols, depth))

    def other(self, rows: Size, cols: Size, depth: int) -> Expr:
        body = self.make(rows, cols, depth)
        choices = [element_power(body, number(2)), transpose(self.make(cols, rows, depth)), apply("sin", body)]
        if rows == cols:
            choices += [power(body, number(2)), call("diag", self.make(rows, ONE, depth)), call("tril", body)]
            choices += [inverse(add(multiply(number(9), identity(rows)), self.leaf(rows, rows)))]
            left, right = (symbol(f"{letter}{rows}{rows}", rows, rows) for letter in "AB")
            choices += [inverse(multiply(left, transpose(right)))]
        if cols == ONE:
            choices += [call("diagvec", self.make(rows, rows, depth))]
        return self.random.choice(choices)

    def scalar(self, depth: int) -> Expr:
        rows, cols = self.size(), self.size()
        one = lambda: self.make(rows, cols, depth)  # noqa: E731
        return self.random.choice([
            call("sum", one()), colon(one(), one()), call("tr", self.make(rows, rows, depth)),
            multiply(transpose(call("vec", one())), call("vec", one())), call("tr", kron(one(), transpose(one()))),
            power(call("normF", one()), number(2)), multiply(size_number(Size.of("n")), self.make(ONE, ONE, depth)),
        ])  # fmt: skip


SHAPES = [(Size.of("n"), Size.of("m")), (Size.of("n"), Size.of("n")), (Size.of("m"), ONE), (ONE, Size.of("n")), SCALAR]


def samples(count: int, depth: int) -> list[Expr]:
    """Random expressions of all kinds of shape."""
    made = [Maker(seed).make(*SHAPES[seed % len(SHAPES)], depth) for seed in range(count)]
    return [node for node in made if not isinstance(node, Zero)]


