"""Wrong lines as students write them are given the name of the slip that was made."""

import pytest

from adjoint.audit.verb import check

SLIPS = (
    ("f = x'*A*x/(x'*x); A: n x n symmetric", "x", r"\nabla f=\frac{2Ax}{2x}", "scalar-rule"),
    ("f = (a'*x)/(b'*x)", "x", r"\nabla f=\frac{(b^Tx)a-(a^Tx)b}{b^Tx}", "scalar-rule"),
    ("f = x'*A*B*x; A: n x n; B: n x n", "x", r"\nabla f=(BA+B^TA^T)x", "non-commuting"),
    ("f = x'*A*x", "x", r"\frac{\partial f}{\partial x_k}=\sum_jA_{kj}x_j+\sum_iA_{ki}x_i", "sum-or-index"),
    ("f = tr(A*X*X'); A: n x n", "X", r"\frac{\partial f}{\partial X}=2AX", "structure"),
    ("h = sigmoid(W*x); f = norm2(V*h - t)^2", "W", r"\frac{\partial f}{\partial W}=2V^T(Vh-t)x^T", "lost-factor"),
    ("f = sum(sigmoid(W*x))", "W", r"\frac{\partial f}{\partial W}=\sigma(Wx)x^T", "algebra"),
    ("f = -(x - m)'*inv(S)*(x - m); S: n x n symmetric", "m", r"\frac{\partial f}{\partial m}=-2S^{-1}(x-m)", "sign"),
    ("f = logdet(X); X: n x n", "X", r"df=\mathrm{tr}(dX)", "inverse-or-determinant"),
    ("f = normF(X)^2; X: m x n", "X", r"\frac{\partial f}{\partial X}=2\|X\|_F", "norm-vs-square"),
    ("f = 1/m*norm2(X*w - y)^2; X: m x n", "w", r"\nabla f=2X^T(Xw-y)", "lost-factor"),
    ("g = exp(-x'*x)", "x", r"\nabla^2g=-2gI", "product-rule"),
    ("f = sum(log(softmax(z)))", "z", r"\frac{\partial^2f}{\partial z^2}=-nI", "dependence"),
)  # fmt: skip


@pytest.mark.parametrize(("problem", "variable", "line", "kind"), SLIPS)
def test_slip_is_named(problem: str, variable: str, line: str, kind: str) -> None:
    """The line is wrong, of the kind of its slip, and a right line is given in its place."""
    found = check(problem, line, variable)
    assert found.first_wrong == 0
    assert found.diagnosis is not None
    assert (found.diagnosis.kind, found.corrected is not None) == (kind, True), str(found)
