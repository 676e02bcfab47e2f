"""What holds where arrays are zero is told from what does not."""

import pytest

from adjoint.check.formula import Setting
from adjoint.check.vanishing import equal_where_zero, is_solution
from adjoint.read.problem import read_problem

SQUARES = "A: m x n; x: n; b: m; f = norm2(A*x - b)^2", "2*A'*(A*x - b)"
QUOTIENT = "A: n x n symmetric; x: n; f = x'*A*x/(x'*x)", "2*A*x/(x'*x) - 2*(x'*A*x)*x/(x'*x)^2"
ODD = "A: n x n symmetric; s: scalar; B: n x n", "B'*B*A - s*A + exp(s)*A*A"


SCALED = "A: n x n symmetric; x: n; s: scalar; f = s*x'*A*x/(x'*x)", "2*s*A*x/(x'*x) - 2*s*(x'*A*x)*x/(x'*x)^2"
SMOOTH = "x: n; c: n; s: scalar positive; t: scalar positive", "2*(x - log(s*t)*c)"


def symbols_of(problem: tuple[str, str], *extra: str):
    """The problem with the array and further formulas as definitions: its symbols by name, and the setting."""
    text, array = problem
    parts = [f"z{count} = {formula}" for count, formula in enumerate((array, *extra))]
    read = read_problem("; ".join([*parts, text]))
    return {symbol.name: symbol for symbol in (*read.variables, *read.definitions)}, Setting((), read.definitions)


@pytest.mark.parametrize(
    ("problem", "left", "right", "asked", "given", "verdict"),
    [
        (SQUARES, "A*x", "A*inv(A'*A)*A'*b", "x", "Ab", True),
        (SQUARES, "x", "inv(A'*A)*A'*b", "x", "", True),
        (SQUARES, "A*x", "b", "x", "Ab", False),
        (SQUARES, "A*x", "x", "x", "Ab", False),
        (SQUARES, "x'*A'*A*x", "x'*A'*b", "A", "b", True),
        (QUOTIENT, "A*x", "f*x", "x", "A", True),
        (QUOTIENT, "A*x", "2*f*x", "x", "A", False),
        (QUOTIENT, "A*x", "f*x", "x", "", None),
        (SCALED, "s*A*x", "f*x", "x", "sA", True),
        (SCALED, "s*A*x", "5*f*x", "x", "sA", False),
        (SMOOTH, "x'*x", "(log(s) + log(t))*c'*x", "x", "c", None),
        (ODD, "A", "B", "A", "sB", None),
    ],
)
def test_equal_where_zero(
    problem: tuple[str, str], left: str, right: str, asked: str, given: str, verdict: bool | None
) -> None:
    """True and false are told apart at points that are solved for; without such points nothing is said."""
    named, setting = symbols_of(problem, left, right)
    unknowns = tuple(named[name] for name in asked)
    others = [named[name] for name in given]
    assert equal_where_zero(named["z1"], named["z2"], [named["z0"]], unknowns, others, setting) is verdict


@pytest.mark.parametrize(
    ("equation", "verdict"), [("x - inv(A'*A)*A'*b", True), ("x - inv(A'*A)*A'*A*x", False), ("A*x - b", False)]
)
def test_a_solution_is_the_only_one(equation: str, verdict: bool) -> None:
    """What leaves the unknown free, or has no solution for some sizes, does not solve for it."""
    named, setting = symbols_of(SQUARES, equation)
    assert is_solution([named["z0"]], named["z1"], (named["x"],), setting) is verdict


@pytest.mark.parametrize(("rows", "cols"), [("m", "n"), ("n", "m"), ("d", "k"), ("k", "d"), ("p", "q"), ("q", "p")])
def test_no_order_of_sizes_is_taken_for_granted(rows: str, cols: str) -> None:
    """That residuals vanish holds where there are more unknowns than equations, and so not for all sizes."""
    text = f"A: {rows} x {cols}; x: {cols}; b: {rows}; f = norm2(A*x - b)^2"
    named, setting = symbols_of((text, SQUARES[1]), "A*x", "b", "A'*A*x", "A'*b")
    sides = [named[f"z{count}"] for count in range(5)]
    given = [named["A"], named["b"]]
    assert equal_where_zero(*sides[1:3], sides[:1], (named["x"],), given, setting) is False
    assert equal_where_zero(*sides[3:], sides[:1], (named["x"],), given, setting) is True
