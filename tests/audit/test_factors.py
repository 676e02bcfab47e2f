"""Letters of a decomposition that a line names are its factors: what is said of them is judged."""

import pytest

from adjoint.audit.verb import check

NUCLEAR = "f = normnuc(X); X: m x n"
LOGDET = "f = logdet(A); A: n x n posdef"
GRAM = "f = logdet(X'*X); X: m x n"
FIT = "f = normF(X - Y)^2; X: m x n"
SVD, EIGEN = r"X=U\Sigma V^T", r"A=Q\Lambda Q^T"

CASES = [
    (NUCLEAR, "X", [r"X=USV^T", r"U^TdXV=U^TdU\,S+dS+S\,dV^TV", r"df=\operatorname{tr}(dS)", r"\nabla f=UV^T"], "rrrr"),
    (NUCLEAR, "X", [SVD, r"f=\operatorname{tr}\sqrt{V\Sigma^2V^T}", r"\nabla f=VU^T"], "rrw"),
    (NUCLEAR, "X", [r"X=USV^T", r"U^TU=I", r"UU^T=I"], "rru"),
    (LOGDET, "A", [EIGEN, r"f=tr(\log\Lambda)", r"d\Lambda=I\odot(Q^TdA\,Q)"], "rrr"),
    (LOGDET, "A", [r"A=V\Lambda V^T", r"d\Lambda=V^TdA\,V"], "rw"),
    (LOGDET, "A", [r"A=LL^T", r"L^{-1}dA\,L^{-T}=L^{-1}dL+(L^{-1}dL)^T", r"df=tr(L^{-1}dL)"], "rrw"),
    (GRAM, "X", ["X=QR", "X'*X=R'*R", "df = 2*tr(R^{-1}Q'dX)", r"\nabla f = 2QR^{-T}", "df = 2*tr(Q'dX)"], "rrrrw"),
    (NUCLEAR, "X", ["X=UP", "P = P'", "f = tr(P)", r"\nabla f = U"], "rrrr"),
    (NUCLEAR, "X", [SVD, r"f=\sum_i\sigma_i", r"d\sigma_i=u_i^TdX\,v_i", r"\nabla f=\sum_iu_iv_i^T"], "rrrr"),
    (LOGDET, "A", [EIGEN, r"Aq_i=\lambda_iq_i", r"d\lambda_i=q_i^TdA\,q_i", r"d\lambda_i=q_idA\,q_i^T"], "rrrw"),
    ("f = lambdamax(A); A: n x n symmetric", "A", [EIGEN, r"Av=\lambda v", r"\nabla f=vv^T"], "rrr"),
    ("f = normspec(X); X: m x n", "X", [SVD, r"\nabla f=u_1v_1^T"], "rr"),
    (FIT, "X", ["X=QR", r"\frac{\partial f}{\partial Q}=2(X-Y)R^T"], "ru"),
    (FIT, "X", ["X=UV'", r"df=2(X-Y)V:dU+2(X-Y)^TU:dV"], "ru"),
]  # fmt: skip
VERDICTS = {"r": "right", "w": "wrong", "u": "unreadable"}


@pytest.mark.parametrize(("problem", "variable", "lines", "verdicts"), CASES)
def test_factors(problem: str, variable: str, lines: list[str], verdicts: str) -> None:
    """Lines hold or not for the factors; where that depends on which are meant there is no verdict."""
    assert check(problem, lines, variable).lines == tuple(VERDICTS[one] for one in verdicts)


def test_statement_names_factors() -> None:
    """The statement may name them, with a small letter for the matrix; a lost diagonal is a matter of structure."""
    lines = [r"\frac{\partial\|x\|_*}{\partial x}=\frac{\operatorname{tr}(VU^T\partial x)}{\partial x}=(VU^T)^T"]
    assert check(NUCLEAR, lines, "X", statement=r"\|x\|_*,\;x=U\Sigma V^T").verdict == "correct"
    found = check(LOGDET, [r"A=V\Lambda V^T", r"d\Lambda=V^TdA\,V"], "A")
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "structure"
