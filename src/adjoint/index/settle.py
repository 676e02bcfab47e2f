"""Nodes that index notation does not take apart, in one spelling: `inv(B'*A')` is `inv(A*B)'` is `inv(B)'*inv(A)'`...

A node is settled when what stands inside an inverse, a power or a function is spelled as the
recogniser spells its canonical form, so that equal insides are one node.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from adjoint.errors import TooLarge
from adjoint.expr.build import (
    add, apply, call, d, element_power, inverse, kron, multiply, number, partial_of, power, transpose,
)  # fmt: skip
from adjoint.expr.infer import facts
from adjoint.expr.language import (
    Apply, Call, Differential, ElementPower, Expr, Inverse, Kron, Opaque, Partial, Power, Product, Transpose,
)  # fmt: skip
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder
from adjoint.index.canonical import merged
from adjoint.index.chain import cost
from adjoint.index.lower import lower
from adjoint.index.recognise import recognise


def settled(root: Expr) -> Expr:
    """The expression with every node inside it settled."""
    done: dict[Expr, Expr] = {}
    for node in postorder(root):
        done[node] = _settled_node(rebuild(node, tuple(done[child] for child in node.children)))
    return done[root]


@lru_cache(maxsize=16384)
def _settled_node(node: Expr) -> Expr:
    rule = _RULES.get(type(node))
    return rule(node) if rule else node


@lru_cache(maxsize=16384)
def _spelled(node: Expr) -> Expr:
    """One spelling for all expressions of one canonical form, where that has notation."""
    try:
        found = recognise(merged(lower(node)))
    except TooLarge:
        return node
    if found is None:
        return node
    return transpose(found) if found.shape != node.shape else found


def _upright(node: Expr) -> tuple[Expr, bool]:
    """The better spelled of a node and its transpose, and whether that is the transpose."""
    straight, turned = _spelled(node), _spelled(transpose(node))
    return (turned, True) if cost((turned,)) < cost((straight,)) else (straight, False)


def _of_upright(make: Callable[[Expr], Expr], node: Expr) -> Expr:
    """`make(node)` for a function that commutes with transposition."""
    upright, is_turned = _upright(node)
    return transpose(make(upright)) if is_turned else make(upright)


def _inverse(node: Expr) -> Expr:
    if isinstance(node, Product) and node.coefficient and all(_is_square(link) for link in node.chain):
        front = [power(scalar, number(-1)) for scalar in node.scalars]
        links = [_settled_node(inverse(link)) for link in reversed(node.chain)] if len(node.chain) > 1 else []
        return multiply(number(1 / node.coefficient), *front, *(links or [_inverse(node.chain[0])]))
    if isinstance(node, Inverse):
        return node.children[0]
    if isinstance(node, Power):
        return power(_inverse(node.children[0]), node.children[1])
    if isinstance(node, Kron) and all(_is_square(child) for child in node.children):
        return kron(*(_inverse(child) for child in node.children))
    if isinstance(node, Call) and node.function == "diag":
        return call("diag", element_power(node.children[0], number(-1)))
    return transpose(node) if "orthogonal" in facts(node) else inverse(node)


def _is_square(node: Expr) -> bool:
    return node.shape[0] == node.shape[1]


def _apply(node: Expr) -> Expr:
    assert isinstance(node, Apply)
    if node.function == "sqrt":
        return _of_upright(lambda arg: element_power(arg, number(Fraction(1, 2))), node.children[0])
    return _of_upright(lambda arg: apply(node.function, arg, node.order), node.children[0])


def _det(node: Expr) -> Expr:
    if isinstance(node, Product) and _is_plain(node):
        return multiply(*(_det(_upright(link)[0]) for link in node.chain))
    if isinstance(node, Inverse):
        return power(_det(node.children[0]), number(-1))
    return power(_det(node.children[0]), node.children[1]) if isinstance(node, Power) else call("det", node)


def _logdet(node: Expr) -> Expr:
    if isinstance(node, Product) and _is_plain(node):
        return add(*(_logdet(_upright(link)[0]) for link in node.chain))
    if isinstance(node, Inverse):
        return multiply(number(-1), _logdet(node.children[0]))
    if isinstance(node, Power):
        return multiply(node.children[1], _logdet(node.children[0]))
    return call("logdet", node)


def _is_plain(node: Product) -> bool:
    return node.coefficient == 1 and not node.split and all(_is_square(link) for link in node.chain)


_CALLS: dict[str, Callable[[Expr], Expr]] = {
    "det": lambda arg: _det(_upright(arg)[0]),
    "logdet": lambda arg: _logdet(_upright(arg)[0]),
    "norm1": lambda arg: call("norm1", _upright(arg)[0]),
    "norm2": lambda arg: call("normF", _upright(arg)[0]),
    "normF": lambda arg: call("normF", _upright(arg)[0]),
    "logsumexp": lambda arg: call("logsumexp", _upright(arg)[0]),
    "softmax": lambda arg: call("softmax", _spelled(arg)),
    "vec": lambda arg: call("vec", _spelled(arg)),
}
"""Functions of whole arrays that stay one node; the linear ones come apart."""


def _call(node: Expr) -> Expr:
    assert isinstance(node, Call)
    rule = _CALLS.get(node.function)
    return rule(node.children[0]) if rule else node


def _power(node: Expr) -> Expr:
    base, exponent = node.children
    return _of_upright(lambda upright: power(upright, _spelled(exponent)), base)


def _element_power(node: Expr) -> Expr:
    base, exponent = node.children
    return _of_upright(lambda upright: element_power(upright, _spelled(exponent)), base)


def _respelled(node: Expr) -> Expr:
    return rebuild(node, tuple(_spelled(child) for child in node.children))


def _partial(node: Expr) -> Expr:
    """Second derivatives by the earlier argument first."""
    assert isinstance(node, Partial)
    spelled = _respelled(node)
    if node.positions == tuple(sorted(node.positions)):
        return spelled
    return transpose(partial_of(node.function, node.shape[::-1], node.positions[::-1], *spelled.children))


def _differential(node: Expr) -> Expr:
    (arg,) = node.children
    return transpose(d(arg.children[0])) if isinstance(arg, Transpose) else node


_RULES: dict[type[Expr], Callable[[Expr], Expr]] = {
    Inverse: lambda node: _of_upright(_inverse, node.children[0]),
    Power: _power,
    ElementPower: _element_power,
    Apply: _apply,
    Call: _call,
    Opaque: _respelled,
    Partial: _partial,
    Kron: _respelled,
    Differential: _differential,
}
