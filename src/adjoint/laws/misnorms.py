"""Mistakes about norms, inverses and determinants."""

from adjoint.expr.build import (
    call,
    colon,
    d,
    inverse,
    number,
    power,
    size_number,
    symbol,
)
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.laws.mistake import slip

N = Size.of("n")
A = symbol("A", "n", "n")
B = symbol("B", "n", "n")
P = symbol("P", "m", "n")
x = symbol("x", "n")
s = symbol("s")
TWO = number(2)


def square(node: Expr) -> Expr:
    """The second power."""
    return power(node, TWO)


NORMS = (
    slip(
        "norm-vs-square",
        "a norm taken for its square",
        call("normF", P),
        colon(P, P),
        power(colon(P, P), number(1) / 2),
        "`{P} : {P}` is the square of the norm, ‖{P}‖^2; the norm is its root, and d(‖{P}‖) = {P}/‖{P}‖ : d{P}",
    ),
    slip(
        "norm-vs-square",
        "a vector's norm taken for its square",
        call("norm2", x),
        x.T @ x,
        power(x.T @ x, number(1) / 2),
        "`{x}'*{x}` is the square of the norm, ‖{x}‖^2; the norm is its root, and d(‖{x}‖) = {x}/‖{x}‖ : d{x}",
    ),
    slip(
        "norm-vs-square",
        "a squared norm taken for the norm",
        square(call("normF", P)),
        call("normF", P),
        colon(P, P),
        "the norm is squared here: ‖{P}‖^2 = {P} : {P}, and d(‖{P}‖^2) = 2*{P} : d{P}",
    ),
    slip(
        "norm-vs-square",
        "a squared vector norm taken for the norm",
        square(call("norm2", x)),
        call("norm2", x),
        x.T @ x,
        "the norm is squared here: ‖{x}‖^2 = {x}'*{x}, and d(‖{x}‖^2) = 2*{x} : d{x}",
    ),
    slip(
        "norm-vs-square",
        "a norm differentiated as its square",
        d(call("normF", P)),
        colon(2 * P, d(P)),
        colon(P / call("normF", P), d(P)),
        "d(‖{P}‖^2) = 2*{P} : d{P}, but d(‖{P}‖) = {P}/‖{P}‖ : d{P}; here the norm is not squared",
    ),
    slip(
        "norm-vs-square",
        "a vector's norm differentiated as its square",
        d(call("norm2", x)),
        colon(2 * x, d(x)),
        colon(x / call("norm2", x), d(x)),
        "d(‖{x}‖^2) = 2*{x} : d{x}, but d(‖{x}‖) = {x}/‖{x}‖ : d{x}; here the norm is not squared",
    ),
    slip(
        "norm-vs-square",
        "a squared norm differentiated as the norm",
        d(square(call("normF", P))),
        colon(P / call("normF", P), d(P)),
        colon(2 * P, d(P)),
        "d(‖{P}‖) = {P}/‖{P}‖ : d{P}, but d(‖{P}‖^2) = 2*{P} : d{P}; here the norm is squared",
    ),
    slip(
        "norm-vs-square",
        "a squared vector norm differentiated as the norm",
        d(square(call("norm2", x))),
        colon(x / call("norm2", x), d(x)),
        colon(2 * x, d(x)),
        "d(‖{x}‖) = {x}/‖{x}‖ : d{x}, but d(‖{x}‖^2) = 2*{x} : d{x}; here the norm is squared",
    ),
    slip(
        "lost-factor",
        "the square's factor two lost",
        d(square(call("normF", P))),
        colon(P, d(P)),
        colon(2 * P, d(P)),
        "d(‖{P}‖^2) = 2*{P} : d{P}; the factor 2 is missing",
    ),
    slip(
        "lost-factor",
        "the squared vector norm's factor two lost",
        d(square(call("norm2", x))),
        colon(x, d(x)),
        colon(2 * x, d(x)),
        "d(‖{x}‖^2) = 2*{x} : d{x}; the factor 2 is missing",
    ),
)

INVERSES = (
    slip(
        "inverse-or-determinant",
        "the sign of the inverse lost",
        d(inverse(A)),
        inverse(A) @ d(A) @ inverse(A),
        -inverse(A) @ d(A) @ inverse(A),
        "from {A}*inv({A}) = I the two changes cancel, so d inv({A}) = -inv({A})*d{A}*inv({A}), with a minus",
    ),
    slip(
        "inverse-or-determinant",
        "the school rule for an inverse",
        d(inverse(A)),
        -square(inverse(A)) @ d(A),
        -inverse(A) @ d(A) @ inverse(A),
        "-1/u^2 is the rule for numbers; d{A} keeps its place between the two inverses: -inv({A})*d{A}*inv({A})",
    ),
    slip(
        "inverse-or-determinant",
        "the school rule for an inverse, from the right",
        d(inverse(A)),
        -d(A) @ square(inverse(A)),
        -inverse(A) @ d(A) @ inverse(A),
        "-1/u^2 is the rule for numbers; d{A} keeps its place between the two inverses: -inv({A})*d{A}*inv({A})",
    ),
    slip(
        "inverse-or-determinant",
        "the inverse of the change",
        d(inverse(A)),
        inverse(d(A)),
        -inverse(A) @ d(A) @ inverse(A),
        "the inverse is not linear: d inv({A}) = -inv({A})*d{A}*inv({A})",
    ),
    slip(
        "inverse-or-determinant",
        "one inverse lost",
        d(inverse(A)),
        -inverse(A) @ d(A),
        -inverse(A) @ d(A) @ inverse(A),
        "d{A} stands between two inverses: d inv({A}) = -inv({A})*d{A}*inv({A})",
    ),
    slip(
        "inverse-or-determinant",
        "the inverse of a product in the same order",
        inverse(A @ B),
        inverse(A) @ inverse(B),
        inverse(B) @ inverse(A),
        "the inverse of a product turns the order round: inv({A}*{B}) = inv({B})*inv({A})",
    ),
    slip(
        "inverse-or-determinant",
        "the inverse of a sum term by term",
        inverse(A + B),
        inverse(A) + inverse(B),
        inverse(A + B),
        "the inverse of a sum is not the sum of the inverses, not even for numbers",
    ),
    slip(
        "inverse-or-determinant",
        "an inverse lost",
        inverse(A),
        A,
        inverse(A),
        "the inverse on `{A}` is lost",
    ),
    slip(
        "inverse-or-determinant",
        "the determinant lost",
        d(call("det", A)),
        colon(inverse(A).T, d(A)),
        colon(call("det", A) * inverse(A).T, d(A)),
        "inv({A})' is the gradient of logdet({A}); that of det({A}) is det({A})*inv({A})'",
    ),
    slip(
        "inverse-or-determinant",
        "the determinant's transpose lost",
        d(call("det", A)),
        colon(call("det", A) * inverse(A), d(A)),
        colon(call("det", A) * inverse(A).T, d(A)),
        "by Jacobi's formula d det({A}) = det({A})*tr(inv({A})*d{A}); as a Frobenius product the inverse is transposed",
    ),
    slip(
        "inverse-or-determinant",
        "the determinant's inverse lost",
        d(call("det", A)),
        call("det", A) * call("tr", d(A)),
        colon(call("det", A) * inverse(A).T, d(A)),
        "by Jacobi's formula d det({A}) = det({A})*tr(inv({A})*d{A}): the inverse is lost under the trace",
    ),
    slip(
        "inverse-or-determinant",
        "logdet's inverse lost",
        d(call("logdet", A)),
        call("tr", d(A)),
        colon(inverse(A).T, d(A)),
        "d logdet({A}) = tr(inv({A})*d{A}): the inverse is lost under the trace",
    ),
    slip(
        "inverse-or-determinant",
        "the determinant of the change",
        d(call("det", A)),
        call("det", d(A)),
        colon(call("det", A) * inverse(A).T, d(A)),
        "the determinant is not linear: d det({A}) = det({A})*tr(inv({A})*d{A})",
    ),
    slip(
        "inverse-or-determinant",
        "logdet taken for det",
        d(call("logdet", A)),
        colon(call("det", A) * inverse(A).T, d(A)),
        colon(inverse(A).T, d(A)),
        "det({A})*inv({A})' is the gradient of det({A}); the logarithm divides the determinant out",
    ),
    slip(
        "inverse-or-determinant",
        "logdet's transpose lost",
        d(call("logdet", A)),
        colon(inverse(A), d(A)),
        colon(inverse(A).T, d(A)),
        "d logdet({A}) = tr(inv({A})*d{A}), and as a Frobenius product the inverse is transposed",
    ),
    slip(
        "inverse-or-determinant",
        "the determinant of a sum term by term",
        call("det", A + B),
        call("det", A) + call("det", B),
        call("det", A + B),
        "the determinant of a sum is not the sum of the determinants",
    ),
    slip(
        "inverse-or-determinant",
        "a number taken out of a determinant once",
        call("det", s * A),
        s * call("det", A),
        power(s, size_number(N)) * call("det", A),
        "each of the n rows gives one factor: det(s*X) = s^n*det(X)",
    ),
)
