"""Derivations made by hand, for the printers to print."""

from fractions import Fraction

import pytest

from adjoint.derive.derivation import Answer, Derivation, Line, Target
from adjoint.derive.problem import OpaqueFunction, Problem, Question
from adjoint.expr.build import call, colon, d, opaque, partial, symbol
from adjoint.expr.sizes import SCALAR, Size
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term


def tensor(axes: tuple[Index, ...], *factors: Factor) -> Tensor:
    return Tensor(axes, (Term(Fraction(1), factors),))


@pytest.fixture
def chain() -> Derivation:
    """The gradient of half a squared norm by an inner factor of a product."""
    a3, w3, w4 = symbol("A3", "n", "p"), symbol("W3", "p", "q"), symbol("W4", "q", "r")
    r, a4, a5, e = symbol("R", "n", "r", "constant"), symbol("A4", "n", "q"), symbol("A5", "n", "r"), symbol("E")
    definitions = {a4: a3 @ w3, a5: a4 @ w4, e: Fraction(1, 2) * call("normF", a5 - r) ** 2}
    readings = {"A3": "matrix n×p", "R": "constant matrix n×r", "A4": "definition, matrix n×q"}
    problem = Problem(
        "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2", definitions, e, (a3, w3, w4, r), {}, readings,
        ("R has the shape of A5",),
    )  # fmt: skip
    right = "A factor at the right end crosses to the right of the other side, transposed."
    left = "A factor at the left end crosses to the left of the other side, transposed."
    lines = (
        Line(d(e), colon(a5 - r, d(a5)), "differential of a squared norm", "The squared norm is A : A."),
        Line(None, colon(a5 - r, d(a4) @ w4), "definition of A5", "", "A5 = A4*W4"),
        Line(None, colon((a5 - r) @ w4.T, d(a4)), "a right factor crosses the colon", right),
        Line(None, colon((a5 - r) @ w4.T, a3 @ d(w3)), "definition of A4", "", "A4 = A3*W3"),
        Line(None, colon(a3.T @ (a5 - r) @ w4.T, d(w3)), "a left factor crosses the colon", left),
    )
    answer = Answer(e, (w3,), a3.T @ (a5 - r) @ w4.T, ("p", "q"))
    return Derivation(Question(problem, (w3,)), lines, (answer,), ("`A5` not zero",), ("R has the shape of A5",))


@pytest.fixture
def indexed() -> Derivation:
    """The gradient of an unknown function of `X*W'` by `W`, in index notation."""
    x, w, y, loss = symbol("X", "n", "d"), symbol("W", "m", "d"), symbol("Y", "n", "m"), symbol("L")
    i, j, k, a, b = [Index(name, Size.of(size)) for name, size in zip("ijkab", "nmdmd", strict=True)]
    value = opaque("L", SCALAR, y)
    g = partial(value, 0)
    functions = {"L": OpaqueFunction("L", "scalar", (y.shape,))}
    problem = Problem("Y = X*W'; L(Y)", {y: x @ w.T, loss: value}, loss, (x, w), functions)
    tied = tensor((i, j, a, b), Delta(j, a), Entry(x, (i, b)))
    rate = Rate(y, w, (i, j), (a, b), True)
    lines = (
        Line(Target(y, ()), tensor((i, j), Entry(x, (i, k)), Entry(w, (j, k))), "definition of Y"),
        Line(Target(y, (w,), True), tied, "delta", "", "Only j = a counts."),
        Line(Target(loss, (w,)), tensor((a, b), Rate(loss, y, (), (i, j)), rate), "chain rule"),
        Line(None, tensor((a, b), Entry(g, (i, a)), Entry(x, (i, b))), "summing over a delta"),
        Line(None, g.T @ x, "a product recognised"),
    )
    return Derivation(Question(problem, (w,)), lines, (Answer(loss, (w,), g.T @ x, ("m", "d")),))


@pytest.fixture
def jacobian(indexed: Derivation) -> Derivation:
    """The derivative of `X*W'` by `W`, an array of order four."""
    y, (w,) = next(iter(indexed.question.problem.definitions)), indexed.question.wrt
    old = indexed.question.problem
    problem = Problem("Y = X*W'", {y: old.definitions[y]}, y, old.variables)
    line = indexed.lines[1]
    assert isinstance(line.right, Tensor)
    answer = Answer(y, (w,), line.right, ("n", "m", "m", "d"))
    return Derivation(Question(problem, (w,), "jacobian"), (line,), (answer,))
