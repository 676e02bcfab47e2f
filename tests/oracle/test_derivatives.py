"""Generated expressions: our answers, as the NumPy code that is handed out, against automatic differentiation."""

import re
from importlib import util
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from adjoint.api import Result, derivation
from adjoint.derive.problem import Want
from adjoint.errors import Unsupported

_SPEC = util.spec_from_file_location("oracle_expressions", Path(__file__).with_name("expressions.py"))
made = util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

POINT = 7


def computed(result: Result, env: dict[str, np.ndarray]) -> np.ndarray:
    """What the code that we hand out computes."""
    module: dict = {}
    exec(result.code.source, module)
    return np.asarray(module[result.code.entry](*(env[name] for name in result.code.args)))


def agree(seed: int, shape: str, names: str, want: Want, depth: int, oracle) -> None:
    """Our derivative of the expression of this seed, by the first of the names that occur in it, is the oracle's."""
    text, value = made.Maker(seed).make(shape, depth)
    first = seed % len(names)
    wrt = next((name for name in names[first:] + names[:first] if re.search(rf"\b{name}\b", text)), names[first])
    axes = [made.SIZES[axis] for axis in shape]
    env = made.arrays(POINT)

    def function(array):
        return jnp.reshape(value(made.columns({**env, wrt: array})), axes)

    try:
        result = derivation(f"F = {text}; {made.DECLARED}", wrt, want)
    except Unsupported as refused:
        pytest.skip(refused.message)
    expected = np.asarray(oracle(function)(env[wrt]))
    got = computed(result, env)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-9, err_msg=text)


@pytest.mark.parametrize("seed", range(24))
def test_gradients(seed: int) -> None:
    """The gradient of a generated scalar by each kind of variable."""
    agree(seed, "", "ASxBCsyz", "gradient", 3, jax.grad)


@pytest.mark.parametrize("seed", range(16))
def test_jacobians(seed: int) -> None:
    """The Jacobian of a generated vector or matrix, output axes first."""
    shape = ("m", "n", "mn", "p")[seed % 4]
    agree(1000 + seed, shape, "xASCsyBz", "jacobian", 2, jax.jacobian)


@pytest.mark.parametrize("seed", range(8))
def test_hessians(seed: int) -> None:
    """The Hessian of a generated scalar, the variable's axes twice."""
    agree(2000 + seed, "", "xyASzBCs", "hessian", 2, jax.hessian)
