"""What holds where an array is zero is told from what does not."""

import pytest

from adjoint.check.formula import Setting
from adjoint.check.vanishing import equal_where_zero
from adjoint.read.problem import read_problem

SQUARES = "A: m x n; x: n; b: m; f = norm2(A*x - b)^2", "2*A'*(A*x - b)"
QUOTIENT = "A: n x n symmetric; x: n; f = x'*A*x/(x'*x)", "2*A*x/(x'*x) - 2*(x'*A*x)*x/(x'*x)^2"
ODD = "A: n x n symmetric; s: scalar; B: n x n", "B'*B*A - s*A + exp(s)*A*A"


@pytest.mark.parametrize(
    ("problem", "left", "right", "unknowns", "verdict"),
    [
        (SQUARES, "A*x", "A*inv(A'*A)*A'*b", "xAb", True),
        (SQUARES, "x'*A'*A*x", "x'*A'*b", "b", True),
        (SQUARES, "x", "inv(A'*A)*A'*b", "Ab", True),
        (SQUARES, "A*x", "b", "xAb", False),
        (SQUARES, "A*x", "b", "b", False),
        (SQUARES, "A*x", "x", "xAb", False),
        (QUOTIENT, "A*x", "f*x", "xA", True),
        (QUOTIENT, "A*x", "2*f*x", "xA", False),
        (QUOTIENT, "A*x", "f*x", "x", None),
        (ODD, "A", "B", "sAB", None),
    ],
)
def test_equal_where_zero(
    problem: tuple[str, str], left: str, right: str, unknowns: str, verdict: bool | None
) -> None:
    """True and false are told apart at points that are solved for; without such points nothing is said."""
    text, array = problem
    read = read_problem(f"z0 = {array}; z1 = {left}; z2 = {right}; {text}")
    named = {symbol.name: symbol for symbol in (*read.variables, *read.definitions)}
    sides, zero = (named["z1"], named["z2"]), named["z0"]
    solved = [named[name] for name in unknowns]
    assert equal_where_zero(*sides, zero, solved, Setting((), read.definitions)) is verdict
