"""What names in lines stand for: one name in every spelling, nothing circular, the sizes and the arrangers beside."""

import pytest

from adjoint.audit.verb import check

EIGEN = "f = lambdamax(S); S: n x n symmetric"
SQUARES = "f = tr(S*S); S: n x n symmetric"
SCALED = "f = a*x'*x; x: n; a: scalar"
PRODUCT = "f = tr(A*X); X: m x n; A: n x m"
HALVES = "f = tr(A*S); S: n x n symmetric; A: n x n"
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


@pytest.mark.parametrize(
    ("problem", "wrt", "line"),
    [
        ("f = tr(X); X: n x n", "X", "∂f/∂X = A*B"),
        ("f = sum(x); x: n", "x", "∂f/∂x = c*ones(n)"),
        ("f = sum(x); x: n", "x", "∂f/∂x = a.*b.*c"),
    ],
)
def test_no_factor_stands_for_the_side_it_is_compared_with(problem: str, wrt: str, line: str) -> None:
    """Names in a product that nothing introduces are not the derivative which the product is said to be."""
    assert _verdicts(problem, wrt, line) == ["unreadable"]


@pytest.mark.parametrize(
    ("problem", "wrt", "lines", "last"),
    [
        (HALVES, "S", ("D_n*vech(S) = vec(S)", "L_n*vec(A) = vech(A)", "L_n*D_n = I"), "right"),
        (HALVES, "S", ("D_n*vech(S) = vec(S)", "L_n*vec(A) = vech(A)", "L_n*D_n = 2*I"), "wrong"),
        (PRODUCT, "X", ("K_{mn}*vec(X) = vec(X')", "K_{mn}*K_{nm} = I"), "right"),
        (PRODUCT, "X", ("K_{mn}*vec(X) = vec(X')", "K_{mn}' = K_{nm}"), "right"),
        (PRODUCT, "X", ("K_{mn}*vec(X) = vec(X')", "K_{nm}*vec(X) = vec(X')"), "wrong"),
        (PRODUCT, "X", ("K_{mn}*vec(X) = K_{nm}*vec(X)",), "wrong"),
    ],
)
def test_identities_fit_beside_arrangers_and_turned_sizes_are_another_matrix(
    problem: str, wrt: str, lines: tuple[str, ...], last: str
) -> None:
    """An identity has the size of the stack beside it, and K_nm is the transpose of K_mn."""
    assert _verdicts(problem, wrt, *lines)[-1] == last


@pytest.mark.parametrize("power", ["99999999999", "99999999999999999"])
def test_exponents_beyond_all_measure(power: str) -> None:
    """A number with too many digits is refused by name, and at once."""
    for line in (f"f = 2^{power}*x'*A*x", f"f = x'*A^{power}*x", "f = (((2^1000)^1000)^1000)^1000*x'*A*x"):
        found = check("f = x'*A*x; A: n x n; x: n", [line], "x")
        assert found.lines == ("unreadable",)
