"""Lines about half stacks, with the usual letters for the matrices beside them, and about structured variables."""

import pytest

from adjoint.audit.verb import check
from adjoint.derive.problem import Want

SQUARE = "Y = X*X; X: n x n symmetric"
LOGDET = "f = logdet(S); S: n x n symmetric"
GRAM = "Y = X*X'; X: m x n"
TURN = "f = tr(A*Q); Q: n x n orthogonal; A: n x n"
LOWER = "Y = C*C'; C: k x k lower"
HESSIAN = r"\frac{\partial^2f}{\partial vech(S)\,\partial vech(S)^T} = "

RIGHT = (
    (SQUARE, "X", r"d\operatorname{vech}Y = L_n(X\otimes I+I\otimes X)D_n\,d\operatorname{vech}X"),
    (SQUARE, "X", r"\frac{\partial\operatorname{vech}Y}{\partial\operatorname{vech}X}=L_n(X\otimes I+I\otimes X)D_n"),
    ("Y = X*X; X: n x n", "X", r"vech(dY) = D_n^+(X\otimes I+I\otimes X)D_n vech(dX)"),
    (LOWER, "C", r"L_k vec(dY) = L_k[(C\otimes I)+(I\otimes C)K_k]L_k^T vech(dC)"),
    (LOGDET, "S", r"\frac{\partial f}{\partial vech(S)} = \mathcal{D}_n^T vec(S^{-1})"),
    (LOGDET, "S", r"df = vec(S^{-1})^T G\,vech(dS) \text{ where } G \text{ is the duplication matrix}"),
    (LOGDET, "S", HESSIAN + r"-D_n^T(S^{-1}\otimes S^{-1})D_n"),
    (GRAM, "X", r"vec(dY) = (X\otimes I)vec(dX) + (I\otimes X)K_{mn}vec(dX)"),
    (GRAM, "X", r"vec(dY) = 2N_m(X\otimes I_m)vec(dX)"),
    ("f = tr(A*X); X: n x n symmetric; A: n x n", "X", "df = tr(A'*dX)"),
    ("f = tr(A*X*B); X: n x n diagonal; A: n x n; B: n x n", "X", r"df = (BA\odot I):dX"),
    ("f = tr(A*Q); Q: n x n orthogonal; A: n x n", "Q", "dQ' = -Q'*dQ*Q'"),
    ("f = tr(A*W); W: n x n skew; A: n x n", "W", "df = 1/2*(A' - A) : dW"),
)  # fmt: skip
LINES = (
    (TURN, "Q", [r"dQ=Q\Omega", r"\Omega^T=-\Omega", r"df=tr(AQ\Omega)"], "rrr"),
    (TURN, "Q", [r"dQ=Q\Omega", r"\Omega^T=\Omega"], "rw"),
    (TURN, "Q", [r"\Omega^T=-\Omega", r"df=tr(AQ\Omega)"], "uu"),
    ("f = logdet(L*L'); L: n x n lower", "L", [r"f=2\sum_i\log L_{ii}", r"df=2\sum_idL_{ii}/L_{ii}"], "rr"),
    ("f = logdet(L*L'); L: n x n lower", "L", [r"df=2tr(diag(L)^{-1}dL)", r"df=\sum_idL_{ii}/L_{ii}"], "rw"),
)  # fmt: skip
WRONG = (
    (LOWER, "C", r"L_k vec(dY) = L_k[(C\otimes I)+(I\otimes C)K_k]D_k vech(dC)", "structure"),
    (SQUARE, "X", r"\frac{\partial vech(Y)}{\partial vech(X)}=D_n^T(X\otimes I+I\otimes X)D_n", "structure"),
    (LOGDET, "S", r"\frac{\partial f}{\partial vech(S)} = vech(S^{-1})", "structure"),
    (LOGDET, "S", r"\frac{\partial f}{\partial vech(S)} = L_n vec(S^{-1})", "structure"),
    (LOGDET, "S", HESSIAN + r"-L_n(S^{-1}\otimes S^{-1})D_n", "structure"),
    (LOGDET, "S", r"\frac{\partial f}{\partial vech(S)} = D_n vec(S^{-1})", "missing-transpose"),
    (GRAM, "X", r"vec(dY) = 2(X\otimes I)vec(dX)", "missing-transpose"),
    (GRAM, "X", r"vec(dY) = (X\otimes I)vec(dX) + (X\otimes I)vec(dX^T)", "non-commuting"),
    ("f = tr(A*X); X: n x n symmetric; A: n x n", "X", r"df = tr(A\,dX) + tr(A^TdX)", ""),
    ("f = tr(A*Q); Q: n x n orthogonal; A: n x n", "Q", "dQ'*Q = Q'*dQ", ""),
)  # fmt: skip


def _want(problem: str, line: str) -> Want:
    if "partial^2" in line:
        return "hessian"
    return "gradient" if problem.startswith("f") else "jacobian"


@pytest.mark.parametrize(("problem", "variable", "line"), RIGHT)
def test_right_lines(problem: str, variable: str, line: str) -> None:
    """Each holds for all values that the problem allows, changes within the structure of the variable among them."""
    assert check(problem, line, variable, _want(problem, line)).lines == ("right",)


@pytest.mark.parametrize(("problem", "variable", "lines", "verdicts"), LINES)
def test_changes_within_a_structure(problem: str, variable: str, lines: list[str], verdicts: str) -> None:
    """A direction may be named; what is said of one that nobody introduced has no verdict; entries of a diagonal."""
    said = {"r": "right", "w": "wrong", "u": "unreadable"}
    assert check(problem, lines, variable).lines == tuple(said[one] for one in verdicts)


@pytest.mark.parametrize(("problem", "variable", "line", "kind"), WRONG)
def test_wrong_lines(problem: str, variable: str, line: str, kind: str) -> None:
    """Each is wrong, also where changes keep the structure, is of its kind, and has a right line in its place."""
    found = check(problem, line, variable, _want(problem, line))
    assert found.first_wrong == 0
    assert found.diagnosis is not None
    if kind:
        assert (found.diagnosis.kind, found.corrected is not None) == (kind, True), str(found)


def test_letters_that_are_something_else() -> None:
    """A D, L or K that the problem or a line gives is that, and without stacks nothing is read into a letter."""
    found = check("L = normF(D*X - K)^2; X: n x n", "dL = 2*D'*(D*X - K) : dX\nvec(dX)'*vec(2*D'*(D*X - K)) = dL", "X")
    assert (found.verdict, found.audit.bound) == ("correct", {})
    assert check(LOGDET, "D_n*S = S", "S").lines == ("unreadable",)
    lines = ["S = L*L'", "vech(dS) = vech(dL*L' + L*dL')", "df = 2*tr(L^{-1}*dL)"]
    assert check("f = logdet(S); S: n x n posdef", lines, "S").lines == ("right",) * 3
    assert check("f = normF(X)^2; X: n x n", [r"vec(dX) = K_1 + K_2"], "X").lines == ("unreadable",)
