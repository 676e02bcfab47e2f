"""Laws that only shorten: transposes, identities, inverses, structure, powers. Each makes its left side simpler."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from adjoint.expr.build import (
    apply, call, colon, d, element_power, hadamard, identity, inverse, kron, number, ones, opaque, partial, power,
    size_number, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import Expr, Power, Product, Transpose
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.rewrite.law import Chapter, Guard, Law

M, N, L = Size.of("m"), Size.of("n"), Size.of("l")
A, B, D = symbol("A", "m", "n"), symbol("B", "n", "k"), symbol("D", "m", "n")
T, X, Y = symbol("T", "n", "m"), symbol("X", "n", "n"), symbol("Y", "n", "n")
S, K, Q = symbol("S", "n", "n", "symmetric"), symbol("K", "n", "n", "skew"), symbol("Q", "n", "n", "orthogonal")
E, F, C = symbol("E", "n", "k"), symbol("F", "k", "l"), symbol("C", "n", "k")
long_col = symbol("w", "m")
P = symbol("P", "n", "n", "idempotent")
U, H = symbol("U", "m", "m"), symbol("H", "m", "n")
D2 = symbol("D", "n", "m")
x, row, col = symbol("x", "n"), symbol("r", 1, "n"), symbol("v", "n")
s, t, p, q = symbol("s"), symbol("t"), symbol("p"), symbol("q")
k, j = symbol("k", 1, 1, "integer", "positive"), symbol("j", 1, 1, "integer", "positive")


LINEAR = {"tr": X, "sum": A, "diag": x, "diagvec": X, "vec": A, "vech": X, "tril": A, "triu": A}
ALL_ADDED = "Every entry is multiplied by one, and all are added."
ALL_ZERO = "Every entry is zero."
MULTIPLE = "A number in front stays in front."


def _turning_helps(named: Mapping[str, Expr]) -> bool:
    """Whether a scalar chain turned round has fewer transposes, or as many and the smaller name first."""
    links = (*_links(named["r"]), *_links(named["v"]))
    turned = [link if is_symmetric(link) else transpose(link) for link in reversed(links)]
    return _rank(turned) < _rank(links)


def _plain(name: str) -> Guard:
    """The binding holds no differential and is no product."""
    return lambda named: not named[name].moving and not isinstance(named[name], Product)


def _links(node: Expr) -> tuple[Expr, ...]:
    return node.chain if isinstance(node, Product) else (node,)


def _rank(links: Sequence[Expr]) -> tuple[int, list[str], list[bytes]]:
    turned = sum(isinstance(link, Transpose) for link in links)
    return (turned, [link.lead for link in links], [link.digest for link in links])


def _distinct(named: Mapping[str, Expr]) -> bool:
    return not isinstance(named["s"], Power)


def _exchanged() -> Iterator[Law]:
    because = "The order of two derivatives does not matter."
    for arguments in ((A, F), (x, long_col, symbol("u", "k"))):
        value = opaque("g", SCALAR, *arguments)
        for i, j in permutations(range(len(arguments)), 2):
            name = f"second derivatives by arguments {i + 1} and {j + 1} of {len(arguments)}"
            yield Law(name, partial(value, i, j).T, partial(value, j, i), because)


TRANSPOSES = Chapter(
    "transposes",
    (
        Law("a symmetric matrix is its transpose", S.T, S, "Symmetric means equal to the transpose."),
        Law("a skew matrix is minus its transpose", K.T, -K, "That is what skew means."),
        Law("transpose of a product", (A @ B).T, B.T @ A.T, "The order turns round."),
        Law("transpose of a sum", (T.T + D).T, T + D.T, "Each term is transposed."),
        Law("transpose of an elementwise product", hadamard(T.T, D).T, hadamard(T, D.T), "Each factor is transposed."),
        Law(
            "transpose of a Kronecker product", kron(A, F).T, kron(A.T, F.T), "Each factor is transposed in its place."
        ),
        *_exchanged(),
        Law("inverse of a transpose", inverse(X.T), inverse(X).T, "Inverting and transposing may be exchanged."),
    ),
)

IDENTITIES = Chapter(
    "identities and inverses",
    (
        Law("identity on the left", identity(M) @ A, A, "The identity changes nothing."),
        Law("identity on the right", A @ identity(N), A, "The identity changes nothing."),
        Law(
            "a matrix times its inverse",
            X @ inverse(X),
            identity(N),
            "That is what the inverse is.",
            (),
            "{X} invertible",
        ),
        Law(
            "an inverse times its matrix",
            inverse(X) @ X,
            identity(N),
            "That is what the inverse is.",
            (),
            "{X} invertible",
        ),
        Law(
            "a transpose times its transposed inverse",
            X.T @ inverse(X).T,
            identity(N),
            "It is the transpose of inv(X)*X.",
            (),
            "{X} invertible",
        ),
        Law(
            "a transposed inverse times the transpose",
            inverse(X).T @ X.T,
            identity(N),
            "It is the transpose of X*inv(X).",
            (),
            "{X} invertible",
        ),
        Law(
            "inverse of a product, its left factor before it",
            Y @ inverse(X @ Y),
            inverse(X),
            "Since inv(X*Y) = inv(Y)*inv(X), Y cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "inverse of a product, its right factor after it",
            inverse(X @ Y) @ X,
            inverse(Y),
            "Since inv(X*Y) = inv(Y)*inv(X), X cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "transposed inverse of a product, its left factor after it",
            inverse(X @ Y).T @ Y.T,
            inverse(X).T,
            "Since inv(X*Y)' = inv(X)'*inv(Y)', Y cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "transposed inverse of a product, its right factor before it",
            X.T @ inverse(X @ Y).T,
            inverse(Y).T,
            "Since inv(X*Y)' = inv(X)'*inv(Y)', X cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "transposed inverse of a product, its transposed left factor before it",
            X @ inverse(X.T @ Y).T,
            inverse(Y).T,
            "Since inv(X'*Y)' = inv(X)*inv(Y)', X cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law(
            "transposed inverse of a product, its transposed right factor after it",
            inverse(X @ Y.T).T @ Y,
            inverse(X).T,
            "Since inv(X*Y')' = inv(X)'*inv(Y), Y cancels.",
            (),
            "{X} and {Y} invertible",
        ),
        Law("a matrix times itself", X @ X, power(X, number(2)), "That is what a power is."),
        Law("a matrix times its power", X @ power(X, k), power(X, k + 1), "Exponents add."),
        Law("a power times its matrix", power(X, k) @ X, power(X, k + 1), "Exponents add."),
        Law("powers of one matrix", power(X, k) @ power(X, j), power(X, k + j), "Exponents add."),
        Law("a transpose times its transposed power", X.T @ power(X, k).T, power(X, k + 1).T, "Exponents add."),
        Law("a transposed power times the transpose", power(X, k).T @ X.T, power(X, k + 1).T, "Exponents add."),
        Law("transposed powers of one matrix", power(X, k).T @ power(X, j).T, power(X, k + j).T, "Exponents add."),
        Law("inverse of an inverse", inverse(inverse(X)), X, "Inverting twice changes nothing.", (), "{X} invertible"),
        Law("inverse of an orthogonal matrix", inverse(Q), Q.T, "That is what orthogonal means."),
        Law("an orthogonal matrix times its transpose", Q @ Q.T, identity(N), "That is what orthogonal means."),
        Law("a transpose times its orthogonal matrix", Q.T @ Q, identity(N), "That is what orthogonal means."),
        Law("elementwise product with ones", hadamard(ones(A.shape), A), A, "Multiplying by one changes nothing."),
        Law(
            "ones times ones",
            ones((M, N)) @ ones((N, L)),
            size_number(N) * ones((M, L)),
            "Each entry counts the terms of a sum of ones.",
        ),
        Law(
            "Frobenius product with the identity",
            colon(identity(N), X),
            call("tr", X),
            "The identity picks the diagonal.",
        ),
        Law(
            "Frobenius product with the identity behind",
            colon(X, identity(N)),
            call("tr", X),
            "The identity picks the diagonal.",
        ),
        Law(
            "Frobenius product with ones", colon(A, ones(A.shape)), call("sum", A), "Every entry is multiplied by one."
        ),
        Law(
            "Frobenius product of vectors",
            colon(x, col),
            x.T @ col,
            "Both sum the products of matching entries.",
            (lambda named: not named["x"].moving and not named["v"].moving,),
        ),
        Law("Frobenius norm of a vector", call("normF", x), call("norm2", x), "It has one column."),
        Law("a row of ones times a column", ones((ONE, N)) @ x, call("sum", x), ALL_ADDED, (_plain("x"),)),
        Law("a row times a column of ones", row @ ones((N, ONE)), call("sum", row.T), ALL_ADDED, (_plain("r"),)),
        Law("sum of a constant array", call("sum", ones(A.shape)), size_number(M * N), "It counts the entries."),
        Law(
            "sum of a sum with a constant array",
            call("sum", A + s * ones(A.shape)),
            call("sum", A) + s * size_number(M * N),
            "Each is summed.",
        ),
        Law("trace of the identity", call("tr", identity(N)), size_number(N), "There are n ones on the diagonal."),
        Law("diagonal of the identity", call("diagvec", identity(N)), ones((N, ONE)), "The diagonal holds ones."),
        Law(
            "diagonal matrix of ones",
            call("diag", ones((N, ONE))),
            identity(N),
            "Ones on the diagonal are the identity.",
        ),
        Law("diagonal of a diagonal matrix", call("diagvec", call("diag", x)), x, "The entries come back."),
        Law(
            "a number leaves the Frobenius product",
            colon(s * A, D),
            s * colon(A, D),
            "A number may stand outside.",
            (lambda named: not named["D"].moving,),
        ),
        *(
            Law(f"`{function}` of a multiple", call(function, s * of), s * call(function, of), MULTIPLE)
            for function, of in LINEAR.items()
        ),
        Law(
            "diagonal of a product around a diagonal matrix",
            call("diagvec", H @ call("diag", x) @ T),
            hadamard(H, T.T) @ x,
            "Entry i is the sum of H_ij*x_j*T_ji over j.",
        ),
        Law(
            "diagonal of an outer product",
            call("diagvec", col @ row),
            hadamard(col, row.T),
            "Entry (i, i) of a column times a row is the product of their entries i.",
        ),
        Law(
            "Frobenius product with an outer product",
            colon(long_col @ row, A),
            long_col.T @ A @ row.T,
            "Each entry of A is weighted by an entry of the column and one of the row.",
        ),
        Law("a diagonal matrix times ones", call("diag", x) @ ones((N, ONE)), x, "Each row holds one entry."),
        Law(
            "a quotient times its denominator",
            hadamard(x, element_power(col, number(-1))).T @ col,
            call("sum", x),
            "Each entry is divided and multiplied by the same number.",
            (),
            "entries of {v} not zero",
        ),
        Law(
            "a denominator times its quotient",
            col.T @ hadamard(x, element_power(col, number(-1))),
            call("sum", x),
            "Each entry is multiplied and divided by the same number.",
            (),
            "entries of {v} not zero",
        ),
        Law("power of a projector", power(P, k), P, "What has been projected stays where it is."),
        Law("trace of a transpose", call("tr", X.T), call("tr", X), "The diagonal stays in place."),
        *(
            Law(f"`{function}` of zeros", call(function, zeros(of.shape)), zeros(call(function, of).shape), ALL_ZERO)
            for function, of in LINEAR.items()
        ),
    ),
)

SCALARS = Chapter(
    "scalars and powers",
    (
        Law("a scalar is its own transpose", row @ col, col.T @ row.T, "A 1×1 matrix is symmetric.", (_turning_helps,)),
        Law("a number times itself", s * s, power(s, number(2)), "That is what a power is."),
        Law("a number times its power", s * power(s, p), power(s, p + 1), "Exponents add.", (_distinct,)),
        Law("powers of one number", power(s, p) * power(s, q), power(s, p + q), "Exponents add."),
        Law("elementwise square", hadamard(A, A), element_power(A, number(2)), "That is what a power is."),
        Law("an entry times its power", hadamard(A, element_power(A, p)), element_power(A, p + 1), "Exponents add."),
        Law(
            "elementwise powers of one matrix",
            hadamard(element_power(A, p), element_power(A, q)),
            element_power(A, p + q),
            "Exponents add.",
        ),
        Law(
            "a number times a power of its root",
            s * power(apply("sqrt", s), p),
            power(apply("sqrt", s), p + 2),
            "The number is its root squared.",
        ),
        Law("square of a root", power(apply("sqrt", s), number(2)), s, "That is what the root is."),
    ),
)

COLLECTING = Chapter(
    "collecting",
    (
        Law("like terms", A + A, 2 * A, "The same thing twice is twice the thing."),
        Law("multiples of one term", s * A + t * A, (s + t) * A, "Numbers in front of the same thing add."),
        Law(
            "common scalar factor",
            s * A + s * D,
            s * (A + D),
            "A number in front of every term goes in front of the sum.",
        ),
        Law("one term and a multiple of it", A + t * A, (1 + t) * A, "Numbers in front of the same thing add."),
        Law(
            "common left factor",
            A @ B + A @ E,
            A @ (B + E),
            "A factor that all terms have on the left is put in front.",
        ),
        Law(
            "common right factor",
            B @ F + C @ F,
            (B + C) @ F,
            "A factor that all terms have on the right is put behind.",
        ),
        Law(
            "common left factor of a term alone",
            A + A @ Y,
            A @ (identity(N) + Y),
            "The term alone is the factor times the identity.",
        ),
        Law(
            "common right factor of a term alone",
            A + U @ A,
            (identity(M) + U) @ A,
            "The term alone is the identity times the factor.",
        ),
        Law(
            "common elementwise factor", hadamard(A, D) + hadamard(A, H), hadamard(A, D + H), "Each entry is factored."
        ),
        Law("a sum of transposes", T.T + D2.T, (T + D2).T, "Each term is transposed."),
        Law("a sum of diagonal matrices", call("diag", x) + call("diag", col), call("diag", x + col), "Entries add."),
        Law("a sum of stacks", call("vec", A) + call("vec", D), call("vec", A + D), "Entries add."),
        Law("a sum of traces", call("tr", X) + call("tr", Y), call("tr", X + Y), "Sums may be added in any order."),
        Law(
            "a scalar inside a product stands in front",
            long_col @ row @ col,
            (row @ col) * long_col,
            "A row times a column is a number, and numbers may stand in front.",
        ),
        Law(
            "distributing where terms cancel",
            A @ (B + E),
            A @ B + A @ E,
            "A product goes into a sum where some of its terms are then zero or cancel.",
        ),
        Law(
            "terms in one differential collected",
            colon(A, d(H)) + colon(D, d(H)),
            colon(A + D, d(H)),
            "A : dX + B : dX = (A + B) : dX.",
        ),
        Law(
            "a minus sign enters a bracket",
            number(-1) * (A - D),
            D - A,
            "Minus a difference is the difference the other way round.",
        ),
    ),
)
