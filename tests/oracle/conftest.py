"""Double precision for the oracle, and the functions that a test file of this folder needs."""

import pytest

jax = pytest.importorskip("jax")


@pytest.fixture(autouse=True)
def _double_precision():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)
