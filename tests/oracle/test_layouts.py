"""Every layout of a derivative, computed from its formula, against automatic differentiation laid out by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from adjoint.api import Result, derivation
from adjoint.derive.problem import Want
from adjoint.emit.numpy import numpy_module

SIZES = {"m": 3, "n": 4, "p": 2}
SHAPES = {"A": "mn", "X": "np", "B": "pm", "S": "nn", "x": "n", "y": "m", "z": "p"}
DECLARED = "; ".join(f"{name}: {' x '.join(shape)}" for name, shape in SHAPES.items())

SCALARS = {
    "normF(A*X)^2": ("X", lambda e: jnp.sum((e["A"] @ e["X"]) ** 2)),
    "y'*A*x": ("A", lambda e: e["y"] @ e["A"] @ e["x"]),
    "sum(tanh(A*x))": ("x", lambda e: jnp.sum(jnp.tanh(e["A"] @ e["x"]))),
    "logdet(eye(n) + S*S')": ("S", lambda e: jnp.linalg.slogdet(jnp.eye(4) + e["S"] @ e["S"].T)[1]),
}
VECTORS = {
    "A*x": ("x", lambda e: e["A"] @ e["x"]),
    "tanh(A*x) .* y": ("x", lambda e: jnp.tanh(e["A"] @ e["x"]) * e["y"]),
    "x/(x'*x)": ("x", lambda e: e["x"] / (e["x"] @ e["x"])),
    "softmax(S*x)": ("x", lambda e: jax.nn.softmax(e["S"] @ e["x"])),
    "X'*x": ("x", lambda e: e["X"].T @ e["x"]),
}
STACKED = {
    "A*x": ("A", lambda e: e["A"] @ e["x"]),
    "A*X": ("X", lambda e: e["A"] @ e["X"]),
    "A*X*B": ("X", lambda e: e["A"] @ e["X"] @ e["B"]),
    "S*S": ("S", lambda e: e["S"] @ e["S"]),
    "tanh(X)": ("X", lambda e: jnp.tanh(e["X"])),
    "X*z*y'": ("X", lambda e: jnp.outer(e["X"] @ e["z"], e["y"])),
    "rowsum(A*X)": ("X", lambda e: jnp.sum(e["A"] @ e["X"], axis=1)),
    "A'": ("A", lambda e: e["A"].T),
    "A*X*X'": ("X", lambda e: e["A"] @ e["X"] @ e["X"].T),
    "X*X'": ("X", lambda e: e["X"] @ e["X"].T),
    "X'*X": ("X", lambda e: e["X"].T @ e["X"]),
    "B*A": ("A", lambda e: e["B"] @ e["A"]),
    "B*B'*X'": ("X", lambda e: e["B"] @ e["B"].T @ e["X"].T),
    "inv(S)'": ("S", lambda e: jnp.linalg.inv(e["S"]).T),
    "S .* S'": ("S", lambda e: e["S"] * e["S"].T),
    "tanh(A*X)'": ("X", lambda e: jnp.tanh(e["A"] @ e["X"]).T),
    "vec(X')": ("X", lambda e: e["X"].reshape(-1)),
    "kron(A, X)": ("X", lambda e: jnp.kron(e["A"], e["X"])),
    "kron(A, X)'": ("A", lambda e: jnp.kron(e["A"], e["X"]).T),
    "kr(S, X')": ("S", lambda e: jax.vmap(jnp.kron, 1, 1)(e["S"], e["X"].T)),
    "expm(S)'*S": ("S", lambda e: jax.scipy.linalg.expm(e["S"]).T @ e["S"]),
    "softmaxrows(X)": ("X", lambda e: jax.nn.softmax(e["X"], axis=1)),
    "diagvec(S*S)": ("S", lambda e: jnp.diag(e["S"] @ e["S"])),
    "diag(x)": ("x", lambda e: jnp.diag(e["x"])),
    "diag(x)*X": ("x", lambda e: jnp.diag(e["x"]) @ e["X"]),
}


def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    return {name: rng.uniform(-0.8, 0.8, [SIZES[axis] for axis in shape]) for name, shape in SHAPES.items()}


def views(text: str, wrt: str, want: Want) -> dict[str, np.ndarray]:
    """Every view of the derivative that is a value, computed."""
    result: Result = derivation(f"F = {text}; {DECLARED}", wrt, want)
    problem = result.derivation.question.problem
    found = {}
    for view in (view for view in result.views if not view.value.moving):
        shape = tuple(str(size) for size in view.value.shape)
        code = numpy_module("view", [view.value], problem.definitions, {}, [shape])
        module: dict = {}
        exec(code.source, module)
        found[view.what] = np.asarray(module["view"](*(arrays()[name] for name in code.args)))
    return found


def truth(wrt: str, function, differentiate) -> np.ndarray:
    env = arrays()
    return np.asarray(differentiate(lambda array: function({**env, wrt: array}))(env[wrt]))


def close(got: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(got.reshape(expected.shape), expected, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("text", SCALARS)
def test_layouts_of_a_gradient(text: str) -> None:
    """Denominator layout is the gradient, numerator layout its transpose, the vec form one row of its columns."""
    wrt, function = SCALARS[text]
    gradient = truth(wrt, function, jax.grad)
    matrix = gradient.reshape(len(gradient), -1)
    found = views(text, wrt, "gradient")
    close(found["denominator layout"], matrix)
    close(found["numerator layout"], matrix.T)
    assert ("vec form" in found) == (gradient.ndim == 2)
    if gradient.ndim == 2:
        close(found["vec form"], matrix.T.reshape(1, -1))


@pytest.mark.parametrize("text", VECTORS)
def test_layouts_of_a_vector_by_a_vector(text: str) -> None:
    """Numerator layout has the output along the rows, denominator layout the variable."""
    wrt, function = VECTORS[text]
    jacobian = truth(wrt, function, jax.jacobian)
    found = views(text, wrt, "jacobian")
    close(found["numerator layout"], jacobian)
    close(found["denominator layout"], jacobian.T)


HESSIANS = {
    "normF(X*X')^2": ("X", lambda e: jnp.sum((e["X"] @ e["X"].T) ** 2)),
    "logdet(S)": ("S", lambda e: jnp.linalg.slogdet(e["S"])[1]),
    "tr(S*S*A'*A*S)": ("S", lambda e: jnp.trace(e["S"] @ e["S"] @ e["A"].T @ e["A"] @ e["S"])),
    "sum(exp(A*X))": ("X", lambda e: jnp.sum(jnp.exp(e["A"] @ e["X"]))),
}


@pytest.mark.parametrize("text", HESSIANS)
def test_vec_forms_of_hessians(text: str) -> None:
    """The vec form of a Hessian takes stacked changes of the variable to stacked changes of the gradient."""
    wrt, function = HESSIANS[text]
    hessian = truth(wrt, function, jax.hessian)
    rows = hessian.shape[0] * hessian.shape[1]
    found = views(text, wrt, "hessian")
    close(found["vec form, numerator layout"], hessian.transpose(1, 0, 3, 2).reshape(rows, rows))


@pytest.mark.parametrize("text", STACKED)
def test_vec_forms(text: str) -> None:
    """The vec form takes the stacked columns of the variable to the stacked columns of the output."""
    wrt, function = STACKED[text]
    jacobian = truth(wrt, function, jax.jacobian)
    outputs = jacobian.ndim - len(SHAPES[wrt])
    order = [*reversed(range(outputs)), *reversed(range(outputs, jacobian.ndim))]
    rows = int(np.prod(jacobian.shape[:outputs]))
    stacked = jacobian.transpose(order).reshape(rows, -1)
    found = views(text, wrt, "jacobian")
    assert set(found) == {"vec form, numerator layout", "vec form, denominator layout"}
    close(found["vec form, numerator layout"], stacked)
    close(found["vec form, denominator layout"], stacked.T)
