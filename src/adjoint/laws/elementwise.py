"""Differentials of the elementwise functions: `d f(X) = f'(X) ⊙ dX`, one row for each function."""

from adjoint.expr.build import add, apply, constant, d, element_power, hadamard, multiply, number, ones, symbol
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.language import Expr
from adjoint.rewrite.law import Chapter, Law

X = symbol("X", "m", "n")
ONES = ones(X.shape)
SQUARE = element_power(X, number(2))


def _of(function: str, argument: Expr = X) -> Expr:
    return apply(function, argument)


def _over(denominator: Expr) -> Expr:
    return element_power(denominator, number(-1))


def _density() -> Expr:
    """The density of the standard normal distribution at `X`."""
    return multiply(element_power(2 * constant("pi"), number(-1) / 2), _of("exp", -SQUARE / 2))


DERIVATIVE: dict[str, Expr] = {
    "exp": _of("exp"),
    "log": _over(X),
    "sqrt": _over(2 * _of("sqrt")),
    "abs": _of("sign"),
    "sin": _of("cos"),
    "cos": -_of("sin"),
    "tan": ONES + element_power(_of("tan"), number(2)),
    "asin": _over(_of("sqrt", ONES - SQUARE)),
    "acos": -_over(_of("sqrt", ONES - SQUARE)),
    "atan": _over(ONES + SQUARE),
    "sinh": _of("cosh"),
    "cosh": _of("sinh"),
    "tanh": ONES - element_power(_of("tanh"), number(2)),
    "sigmoid": hadamard(_of("sigmoid"), ONES - _of("sigmoid")),
    "relu": _of("step"),
    "softplus": _of("sigmoid"),
    "silu": add(_of("sigmoid"), hadamard(X, _of("sigmoid"), ONES - _of("sigmoid"))),
    "gelu": add(_of("normcdf"), hadamard(X, _density())),
    "erf": multiply(2 * element_power(constant("pi"), number(-1) / 2), _of("exp", -SQUARE)),
    "normcdf": _density(),
    "gammaln": _of("digamma"),
    "digamma": _of("trigamma"),
}
"""The derivative of each function at `X`, entry by entry (NIST DLMF, chapters 4, 5 and 7)."""

FLAT = ("sign", "step")
"""Functions that are constant on each side of zero."""


def _requires(function: str) -> str:
    where = ELEMENTWISE[function]
    return f"entries of {{X}} {where}" if where else ""


CHAPTER = Chapter(
    "elementwise functions",
    tuple(
        Law(
            f"differential of {function}",
            d(_of(function)),
            hadamard(derivative, d(X)),
            "Each entry changes by the derivative at that entry times its own change.",
            requires=_requires(function),
        )
        for function, derivative in DERIVATIVE.items()
    )
    + tuple(
        Law(
            f"differential of {function}",
            d(_of(function)),
            0 * X,
            "The function is constant on each side of zero.",
            requires=_requires(function),
        )
        for function in FLAT
    ),
)
