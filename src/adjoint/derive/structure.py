"""Gradients of structured variables: inside the space of symmetric, diagonal, ... matrices, or by free entries.

The free gradient `G` treats every entry as independent. The projected one is its orthogonal projection
onto the space of the structure (Srinivasan and Panda, "What is the gradient of a scalar function of a
symmetric matrix?", 2022). That by independent entries has in place (i, j) the derivative by the one
parameter that stands there (Magnus and Neudecker 2019, chapter 3; Matrix Cookbook, section 2.8).
Orthogonal matrices make no space; theirs is projected onto the directions that keep `X'*X = I` to first
order, those with `X'*dX` skew (Edelman, Arias and Smith 1998), and there are no independent entries.
"""

from collections.abc import Callable

from adjoint.derive.problem import Structure
from adjoint.errors import Unsupported
from adjoint.expr.build import add, call, hadamard, identity, multiply, number
from adjoint.expr.facts import close
from adjoint.expr.infer import turned
from adjoint.expr.language import Expr, Sum, Symbol

Projection = Callable[[Expr], Expr]
HALF = number(1) / 2


def _transposed(gradient: Expr) -> Expr:
    """The transpose, term by term, so that symmetric terms are met twice."""
    return add(*map(turned, gradient.children)) if isinstance(gradient, Sum) else turned(gradient)


def _diagonal(gradient: Expr) -> Expr:
    return hadamard(identity(gradient.shape[0]), gradient)


PROJECTED: dict[str, Projection] = {
    "diagonal": _diagonal,
    "symmetric": lambda g: multiply(HALF, add(g, _transposed(g))),
    "skew": lambda g: multiply(HALF, add(g, -_transposed(g))),
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


def kind_of(variable: Symbol) -> str:
    """The structure that a gradient by the variable can be projected onto; empty where there is none."""
    known = close(variable.facts)
    return next((kind for kind in ("orthogonal", *PROJECTED) if kind in known), "")


def structured(variable: Symbol, gradient: Expr, structure: Structure) -> Expr:
    """The gradient by a structured variable, from the free one; `Unsupported` where the variable has no structure."""
    if "orthogonal" in close(variable.facts) and structure == "projected":
        return multiply(HALF, add(gradient, multiply(number(-1), variable, turned(gradient), variable)))
    table = PROJECTED if structure == "projected" else ENTRIES
    for fact, project in table.items():
        if fact in close(variable.facts):
            return project(gradient)
    known = f"declare it as one of {', '.join(table)}"
    raise Unsupported(
        f"`{variable}` has no structure of which the {structure} gradient is known",
        hint="an orthogonal matrix has a projected one" if "orthogonal" in close(variable.facts) else known,
    )
