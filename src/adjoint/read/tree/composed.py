"""Functions that are formulas in others: one row each is all that there is of them.

They are written out as they are read, so that differentials, domains, tests and code are those of their parts.
"""

from collections.abc import Callable

from adjoint.expr.build import apply, element_power, number
from adjoint.expr.language import Expr


def _over(array: Expr) -> Expr:
    return element_power(array, number(-1))


COMPOSED: dict[str, tuple[str, Callable[[Expr], Expr]]] = {
    # name: the formula as a reader is told it, and how it is made of the argument
    "log1p": ("log(1 + x)", lambda x: apply("log", 1 + x)),
    "expm1": ("exp(x) - 1", lambda x: apply("exp", x) - 1),
    "log2": ("log(x)/log(2)", lambda x: apply("log", x) / apply("log", number(2))),
    "log10": ("log(x)/log(10)", lambda x: apply("log", x) / apply("log", number(10))),
    "cot": ("1/tan(x)", lambda x: _over(apply("tan", x))),
    "sec": ("1/cos(x)", lambda x: _over(apply("cos", x))),
    "csc": ("1/sin(x)", lambda x: _over(apply("sin", x))),
    "sech": ("1/cosh(x)", lambda x: _over(apply("cosh", x))),
    "logit": ("log(x) - log(1 - x)", lambda x: apply("log", x) - apply("log", 1 - x)),
    "logsigmoid": ("-softplus(-x)", lambda x: -apply("softplus", -x)),
    "softsign": ("x/(1 + abs(x))", lambda x: x / (1 + apply("abs", x))),
    "exp2": ("exp(log(2)*x)", lambda x: apply("exp", apply("log", number(2)) * x)),
    "elu": ("relu(x) + exp(-relu(-x)) - 1", lambda x: apply("relu", x) + apply("exp", -apply("relu", -x)) - 1),
    "mish": ("x*tanh(softplus(x))", lambda x: x * apply("tanh", apply("softplus", x))),
}
"""Functions of each entry."""
