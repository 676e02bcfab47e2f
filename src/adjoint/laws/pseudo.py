"""Pseudo-inverses recognised in an answer: `inv(X'*X)*X'` is `pinv(X)` (Horn and Johnson 2013, problem 7.3.P7)."""

from adjoint.expr.build import call, inverse, symbol
from adjoint.rewrite.law import Chapter, Law

X = symbol("X", "m", "n")
P = call("pinv", X)
COLUMNS = "With independent columns this is the left inverse of least norm, the pseudo-inverse."
ROWS = "With independent rows this is the right inverse of least norm, the pseudo-inverse."

CHAPTER = Chapter(
    "pseudo-inverses",
    (
        Law("left pseudo-inverse", inverse(X.T @ X) @ X.T, P, COLUMNS, (), "columns of {X} independent"),
        Law("left pseudo-inverse, transposed", X @ inverse(X.T @ X), P.T, COLUMNS, (), "columns of {X} independent"),
        Law("right pseudo-inverse", X.T @ inverse(X @ X.T), P, ROWS, (), "rows of {X} independent"),
        Law("right pseudo-inverse, transposed", inverse(X @ X.T) @ X, P.T, ROWS, (), "rows of {X} independent"),
    ),
)
