"""Which lines come to the derivative that was asked for, and which hold without saying what it is."""

import pytest

from adjoint.audit.verb import check
from adjoint.derive.problem import Want

SQUARE = "y = A*x; f = y'*y; A: m x n; x: n"
LAYERS = "A4 = A3*W3; A5 = A4*W4; E = phi(A5); phi: scalar function; A3: n x p; W3: p x q; W4: q x r"
FORM = "f = x'*A*y; A: n x n; x: n; y: n"


@pytest.mark.parametrize(
    "line",
    [
        "df/dx = df/dx", "df/dx = 2*df/dx - df/dx", "dy/dx = A", "df/dy = 2*y", "df/dA = 2*y*x'",
        "df/dx = df/dy*dy/dx", "df/dx = A'*df/dy", "df/dx = g", "df/dx = 2*A'*z", "df = df/dx : dx",
        "df = 2*y : dy", r"\frac{\partial f}{\partial x_i} = \frac{\partial f}{\partial y_k}A_{ki}",
    ],
)  # fmt: skip
def test_a_true_line_is_not_yet_the_answer(line: str) -> None:
    """A tautology, another derivative, a chain rule in symbols or an unknown name is right, and incomplete."""
    found = check(SQUARE, [line], "x")
    assert (found.verdict, found.first_wrong) == ("incomplete", None), str(found)
    assert found.document["missing"].startswith("the gradient of f by x")


@pytest.mark.parametrize(
    "lines",
    [
        ["df/dx = 2*A'*A*x"], ["df/dx = 2*A'*y"], ["∇f = 2*A'*A*x"], ["df = 2*A'*y : dx"],
        [r"\frac{\partial (x^TA^TAx)}{\partial x} = 2A^TAx"],
        [r"\frac{\partial f}{\partial x_i} = 2A_{ki}A_{kj}x_j"],
        ["df/dx = df/dy*dy/dx", "df/dy = 2*y'", "dy/dx = A"],
        ["df/dx = g", "g = 2*A'*A*x"],
        ["g = df/dy", "df/dx = A'*g"],
    ],
)  # fmt: skip
def test_the_answer_is_reached(lines: list[str]) -> None:
    """The derivative in terms of values is the answer, however it is written, and where lines resolve its parts."""
    assert check(SQUARE, lines, "x").verdict == "correct"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("∂E/∂W3 = A3'*∂E/∂A5*W4'", "correct"),
        ("∂E/∂W3 = A3'*∂E/∂A4", "incomplete"),
        ("∂E/∂W3 = ∂E/∂W3", "incomplete"),
    ],
)
def test_the_derivative_of_an_unknown_function_is_a_value(line: str, verdict: str) -> None:
    """Nothing more can be said of the derivative of an unknown function by its argument; of others it can."""
    assert check(LAYERS, [line], "W3").verdict == verdict


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        (["df/dx = A*y"], "the gradient of f by y"),
        (["df/dx = A*y", "df/dy = A'*x"], None),
        (["df = A*y : dx + A'*x : dy"], None),
    ],
)
def test_every_variable_is_answered(lines: list[str], missing: str | None) -> None:
    """Where several gradients are asked for, what is missing are those that no line states."""
    assert check(FORM, lines, ["x", "y"]).document.get("missing") == missing


@pytest.mark.parametrize(
    ("problem", "lines", "want"),
    [
        ("f = a*x^2; a: scalar; x: scalar", ["f' = 2*a*x"], "gradient"),
        ("f = a*x^2; a: scalar; x: scalar", ["f' = 2*a*x", "f'' = 2*a"], "hessian"),
        ("f = x^n; n: scalar; x: scalar", ["f' = n*x^(n-1)"], "gradient"),
        ("f = exp(a*x); a: scalar; x: scalar", ["f' = a*f"], "gradient"),
        ("u = a*x; f = exp(u); a: scalar; x: scalar", ["u' = a", "f' = f*u'"], "gradient"),
        ("f = x'*A*x; A: n x n; x: n", ["f' = x'*A'*x", "f' = (A + A')*x"], "gradient"),
    ],
)
def test_a_quote_after_a_scalar(problem: str, lines: list[str], want: Want) -> None:
    """`f'` is the derivative of a scalar; by a vector it may also be the number itself, which the shape tells."""
    found = check(problem, lines, "x", want)
    assert (found.verdict, set(found.lines)) == ("correct", {"right"}), str(found)


@pytest.mark.parametrize("line", ["f' = f", "f' = a*x*f", "f' = exp(a*x)'"])
def test_a_quote_is_no_excuse(line: str) -> None:
    """What is not the derivative is wrong, also where it is the number itself."""
    assert check("f = exp(a*x); a: scalar; x: scalar", [line], "x").verdict == "wrong"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("df/dx = floor(y)*y + y", "unreadable"),
        (r"\frac{df}{dx} = \operatorname{floor}(y) y + y", "unreadable"),
        (r"\frac{df}{dx} = \lceil y\rceil y + y", "unreadable"),
        (r"\frac{df}{dx} = \lfloor y\rfloor y + y", "correct"),
    ],
)
def test_floors_are_no_cross_products(line: str, verdict: str) -> None:
    """Brackets that are open above stand for the matrix of a cross product, the word `floor` does not."""
    assert check("f = x'*y; x: 3; y: 3", [line], "x").verdict == verdict
