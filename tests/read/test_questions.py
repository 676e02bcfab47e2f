"""Questions about a problem, their names and kinds checked."""

import pytest

from adjoint.errors import AdjointError, DomainError, ShapeError, SyntaxProblem, UnknownName, Unsupported
from adjoint.read.problem import read_problem, read_question

CHAIN = read_problem("X: n×n symmetric; R: n×n constant; G: n×n; b: n; W = X*X'; Y = W*X - R; l = normF(Y)^2 + b'*b")
VALUE = read_problem("X: n×p; W: q×p; G: n×q; H: q×n; Y = X*W'")


def test_names_become_symbols() -> None:
    """Variables and definitions are found by any spelling of their names."""
    question = read_question(CHAIN, "W", hold=["Y"])
    assert [s.name for s in (*question.wrt, *question.hold)] == ["W", "Y"]
    many = read_question(CHAIN, ["X", "b"])
    assert [s.name for s in many.wrt] == ["X", "b"]
    assert read_question(read_problem("x_{1}'*x1"), "x_1").wrt[0].name == "x1"
    assert read_question(CHAIN, "X", structure="projected").structure == "projected"


def test_a_cotangent_is_declared_or_takes_the_shape_of_the_value() -> None:
    """A vjp names its cotangent; an undeclared one gets the value's shape."""
    assert read_question(VALUE, "X", "vjp", cotangent="G").cotangent is VALUE.named("G")
    free = read_question(VALUE, "X", "vjp", cotangent="Z").cotangent
    assert free is not None
    assert free.shape == VALUE.target.shape


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        ({"wrt": "Q"}, UnknownName, "`Q` does not occur"),
        ({"wrt": "X", "want": "gradientt"}, Unsupported, "not a kind of derivative"),
        ({"wrt": []}, SyntaxProblem, "no variable"),
        ({"wrt": ["X", "X"]}, SyntaxProblem, "named twice"),
        ({"wrt": ["X", "b"], "want": "jacobian"}, Unsupported, "jacobian by 2 names"),
        ({"wrt": "R"}, DomainError, "declared constant"),
        ({"wrt": "X", "hold": ["b"]}, UnknownName, "only definitions are held"),
        ({"wrt": "W", "hold": ["W"]}, DomainError, "held fixed and to vary"),
        ({"wrt": "X", "structure": "free"}, Unsupported, "structured gradient"),
        ({"wrt": "b", "structure": "projected"}, DomainError, "no declared structure"),
        ({"wrt": "X", "want": "vjp"}, SyntaxProblem, "needs the name of its cotangent"),
        ({"wrt": "X", "cotangent": "G"}, SyntaxProblem, "a cotangent is given"),
        ({"wrt": "X", "want": "vjp", "cotangent": "G"}, ShapeError, "the cotangent `G` is a matrix n×n"),
    ],
)
def test_bad_questions(call: dict[str, object], kind: type[AdjointError], words: str) -> None:
    """A question that the problem cannot answer says why, with a hint."""
    with pytest.raises(kind, match=words) as caught:
        read_question(CHAIN, **call)  # type: ignore[arg-type]
    assert caught.value.hint or kind is SyntaxProblem


def test_a_gradient_needs_a_scalar() -> None:
    """The gradient of an array is refused, and the jacobian offered."""
    with pytest.raises(ShapeError) as caught:
        read_question(VALUE, "X")
    assert caught.value.message == "a gradient is of a scalar, and `Y` is a matrix n×q"
    assert "jacobian" in caught.value.hint


def test_misspelt_names_get_the_nearest() -> None:
    """An unknown name is answered with the nearest one of the problem."""
    with pytest.raises(UnknownName) as caught:
        read_question(read_problem("A3*W3"), "W2", "jacobian")
    assert caught.value.hint == "did you mean `W3`?"
