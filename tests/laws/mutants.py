"""Corruptions of a law: a transpose dropped or added, neighbours swapped, a number or a sign changed, a part lost."""

from collections.abc import Callable, Iterator

from adjoint.errors import AdjointError
from adjoint.expr.build import add, hadamard, multiply, number, transpose
from adjoint.expr.language import Expr, Hadamard, Product, Sum, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.rewrite.law import Law

Change = tuple[str, Callable[[], Expr]]


def mutants(law: Law) -> Iterator[tuple[str, Expr]]:
    """The corrupted right sides that have the shape of the left, each with what was done."""
    seen = {law.right}
    for what, make in _corrupted(law.right):
        try:
            right = make()
        except AdjointError:
            continue
        if right.shape == law.left.shape and right not in seen:
            seen.add(right)
            yield what, right


def _corrupted(node: Expr) -> Iterator[Change]:
    yield from _here(node)
    for i, child in enumerate(node.children):
        for what, make in _corrupted(child):
            yield what, lambda i=i, make=make: rebuild(node, (*node.children[:i], make(), *node.children[i + 1 :]))


def _here(node: Expr) -> Iterator[Change]:
    yield f"the sign of `{node}` changed", lambda: multiply(number(-1), node)
    yield f"`{node}` doubled", lambda: multiply(number(2), node)
    if isinstance(node, Transpose):
        yield f"the transpose of `{node.children[0]}` dropped", lambda: node.children[0]
    elif not node.is_scalar:
        yield f"`{node}` transposed", lambda: transpose(node)
    if isinstance(node, Product):
        for i in range(len(node.chain) - 1):
            yield f"`{node.chain[i]}` and `{node.chain[i + 1]}` swapped", lambda i=i: _swapped(node, i)
    if isinstance(node, (Sum, Hadamard)):
        join = add if isinstance(node, Sum) else hadamard
        for part in node.children:
            yield f"`{part}` lost", lambda part=part: join(*(other for other in node.children if other is not part))


def _swapped(node: Product, i: int) -> Expr:
    chain = node.chain
    swapped = (*chain[:i], chain[i + 1], chain[i], *chain[i + 2 :])
    return multiply(number(node.coefficient), *node.scalars, *swapped)
