"""Every spelling of one thing reads as the same expression."""

import pytest

from adjoint.expr.language import Expr
from adjoint.read.problem import read_problem
from adjoint.read.statement.expression import read_expression

DECLARATIONS = "A: m×n; B: m×n; C: n×p; S: n×n; Q: n×n; x: n; y: n; s: scalar; t: scalar; v: m; "


def body(formula: str, declarations: str = DECLARATIONS) -> Expr:
    """The expression of a formula after the declarations."""
    problem = read_problem(declarations + "f = " + formula)
    return problem.definitions[problem.target]


SAME = [
    ("A*C", ["A C", "A @ C", "A · C", "(A)(C)", "A(C)", "A*(C)"]),
    ("A'", ["A^T", "A.T", "Aᵀ", "A.'", "A^{T}", "A^(T)", "A^⊤", "transpose(A)", "A'''"]),
    ("inv(S)", ["S^-1", "S^{-1}", "S^(-1)", "S⁻¹", "inverse(S)"]),
    ("inv(S)'", ["S^-T", "S^{-T}", "S^(-T)", "S⁻ᵀ", "inv(S)^T"]),
    ("A .* B", ["A ⊙ B", "A ∘ B", "A.*B"]),
    ("A ./ B", ["A ⊘ B", "A./B", "A .* B.^-1", "A .* B.^(-1)"]),
    ("2 ./ x", ["2./x", "2 .* x.^-1", "2*(1 ./ x)"]),
    ("S^2", ["S²", "S**2", "S^{2}", "S^(2)"]),
    ("kron(A, C)", ["A ⊗ C", "kron(A,C)"]),
    ("norm2(x)", ["norm(x)", "||x||", "‖x‖", "||x||_2", "‖x‖₂", "norm(x, 2)", "normp(x, 2)", "‖x‖_{2}"]),
    ("normF(A)", ["norm(A,'fro')", 'norm(A, "fro")', "||A||_F", "‖A‖_F", "‖A‖_{F}"]),
    ("norm1(x)", ["||x||_1", "norm(x,1)", "normp(x, 1)"]),
    ("||x||_2^2", ["norm2(x)^2", "‖x‖²", "norm(x)^2"]),
    ("relu(A)", ["max(0, A)", "max(A, 0)"]),
    ("tr(S)", ["trace(S)", "Tr(S)"]),
    ("log(s)", ["ln(s)"]),
    ("log(det(S)) + 1", ["log det(S) + 1", "1 + (log det(S))"]),
    ("abs(s)", ["|s|", "norm(s)", "||s||"]),
    ("A*ones(n)", ["rowsum(A)", "sum(A, rows)"]),
    ("ones(m)'*A", ["colsum(A)", "sum(A, cols)"]),
    ("sum(A)/(m*n)", ["mean(A)", "1/(m*n)*sum(A)", "1/m/n*sum(A)"]),
    ("softmax(x)'", ["softmax(x')"]),
    ("diag(x)", ["diag(x')"]),
    ("1/2*s", ["0.5*s", "s/2", "5e-1 s", ".5 s", "s*0.5"]),
    ("x'*S*x - y'*x", ["-y'*x + x'*S*x", "x' S x − y' x", "x^T S x-y^T x"]),
    ("S + eye(n)", ["S + I", "I + S", "S + I_n", "I(n) + S", "S + eye(n, n)"]),
    ("s*ones(n) + x", ["x + s", "s + x"]),
    ("ones(n) - x", ["1 - x", "-x + 1", "(1 - x)"]),
    ("A + v*ones(n)'", ["A + v", "v + A"]),
    ("(x - sum(x)/n).^2 : ones(n)", ["(x - mean(x)).^2 : ones(n)"]),
    ("x", ["vec(x)", "vec(x')", "x''", "+x", "--x"]),
    ("det(S)*inv(S)", ["adj(S)"]),
    ("sum(abs(x).^3)^(1/3)", ["normp(x, 3)", "norm(x, 3)"]),
    ("A : B", ["A:B", "A :B"]),
    ("s^t", ["s**t", "s^{t}", "s^(t)"]),
    ("exp(-s)", ["exp(-(s))", "exp(- s)"]),
    ("kron(A, ones(m)) .* kron(ones(m), B)", ["kr(A, B)"]),
    ("pi*s", ["π s", "s*pi"]),
]


@pytest.mark.parametrize(("plain", "others"), SAME, ids=[plain for plain, _ in SAME])
def test_spellings_of_one_thing_are_one_node(plain: str, others: list[str]) -> None:
    """Whatever way a formula is typed, equal meaning by notation is the identical node."""
    wanted = body(plain)
    assert [other for other in others if body(other) is not wanted] == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("-x'*S*x", "-x'*S*x"),
        ("s/t*x", "s*x/t"),
        ("s/(t*2)", "s/(2*t)"),
        ("2*x^T y", "2*x'*y"),
        ("A:B + s", "A : B + s"),
        ("x.^2", "x.^2"),
        ("S^-2", "S^-2"),
        ("a_1*x", "a1*x"),
        ("a_{12}*x_{new}", "a12*x_new"),
        ("n/2*logdet(S)", "1/2*n*logdet(S)"),
    ],
)
def test_precedence_shows_in_print(text: str, printed: str) -> None:
    """Operators bind as the language says, which the printed form shows."""
    declared = DECLARATIONS + ("a_1: scalar; a12: scalar; x_new: n; " if "_" in text else "")
    assert str(body(text, declared)) == printed


def test_quotes_transpose_after_operands_and_open_strings_elsewhere() -> None:
    """A quote after a name, a bracket or another quote transposes; after a comma it opens a string."""
    assert body("(A*C)'") is body("C'*A'") or str(body("(A*C)'")) == "(A*C)'"
    assert body("norm(A','fro')") is body("normF(A')")


def test_a_power_named_T_needs_brackets_and_a_declaration() -> None:
    """`^T` transposes always; `s^(T)` is a power where `T` is declared."""
    problem = read_problem("T: scalar; s: scalar; f = s^(T)")
    assert str(problem.definitions[problem.target]) == "s^(T)"
    assert read_expression("s^(T)", problem) is problem.definitions[problem.target]
    assert body("S^T", "T: scalar; S: n×n; ") is body("S'", "S: n×n; ")


def test_a_formula_before_its_definitions_and_over_lines() -> None:
    """Statements come in any order, comments are skipped, an operator or bracket carries a line on."""
    text = "# chain\nE = 1/2*normF(A5 -\n  R)^2  # squared\nA5 = A4*W4; A4 = (A3\n *W3)\nE"
    problem = read_problem(text)
    assert [f"{s} = {b}" for s, b in problem.definitions.items()] == [
        "A4 = A3*W3",
        "A5 = A4*W4",
        "E = 1/2*normF(A5 - R)^2",
    ]
    assert problem.target.name == "E"
