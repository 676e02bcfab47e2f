"""How values are computed: what is shared, solved, contracted first and broadcast."""

import pytest

from adjoint.emit.numpy import numpy_module
from adjoint.expr.build import call, colon, element_power, hadamard, inverse, number, ones, symbol, transpose
from adjoint.expr.sizes import ONE, Size

n, m = Size.of("n"), Size.of("m")
A, B, S = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("S", "n", "n", "symmetric")
X, W = symbol("X", "n", "m"), symbol("W", "m", "n")
x, y, z, s = symbol("x", "n"), symbol("y", "n"), symbol("z", "m"), symbol("s")
row = transpose(ones((m, ONE)))


def lines(value, definitions=None):
    """The function's lines, without those that read sizes."""
    shape = tuple(str(size) for size in value.shape if size != ONE)
    source = numpy_module("f", [value], definitions or {}, {}, [shape]).source
    return [line.strip() for line in source.split('"""')[-1].strip().splitlines() if ".shape" not in line]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (A @ B @ x, "A @ (B @ x)"),
        (x @ y.T @ A, "np.outer(x, y @ A)"),
        (A @ x @ y.T @ B, "np.outer(A @ x, y @ B)"),
        (x.T @ A, "x @ A"),
        (A.T @ X @ W, "A.T @ X @ W"),
        (A @ X @ W - B, "A @ X @ W - B"),
        (A - (B - S), "A - (B - S)"),
        (transpose(A @ B) @ x, "B.T @ (A.T @ x)"),
        (inverse(A) @ B, "np.linalg.solve(A, B)"),
        (X.T @ inverse(A), "np.linalg.solve(A.T, X).T"),
        (X.T @ inverse(S), "np.linalg.solve(S, X).T"),
        (x.T @ inverse(A), "np.linalg.solve(A.T, x)"),
        (inverse(A) @ B @ x, "np.linalg.solve(A, B @ x)"),
        (inverse(A), "np.linalg.inv(A)"),
        (call("diag", x) @ A, "x[:, None] * A"),
        (A @ call("diag", x), "A * x[None, :]"),
        (X @ ones((m, ONE)), "np.sum(X, axis=1)"),
        (ones((ONE, n)) @ X, "np.sum(X, axis=0)"),
        (X + x @ row, "x[:, None] + X"),
        (hadamard(X, element_power(x @ row, number(-1))), "X / x[:, None]"),
        (2 * s * A, "2 * s * A"),
        (A / s, "A / s"),
        (-A / 2, "-0.5 * A"),
        (A / 3, "A / 3"),
        (-A @ B, "-(A @ B)"),
        (element_power(s, number(2)) * x, "s**2 * x"),
        (colon(x @ z.T, X), "float(x @ X @ z)"),
        (call("tr", A @ B), "float(np.sum(A * B.T))"),
        (call("diagvec", A @ B), "np.sum(A * B.T, axis=1)"),
    ],
)
def test_one_line_is_what_one_would_write(value, written):
    """The value is written as a person would, in the cheap order."""
    assert lines(value) == [f"return {written}"]


def test_definitions_keep_their_names():
    """A definition that is needed has a line of its own, one that is not needed has none."""
    A4, A5, A6 = symbol("A4", "n", "m"), symbol("A5", "n", "n"), symbol("A6", "n", "n")
    found = lines(transpose(A4) @ (A5 - B), {A4: A @ X, A5: A4 @ W, A6: A5 @ B})
    assert found == ["A4 = A @ X", "A5 = A4 @ W", "return A4.T @ (A5 - B)"]


def test_what_is_used_twice_is_computed_once():
    """A shared part, an inverse too, is given a name."""
    assert lines(inverse(A) @ x @ y.T @ inverse(A)) == ["t1 = np.linalg.inv(A)", "return np.outer(t1 @ x, y @ t1)"]
    assert lines(hadamard(A @ B, transpose(A @ B))) == ["t1 = A @ B", "return t1 * t1.T"]


def test_an_argument_is_not_returned_itself():
    """The caller may write into the result without changing what was given."""
    assert lines(A) == ["return np.array(A)"]
    assert lines(A.T) == ["return np.array(A.T)"]


def test_long_chains_of_definitions_are_straight_lines():
    """A thousand definitions are a thousand lines."""
    names = [symbol(f"A{k}", "n", "n") for k in range(1000)]
    definitions = {names[k]: names[k - 1] @ A for k in range(1, 1000)}
    assert len(lines(names[-1], definitions)) == 1000
