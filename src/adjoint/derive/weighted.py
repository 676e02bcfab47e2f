"""Rows and columns scaled: `diag(u)*X` and `X ⊙ (u*ones')` are one thing, and may be factored as either."""

from collections.abc import Callable, Sequence

from adjoint.derive.parts import parts_of
from adjoint.expr.build import call, hadamard, multiply, ones, product
from adjoint.expr.language import Call, Expr, Hadamard, Ones, Product, Transpose
from adjoint.expr.sizes import ONE

Chain = tuple[Expr, ...]


def elementwise(terms: Sequence[Expr]) -> list[Expr]:
    """The terms, a diagonal matrix beside an array written as an elementwise factor of it."""
    return [_changed(term, _spread) for term in terms]


def scaled(terms: Sequence[Expr]) -> list[Expr]:
    """The terms, an elementwise factor that is constant along rows or columns written as a diagonal matrix."""
    return [_changed(term, _diagonal) for term in terms]


def is_scaled(term: Expr) -> bool:
    """Whether a factor of the term scales rows or columns, in either way of writing it."""
    for link in parts_of(term)[2]:
        plain = link.children[0] if isinstance(link, Transpose) else link
        entries = plain.children if isinstance(plain, Hadamard) else ()
        if _weights(plain) is not None or any(isinstance(end, Ones) for f in entries for end in _links(f)):
            return True
    return False


def _changed(term: Expr, change: Callable[[Chain], Expr | None]) -> Expr:
    value, scalars, chain = parts_of(term)
    changed = change(chain)
    return term if changed is None else multiply(product(value, scalars, ()), changed)


def _weights(node: Expr) -> Expr | None:
    return node.children[0] if isinstance(node, Call) and node.function == "diag" else None


def _spread(chain: Chain) -> Expr | None:
    if len(chain) < 2:
        turned = chain[0].children[0] if chain and isinstance(chain[0], Transpose) else None
        return hadamard(*(child.T for child in turned.children)) if isinstance(turned, Hadamard) else None
    first, last = _weights(chain[0]), _weights(chain[-1])
    if first is not None:
        body = multiply(*chain[1:])
        return hadamard(body, multiply(first, ones((ONE, body.shape[1]))))
    if last is not None:
        body = multiply(*chain[:-1])
        return hadamard(body, multiply(ones((body.shape[0], ONE)), last.T))
    return None


def _diagonal(chain: Chain) -> Expr | None:
    factors = chain[0].children if len(chain) == 1 and isinstance(chain[0], Hadamard) else ()
    for place, factor in enumerate(factors):
        body, links = hadamard(*factors[:place], *factors[place + 1 :]), _links(factor)
        if isinstance(links[-1], Ones):
            return multiply(call("diag", multiply(*links[:-1], ones((links[-1].shape[0], ONE)))), body)
        if isinstance(links[0], Ones):
            across = multiply(ones((ONE, links[0].shape[1])), *links[1:])
            return multiply(body, call("diag", across.T))
    return None


def _links(factor: Expr) -> Chain:
    plain = isinstance(factor, Product) and not factor.split and factor.coefficient == 1
    return factor.chain if isinstance(factor, Product) and plain and len(factor.chain) > 1 else (factor,)
