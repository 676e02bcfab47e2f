"""What runs through axes that are pairs of axes comes back as matrices, by indices as by differentials."""

import pytest

from adjoint.derive.derive import derive
from adjoint.derive.problem import Narrative, Question
from adjoint.read.problem import read_problem
from adjoint.render.text import text

NARRATIVES: tuple[Narrative, ...] = ("differential", "index", "tensor")
DECLARED = "A: n×n; B: n×n; X: m×n; v: m*n; G: m*n×m*n; x: n; y: m; "


@pytest.mark.parametrize(
    ("formula", "by", "answer"),
    [
        ("tr(expm(A))", "A", "expm(A)'"),
        ("tr(B*expm(A))", "A", "expmfrechet(A, B)'"),
        ("x'*logm(A)*x", "A", "logmfrechet(A', x*x')"),
        ("sum(sylv(A, B, A))", "B", ""),
        ("tr(B*lyap(A, B))", "A", ""),
        ("tr(dlyap(A, B))", "A", ""),
        ("tr(kron(A, A))", "A", "2*tr(A)*I"),
        ("G : kron(A, Y)", "A", "kronleft(G, Y)"),
        ("G : kron(A, Y)", "Y", "kronright(G, A)"),
        ("norm2(kron(x, y))^2", "x", "2*(y'*y)*x"),
        ("v'*vec(X)", "X", "unvec(v, m, n)"),
        ("v'*kron(A, Y)*vec(X)", "X", "Y'*unvec(v, m, n)*A"),
        ("normF(unvec(v, m, n)*A)^2", "v", ""),
    ],
)
def test_pairs_of_axes_are_read_back(formula: str, by: str, answer: str) -> None:
    """By indices and by full tensors, the answer is that of the differentials, without masks of ones."""
    problem = read_problem(f"{DECLARED}Y: m×m; f = {formula}")
    variable = problem.named(by)
    assert variable is not None
    found = [str(text(derive(Question(problem, (variable,)), way).answers[0].value)) for way in NARRATIVES]
    assert found == [answer or found[0]] * 3
