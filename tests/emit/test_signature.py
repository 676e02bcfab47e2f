"""The function's arguments: which, in what order, under what names, and the sizes read off them."""

import subprocess
import sys

import numpy as np
import pytest

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit.numpy import numpy_module
from adjoint.errors import AdjointError, ShapeError, Unsupported
from adjoint.expr.build import (
    apply, call, constant, d, identity, multiply, number, ones, opaque, partial, power, size_number, symbol,
    zeros,
)  # fmt: skip
from adjoint.expr.sizes import ONE, SCALAR, Size

n, m = Size.of("n"), Size.of("m")
X, x, s = symbol("X", "n", "m"), symbol("x", "n"), symbol("s")


def emit(*values, definitions=None, extra=(), functions=None):
    shapes = [tuple(str(size) for size in value.shape if size != ONE) for value in values]
    return numpy_module("f", values, definitions or {}, functions or {}, shapes, extra)


def run(code, *arguments):
    module = {}
    exec(code.source, module)
    return module["f"](*arguments)


def test_arguments_follow_the_definitions_and_only_needed_ones_are_taken():
    """Free variables come in the order of the definitions; a definition is computed, what is not needed left out."""
    B, C, D, E, F = (symbol(name, "n", "n") for name in "BCDEF")
    code = emit(F + C, definitions={E: D @ C, F: E @ B})
    assert code.args == ("D", "C", "B")


def test_sizes_are_read_off_the_arrays():
    """A size is the length of an axis of a needed array, else of another variable of the problem."""
    target = symbol("f")
    assert run(emit(identity(n) + X @ X.T), np.zeros((2, 3))).shape == (2, 2)
    code = emit(ones((n, m)), definitions={target: call("sum", X)})
    assert code.args == ("X",)
    np.testing.assert_array_equal(run(code, np.zeros((2, 3))), np.ones((2, 3)))
    assert run(emit(zeros((n, m)), definitions={target: call("sum", X)}), np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("length", "value", "expected"),
    [
        (Size.of("m") * Size.of("n"), 12, 4),
        (Size.of("m") * Size.of("m"), 49, 7),
        (Size.of(3) * Size.of("m") + Size.of("n") + Size.of(2), 20, 5),
        (Size.of(2) * Size.of("m"), 10, 5),
        (Size.of("m") * Size.of("m") * Size.of("n"), 75, 5),
    ],
)
def test_sizes_are_solved_from_axes_that_mention_them(length, value, expected):
    """`m` is found from the length `m*n` of an axis, and the like."""
    w = symbol("w", length)
    code = emit(multiply(size_number(m), x, ones((ONE, length)), w))
    assert set(code.args) == {"x", "w"}
    given = {"x": np.ones(3), "w": np.ones(value)}
    np.testing.assert_allclose(run(code, *(given[name] for name in code.args)), expected * value)


def test_a_size_that_nothing_tells_is_an_argument():
    """The caller gives it, under its own name."""
    code = emit(size_number(m) * x)
    assert code.args == ("x", "m")
    np.testing.assert_array_equal(run(code, np.ones(2), 5), [5, 5])


def test_a_size_may_come_as_a_float():
    """A size that is an argument is made whole, so that arrays can be built with it."""
    code = emit(ones((n, ONE)) * s)
    np.testing.assert_array_equal(run(code, 2.0, 3.0), [2.0, 2.0, 2.0])


def test_fixed_sizes_are_numbers():
    """A size given as a whole number needs no array."""
    code = emit(identity(Size.of(3)))
    assert code.args == ()
    np.testing.assert_array_equal(run(code), np.eye(3))


def test_differentials_and_cotangents_are_arguments():
    """`dX` follows the variables; an extra argument is taken even where it is not used."""
    G = symbol("G", "n", "m")
    code = emit(X.T @ d(X), extra=(G,))
    assert code.args == ("X", "dX", "G")


def test_opaque_functions_are_arguments():
    """A function and its derivatives are given, each under a name that says what it is."""
    a = symbol("a", "n")
    value = opaque("g", SCALAR, a)
    given = {"g": OpaqueFunction("g", "scalar", ((n, ONE),))}
    code = emit(value * partial(value, 0) + apply("phi", x, 1), functions=given)
    assert sorted(code.args[:2]) == ["a", "x"]
    assert sorted(code.args[2:]) == ["dg_da", "g", "phi_1"]
    assert "derivative by argument 1 of the scalar function g" in code.source


def test_a_definition_may_have_the_name_of_its_function():
    """In `g = g(a)` the function and its value are told apart."""
    g, a = symbol("g"), symbol("a", "n")
    code = emit(g * a, definitions={g: opaque("g", SCALAR, a)})
    np.testing.assert_array_equal(run(code, np.ones(2), np.sum), [2, 2])


ODD = ["np", "lambda", "λ", "float", "t1", "n", "x'", "def", "_sigmoid", "f", "special", "round"]


@pytest.mark.parametrize("name", ODD)
def test_names_do_not_clash(name):
    """Arguments may have the names of modules, keywords, sizes, helpers and temporaries."""
    odd = symbol(name, "n", "n")
    shared = apply("sigmoid", odd @ X)
    code = emit(apply("erf", shared + size_number(n) * shared))
    assert code.args == (name, "X")
    plain = symbol("A", "n", "n")
    shared = apply("sigmoid", plain @ X)
    same = emit(apply("erf", shared + size_number(n) * shared))
    given = np.full((2, 2), 0.5), np.ones((2, 3))
    np.testing.assert_array_equal(run(code, *given), run(same, *given))


def test_names_that_look_alike_are_told_apart():
    """Two Greek letters with one English name, or names that differ in a mark, stay two arguments."""
    names = ["phi", "φ", "ϕ", "x'", "x_", "λ", "lam", "Phi", "Φ"]
    code = emit(sum((symbol(name) * 10**k for k, name in enumerate(names)), number(0)))
    assert sorted(code.args) == sorted(names)
    values = {name: k + 1 for k, name in enumerate(names)}
    assert run(code, *(float(values[name]) for name in code.args)) == sum(
        (k + 1) * 10**k for k, _ in enumerate(names)
    )


def test_results_have_the_shape_of_the_contract():
    """Scalars are floats, vectors and rows have one axis, several values are a tuple."""
    got = run(emit(s, x, x.T, X, size_number(n), number(2), zeros(SCALAR)), 2.0, np.ones(2), np.ones((2, 3)))
    assert [type(value) for value in (got[0], got[4], got[5], got[6])] == [float] * 4
    assert [np.shape(value) for value in got] == [(), (2,), (2,), (2, 3), (), (), ()]


def test_a_row_may_be_given_as_a_matrix_and_returned_as_one():
    """A variable declared 1×n is taken with one axis or two; an axis `1` asked for is made."""
    row = symbol("row", 1, "n")
    code = emit(2 * row)
    for given in (np.ones(3), np.ones((1, 3))):
        np.testing.assert_array_equal(run(code, given), [2, 2, 2])
    for value, shape in ((row, ("1", "n")), (x, ("n", "1")), (s, ("1", "1"))):
        got = run(numpy_module("f", [2 * value], {}, {}, [shape]), 1.0 if value is s else np.ones(3))
        np.testing.assert_array_equal(got, np.full([1 if size == "1" else 3 for size in shape], 2))


def test_what_has_no_code_is_refused():
    """Each refusal is a named error."""
    A = symbol("A", "n", "n")
    for value in (constant("tau"), d(x + x), power(A, number(1) / 2), d(X) + symbol("dX", "n", "m")):
        with pytest.raises(Unsupported):
            emit(value)
    with pytest.raises(ShapeError):
        numpy_module("f", [X], {}, {}, [("n", "m", "n", "m")])
    with pytest.raises(AdjointError, match="outside the range"):
        emit(number(10**400) * x)


def test_a_whole_power_is_asked_for():
    """A matrix power whose exponent is no whole number at run time raises."""
    A, k = symbol("A", "n", "n"), symbol("k")
    code = emit(power(A, k))
    np.testing.assert_array_equal(run(code, 2 * np.eye(2), 3.0), 8 * np.eye(2))
    with pytest.raises(ValueError, match="whole"):
        run(code, np.eye(2), 0.5)


def test_scipy_is_imported_only_where_it_is_needed():
    """The module names SciPy for the error function and not for the logistic one."""
    assert "scipy" in emit(apply("erf", x)).source
    assert "scipy" not in emit(apply("sigmoid", x)).source


def test_the_source_does_not_depend_on_the_hash_seed():
    """Two processes with different seeds write the same bytes."""
    program = (
        "from adjoint.emit.numpy import numpy_module\n"
        "from adjoint.expr.build import *\n"
        "A, x, p = symbol('A', 'n', 'm'), symbol('x', 'n'), symbol('p', 'q')\n"
        "v = x.T @ A @ A.T @ inverse(A @ A.T) + x.T * size_number(Size.of('q'))\n"
        "print(numpy_module('f', [v, kron(A, A), p @ x.T], {}, {}, [('n',), ('n*n', 'm*m'), ('q', 'n')]).source)\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(outputs) == 1
