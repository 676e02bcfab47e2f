"""What follows by arithmetic from arrays that are zero is told from what only seems to at one point."""

import pytest

from adjoint.check.combined import is_combination
from adjoint.check.formula import Setting
from adjoint.read.problem import read_problem


@pytest.mark.parametrize(
    ("symbols", "array", "other", "unknowns", "verdict"),
    [
        ("A: p x m; W: m x n", "A*W", "(tr(W'*W) - 1)*W", "W", False),
        ("A: p x m; W: m x n", "tr(W'*W)*A*W - A*W", "(tr(W'*W) - 1)*W", "W", True),
        ("A: n x n; x: n; b: n; t: scalar", "A*x - b", "t*(A*x - b)", "xt", False),
        ("A: n x n; x: n; b: n; t: scalar", "A*x - b", "t*(A*x - b)", "x", True),
        ("A: n x n; x: n; b: n; t: scalar positive", "A*x - b", "t*(A*x - b)", "xt", True),
        ("A: n x n; x: n; b: n; t: scalar", "A*x - b", "(A*x - b)/t", "xt", True),
        ("A: m x n; b: m", "A*inv(A'*A)*A'*b - b", "A'*b", "b", False),
        ("A: m x n; b: m", "A*inv(A'*A)*A'*b", "A'*b", "b", True),
    ],
)
def test_is_combination(symbols: str, array: str, other: str, unknowns: str, verdict: bool) -> None:
    """The numbers in front suit all points and sizes, and nothing that may be zero divides."""
    read = read_problem(f"z0 = {array}; z1 = {other}; {symbols}")
    named = {symbol.name: symbol for symbol in (*read.variables, *read.definitions)}
    zero, one = (read.definitions[named[name]] for name in ("z0", "z1"))
    setting = Setting((), read.definitions)
    assert is_combination(zero, [one], [named[name] for name in unknowns], setting) is verdict
