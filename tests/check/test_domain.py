"""Functions without values: told from those whose values are only rare."""

import pytest

from adjoint.api import grad
from adjoint.check.domain import is_nowhere_real
from adjoint.errors import DomainError
from adjoint.read.problem import read_problem


@pytest.mark.parametrize(
    "text", ["log(-pi)*x'*x", "sqrt(-x'*x)", "log(-exp(x'*x))", "sum(asin(2 + X.^2))", "(-2)^(1/2)*x'*x"]
)
def test_a_function_that_is_never_real_is_found_out(text):
    """A root or a logarithm that has no real value anywhere is refused as outside of its domain."""
    assert is_nowhere_real(read_problem(text))
    with pytest.raises(DomainError):
        grad(text, "X" if "X" in text else "x")


@pytest.mark.parametrize(
    "text",
    [
        "log(1 - normF(X)^2)",
        "sum(sqrt(A - B)); A: 3 x 4; B: 3 x 4",
        "sum(log(b - A*x))",
        "log(det(A))",
        "log(log(log(x'*x)))",
        "log(x'*x - 10^6)",
        "log(sum(x)^2 - sum(x.^2))",
        "log(1 - tr(X)); X: 5 x 5 posdef",
        "x'*inv(A)*x",
    ],
)
def test_a_small_domain_is_found(text):
    """A function that has real values somewhere passes, however few they are among random points."""
    assert not is_nowhere_real(read_problem(text))


@pytest.mark.parametrize("text", ["x'*inv(x*x')*x", "1/(x'*x - x'*x)", "logdet(A - A)", "norm2(x - x)"])
def test_no_point_at_all_is_a_matter_of_the_domain(text):
    """Where neither the field nor the reals have a value, the complaint says so, with what would be needed."""
    with pytest.raises(DomainError, match="no value, or no derivative") as caught:
        grad(text, "A" if "A" in text else "x")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("max(ones(n))*(a'*x)", "max(ones(n))*a"),
        ("(normspec(eye(3)) + lambdamax(eye(2)) + normnuc(eye(2)))*(a'*x)", None),
        ("(norm2(zeros(3)) + abs(0) + relu(0) + sqrt(0))*(a'*x)", None),
        ("norm2(a - a)*(a'*x)", "norm2(zeros(n))*a"),
        ("a'*x + normspec(b*b' - b*b')*sum(x)", None),
    ],
)
def test_a_kink_in_what_stands_still_is_a_value(text, answer):
    """Where a root, a size or a largest entry has a value and its derivative is not asked for, nothing is refused."""
    found = grad(f"x: n; a: n; b: m; f = {text}", "x")
    assert answer in (None, found.answer)


@pytest.mark.parametrize("text", ["norm2(x - x)", "sum(abs(x - x))", "max([x; x])", "normspec(diag(x - x))"])
def test_a_kink_in_what_moves_is_refused(text):
    """Where every point has a kink there is no derivative."""
    with pytest.raises(DomainError):
        grad(f"x: 3; f = {text}", "x")
