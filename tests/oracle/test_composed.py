"""Functions that are formulas in others: values and derivatives as automatic differentiation has them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from adjoint.api import derivation
from adjoint.read.tree.composed import COMPOSED

ORACLE = {
    "log1p": jnp.log1p, "expm1": jnp.expm1, "log2": jnp.log2, "log10": jnp.log10,
    "cot": lambda v: 1 / jnp.tan(v), "sec": lambda v: 1 / jnp.cos(v), "csc": lambda v: 1 / jnp.sin(v),
    "sech": lambda v: 1 / jnp.cosh(v), "logit": jax.scipy.special.logit, "logsigmoid": jax.nn.log_sigmoid,
    "softsign": jax.nn.soft_sign, "exp2": jnp.exp2, "elu": jax.nn.elu, "mish": jax.nn.mish,
}  # fmt: skip


def test_every_one_has_an_oracle() -> None:
    """No row of the table goes untested."""
    assert list(ORACLE) == list(COMPOSED)


@pytest.mark.parametrize("name", COMPOSED)
def test_derivatives(name: str) -> None:
    """Gradient and Hessian of the sum of squares of its entries; the answer says which formula was read."""
    x = np.random.default_rng(1).uniform(0.2, 0.8, 4)

    def value(v):
        return jnp.sum(ORACLE[name](v) ** 2)

    for want, differentiate in (("gradient", jax.grad), ("hessian", jax.hessian)):
        result = derivation(f"y = {name}(x); f = norm2(y)^2; x: n", "x", want)
        module: dict = {}
        exec(result.code.source, module)
        np.testing.assert_allclose(module[want](x), differentiate(value)(x), rtol=1e-9, atol=1e-12)
        assert any(COMPOSED[name][0] in sentence for sentence in result.derivation.assumptions)
