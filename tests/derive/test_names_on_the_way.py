"""Gradients by several names at once, letters of indices, and collapsed forms."""

import pytest

from adjoint.api import derivation
from adjoint.derive.effective import effective
from adjoint.derive.fits import fits
from adjoint.expr.walk import symbols
from adjoint.index.term import Tensor

CHAIN = "W = X*X'; Y = W*X; l = normF(Y)^2"


@pytest.mark.parametrize("by", ["differential", "index", "tensor"])
@pytest.mark.parametrize("names", [["Y", "W", "X"], ["X", "W"], ["W", "Y"]])
def test_a_name_on_the_way_has_the_gradient_that_it_has_alone(names: list[str], by: str) -> None:
    """In a list each gradient is what it is when asked for alone, whatever the order."""
    together = derivation(CHAIN, names, by=by)
    alone = [derivation(CHAIN, name, by=by).answer for name in names]
    assert together.answer.split("\n") == alone


def test_letters_of_indices_are_no_names() -> None:
    """No index has the letter of a variable, a definition or a function."""
    found = derivation("a = k*x; b = a + j; i = g(b); k: n x m", "k", by="index").derivation
    tensors = [side for line in found.lines for side in (line.left, line.right) if isinstance(side, Tensor)]
    letters = {axis.name for tensor in tensors for axis in tensor.axes}
    assert letters
    assert letters.isdisjoint({"a", "b", "i", "j", "k", "x", "g"})


def test_collapsed_forms() -> None:
    """A layer's derivative collapses to its matrix; an elementwise one to the derivatives of the entries."""
    layer = derivation("Z = W*A; Y = tanh(Z); J(Y)", "A", by="tensor").derivation
    first, second = effective(layer)
    assert [str(each.matrix) for each in (first, second)] == ["ones(m, p) - Y.^2", "W"]
    assert [len(each.ties) for each in (first, second)] == [2, 1]
    assert effective(derivation("Z = W*A; J(Z)", "A").derivation) == ()


def test_two_axes_tied_to_one_collapse_to_one() -> None:
    """The derivative of a diagonal by its matrix has one free axis left."""
    (both,) = effective(derivation("s = diagvec(M).^2; f = sum(s); M: n x n", "M", by="tensor").derivation)
    assert (len(both.ties), len(both.collapsed.axes), str(both.matrix)) == (2, 1, "2*diagvec(M)")


def test_products_of_the_right_shape() -> None:
    """With all sizes different one product of eight fits; with square matrices, all of them."""
    (one,) = derivation("Z = W*A; J(Z)", "A").derivation.answers
    (square,) = derivation("Z = W*A; J(Z); W: n x n; A: n x n", "A").derivation.answers
    some, every = fits(one), fits(square)
    assert some is not None
    assert every is not None
    assert (len(some.every), len(some.fitting), len(every.fitting)) == (8, 1, 8)


@pytest.mark.parametrize(
    "problem",
    ["H = tanh(W*X + b); y = v'*H; L = norm2(y - t)^2", "Z = W*X + b; H = sigmoid(Z); L = normF(H - Y)^2"],
)
def test_values_are_called_by_their_names(problem: str) -> None:
    """All narratives call the value of a definition by its name, and so give the same answer."""
    answers = {derivation(problem, "W", by=by).answer for by in ("differential", "index", "tensor")}
    assert len(answers) == 1
    assert "H" in answers.pop()


def test_no_answer_says_an_invented_name() -> None:
    """A bare expression has no name of the user's, and an answer does not call it by the one it was given."""
    declared = "E*softmax(W*x) + y; E: m x n; x: p; y: m; G: m"
    for by in ("differential", "index", "tensor"):
        found = derivation(declared, "W", "vjp", by=by, cotangent="G").derivation
        (value,) = (answer.value for answer in found.answers)
        assert {s.name for s in symbols(value)} <= set("EWxyG")
