"""What no seed reaches is evaluated once for a point, and nothing else is."""

from adjoint.check.evaluate import Evaluator
from adjoint.check.field import Field
from adjoint.check.order import Reach
from adjoint.check.sample import Point
from adjoint.expr.build import apply, call, d, hadamard, inverse, symbol
from adjoint.expr.language import Expr, Symbol

A, B, x = symbol("A", "m", "n"), symbol("B", "n", "n"), symbol("x", "n")
u, v, f = symbol("u", "n"), symbol("v", "m"), symbol("f")
BODIES: dict[Symbol, Expr] = {
    u: inverse(B) @ x,
    v: apply("tanh", A @ u),
    f: call("normF", v) ** 2 + call("sum", hadamard(apply("exp", x), u)),
}


def test_the_same_jets_with_and_without() -> None:
    """An evaluator that leaves the rest to another finds the same values and parts, whatever moves."""
    point = Point(Field("rest"), {"m": 3, "n": 2}, "rest", {})
    rest = Evaluator(point, BODIES, {}, frozenset())
    for moving in (A, B, x, u, v):
        seeds = {moving: (point.direction(*point.shape_of(moving), "rest"), None)}
        for root in (f, d(v), A @ B @ x, B):
            assert Evaluator(point, BODIES, seeds, frozenset(), rest).jet(root) == Evaluator(
                point, BODIES, seeds, frozenset()
            ).jet(root), f"{root} along {moving}"


def test_reach_goes_through_definitions() -> None:
    """A definition is made of what its body is made of, and of itself."""
    reach = Reach(BODIES)
    made_of = {symbol for symbol in (A, B, x, u, v, f) if reach.of(v) & reach.bit(symbol)}
    assert made_of == {A, B, x, u, v}
