"""Mistakes of differentiation: powers, products, functions, signs."""

from collections.abc import Callable

from adjoint.expr.build import (
    apply,
    colon,
    d,
    element_power,
    hadamard,
    identity,
    kron,
    number,
    ones,
    power,
    symbol,
)
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.expr.walk import replace, symbols
from adjoint.laws.crossing import still
from adjoint.laws.elementwise import DERIVATIVE
from adjoint.laws.mistake import Mistake, slip

N = Size.of("n")
A = symbol("A", "n", "n")
B = symbol("B", "n", "n")
P = symbol("P", "m", "n")
Q = symbol("Q", "m", "n")
G = symbol("G", "m", "k")
H = symbol("H", "k", "n")
K = symbol("K", "k", "k")
x = symbol("x", "n")
r = symbol("r")
s = symbol("s")
c = symbol("c", 1, 1, "constant")
TWO = number(2)


def square(node: Expr) -> Expr:
    """The second power."""
    return power(node, TWO)


TWICE = (
    "`{x}` stands twice in `{x}'*{A}*{x}`: once it gives {A}*{x}, once {A}'*{x}; "
    "the two agree only for a symmetric {A}"
)

POWERS = (
    slip(
        "scalar-rule",
        "the school rule for a matrix times itself",
        d(A @ A),
        2 * A @ d(A),
        d(A) @ A + A @ d(A),
        "d(X*X) = dX*X + X*dX; the two terms are 2*X*dX only where X and dX commute",
    ),
    slip(
        "scalar-rule",
        "the school rule for a matrix square",
        d(square(A)),
        2 * A @ d(A),
        d(A) @ A + A @ d(A),
        "d(X^2) = dX*X + X*dX; the two terms are 2*X*dX only where X and dX commute",
    ),
    slip(
        "scalar-rule",
        "the school rule for a matrix square, from the right",
        d(square(A)),
        2 * d(A) @ A,
        d(A) @ A + A @ d(A),
        "d(X^2) = dX*X + X*dX; the two terms are 2*dX*X only where X and dX commute",
    ),
    slip(
        "scalar-rule",
        "the school rule for a matrix cube",
        d(power(A, number(3))),
        3 * power(A, TWO) @ d(A),
        d(A) @ power(A, TWO) + A @ d(A) @ A + power(A, TWO) @ d(A),
        "d(X^3) has three terms, with dX in each of the three places; they are 3*X^2*dX only where X and dX commute",
    ),
    slip(
        "scalar-rule",
        "the school rule for a quadratic form",
        d(x.T @ A @ x),
        2 * x.T @ A @ d(x),
        d(x).T @ A @ x + x.T @ d(A) @ x + x.T @ A @ d(x),
        TWICE,
        (still("A"),),
        "{A} symmetric",
    ),
    slip(
        "structure",
        "the gradient of a quadratic form with one half of it taken twice",
        d(x.T @ A @ x),
        2 * x.T @ A.T @ d(x),
        d(x).T @ A @ x + x.T @ d(A) @ x + x.T @ A @ d(x),
        TWICE,
        (still("A"),),
        "{A} symmetric",
    ),
    slip(
        "scalar-rule",
        "the school quotient rule",
        d(x / s),
        d(x) / s - d(s) * x / s,
        d(x) / s - d(s) * x / power(s, TWO),
        "d(u/s) = du/s - ds*u/s^2: the second term has the square of the denominator",
        varies=("s",),
    ),
    slip(
        "scalar-rule",
        "the quotient rule without the square",
        d(r / s),
        (s * d(r) - r * d(s)) / s,
        (s * d(r) - r * d(s)) / power(s, TWO),
        "d(u/s) = (s*du - u*ds)/s^2: the denominator is squared",
        varies=("s",),
    ),
)

PRODUCTS = (
    slip(
        "product-rule",
        "both factors differentiated at once",
        d(G @ H),
        d(G) @ d(H),
        d(G) @ H + G @ d(H),
        "both factors changed at once; in a product one changes at a time: d({G}*{H}) = d{G}*{H} + {G}*d{H}",
    ),
    slip(
        "product-rule",
        "both outer factors differentiated at once",
        d(G @ K @ H),
        d(G) @ K @ d(H),
        d(G) @ K @ H + G @ d(K) @ H + G @ K @ d(H),
        "both factors changed at once; in a product one changes at a time: "
        "d({G}*{K}*{H}) = d{G}*{K}*{H} + {G}*{K}*d{H}",
        (still("K"),),
    ),
    slip(
        "product-rule",
        "the second term of the product rule lost",
        d(G @ H),
        d(G) @ H,
        d(G) @ H + G @ d(H),
        "the term in which `{H}` changes is missing: d({G}*{H}) = d{G}*{H} + {G}*d{H}",
    ),
    slip(
        "product-rule",
        "the first term of the product rule lost",
        d(G @ H),
        G @ d(H),
        d(G) @ H + G @ d(H),
        "the term in which `{G}` changes is missing: d({G}*{H}) = d{G}*{H} + {G}*d{H}",
    ),
    slip(
        "product-rule",
        "the elementwise product rule without its second term",
        d(hadamard(P, Q)),
        hadamard(d(P), Q),
        hadamard(d(P), Q) + hadamard(P, d(Q)),
        "the term in which `{Q}` changes is missing: entry by entry this is the product rule for numbers",
    ),
    slip(
        "product-rule",
        "both elementwise factors differentiated at once",
        d(hadamard(P, Q)),
        hadamard(d(P), d(Q)),
        hadamard(d(P), Q) + hadamard(P, d(Q)),
        "one factor changes at a time: d({P} .* {Q}) = d{P} .* {Q} + {P} .* d{Q}",
    ),
    slip(
        "product-rule",
        "a term of the Frobenius product lost",
        d(colon(P, Q)),
        colon(P, d(Q)),
        colon(d(P), Q) + colon(P, d(Q)),
        "the term in which `{P}` changes is missing: d({P} : {Q}) = d{P} : {Q} + {P} : d{Q}",
    ),
    slip(
        "product-rule",
        "a changing number left out",
        d(s * P),
        s * d(P),
        d(s) * P + s * d(P),
        "the number `{s}` changes too: d({s}*{P}) = d{s}*{P} + {s}*d{P}",
    ),
    slip(
        "product-rule",
        "only the number differentiated",
        d(s * P),
        d(s) * P,
        d(s) * P + s * d(P),
        "the array `{P}` changes too: d({s}*{P}) = d{s}*{P} + {s}*d{P}",
    ),
)


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
            slip(
                "elementwise-vs-matrix",
                f"the derivative of {name} as a matrix product",
                d(apply(name, A)),
                rate(A) @ d(A),
                hadamard(rate(A), d(A)),
                f"{name} acts on every entry by itself, so its derivative multiplies d{{A}} entry by entry",
            )
        )
        found.append(
            slip(
                "lost-factor",
                f"the inner derivative of {name} lost",
                d(apply(name, P)),
                rate(P),
                hadamard(rate(P), d(P)),
                "the chain rule multiplies by the inner differential d{P}",
            )
        )
    return tuple(found)


def _undifferentiated() -> tuple[Mistake, ...]:
    """An elementwise function in the place of its derivative."""
    found = []
    for name in ("sin", "cos", "tanh", "sigmoid", "log", "softplus"):
        rate = DERIVATIVE[name]
        (letter,) = symbols(rate)
        spoken = str(replace(rate, {letter: symbol("u", *letter.shape)})).replace("ones(m, n)", "1")
        found.append(
            slip(
                "algebra",
                f"{name} not differentiated",
                d(apply(name, P)),
                hadamard(apply(name, P), d(P)),
                hadamard(replace(rate, {letter: P}), d(P)),
                f"{name} was not differentiated: d({name}({{P}})) = {name}'({{P}}) .* d{{P}}, where "
                f"{name}'(u) is {spoken}",
            )
        )
    return tuple(found)


SIGNS = (
    slip(
        "sign",
        "a minus lost before the last term of a bracket",
        P - (s * P - Q),
        P - s * P - Q,
        P - s * P + Q,
        "a minus before a bracket turns every sign inside it",
    ),
    slip(
        "sign",
        "the sign of the cosine lost",
        d(apply("cos", P)),
        hadamard(apply("sin", P), d(P)),
        -hadamard(apply("sin", P), d(P)),
        "the derivative of the cosine is minus the sine",
    ),
    slip(
        "lost-factor",
        "the exponent lost",
        d(power(s, c)),
        power(s, c - 1) * d(s),
        c * power(s, c - 1) * d(s),
        "the exponent comes down as a factor",
    ),
    slip(
        "lost-factor",
        "an elementwise exponent lost",
        d(element_power(P, c)),
        hadamard(element_power(P, c - 1), d(P)),
        hadamard(c * element_power(P, c - 1), d(P)),
        "the exponent comes down as a factor",
    ),
    slip(
        "lost-factor",
        "a constant factor lost under the differential",
        d(c * P),
        d(P),
        c * d(P),
        "a constant number in front stays in front",
    ),
    slip(
        "algebra",
        "the Kronecker product's factors swapped",
        kron(A, B),
        kron(B, A),
        kron(A, B),
        "the Kronecker product does not commute",
    ),
    slip(
        "algebra",
        "the identity lost",
        A + identity(N),
        A,
        A + identity(N),
        "the identity added to `{A}` is lost",
    ),
)


FUNCTIONS = (*_chains(), *_undifferentiated())
