"""Gradients of structured variables: inside the space of symmetric, diagonal, ... matrices, or by free entries.

The free gradient `G` treats every entry as independent. The projected one is its orthogonal projection
onto the space of the structure (Srinivasan and Panda, "What is the gradient of a scalar function of a
symmetric matrix?", 2022). That by independent entries has in place (i, j) the derivative by the one
parameter that stands there (Magnus and Neudecker 2019, chapter 3; Matrix Cookbook, section 2.8).
"""

from collections.abc import Callable

from adjoint.derive.problem import Structure
from adjoint.errors import Unsupported
from adjoint.expr.build import add, call, hadamard, identity, multiply, number
from adjoint.expr.facts import close
from adjoint.expr.infer import turned
from adjoint.expr.language import Expr, Sum, Symbol

Projection = Callable[[Expr], Expr]


def _transposed(gradient: Expr) -> Expr:
    """The transpose, term by term, so that symmetric terms are met twice."""
    return add(*map(turned, gradient.children)) if isinstance(gradient, Sum) else turned(gradient)


def _diagonal(gradient: Expr) -> Expr:
    return hadamard(identity(gradient.shape[0]), gradient)


PROJECTED: dict[str, Projection] = {
    "diagonal": _diagonal,
    "symmetric": lambda g: multiply(number(1) / 2, add(g, _transposed(g))),
    "skew": lambda g: multiply(number(1) / 2, add(g, -_transposed(g))),
    "lower": lambda g: call("tril", g),
    "upper": lambda g: call("triu", g),
}
ENTRIES: dict[str, Projection] = {
    "diagonal": _diagonal,
    "symmetric": lambda g: add(g, _transposed(g), -_diagonal(g)),
    "skew": lambda g: add(g, -_transposed(g)),
    "lower": lambda g: call("tril", g),
    "upper": lambda g: call("triu", g),
}
WHY = {
    "projected": "The part of the free gradient that lies in the space of the structure.",
    "entries": "Entries that one parameter fills are counted together.",
}


def structured(variable: Symbol, gradient: Expr, structure: Structure) -> Expr:
    """The gradient by a structured variable, from the free one; `Unsupported` where the variable has no structure."""
    table = PROJECTED if structure == "projected" else ENTRIES
    for fact, project in table.items():
        if fact in close(variable.facts):
            return project(gradient)
    raise Unsupported(
        f"`{variable}` has no structure of which the {structure} gradient is known",
        hint=f"declare it as one of {', '.join(table)}",
    )
