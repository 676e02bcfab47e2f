"""Shapes that nobody declared, sizes that a problem implies, and what is said of both."""

import pytest

from adjoint.errors import ShapeError
from adjoint.read.problem import read_problem


def shapes(text: str) -> dict[str, str]:
    """How each name was read."""
    return dict(read_problem(text).readings)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("f = x'*A*x + b'*x + c", {"A": "matrix n×n", "x": "vector n", "b": "vector n", "c": "scalar"}),
        ("a = W*x + b; L = g(a)", {"W": "matrix m×n", "x": "vector n", "g": "scalar function of a vector m"}),
        ("Z2 = W2*A1 + b2; J(Z2)", {"W2": "matrix m×n", "A1": "matrix n×p", "b2": "vector m"}),
        ("f = lam*norm2(w)^2 + ||X w - y||^2", {"lam": "scalar", "X": "matrix m×n", "w": "vector n", "y": "vector m"}),
        ("f = (x - mu)'*inv(Sigma)*(x - mu)", {"Sigma": "matrix n×n", "mu": "vector n"}),
        ("f = N*logdet(S) - tr(S*C)", {"N": "scalar", "S": "matrix n×n"}),
        ("f = a'*X*b", {"a": "vector m", "X": "matrix m×n", "b": "vector n"}),
        ("f = tr(X*Y)", {"X": "matrix m×n", "Y": "matrix n×m"}),
        ("f = λ*‖x‖² + αᵀβ", {"λ": "scalar", "α": "vector m", "β": "vector m"}),
        ("n/2*logdet(S)", {"n": "scalar", "S": "matrix m×m"}),
        ("A: p×q; f = x'*A*y", {"x": "vector p", "y": "vector q"}),
        ("h: R^n -> R^m; f = y'*h(x)", {"x": "vector n", "y": "vector m"}),
        ("f = sum(log(1 + exp(-y.*(X*w))))", {"X": "matrix m×n", "w": "vector n", "y": "vector m"}),
        ("P: n×n diagonal; f = tr(P*A)", {"A": "matrix n×n"}),
    ],
)  # fmt: skip
def test_habit_and_unification(text: str, wanted: dict[str, str]) -> None:
    """Products, sums and functions fix what they can; the rest follows the field's habit."""
    found = shapes(text)
    assert {name: found[name] for name in wanted} == wanted


def test_what_was_inferred_is_said() -> None:
    """Every undeclared name, opaque function and broadcast vector is listed among the assumptions."""
    assert read_problem("Z2 = W2*A1 + b2; J(Z2)").assumptions == (
        "inferred, since it was not declared: W2 is a matrix m×n, A1 is a matrix n×p, b2 is a vector m",
        "J is an opaque scalar function, since nothing defines it",
        "b2 is added to every column",
    )
    assert read_problem("W: m×n; x: n; f = sum(W*x)").assumptions == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A: n×n; x: p; y = kron(A, A)*x", "the sizes satisfy p = n*n"),
        ("A: m×n; y: p; sum(vec(A) - y)", "the sizes satisfy p = m*n"),
        ("A: m×n; B: p×q; C: 15×8; normF(C - kron(A, B))", "the sizes satisfy m*p = 15"),
        ("x: n; y: 3; x'*y", "the sizes satisfy n = 3"),
        ("X: n×n; k: scalar; tr(X^k)", "k, the exponent of a matrix, is a whole number"),
        ("A: n×n; s: scalar; sum(A + s)",
         "s is added to every entry; its multiple of the identity would be written s*eye(n)"),
        ("A: n×n; n: scalar; n*tr(A)", "n names an array and a size; in formulas it is the array"),
    ],
)  # fmt: skip
def test_implied_equations_are_assumptions(text: str, sentence: str) -> None:
    """Equations between sizes, and other things that a formula takes for granted, are said, not refused."""
    assert sentence in read_problem(text).assumptions


def test_implied_sizes_replace_the_declared_ones() -> None:
    """Where p = n*n, the vector of length p has the length n*n, so that the product fits."""
    problem = read_problem("A: n×n; x: p; y = kron(A, A)*x + p*ones(p)")
    assert problem.readings["x"] == "vector n*n"
    assert str(problem.definitions[problem.target]) == "kron(A, A)*x + n*n*ones(n*n)"


def test_a_length_of_one_counts_as_a_scalar() -> None:
    """A 1×1 matrix and a vector of length one scale what they multiply."""
    problem = read_problem("x: 1; W: 1×1; y: n; f = y*x*W/W")
    assert problem.readings["f"] == "definition, vector n"


def test_invented_sizes_do_not_clash() -> None:
    """Sizes are invented beside the names of the problem."""
    found = shapes("m = 3; f = m*n*sum(A*p)")
    assert found["A"] == "matrix q×r" or "m" not in found["A"].split("×")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A5 = A4*W4; E(A5)", {"E": "definition, scalar, scalar function of a matrix m×p"}),
        ("L = L(Y); Y = X*W'; L", {"L": "definition, scalar, scalar function of a matrix m×p"}),
        ("f = 2; F = 3; f1 = 4; F + f", {"f2": "definition, scalar"}),
        ("f(x) = x'*A*x; g = f(x)^2", {"g": "definition, scalar"}),
    ],
)
def test_the_target_is_named(text: str, names: dict[str, str]) -> None:
    """A bare last statement is named by its function, by its definition, or by a free name."""
    problem = read_problem(text)
    assert problem.target.name in names
    assert problem.readings[problem.target.name] == names[problem.target.name]


def test_variables_are_listed_in_order_of_use() -> None:
    """Free symbols come in order of appearance, unused declared ones after them."""
    problem = read_problem("G: m×n; B: m×n; A: m×n; f = sum(A .* B)")
    assert [s.name for s in problem.variables] == ["A", "B", "G"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("A: m×n; B: m×n; A*B", "cannot multiply `A` (matrix m×n) by `B` (matrix m×n): n columns meet m rows",
         "`A'*B` or `A*B'` or `A .* B` (entry by entry) would fit"),
        ("x: n; y: n; x*y", "cannot multiply `x` (vector n) by `y` (vector n): 1 column meets n rows",
         "`x'*y` or `x*y'` or `x .* y` (entry by entry) would fit"),
        ("A: m×n; x: m; f = 2*A*x", "cannot multiply `2*A` (matrix m×n) by `x` (vector m): n columns meet m rows",
         "`2*A'*x` would fit"),
        ("A: m×n; B: n×m; A + B", "cannot add `A` (matrix m×n) and `B` (matrix n×m)", "`B'` would fit"),
        ("W: m×n; X: n×p; b: p; W*X + b", "cannot add `b` (vector p) to the columns of `W*X` (matrix m×p)",
         "`ones(m)*b'` adds it to every row"),
        ("A: m×n; A/A", "cannot divide by `A` (matrix m×n)", "`A ./ A` may be meant"),
        ("A: n×n; B: n×n; A/B", "cannot divide by `B` (matrix n×n)", "`A*inv(B)` or `A ./ B` may be meant"),
        ("x: n; 1/x", "cannot divide by `x` (vector n)", "`1 ./ x` may be meant"),
        ("x: n; x^2", "only a square matrix has powers, and `x` (vector n) is none",
         "`x.^2` is the power of every entry, `x'*x` the sum of squares"),
        ("A: m×n; tr(A)", "`tr` needs a square matrix, and `A` (matrix m×n) is not one", "`A'*A` is square"),
        ("x: n; A: n×p; x .* A", "cannot multiply `x` (vector n) and `A` (matrix n×p) entry by entry",
         "`diag(x)*A` scales every row"),
        ("x: n; s: scalar; s.^x", "the exponent `x` (vector n) is not a scalar",
         "`exp(log(s)*x)` is the entrywise power"),
        ("A: 2×3; B: 4×3; A + B", "cannot add `A` (matrix 2×3) and `B` (matrix 4×3)", "a matrix 2×3 would fit"),
        ("A: m×n; g(A) + g(A')", "`g` takes a matrix m×n, and is given `A'` (matrix n×m)",
         "declare the shapes that are meant, as in `X: m×n; x: n`"),
        ("x: n; f = eye(x)", "`x` is an array, and a size is wanted", "sizes are named in the shapes"),
    ],
)  # fmt: skip
def test_shape_errors_name_both_sides_and_what_would_fit(text: str, message: str, hint: str) -> None:
    """A shape error quotes the operands with their shapes and offers what fits."""
    with pytest.raises(ShapeError) as caught:
        read_problem(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.position is not None
