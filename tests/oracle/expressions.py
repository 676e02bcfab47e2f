"""Random expressions, each as text of the problem language and as a function of arrays for JAX, made side by side."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

SIZES = {"m": 3, "n": 4, "p": 2}
VARIABLES = {"A": "mn", "B": "np", "C": "mp", "S": "nn", "x": "n", "y": "m", "z": "p", "s": ""}
DECLARED = "; ".join(f"{name}: {' x '.join(shape) or 'scalar'}" for name, shape in VARIABLES.items())

Env = Mapping[str, Any]
Made = tuple[str, Callable[[Env], Any]]
"""A text, and the value: a matrix with two axes (a vector has one column, a scalar is 1×1)."""

ELEMENTWISE = {
    "tanh": jnp.tanh,
    "sin": jnp.sin,
    "exp": jnp.exp,
    "sigmoid": lambda v: 1 / (1 + jnp.exp(-v)),
    "softplus": lambda v: jnp.log1p(jnp.exp(v)),
    "cos": jnp.cos,
}


def arrays(seed: int) -> dict[str, np.ndarray]:
    """A value for every variable, in the shapes of the contract."""
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(-0.7, 0.7, [SIZES[axis] for axis in shape]) for name, shape in VARIABLES.items()}


def columns(env: Env) -> dict[str, Any]:
    """Every array as a matrix."""
    return {name: jnp.reshape(value, (*value.shape, 1, 1)[:2]) for name, value in env.items()}


class Maker:
    """Makes expressions of a wanted shape, `mn` a matrix, `m` a vector, the empty one a scalar."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def make(self, shape: str, depth: int) -> Made:
        """An expression of a shape."""
        if depth <= 0:
            return self._leaf(shape)
        ways = {0: self._scalar, 1: self._vector, 2: self._matrix}
        return ways[len(shape)](shape, depth - 1)

    def _leaf(self, shape: str) -> Made:
        names = [name for name, own in VARIABLES.items() if own == shape]
        turned = [name for name, own in VARIABLES.items() if len(shape) == 2 and own == shape[::-1]]
        if names and (not turned or self.rng.random() < 0.7):
            return self._named(self.rng.choice(names))
        if turned:
            text, value = self._named(self.rng.choice(turned))
            return f"{text}'", lambda env: value(env).T
        left, right = (self._named({"m": "y", "n": "x", "p": "z"}[axis]) for axis in shape)
        return f"({left[0]}*{right[0]}')", lambda env: left[1](env) @ right[1](env).T

    def _named(self, name: str) -> Made:
        return name, lambda env: env[name]

    def _size(self) -> str:
        return self.rng.choice(list(SIZES))

    def _scalar(self, _: str, depth: int) -> Made:
        way = self.rng.randrange(9)
        size, other = self._size(), self._size()
        if way in (0, 1):
            a, b = self.make(size + other, depth), self.make(size + other, depth)
            return f"(({a[0]}) : ({b[0]}))", lambda env: _one(jnp.sum(a[1](env) * b[1](env)))
        if way == 2:
            a = self.make(size + size, depth)
            return f"tr({a[0]})", lambda env: _one(jnp.trace(a[1](env)))
        if way == 3:
            a = self.make(size + other, depth)
            return f"normF({a[0]})^2", lambda env: _one(jnp.sum(a[1](env) ** 2))
        if way == 4:
            a = self.make(size, depth)
            return f"log(2 + ({a[0]})'*({a[0]}))", lambda env: _one(jnp.log(2 + jnp.sum(a[1](env) ** 2)))
        if way == 5:
            a = self.make(size + other, depth)
            text = f"logdet(eye({size}) + ({a[0]})*({a[0]})')"
            return text, lambda env: _one(jnp.linalg.slogdet(jnp.eye(SIZES[size]) + a[1](env) @ a[1](env).T)[1])
        if way == 6:
            a, b = self.make("", depth), self.make("", depth)
            return f"(({a[0]})*({b[0]}) + s)", lambda env: a[1](env) * b[1](env) + env["s"]
        if way == 7:
            a = self.make(size, depth)
            return f"logsumexp({a[0]})", lambda env: _one(jnp.log(jnp.sum(jnp.exp(a[1](env)))))
        a, b = self.make(size, depth), self.make(size, depth)
        return f"(({a[0]})'*({b[0]}))", lambda env: a[1](env).T @ b[1](env)

    def _vector(self, shape: str, depth: int) -> Made:
        way, other = self.rng.randrange(7), self._size()
        if way in (0, 1):
            a, b = self.make(shape + other, depth), self.make(other, depth)
            return f"(({a[0]})*({b[0]}))", lambda env: a[1](env) @ b[1](env)
        if way == 2:
            a = self.make(shape + other, depth)
            return f"rowsum({a[0]})", lambda env: jnp.sum(a[1](env), axis=1, keepdims=True)
        if way == 3:
            a = self.make(shape, depth)
            return f"softmax({a[0]})", lambda env: jnp.exp(a[1](env)) / jnp.sum(jnp.exp(a[1](env)))
        if way == 4:
            a = self.make(shape + shape, depth)
            return f"diagvec({a[0]})", lambda env: jnp.diag(a[1](env))[:, None]
        return self._alike(shape, depth)

    def _matrix(self, shape: str, depth: int) -> Made:
        way, middle = self.rng.randrange(8), self._size()
        if way in (0, 1, 2):
            a, b = self.make(shape[0] + middle, depth), self.make(middle + shape[1], depth)
            return f"(({a[0]})*({b[0]}))", lambda env: a[1](env) @ b[1](env)
        if way == 3:
            a = self.make(shape[::-1], depth)
            return f"({a[0]})'", lambda env: a[1](env).T
        if way == 4:
            a, b = self.make(shape[0], depth), self.make(shape[1], depth)
            return f"(diag({a[0]})*ones({shape[0]})*({b[0]})')", lambda env: a[1](env) @ b[1](env).T
        if way == 5:
            a, b = self.make(shape[0] + middle, depth), self.make(shape, depth)
            inverse = f"inv(eye({shape[0]}) + ({a[0]})*({a[0]})')"
            return f"({inverse}*({b[0]}))", lambda env: jnp.linalg.solve(
                jnp.eye(SIZES[shape[0]]) + a[1](env) @ a[1](env).T, b[1](env)
            )
        return self._alike(shape, depth)

    def _alike(self, shape: str, depth: int) -> Made:
        way, a = self.rng.randrange(5), self.make(shape, depth)
        if way == 0:
            b = self.make(shape, depth)
            return f"(({a[0]}) - 2*({b[0]}))", lambda env: a[1](env) - 2 * b[1](env)
        if way == 1:
            b = self.make(shape, depth)
            return f"(({a[0]}) .* ({b[0]}))", lambda env: a[1](env) * b[1](env)
        if way == 2:
            b = self.make("", depth)
            return f"(({b[0]})*({a[0]}))", lambda env: b[1](env)[0, 0] * a[1](env)
        if way == 3:
            b = self.make(shape, depth)
            return f"(({a[0]}) ./ (2 + ({b[0]}).^2))", lambda env: a[1](env) / (2 + b[1](env) ** 2)
        name = self.rng.choice(list(ELEMENTWISE))
        return f"{name}({a[0]})", lambda env: ELEMENTWISE[name](a[1](env))


def _one(value: Any) -> Any:
    return jnp.reshape(value, (1, 1))
