"""Derivatives by name, tensors in indices, held and local definitions."""

from fractions import Fraction

from adjoint.check.equal import Setting, check_equal
from adjoint.derive.derivation import Target
from adjoint.expr.build import apply, call, d, element_power, hadamard, number, opaque, partial, power, symbol, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import SCALAR, Size
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term

M, N = Size.of("m"), Size.of("n")
i, j, a, b, c, e = (Index(name, size) for name, size in zip("ijabce", (M, N, M, M, M, N), strict=True))
X, W, Y, f, r = symbol("X", "m", "n"), symbol("W", "m", "m"), symbol("Y", "m", "n"), symbol("f"), symbol("r")
DEFINITIONS: dict[Symbol, Expr] = {W: X @ X.T, Y: W @ X, f: call("normF", Y), r: call("normF", Y) ** 2}
TOTAL = Setting((X,), DEFINITIONS)
HELD = Setting((X,), DEFINITIONS, frozenset({W}))


def _tensor(axes: tuple[Index, ...], *factors: Factor) -> Tensor:
    return Tensor(axes, (Term(Fraction(1), factors),))


def test_total_derivative_follows_both_paths() -> None:
    """By X in total, the way through W counts; with W held it does not."""
    total = power(f, number(-1)) * (W.T @ Y + (Y @ X.T + X @ Y.T) @ X)
    assert check_equal(Target(f, (X,)), total, TOTAL).status == "exact"
    assert check_equal(Target(f, (X,)), power(f, number(-1)) * (W.T @ Y), TOTAL).status == "false"
    assert check_equal(Target(f, (X,)), power(f, number(-1)) * (W.T @ Y), HELD).status == "exact"


def test_derivative_by_a_definition_ignores_its_body() -> None:
    """By W, X stands still; and the order-4 tensor has its deltas."""
    assert check_equal(Target(f, (W,)), power(f, number(-1)) * (Y @ X.T), TOTAL).status == "exact"
    tensor = _tensor((i, j, a, b), Delta(i, a), Entry(X, (b, j)))
    assert check_equal(Target(Y, (W,)), tensor, TOTAL).status == "exact"
    wrong = _tensor((i, j, a, b), Delta(i, b), Entry(X, (a, j)))
    assert check_equal(Target(Y, (W,)), wrong, TOTAL).status == "false"


def test_rates_contract_as_the_chain_rule_says() -> None:
    """The double contraction of two unworked derivatives is the derivative of the composition."""
    chain = _tensor((a, b), Rate(r, Y, (), (c, e)), Rate(Y, W, (c, e), (a, b)))
    assert check_equal(Target(r, (W,)), chain, TOTAL).status == "exact"
    assert check_equal(chain, 2 * Y @ X.T, TOTAL).status == "exact"


def test_local_derivatives_see_one_definition() -> None:
    """Locally, Y depends on X only where its own body says so."""
    assert check_equal(Target(f, (X,), local=True), zeros(X.shape), TOTAL).status == "exact"
    local = _tensor((i, j, a, e), Entry(W, (i, a)), Delta(j, e))
    assert check_equal(Target(Y, (X,), local=True), local, TOTAL).status == "exact"
    assert check_equal(Target(Y, (X,)), local, TOTAL).status == "false"


def test_shapes_must_agree() -> None:
    """A matrix is no order-3 derivative, whatever its entries."""
    x, A = symbol("x", "n"), symbol("A", "n", "n")
    verdict = check_equal(Target(x, (A,)), A, Setting((A,), {x: A @ symbol("v", "n")}))
    assert verdict.status == "false"
    assert "cannot be equal" in verdict.detail


def test_hessians_pair_two_directions() -> None:
    """Second derivatives by one variable and by two."""
    x, y, A, B, f = symbol("x", "n"), symbol("y", "m"), symbol("A", "n", "n"), symbol("B", "n", "m"), symbol("f")
    setting = Setting((x, y), {f: x.T @ A @ x + x.T @ B @ hadamard(y, y)})
    assert check_equal(Target(f, (x, x)), A + A.T, setting).status == "exact"
    assert check_equal(Target(f, (x, x)), 2 * A, setting).status == "false"
    assert check_equal(Target(f, (x, y)), 2 * B @ call("diag", y), setting).status == "exact"
    assert check_equal(Target(f, (y, x)), 2 * B @ call("diag", y), setting).status == "false"


def test_gradient_of_an_unknown_function() -> None:
    """With `a = W*x + b` and unknown g, the gradient by W is `p*x'`."""
    V, x, bias, q, L = symbol("V", "m", "n"), symbol("x", "n"), symbol("b", "m"), symbol("q", "m"), symbol("L")
    setting = Setting((V,), {q: V @ x + bias, L: opaque("g", SCALAR, q)})
    p = partial(opaque("g", SCALAR, q), 0)
    assert check_equal(Target(L, (V,)), p @ x.T, setting).status == "exact"
    assert check_equal(Target(L, (q,)), p, setting).status == "exact"
    assert check_equal(Target(L, (V,)), (x @ p.T).T + p @ x.T, setting).status == "false"


def test_a_deep_chain_is_not_too_deep() -> None:
    """Definitions beyond the depth of recursion are evaluated, and deep relus do not die."""
    first = last = symbol("s0")
    slope = number(1)
    definitions: dict[Symbol, Expr] = {}
    for k in range(1, 600):
        name, rate = symbol(f"s{k}"), symbol(f"r{k}")
        definitions[rate] = slope + apply("step", last) * slope
        definitions[name] = apply("relu", last) + last
        last, slope = name, rate
    setting = Setting((first,), definitions)
    assert check_equal(d(last), slope * d(first), setting).status == "exact"
    assert check_equal(d(last), 2 * slope * d(first), setting).status == "false"


def test_even_powers_of_norms_need_no_root() -> None:
    """The square of a norm is a sum of squares, proved at two points."""
    verdict = check_equal(Target(r, (Y,)), 2 * Y, TOTAL)
    assert verdict.detail.startswith("2 random points")
    assert check_equal(r, call("sum", element_power(Y, number(2))), TOTAL).status == "exact"
