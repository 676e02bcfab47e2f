"""Laws that only an answer wants: they say the same in fewer words, and would hide what still has to cancel."""

from adjoint.expr.build import apply, call, colon, hadamard, inverse, number, power, symbol
from adjoint.rewrite.law import Chapter, Law

A, B, X = symbol("A", "m", "n"), symbol("B", "m", "n"), symbol("X", "m", "n")
u, v, w = symbol("u", "n"), symbol("v", "n"), symbol("w", "n")
S, C, row = symbol("S", "n", "n"), symbol("C", "n", "m"), symbol("r", 1, "n")
P = call("pinv", X)
COLUMNS = "With independent columns this is the left inverse of least norm, the pseudo-inverse."
ROWS = "With independent rows this is the right inverse of least norm, the pseudo-inverse."

PSEUDO = Chapter(
    "pseudo-inverses",
    (
        Law("left pseudo-inverse", inverse(X.T @ X) @ X.T, P, COLUMNS, (), "columns of {X} independent"),
        Law("left pseudo-inverse, transposed", X @ inverse(X.T @ X), P.T, COLUMNS, (), "columns of {X} independent"),
        Law("right pseudo-inverse", X.T @ inverse(X @ X.T), P, ROWS, (), "rows of {X} independent"),
        Law("right pseudo-inverse, transposed", inverse(X @ X.T) @ X, P.T, ROWS, (), "rows of {X} independent"),
    ),
)
"""Horn and Johnson, Matrix Analysis (2nd ed., 2013), problem 7.3.P7."""

SHORTER = Chapter(
    "the same in fewer words",
    (
        Law("a diagonal matrix times a vector", call("diag", v) @ w, hadamard(v, w), "Each entry is scaled."),
        Law(
            "product of diagonal matrices",
            call("diag", v) @ call("diag", w),
            call("diag", hadamard(v, w)),
            "The entries of the diagonals are multiplied.",
        ),
    ),
)

ROUND = "A trace may be cut anywhere: both sums hold the same products."
MATCHING = "Both sum the products of matching entries."
SQUARES = "That is the sum of the squares."

SPELLING = Chapter(
    "one spelling for scalars",
    (
        Law("a trace turned round", call("tr", A @ C), call("tr", C @ A), ROUND),
        Law("trace of an outer product", call("tr", v @ row), row @ v, ROUND),
        Law("trace as a Frobenius product", call("tr", A.T @ B), colon(A, B), MATCHING),
        Law("sum of products of entries", call("sum", hadamard(v, w)), v.T @ w, MATCHING),
        Law("sum of products of matching entries", call("sum", hadamard(A, B)), colon(A, B), MATCHING),
        Law("sum of absolute values", call("sum", apply("abs", A)), call("norm1", A), "That is its definition."),
        Law("an elementwise factor of a row", hadamard(u, v).T @ w, u.T @ hadamard(v, w), MATCHING),
        Law("a diagonal matrix between row and column", u.T @ call("diag", v) @ w, u.T @ hadamard(v, w), MATCHING),
        Law("squared norm of a vector", power(call("norm2", v), number(2)), v.T @ v, SQUARES),
        Law("squared norm of a matrix", power(call("normF", A), number(2)), colon(A, A), SQUARES),
        Law("logarithm of a determinant", apply("log", call("det", S)), call("logdet", S), "That is its definition."),
        Law("root of a sum of squares", apply("sqrt", v.T @ v), call("norm2", v), SQUARES),
    ),
)
"""What `derive.inner` does; Horn and Johnson, Matrix Analysis (2nd ed., 2013), sections 1.2 and 5.2."""
