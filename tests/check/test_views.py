"""Other layouts are shown only where they hold."""

from msgspec.structs import replace

import pytest

from adjoint.api import derivation, grad
from adjoint.check.views import confirmed
from adjoint.derive.layouts import layouts


@pytest.mark.parametrize(
    ("text", "by", "want"),
    [
        ("normF(A*X*B)^2", "X", "gradient"),
        ("tr(A*X*B*X); X: n x n symmetric", "X", "gradient"),
        ("tr(A*X*B*X); X: n x n skew", "X", "gradient"),
        ("tr(A*X*B*X); X: n x n diagonal", "X", "gradient"),
        ("tr(A*X*B*X); X: n x n lower", "X", "gradient"),
        ("F = A*X*B", "X", "jacobian"),
        ("y = A*x", "x", "jacobian"),
        ("a'*X*B*X'*c", "X", "hessian"),
        ("sum(exp(A*x))", "x", "hessian"),
    ],
)
def test_every_layout_is_confirmed_and_a_wrong_one_is_not(text, by, want):
    """Each view of an answer passes its test, and fails it with another number in front."""
    found = derivation(text, by, want).derivation
    views = layouts(found)
    assert views
    assert confirmed(found, views) == views
    false = [replace(view, value=2 * view.value) for view in views]
    assert confirmed(found, false) == ()


def test_the_partial_derivative_stands_beside_the_total_one():
    """Where a definition follows the variable and may be held fixed, both derivatives are shown."""
    text = "W = X*X'; Y = W*X; l = normF(Y)^2"
    total, partial = grad(text, "X"), grad(text, "X", hold=["W"])
    (beside,), (back,) = total.others, partial.others
    assert (str(beside.value), str(back.value)) == (partial.answer, total.answer)
    assert beside.what == "partial derivative by X, W held fixed"
    assert back.what == "total derivative by X, nothing held fixed"
    assert beside.what in str(total)
    assert beside.what in [view["what"] for view in total.document["alternatives"]]
    assert grad("A = B*X; f = normF(A)^2", "X").others == ()


@pytest.mark.parametrize(
    ("text", "second", "stacked"),
    [
        ("tr(A*X*B*X')", "dX : (A*dX*B + A'*dX*B')", "B ⊗ A' + B' ⊗ A"),
        ("logdet(X)", "dX : (-inv(X)'*dX'*inv(X)')", "-commutation(n, n)*(inv(X)' ⊗ inv(X))"),
    ],
)
@pytest.mark.parametrize("by", ["differential", "index", "tensor"])
def test_a_hessian_by_a_matrix_is_shown_in_three_forms(text, second, stacked, by):
    """Beside the tensor stand the second differential and the matrix between stacked columns."""
    result = derivation(text, "X", "hessian", by=by)
    assert [view.kind for view in result.beside] == ["twice", "stacked"]
    assert second in str(result)
    assert stacked in str(result)
