"""The book of mistakes: false laws that people use, each with the right one and what a teacher would say.

A mistake is stated for shapes in which its false side can be written at all, which for most means
square ones; `adjoint.audit` reads a derivation as if all sizes were one to find them. The generic
test proves every mistake false and every right side true. The kinds stand in the order in which one
is preferred where two describe the same slip, the more specific first.
"""

from collections.abc import Callable
from dataclasses import dataclass

from adjoint.expr.build import (
    add, apply, call, colon, d, element_power, hadamard, identity, inverse, kron, number, ones, power, size_number,
    symbol,
)  # fmt: skip
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.laws.crossing import moving, still
from adjoint.rewrite.law import Guard, Law

KINDS = (
    "wrong-side", "norm-vs-square", "transpose-of-product", "missing-transpose", "extra-transpose", "scalar-rule",
    "inverse-or-determinant", "product-rule", "non-commuting", "elementwise-vs-matrix", "inner-vs-outer",
    "trace-lost", "unspecified-contraction", "sum-or-index", "broadcast", "dependence", "structure", "layout",
    "shape", "lost-factor", "sign", "parenthesis", "algebra",
)  # fmt: skip
"""Every kind of mistake, the more specific first."""


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A false law, filed under the kind that it is an example of.

    `false` is the law as people use it; `right` is what its left side really equals. `says` is the
    sentence for the person, with pattern variables in braces.
    """

    kind: str
    false: Law
    right: Expr
    says: str

    @property
    def name(self) -> str:
        """What the slip is called."""
        return self.false.name


N = Size.of("n")
A, B, C, X = (symbol(name, "n", "n") for name in "ABCX")
P, Q = symbol("P", "m", "n"), symbol("Q", "m", "n")
G, H = symbol("G", "m", "k"), symbol("H", "k", "n")
x, y, z = (symbol(name, "n") for name in "xyz")
s, t, c = symbol("s"), symbol("t"), symbol("c", 1, 1, "constant")
F = symbol("F", "m", "n", "constant")
TWO = number(2)


def _slip(
    kind: str, name: str, left: Expr, wrong: Expr, right: Expr, says: str, guards: tuple[Guard, ...] = ()
) -> Mistake:
    return Mistake(kind, Law(name, left, wrong, says, guards), right, says)


def _square(node: Expr) -> Expr:
    return power(node, TWO)


CROSSING = (
    _slip(
        "wrong-side", "a right factor crosses to the left", colon(A, B @ C), colon(C.T @ A, B), colon(A @ C.T, B),
        "`{C}` stands to the right of `{B}`, so it crosses the colon to the right of `{A}`, transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
    _slip(
        "wrong-side", "a left factor crosses to the right", colon(A, B @ C), colon(A @ B.T, C), colon(B.T @ A, C),
        "`{B}` stands to the left of `{C}`, so it crosses the colon to the left of `{A}`, transposed: A : B*C = B'*A : C",
        (moving("C"), still("B")),
    ),
    _slip(
        "missing-transpose", "a right factor crosses untransposed", colon(A, B @ C), colon(A @ C, B), colon(A @ C.T, B),
        "`{C}` crosses the colon, and whatever crosses is transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
    _slip(
        "missing-transpose", "a left factor crosses untransposed", colon(A, B @ C), colon(B @ A, C), colon(B.T @ A, C),
        "`{B}` crosses the colon, and whatever crosses is transposed: A : B*C = B'*A : C",
        (moving("C"), still("B")),
    ),
    _slip(
        "missing-transpose", "a transpose lost at the colon", colon(A, B.T), colon(A, B), colon(A.T, B),
        "the transpose on `{B}` does not vanish: it moves to the other factor, A : B' = A' : B",
        (moving("B"),),
    ),
    _slip(
        "wrong-side", "a factor crosses on the wrong side and untransposed", colon(A, B @ C), colon(C @ A, B), colon(A @ C.T, B),
        "`{C}` stands to the right of `{B}`, so it crosses to the right of `{A}`, and transposed: A : B*C = A*C' : B",
        (moving("B"), still("C")),
    ),
)  # fmt: skip

NORMS = (
    _slip(
        "norm-vs-square", "a norm taken for its square", call("normF", P), colon(P, P), power(colon(P, P), number(1) / 2),
        "`{P} : {P}` is the square of the Frobenius norm; the norm itself is its root, with the gradient {P}/normF({P})",
    ),
    _slip(
        "norm-vs-square", "a vector's norm taken for its square", call("norm2", x), x.T @ x, power(x.T @ x, number(1) / 2),
        "`{x}'*{x}` is the square of the norm; the norm itself is its root, with the gradient {x}/norm2({x})",
    ),
    _slip(
        "norm-vs-square", "a squared norm taken for the norm", _square(call("normF", P)), call("normF", P), colon(P, P),
        "the norm is squared here: normF({P})^2 = {P} : {P}, and its gradient is 2*{P}",
    ),
    _slip(
        "norm-vs-square", "a squared vector norm taken for the norm", _square(call("norm2", x)), call("norm2", x), x.T @ x,
        "the norm is squared here: norm2({x})^2 = {x}'*{x}, and its gradient is 2*{x}",
    ),
    _slip(
        "norm-vs-square", "a norm differentiated as its square", d(call("normF", P)), colon(2 * P, d(P)), colon(P / call("normF", P), d(P)),
        "2*{P} is the gradient of the squared norm; that of the norm is {P}/normF({P}), with Frobenius norm one",
    ),
    _slip(
        "norm-vs-square", "a vector's norm differentiated as its square", d(call("norm2", x)), colon(2 * x, d(x)), colon(x / call("norm2", x), d(x)),
        "2*{x} is the gradient of the squared norm; that of the norm is {x}/norm2({x}), of length one",
    ),
    _slip(
        "norm-vs-square", "a squared norm differentiated as the norm", d(_square(call("normF", P))), colon(P / call("normF", P), d(P)), colon(2 * P, d(P)),
        "{P}/normF({P}) is the gradient of the norm; that of its square is 2*{P}",
    ),
    _slip(
        "norm-vs-square", "a squared vector norm differentiated as the norm", d(_square(call("norm2", x))), colon(x / call("norm2", x), d(x)), colon(2 * x, d(x)),
        "{x}/norm2({x}) is the gradient of the norm; that of its square is 2*{x}",
    ),
    _slip(
        "lost-factor", "the square's factor two lost", d(_square(call("normF", P))), colon(P, d(P)), colon(2 * P, d(P)),
        "{P} : {P} has two factors that change alike, so its differential is twice {P} : d{P}",
    ),
    _slip(
        "lost-factor", "the squared vector norm's factor two lost", d(_square(call("norm2", x))), colon(x, d(x)), colon(2 * x, d(x)),
        "{x}'*{x} has two factors that change alike, so its differential is twice {x} : d{x}",
    ),
)  # fmt: skip

TRANSPOSES = (
    _slip(
        "transpose-of-product", "the order kept under a transpose", (A @ B).T, A.T @ B.T, B.T @ A.T,
        "the transpose of a product turns the order round: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "transpose-of-product", "only the last factor transposed", (A @ B).T, A @ B.T, B.T @ A.T,
        "the transpose of a product turns the order round and reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "transpose-of-product", "only the first factor transposed", (A @ B).T, A.T @ B, B.T @ A.T,
        "the transpose of a product turns the order round and reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "transpose-of-product", "turned round, one factor left untransposed", (A @ B).T, B.T @ A, B.T @ A.T,
        "the transpose of a product reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "transpose-of-product", "turned round, the other factor left untransposed", (A @ B).T, B @ A.T, B.T @ A.T,
        "the transpose of a product reaches every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "transpose-of-product", "turned round without transposes", (A @ B).T, B @ A, B.T @ A.T,
        "the transpose of a product turns the order round and transposes every factor: ({A}*{B})' = {B}'*{A}'",
    ),
    _slip(
        "missing-transpose", "a transpose dropped", A.T, A, A.T,
        "the transpose on `{A}` is lost; only a symmetric matrix equals its transpose",
    ),
    _slip(
        "missing-transpose", "a transpose lost in the trace", call("tr", A @ B), colon(A, B), colon(A.T, B),
        "tr(A*B) is A' : B, since A : B is tr(A'*B): the first factor is transposed",
    ),
    _slip(
        "missing-transpose", "a transpose in the trace lost", call("tr", A.T @ B), call("tr", A @ B), call("tr", B.T @ A),
        "tr(A'*B) pairs matching entries, tr(A*B) pairs each entry with the mirrored one",
    ),
)  # fmt: skip

POWERS = (
    _slip(
        "scalar-rule", "the school rule for a matrix square", d(_square(A)), 2 * A @ d(A), d(A) @ A + A @ d(A),
        "d(X^2) = dX*X + X*dX; the two terms are 2*X*dX only where X and dX commute",
    ),
    _slip(
        "scalar-rule", "the school rule for a matrix square, from the right", d(_square(A)), 2 * d(A) @ A, d(A) @ A + A @ d(A),
        "d(X^2) = dX*X + X*dX; the two terms are 2*dX*X only where X and dX commute",
    ),
    _slip(
        "scalar-rule", "the school rule for a matrix cube", d(power(A, number(3))), 3 * power(A, TWO) @ d(A),
        d(A) @ power(A, TWO) + A @ d(A) @ A + power(A, TWO) @ d(A),
        "d(X^3) has three terms, with dX in each of the three places; they are 3*X^2*dX only where X and dX commute",
    ),
    _slip(
        "scalar-rule", "the school rule for a quadratic form", d(x.T @ A @ x), 2 * x.T @ A @ d(x),
        x.T @ (A + A.T) @ d(x) + x.T @ d(A) @ x,
        "x'*A*x changes through both of its x: the gradient is (A + A')*x, which is 2*A*x only for a symmetric A",
    ),
    _slip(
        "scalar-rule", "the school quotient rule", d(x / s), d(x) / s - d(s) * x / s, d(x) / s - d(s) * x / power(s, TWO),
        "d(u/s) = du/s - ds*u/s^2: the second term has the square of the denominator",
    ),
)  # fmt: skip

INVERSES = (
    _slip(
        "inverse-or-determinant", "the sign of the inverse lost", d(inverse(A)), inverse(A) @ d(A) @ inverse(A), -inverse(A) @ d(A) @ inverse(A),
        "from {A}*inv({A}) = I the two changes cancel, so d inv({A}) = -inv({A})*d{A}*inv({A}), with a minus",
    ),
    _slip(
        "inverse-or-determinant", "the school rule for an inverse", d(inverse(A)), -_square(inverse(A)) @ d(A), -inverse(A) @ d(A) @ inverse(A),
        "-1/u^2 is the rule for numbers; d{A} keeps its place between the two inverses: -inv({A})*d{A}*inv({A})",
    ),
    _slip(
        "inverse-or-determinant", "the school rule for an inverse, from the right", d(inverse(A)), -d(A) @ _square(inverse(A)), -inverse(A) @ d(A) @ inverse(A),
        "-1/u^2 is the rule for numbers; d{A} keeps its place between the two inverses: -inv({A})*d{A}*inv({A})",
    ),
    _slip(
        "inverse-or-determinant", "the inverse of the change", d(inverse(A)), inverse(d(A)), -inverse(A) @ d(A) @ inverse(A),
        "the inverse is not linear: d inv({A}) = -inv({A})*d{A}*inv({A})",
    ),
    _slip(
        "inverse-or-determinant", "one inverse lost", d(inverse(A)), -inverse(A) @ d(A), -inverse(A) @ d(A) @ inverse(A),
        "d{A} stands between two inverses: d inv({A}) = -inv({A})*d{A}*inv({A})",
    ),
    _slip(
        "inverse-or-determinant", "the inverse of a product in the same order", inverse(A @ B), inverse(A) @ inverse(B), inverse(B) @ inverse(A),
        "the inverse of a product turns the order round: inv({A}*{B}) = inv({B})*inv({A})",
    ),
    _slip(
        "inverse-or-determinant", "the inverse of a sum term by term", inverse(A + B), inverse(A) + inverse(B), inverse(A + B),
        "the inverse of a sum is not the sum of the inverses, not even for numbers",
    ),
    _slip(
        "inverse-or-determinant", "an inverse lost", inverse(A), A, inverse(A),
        "the inverse on `{A}` is lost",
    ),
    _slip(
        "inverse-or-determinant", "the determinant lost", d(call("det", A)), colon(inverse(A).T, d(A)), colon(call("det", A) * inverse(A).T, d(A)),
        "inv({A})' is the gradient of logdet({A}); that of det({A}) is det({A})*inv({A})'",
    ),
    _slip(
        "inverse-or-determinant", "the determinant's transpose lost", d(call("det", A)), colon(call("det", A) * inverse(A), d(A)), colon(call("det", A) * inverse(A).T, d(A)),
        "Jacobi's formula reads d det({A}) = det({A})*tr(inv({A})*d{A}), and as a Frobenius product the inverse is transposed",
    ),
    _slip(
        "inverse-or-determinant", "the determinant of the change", d(call("det", A)), call("det", d(A)), colon(call("det", A) * inverse(A).T, d(A)),
        "the determinant is not linear: d det({A}) = det({A})*tr(inv({A})*d{A})",
    ),
    _slip(
        "inverse-or-determinant", "logdet taken for det", d(call("logdet", A)), colon(call("det", A) * inverse(A).T, d(A)), colon(inverse(A).T, d(A)),
        "det({A})*inv({A})' is the gradient of det({A}); the logarithm divides the determinant out",
    ),
    _slip(
        "inverse-or-determinant", "logdet's transpose lost", d(call("logdet", A)), colon(inverse(A), d(A)), colon(inverse(A).T, d(A)),
        "d logdet({A}) = tr(inv({A})*d{A}), and as a Frobenius product the inverse is transposed",
    ),
    _slip(
        "inverse-or-determinant", "the determinant of a sum term by term", call("det", A + B), call("det", A) + call("det", B), call("det", A + B),
        "the determinant of a sum is not the sum of the determinants",
    ),
    _slip(
        "inverse-or-determinant", "a number taken out of a determinant once", call("det", s * A), s * call("det", A), power(s, size_number(N)) * call("det", A),
        "each of the n rows gives one factor: det(s*X) = s^n*det(X)",
    ),
)  # fmt: skip

PRODUCTS = (
    _slip(
        "product-rule", "both factors differentiated at once", d(A @ B), d(A) @ d(B), d(A) @ B + A @ d(B),
        "in a product one factor changes at a time: d({A}*{B}) = d{A}*{B} + {A}*d{B}",
    ),
    _slip(
        "product-rule", "the second term of the product rule lost", d(G @ H), d(G) @ H, d(G) @ H + G @ d(H),
        "the term in which `{H}` changes is missing: d({G}*{H}) = d{G}*{H} + {G}*d{H}",
    ),
    _slip(
        "product-rule", "the first term of the product rule lost", d(G @ H), G @ d(H), d(G) @ H + G @ d(H),
        "the term in which `{G}` changes is missing: d({G}*{H}) = d{G}*{H} + {G}*d{H}",
    ),
    _slip(
        "product-rule", "the elementwise product rule without its second term", d(hadamard(P, Q)), hadamard(d(P), Q), hadamard(d(P), Q) + hadamard(P, d(Q)),
        "the term in which `{Q}` changes is missing: entry by entry this is the product rule for numbers",
    ),
    _slip(
        "product-rule", "both elementwise factors differentiated at once", d(hadamard(P, Q)), hadamard(d(P), d(Q)), hadamard(d(P), Q) + hadamard(P, d(Q)),
        "one factor changes at a time: d({P} .* {Q}) = d{P} .* {Q} + {P} .* d{Q}",
    ),
    _slip(
        "product-rule", "a term of the Frobenius product lost", d(colon(P, Q)), colon(P, d(Q)), colon(d(P), Q) + colon(P, d(Q)),
        "the term in which `{P}` changes is missing: d({P} : {Q}) = d{P} : {Q} + {P} : d{Q}",
    ),
    _slip(
        "product-rule", "a changing number left out", d(s * P), s * d(P), d(s) * P + s * d(P),
        "the number `{s}` changes too: d({s}*{P}) = d{s}*{P} + {s}*d{P}",
    ),
    _slip(
        "product-rule", "only the number differentiated", d(s * P), d(s) * P, d(s) * P + s * d(P),
        "the array `{P}` changes too: d({s}*{P}) = d{s}*{P} + {s}*d{P}",
    ),
)  # fmt: skip

ORDER = (
    _slip(
        "non-commuting", "two factors swapped", A @ B, B @ A, A @ B,
        "`{A}` and `{B}` do not commute, so their order may not be changed",
    ),
    _slip(
        "non-commuting", "the factors of the product rule swapped", d(A @ B), B @ d(A) + A @ d(B), d(A) @ B + A @ d(B),
        "each factor keeps its place: d({A}*{B}) = d{A}*{B} + {A}*d{B}",
    ),
    _slip(
        "non-commuting", "two equal factors merged across a third", A @ B @ A, _square(A) @ B, A @ B @ A,
        "`{B}` stands between the two factors `{A}`, and they may not be merged across it",
    ),
    _slip(
        "non-commuting", "two equal factors merged from the left", A @ B @ A, B @ _square(A), A @ B @ A,
        "`{B}` stands between the two factors `{A}`, and they may not be merged across it",
    ),
    _slip(
        "non-commuting", "an inverse cancelled across a third factor", inverse(A) @ B @ A, B, inverse(A) @ B @ A,
        "`{B}` stands between `{A}` and its inverse, so they do not cancel",
    ),
    _slip(
        "non-commuting", "the binomial square", _square(A + B), _square(A) + 2 * A @ B + _square(B), add(_square(A), A @ B, B @ A, _square(B)),
        "(A + B)^2 = A^2 + A*B + B*A + B^2: the two mixed terms differ",
    ),
    _slip(
        "non-commuting", "factors exchanged inside a trace", call("tr", A @ B @ C), call("tr", A @ C @ B), call("tr", B @ C @ A),
        "under a trace factors may be turned round in a circle, not exchanged: tr(A*B*C) = tr(B*C*A)",
    ),
)  # fmt: skip

ENTRIES = (
    _slip(
        "elementwise-vs-matrix", "a matrix product taken entry by entry", A @ B, hadamard(A, B), A @ B,
        "the product is the matrix product here, sums of products along rows and columns, not entry by entry",
    ),
    _slip(
        "elementwise-vs-matrix", "an elementwise product taken as a matrix product", hadamard(A, B), A @ B, hadamard(A, B),
        "the product is entry by entry here, not the matrix product",
    ),
    _slip(
        "elementwise-vs-matrix", "a matrix square taken entry by entry", _square(A), element_power(A, TWO), A @ A,
        "{A}^2 is {A}*{A}; the square of every entry is another matrix",
    ),
    _slip(
        "elementwise-vs-matrix", "an elementwise square taken as a matrix square", element_power(A, TWO), _square(A), hadamard(A, A),
        "every entry is squared here; the matrix {A}*{A} is another one",
    ),
    _slip(
        "elementwise-vs-matrix", "an inverse taken entry by entry", inverse(A), element_power(A, number(-1)), inverse(A),
        "the inverse matrix does not hold the reciprocals of the entries",
    ),
    _slip(
        "elementwise-vs-matrix", "a diagonal matrix taken for its vector", call("diag", x) @ A, x @ ones((ONE, N)), hadamard(x @ ones((ONE, N)), A),
        "diag(x)*A scales the rows of A",
    ),
)  # fmt: skip

VECTORS = (
    _slip(
        "inner-vs-outer", "an outer product taken for a number", x @ y.T @ z, (x.T @ y) * z, (y.T @ z) * x,
        "`{x}*{y}'` is a matrix, the number is `{x}'*{y}`",
    ),
    _slip(
        "inner-vs-outer", "an outer product behind a matrix taken for a number", A @ x @ y.T, (x.T @ y) * A, A @ x @ y.T,
        "`{x}*{y}'` is a matrix, and `{x}'*{y}` a number",
    ),
    _slip(
        "inner-vs-outer", "the trace of an outer product", call("tr", A @ x @ y.T), (x.T @ y) * call("tr", A), y.T @ A @ x,
        "`{x}*{y}'` is a matrix, and `{x}'*{y}` a number",
    ),
)  # fmt: skip

TRACES = (
    _slip(
        "trace-lost", "the trace of a product as a product of traces", call("tr", A @ B), call("tr", A) * call("tr", B), colon(A.T, B),
        "the trace of a product is not the product of the traces",
    ),
    _slip(
        "trace-lost", "a trace lost before a matrix", call("tr", A) * B, A @ B, call("tr", A) * B,
        "tr({A}) is a number; without the trace {A} is a matrix and multiplies as one",
    ),
    _slip(
        "trace-lost", "the trace of an inverse as the inverse of the trace", call("tr", inverse(A)), power(call("tr", A), number(-1)), call("tr", inverse(A)),
        "the trace of an inverse is not one over the trace",
    ),
)  # fmt: skip

SUMS = (
    _slip(
        "sum-or-index", "the sum of products as a product of sums", call("sum", hadamard(P, Q)), call("sum", P) * call("sum", Q), colon(P, Q),
        "a sum of products is not the product of the sums",
    ),
    _slip(
        "sum-or-index", "the sum of all entries taken for the trace", call("sum", A), call("tr", A), call("sum", A),
        "the sum takes every entry, the trace only the diagonal",
    ),
    _slip(
        "broadcast", "the count lost", ones((ONE, N)) @ ones((N, ONE)), number(1), size_number(N),
        "ones'*ones counts the entries",
    ),
    _slip(
        "broadcast", "a mean taken for a sum", call("sum", x), call("sum", x) / size_number(N), call("sum", x),
        "the sum over all entries is not divided by their number",
    ),
    _slip(
        "dependence", "a change left out", d(P) + d(Q), d(P), d(P) + d(Q),
        "`{Q}` depends on the variable too, so its change counts",
    ),
)  # fmt: skip


def _parenthesis() -> tuple[Mistake, ...]:
    made: list[tuple[str, Expr, Expr, Expr]] = [
        ("a number applied to one term only", s * (P + Q), s * P + Q, s * P + s * Q),
        ("a left factor applied to one term only", A @ (B + C), A @ B + C, A @ B + A @ C),
        ("a right factor applied to one term only", (A + B) @ C, A + B @ C, A @ C + B @ C),
    ]
    says = "the factor in front of the bracket multiplies every term of the sum"
    return tuple(_slip("parenthesis", name, left, wrong, right, says) for name, left, wrong, right in made)


def _chains() -> tuple[Mistake, ...]:
    """The derivative of an elementwise function: a factor lost, or multiplied in the wrong way."""
    rules: list[tuple[str, Callable[[Expr], Expr]]] = [
        ("exp", lambda u: apply("exp", u)),
        ("sin", lambda u: apply("cos", u)),
        ("tanh", lambda u: ones(u.shape) - element_power(apply("tanh", u), TWO)),
        ("sigmoid", lambda u: hadamard(apply("sigmoid", u), ones(u.shape) - apply("sigmoid", u))),
        ("log", lambda u: element_power(u, number(-1))),
    ]
    found = []
    for name, rate in rules:
        found.append(
            _slip(
                "elementwise-vs-matrix", f"the derivative of {name} as a matrix product", d(apply(name, A)), rate(A) @ d(A), hadamard(rate(A), d(A)),
                f"{name} acts on every entry by itself, so its derivative multiplies d{{A}} entry by entry",
            )
        )  # fmt: skip
        found.append(
            _slip(
                "lost-factor", f"the inner derivative of {name} lost", d(apply(name, P)), rate(P), hadamard(rate(P), d(P)),
                "the chain rule multiplies by the inner differential d{P}",
            )
        )  # fmt: skip
    return tuple(found)


SIGNS = (
    _slip(
        "sign", "a minus lost before the last term of a bracket", P - (s * P - Q), P - s * P - Q, P - s * P + Q,
        "a minus before a bracket turns every sign inside it",
    ),
    _slip(
        "sign", "the sign of the cosine lost", d(apply("cos", P)), hadamard(apply("sin", P), d(P)), -hadamard(apply("sin", P), d(P)),
        "the derivative of the cosine is minus the sine",
    ),
    _slip(
        "lost-factor", "the exponent lost", d(power(s, c)), power(s, c - 1) * d(s), c * power(s, c - 1) * d(s),
        "the exponent comes down as a factor",
    ),
    _slip(
        "lost-factor", "an elementwise exponent lost", d(element_power(P, c)), hadamard(element_power(P, c - 1), d(P)), hadamard(c * element_power(P, c - 1), d(P)),
        "the exponent comes down as a factor",
    ),
    _slip(
        "lost-factor", "a constant factor lost under the differential", d(c * P), d(P), c * d(P),
        "a constant number in front stays in front",
    ),
    _slip(
        "algebra", "the Kronecker product's factors swapped", kron(A, B), kron(B, A), kron(A, B),
        "the Kronecker product does not commute",
    ),
    _slip(
        "algebra", "the identity lost", A + identity(N), A, A + identity(N),
        "the identity added to `{A}` is lost",
    ),
)  # fmt: skip

BOOK: tuple[Mistake, ...] = tuple(
    sorted(
        (
            *CROSSING, *NORMS, *TRANSPOSES, *POWERS, *INVERSES, *PRODUCTS, *ORDER, *ENTRIES, *VECTORS, *TRACES, *SUMS,
            *_chains(), *_parenthesis(), *SIGNS,
        ),
        key=lambda mistake: KINDS.index(mistake.kind),
    )
)  # fmt: skip
"""Every mistake, the more specific kinds first."""
