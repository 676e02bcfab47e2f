"""Laws that only an answer wants: they say the same in fewer words, and would hide what still has to cancel."""

from adjoint.expr.build import call, colon, hadamard, inverse, symbol
from adjoint.rewrite.law import Chapter, Law

A, B, X = symbol("A", "m", "n"), symbol("B", "m", "n"), symbol("X", "m", "n")
v, w = symbol("v", "n"), symbol("w", "n")
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
        Law("sum of products of entries", call("sum", hadamard(v, w)), v.T @ w, "That is the product of vectors."),
        Law("sum of products of matching entries", call("sum", hadamard(A, B)), colon(A, B), "That is its definition."),
    ),
)
