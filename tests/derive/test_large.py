"""Long problems: powers with many factors, chains of hundreds of definitions."""

from typing import Any

import pytest

from adjoint.api import derivation
from adjoint.errors import TooLarge

SQUARE = "A: n x n; B: n x n; a: n; "


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("tr(A^7)", "7*(A^6)'"),
        ("tr(A*A*A*A)", "4*(A^3)'"),
        ("tr(A^2000)", "2000*(A^1999)'"),
        (f"tr({'*'.join('A' * 400)})", "400*(A^399)'"),
        ("tr((A'*A)^3)", "6*A*(A'*A)^2"),
        ("tr(A^8*B)", "powersum(A, 8, B)'"),
        ("a'*A^3*a", "(A^2)'*a*a' + A'*a*a'*A' + a*a'*(A^2)'"),
    ],
)
def test_powers_of_a_matrix(problem: str, answer: str) -> None:
    """Exponents add, and a power with many factors is differentiated at once."""
    found = derivation(f"{SQUARE}f = {problem}", "A")
    assert found.answer == answer
    assert found.derivation.conditions == ()


def _run(depth: int, step: str, end: str) -> str:
    return "; ".join([step.format(i + 1, i) for i in range(depth)] + [f"f = {end.format(depth)}"])


LONG = {
    "a network": ("W: n x n; y0: n; " + _run(60, "y{0} = tanh(W*y{1})", "normF(y{0})^2"), "W"),
    "squares of a matrix": ("y0: n x n; " + _run(25, "y{0} = y{1}*y{1}", "tr(y{0})"), "y0"),
    "a product of sixty": ("X: n x n; f = tr(" + "*X*".join(f"B{i}" for i in range(30)) + ")", "X"),
}


@pytest.mark.parametrize("name", LONG)
def test_long_lines_get_names(name: str) -> None:
    """What is carried along is named before a line is too long to read; names stand on lines of their own."""
    found = derivation(*LONG[name])
    (answer,) = found.derivation.answers
    assert max(map(len, found.lines)) < 4000
    assert len(str(found)) < 10**6
    introduced = {line.left for line in found.derivation.lines}
    assert answer.where
    assert introduced.issuperset(name for name, _ in answer.where)


def test_the_code_of_a_long_answer() -> None:
    """The names that an answer uses are worked out in the code, which agrees with the powers of school."""
    made: dict[str, Any] = {}
    exec(derivation(_run(40, "y{0} = y{1}*y{1}/2 + y{1}", "y{0}"), "y0").code.source, made)
    y, slope = -1.5, 1.0
    for _ in range(40):
        y, slope = y * y / 2 + y, slope * (y + 1)
    assert made["gradient"](-1.5) == pytest.approx(slope)


def test_factors_of_sums_stay_factors() -> None:
    """`s*(2*y + 1) + 2*y + 1` is a product again."""
    chain = "y0: scalar; " + _run(6, "y{0} = y{1}*y{1} + y{1}", "y{0}")
    assert derivation(chain, "y0").answer == "*".join(f"(2*y{i} + 1)" for i in range(6))


@pytest.mark.parametrize("want", ["jacobian", "hessian"])
def test_what_nobody_could_read_is_refused(want: str) -> None:
    """Where the lines would hold millions of symbols, the reason is said at once."""
    problem = "y0: n x n; " + _run(25, "y{0} = y{1}*y{1}", "tr(y{0})" if want == "hessian" else "y{0}")
    with pytest.raises(TooLarge, match="symbols"):
        derivation(problem, "y0", want)
