"""Cholesky factors, eigenvalues, singular values and the norms made of them, largest entries.

Giles, "Collected matrix derivative results" (2008); Magnus (1985) for eigenvalues and eigenvectors; Murray,
"Differentiation of the Cholesky decomposition" (2016). Eigenvalues and Cholesky factors are those of the
symmetric part.
"""

from fractions import Fraction

from adjoint.expr.build import (
    call, colon, d, element_power, hadamard, identity, inverse, number, ones, power, symbol, zeros,
)  # fmt: skip
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.laws.crossing import moving
from adjoint.rewrite.law import Chapter, Law

N = Size.of("n")
A, D = symbol("A", "m", "n"), symbol("D", "m", "n")
X, V, E = symbol("X", "n", "n"), symbol("V", "n", "n"), symbol("E", "n", "n")
S = symbol("S", "n", "n", "posdef")
HALF = number(Fraction(1, 2))
L = call("chol", X)
U, TOP, BOTTOM = call("eigvecs", X), call("eigvecmax", X), call("eigvecmin", X)
LEFT, RIGHT = call("leftsvecs", A), call("rightsvecs", A)
POLAR = call("polarfactor", A)
STRETCH = POLAR.T @ A
FIRST_LEFT, FIRST_RIGHT = call("leftsvec", A), call("rightsvec", A)


v = symbol("v", "n")
GAPS = call("gaps", call("eigvals", X))
STRETCHES, OF_SQUARES = call("diag", call("svdvals", A)), call("gaps", element_power(call("svdvals", A), number(2)))
SPECTRAL = call("normspec", A)


def _resolvent(size: Size, gram: Expr, vector: Expr) -> Expr:
    """The pseudo-inverse of `s^2*I` less a Gram matrix, which leaves out its first eigenvector."""
    return inverse(power(SPECTRAL, number(2)) * identity(size) - gram + vector @ vector.T) - vector @ vector.T


def _turning(function: str, vector: Expr) -> Expr:
    """The change of a unit eigenvector: by the pseudo-inverse of `x*I - X`, which leaves out the vector itself."""
    middle = HALF * (X + X.T)
    inner = inverse(call(function, X) * identity(N) - middle + vector @ vector.T) - vector @ vector.T
    return inner @ (HALF * (d(X) + d(X).T)) @ vector


TURNS = (
    "From X*u = x*u and u'*u = 1: the change is orthogonal to u, and on the other eigenvectors it is dX*u over the "
    "differences of the eigenvalues."
)

LINEARITY = Chapter(
    "triangles",
    (
        Law(
            "differential of `trilhalf`",
            d(call("trilhalf", X)),
            call("trilhalf", d(X)),
            "Taking a triangle picks entries.",
        ),
    ),
)

DIFFERENTIALS = Chapter(
    "Cholesky factors, eigenvalues, singular values",
    (
        Law(
            "differential of a Cholesky factor",
            d(L),
            L @ call("trilhalf", inverse(L) @ (HALF * (d(X) + d(X).T)) @ inverse(L).T),
            "From L*L' = X: inv(L)*dX*inv(L)' is inv(L)*dL plus its transpose, and inv(L)*dL is lower triangular.",
            requires="{X} positive definite",
        ),
        Law(
            "differential of eigenvalues",
            d(call("eigvals", X)),
            call("diagvec", U.T @ d(X) @ U),
            "From X*u = x*u and u'*u = 1: dx = u'*dX*u, for each eigenvalue.",
            requires="{X} symmetric with distinct eigenvalues",
        ),
        Law(
            "differential of eigenvectors",
            d(U),
            U @ hadamard(GAPS, U.T @ (HALF * (d(X) + d(X).T)) @ U),
            "From X*u = x*u and u'*u = 1: along another eigenvector w the change is w'*dX*u over the difference of the "
            "eigenvalues, along u itself zero.",
            requires="{X} symmetric with distinct eigenvalues",
        ),
        Law(
            "differential of reciprocal differences",
            d(call("gaps", v)),
            hadamard(call("gaps", v), call("gaps", v), d(v) @ ones((N, ONE)).T - ones((N, ONE)) @ d(v).T),
            "Minus the square of the reciprocal, times the change of the difference; the diagonal stays zero.",
            requires="entries of {v} distinct",
        ),
        Law(
            "differential of the largest eigenvalue",
            d(call("lambdamax", X)),
            colon(TOP @ TOP.T, d(X)),
            "From X*u = x*u and u'*u = 1: dx = u'*dX*u.",
            requires="{X} symmetric with a simple largest eigenvalue",
        ),
        Law(
            "differential of the smallest eigenvalue",
            d(call("lambdamin", X)),
            colon(BOTTOM @ BOTTOM.T, d(X)),
            "From X*u = x*u and u'*u = 1: dx = u'*dX*u.",
            requires="{X} symmetric with a simple smallest eigenvalue",
        ),
        Law(
            "differential of the eigenvector of the largest eigenvalue",
            d(TOP),
            _turning("lambdamax", TOP),
            TURNS,
            requires="{X} symmetric with a simple largest eigenvalue",
        ),
        Law(
            "differential of the eigenvector of the smallest eigenvalue",
            d(BOTTOM),
            _turning("lambdamin", BOTTOM),
            TURNS,
            requires="{X} symmetric with a simple smallest eigenvalue",
        ),
        Law(
            "differential of singular values",
            d(call("svdvals", A)),
            call("diagvec", LEFT.T @ d(A) @ RIGHT),
            "From A*v = s*u and A'*u = s*v with unit vectors: ds = u'*dA*v, for each singular value.",
            requires="the singular values of {A} distinct and not zero",
        ),
        Law(
            "differential of left singular vectors",
            d(LEFT),
            LEFT @ hadamard(OF_SQUARES, LEFT.T @ d(A) @ RIGHT @ STRETCHES + STRETCHES @ RIGHT.T @ d(A).T @ LEFT)
            + (d(A) - LEFT @ LEFT.T @ d(A)) @ RIGHT @ inverse(STRETCHES),
            "They are eigenvectors of A*A': among themselves they turn as those do; what of dA*v lies outside their "
            "span is divided by the singular value.",
            requires="the singular values of {A} distinct and not zero",
        ),
        Law(
            "differential of right singular vectors",
            d(RIGHT),
            RIGHT @ hadamard(OF_SQUARES, STRETCHES @ LEFT.T @ d(A) @ RIGHT + RIGHT.T @ d(A).T @ LEFT @ STRETCHES),
            "They are the eigenvectors of A'*A, and turn as those do.",
            requires="the singular values of {A} distinct and not zero",
        ),
        Law(
            "differential of a spectral norm",
            d(call("normspec", A)),
            colon(FIRST_LEFT @ FIRST_RIGHT.T, d(A)),
            "It is the largest singular value, and ds = u'*dA*v.",
            requires="the largest singular value of {A} simple",
        ),
        Law(
            "differential of a left singular vector",
            d(FIRST_LEFT),
            _resolvent(Size.of("m"), A @ A.T, FIRST_LEFT) @ (SPECTRAL * d(A) @ FIRST_RIGHT + A @ d(A).T @ FIRST_LEFT),
            "It is the eigenvector of A*A' for the square of the singular value s, and A'*u = s*v.",
            requires="the largest singular value of {A} simple",
        ),
        Law(
            "differential of a right singular vector",
            d(FIRST_RIGHT),
            _resolvent(N, A.T @ A, FIRST_RIGHT) @ (SPECTRAL * d(A).T @ FIRST_LEFT + A.T @ d(A) @ FIRST_RIGHT),
            "It is the eigenvector of A'*A for the square of the singular value s, and A*v = s*u.",
            requires="the largest singular value of {A} simple",
        ),
        Law(
            "differential of a nuclear norm",
            d(call("normnuc", A)),
            colon(call("polarfactor", A), d(A)),
            "The singular values change by u'*dA*v each, and the sum of all u*v' is the polar factor.",
            requires="{A} of full rank",
        ),
        Law(
            "differential of a polar factor",
            d(POLAR),
            POLAR @ call("sylv", STRETCH, STRETCH, POLAR.T @ d(A) - d(A).T @ POLAR)
            + (identity(Size.of("m")) - POLAR @ POLAR.T) @ d(A) @ inverse(STRETCH),
            "With A = Q*H, Q'*dQ is skew, and dH symmetric: an equation of Sylvester for the part inside the columns "
            "of Q; the part outside is that of dA.",
            requires="{A} of full column rank",
        ),
        Law(
            "differential of the largest entry",
            d(call("max", A)),
            colon(call("maxplace", A), d(A)),
            "Only the largest entry counts, as long as it is the only one.",
            requires="{A} with one largest entry",
        ),
        Law(
            "differential of the place of the largest entry",
            d(call("maxplace", A)),
            zeros(A.shape),
            "The place does not move.",
            requires="{A} with one largest entry",
        ),
    ),
)

CROSSING = Chapter(
    "triangles cross the colon",
    (
        Law(
            "a lower triangle with half its diagonal crosses the colon",
            colon(V, call("trilhalf", E)),
            colon(call("trilhalf", V), E),
            "Each entry is multiplied by one, a half or zero, on either side.",
            (moving("E"),),
        ),
    ),
)

FACTOR = call("chol", S)
TIDY = Chapter(
    "Cholesky factors and vectors of length one",
    (
        Law("a Cholesky factor times its transpose", FACTOR @ FACTOR.T, S, "That is what the factor is."),
        Law(
            "inverse of a Cholesky factor after its transpose",
            inverse(FACTOR).T @ inverse(FACTOR),
            inverse(S),
            "The inverse of L*L'.",
        ),
        Law("length of an eigenvector of the largest eigenvalue", TOP.T @ TOP, number(1), "It is a unit vector."),
        Law("length of an eigenvector of the least eigenvalue", BOTTOM.T @ BOTTOM, number(1), "It is a unit vector."),
        Law("length of a left singular vector", FIRST_LEFT.T @ FIRST_LEFT, number(1), "It is a unit vector."),
        Law("length of a right singular vector", FIRST_RIGHT.T @ FIRST_RIGHT, number(1), "It is a unit vector."),
        Law("a matrix times a right singular vector", A @ FIRST_RIGHT, call("normspec", A) * FIRST_LEFT, "A*v = s*u."),
        Law("right singular vectors are orthonormal", RIGHT.T @ RIGHT, identity(N), "They are a basis."),
        Law("left singular vectors are orthonormal", LEFT.T @ LEFT, identity(N), "They are orthonormal."),
        Law("left times right singular vectors", LEFT @ RIGHT.T, call("polarfactor", A), "That is the polar factor."),
    ),
)
