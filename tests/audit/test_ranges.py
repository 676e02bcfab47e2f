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
    (SUM, r"f = \sum_{i \le n} x_i", "unreadable"),
    (ENTRIES, r"f = \sum_{i=1}^{n-1} \sum_{j=1}^n X_{ij}", "unreadable"),
]
RELATED = [
    (FORM, rf"{SLOPE} = \sum_{{j \neq k}} (A_{{kj}}+A_{{jk}}) x_j", "wrong"),
    (FORM, rf"{SLOPE} = 2A_{{kk}}x_k + \sum_{{i\neq k}} (A_{{ki}}+A_{{ik}})x_i", "right"),
    (FORM, r"f = \sum_{i \neq j} A_{ij}x_i x_j", "wrong"),
    (FORM, r"f = \sum_i A_{ii}x_i^2 + \sum_{i \neq j} A_{ij}x_i x_j", "right"),
    (ENTRIES, r"f = \sum_{i<j} X_{ij} + \sum_{i>j} X_{ij} + \sum_i X_{ii}", "right"),
    (ENTRIES, r"f = \sum_{i<j} X_{ij} + \sum_{i\ge j} X_{ji}", "wrong"),
    (ENTRIES, r"f = 2\sum_{i<j} X_{ij} + \sum_i X_{ii}", "wrong"),
    (f"{ENTRIES} symmetric", r"f = 2\sum_{i<j} X_{ij} + \sum_i X_{ii}", "right"),
    (ENTRIES, r"f = \sum_{i=1}^n \sum_{j=1}^{i-1} X_{ij} + \sum_{i=1}^n \sum_{j=i}^n X_{ij}", "right"),
    (ENTRIES, r"f = \sum_{i=1}^n \sum_{j=1}^{i} X_{ij} + \sum_{i=1}^n \sum_{j=i}^n X_{ij}", "wrong"),
]
CASES = [
    (SOFT, rf"{RATE} = -y_i y_j, i \neq j", "right"),
    (SOFT, rf"{RATE} = -y_i y_j \quad \text{{for }} i \ne j", "right"),
    (SOFT, "If i ≠ j: ∂y_i/∂x_j = -y_i*y_j", "right"),
    (SOFT, "If i ≠ j: ∂y_i/∂x_j = y_i*y_j", "wrong"),
    (SOFT, rf"{RATE} = y_i(1 - y_i) for i=j", "right"),
    (SOFT, rf"{RATE} = y_i(1 - y_i), i \neq j", "wrong"),
    (SOFT, rf"{RATE} = -y_i y_j", "wrong"),
    ("F = A*X; f = tr(C*F); A: n x m; X: m x p; C: p x n",
     r"\frac{\partial F_{ij}}{\partial X_{kl}} = 0, \quad l \neq j", "right"),
    ("F = A*X; f = tr(C*F); A: n x m; X: m x p; C: p x n",
     r"\frac{\partial F_{ij}}{\partial X_{kl}} = 0, \quad k \neq j", "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "line", "verdict"), [*WHOLE, *PARTS, *RELATED, *CASES])
def test_ranges(problem: str, line: str, verdict: str) -> None:
    """What is summed over a part of the indices, or said of a case of them, is judged as such, or not at all."""
    assert check(problem, [line], "x" if "x:" in problem else "X").lines == (verdict,)


def test_cases_go_on() -> None:
    """A case holds for what goes on from its line and for the line below a heading; further down it is open."""
    lines = ["If i ≠ j:", "∂y_i/∂x_j = -y_i*y_j", "= -y_j*y_i", "Case 2: i = j", "∂y_i/∂x_j = y_i*(1 - y_i)"]
    assert check(SOFT, lines, "x").lines == ("words", "right", "right", "words", "right")
    assert check(SOFT, [lines[0], "∂f/∂x = ∂f/∂x", lines[1]], "x").lines[2] == "unreadable"


def test_further_lines_under_a_heading() -> None:
    """A second line under a case is not called wrong for what holds in that case alone; what holds of all is right."""
    lines = ["If i ≠ j:", r"\frac{\partial y_i}{\partial x_j} = -y_i y_j"]
    for last, verdict in ((r"-y_j y_i", "unreadable"), (r"y_i(\delta_{ij} - y_j)", "right")):
        further = rf"\frac{{\partial y_i}}{{\partial x_j}} = {last}"
        found = check("y = softmax(x); x: n", [*lines, further], "x", "jacobian")
        assert found.lines == ("words", "right", verdict)
