"""Any node with other children: one row for each kind that has any."""

from collections.abc import Callable

from adjoint.expr.build import (
    add, apply, call, colon, d, element_power, hadamard, inverse, kron, multiply, number, opaque, partial_of, power,
    transpose,
)  # fmt: skip
from adjoint.expr.language import (
    Apply, Call, Colon, Differential, ElementPower, Expr, Hadamard, Inverse, Kron, Opaque, Partial, Power, Product,
    Sum, Transpose,
)  # fmt: skip


def rebuild(node: Expr, children: tuple[Expr, ...]) -> Expr:
    """The node with other children, made by its constructor."""
    return node if children == node.children else _REBUILD[type(node)](node, children)


def _rebuild_product(node: Expr, children: tuple[Expr, ...]) -> Expr:
    assert isinstance(node, Product)
    scalars, chain = children[: node.split], children[node.split :]
    return multiply(number(node.coefficient), *scalars, multiply(*chain) if chain else number(1))


def _rebuild_named(node: Expr, children: tuple[Expr, ...]) -> Expr:
    if isinstance(node, Apply):
        return apply(node.function, children[0], node.order)
    if isinstance(node, Partial):
        return partial_of(node.function, node.shape, node.positions, *children)
    assert isinstance(node, Opaque)
    return opaque(node.function, node.shape, *children)


_REBUILD: dict[type[Expr], Callable[[Expr, tuple[Expr, ...]], Expr]] = {
    Sum: lambda node, children: add(*children),
    Product: _rebuild_product,
    Hadamard: lambda node, children: hadamard(*children),
    Transpose: lambda node, children: transpose(*children),
    Inverse: lambda node, children: inverse(*children),
    Power: lambda node, children: power(*children),
    ElementPower: lambda node, children: element_power(*children),
    Apply: _rebuild_named,
    Call: lambda node, children: call(node.function, *children, shape=node.shape) if isinstance(node, Call) else node,
    Opaque: _rebuild_named,
    Partial: _rebuild_named,
    Colon: lambda node, children: colon(*children),
    Kron: lambda node, children: kron(*children),
    Differential: lambda node, children: d(*children),
}
