"""What names in lines stand for: one name in every spelling, nothing circular, the sizes and the arrangers beside."""

import pytest

from adjoint.audit.verb import check

EIGEN = "f = lambdamax(S); S: n x n symmetric"
SQUARES = "f = tr(S*S); S: n x n symmetric"
SCALED = "f = a*x'*x; x: n; a: scalar"
LAYER = "y = sigmoid(W*x); f = sum(y.^2); W: m x n; x: n"


def _verdicts(problem: str, wrt: str, *lines: str) -> list[str]:
    return [*check(problem, lines, wrt).lines]


@pytest.mark.parametrize(
    ("problem", "wrt", "lines", "last"),
    [
        (EIGEN, "S", ("S v = λ v", "f = λ", "∂f/∂S = λ*v*v'"), "wrong"),
        (SQUARES, "S", ("S = Q Λ Q'", "df = 2*tr(Λ*dΛ)", "∂f/∂S = 2*Q*Λ*Q'"), "right"),
        (SCALED, "x", (r"\beta = 3*a", "∂f/∂x = β*x"), "wrong"),
        (SCALED, "x", (r"\beta = 2*a", "∂f/∂x = β*x"), "right"),
        (LAYER, "W", ("z = W*x", "∂f/∂z = 2*y.*σ'(z)"), "right"),
    ],
)
def test_a_greek_letter_is_one_name_in_every_spelling(
    problem: str, wrt: str, lines: tuple[str, ...], last: str
) -> None:
    """A letter that a line has in LaTeX is the same in a line of plain text that has its character."""
    assert _verdicts(problem, wrt, *lines)[-1] == last
