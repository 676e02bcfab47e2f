"""Whether a difference in the field is one of numbers."""

from adjoint.check.four import FourOperations
from adjoint.expr.build import apply, call, multiply, number, power, symbol

X = symbol("X", "n", "n")
y, z = symbol("y"), symbol("z")


def test_the_four_operations_are_seen_through_definitions() -> None:
    """An even power of a norm has no root in it; a function below a name counts, and a half power does."""
    four = FourOperations({y: apply("exp", z)})
    norm = call("normF", X)
    assert four.suffice([X - 2 * X.T, power(norm, number(2)), call("tr", X), power(z, number(-1))])
    assert not four.suffice([norm])
    assert not four.suffice([multiply(y, X)])
    assert not four.suffice([power(z, number(1) / 2)])
