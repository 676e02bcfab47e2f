"""Whatever arguments are called, and however short their axes are, the code runs and gives the same."""

from random import Random

import numpy as np
import pytest

from adjoint.api import derivation

HOSTILE = (
    "np jnp a b e i j k t x y u vt both function units gradient jacobian hessian special linalg float int round "
    "lambda for def class None True is in not len range x_ t1 t2 n_ T top unit zero cb2 self print ValueError"
).split()
"""Names that Python, the helper functions or the code itself might want."""

PROBLEMS = (
    ("{0}: n x n posdef; {1}: scalar; {2}: n; f = {2}'*powm({0}, {1})*{2}", "gradient", (0,), "Psv"),
    ("{0}: n x n; {1}: n; f = {1}'*expm({0})*{1} + tr(sinm({0}))", "gradient", (0,), "Mv"),
    ("{0}: n x n; {1}: n; f = {1}'*{0}^9*{1}", "gradient", (0,), "Mv"),
    ("{0}: n x n; {1}: n; {2}: n; f = sum(softmax({0}*{1}) .* {2})", "gradient", (0, 1), "Mvv"),
    ("{0}: m x n; {1}: n; {2}: m; f = normF(tanh({0}*{1}) - {2})^2", "gradient", (0, 1), "Rvw"),
    ("{0}: n; {1}: scalar; f = {1}*{0} + {1}^2*exp({0})", "jacobian", (1,), "vs"),
    ("{0}: n x n posdef; {1}: n; f = logdet({0}) + {1}'*inv({0})*{1}", "hessian", (1,), "Pv"),
    ("{0}: n; {1}: n; f = logsumexp({0} .* {1}) + n*sum(sigmoid({0}))", "gradient", (0,), "vv"),
)


def _values(kinds: str) -> list[object]:
    numbers = np.random.default_rng(5)
    root = numbers.normal(size=(3, 3))
    make = {
        "P": lambda: root @ root.T + np.eye(3),
        "M": lambda: numbers.normal(size=(3, 3)) / 2,
        "R": lambda: numbers.normal(size=(4, 3)),
        "v": lambda: numbers.normal(size=3),
        "w": lambda: numbers.normal(size=4),
        "s": lambda: 1.7,
    }
    return [make[kind]() for kind in kinds]


def _run(problem: str, want: str, by: list[str], names: list[str], values: list[object]) -> tuple[np.ndarray, ...]:
    code = derivation(problem, by if len(by) > 1 else by[0], want).code
    made: dict = {}
    exec(code.source, made)
    given = dict(zip(names, values, strict=True))
    found = made[code.entry](*(given[name] for name in code.args))
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", PROBLEMS, ids=[case[0].split("f = ")[1] for case in PROBLEMS])
def test_no_name_is_caught(case, seed):
    """Names of Python, of helpers and of what the code itself introduces are names as any other."""
    text, want, by, kinds = case
    values = _values(kinds)
    plain, strange = [f"q{k}" for k in range(len(kinds))], Random(seed).sample(HOSTILE, len(kinds))
    _compare(text, want, by, values, plain, strange)


@pytest.mark.parametrize("name", ["a", "x", "e", "function", "k"])
def test_no_bound_name_catches_an_argument(name):
    """An exponent may have the name that a helper gives to something else."""
    text, want, by, kinds = PROBLEMS[0]
    _compare(text, want, by, _values(kinds), ["q0", "q1", "q2"], ["P", name, "v"])


def _compare(text, want, by, values, plain, strange):
    results = [_run(text.format(*names), want, [names[k] for k in by], names, values) for names in (plain, strange)]
    for expected, found in zip(*results, strict=True):
        assert np.allclose(expected, found, rtol=1e-9)


@pytest.mark.parametrize(
    ("problem", "wrt", "want", "shape"),
    [
        ("y: 1; f = y'*y", "y", "gradient", (1,)),
        ("y: 1; f = y'*y", "y", "hessian", (1, 1)),
        ("x: n; y: 1; f = x*y", "y", "jacobian", (4, 1)),
        ("x: n; y: 1; f = x*y", "x", "jacobian", (4, 4)),
        ("y: 1; x: n; f = y*(x'*x)", ["x", "y"], "hessian", (4, 1)),
        ("W: 1 x n; x: n; y: 1; f = (W*x - y)^2", "W", "gradient", (1, 4)),
        ("W: 1 x n; x: n; y: 1; f = W*x - y", "W", "jacobian", (1, 4)),
        ("A: n x 1; y: 1; f = A*y", "A", "jacobian", (4, 4, 1)),
    ],
)
def test_an_axis_of_length_one_that_is_declared_is_an_axis(problem, wrt, want, shape):
    """Arrays come and go with the axes that they are declared with, those of length one too."""
    arrays = {"x": np.arange(4.0), "y": np.array([3.0]), "W": np.ones((1, 4)), "A": np.ones((4, 1))}
    result = derivation(problem, wrt, want)
    made: dict = {}
    exec(result.code.source, made)
    found = made[result.code.entry](*(arrays[name] for name in result.code.args))
    assert np.shape(found) == shape
    assert tuple(4 if size == "n" else int(size) for size in result.derivation.answers[0].shape) == shape
