"""Mistakes of algebra: crossings, transposes, orders, entries, traces, sums, brackets."""

from adjoint.expr.build import (
    add,
    call,
    colon,
    d,
    element_power,
    hadamard,
    inverse,
    number,
    ones,
    power,
    size_number,
    symbol,
)
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.laws.crossing import moving, still
from adjoint.laws.mistake import Mistake, slip

N = Size.of("n")
A = symbol("A", "n", "n")
B = symbol("B", "n", "n")
C = symbol("C", "n", "n")
P = symbol("P", "m", "n")
Q = symbol("Q", "m", "n")
x = symbol("x", "n")
y = symbol("y", "n")
z = symbol("z", "n")
s = symbol("s")
TWO = number(2)


def square(node: Expr) -> Expr:
    """The second power."""
    return power(node, TWO)


CROSSING = (
    slip(
        "wrong-side",
        "a right factor crosses to the left",
        colon(A, B @ C),
        colon(C.T @ A, B),
        colon(A @ C.T, B),
        "`{C}` stands to the right of `{B}`, so it crosses to the right of `{A}`, transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
    slip(
        "wrong-side",
        "a left factor crosses to the right",
        colon(A, B @ C),
        colon(A @ B.T, C),
        colon(B.T @ A, C),
        "`{B}` stands to the left of `{C}`, so it crosses to the left of `{A}`, transposed: A : B*C = B'*A : C",
        (moving("C"), still("B")),
    ),
    slip(
        "missing-transpose",
        "a right factor crosses untransposed",
        colon(A, B @ C),
        colon(A @ C, B),
        colon(A @ C.T, B),
        "`{C}` crosses the colon, and whatever crosses is transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
    slip(
        "missing-transpose",
        "a left factor crosses untransposed",
        colon(A, B @ C),
        colon(B @ A, C),
        colon(B.T @ A, C),
        "`{B}` crosses the colon, and whatever crosses is transposed: A : B*C = B'*A : C",
        (moving("C"), still("B")),
    ),
    slip(
        "missing-transpose",
        "a transpose lost at the colon",
        colon(A, B.T),
        colon(A, B),
        colon(A.T, B),
        "the transpose on `{B}` does not vanish: it moves to the other factor, A : B' = A' : B",
        (moving("B"),),
    ),
    slip(
        "wrong-side",
        "a factor crosses on the wrong side and untransposed",
        colon(A, B @ C),
        colon(C @ A, B),
        colon(A @ C.T, B),
        "`{C}` stands to the right of `{B}`, so it crosses to the right of `{A}`, and transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
)

TRANSPOSES = (
    slip(
        "transpose-of-product",
        "the order kept under a transpose",
        (A @ B).T,
        A.T @ B.T,
        B.T @ A.T,
        "the transpose of a product turns the order round: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "transpose-of-product",
        "only the last factor transposed",
        (A @ B).T,
        A @ B.T,
        B.T @ A.T,
        "the transpose of a product turns the order round and reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "transpose-of-product",
        "only the first factor transposed",
        (A @ B).T,
        A.T @ B,
        B.T @ A.T,
        "the transpose of a product turns the order round and reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "transpose-of-product",
        "turned round, one factor left untransposed",
        (A @ B).T,
        B.T @ A,
        B.T @ A.T,
        "the transpose of a product reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "transpose-of-product",
        "turned round, the other factor left untransposed",
        (A @ B).T,
        B @ A.T,
        B.T @ A.T,
        "the transpose of a product reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "transpose-of-product",
        "turned round without transposes",
        (A @ B).T,
        B @ A,
        B.T @ A.T,
        "the transpose of a product turns the order round and transposes every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    slip(
        "missing-transpose",
        "a transpose dropped",
        A.T,
        A,
        A.T,
        "the transpose on `{A}` is lost; only a symmetric matrix equals its transpose",
    ),
    slip(
        "missing-transpose",
        "a transpose lost in the trace",
        call("tr", A @ B),
        colon(A, B),
        colon(A.T, B),
        "tr(A*B) is A' : B, since A : B is tr(A'*B): the first factor is transposed",
    ),
    slip(
        "missing-transpose",
        "a transpose in the trace lost",
        call("tr", A.T @ B),
        call("tr", A @ B),
        call("tr", B.T @ A),
        "tr(A'*B) pairs matching entries, tr(A*B) pairs each entry with the mirrored one",
    ),
)

ORDER = (
    slip(
        "non-commuting",
        "two factors swapped",
        A @ B,
        B @ A,
        A @ B,
        "`{A}` and `{B}` do not commute, so their order may not be changed",
    ),
    slip(
        "non-commuting",
        "the factors of the product rule swapped",
        d(A @ B),
        B @ d(A) + A @ d(B),
        d(A) @ B + A @ d(B),
        "each factor keeps its place: d({A}*{B}) = d{A}*{B} + {A}*d{B}",
    ),
    slip(
        "non-commuting",
        "two equal factors merged across a third",
        A @ B @ A,
        square(A) @ B,
        A @ B @ A,
        "`{B}` stands between the two factors `{A}`, and they may not be merged across it",
    ),
    slip(
        "non-commuting",
        "two equal factors merged from the left",
        A @ B @ A,
        B @ square(A),
        A @ B @ A,
        "`{B}` stands between the two factors `{A}`, and they may not be merged across it",
    ),
    slip(
        "non-commuting",
        "an inverse cancelled across a third factor",
        inverse(A) @ B @ A,
        B,
        inverse(A) @ B @ A,
        "`{B}` stands between `{A}` and its inverse, so they do not cancel",
    ),
    slip(
        "non-commuting",
        "the binomial square",
        square(A + B),
        square(A) + 2 * A @ B + square(B),
        add(square(A), A @ B, B @ A, square(B)),
        "(A + B)^2 = A^2 + A*B + B*A + B^2: the two mixed terms differ",
    ),
    slip(
        "non-commuting",
        "factors exchanged inside a trace",
        call("tr", A @ B @ C),
        call("tr", A @ C @ B),
        call("tr", B @ C @ A),
        "under a trace factors may be turned round in a circle, not exchanged: tr(A*B*C) = tr(B*C*A)",
    ),
)

ENTRIES = (
    slip(
        "elementwise-vs-matrix",
        "a matrix product taken entry by entry",
        A @ B,
        hadamard(A, B),
        A @ B,
        "the product is the matrix product here, sums of products along rows and columns, not entry by entry",
    ),
    slip(
        "elementwise-vs-matrix",
        "an elementwise product taken as a matrix product",
        hadamard(A, B),
        A @ B,
        hadamard(A, B),
        "the product is entry by entry here, not the matrix product",
    ),
    slip(
        "elementwise-vs-matrix",
        "a matrix square taken entry by entry",
        square(A),
        element_power(A, TWO),
        A @ A,
        "{A}^2 is {A}*{A}; the square of every entry is another matrix",
    ),
    slip(
        "elementwise-vs-matrix",
        "an elementwise square taken as a matrix square",
        element_power(A, TWO),
        square(A),
        hadamard(A, A),
        "every entry is squared here; the matrix {A}*{A} is another one",
    ),
    slip(
        "elementwise-vs-matrix",
        "an inverse taken entry by entry",
        inverse(A),
        element_power(A, number(-1)),
        inverse(A),
        "the inverse matrix does not hold the reciprocals of the entries",
    ),
    slip(
        "elementwise-vs-matrix",
        "a diagonal matrix taken for its vector",
        call("diag", x) @ A,
        x @ ones((ONE, N)),
        hadamard(x @ ones((ONE, N)), A),
        "diag(x)*A scales the rows of A",
    ),
)

VECTORS = (
    slip(
        "inner-vs-outer",
        "an outer product taken for a number",
        x @ y.T @ z,
        (x.T @ y) * z,
        (y.T @ z) * x,
        "`{x}*{y}'` is a matrix, the number is `{x}'*{y}`",
    ),
    slip(
        "inner-vs-outer",
        "an outer product behind a matrix taken for a number",
        A @ x @ y.T,
        (x.T @ y) * A,
        A @ x @ y.T,
        "`{x}*{y}'` is a matrix, and `{x}'*{y}` a number",
    ),
    slip(
        "inner-vs-outer",
        "the trace of an outer product",
        call("tr", A @ x @ y.T),
        (x.T @ y) * call("tr", A),
        y.T @ A @ x,
        "`{x}*{y}'` is a matrix, and `{x}'*{y}` a number",
    ),
)

TRACES = (
    slip(
        "trace-lost",
        "the trace of a product as a product of traces",
        call("tr", A @ B),
        call("tr", A) * call("tr", B),
        colon(A.T, B),
        "the trace of a product is not the product of the traces",
    ),
    slip(
        "trace-lost",
        "a trace lost before a matrix",
        call("tr", A) * B,
        A @ B,
        call("tr", A) * B,
        "tr({A}) is a number; without the trace {A} is a matrix and multiplies as one",
    ),
    slip(
        "trace-lost",
        "the trace of an inverse as the inverse of the trace",
        call("tr", inverse(A)),
        power(call("tr", A), number(-1)),
        call("tr", inverse(A)),
        "the trace of an inverse is not one over the trace",
    ),
)

SUMS = (
    slip(
        "sum-or-index",
        "the sum of products as a product of sums",
        call("sum", hadamard(P, Q)),
        call("sum", P) * call("sum", Q),
        colon(P, Q),
        "a sum of products is not the product of the sums",
    ),
    slip(
        "sum-or-index",
        "the sum of all entries taken for the trace",
        call("sum", A),
        call("tr", A),
        call("sum", A),
        "the sum takes every entry, the trace only the diagonal",
    ),
    slip(
        "broadcast",
        "the count lost",
        ones((ONE, N)) @ ones((N, ONE)),
        number(1),
        size_number(N),
        "ones'*ones counts the entries",
    ),
    slip(
        "broadcast",
        "a mean taken for a sum",
        call("sum", x),
        call("sum", x) / size_number(N),
        call("sum", x),
        "the sum over all entries is not divided by their number",
    ),
    slip(
        "dependence",
        "a change left out",
        d(P) + d(Q),
        d(P),
        d(P) + d(Q),
        "`{Q}` depends on the variable too, so its change counts",
    ),
)


def _parenthesis() -> tuple[Mistake, ...]:
    made: list[tuple[str, Expr, Expr, Expr]] = [
        ("a number applied to one term only", s * (P + Q), s * P + Q, s * P + s * Q),
        ("a left factor applied to one term only", A @ (B + C), A @ B + C, A @ B + A @ C),
        ("a right factor applied to one term only", (A + B) @ C, A + B @ C, A @ C + B @ C),
    ]
    says = "the factor in front of the bracket multiplies every term of the sum"
    return tuple(slip("parenthesis", name, left, wrong, right, says) for name, left, wrong, right in made)


BRACKETS = _parenthesis()
