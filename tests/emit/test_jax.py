"""The JAX target computes what the NumPy target computes."""

from fractions import Fraction

import numpy as np
import pytest

from adjoint.emit.jax import JAX, LACKING, jax_module
from adjoint.emit.numpy import FORMS, numpy_module
from adjoint.expr.build import apply, call, colon, inverse, kron, number, ones, symbol, transpose
from adjoint.expr.functions import ARRAY, ELEMENTWISE, PRIMARY
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.sizes import ONE, Size
from adjoint.index.term import Delta, Entry, Index, Tensor, Term

jax = pytest.importorskip("jax")

n, m = Size.of("n"), Size.of("m")
A, X, x, z, s = symbol("A", "n", "n"), symbol("X", "n", "m"), symbol("x", "n"), symbol("z", "m"), symbol("s")


@pytest.fixture(autouse=True)
def _double_precision():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def arrays(names):
    random = np.random.default_rng(1)
    shapes = {"A": (3, 3), "X": (3, 4), "x": (3,), "z": (4,), "s": ()}
    return [random.uniform(0.2, 0.8, shapes[name]) + (2 * np.eye(3) if name == "A" else 0) for name in names]


def both(values, shapes):
    """The results of the two targets at one point, JAX's compiled."""
    results = []
    for make in (numpy_module, jax_module):
        code = make("f", values, {}, {}, shapes)
        module = {}
        exec(code.source, module)
        function = module["f"] if make is numpy_module else jax.jit(module["f"])
        got = function(*arrays(code.args))
        results.append(got if len(values) > 1 else (got,))
    return zip(*results, strict=True)


def agree(*values):
    for plain, ours in both(values, [tuple(str(size) for size in value.shape if size != ONE) for value in values]):
        assert np.shape(ours) == np.shape(plain)
        np.testing.assert_allclose(ours, plain, rtol=1e-9, atol=1e-12)


def test_jax_has_every_operation():
    """No operation of NumPy's table is missing or left under NumPy's name."""
    assert set(JAX.forms) == set(FORMS) - LACKING
    assert not any(" np." in f" {form.template}" for form in JAX.forms.values())


def test_jax_computes_matrix_expressions():
    """Products, solutions, broadcasts, sums and Kronecker products agree, compiled."""
    row = transpose(ones((m, ONE)))
    agree(
        A @ X @ z, inverse(A) @ x, X.T @ inverse(A), s * (x @ z.T) + x @ row, X @ transpose(row), colon(X, X) / s,
        kron(A, x), call("diag", x) @ X, number(2), x @ row, inverse(A) * inverse(A),
        duplication(n) @ call("vech", A), elimination(n).T @ call("vech", A),
    )  # fmt: skip


def test_jax_computes_every_function():
    """Each elementwise function and each function of an array agrees, compiled."""
    agree(*(apply(function, x) for function in ELEMENTWISE))
    slow = {name + kind for name in PRIMARY for kind in ("jacobian", "jacobian2", "frechet2")} - {"expmfrechet2"}
    agree(*(valued(function) for function in ARRAY if function not in LACKING | slow | {"powerjacobian2"}))


def valued(function):
    """The function of operands of the shapes that it takes."""
    signature = ARRAY[function].signature
    operands = [_array(rows, cols) for rows, cols in signature.operands]
    if function == "vcat":
        operands = [A, A]
    if function in ("powersum", "powersum2", "powerjacobian"):
        operands[1] = number(3)
    return call(function, *operands, shape=(n, m))


def _array(rows, cols):
    if rows.name is None and rows != ONE:
        return kron(A, X) if cols != ONE else call("vec", X)
    if cols == ONE:
        return s if rows == ONE else x
    return A if rows == cols or (rows.name, cols.name) == ("m", "n") else X


def test_jax_computes_tensors():
    """A tensor with a delta agrees, compiled."""
    i, j, a = Index("i", n), Index("j", n), Index("a", m)
    tensor = Tensor((i, j, a), (Term(Fraction(3), (Delta(i, j), Entry(z, (a,)), Entry(X, (i, a)))),))
    for plain, ours in both([tensor], [("n", "n", "m")]):
        np.testing.assert_allclose(ours, plain)
