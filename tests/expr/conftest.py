"""Random expressions over symbols with facts, square so that every operation fits."""

import random
from collections.abc import Callable

import pytest

from adjoint.expr import build
from adjoint.expr.build import call, element_power, hadamard, inverse, kron, number, power, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size

N = Size.of("n")
LEAVES: tuple[Expr, ...] = (
    symbol("A", "n", "n"), symbol("S", "n", "n", "symmetric"), symbol("P", "n", "n", "posdef"),
    symbol("K", "n", "n", "skew"), symbol("D", "n", "n", "diagonal"), symbol("Q", "n", "n", "orthogonal"),
    symbol("L", "n", "n", "lower"), symbol("U", "n", "n", "upper"), symbol("Z", "n", "n", "invertible"),
    symbol("E", "n", "n", "positive"), symbol("R", "n", "n", "probability-rows"), symbol("H", "n", "n", "onehot-cols"),
    build.identity(N), build.ones((N, N)), build.zeros((N, N)), call("diag", symbol("v", "n", 1, "positive")),
)  # fmt: skip
SCALARS: tuple[Expr, ...] = (number(-1), number(2), symbol("s"), symbol("t", 1, 1, "positive"), build.size_number(N))
WAYS: tuple[Callable[[Expr, Expr], Expr], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a + a.T,
    lambda a, b: a @ b,
    lambda a, b: a.T @ b @ a,
    lambda a, b: a + a + b.T,
    hadamard,
    lambda a, b: hadamard(a, a.T, b),
    lambda a, b: a.T,
    lambda a, b: power(a, number(2)),
    lambda a, b: element_power(a, number(2)),
    lambda a, b: build.apply("exp", a),
    lambda a, b: build.apply("sin", a),
    lambda a, b: build.apply("phi", a),
    lambda a, b: call("triu", a),
)


def tree(rng: random.Random, depth: int) -> Expr:
    """A random square matrix."""
    if depth == 0:
        return rng.choice(LEAVES)
    if rng.random() < 0.2:
        return rng.choice(SCALARS) * tree(rng, depth - 1)
    if rng.random() < 0.1:
        return inverse(rng.choice(LEAVES[1:9]))
    return rng.choice(WAYS)(tree(rng, depth - 1), tree(rng, depth - 1))


@pytest.fixture
def trees() -> Callable[[int, int], list[Expr]]:
    """So many random expressions of up to so many levels, the same in every run."""

    def make(count: int, depth: int) -> list[Expr]:
        rng = random.Random(f"{count} {depth}")
        return [tree(rng, rng.randint(0, depth)) for _ in range(count)]

    return make


@pytest.fixture
def products() -> list[Expr]:
    """Kronecker products, of two facts each."""
    return [kron(one, other) for one in LEAVES[:9] for other in LEAVES[:9]]
