"""False claims that a few random points would let pass: kinks far away, many signs, logarithms, coins."""

from itertools import permutations

import pytest

from adjoint.check.equal import check_law
from adjoint.expr.build import apply, call, multiply, number, symbol
from adjoint.expr.language import Expr

a, b, c, e, s, t, x = (symbol(name) for name in "abcestx")
SEEDS = range(6)


def step(*nodes: Expr) -> Expr:
    return multiply(*(apply("step", node) for node in nodes))


FALSE = {
    "a kink at three": (apply("relu", x - 3), number(0)),
    "a kink at minus three": (apply("relu", x + 3), x + 3),
    "a kink at a hundred": (apply("relu", x * x - 100), number(0)),
    "the other side of a kink": (apply("abs", x - 5), 5 - x),
    "a root of a square": (apply("sqrt", (x - 5) ** 2), 5 - x),
    "three signs": (step(a, b, c), number(0)),
    "four signs": (step(a, b, c, e), number(0)),
    "five signs": (step(a, b, c, e, s), number(0)),
    "logarithms that have no common point": (apply("log", s - t), apply("log", t - s)),
    "logarithm of minus the square": (apply("log", x * x - s), apply("log", s - x * x)),
    "half of the orthogonal matrices": (call("det", symbol("Q", "n", "n", "orthogonal")), number(1)),
    "some of the reflections": (call("tr", symbol("Q", "n", "n", "orthogonal", "symmetric")), number(0)),
}
TRUE = {
    "square of a size": (apply("abs", x) ** 2, x * x),
    "relu and step": (apply("relu", x) * step(x), apply("relu", x)),
    "three sizes": (apply("abs", a * b * c), multiply(*(apply("abs", node) for node in (a, b, c)))),
    "logarithm of a product": (apply("log", a * b), apply("log", a) + apply("log", b)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_do_not_pass(name: str) -> None:
    """No seed lets a false claim pass."""
    assert not any(check_law(*FALSE[name], seed=seed).sound for seed in SEEDS)


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_pass(name: str) -> None:
    """Every seed lets a true claim pass."""
    assert all(check_law(*TRUE[name], seed=seed).sound for seed in SEEDS)


@pytest.mark.parametrize("names", list(permutations("mnp")))
def test_no_order_of_sizes_lets_a_false_claim_pass(names: tuple[str, str, str]) -> None:
    """A Gram determinant is zero where there are more columns than rows, and so not for all sizes."""
    rows, inner, cols = names
    left, right = symbol("A", rows, inner), symbol("B", inner, cols)
    for factor in (left, left @ right):
        assert not any(check_law(call("det", factor.T @ factor), number(0), seed=seed).sound for seed in SEEDS)
