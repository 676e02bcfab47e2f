"""What people type that could be taken for something else: it is read as meant, or refused with a hint."""

import pytest

from adjoint.api import derivation
from adjoint.errors import AdjointError, Ambiguous, DomainError, ShapeError, SyntaxProblem, Unsupported
from adjoint.read.problem import Declaration, read_problem


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("X: n×m; f = sum(X_{ij}^2)", "X_{ij}"),
        ("x: n; f = x_1^2 + x_2^2", "x_1"),
        ("x: n; f = x₁^2", "x₁"),
        ("x: n; f = x1^2", "x1"),
        ("sum((x_i - y_i)^2); x: n", "x_i"),
        ("A: n×n; sum(A_ij*x_i*x_j)", "A_ij"),
        ("A: 2×2; a_{11}*a_{22}", "a_{11}"),
        ("A: 2×2; a11*a22", "a11"),
        ("f = x'*x + x_1", "x_1"),
        ("x: n; f = x(2)*x'*x", "x(2)"),
        ("A: n×n; f = A(1,2)", "A(1,2)"),
        ("A: n×n; f = sum(A(:,1))", "A(:,1)"),
        ("f = tr([A B])", "A B"),
        ("f = sum([1 2; 3 4])", "1 2"),
        ("f = sum([a -1])", "a -"),
        ("f = x^2^3", "x^2^3"),
        ("f = a^b^c", "a^b^c"),
        ("x: n; f = x'Ax", "Ax"),
        ("A: n×n; x: n; f = x'*Ax", "Ax"),
    ],
)
def test_two_meanings_are_refused(text: str, quoted: str) -> None:
    """Entries by index, cells parted by spaces, powers of powers and names run together are `ambiguous`."""
    assert place(text, Ambiguous) == quoted


@pytest.mark.parametrize(
    ("text", "kind", "quoted"),
    [
        ("x: n; f = sum_i x_i^2", Unsupported, "sum_i"),
        ("f = x'*x*inf", Unsupported, "inf"),
        ("f = x'*x*nan", Unsupported, "nan"),
        ("f = true*x'*x", Unsupported, "true"),
        ("f = x'*x*1i", Unsupported, "i"),
        ("f = 1.2.3*x'*x", SyntaxProblem, "1.2.3"),
        ("f = 0x10*x'*x", Unsupported, "0x10"),
        ("f = A*symmetric", SyntaxProblem, "symmetric"),
        ("f = tr(A/B)", ShapeError, "A/B"),
        ("f = sum(x^2)", ShapeError, "x^2"),
        ("X: n×n symmetric skew; f = tr(X)", DomainError, "n×n symmetric skew"),
        ("X: n×n diagonal positive; f = tr(X)", DomainError, "n×n diagonal positive"),
        ("f = x'*A*x; A = A'", SyntaxProblem, "A"),
        ("f = x; a = b; b = c; c = b", SyntaxProblem, "b"),
        ("x: n; y: n; f = sum(x.^y)", ShapeError, "x.^y"),
    ],
)
def test_what_has_no_meaning_is_refused(text: str, kind: type[AdjointError], quoted: str) -> None:
    """Words for numbers, malformed numbers, contradictions and shapes that do not fit are named at their place."""
    assert place(text, kind) == quoted


def place(text: str, kind: type[AdjointError]) -> str:
    """What the complaint of that kind points at; it has a hint."""
    with pytest.raises(kind) as caught:
        read_problem(text)
    assert caught.value.hint
    assert caught.value.position is not None
    return text[caught.value.position :][: caught.value.length]


@pytest.mark.parametrize(
    ("text", "name", "reading"),
    [
        ("f = normF(A_5 - R)^2", "A5", "matrix m×n"),
        ("f = norm2(x - x_0)^2", "x0", "vector n"),
        ("x: n; x_1: n; f = x'*x_1", "x1", "vector n"),
        ("a: scalar; f = a(2)", "a", "scalar"),
        ("x'*[1,2;3,4]*x", "x", "vector 2"),
        ("X: n×m; f = sum(dX .* X)", "dX", "matrix n×m"),
        ("f = sum(log(X+c)); c scalar", "c", "scalar"),
        ("f = tr(inv(A)); A symmetric", "A", "symmetric matrix n×n"),
        ("X is a symmetric matrix; f = logdet(X)", "X", "symmetric matrix n×n"),
        ("f = logdet(X) where X symmetric", "X", "symmetric matrix n×n"),
        ("f = logdet(X), X symmetric and invertible", "X", "invertible symmetric matrix n×n"),
        ("f = x'*A*x, A: n×n symmetric, x: n", "A", "symmetric matrix n×n"),
        ("f = x'*A*x where A = B*B'", "A", "definition, matrix m×m"),
        ("X, Y: n×m; f = tr(X'*Y)", "X", "matrix n×m"),
        ("X: symmetric matrix; f = logdet(X)", "X", "symmetric matrix n×n"),
        ("X: symmetric n x n matrix; f = logdet(X)", "X", "symmetric matrix n×n"),
        ("X: n×n lower symmetric; f = tr(X)", "X", "diagonal matrix n×n"),
        ("X: (n+1) x m; f = sum(X)", "X", "matrix n+1×m"),
        ("X: 2n x m; f = sum(X)", "X", "matrix 2*n×m"),
        ("X: m*(n+1) x 2; f = sum(X)", "X", "matrix m*n+m×2"),
        ("X: 3xn; f = sum(X)", "X", "matrix 3×n"),
        ("X: [n,n]; f = tr(X)", "X", "matrix n×n"),
        ("X: (n, n); f = tr(X)", "X", "matrix n×n"),
        ("x∈ℝⁿ; f = x'*x", "x", "vector n"),
        ("X ∈ ℝⁿˣᵐ; f = sum(X)", "X", "matrix n×m"),
        ("X ∈ ℝⁿ×ⁿ; f = sum(X)", "X", "matrix n×n"),
        ("X ∈ ℝ³ˣ⁴; f = sum(X)", "X", "matrix 3×4"),
        ("f = det(X + lambda)", "lambda", "scalar"),
        ("f = norm(X*beta - y)^2", "beta", "vector n"),
        ("f = tr(X'*X/N)", "N", "scalar"),
        ("\ufefff = x'*x", "x", "vector n"),
    ],
)
def test_what_is_meant_is_read(text: str, name: str, reading: str) -> None:
    """Declarations in words, shapes in every spelling, and the habits of the field."""
    assert read_problem(text).readings[name] == reading


@pytest.mark.parametrize(
    ("text", "answer"),
    [("f = ½*x'*x", "x"), ("f = ¾*x'*x", "3/2*x"), ("f = norm(x, inf)", "maxplace(abs(x)) .* sign(x)")],
)
def test_numbers_and_norms_in_other_spellings(text: str, answer: str) -> None:
    """Fractions in one character are numbers, and the norm with the subscript ∞ is the greatest entry."""
    assert derivation(text, "x").answer == answer


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("f = e^(x'*x)", "e is a variable; the exponential is exp(x)"),
        ("f = tr(A_1*A1)", "A_1 and A1 are one name"),
    ],
)
def test_what_may_surprise_is_said(text: str, note: str) -> None:
    """Names that mean something else to many are noted with the answer."""
    assert note in read_problem(text).assumptions


def test_contradictory_properties_from_outside_are_refused() -> None:
    """What is declared beside the text is held to the same."""
    with pytest.raises(DomainError):
        read_problem("f = tr(X)", {"X": Declaration(("n", "n"), ("skew", "posdef"))})
