"""Functions of matrices: powers with an exponent that is a letter, exponential, logarithm, roots, sine and cosine.

The change of such a function is its Fréchet derivative along the change of the matrix, since the two need
not commute; where they do, it is the derivative of school. Higham, Functions of Matrices (2008), chapters
1 and 3; Mathias (1996) for the adjoint, the same derivative at the transpose.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from adjoint.expr.build import (
    apply, call, colon, d, element_power, hadamard, identity, inverse, number, power, symbol,
)  # fmt: skip
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import Size
from adjoint.laws.crossing import moving
from adjoint.laws.differentials import FEW
from adjoint.rewrite.law import Chapter, Law

N = Size.of("n")
A, X, E, F = (symbol(name, "n", "n") for name in "AXEF")
C = symbol("C", "n", "n", "constant")
B = symbol("B", "m", "n")
s, p, q = symbol("s"), symbol("p", 1, 1, "constant"), symbol("q")
j, k = symbol("j", 1, 1, "constant"), symbol("k", 1, 1, "constant")

SLOPE: dict[str, Callable[[Expr], Expr]] = {
    "expm": lambda x: call("expm", x),
    "logm": inverse,
    "sinm": lambda x: call("cosm", x),
    "cosm": lambda x: -call("sinm", x),
}
"""The derivative of each function as that of school."""

ENTIRE = ("expm", "sinm", "cosm")
PRINCIPAL = "{X} without eigenvalues on the negative real axis"


def _many(named: Mapping[str, Expr]) -> bool:
    exponent = named["k"]
    return not isinstance(exponent, Number) or (exponent.value.denominator == 1 and exponent.value > FEW)


def _along(function: str, base: Expr, direction: Expr) -> Expr:
    return call(f"{function}frechet", base, direction)


def _sum(base: Expr, direction: Expr, exponent: Expr = k) -> Expr:
    return call("powersum", base, exponent, direction)


def _powm(base: Expr, direction: Expr, exponent: Expr = p) -> Expr:
    return call("powmfrechet", base, exponent, direction)


def _twice(function: str, base: Expr, direction: Expr, second: Expr) -> Expr:
    return call(f"{function}frechet2", base, direction, second)


def _powm_twice(base: Expr, direction: Expr, second: Expr) -> Expr:
    return call("powmfrechet2", base, p, direction, second)


def _sum_twice(base: Expr, direction: Expr, second: Expr) -> Expr:
    return call("powersum2", base, k, direction, second)


FAMILIES: tuple[tuple[str, Callable[..., Expr], Callable[..., Expr]], ...] = (
    *((f"Fréchet derivative of `{name}`", partial(_along, name), partial(_twice, name)) for name in SLOPE),
    ("Fréchet derivative of a real power", _powm, _powm_twice),
    ("sum of powers", _sum, _sum_twice),
)
"""The first and the second derivative of each function along given matrices, with what the first is called."""


def _changes() -> Iterator[Law]:
    for function in ENTIRE:
        yield Law(
            f"differential of `{function}` of a multiple of a constant matrix",
            d(call(function, s * C)),
            d(s) * C @ SLOPE[function](s * C),
            "The matrix and its change are multiples of one matrix and commute: the rule of school.",
        )
    for function in SLOPE:
        yield Law(
            f"differential of `{function}`",
            d(call(function, X)),
            _along(function, X, d(X)),
            "To first order; the change need not commute with the matrix, so no product of matrices says it.",
            requires=PRINCIPAL if function == "logm" else "",
        )


def _second_changes() -> Iterator[Law]:
    """The change of a derivative along a matrix: the second derivative, and what the matrix changes by."""
    because = "The derivative is linear in its direction; what changes with the matrix is the second derivative."
    for name, first, second in FAMILIES:
        yield Law(f"differential of the {name}", d(first(X, E)), second(X, E, d(X)) + first(X, d(E)), because)


DIFFERENTIALS = Chapter(
    "functions of matrices",
    (
        *_changes(),
        Law(
            "power of a matrix with many factors",
            d(power(X, k)),
            _sum(X, d(X)),
            "The product rule: one of the k factors changes, with r factors before it and k-1-r behind.",
            (_many,),
            "{k} a positive whole number",
        ),
        Law(
            "differential of a real power of a matrix",
            d(call("powm", X, p)),
            _powm(X, d(X)),
            "To first order; the change need not commute with the matrix, so no product of matrices says it.",
            requires=PRINCIPAL,
        ),
        Law(
            "a changing exponent of a constant matrix",
            d(call("powm", C, s)),
            d(s) * call("logm", C) @ call("powm", C, s),
            "The power is expm(s*logm(C)).",
            requires="{C} without eigenvalues on the negative real axis",
        ),
        Law(
            "differential of a root of a matrix",
            d(call("sqrtm", X)),
            call("sylv", call("sqrtm", X), call("sqrtm", X), d(X)),
            "From S*S = X: S*dS + dS*S = dX, an equation of Sylvester for dS.",
            requires=PRINCIPAL,
        ),
        *_second_changes(),
    ),
)


EXPONENTS = Chapter(
    "changing exponents",
    (
        Law(
            "power with a changing exponent",
            d(power(s, q)),
            q * power(s, q - 1) * d(s) + apply("log", s) * power(s, q) * d(q),
            "The power is exp(q*log(s)).",
            requires="{s} positive",
        ),
        Law(
            "elementwise power with a changing exponent",
            d(element_power(B, q)),
            hadamard(q * element_power(B, q - 1), d(B)) + d(q) * hadamard(element_power(B, q), apply("log", B)),
            "Entry by entry the power is exp(q*log(b)).",
            requires="entries of {B} positive",
        ),
    ),
)


def _crossings() -> Iterator[Law]:
    because = "The adjoint of a Fréchet derivative is the derivative at the transpose."
    for function in SLOPE:
        name = f"the Fréchet derivative of `{function}` crosses the colon"
        yield Law(name, colon(A, _along(function, X, E)), colon(_along(function, X.T, A), E), because, (moving("E"),))
    name = "the Fréchet derivative of a real power crosses the colon"
    yield Law(name, colon(A, _powm(X, E)), colon(_powm(X.T, A), E), because, (moving("E"),))
    yield Law(
        "a sum of powers crosses the colon",
        colon(A, _sum(X, E)),
        colon(_sum(X.T, A), E),
        "In each term the powers of X cross transposed, to the sides on which they stand.",
        (moving("E"),),
    )
    because = "The adjoint of a second derivative, one direction given, is that at and along the transposes."
    for name, _, twice in FAMILIES:
        left, right = colon(A, twice(X, F, E)), colon(twice(X.T, F.T, A), E)
        yield Law(f"the second {name} crosses the colon", left, right, because, (moving("E"),))


CROSSING = Chapter("functions of matrices cross the colon", tuple(_crossings()))


def _commuting(name: str, along: Callable[[Expr, Expr], Expr], slopes: tuple[Expr, Expr, Expr]) -> Iterator[Law]:
    """Along a direction that commutes with the matrix the derivative is that of school, times the direction."""
    because = "The direction commutes with the matrix: the rule of school."
    yield Law(f"{name} along the identity", along(X, identity(N)), slopes[0], because)
    yield Law(f"{name} along the matrix", along(X, X), slopes[1], because)
    yield Law(f"{name} along the inverse", along(X, inverse(X)), slopes[2], because, (), "{X} invertible")


def _slopes(function: str) -> tuple[Expr, Expr, Expr]:
    slope = SLOPE[function](X)
    if function == "logm":
        return slope, identity(N), power(slope, number(2))
    return slope, X @ slope, inverse(X) @ slope


def _stacked() -> Iterator[Law]:
    """The matrix of a derivative on a stack, and its transpose, which is the matrix at the transpose."""
    many = {"powm": ((p,), _powm(X, E), _powm(X.T, E)), "power": ((k,), _sum(X, E), _sum(X.T, E))}
    plain = {name: ((), _along(name, X, E), _along(name, X.T, E)) for name in SLOPE}
    for name, (given, along, back) in (plain | many).items():
        matrix, stack = call(f"{name}jacobian", X, *given), call("vec", E)
        yield Law(f"`{name}jacobian` times a stack", matrix @ stack, call("vec", along), "That is its meaning.")
        because = "The adjoint of a Fréchet derivative is the derivative at the transpose."
        yield Law(f"`{name}jacobian` transposed times a stack", matrix.T @ stack, call("vec", back), because)


def _real(exponent: Expr) -> Expr:
    return p * call("powm", X, exponent)


def _short() -> Iterator[Law]:
    turned = "The function of the transpose is the transpose of the function."
    for function in SLOPE:
        name = f"Fréchet derivative of `{function}`"
        yield from _commuting(name, partial(_along, function), _slopes(function))
        yield Law(f"`{function}` of a transpose", call(function, X.T), call(function, X).T, turned)
        yield Law(f"{name} at and along transposes", _along(function, X.T, E.T), _along(function, X, E).T, turned)
    yield Law("`sqrtm` of a transpose", call("sqrtm", X.T), call("sqrtm", X).T, turned)
    yield Law("`powm` of a transpose", call("powm", X.T, q), call("powm", X, q).T, turned)
    yield Law("power of a transpose", power(X.T, k), power(X, k).T, turned)
    yield Law("power of a power", power(power(X, j), k), power(X, j * k), "Exponents multiply.")
    yield from _commuting("Fréchet derivative of a real power", _powm, (_real(p - 1), _real(p), _real(p - 2)))
    yield Law("derivative of a real power at and along transposes", _powm(X.T, E.T), _powm(X, E).T, turned)
    for name, _, twice in FAMILIES:
        yield Law(f"second {name} at and along transposes", twice(X.T, E.T, F.T), twice(X, E, F).T, turned)
    yield Law("sum of powers at and along transposes", _sum(X.T, E.T), _sum(X, E).T, turned)
    yield Law("sum of powers along the identity", _sum(X, identity(N)), k * power(X, k - 1), "All terms are equal.")
    yield Law("sum of powers along the matrix", _sum(X, X), k * power(X, k), "All terms are equal.")
    yield Law(
        "sum of powers along the inverse of the power",
        _sum(X, inverse(power(X, k))),
        k * inverse(X),
        "All terms are equal.",
        (),
        "{X} invertible",
    )
    yield Law(
        "derivative of the exponential along its inverse",
        _along("expm", X, inverse(call("expm", X))),
        identity(N),
        "The direction commutes with the matrix: the rule of school.",
    )
    yield Law(
        "derivative of the logarithm along the logarithm",
        _along("logm", X, call("logm", X)),
        inverse(X) @ call("logm", X),
        "The direction commutes with the matrix: the rule of school.",
    )
    yield from _stacked()


TIDY = Chapter("functions of matrices", tuple(_short()))
