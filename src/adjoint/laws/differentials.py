"""Differentials: linearity, products, powers, inverse and determinant, norms, unknown functions.

The rules for sums, products, transposes, traces, inverses and determinants are in Magnus and
Neudecker, Matrix Differential Calculus (3rd ed., 2019), chapter 8. A pattern variable declared
`constant` matches only what does not depend on the variables.
"""

from collections.abc import Iterator, Mapping

from adjoint.expr.build import (
    add, apply, call, colon, d, element_power, hadamard, inverse, kron, number, opaque, partial, power, symbol,
    weighted, zeros,
)  # fmt: skip
from adjoint.expr.infer import facts
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.rewrite.law import Chapter, Guard, Law

A, B, D = symbol("A", "m", "n"), symbol("B", "n", "k"), symbol("D", "m", "n")
X, K, Z = symbol("X", "n", "n"), symbol("K", "k", "l"), symbol("Z", "p", "q")
x, y, z, s = symbol("x", "n"), symbol("y", "k"), symbol("z", "p"), symbol("s")
C, c = symbol("C", "m", "n", "constant"), symbol("c", 1, 1, "constant")
k = symbol("k", 1, 1, "constant", "integer")
row = symbol("w", 1, "k")
L, R = symbol("L", "l", "m", "constant"), symbol("R", "n", "k", "constant")


FEW = 5
"""A power of a matrix with more factors is differentiated as one with any number of them."""


def _few(named: Mapping[str, Expr]) -> bool:
    exponent = named["k"]
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and 3 <= exponent.value <= FEW


def _natural(named: Mapping[str, Expr]) -> bool:
    exponent = named["c"]
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value >= 1


def _above_one(named: Mapping[str, Expr]) -> bool:
    exponent = named["c"]
    return isinstance(exponent, Number) and exponent.value > 1


def _above_two(named: Mapping[str, Expr]) -> bool:
    exponent = named["c"]
    return isinstance(exponent, Number) and exponent.value > 2


def _whole(named: Mapping[str, Expr]) -> bool:
    return "integer" in facts(named["c"])


EXPONENTS: tuple[tuple[str, str, tuple[Guard, ...]], ...] = (
    ("", "", (_natural,)),
    (" in a denominator", "not zero", (_whole,)),
    (" for any exponent", "positive", ()),
)
"""Kinds of exponent, and what a base must be so that it has that power and a derivative."""


def _g(*arguments: Expr) -> Expr:
    return opaque("g", SCALAR, *arguments)


def _column(node: Expr) -> Expr:
    return node if node.shape[1] == ONE else call("vec", node)


def _seconds() -> Iterator[Law]:
    """The change of each gradient of an unknown function of one or two arrays, or of three vectors."""
    because = "This is what second derivatives mean; of a matrix, the columns are stacked for it and moved back."
    for count, arguments in (("", (A,)), (" of two arguments", (A, K)), (" of three vectors", (x, y, z))):
        value = _g(*arguments)
        for i, argument in enumerate(arguments):
            changes = [partial(value, i, j) @ _column(d(other)) for j, other in enumerate(arguments)]
            name = f"second derivatives of an unknown function{count}"
            which = f", by the {('first', 'second', 'third')[i]}" if count else ""
            left = d(partial(value, i))
            right = add(*changes) if argument.shape[1] == ONE else call("unvec", add(*changes), shape=argument.shape)
            yield Law(name + which, left, right, because)


def _moved(function: str, argument: Expr, because: str) -> Law:
    """The law of a linear function: the differential goes inside."""
    return Law(f"differential of `{function}`", d(call(function, argument)), call(function, d(argument)), because)


LINEARITY = Chapter(
    "linearity",
    (
        Law("constant", d(C), zeros(C.shape), "What does not depend on the variables does not change."),
        Law("constant multiple", d(c * A), c * d(A), "A constant number in front stays in front."),
        Law("constant left factor", d(L @ A), L @ d(A), "A constant factor on the left stays on the left."),
        Law("constant right factor", d(A @ R), d(A) @ R, "A constant factor on the right stays on the right."),
        Law("constant elementwise factor", d(hadamard(C, A)), hadamard(C, d(A)), "Each entry is scaled by a constant."),
        Law("sum", d(A + D), d(A) + d(D), "The change of a sum is the sum of the changes."),
        Law("transpose", d(A.T), d(A).T, "Transposing moves the entries, and their changes with them."),
        _moved("tr", X, "The trace is a sum of entries."),
        _moved("sum", A, "The change of a sum is the sum of the changes."),
        _moved("diag", x, "The entries only move to the diagonal."),
        _moved("diagvec", X, "Taking the diagonal picks entries."),
        _moved("vec", A, "Stacking the columns only moves the entries."),
        _moved("vech", X, "Stacking the lower triangle picks entries."),
        _moved("tril", A, "Taking a triangle picks entries."),
        _moved("triu", A, "Taking a triangle picks entries."),
    ),
)

H = opaque("h", (Size.of("m"), ONE), x)
v, r = symbol("v", "m"), symbol("r", 1, "m")
SECOND = "The Hessian of v'*h(x), with v held fixed, times the change of x; then v changes, and the Jacobian stays."
MAPS = Chapter(
    "second derivatives of unknown maps",
    (
        Law(
            "second derivatives of an unknown map, with weights",
            d(partial(H, 0).T @ v),
            weighted(H, v) @ d(x) + partial(H, 0).T @ d(v),
            SECOND,
        ),
        Law(
            "second derivatives of an unknown map, with weights and a row",
            d(partial(H, 0).T @ v @ row),
            d(partial(H, 0).T @ v) @ row + partial(H, 0).T @ v @ d(row),
            "The product rule, with the Jacobian and its weights kept together.",
        ),
        Law(
            "second derivatives of an unknown map, with weights in a row",
            d(r @ partial(H, 0)),
            d(x).T @ weighted(H, r.T) + d(r) @ partial(H, 0),
            SECOND,
        ),
    ),
)

def _kinked() -> Iterator[Law]:
    """Powers that have a derivative where what they are powers of has a kink."""
    for name, value, array in (("a norm", call("norm2", x), x), ("a Frobenius norm", call("normF", A), A)):
        right = c * power(value, c - 2) * colon(array, d(array))
        because = "The norm is the root of x : x, and from the third power on zero is no exception."
        yield Law(f"power of {name}", d(power(value, c)), right, because, (_above_two,))
    size = apply("abs", A)
    yield Law(
        "power of absolute values",
        d(element_power(size, c)),
        hadamard(c * element_power(size, c - 1), apply("sign", A), d(A)),
        "The size changes with the sign of the entry; from the second power on the kink at zero is smooth.",
        (_above_one,),
    )
    yield Law(
        "square of relu",
        d(element_power(apply("relu", A), number(2))),
        hadamard(2 * apply("relu", A), d(A)),
        "Zero on one side and the square on the other: the slopes meet in zero.",
    )


SMOOTH = Chapter("powers without a kink", tuple(_kinked()))

PRODUCTS = Chapter(
    "products and powers",
    (
        Law("product rule for a scalar factor", d(s * A), d(s) * A + s * d(A), "Both change, one at a time."),
        Law("product rule", d(A @ B), d(A) @ B + A @ d(B), "Both factors change, one at a time; each keeps its place."),
        Law(
            "product rule, elementwise",
            d(hadamard(A, D)),
            hadamard(d(A), D) + hadamard(A, d(D)),
            "Entry by entry this is the product rule for numbers.",
        ),
        Law(
            "product rule for the Frobenius product",
            d(colon(A, D)),
            colon(d(A), D) + colon(A, d(D)),
            "The Frobenius product is linear in each factor.",
        ),
        Law(
            "product rule for the Kronecker product",
            d(kron(A, K)),
            kron(d(A), K) + kron(A, d(K)),
            "The Kronecker product is linear in each factor.",
        ),
        *(
            Law(
                f"power rule{which}",
                d(power(s, c)),
                c * power(s, c - 1) * d(s),
                "Numbers commute, so this is the rule of school.",
                guards,
                f"{{s}} {where}" if where else "",
            )
            for which, where, guards in EXPONENTS
        ),
        Law(
            "matrix square",
            d(power(X, number(2))),
            d(X) @ X + X @ d(X),
            "The product rule; the two terms differ, because matrices do not commute.",
        ),
        Law(
            "matrix power",
            d(power(X, k)),
            d(X) @ power(X, k - 1) + X @ d(power(X, k - 1)),
            "One factor is split off, and the product rule used.",
            (_few,),
        ),
        *(
            Law(
                f"elementwise power rule{which}",
                d(element_power(A, c)),
                hadamard(c * element_power(A, c - 1), d(A)),
                "Entry by entry this is the rule of school.",
                guards,
                f"entries of {{A}} {where}" if where else "",
            )
            for which, where, guards in EXPONENTS
        ),
    ),
)

MATRIX = Chapter(
    "inverse, determinant, norms",
    (
        Law(
            "differential of an inverse",
            d(inverse(X)),
            -inverse(X) @ d(X) @ inverse(X),
            "From inv(X)*X = I: the two changes cancel, and dX keeps its place between the two inverses.",
            requires="{X} invertible",
        ),
        Law(
            "Jacobi's formula",
            d(call("det", X)),
            call("det", X) * colon(inverse(X).T, d(X)),
            "The change of a determinant is the sum of its cofactors times the changes of the entries.",
            requires="{X} invertible",
        ),
        Law(
            "differential of a log-determinant",
            d(call("logdet", X)),
            colon(inverse(X).T, d(X)),
            "The change of log |det(X)| is that of det(X), by Jacobi's formula det(X)*inv(X)' : dX, divided by det(X).",
            requires="{X} invertible",
        ),
        Law(
            "differential of a squared Frobenius norm",
            d(power(call("normF", A), number(2))),
            colon(2 * A, d(A)),
            "The squared norm is A : A, and both factors give the same term.",
        ),
        Law(
            "differential of a squared norm",
            d(power(call("norm2", x), number(2))),
            colon(2 * x, d(x)),
            "The squared norm is x : x, and both factors give the same term.",
        ),
        Law(
            "differential of a Frobenius norm",
            d(call("normF", A)),
            colon(A / call("normF", A), d(A)),
            "The norm is the root of A : A; it is not its square, and has no derivative at zero.",
            requires="{A} not zero",
        ),
        Law(
            "differential of a norm",
            d(call("norm2", x)),
            colon(x / call("norm2", x), d(x)),
            "The norm is the root of x : x; it is not its square, and has no derivative at zero.",
            requires="{x} not zero",
        ),
        Law(
            "differential of the sum of absolute values",
            d(call("norm1", A)),
            colon(apply("sign", A), d(A)),
            "Each absolute value changes with the sign of its entry.",
            requires="entries of {A} not zero",
        ),
        Law(
            "differential of log-sum-exp of a vector",
            d(call("logsumexp", x)),
            colon(call("softmax", x), d(x)),
            "The derivative of log is the reciprocal; exp over its sum is softmax.",
        ),
        Law(
            "differential of log-sum-exp",
            d(call("logsumexp", A)),
            colon(apply("exp", A) / call("sum", apply("exp", A)), d(A)),
            "The derivative of log is the reciprocal, that of exp is exp.",
        ),
        Law(
            "differential of softmax",
            d(call("softmax", x)),
            hadamard(call("softmax", x), d(x)) - call("softmax", x) @ call("softmax", x).T @ d(x),
            "Each entry rises with its own argument and falls with the weighted mean of all changes.",
        ),
    ),
)

UNKNOWN = Chapter(
    "unknown functions",
    (
        Law(
            "gradient of an unknown function",
            d(_g(A)),
            colon(partial(_g(A), 0), d(A)),
            "This is what the gradient means: the change of the value is the gradient : the change of the argument.",
        ),
        Law(
            "gradients of an unknown function of two arguments",
            d(_g(A, K)),
            colon(partial(_g(A, K), 0), d(A)) + colon(partial(_g(A, K), 1), d(K)),
            "Each argument contributes its gradient : its change.",
        ),
        Law(
            "gradients of an unknown function of three arguments",
            d(_g(A, K, Z)),
            colon(partial(_g(A, K, Z), 0), d(A))
            + colon(partial(_g(A, K, Z), 1), d(K))
            + colon(partial(_g(A, K, Z), 2), d(Z)),
            "Each argument contributes its gradient : its change.",
        ),
        Law(
            "Jacobian of an unknown map",
            d(opaque("h", (Size.of("m"), ONE), x)),
            partial(opaque("h", (Size.of("m"), ONE), x), 0) @ d(x),
            "This is what the Jacobian means: the change of the value is the Jacobian times the change.",
        ),
        Law(
            "Hessian of an unknown function",
            d(partial(_g(x), 0)),
            partial(_g(x), 0, 0) @ d(x),
            "This is what the Hessian means: the change of the gradient is the Hessian times the change.",
        ),
        *_seconds(),
        Law(
            "unknown elementwise function",
            d(apply("phi", A)),
            hadamard(apply("phi", A, 1), d(A)),
            "Each entry changes by the derivative at that entry.",
        ),
    ),
)
