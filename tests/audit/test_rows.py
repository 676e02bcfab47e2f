"""Sums over examples: rows and columns of a matrix by their index."""

import pytest

from adjoint.audit.verb import check

SQUARES = "f = sum((y - X*w).^2); X: n x d; w: d; y: n"
BY_COLUMNS = "f = sum((y - X'*w).^2); X: d x n; w: d; y: n"
GAUSS = "l = -1/2*tr((X - ones(n)*m')*inv(S)*(X - ones(n)*m')') - n/2*logdet(S); X: n x d; m: d; S: d x d posdef"
NETWORK = "f = normF(relu(X*w) - Y)^2; X: n x d; w: d x k; Y: n x k"

LINES = [
    (SQUARES, "w", r"e_i=y_i-w^Tx_i", "right"),
    (SQUARES, "w", r"\frac{\partial}{\partial w}(y_i-w^Tx_i)^2=-2(y_i-w^Tx_i)x_i", "right"),
    (SQUARES, "w", r"\nabla f=-2\sum_{i=1}^n(y^{(i)}-w^Tx^{(i)})x^{(i)}", "right"),
    (SQUARES, "w", r"\nabla f=2\sum_i(y_i-w^Tx_i)x_i", "wrong"),
    (SQUARES, "w", r"\nabla f=-2\sum_i(y_i-w^Tx_i)x_i^T", "right-in-another-layout"),
    (BY_COLUMNS, "w", r"\nabla f=-2\sum_i(y_i-x_i^Tw)x_i=-2X(y-X^Tw)", "right"),
    (GAUSS, "S", r"\ell=-\frac n2\log|S|-\frac12\sum_i(x_i-m)^TS^{-1}(x_i-m)", "right"),
    (GAUSS, "S", r"\frac{\partial\ell}{\partial S}=\frac12\sum_iS^{-1}(x_i-m)(x_i-m)^TS^{-1}-\frac n2S^{-1}", "right"),
    (GAUSS, "S", r"\frac{\partial\ell}{\partial S}=\frac12\sum_iS^{-1}(x_i-m)^T(x_i-m)S^{-1}-\frac n2S^{-1}", "wrong"),
    (NETWORK, "w", r"\nabla f=2\sum_ix_i((\mathrm{relu}(w^Tx_i)-y_i)\odot\mathbb 1[w^Tx_i>0])^T", "right"),
]


@pytest.mark.parametrize(("problem", "wrt", "line", "verdict"), LINES)
def test_members(problem: str, wrt: str, line: str, verdict: str) -> None:
    """A line that speaks of rows or columns by an index is judged as the same line in matrices."""
    assert check(problem, [line], wrt).lines == (verdict,)
