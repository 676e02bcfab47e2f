"""True statements are exact, or enclosed where the field cannot know; false ones are false."""

from fractions import Fraction

import pytest

from adjoint.check.equal import check_law
from adjoint.expr.build import (
    apply, call, colon, constant, d, element_power, hadamard, identity, inverse, kron, number, ones, opaque, partial,
    power, symbol,
)  # fmt: skip
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, SCALAR, Size

A, B, X, Y = symbol("A", "m", "n"), symbol("B", "n", "k"), symbol("X", "n", "n"), symbol("Y", "n", "n")
x, y, s, t, k = symbol("x", "n"), symbol("y", "n"), symbol("s"), symbol("t"), symbol("k")
SINE, COSINE = apply("sin", A), apply("cos", A)
G = opaque("g", SCALAR, A @ x)
P, S = symbol("P", "n", "n", "posdef"), symbol("S", "n", "n", "symmetric")
TRUE: dict[str, tuple[Expr, Expr]] = {
    "product": (d(A @ B), d(A) @ B + A @ d(B)),
    "second differential": (d(d(A @ B)), 2 * d(A) @ d(B)),
    "inverse": (d(inverse(X)), -inverse(X) @ d(X) @ inverse(X)),
    "determinant": (d(call("det", X)), call("det", X) * call("tr", inverse(X) @ d(X))),
    "logdet": (d(call("logdet", X)), colon(inverse(X).T, d(X))),
    "logdet of an inverse": (call("logdet", inverse(X)), -call("logdet", X)),
    "norm": (d(call("normF", A)), call("normF", A) ** -1 * colon(A, d(A))),
    "norm of a multiple": (call("normF", s * A), apply("abs", s) * call("normF", A)),
    "norm1": (d(call("norm1", A)), colon(apply("sign", A), d(A))),
    "softmax sums to one": (call("sum", call("softmax", x)), number(1)),
    "logsumexp": (d(call("logsumexp", x)), call("softmax", x).T @ d(x)),
    "sigmoid": (apply("sigmoid", -A), ones(A.shape) - apply("sigmoid", A)),
    "sine and cosine": (hadamard(SINE, SINE) + hadamard(COSINE, COSINE), ones(A.shape)),
    "log of exp": (apply("log", apply("exp", A)), A),
    "exp of log": (apply("exp", apply("log", A)), A),
    "vec of a product": (call("vec", A @ X @ B), kron(B.T, A) @ call("vec", X)),
    "power of a number": (d(power(s, t)), t * power(s, t - 1) * d(s) + power(s, t) * apply("log", s) * d(t)),
    "powers add": (power(s, t) * power(s, k), power(s, t + k)),
    "root": (d(element_power(x, number(3) / 2)), Fraction(3, 2) * hadamard(apply("sqrt", x), d(x))),
    "symbolic matrix power": (power(X, k) @ X, power(X, k + 1)),
    "left inverse of a tall matrix": (inverse(A.T @ A) @ A.T @ A, identity(A.shape[1])),
    "relu": (d(apply("relu", A)), hadamard(apply("step", A), d(A))),
    "pi": (apply("erf", x) - apply("erf", x) + constant("pi") * x, x * constant("pi")),
    "unknown function": (d(G), colon(partial(G, 0), A @ d(x) + d(A) @ x)),
    "unknown map": (d(opaque("h", (Size.of("m"), ONE), x)), partial(opaque("h", (Size.of("m"), ONE), x), 0) @ d(x)),
    "unknown entrywise": (d(apply("phi", A)), hadamard(apply("phi", A, 1), d(A))),
    "equal arguments, equal values": (opaque("g", SCALAR, A + A), opaque("g", SCALAR, 2 * A)),
}  # fmt: skip
FALSE: dict[str, tuple[Expr, Expr]] = {
    "dropped transpose": (colon(A @ X, A @ X), colon(A @ X, A @ X.T)),
    "dropped transpose of the gradient": (d(call("det", X)), call("det", X) * colon(inverse(X), d(X))),
    "swapped factors": (d(X @ Y), d(X) @ Y + d(Y) @ X),
    "swapped inverses": (inverse(X @ Y), inverse(X) @ inverse(Y)),
    "wrong factor": (d(call("normF", A) ** 2), colon(A, d(A))),
    "inverse square": (d(inverse(X)), -inverse(X) @ inverse(X) @ d(X)),
    "elementwise for matrix product": (d(X @ X), 2 * hadamard(X, d(X))),
    "missing term": (d(G), colon(partial(G, 0), A @ d(x))),
    "derivative of the wrong order": (d(apply("phi", A, 1)), hadamard(apply("phi", A, 1), d(A))),
    "root of a square": (apply("sqrt", s**2), s),
    "absolute value dropped": (apply("abs", s), s),
    "norm of a multiple without absolute value": (call("normF", s * A), s * call("normF", A)),
    "wrong exponent": (power(X, k) @ X, power(X, k + 2)),
    "wrong elementary derivative": (d(apply("gelu", A)), hadamard(apply("normcdf", A), d(A))),
    "logs do not add": (apply("log", x + y), apply("log", x) + apply("log", y)),
    "a symmetric variable moves freely": (d(S.T), d(S)),
    "different arguments": (opaque("g", SCALAR, A), opaque("g", SCALAR, 2 * A)),
    "row against column": (x, x.T),
}
MET: dict[str, tuple[Expr, Expr]] = {
    "log of a product": (apply("log", hadamard(x, y)), apply("log", x) + apply("log", y)),
    "logdet of a product": (call("logdet", X @ Y), call("logdet", X) + call("logdet", Y)),
    "double angle": (apply("sin", 2 * A), 2 * hadamard(apply("sin", A), apply("cos", A))),
    "quadratic form of a posdef matrix is positive": (apply("abs", x.T @ P @ x), x.T @ P @ x),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_is_exact(name: str) -> None:
    """Identities that the field can express are proved there."""
    assert check_law(*TRUE[name]).status == "exact"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", FALSE)
def test_false_is_false(name: str, seed: int) -> None:
    """Usual mistakes are disproved, whatever the seed."""
    assert check_law(*FALSE[name], seed=seed).status == "false"


@pytest.mark.parametrize("name", MET)
def test_true_beyond_the_field_is_enclosed(name: str) -> None:
    """Identities between independent atoms are met by balls, and never called false."""
    assert check_law(*MET[name]).status == "enclosed"


def test_nowhere_defined_is_undecided() -> None:
    """The inverse of a singular matrix has no value at any point, so that nothing is decided."""
    verdict = check_law(inverse(x @ x.T) @ x @ x.T, identity(x.shape[0]))
    assert verdict.status == "undecided"


def test_the_seed_decides_everything() -> None:
    """One seed gives one verdict, to the letter; another gives other points."""
    one, again, other = (check_law(*TRUE["product"], seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.seed == 1
    assert one.detail != other.detail


def test_detail_states_points_sizes_and_chance() -> None:
    """An exact verdict says how it was had."""
    detail = check_law(*TRUE["inverse"]).detail
    assert detail.startswith("3 random points in GF(2^61-1), sizes n=")
    assert "chance of error below 1e-" in detail
