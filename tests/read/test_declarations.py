"""Declarations in all their spellings, and from outside."""

import pytest

from adjoint.errors import AdjointError, ShapeError, SyntaxProblem, UnknownName, Unsupported
from adjoint.read.problem import Declaration, read_problem


def reading(declaration: str, name: str = "X") -> str:
    """How the name is read after the declaration."""
    return read_problem(f"{declaration}\n1 + 1").readings[name]


@pytest.mark.parametrize(
    "text",
    [
        "X: n×d", "X: n x d", "X: nxd", "X ∈ R^{n×d}", "X in R^(n x d)", "X ∈ ℝ^{n × d}", "X: matrix n×d", "X: (n, d)",
        "X : n by d", "X ∈ R^n×d", "X: R^{n x d}",
    ],
)  # fmt: skip
def test_matrix_shapes(text: str) -> None:
    """Every spelling of a matrix shape is read."""
    assert reading(text) == "matrix n×d"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("X: n", "vector n"),
        ("X ∈ R^n", "vector n"),
        ("X in R^{n}", "vector n"),
        ("X: n×1", "vector n"),
        ("X: vector n", "vector n"),
        ("X: 1×n", "row n"),
        ("X: row n", "row n"),
        ("X: scalar", "scalar"),
        ("X ∈ R", "scalar"),
        ("X: 1", "scalar"),
        ("X: 3x4", "matrix 3×4"),
        ("X: m*p×n", "matrix m*p×n"),
        ("X: n+1", "vector n+1"),
        ("X: 2*k × k", "matrix 2*k×k"),
        ("X: n×n symmetric", "symmetric matrix n×n"),
        ("X: n×n, symmetric, positive", "positive symmetric matrix n×n"),
        ("X: n onehot", "onehot vector n"),
        ("X: n×m probability-rows", "probability-rows matrix n×m"),
        ("X: scalar unit-interval", "unit-interval scalar"),
        ("X: posdef", "posdef matrix n×n"),
        ("X: matrix", "matrix m×n"),
        ("X: vector", "vector n"),
    ],
)
def test_shapes_and_properties(text: str, spelled: str) -> None:
    """Shapes, fixed and symbolic sizes and properties are read as stated."""
    assert reading(text) == spelled


def test_several_names_share_a_declaration() -> None:
    """`A, B: n×n` declares both."""
    readings = read_problem("A, B: n×n; tr(A*B)").readings
    assert readings["A"] == readings["B"] == "matrix n×n"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("X: scalar function; X(1)", "scalar function of a scalar"),
        ("X: elementwise function; y: n; sum(X(y))", "elementwise function"),
        ("X: R^n -> R^m; y: n; sum(X(y))", "vector m function of a vector n"),
        ("X: R^{m×n} → R; Y: m×n; X(Y)", "scalar function of a matrix m×n"),
    ],
)
def test_opaque_functions(text: str, spelled: str) -> None:
    """Declared opaque functions keep the shapes of their arguments and values."""
    assert read_problem(text).readings["X"].endswith(spelled)


def test_declarations_from_outside_add_to_the_text() -> None:
    """`declare` gives shapes and properties; shapes may be left open; subscripts are one spelling."""
    problem = read_problem(
        "A_4 = X*W; tr(A4*S)",
        {
            "X": Declaration(("n", "m*p")),
            "W": Declaration(None),
            "S": Declaration(("n", "n"), ("posdef",)),
            "c": Declaration((), ("positive",)),
        },
    )
    assert dict(problem.readings) == {
        "X": "matrix n×m*p",
        "W": "matrix m*p×n",
        "S": "posdef matrix n×n",
        "c": "positive scalar",
        "A4": "definition, matrix n×n",
        "f": "definition, scalar",
    }
    assert [s.name for s in problem.variables] == ["X", "W", "S", "c"]


@pytest.mark.parametrize(
    ("text", "error", "hint"),
    [
        ("X: n×d symetric; tr(X)", SyntaxProblem, "did you mean `symmetric`?"),
        ("a: scaler; a", SyntaxProblem, "did you mean `scalar`?"),
        ("x: n scaler; x'*x", SyntaxProblem, "did you mean `scalar`?"),
        ("X: n×d symmetric; tr(X)", ShapeError, "`X: n×n symmetric` is square"),
        ("X: n×d onehot; sum(X)", ShapeError, "`onehot-rows` and `onehot-cols` are for matrices"),
        ("X: n; X: m; sum(X)", SyntaxProblem, "keep one of the declarations"),
        ("X: R^n -> R^{m×m}; sum(X)", Unsupported, "`h: R^n -> R^m` and `h: R^(m x n) -> R` are known"),
        ("X ∈ ; X", SyntaxProblem, "`X: m×n`, `x: n` or `a: scalar`"),
        ("X: 0×3; X", SyntaxProblem, "sizes run from 1 to 1000000"),
    ],
)
def test_bad_declarations(text: str, error: type[AdjointError], hint: str) -> None:
    """A misspelt or contradictory declaration is named, placed and corrected."""
    with pytest.raises(error) as caught:
        read_problem(text)
    assert caught.value.hint == hint
    assert caught.value.position is not None


def test_bad_declarations_from_outside() -> None:
    """Unknown properties, too many axes and contradictions with the text are refused."""
    with pytest.raises(UnknownName, match="symetric"):
        read_problem("tr(X)", {"X": Declaration(("n", "n"), ("symetric",))})
    with pytest.raises(Unsupported, match="3 axes"):
        read_problem("sum(X)", {"X": Declaration(("n", "n", "n"))})
    with pytest.raises(ShapeError, match="two shapes"):
        read_problem("X: n; sum(X)", {"X": Declaration(("m",))})
    with pytest.raises(SyntaxProblem, match="in the shape of `X`"):
        read_problem("sum(X)", {"X": Declaration(("n'",))})


def test_a_property_of_a_definition_must_follow_from_its_body() -> None:
    """What is declared of a definition is kept where it is plain, else refused."""
    kept = read_problem("W: n×n symmetric; W = X*X'; tr(W)")
    assert kept.readings["W"] == "definition, symmetric matrix n×n"
    with pytest.raises(Unsupported, match="does not follow from its body"):
        read_problem("W: n×n symmetric; W = X*Y; tr(W)")
