"""Kronecker products and stacked columns: how they cross the colon, and what they shorten to.

Magnus and Neudecker (2019), chapter 2; Van Loan and Pitsianis, "Approximation with Kronecker products"
(1993), for the adjoints of the Kronecker product.
"""

from adjoint.expr.build import call, colon, commutation, d, identity, inverse, kron, size_number, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.laws.crossing import moving, still
from adjoint.rewrite.law import Chapter, Law

M, N, K, L = (Size.of(name) for name in "mnkl")
A, B = symbol("A", "m", "n"), symbol("B", "k", "l")
C, D, E = symbol("C", "n", "p"), symbol("D", "l", "q"), symbol("E", "m", "n")
F, H = symbol("F", "k", "l"), symbol("H", "l", "n")
G = symbol("G", M * K, N * L)
V, W = symbol("v", M * N), symbol("w", N * L)
X, Y, T = symbol("X", "n", "n"), symbol("Y", "k", "k"), symbol("T", "n", "n", "symmetric")
column, other, row = symbol("x", "n"), symbol("y", "k"), symbol("r", 1, "n")


def _unvec(node: Expr) -> Expr:
    return call("unvec", node, shape=(M, N))


def _both(function: str, of: Expr) -> Law:
    return Law(
        f"product rule for `{function}`",
        d(call(function, G, of)),
        call(function, d(G), of) + call(function, G, d(of)),
        "It is linear in each argument.",
    )


DIFFERENTIALS = Chapter("parts of Kronecker products", (_both("kronleft", B), _both("kronright", A)))

LINEARITY = Chapter(
    "unstacking",
    (Law("differential of `unvec`", d(_unvec(V)), _unvec(d(V)), "Unstacking only moves the entries."),),
)

CROSSING = Chapter(
    "Kronecker products and stacked columns cross the colon",
    (
        Law(
            "the left factor of a Kronecker product crosses the colon",
            colon(G, kron(A, B)),
            colon(call("kronleft", G, B), A),
            "Block (i, j) of kron(A, B) is A_ij*B: its share is A_ij times the block of G : B.",
            (moving("A"), still("B")),
        ),
        Law(
            "the right factor of a Kronecker product crosses the colon",
            colon(G, kron(A, B)),
            colon(call("kronright", G, A), B),
            "Block (i, j) of kron(A, B) is A_ij*B: B meets the sum of the blocks of G, each times A_ij.",
            (moving("B"), still("A")),
        ),
        Law(
            "stacked columns cross the colon",
            colon(V, call("vec", A)),
            colon(_unvec(V), A),
            "Stacking only moves the entries; on the other side they are moved back.",
        ),
        Law(
            "unstacked columns cross the colon",
            colon(A, _unvec(V)),
            colon(call("vec", A), V),
            "Unstacking only moves the entries; on the other side they are moved back.",
        ),
    ),
)

SCALARS = Chapter(
    "traces of Kronecker products",
    (
        Law(
            "trace of a Kronecker product",
            call("tr", kron(X, Y)),
            call("tr", X) * call("tr", Y),
            "The diagonal holds all products of an entry of one diagonal and one of the other.",
        ),
    ),
)

TIDY = Chapter(
    "Kronecker products",
    (
        Law(
            "inverse of a Kronecker product",
            inverse(kron(X, Y)),
            kron(inverse(X), inverse(Y)),
            "Each factor is inverted in its place.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "product of Kronecker products",
            kron(A, B) @ kron(C, D),
            kron(A @ C, B @ D),
            "Block by block: the left factors multiply, and the right ones.",
        ),
        Law(
            "left part of a Kronecker product",
            call("kronleft", kron(A, B), F),
            colon(B, F) * A,
            "Block (i, j) is A_ij*B.",
        ),
        Law(
            "right part of a Kronecker product",
            call("kronright", kron(A, B), E),
            colon(A, E) * B,
            "Block (i, j) is A_ij*B.",
        ),
        Law(
            "Kronecker product times stacked columns",
            kron(A, B) @ call("vec", H),
            call("vec", B @ H @ A.T),
            "Roth's column lemma.",
        ),
        Law(
            "Kronecker product times a stack, unstacked",
            call("unvec", kron(A, B) @ W, shape=(K, M)),
            B @ call("unvec", W, shape=(L, N)) @ A.T,
            "Roth's column lemma.",
        ),
        Law(
            "commutation matrix times stacked columns",
            commutation(M, N) @ call("vec", A),
            call("vec", A.T),
            "That is what the commutation matrix is.",
        ),
        Law(
            "transpose of a commutation matrix",
            commutation(M, N).T,
            commutation(N, M),
            "It is a permutation, and undone by going back.",
        ),
        Law(
            "commutation matrices that undo each other",
            commutation(N, M) @ commutation(M, N),
            identity(M * N),
            "Transposing twice changes nothing.",
        ),
        Law(
            "commutation matrix after a Kronecker product",
            kron(B, A) @ commutation(L, N),
            commutation(K, M) @ kron(A, B),
            "For every matrix Z: vec(A*Z'*B') is the stack of the transpose of B*Z*A'.",
        ),
        Law("a column stacked", call("vec", column), column, "It has one column."),
        Law("a row stacked", call("vec", row), row.T, "Its entries stand below each other."),
        Law(
            "Kronecker product of columns, unstacked",
            call("unvec", kron(column, other), shape=(K, N)),
            other @ column.T,
            "Column j is the second vector times entry j of the first.",
        ),
        Law("unstacked into one column", call("unvec", column, shape=(N, ONE)), column, "It has one column."),
        Law("unstacked into one row", call("unvec", column, shape=(ONE, N)), column.T, "Its entries stand in a row."),
        Law("unstacked after stacking", _unvec(call("vec", A)), A, "The entries are moved and moved back."),
        Law("stacked after unstacking", call("vec", _unvec(V)), V, "The entries are moved and moved back."),
        Law(
            "Frobenius product of a matrix and its transposed inverse",
            colon(inverse(X).T, X),
            size_number(N),
            "It is tr(inv(X)*X), the trace of the identity.",
            (),
            "{X} invertible",
        ),
        Law(
            "Frobenius product of a symmetric matrix and its inverse",
            colon(inverse(T), T),
            size_number(N),
            "It is the trace of the identity.",
            (),
            "{T} invertible",
        ),
        Law(
            "left part of the identity",
            call("kronleft", identity(N * K), Y),
            call("tr", Y) * identity(N),
            "Only blocks on the diagonal are not zero, and they are identities.",
        ),
        Law(
            "right part of the identity",
            call("kronright", identity(N * K), X),
            call("tr", X) * identity(K),
            "Only blocks on the diagonal are not zero, and they are identities.",
        ),
    ),
)
