"""Every named function has code, stable where the plain formula overflows."""

from fractions import Fraction

import numpy as np
import pytest

from adjoint.emit.functions import CALLS
from adjoint.emit.numpy import FORMS, numpy_module
from adjoint.expr.build import apply, call, element_power, inverse, kron, multiply, number, ones, symbol
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.sizes import ONE, Size

n, m = Size.of("n"), Size.of("m")
A, B, X, x, s = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("X", "n", "m"), symbol("x", "n"), symbol("s")
S = symbol("S", "n", "n", "symmetric")
y, z = symbol("y", "n"), symbol("z", "m")
C, k = symbol("C", "m", "m"), symbol("k", 1, 1, "integer")

ARGUMENTS = {
    "tr": [A, A @ B, A.T @ B, 2 * s * A @ B @ A, x @ y.T, A @ x @ y.T @ B, inverse(A) @ B, inverse(A) @ inverse(B),
           A + B, X @ X.T, call("diag", x) @ A],
    "det": [A],
    "logdet": [A, s, A @ A.T],
    "sum": [X, x, A @ X, s * A @ B @ X, X + X, x @ z.T, x.T, X * X],
    "norm2": [x, A @ x, s],
    "normF": [X, x, x.T, s, A @ X],
    "norm1": [X, x, s],
    "logsumexp": [x, X],
    "softmax": [x, s],
    "diag": [x],
    "diagvec": [A, A @ B, A @ B @ A, x @ y.T, X @ X.T, inverse(A) @ B, A @ x @ y.T @ B, 3 * s * X @ X.T, A + B],
    "vec": [X, x, X.T, x.T],
    "vech": [A, A @ B],
    "tril": [A, X, x, x.T],
    "triu": [A, X, x, x.T],
    "softmaxrows": [X, A, x, x.T], "softmaxcols": [X, x.T], "lserows": [X, x, x.T], "lsecols": [X, x, x.T],
    "pinv": [X, X.T, A, x, x.T],
    "unvec": [(call("vec", X), (n, m)), (x, (n, ONE)), (x, (ONE, n))],
    "kronleft": [(kron(A, X), X), (kron(A, x), x), (kron(x, x.T), A), (kron(x, y), x), (kron(x.T, x.T), x.T)],
    "kronright": [(kron(A, X), A), (kron(A, x), A), (kron(x, z.T), x), (kron(x, y), x), (kron(x.T, x.T), x.T)],
    **{name: [A] for name in ("expm", "logm", "sqrtm", "sinm", "cosm")},
    **{f"{name}frechet": [(A, B), (A, x @ y.T)] for name in ("expm", "logm", "sinm", "cosm")},
    "powm": [(A, s), (A, number(Fraction(1, 3)))], "powmfrechet": [(A, s, B), (A, number(Fraction(1, 3)), B)],
    **{f"{name}frechet2": [(A, B, A @ B)] for name in ("expm", "logm", "sinm", "cosm")}, "powmfrechet2": [(A, s, B, A)],
    **{f"{name}jacobian": [A] for name in ("expm", "logm", "sinm", "cosm")},
    **{f"{name}jacobian2": [(A, B)] for name in ("expm", "logm", "sinm", "cosm")}, "powmjacobian2": [(A, s, B)],
    "powmjacobian": [(A, s)], "powerjacobian": [(A, number(4))], "powerjacobian2": [(A, number(4), B)],
    "powersum": [(A, number(4), B), (A, k, B)], "powersum2": [(A, number(4), B, A), (A, k, B, A)], "gaps": [x],
    "sylv": [(A, C, X), (A, s, x), (s, A, x.T)], "lyap": [(A, B), (A, A)], "dlyap": [(A / 9, B), (A / 9, A)],
    "hcat": [(A, X), (A, x), (x, y), (x.T, z.T), (s, x.T)], "vcat": [(A, X.T), (x, z), (x.T, A), (s, s), (s, x)],
    "chol": [A @ A.T], "trilhalf": [A], "eigvals": [A, S], "lambdamax": [A], "lambdamin": [A],
    "svdvals": [X.T, A], "normspec": [X, X.T, A], "normnuc": [X, X.T], "polarfactor": [X, A],
    "max": [X, x, x.T], "maxplace": [X, x],
    "eigvecs": [], "eigvecmax": [], "eigvecmin": [], "leftsvecs": [], "rightsvecs": [], "leftsvec": [], "rightsvec": [],
}  # fmt: skip


def test_every_function_of_the_tables_has_code():
    """The tables of code have the rows of the language's tables."""
    assert set(ELEMENTWISE) <= set(FORMS)
    assert set(CALLS) == set(ARRAY) == set(ARGUMENTS)


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_elementwise_code_gives_the_value(function, bench):
    """Each elementwise function agrees on a matrix, a vector and a scalar, on both sides of zero."""
    scale = Fraction(1, 3) if function in ("asin", "acos") else 1
    for sign in (1,) if ELEMENTWISE[function].startswith("positive") else (1, -1):
        bench.agrees(*(apply(function, sign * scale * node) for node in (X, x, s)))


def valued(function, given):
    """The function of one operand or several; of an open one, of its operand and the shape."""
    if ARRAY[function].open:
        return call(function, given[0], shape=given[1])
    return call(function, *(given if isinstance(given, tuple) else (given,)))


@pytest.mark.parametrize("function", ARRAY)
def test_array_code_gives_the_value(function, bench):
    """Each function of a whole array agrees, also where the argument is a product that need not be formed."""
    for given in ARGUMENTS[function]:
        second = function.endswith(("frechet2", "jacobian2", "powersum2"))
        first = function.endswith(("frechet", "jacobian"))
        bench.agrees(valued(function, given), rtol=1e-5 if second else 1e-7 if first else 1e-10)


def test_vectors_of_decompositions_are_what_they_are_called():
    """Eigenvectors and singular vectors are unit vectors, in the order of their values, with signs that fit."""
    a = np.array([[2.0, 1, 0], [1, 3, 1], [0, 1, 5]])
    b = np.array([[1.0, 2], [0, 3], [4, 1]])
    u, w = run(call("eigvecs", A), a), run(call("eigvals", A), a)
    np.testing.assert_allclose(u @ np.diag(w) @ u.T, a, atol=1e-12)
    np.testing.assert_allclose(u.T @ u, np.eye(3), atol=1e-12)
    for name, k in (("eigvecmax", 2), ("eigvecmin", 0)):
        np.testing.assert_allclose(np.outer(*[run(call(name, A), a)] * 2), np.outer(u[:, k], u[:, k]), atol=1e-12)
    tall = symbol("X", "m", "n")
    left, right, s = (run(call(name, tall), b) for name in ("leftsvecs", "rightsvecs", "svdvals"))
    np.testing.assert_allclose(left @ np.diag(s) @ right.T, b, atol=1e-12)
    first = np.outer(run(call("leftsvec", tall), b), run(call("rightsvec", tall), b))
    np.testing.assert_allclose(first, np.outer(left[:, 0], right[:, 0]), atol=1e-12)


def run(value, *arguments):
    code = numpy_module("f", [value], {}, {}, [tuple(str(size) for size in value.shape if size != ONE)])
    module = {}
    exec(code.source, module)
    return module["f"](*arguments)


def test_softmax_and_its_kin_do_not_overflow():
    """Large arguments give the limit, small ones keep their relative accuracy."""
    far = np.array([-800.0, 0.0, 800.0])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(run(call("softmax", x), far), [0, 0, 1])
        assert run(call("logsumexp", x), far) == 800
        np.testing.assert_allclose(run(apply("softplus", x), far), [0, np.log(2), 800])
        np.testing.assert_allclose(run(apply("sigmoid", x), far), [0, 0.5, 1])
        np.testing.assert_allclose(run(apply("silu", x), far), [0, 0, 800], atol=1e-300)
        np.testing.assert_allclose(run(apply("sigmoid", s), -40.0), np.exp(-40), rtol=1e-14)


def test_logdet_of_a_large_matrix_is_finite():
    """The determinant itself would overflow, its logarithm does not."""
    assert run(call("logdet", A), 1e10 * np.eye(60)) == pytest.approx(60 * np.log(1e10))


def test_inner_norm_is_not_rooted_and_squared(bench):
    """A squared norm is a sum of squares."""
    code = numpy_module("f", [element_power(call("normF", X), number(2))], {}, {}, [()])
    assert "norm" not in code.source
    assert "np.sum(X * X)" in code.source
    bench.agrees(multiply(ones((ONE, n)), X, ones((m, ONE))))
