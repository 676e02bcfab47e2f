"""Pseudo-inverses and solutions of linear matrix equations."""

from collections.abc import Iterator
from fractions import Fraction

from adjoint.expr.build import call, colon, d, identity, inverse, kron, number, symbol, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.laws.crossing import moving, still
from adjoint.rewrite.law import Chapter, Law

M, N = Size.of("m"), Size.of("n")
A = symbol("A", "m", "n")
L, R, C, D = symbol("L", "m", "m"), symbol("R", "n", "n"), symbol("C", "m", "n"), symbol("D", "n", "m")
S, Q, G = symbol("S", "n", "n", "symmetric"), symbol("Q", "n", "n"), symbol("A", "n", "n")
P = call("pinv", A)
OUTSIDE, INSIDE = identity(M) - A @ P, identity(N) - P @ A


def _sylv(left: Expr, right: Expr, value: Expr) -> Expr:
    return call("sylv", left, right, value)


def _lyap(matrix: Expr, value: Expr) -> Expr:
    return call("lyap", matrix, value)


def _dlyap(matrix: Expr, value: Expr) -> Expr:
    return call("dlyap", matrix, value)


DIFFERENTIALS = Chapter(
    "pseudo-inverses and solutions of equations",
    (
        Law(
            "differential of a solution of Sylvester's equation",
            d(_sylv(L, R, C)),
            _sylv(L, R, d(C) - d(L) @ _sylv(L, R, C) - _sylv(L, R, C) @ d(R)),
            "From L*X + X*R = C: L*dX + dX*R = dC - dL*X - X*dR, the same equation for dX.",
            requires="{L} and -{R} without a common eigenvalue",
        ),
        Law(
            "differential of a solution of Lyapunov's equation",
            d(_lyap(R, Q)),
            _lyap(R, d(Q) - d(R) @ _lyap(R, Q) - _lyap(R, Q) @ d(R).T),
            "From R*X + X*R' = Q: R*dX + dX*R' = dQ - dR*X - X*dR', the same equation for dX.",
            requires="no two eigenvalues of {R} with sum zero",
        ),
        Law(
            "differential of a solution of the discrete Lyapunov equation",
            d(_dlyap(R, Q)),
            _dlyap(R, d(Q) + d(R) @ _dlyap(R, Q) @ R.T + R @ _dlyap(R, Q) @ d(R).T),
            "From X = R*X*R' + Q: dX = R*dX*R' + (dQ + dR*X*R' + R*X*dR'), the same equation for dX.",
            requires="no two eigenvalues of {R} with product one",
        ),
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


CROSSING = Chapter(
    "solutions of equations cross the colon",
    (
        Law(
            "a solution of Sylvester's equation crosses the colon",
            colon(A, _sylv(L, R, C)),
            colon(_sylv(L.T, R.T, A), C),
            "The adjoint of Y -> L*Y + Y*R is Y -> L'*Y + Y*R'; so it is with their inverses.",
            (moving("C"), still("L", "R")),
        ),
        Law(
            "a solution of Lyapunov's equation crosses the colon",
            colon(G, _lyap(R, Q)),
            colon(_lyap(R.T, G), Q),
            "The adjoint of Y -> R*Y + Y*R' is Y -> R'*Y + Y*R; so it is with their inverses.",
            (moving("Q"), still("R")),
        ),
        Law(
            "a solution of the discrete Lyapunov equation crosses the colon",
            colon(G, _dlyap(R, Q)),
            colon(_dlyap(R.T, G), Q),
            "The adjoint of Y -> Y - R*Y*R' is Y -> Y - R'*Y*R; so it is with their inverses.",
            (moving("Q"), still("R")),
        ),
    ),
)


def _stacked() -> Iterator[Law]:
    """Each equation and its adjoint, the matrix of which is the transpose, as a system for the stacked solution."""
    ones, others, because = identity(M), identity(N), "Stacked, the equation is a linear system with this matrix."
    sylvester, stein = inverse(kron(others, L) + kron(R, ones)), inverse(identity(N * N) - kron(R, R))
    twice = inverse(kron(others, R) + kron(R, others))
    for equation, system, value, back in (
        ("Lyapunov's equation", twice, _lyap(R, Q), _lyap(R.T, Q)),
        ("Sylvester's equation", sylvester, _sylv(L, R.T, C), _sylv(L.T, R, C)),
        ("discrete Lyapunov equation", stein, _dlyap(R, Q), _dlyap(R.T, Q)),
    ):
        stack = call("vec", value.children[-1])
        yield Law(f"{equation}, stacked", system @ stack, call("vec", value), because)
        yield Law(f"adjoint of {equation}, stacked", system.T @ stack, call("vec", back), because)


def _gone(left: Expr, right: Expr, because: str) -> Law:
    return Law(f"`{left}` times `{right}`", left @ right, zeros((left.shape[0], right.shape[1])), because)


RANGE, NULL = "I - A*pinv(A) takes away all that lies in the range of A.", (
    "I - pinv(A)*A takes away all that lies in the range of A'."
)

HALF = number(Fraction(1, 2))
TIDY = Chapter(
    "pseudo-inverses and solutions of equations",
    (
        Law(
            "Sylvester's equation transposed throughout",
            _sylv(L.T, R.T, D.T),
            _sylv(R, L, D).T,
            "The transposed equation, its sides exchanged.",
        ),
        Law(
            "Sylvester's equation of a matrix and its transpose",
            _sylv(R, R.T, Q),
            _lyap(R, Q),
            "That is Lyapunov's equation.",
        ),
        Law(
            "Sylvester's equation of one symmetric matrix",
            _sylv(S, S, Q),
            _lyap(S, Q),
            "That is Lyapunov's equation.",
        ),
        Law(
            "Sylvester's equation with one matrix and the identity",
            _sylv(R, R, identity(N)),
            HALF * inverse(R),
            "Both terms are the identity's half.",
        ),
        Law(
            "Lyapunov's equation of a symmetric matrix and the identity",
            _lyap(S, identity(N)),
            HALF * inverse(S),
            "Both terms are the identity's half.",
        ),
        Law(
            "Lyapunov's equation with a transpose on the right",
            _lyap(R, Q.T),
            _lyap(R, Q).T,
            "The transposed equation is the same one.",
        ),
        Law(
            "discrete Lyapunov equation with a transpose on the right",
            _dlyap(R, Q.T),
            _dlyap(R, Q).T,
            "The transposed equation is the same one.",
        ),
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
        *_stacked(),
    ),
)
