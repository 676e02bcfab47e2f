"""Derivatives in names of their own: Hessians, bars of reverse mode, products of two columns."""

import pytest

from adjoint.audit.verb import check
from adjoint.post.verb import check_post

FORM = "f = x'*A*x; A: n x n; x: n"
LAYER = "y = W*x; L = norm2(y - t)^2; W: m x n; x: n; t: m"
CHAIN = "C = A*B; L(C); A: n x n; B: n x n"
INVERSE = "C = inv(A); L(C); A: n x n"


@pytest.mark.parametrize("name", ["Hess", "hess", "Hessian", "H_f", "Hess f", "Hess(f)", "The Hessian is H"])
def test_a_hessian_is_claimed(name: str) -> None:
    """A name that says Hessian is judged as it, also where the gradient was asked for, and is no definition."""
    gradient = "grad = (A+A')*x"
    assert check(FORM, [gradient, f"{name} = A + A'"], "x").lines == ("right", "right")
    assert check(FORM, [gradient, f"{name} = 2*A"], "x").verdict == "wrong"


def test_a_bare_letter_is_not_sure() -> None:
    """A last H that is not the Hessian is neither right nor wrong; one that goes into other lines is a definition."""
    assert check(FORM, ["grad = (A+A')*x", "H = 2*A"], "x").lines == ("right", "unreadable")
    assert check(FORM, ["H = A + A'", "grad = H*x"], "x").lines == ("right", "right")


def test_a_hessian_in_a_post() -> None:
    """Words that call a letter the Hessian make the formula a claim, and the letter stays known."""
    post = r"Let $f(x) = x^TAx$. The gradient is $\nabla f = (A+A^T)x$ and the Hessian is $H = %s$."
    assert check_post(post % "A + A^T").verdict == "correct"
    assert check_post(post % "2A").verdict == "wrong"


@pytest.mark.parametrize("right", ["2*(y-t)*x", "2*x*(y-t)", "(y-t)*2*x", "dL/dy * x"])
def test_two_columns_have_no_product(right: str) -> None:
    """A product of two columns is no outer product, since nothing turns one of them."""
    found = check(LAYER, [f"dL/dW = {right}"], "W")
    assert found.verdict == "wrong"
    assert found.diagnosis is not None
    assert found.diagnosis.kind in ("missing-transpose", "shape")


@pytest.mark.parametrize(
    ("problem", "lines", "verdicts"),
    [
        (CHAIN, [r"\bar A = \bar C B^T", r"\bar B = A^T \bar C"], ("right", "right")),
        (CHAIN, [r"\bar A = \bar C B^T", r"\bar B = \bar C A^T"], ("right", "wrong")),
        (CHAIN, [r"\bar A = \bar C B"], ("wrong",)),
        (INVERSE, ["Abar = -C'*Cbar*C'"], ("right",)),
        (INVERSE, ["Abar = -C'*Cbar*C"], ("wrong",)),
    ],
)
def test_bars_are_derivatives(problem: str, lines: list[str], verdicts: tuple[str, ...]) -> None:
    """Names with bars that flow back through a definition are derivatives, whether or not the line is true."""
    found = check(problem, lines, "A")
    assert found.lines == verdicts
    assert found.verdict == ("wrong" if "wrong" in verdicts else "correct")


def test_no_name_of_the_program() -> None:
    """Messages have no names that nobody wrote, and name what is not introduced."""
    assert "·" not in str(check("f(X) = X'*X; X: m x n", ["Df(X)[H] = 2*X'*H"], "X", "differential"))
    step = check("f = 1/2*norm2(A*x-b)^2; A: m x n", ["g = A*(A*x - b)", "x1 = x - alpha*g"], "x")
    assert "`alpha` is not introduced" in str(step)
