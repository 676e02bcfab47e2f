"""Expressions read back in the context of a problem."""

import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from adjoint.errors import AdjointError, ShapeError, SyntaxProblem, UnknownName
from adjoint.expr.build import (
    add, apply, call, colon, commutation, constant, d, element_power, hadamard, identity, inverse, is_zero, kron,
    multiply, number, ones, opaque, partial, power, size_number, subtract, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import KINDS, Expr
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.expr.walk import postorder
from adjoint.read.latex import read_latex_expression
from adjoint.read.problem import read_problem
from adjoint.read.statement.expression import read_expression
from adjoint.render.latex import latex
from adjoint.render.text import text as unicode

PROBLEM = read_problem(
    "A: m×n; B: m×n; C: n×p; S: n×n symmetric; x: n; y: m; b: m; s: scalar; t: scalar; phi: elementwise function;"
    "h: R^n -> R^m; K = A*C; u = A*x; L = g(u); J2 = k(A, x);"
    "f = sum(phi(A)) + s*t*sum(h(x)) + sum(K) + sum(S) + t*y'*b + L*J2*sum(B)"
)
NAMES = {s.name: s for s in (*PROBLEM.variables, *PROBLEM.definitions)}
G = opaque("g", SCALAR, NAMES["u"])
TWO = opaque("k", SCALAR, NAMES["A"], NAMES["x"])
H = opaque("h", (Size.of("m"), ONE), NAMES["x"])
PARTIALS = [partial(G, 0), partial(TWO, 0), partial(TWO, 1), partial(H, 0)]
SECONDS = [partial(G, 0, 0), partial(TWO, 0, 0), partial(TWO, 0, 1), partial(TWO, 1, 0)]
Sized = str | int


class Grower:
    """Random expressions of a wanted shape."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def leaf(self, rows: Sized, cols: Sized) -> Expr:
        """A name, its differential, a derivative, or a constant."""
        shape = (Size.of(rows), Size.of(cols))
        found: list[Expr] = [node for node in (*NAMES.values(), *PARTIALS, *SECONDS) if node.shape == shape]
        found += [d(node) for node in NAMES.values() if node.shape == shape] + [ones(shape), zeros(shape)]
        if shape == SCALAR:
            fraction = Fraction(self.chance.randint(-4, 6), self.chance.choice([1, 2, 3]))
            found += [number(fraction), size_number(Size.of("m") * Size.of("n")), constant("pi"), G, TWO]
        elif rows == cols:
            found.append(identity(shape[0]))
        return self.chance.choice(found)

    def grow(self, rows: Sized, cols: Sized, depth: int) -> Expr:
        """An expression of at most that depth."""
        if depth == 0:
            return self.leaf(rows, cols)

        def part(r: Sized, c: Sized) -> Expr:
            return self.grow(r, c, depth - 1)

        def same() -> Expr:
            return part(rows, cols)

        inner, other = self.chance.choice(["m", "n", "p", 1]), self.chance.choice(["m", "n", 1])
        exponent = number(
            self.chance.choice([Fraction(2), Fraction(-1), Fraction(1, 2), Fraction(-3, 2), Fraction(-2)])
        )
        whole = self.chance.choice([number(2), number(-1), number(-2), NAMES["t"]])
        ways: list[Callable[[], Expr]] = [
            lambda: add(same(), same(), same()),
            lambda: subtract(same(), same()),
            lambda: multiply(part(rows, inner), part(inner, cols)),
            lambda: multiply(part(1, 1), same()),
            lambda: hadamard(same(), same()),
            lambda: transpose(part(cols, rows)),
            lambda: nonzero(same(), lambda node: element_power(node, exponent)),
            lambda: multiply(nonzero(part(1, 1), lambda node: power(node, number(-1))), same()),
            lambda: apply(self.chance.choice(sorted(ELEMENTWISE)), same()),
            lambda: apply("phi", same(), self.chance.randint(0, 2)),
            lambda: d(same()),
        ]
        if rows == cols:
            ways += [
                lambda: nonzero(same(), inverse),
                lambda: nonzero(same(), lambda node: power(node, whole)),
                lambda: call("diag", part(rows, 1)),
            ]
        if rows == cols == 1:
            ways += [
                lambda: colon(part(inner, other), part(inner, other)),
                lambda: call(self.chance.choice(["sum", "normF", "norm1", "logsumexp"]), part(inner, "n")),
                lambda: call(self.chance.choice(["tr", "det", "logdet"]), part("n", "n")),
                lambda: call("norm2", part("m", 1)),
                lambda: call("sum", kron(part("m", "n"), part("n", 1))),
                lambda: call("sum", call("vec", part("m", "n"))),
                lambda: call("sum", duplication(Size.of("n")) @ call("vech", part("n", "n"))),
                lambda: call("sum", elimination(Size.of("n")) @ call("vec", part("n", "n"))),
                lambda: call("sum", commutation(Size.of("m"), Size.of("n")) @ call("vec", part("m", "n"))),
            ]
        elif cols == 1:
            ways += [lambda: call("softmax", same()), lambda: call("diagvec", part(rows, rows))]
        else:
            ways += [lambda: call(self.chance.choice(["tril", "triu"]), same())]
        return self.chance.choice(ways)()


def nonzero(node: Expr, make: Callable[[Expr], Expr]) -> Expr:
    """What is made of a node, unless it is written as zero."""
    return node if is_zero(node) else make(node)


def grown(count: int) -> list[Expr]:
    """Expressions of many shapes."""
    shapes: list[tuple[Sized, Sized]] = [(1, 1), ("m", "n"), ("n", "n"), ("m", 1), (1, "n"), ("n", "p")]
    return [Grower(seed).grow(*shapes[seed % len(shapes)], seed % 5) for seed in range(count)]


def test_what_is_printed_reads_as_the_identical_node() -> None:
    """`read_expression(str(e))` is `e`, for expressions grown at random."""
    for node in grown(1500):
        assert read_expression(str(node), PROBLEM) is node, str(node)


def test_the_grown_expressions_hold_every_kind() -> None:
    """The property above speaks of the whole language."""
    assert {type(node) for node in postorder(*grown(1500))} == set(KINDS)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("∂g/∂u : du", "D(g, u) : du"),
        ("D(g, u)*x' : dA", "D(g, u)*x' : dA"),
        ("∂L/∂u", "D(g, u)"),
        ("∂k/∂A", "D(k, A)"),
        ("D(k, x)' dx", "D(k, x)'*dx"),
        ("d(A*C) - dK", "d(A*C) - dK"),
        ("phi''(s)*ds", "phi''(s)*ds"),
        ("I*A + dA", "eye(m)*A + dA"),
        ("y' (dA) x", "y'*dA*x"),
        ("‖A‖_F^2", "normF(A)^2"),
    ],
)
def test_derivation_lines_are_read(text: str, printed: str) -> None:
    """Differentials, the colon and derivatives of opaque functions are part of the language of lines."""
    assert str(read_expression(text, PROBLEM)) == printed


@pytest.mark.parametrize("node", SECONDS, ids=str)
def test_second_derivatives_are_read(node: Expr) -> None:
    """Both spellings of a second derivative of an unknown function, and LaTeX, are taken back."""
    assert read_expression(str(node), PROBLEM) is node
    assert read_expression(unicode(node), PROBLEM) is node
    assert read_latex_expression(latex(node), PROBLEM) is node


def test_extra_names_and_derivatives() -> None:
    """`extra` adds names, and derivatives by the name that people write for them."""
    gradient = symbol("G5", "m", "n")
    extra = {"G_5": gradient, "∂f/∂A": gradient}
    assert str(read_expression("G5*x", PROBLEM, extra)) == "G5*x"
    assert read_expression("∂f/∂A : dA", PROBLEM, extra) is colon(gradient, d(NAMES["A"]))


@pytest.mark.parametrize(
    ("text", "kind", "hint"),
    [
        ("A*xx", UnknownName, "did you mean `x`?"),
        ("foo(A)", UnknownName, ""),
        ("A*C*x", ShapeError, "`A*C'*x`"),
        ("∂g/∂A", UnknownName, "the problem must apply the function to it"),
        ("∂f/∂A", UnknownName, "give it a name that the problem defines"),
        ("I", ShapeError, "write sizes out, as in `eye(n)`"),
        ("", SyntaxProblem, ""),
        ("A + ", SyntaxProblem, ""),
        ("eye(m*m) + kron(A, A)", ShapeError, ""),
    ],
)
def test_bad_lines(text: str, kind: type[AdjointError], hint: str) -> None:
    """What the problem does not have, or what does not fit it, is named and placed."""
    with pytest.raises(kind) as caught:
        read_expression(text, PROBLEM)
    assert hint == "" or hint in caught.value.hint or kind is ShapeError
    assert caught.value.position is not None


def test_sizes_beside_arrays_of_the_same_name() -> None:
    """In `ones(q)` a declared size is meant even where an array has its name."""
    problem = read_problem("B: n×q; q: scalar; f = sum(B*ones(q))*q")
    body = problem.definitions[problem.target]
    assert read_expression(str(body), problem) is body
