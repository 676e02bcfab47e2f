"""Pseudo-inverses and solutions of linear matrix equations."""

from adjoint.expr.build import call, d, identity, symbol, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.rewrite.law import Chapter, Law

M, N = Size.of("m"), Size.of("n")
A = symbol("A", "m", "n")
P = call("pinv", A)
OUTSIDE, INSIDE = identity(M) - A @ P, identity(N) - P @ A


DIFFERENTIALS = Chapter(
    "pseudo-inverses",
    (
        Law(
            "differential of a pseudo-inverse",
            d(P),
            P @ P.T @ d(A).T @ OUTSIDE + INSIDE @ d(A).T @ P.T @ P - P @ d(A) @ P,
            "Golub and Pereyra (1973): beside the term of an inverse, two for the parts of the change outside the "
            "ranges of A and A'.",
            requires="{A} of constant rank",
        ),
    ),
)


def _gone(left: Expr, right: Expr, because: str) -> Law:
    return Law(f"`{left}` times `{right}`", left @ right, zeros((left.shape[0], right.shape[1])), because)


RANGE, NULL = "I - A*pinv(A) takes away all that lies in the range of A.", (
    "I - pinv(A)*A takes away all that lies in the range of A'."
)

TIDY = Chapter(
    "pseudo-inverses",
    (
        Law("a matrix, its pseudo-inverse, the matrix", A @ P @ A, A, "Penrose's first equation."),
        Law("a pseudo-inverse, its matrix, the pseudo-inverse", P @ A @ P, P, "Penrose's second equation."),
        Law("pseudo-inverse of a transpose", call("pinv", A.T), P.T, "Penrose's equations say so."),
        _gone(OUTSIDE, A, RANGE),
        _gone(OUTSIDE, P.T, RANGE),
        _gone(P, OUTSIDE, RANGE),
        _gone(A.T, OUTSIDE, RANGE),
        _gone(INSIDE, P, NULL),
        _gone(INSIDE, A.T, NULL),
        _gone(A, INSIDE, NULL),
        _gone(P.T, INSIDE, NULL),
    ),
)
