"""Sampled values have the facts that were declared."""

import pytest

from adjoint.check.balls import Balls
from adjoint.check.equal import check_law
from adjoint.check.field import Field
from adjoint.check.ground import Ground, Matrix
from adjoint.check.sample import Point
from adjoint.expr import build
from adjoint.expr.build import symbol
from adjoint.expr.facts import FACTS
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size

N = Size.of("n")


def _identities(fact: str, one: Expr) -> list[tuple[Expr, Expr]]:
    """Equations that the fact implies."""
    eye, column = build.identity(N), build.ones((N, ONE))
    diagonal = build.call("diag", build.call("diagvec", one)) if one.shape[0] == one.shape[1] else one
    square, rest = build.hadamard(one, one), build.ones(one.shape) - one
    return {
        "symmetric": [(one.T, one)],
        "posdef": [(one.T, one), (build.inverse(one) @ one, eye)],
        "diagonal": [(diagonal, one)],
        "orthogonal": [(one.T @ one, eye), (one @ one.T, eye)],
        "lower": [(build.call("tril", one), one)],
        "upper": [(build.call("triu", one), one)],
        "skew": [(one.T, -one)],
        "invertible": [(build.inverse(one) @ one, eye)],
        "constant": [(build.d(one), build.zeros(one.shape))],
        "positive": [(build.apply("abs", one), one)],
        "unit-interval": [(build.apply("abs", one), one), (build.apply("abs", rest), rest)],
        "integer": [],
        "onehot": [(square, one), (build.call("sum", one), build.number(1))],
        "onehot-rows": [(square, one), (one @ column, column)],
        "onehot-cols": [(square, one), (one.T @ column, column)],
        "probability": [(build.call("sum", one), build.number(1)), (build.apply("abs", one), one)],
        "probability-rows": [(one @ column, column), (build.apply("abs", one), one)],
        "probability-cols": [(one.T @ column, column), (build.apply("abs", one), one)],
    }[fact]  # fmt: skip


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_values_have_their_facts(fact: str) -> None:
    """What a fact implies is exact for a matrix that is declared to have it."""
    for left, right in _identities(fact, symbol("M", "n", "n", fact)):
        assert check_law(left, right).status == "exact"


@pytest.mark.parametrize("fact", sorted(FACTS - {"constant", "integer"}))
def test_values_have_no_more_than_their_facts(fact: str) -> None:
    """Without the fact, what it implies is not true."""
    for left, right in _identities(fact, symbol("M", "n", "n")):
        if (left, right) not in _identities("invertible", symbol("M", "n", "n")):
            assert check_law(left, right).status == "false"


def _value(ground: Ground, *facts: str) -> Matrix:
    return Point(ground, {"n": 3}, "facts", {}).value(symbol("M", "n", "n", *facts))


def test_real_facts_that_no_equation_states() -> None:
    """Posdef has positive leading minors, a unit interval lies between 0 and 1, integers are whole."""
    posdef = _value(Balls("a"), "posdef")
    assert posdef[0, 0] > 0
    assert posdef[0, 0] * posdef[1, 1] > posdef[0, 1] ** 2
    assert posdef.det() > 0
    assert all(0 < entry < 1 for entry in _value(Balls("a"), "unit-interval").entries())
    assert all(entry.is_integer() for entry in _value(Balls("a"), "integer").entries())
    assert all(entry > 0 for entry in _value(Balls("a"), "posdef", "positive").entries())


def test_facts_in_the_field_that_no_equation_states() -> None:
    """A determinant of a posdef matrix is a square, as a positive number is."""
    field = Field("a", generic=False)
    assert field.is_positive(_value(field, "posdef").det())
    assert all(field.is_positive(entry) for entry in _value(field, "positive").entries())


@pytest.mark.parametrize("facts", [("symmetric", "orthogonal"), ("diagonal", "orthogonal"), ("diagonal", "posdef")])
def test_facts_together(facts: tuple[str, ...]) -> None:
    """Two facts of one matrix both hold."""
    for fact in facts:
        for left, right in _identities(fact, symbol("M", "n", "n", *facts)):
            assert check_law(left, right).status == "exact"
