"""Constructors check shapes, and change only what a reader cannot see."""

import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from adjoint.check.equal import check_law
from adjoint.errors import ShapeError
from adjoint.expr import build
from adjoint.expr.build import (
    add, call, colon, element_power, hadamard, inverse, kron, multiply, number, power, symbol, transpose,
)  # fmt: skip
from adjoint.expr.language import Expr, Hadamard, Product, Sum
from adjoint.expr.rebuild import rebuild
from adjoint.expr.sizes import ONE, Size
from adjoint.expr.walk import postorder

A, B, C = symbol("A", "m", "n"), symbol("B", "n", "k"), symbol("C", "k", "l")
X, Y = symbol("X", "n", "n"), symbol("Y", "n", "n")
x, y, s, t = symbol("x", "n"), symbol("y", "n"), symbol("s"), symbol("t")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((A @ B) @ C, A @ (B @ C)),
        (s * (A @ B), (s * A) @ B),
        ((2 * A) @ (3 * B), 6 * (A @ B)),
        (s * t * A, t * (s * A)),
        (A + 2 * A - A, add(A, 2 * A, -A)),
        (X + (Y + X.T), (X.T + X) + Y),
        (A.T.T, A),
        ((s * A).T, s * A.T),
        (hadamard(X, hadamard(Y, X)), hadamard(X, Y, X)),
        (hadamard(s * X, 2 * Y), 2 * s * hadamard(X, Y)),
        (inverse(s * X), inverse(X) / s),
        ((x.T @ y) * A, A * (x.T @ y)),
        (x @ (x.T @ y), (x.T @ y) * x),
        (power(power(s, number(2)), number(3)), power(s, number(6))),
        (element_power(element_power(X, number(Fraction(1, 2))), number(2)), X),
        (A + build.zeros(A.shape), A),
        (0 * A, build.zeros(A.shape)),
        (kron(s, A), s * A),
        (colon(s, t), s * t),
        (call("sum", s), s),
        (build.identity(ONE), number(1)),
        (build.ones((ONE, ONE)), number(1)),
    ],
    ids=lambda node: str(node),
)
def test_one_object(one: Expr, other: Expr) -> None:
    """Spellings that a reader cannot tell apart are one object."""
    assert one is other


@pytest.mark.parametrize(
    "node",
    [
        X + X, X @ X, X @ inverse(X), hadamard(X, X), (X @ Y).T, inverse(X @ Y), X @ (Y + X),
        X @ build.identity(X.shape[0]), call("tr", X.T), s * s, s / s, colon(X, Y), inverse(inverse(X)),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_reader_notices_stays(node: Expr) -> None:
    """What would be a step of an argument is left as it was put together."""
    assert node.children
    assert node not in (2 * X, power(X, number(2)), build.identity(X.shape[0]), X, s, power(s, number(2)), number(1))


def test_roots_of_squares_stay() -> None:
    """The root of a square is not the number itself, and the root of a product not a product of roots."""
    half = number(Fraction(1, 2))
    assert power(power(s, number(2)), half) is not s
    assert isinstance(power(s * t, half), type(power(s, half)))
    assert power(s * t, half).children[0] is s * t


@pytest.mark.parametrize(
    "make",
    [
        lambda: A + B,
        lambda: A @ A,
        lambda: hadamard(A, B),
        lambda: colon(A, A.T),
        lambda: inverse(A),
        lambda: power(A, number(2)),
        lambda: power(s, x),
        lambda: element_power(A, x),
        lambda: call("tr", A),
        lambda: call("diag", A),
        lambda: x @ x,
    ],
)
def test_shapes_are_checked(make: Callable[[], Expr]) -> None:
    """What does not fit is a `ShapeError` that quotes an operand."""
    with pytest.raises(ShapeError) as caught:
        make()
    assert "`" in caught.value.message


def test_a_product_that_does_not_fit_names_one_that_would() -> None:
    """The hint is a product that fits."""
    with pytest.raises(ShapeError) as caught:
        multiply(A, symbol("D", "k", "n"))
    assert caught.value.hint == "`A*D'` would fit"


def test_division_is_a_negative_power() -> None:
    """Division by a scalar is a power among the scalars, elementwise division one in a Hadamard product."""
    assert A / s is power(s, number(-1)) * A
    assert hadamard(X, element_power(Y, number(-1))) is X / Y
    assert A / number(0) is power(number(0), number(-1)) * A


def test_sums_and_products_do_not_depend_on_the_order_of_building() -> None:
    """Shuffled terms, scalars and elementwise factors give one object."""
    terms, rng = [A @ B, s * (A @ B), -(A @ B @ C @ C.T), t * (A @ B)], random.Random(0)
    factors = [X, Y, element_power(X, number(-1)), X.T]
    scalars = [s, t, call("tr", X), power(s, number(-1))]
    for _ in range(20):
        for parts in (terms, factors, scalars):
            rng.shuffle(parts)
        assert add(*terms) is add(*sorted(terms, key=str))
        assert hadamard(*factors) is hadamard(*sorted(factors, key=str))
        assert multiply(*scalars) is multiply(*sorted(scalars, key=str))


def test_flat_and_never_single(trees: Callable[[int, int], list[Expr]]) -> None:
    """Sums, products and Hadamard products are flat and have parts; rebuilding from the children gives the node."""
    for node in postorder(*trees(150, 4)):
        if isinstance(node, (Sum, Hadamard)):
            assert len(node.children) > 1
            assert not any(type(child) is type(node) for child in node.children)
        if isinstance(node, Product):
            assert not any(isinstance(link, Product) for link in node.chain)
            assert node.coefficient != 0
            assert len(node.children) > 1 or node.coefficient != 1
        assert rebuild(node, tuple(node.children)) is node
        if node.children and node.is_scalar:
            assert transpose(node) is node


def test_constructors_keep_the_value(trees: Callable[[int, int], list[Expr]]) -> None:
    """The rewriting inside constructors keeps the value: `f(u, v)` with u and v put in later or at once."""
    u, v = symbol("U0", "n", "n", "invertible"), symbol("V0", "n", "n", "invertible")
    half, other = trees(12, 2)[:6], trees(12, 2)[6:]
    made: tuple[Callable[[Expr, Expr], Expr], ...] = (
        multiply, add, hadamard, colon,
        lambda a, b: power(a @ b, number(2)), lambda a, b: element_power(s * hadamard(a, b), number(3)),
        lambda a, b: call("tr", transpose(a @ b)), lambda a, b: transpose(add(a, 2 * b)),
    )  # fmt: skip
    for a, b in zip(half, other, strict=True):
        for make in made:
            assert check_law(make(a, b), _later(make(u, v), {u: a, v: b})).status in ("exact", "enclosed")


def _later(node: Expr, table: dict[Expr, Expr]) -> Expr:
    """The node with symbols replaced, built bottom up."""
    done: dict[Expr, Expr] = {}
    for part in postorder(node):
        done[part] = table.get(part) or rebuild(part, tuple(done[child] for child in part.children))
    return done[node]


def test_sizes_as_numbers_have_one_form() -> None:
    """A size used as a number is a sum of products of names."""
    m, n = Size.of("m"), Size.of("n")
    assert build.size_number(m * n) is build.size_number(m) * build.size_number(n)
    assert build.size_number(m + Size.of(2)) is build.size_number(m) + 2
    assert build.size_number(Size.of(3)) is number(3)
