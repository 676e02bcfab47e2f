"""Sums over a part of the indices, and equations said of a case of them."""

import pytest

from adjoint.audit.verb import check

FORM = "f = x'*A*x; A: n x n; x: n"
SLOPE = r"\frac{\partial f}{\partial x_k}"
SUM = "f = sum(x); x: n; A: m x n"
ENTRIES = "f = sum(X); X: n x n"
SOFT = "y = softmax(x); f = t'*y; x: n; t: n"
RATE = r"\frac{\partial y_i}{\partial x_j}"
WHOLE = [
    (SUM, r"f = \sum_{i=1}^n x_i", "right"),
    (SUM, r"f = \sum_{i=0}^{n-1} x_i", "right"),
    (ENTRIES, r"f = \sum_{i,j=1}^n X_{ij}", "right"),
]
PARTS = [
    (SUM, r"f = \sum_{i=1}^{n-1} x_i", "unreadable"),
    (SUM, r"f = \sum_{i=2}^n x_i", "unreadable"),
    (SUM, r"f = \sum_{i=1}^3 x_i", "unreadable"),
    (ENTRIES, r"f = \sum_{i=1}^{n-1} \sum_{j=1}^n X_{ij}", "unreadable"),
    (FORM, rf"{SLOPE} = \sum_{{j \neq k}} (A_{{kj}}+A_{{jk}}) x_j", "unreadable"),
    (FORM, rf"{SLOPE} = 2A_{{kk}}x_k + \sum_{{i\neq k}} (A_{{ki}}+A_{{ik}})x_i", "unreadable"),
]
CASES = [
    (SOFT, rf"{RATE} = -y_i y_j, i \neq j", "unreadable"),
    (SOFT, rf"{RATE} = -y_i y_j \quad \text{{for }} i \ne j", "unreadable"),
    (SOFT, "If i ≠ j: ∂y_i/∂x_j = -y_i*y_j", "unreadable"),
    (SOFT, rf"{RATE} = y_i(1 - y_i) for i=j", "unreadable"),
]


@pytest.mark.parametrize(("problem", "line", "verdict"), [*WHOLE, *PARTS, *CASES])
def test_ranges(problem: str, line: str, verdict: str) -> None:
    """What is summed over a part of the indices, or said of a case of them, is never judged as if it were all."""
    assert check(problem, [line], "x" if "x:" in problem else "X").lines == (verdict,)
