"""What is inferred of a compound expression is true of its value."""

from collections.abc import Callable

import pytest

from adjoint.check.equal import check_law
from adjoint.expr import build
from adjoint.expr.build import add, call, hadamard, inverse, kron, number, symbol
from adjoint.expr.facts import FACTS, IMPLIES, INFERRED, SQUARE, close
from adjoint.expr.infer import facts, is_symmetric
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size

EQUATIONS: dict[str, Callable[[Expr], tuple[Expr, Expr]]] = {
    "symmetric": lambda x: (x.T, x),
    "skew": lambda x: (x.T, -x),
    "diagonal": lambda x: (hadamard(build.identity(x.shape[0]), x), x),
    "lower": lambda x: (call("tril", x), x),
    "upper": lambda x: (call("triu", x), x),
    "orthogonal": lambda x: (x.T @ x, build.identity(x.shape[0])),
    "invertible": lambda x: (inverse(x) @ x, build.identity(x.shape[0])),
    "positive": lambda x: (build.apply("abs", x), x),
    "probability": lambda x: (call("sum", x), number(1)),
    "probability-rows": lambda x: (x @ _column(x.shape[1]), _column(x.shape[0])),
    "probability-cols": lambda x: (x.T @ _column(x.shape[0]), _column(x.shape[1])),
    "sum-one": lambda x: (call("sum", x), number(1)),
    "centred": lambda x: (x.T @ _column(x.shape[0]), build.zeros((x.shape[1], ONE))),
    "centred-rows": lambda x: (x @ _column(x.shape[1]), build.zeros((x.shape[0], ONE))),
    "idempotent": lambda x: (x @ x, x),
    "onehot-rows": lambda x: (x @ _column(x.shape[1]), _column(x.shape[0])),
    "onehot-cols": lambda x: (x.T @ _column(x.shape[0]), _column(x.shape[1])),
}
"""An equation that each fact implies; `posdef` is symmetric and, in a field, no more than that."""

A = symbol("A", "n", "n")
S = symbol("S", "n", "n", "symmetric")


def _column(size: Size) -> Expr:
    return build.ones((size, ONE))


def _untrue(node: Expr) -> list[str]:
    """The inferred facts whose equation is not confirmed at random points."""
    equations = {fact: EQUATIONS[fact](node) for fact in sorted(facts(node)) if fact in EQUATIONS}
    return [fact for fact, sides in equations.items() if check_law(*sides).status not in ("exact", "enclosed")]


def test_inferred_facts_are_true(trees: Callable[[int, int], list[Expr]]) -> None:
    """Every fact inferred of a random expression holds at random points."""
    known = [(str(node), _untrue(node)) for node in trees(250, 3) if facts(node) and not build.is_zero(node)]
    assert len(known) > 60
    assert [(node, untrue) for node, untrue in known if untrue] == []


def test_facts_of_kronecker_products_are_true(products: list[Expr]) -> None:
    """Every fact inferred of a Kronecker product holds at random points."""
    assert [str(node) for node in products if _untrue(node)] == []


@pytest.mark.parametrize(
    "node",
    [
        A + A.T,
        A.T @ A,
        A @ S @ A.T,
        3 * S,
        S @ A @ S + S @ A.T @ S,
        hadamard(A, A.T),
        inverse(A.T @ A),
        (A + A.T).T,
        build.power(S, symbol("k")),
        build.apply("exp", S),
        kron(S, A + A.T),
    ],
    ids=str,
)
def test_symmetric_where_a_reader_sees_it(node: Expr) -> None:
    """Sums with their transposes, palindromes and functions of symmetric matrices are known to be symmetric."""
    assert is_symmetric(node)


@pytest.mark.parametrize(
    "node", [add(A, A, A.T), hadamard(A, A, A.T), A.T @ S, S @ A @ S, A - A.T, S @ A.T + A @ S @ S], ids=str
)
def test_not_symmetric_by_accident(node: Expr) -> None:
    """What only looks paired, or is so in part, is not called symmetric."""
    assert not is_symmetric(node)


@pytest.mark.parametrize(
    ("declared", "turned"),
    [
        ("lower", "upper"),
        ("onehot-rows", "onehot-cols"),
        ("probability-rows", "probability-cols"),
        ("symmetric", "symmetric"),
    ],
)
def test_a_transpose_exchanges_rows_and_columns(declared: str, turned: str) -> None:
    """Facts of rows become facts of columns, and back."""
    assert turned in facts(symbol("M", "n", "n", declared).T)
    assert (declared in facts(symbol("M", "n", "n", declared).T)) == (declared == turned)


def test_a_product_of_posdef_matrices_is_not_posdef() -> None:
    """Their product is invertible and no more; the posdef sum is posdef, and a negative multiple is not."""
    p, q = symbol("P", "n", "n", "posdef"), symbol("R", "n", "n", "posdef")
    assert facts(p @ q) == {"invertible"}
    assert "posdef" in facts(p + q)
    assert "posdef" in facts(symbol("t", 1, 1, "positive") * p)
    assert "posdef" not in facts(-p)
    assert "posdef" not in facts(symbol("s") * p)


def test_implications_close() -> None:
    """Closing twice adds nothing, implications stay within the known facts, square facts know their kin."""
    assert set(IMPLIES).union(*IMPLIES.values()) <= FACTS | INFERRED
    assert SQUARE <= FACTS
    for fact in sorted(FACTS | INFERRED):
        assert close(close(frozenset({fact}))) == close(frozenset({fact}))
    assert close(frozenset({"posdef"})) == {"posdef", "symmetric", "invertible"}


def test_facts_of_deep_expressions() -> None:
    """A thousand nested functions are judged without recursion."""
    node: Expr = S
    for _ in range(1500):
        node = build.apply("tanh", node)
    assert is_symmetric(node)


N = build.size_number(Size.of("n"))
D = build.size_number(Size.of("d"))
X, Y, x, y = symbol("X", "n", "d"), symbol("Y", "n", "d"), symbol("x", "n"), symbol("y", "n")
MEANS = build.ones((X.shape[0], X.shape[0])) / N
PINV = call("pinv", X)


@pytest.mark.parametrize(
    ("fact", "node"),
    [
        ("centred", x - call("sum", x) / N * _column(x.shape[0])),
        ("centred", X - _column(X.shape[0]) @ (_column(X.shape[0]).T @ X) / N),
        ("centred", (X - MEANS @ X) @ Y.T),
        ("centred-rows", X - X @ build.ones((X.shape[1], X.shape[1])) / D),
        ("centred-rows", build.identity(X.shape[0]) - MEANS),
        ("idempotent", X @ inverse(Y.T @ X) @ Y.T),
        ("idempotent", build.identity(X.shape[0]) - X @ inverse(X.T @ X) @ X.T),
        ("idempotent", x @ y.T / (y.T @ x)),
        ("idempotent", MEANS),
        ("idempotent", build.identity(X.shape[1]) - PINV @ X),
    ],
    ids=str,
)
def test_means_and_projectors_are_seen(fact: str, node: Expr) -> None:
    """Deviations from means, and projectors with what they leave, are seen in their usual spellings, and are so."""
    assert fact in facts(node)
    assert _untrue(node) == []


@pytest.mark.parametrize(
    "node",
    [
        x - 2 * call("sum", x) / N * _column(x.shape[0]),
        x + call("sum", x) / N * _column(x.shape[0]),
        x - call("sum", y) / N * _column(x.shape[0]),
        X @ inverse(Y.T @ X) @ X.T,
        2 * MEANS,
        build.identity(X.shape[0]) + MEANS,
        x @ y.T / (x.T @ x),
    ],
    ids=str,
)
def test_not_centred_and_no_projectors(node: Expr) -> None:
    """What only resembles deviations from a mean, or a projector, is not called so."""
    assert not facts(node) & {"centred", "centred-rows", "idempotent"}
