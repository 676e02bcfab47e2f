"""Hessians of unknown functions: with a function put in, their code gives what automatic differentiation gives."""

import re
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from adjoint.api import derivation

SIZES = {"m": 3, "n": 4, "k": 2}
SHAPES = {"W": "mn", "V": "kn", "A": "km", "X": "mn", "x": "n", "b": "m", "c": "k", "t": ""}
DECLARED = "; ".join(f"{name}: {' x '.join(shape) or 'scalar'}" for name, shape in SHAPES.items())


def g(*arguments):
    """Some function without symmetry of any arrays."""
    whole = jnp.concatenate([jnp.ravel(argument) * (k + 1) for k, argument in enumerate(arguments)])
    steps = jnp.arange(1.0, len(whole) + 1)
    return jnp.sum(jnp.sin(whole * steps)) + jnp.cos(whole @ steps) * jnp.exp(whole @ (1 / steps))


CASES = {
    "g(x)": ("x", lambda e: g(e["x"])),
    "g(W*x)": ("x", lambda e: g(e["W"] @ e["x"])),
    "g(W*x + b)": ("W", lambda e: g(e["W"] @ e["x"] + e["b"])),
    "g(x'*x)": ("x", lambda e: g(e["x"] @ e["x"])),
    "g(x'*W')": ("x", lambda e: g(e["W"] @ e["x"])),
    "g(W*x, V*x)": ("x", lambda e: g(e["W"] @ e["x"], e["V"] @ e["x"])),
    "g(W*x, c)": ("x, c", lambda e: g(e["W"] @ e["x"], e["c"])),
    "g(c, W*x)": ("x, c", lambda e: g(e["c"], e["W"] @ e["x"])),
    "g(t, x, b)": ("b, t", lambda e: g(e["t"], e["x"], e["b"])),
    "g(X)": ("X", lambda e: g(e["X"])),
    "g(A*X)": ("X", lambda e: g(e["A"] @ e["X"])),
    "g(t, A*X)": ("X, t", lambda e: g(e["t"], e["A"] @ e["X"])),
    "log(3 + sin(g(W*x)))": ("x", lambda e: jnp.log(3 + jnp.sin(g(e["W"] @ e["x"])))),
}


@cache
def given(name: str, arguments: tuple[str, ...]):
    """What the code asks for by that name: the function, or its derivatives by the arguments named."""
    _, *by = name.split("_")
    places = [int(one[1:]) - 1 if one[1:].isdigit() else arguments.index(one[1:]) for one in by]
    found = g
    for differentiate, place in zip((jax.grad, jax.jacobian), places, strict=False):
        found = differentiate(found, place)
    return jax.jit(found)


@cache
def expected(text: str):
    """The second derivative that automatic differentiation finds."""
    wrt, function = CASES[text]
    first, last = (wrt.split(", ") * 2)[:2]
    env = point()
    if first == last:
        second = jax.hessian(lambda array, _: function({**env, first: array}))
    else:
        second = jax.jacobian(jax.grad(lambda array, other: function({**env, last: other, first: array})), 1)
    return jax.jit(second)(env[first], env[last])


def point():
    rng = np.random.default_rng(5)
    return {name: rng.uniform(-0.5, 0.5, [SIZES[axis] for axis in shape]) for name, shape in SHAPES.items()}


@pytest.mark.parametrize("by", ["differential", "index", "tensor"])
@pytest.mark.parametrize("text", CASES)
def test_second_derivatives(text: str, by) -> None:
    """With the function and its derivatives put in, the code of the Hessian is that of automatic differentiation."""
    wrt, _ = CASES[text]
    code = derivation(f"f = {text}; {DECLARED}", wrt.split(", ") if ", " in wrt else wrt, "hessian", by=by).code
    module: dict = {}
    exec(code.source, module)
    inside = tuple(re.search(r"\bg\(([^()]*)\)", text)[1].split(", "))
    env = point()
    values = [env[name] if name in env else given(name, inside) for name in code.args]
    np.testing.assert_allclose(module[code.entry](*values), expected(text), rtol=1e-8, atol=1e-10)


def h(x):
    """Some map of vectors."""
    return jnp.array([jnp.sum(jnp.sin(x)) ** 2, jnp.prod(jnp.cos(x))]) + x[:2] ** 3


MAPS = {
    "c'*h(b)": ("b", lambda e: e["c"] @ h(e["b"])),
    "norm2(h(W*x) - c)^2": ("x", lambda e: jnp.sum((h(e["W"] @ e["x"]) - e["c"]) ** 2)),
    "c'*exp(h(W*x))": ("W", lambda e: e["c"] @ jnp.exp(h(e["W"] @ e["x"]))),
}


@pytest.mark.parametrize("text", MAPS)
def test_second_derivatives_of_maps(text: str) -> None:
    """With a map and its derivatives put in, the code of the Hessian is that of automatic differentiation."""
    name, function = MAPS[text]
    env = point()
    code = derivation(f"h: R^m -> R^k; f = {text}; {DECLARED}", name, "hessian").code
    module: dict = {}
    exec(code.source, module)
    rates = {1: jax.jit(h), 2: jax.jit(jax.jacobian(h)), 3: jax.jit(jax.jacobian(jax.jacobian(h)))}
    values = [env[arg] if arg in env else rates[len(arg.split("_"))] for arg in code.args]
    expected = jax.jit(jax.hessian(lambda array: function({**env, name: array})))(env[name])
    np.testing.assert_allclose(module[code.entry](*values), expected, rtol=1e-8, atol=1e-10)
