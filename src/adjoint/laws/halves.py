"""The half vectorisation `vech`, and the matrices between it and all stacked columns.

Magnus and Neudecker, "The elimination matrix: some lemmas and applications", SIAM Journal on Algebraic and
Discrete Methods 1 (1980); the same (2019), chapter 3.
"""

from adjoint.expr.build import call, colon, commutation, identity, number, ones, subtract, symbol
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.sizes import ONE, Size, triangle
from adjoint.rewrite.law import Chapter, Law

N = Size.of("n")
X, T = symbol("X", "n", "n"), symbol("T", "n", "n", "symmetric")
half = symbol("v", triangle(N))
D, L, K = duplication(N), elimination(N), commutation(N, N)
BOTH_WAYS = "The stack of a symmetric matrix is that of its transpose."

CROSSING = Chapter(
    "half stacks cross the colon",
    (
        Law(
            "a half stack crosses the colon",
            colon(half, call("vech", X)),
            colon(call("unvec", L.T @ half, shape=(N, N)), X),
            "Only entries on and below the diagonal count; on the other side they are put back in their places.",
        ),
    ),
)

TIDY = Chapter(
    "half stacks",
    (
        Law("elimination matrix times stacked columns", L @ call("vec", X), call("vech", X), "That is its meaning."),
        Law("duplication matrix times a half stack", D @ call("vech", T), call("vec", T), "That is its meaning."),
        Law(
            "transposed elimination matrix times a half stack",
            L.T @ call("vech", X),
            call("vec", call("tril", X)),
            "The entries go back to their places, and zeros stand above the diagonal.",
        ),
        Law(
            "transposed elimination matrix times ones",
            L.T @ ones((triangle(N), ONE)),
            call("vec", call("tril", ones((N, N)))),
            "Ones stand on and below the diagonal, zeros above it.",
        ),
        Law("half stack of a lower triangle", call("vech", call("tril", X)), call("vech", X), "It holds no others."),
        Law(
            "elimination after duplication",
            L @ D,
            identity(triangle(N)),
            "What was doubled is dropped again.",
        ),
        Law(
            "transposed duplication after transposed elimination",
            D.T @ L.T,
            identity(triangle(N)),
            "What was doubled is dropped again.",
        ),
        Law("elimination matrix times its transpose", L @ L.T, identity(triangle(N)), "It picks each entry once."),
        Law(
            "transposed duplication matrix times itself",
            D.T @ D,
            call("diag", call("vech", subtract(number(2) * ones((N, N)), identity(N)))),
            "Entries on the diagonal stand once in the full stack, the others twice.",
        ),
        Law("commutation matrix before a duplication matrix", K @ D, D, BOTH_WAYS),
        Law("commutation matrix after a transposed duplication matrix", D.T @ K, D.T, BOTH_WAYS),
        Law(
            "duplication after elimination of what is symmetric",
            D @ L @ (identity(N * N) + K),
            identity(N * N) + K,
            "The columns of the sum are stacks of symmetric matrices, and elimination loses nothing of these.",
        ),
    ),
)
