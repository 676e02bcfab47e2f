"""Matching: every way in which a side of a law equals an expression, modulo association and order."""

import pytest

from adjoint.expr.build import add, apply, call, hadamard, identity, inverse, number, ones, opaque, power, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import SCALAR, Size
from adjoint.expr.walk import depends
from adjoint.rewrite.apply import instantiate
from adjoint.rewrite.match import Bindings, Matcher

ALL = Matcher(lambda node: not node.moving)
VARYING = frozenset({"e", "A"})
FIXED = Matcher(lambda node: not depends(node, VARYING, {}))

P, Q, R = symbol("P", "m", "n"), symbol("Q", "n", "k"), symbol("R", "m", "k")
S, X, s = symbol("S", "n", "n", "symmetric"), symbol("X", "n", "n"), symbol("s")
A, B, C, D = (symbol(name, "d", "d") for name in "ABCD")
c, e, f = symbol("c"), symbol("e"), symbol("f")


def found(pattern: Expr, node: Expr, matcher: Matcher = ALL) -> list[dict[str, str]]:
    """The ways to match, as names and texts."""
    ways = matcher.matches(pattern, node, Bindings())
    return [{symbol.name: str(part) for symbol, part in bound.nodes.items()} for bound in ways]


def test_runs_of_factors() -> None:
    """Two factors match a product of four in every place where it can be cut, long first parts first."""
    ways = [("A*B*C", "D"), ("A*B", "C*D"), ("A", "B*C*D")]
    assert found(P @ Q, A @ B @ C @ D) == [{"P": one, "Q": other} for one, other in ways]


def test_one_variable_one_value() -> None:
    """A variable that stands twice stands for the same both times."""
    assert found(X @ X, A @ B @ A @ B) == [{"X": "A*B"}]
    assert found(X @ X, A @ B) == []
    assert found(hadamard(P, P), hadamard(A, A)) != []


def test_a_compound_factor_takes_one_place() -> None:
    """What is no variable matches one factor only."""
    assert found(inverse(X) @ Q, inverse(A) @ B @ C) == [{"X": "A", "Q": "B*C"}]
    assert found(inverse(X) @ Q, A @ inverse(B) @ C) == []


def test_transposes_of_what_is_bound() -> None:
    """`X'` is the transpose of what X stands for, also where no quote is written since it is symmetric."""
    symmetric = symbol("M", "d", "d", "symmetric")
    assert found(X @ X.T, A.T @ A) == [{"X": "A'"}]
    assert found(X @ X.T, symmetric @ symmetric) == [{"X": "M"}]
    assert found(X @ X.T, A @ A) == []


def test_divisions_of_a_product() -> None:
    """A scalar in front takes every scalar and the number; in a product of scalars each comes to stand alone."""
    assert found(s * P, 2 * c * e * A @ B) == [{"s": "2*c*e", "P": "A*B"}]
    assert found(s * P, A @ B) == []
    assert {way["s"] for way in found(s * power(s, number(2)), c * power(c, number(2)))} == {"c"}


def test_constants_are_taken_together() -> None:
    """A constant in front takes the constants alone, and leaves the others."""
    constant = symbol("k", 1, 1, "constant")
    assert found(constant * P, c * e * A, FIXED) == [{"k": "c", "P": "e*A"}]
    assert found(constant * P, e * A, FIXED) == []
    assert found(constant * P, 3 * e * A, FIXED) == [{"k": "3", "P": "e*A"}]


def test_terms_of_a_sum() -> None:
    """In a sum each term is once the first, with the rest as the second."""
    ways = found(P + symbol("O", "m", "n"), add(A, B, C))
    assert {(way["O"], way["P"]) for way in ways} == {("A", "B + C"), ("B", "A + C"), ("C", "A + B")}


def test_facts_are_demanded() -> None:
    """A variable with a fact stands only for what has it."""
    assert found(S.T, (A @ A.T).T) == [{"S": "A*A'"}]
    assert found(S.T, (A @ B).T) == []


def test_shapes_are_demanded() -> None:
    """Sizes are bound once: a square variable does not match an oblong matrix, an identity only its own size."""
    assert found(X, symbol("T", "a", "b")) == []
    assert found(P, symbol("v", "d")) == [{"P": "v"}]
    assert found(symbol("x", "n"), A) == []
    assert found(P @ identity(Size.of("n")), symbol("T", "a", "b") @ identity(Size.of("b"))) == [{"P": "T"}]
    assert found(X @ identity(Size.of("n")), symbol("T", "a", "b") @ identity(Size.of("b"))) == []
    assert found(hadamard(P, ones((Size.of("m"), Size.of("n")))), hadamard(A, ones(A.shape))) != []


@pytest.mark.parametrize(
    ("pattern", "node"),
    [
        (call("tr", X), call("det", A)),
        (apply("exp", P), apply("sin", A)),
        (apply("phi", P), apply("exp", A)),
        (power(X, number(2)), power(A, number(3))),
        (opaque("g", SCALAR, P), opaque("h", SCALAR, A, B)),
    ],
)
def test_heads_are_demanded(pattern: Expr, node: Expr) -> None:
    """Another function, exponent or number of arguments does not match."""
    assert found(pattern, node) == []


@pytest.mark.parametrize(
    ("pattern", "node"),
    [
        (P @ Q, 3 * A @ B),
        (s * (P @ Q), 2 * c * A @ B @ C),
        (2 * s * P, 2 * c * A),
        (2 * s * P, 6 * c * A),
        (-s * P, c * A),
        (apply("phi", P) @ Q, apply("psi", A, 1) @ B),
        (opaque("g", SCALAR, P), opaque("h", SCALAR, A)),
        (add(s * P, P), add(c * A, A)),
        (hadamard(P, apply("exp", P)), hadamard(A, B, apply("exp", hadamard(A, B)))),
        (X @ identity(Size.of("n")) @ X.T, A @ identity(Size.of("d")) @ A.T),
    ],
    ids=str,
)
def test_a_match_put_in_gives_the_node(pattern: Expr, node: Expr) -> None:
    """Each way to match, put into the pattern, is the node again."""
    ways = list(ALL.matches(pattern, node, Bindings()))
    assert all(instantiate(pattern, bound) is node for bound in ways)
    assert ways or node.children[0] is not node
