"""Walks: every node once, in a fixed order, without recursion."""

from adjoint.expr.build import apply, d, hadamard, symbol
from adjoint.expr.language import Expr
from adjoint.expr.walk import depends, differentials, postorder, replace, symbols, transform

A, B, C = (symbol(name, "n", "n") for name in "ABC")


def _tower(height: int) -> Expr:
    """An expression with 2^height leaves to a reader, and one node for each level."""
    node: Expr = A
    for _ in range(height):
        node = apply("tanh", node @ node.T)
    return node


def test_shared_nodes_once() -> None:
    """A tower of shared parts is walked in as many steps as it has nodes, children first."""
    nodes = list(postorder(_tower(60)))
    assert len(nodes) == len(set(nodes)) == 1 + 3 * 60
    assert all(nodes.index(child) < place for place, node in enumerate(nodes) for child in node.children)


def test_what_is_known_is_left_out() -> None:
    """Known nodes are not walked, nor what is below them alone."""
    inner = A @ B
    assert list(postorder(inner @ C + C, known={inner @ C})) == [C, inner @ C + C]


def test_order_of_symbols() -> None:
    """Symbols come in the order in which a reader meets them."""
    assert symbols(B @ A, C @ B) == (B, A, C)
    assert symbols(B @ A.T @ B + C) == symbols(C + B @ A.T @ B) == (B, A, C)


def test_replace_takes_the_outermost() -> None:
    """Whole parts are replaced where they stand, the outer one where one holds the other."""
    assert replace(hadamard(A @ B, C), {A @ B: C, A: B}) is hadamard(C, C)
    assert replace(A @ B, {A: B, B: A}) is B @ A
    assert replace(A @ B, {}) is A @ B


def test_transform_of_a_deep_expression() -> None:
    """A thousand levels are rebuilt without recursion."""
    deep: Expr = A
    for _ in range(1500):
        deep = apply("tanh", deep)
    turned = transform(deep, lambda node: B if node is A else None)
    assert symbols(turned) == (B,)
    assert len(list(postorder(turned))) == 1501


def test_differentials_outermost() -> None:
    """Only outermost differentials are met, each once."""
    inner = d(A @ d(B))
    assert list(differentials(inner @ d(A) @ inner)) == [inner, d(A)]
    assert list(differentials(A @ B)) == []


def test_dependence() -> None:
    """Dependence is on names, at any depth, and answers are remembered for every part."""
    memo: dict[Expr, bool] = {}
    assert depends(_tower(40) @ B, frozenset({"A"}), memo)
    assert memo[B] is False
    assert not depends(B @ C, frozenset({"A"}), memo)
