"""Text of expressions: brackets where the language needs them, and nowhere else."""

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from adjoint.expr import build
from adjoint.expr.build import call, colon, d, element_power, hadamard, inverse, kron, number, partial, power, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.read.problem import read_problem

A, B, X = symbol("A", "m", "n"), symbol("B", "n", "k"), symbol("X", "n", "n")
x, y, s, t = symbol("x", "n"), symbol("y", "n"), symbol("s"), symbol("t")
N = Size.of("n")


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (A @ B, "A*B"),
        ((A @ B).T, "(A*B)'"),
        (A @ (B + 2 * B), "A*(B + 2*B)"),
        (-A @ B, "-A*B"),
        (X - X.T, "X - X'"),
        (X - (X + X.T), "X - (X + X')"),
        (X @ (X - 2 * X.T), "X*(X - 2*X')"),
        (A / s, "A/s"),
        (A / (2 * s), "A/(2*s)"),
        (s / t, "s/t"),
        (1 / s, "1/s"),
        (number(Fraction(3, 2)) * A, "3/2*A"),
        (power(s, number(Fraction(1, 2))), "s^(1/2)"),
        (power(s, number(-2)), "1/s^2"),
        (power(X, number(3)), "X^3"),
        (power(X, s + 1), "X^(s + 1)"),
        (power(X, number(2)).T, "(X^2)'"),
        (hadamard(X, X.T), "X .* X'"),
        (hadamard(X @ X, X), "X .* (X*X)"),
        (X / X.T, "X./X'"),
        (element_power(X, number(2)), "X.^2"),
        (inverse(X), "inv(X)"),
        (inverse(X).T, "inv(X)'"),
        (colon(A, d(A)), "A : dA"),
        (colon(A, A) + s, "A : A + s"),
        (d(A @ B), "d(A*B)"),
        (kron(A, B + B), "kron(A, B + B)"),
        (build.apply("phi", x, 2), "phi''(x)"),
        (call("tr", X), "tr(X)"),
        (partial(build.opaque("g", SCALAR, x), 0), "D(g, x)"),
        (build.ones((ONE, N)), "ones(n)'"),
        (build.ones((N, Size.of("m"))), "ones(n, m)"),
        (build.identity(N), "eye(n)"),
        (x.T @ X @ y, "x'*X*y"),
    ],
    ids=lambda value: str(value),
)
def test_text(node: Expr, text: str) -> None:
    """The text is the one that a person would type."""
    assert str(node) == text


def test_text_is_read_back(trees: Callable[[int, int], list[Expr]]) -> None:
    """Reading the text of a random expression gives the very same node."""
    for node in trees(120, 4):
        named = sorted(set(re.findall(r"\b[A-Zstv]\b", str(node))))
        shapes = "; ".join(f"{name}: {_SHAPES.get(name, 'n×n')}" for name in named)
        problem = read_problem(f"{shapes}; phi: elementwise function; out = {node}")
        assert problem.definitions[problem.target] is node


_SHAPES = {
    "S": "n×n symmetric", "P": "n×n posdef", "K": "n×n skew", "D": "n×n diagonal", "Q": "n×n orthogonal",
    "L": "n×n lower", "U": "n×n upper", "Z": "n×n invertible", "E": "n×n positive", "R": "n×n probability-rows",
    "H": "n×n onehot-cols", "v": "n positive", "s": "scalar", "t": "scalar positive",
}  # fmt: skip
