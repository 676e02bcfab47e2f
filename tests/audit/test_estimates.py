"""Derivations of statistics and learning: estimates, entries of vectors, names that the person gave."""

import pytest

from adjoint.audit.verb import check
from adjoint.derive.problem import Want

SIMPLEX = "f = sum(c .* log(p)) + mu*(1 - sum(p)); c: k positive; p: k positive; mu: scalar"
RIDGE = "J = (y - X*b)'*W*(y - X*b) + t*b'*b; X: n x p; y: n; b: p; W: n x n diagonal; t: scalar positive"
RIDGE_GRADIENT = r"\frac{\partial J}{\partial b}=-2X^TWy+2X^TWXb+2tb"
HINGE = "f = 1/2*w'*w + C*sum(max(0, ones(n) - y .* (X*w)).^2); X: n x d; w: d; y: n; C: scalar positive"
POISSON = "eta = X*b; l = y'*eta - sum(exp(eta)); X: n x p; y: n; b: p"
QUADRATIC = "f = x'*A*x - 2*b'*x; A: n x n symmetric; x: n; b: n"
ZERO = r"\frac{\partial f}{\partial x_k}=2\sum_jA_{kj}x_j-2b_k=0"
ATTENTION = "S = Q*K'/sqrt(d); P = softmaxrows(S); O = P*V; L = G:O; Q: n x d; K: m x d; V: m x e; G: n x e"

CASES = [
    (RIDGE, "b", "gradient", [RIDGE_GRADIENT, r"\hat b=(X^TX+tI)^{-1}X^TWy"], ["right", "wrong"]),
    (RIDGE, "b", "gradient", [RIDGE_GRADIENT, r"\hat b=(X^TWX+tI)^{-1}X^TWy"], ["right", "right"]),
    (SIMPLEX, "p", "gradient", [r"\frac{\partial f}{\partial p_i}=\frac{c_i}{p_i}-\mu=0", r"p_i=\frac{c_i}\mu"],
     ["right", "right"]),
    (SIMPLEX, "p", "gradient", [r"\frac{\partial f}{\partial p_i}=\frac{c_i}{p_i}+\mu=0"], ["wrong"]),
    (QUADRATIC, "x", "gradient", [ZERO, r"\sum_jA_{kj}x_j=b_k"], ["right", "right"]),
    (QUADRATIC, "x", "gradient", [ZERO, r"\sum_jA_{kj}x_j=2b_k"], ["right", "wrong"]),
    (HINGE, "w", "gradient", [r"\xi_i=\max(0,1-y_iw^Tx_i)", r"\frac{\partial\xi_i^2}{\partial w}=-2\xi_iy_ix_i"],
     ["right", "right"]),
    (POISSON, "b", "hessian", [r"\mu_i=e^{x_i^T\beta}", r"\frac{\partial\mu_i}{\partial\beta}=\mu_ix_i"],
     ["right", "right"]),
    (POISSON, "b", "hessian", [r"\mu_i=e^{x_i^T\beta}", r"\frac{\partial\mu}{\partial\beta}=0"], ["right", "wrong"]),
    (ATTENTION, "V", "gradient", [r"dL=G:(P\,dV)", "=P^TG:dV"], ["right", "right"]),
    ("f = tr(S*B*S); S: n x n symmetric; B: n x n", "S", "gradient",
     ["dS^T=dS", r"\operatorname{tr}(dS\,B\,S)=\operatorname{tr}(SB^TdS)",
      r"\operatorname{tr}(dS\,BS)=\operatorname{tr}(SB\,dS)"],
     ["right", "right", "wrong"]),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "variable", "want", "lines", "verdicts"), CASES)
def test_verdicts(problem: str, variable: str, want: Want, lines: list[str], verdicts: list[str]) -> None:
    """Each line is judged as it was meant, and a false one beside it is still found."""
    assert list(check(problem, lines, variable, want).lines) == verdicts
