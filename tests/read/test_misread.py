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
        ("f = x^H*A*x", "H"),
        ("f = x^t*A*x", "t"),
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
        ("f = Σx_i^2", Unsupported, "Σx_i"),
        ("f = sum(X(:))", Unsupported, "(:)"),
        ("d/dx x'*A*x", Unsupported, "d"),
        ("minimize x'*A*x", SyntaxProblem, "minimize"),
        ("derivative of log(det(X)) wrt X", SyntaxProblem, "derivative"),
        ("f = x'*x % comment", SyntaxProblem, "%"),
        ("f = np.trace(X)", SyntaxProblem, "."),
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
        ("Let A be symmetric; let f = x'*A*x.", "A", "symmetric matrix n×n"),
        ("A is an m×m matrix; f = x'*A*x,", "A", "matrix m×m"),
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
    ("text", "plain"),
    [
        ("sum(matmul(A, x))", "sum(A*x)"),
        ("sum(hadamard(A, B))", "sum(A .* B)"),
        ("sum(divide(A, B))", "sum(A ./ B)"),
        ("sum(square(matmul(A, x)))", "sum((A*x).^2)"),
        ("sum(solve(A, b))", "sum(inv(A)*b)"),
        ("y'*logsoftmax(x)", "y'*log(softmax(x))"),
        ("sum(log1p(x))", "sum(log(1 + x))"),
        ("sum(log2(x))", "sum(log(x)/log(2))"),
        ("sum(exp2(x))", "sum(exp(log(2)*x))"),
        ("sum(elu(x))", "sum(relu(x) + exp(-relu(-x)) - 1)"),
        ("sum(softsign(x))", "sum(x ./ (1 + abs(x)))"),
        ("sum(cot(x))", "sum(1 ./ tan(x))"),
    ],
)
def test_functions_of_other_languages_are_the_operations_that_they_are(text: str, plain: str) -> None:
    """`matmul` and its kin are read as operations, and never as functions of which nothing is known."""
    read, wanted = read_problem(text), read_problem(plain)
    assert list(read.definitions.values()) == list(wanted.definitions.values())
    assert not read.functions


@pytest.mark.parametrize("text", ["f = sum(leakyrelu(x))", "f = huber(x)", "f = cond(A)", "f = sum(min(x))"])
def test_well_known_functions_that_are_not_supported_are_no_opaque_functions(text: str) -> None:
    """A name that everybody knows is refused with the nearest thing that can be written."""
    assert place(text, Unsupported)


def test_declared_functions_keep_their_names() -> None:
    """A function that the problem declares is its own, whatever others call so."""
    assert "square" in read_problem("square: scalar function; f = square(x)").functions
    assert place("f = solve(A)", SyntaxProblem) == "solve(A)"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("f = sin(x)", "cos(x)"),
        ("f = 2x", "2"),
        ("f = a*x^2 + b*x + c", "2*a*x + b"),
        (r"f = \frac{1}{1 + e^{-x}}", "f*(1 - f)"),
        ("y = x^2; f = sin(y)", "2*x*cos(y)"),
        ("f = log(1 + exp(-y_i*w'*x))", "-y_i*sigmoid(-y_i*(w'*x))*w"),
    ],
)
def test_school_formulas_are_of_numbers(text: str, answer: str) -> None:
    """Where a gradient is asked for and nothing speaks of arrays, undeclared names are numbers."""
    assert derivation(text, "x").answer == answer


def test_formulas_that_speak_of_arrays_are_not_made_numbers() -> None:
    """A capital letter or an entrywise operation keeps its meaning, and a gradient of a vector is refused."""
    for text in ("f = A*x", "f = x.^2", "x: n; f = 2*x"):
        with pytest.raises(ShapeError):
            derivation(text, "x")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("f = log(-2)*x'*x", "log(-2)"),
        ("f = x'*x/0", "0"),
        ("f = x'*x + sqrt(-1)", "sqrt(-1)"),
        ("f = asin(2)", "asin(2)"),
    ],
)
def test_functions_of_numbers_outside_their_domain_are_pointed_at(text: str, quoted: str) -> None:
    """The complaint is about the function, not about the whole statement."""
    assert place(text, DomainError) == quoted


@pytest.mark.parametrize(
    ("wrt", "quoted"), [("Q", "g"), ("a", "A"), ("B", "B_1"), ("", "g = tr(A*B_1)")]
)
def test_an_unknown_variable_points_at_what_is_near(wrt: str, quoted: str) -> None:
    """A name that does not occur underlines the nearest one, or the name of what is differentiated."""
    text = "f = x'*x; A: n×n; g = tr(A*B_1)"
    with pytest.raises(AdjointError) as caught:
        derivation(text, wrt)
    assert caught.value.position is not None
    assert text[caught.value.position :][: caught.value.length] == quoted


def test_several_names_are_parted_by_commas() -> None:
    """`x,A` asks for both gradients, as on the command line."""
    assert derivation("f = x'*A*x", "x, A").answer == "(A + A')*x\nx*x'"


def test_impossible_names_are_not_declared() -> None:
    """What no formula can name is refused where it is declared beside the text."""
    with pytest.raises(SyntaxProblem):
        read_problem("f = x'*x", {"1x": Declaration(("n",))})
    assert read_problem("f = x'*x", {r"\mathbf{x}": Declaration(("d",))}).readings["x"] == "vector d"


def test_the_derivative_of_zeros_is_zero() -> None:
    """A definition that is zero is not used as a name for zero."""
    assert derivation("v: n; f = zeros(n)", "v", "jacobian").answer == "zeros(n, n)"


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


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("X: 1 x n; f = logdet(X*X' + I)", "2*X/(norm2(X')^2 + 1)"),
        ("A: n x n; x: n; f = log(x'*A*x + I); wrt = x", "(A + A')*x/(x'*A*x + 1)"),
    ],
)
def test_an_identity_beside_a_number_is_one(text: str, answer: str) -> None:
    """Beside a product that is a number, an identity that nothing else gives a size is the number one."""
    text, _, by = text.partition("; wrt = ")
    assert derivation(text, by or "X").answer == answer
