"""Answers as a person would have been proud to write them: the shortest true form, whatever the narrative."""

import pytest

from adjoint.api import derivation
from adjoint.check.equal import check_law
from adjoint.derive.calling import Naming
from adjoint.expr.build import hadamard, power, symbol
from adjoint.expr.build import number as whole
from adjoint.expr.language import Expr
from adjoint.expr.walk import replace

GRADIENTS = (
    ("x: n; A: n×n; f = norm2(A*x)^2/norm2(x)^2", "x", "2*(A'*A*x - f*x)/(x'*x)"),
    ("x: n; y: n; f = x'*y/(norm2(x)*norm2(y))", "x", "(y - (x'*y)*x/(x'*x))/(norm2(x)*norm2(y))"),
    ("W: k×d; u = W*x; y = u/norm2(u); f = g'*y", "x", "W'*(g - f*y)/norm2(u)"),
    ("v: scalar; B: m×n; S = v*v*B'*B; f = v^2*tr(B'*B*inv(S)) + tr(S)", "B", "2*v^2*B"),
    (
        "p: n positive; q: n positive; m = (p + q)/2; f = sum(p .* log(p ./ m))/2 + sum(q .* log(q ./ m))/2",
        "p",
        "1/2*log(p./m)",
    ),
    ("x: n; c = x - mean(x); f = norm2(c)^2/n", "x", "2*c/n"),
    (
        "x: n; m = sum(x)/n; c = x - m*ones(n); s = sqrt(c'*c/n + eps); f = g'*c/s",
        "x",
        "(g - (f*c/s + sum(g)*ones(n))/n)/s",
    ),
    ("X: n×d; H = eye(n) - ones(n,n)/n; C = H*X; f = normF(C)^2", "X", "2*C"),
    ("X: n×p; y: n; w: p; p1 = sigmoid(X*w); f = -y'*log(p1) - (1 - y)'*log(1 - p1)", "w", "X'*(p1 - y)"),
    ("X: n×p; y: n; w: p; f = sum(log(1 + exp(X*w))) - y'*X*w + c/2*w'*w", "w", "X'*(sigmoid(X*w) - y) + c*w"),
    ("X: n×p; y: n; w: p; f = sum(log(1 + exp(-y .* (X*w))))", "w", "-X'*(y .* sigmoid(-y .* (X*w)))"),
    ("X: n×p; y: n; w: p; f = sum(relu(1 - y .* (X*w)).^2)", "w", "-2*X'*(y .* relu(ones(n) - y .* (X*w)))"),
    ("A: m×n; f = norm1(relu(A*x - b)); x: n", "x", "A'*step(A*x - b)"),
    ("z: k; s = softmax(z); H = -s'*log(s)", "z", "-(H*s + log(s) .* s)"),
    ("X: n×d; Y: n×k onehot-rows; P = softmaxrows(X*W); f = -sum(Y .* log(P))", "W", "X'*(P - Y)"),
    ("x: n; t: scalar; f = t*log(sum(exp(x/t)))", "x", "softmax(x/t)"),
    ("X: n×n; f = tr(X^4)", "X", "4*(X^3)'"),
    ("X: n×n; S = inv(X); f = det(S)", "X", "-f*S'"),
    ("x: n; A: n×n; B: n×n; f = tr(A*diag(x)*B*diag(x))", "x", "(A' .* B + A .* B')*x"),
    ("w: n; r = y - X*b; X: n×p; b: p; f = r'*diag(w)*r", "b", "-2*X'*(r .* w)"),
    ("A: m×n; x: n; f = x'*A'*A*x*x'*x", "x", "2*(norm2(A*x)^2*x + (x'*x)*A'*A*x)"),
    ("G: m×n; X: m×n; F = X ./ (1 + abs(X)); f = sum(G .* F)", "X", "G./(abs(X) + ones(m, n)).^2"),
    ("X: n×k; F = X*inv(X'*X)*X'; Q: n×n; f = 1/2*normF(F - Q)^2", "X", "(F - eye(n))*(Q + Q')*pinv(X)'"),
)

SECOND = (
    ("x: n; f = exp(x)/sum(exp(x))", "x", "jacobian", "diag(f) - f*f'"),
    ("x: n; A: n×n; f = x*(x'*A*x)", "x", "jacobian", "x*x'*(A + A') + (x'*A*x)*eye(n)"),
    ("x: n; c = x - mean(x); f = c/norm2(c)", "x", "jacobian", "(eye(n) - f*f' - ones(n, n)/n)/norm2(c)"),
    ("x: n; y: n; f = exp(-norm2(x - y)^2/2)", "x", "hessian", "f*((y - x)*(y - x)' - eye(n))"),
    ("A: n×n symmetric; x: n; f = log(x'*A*x)", "x", "hessian", "2*(A - 2*A*x*x'*A/(x'*A*x))/(x'*A*x)"),
)


@pytest.mark.parametrize(("text", "wrt", "answer"), GRADIENTS)
def test_gradients(text: str, wrt: str, answer: str) -> None:
    """Definitions are called by their names wherever their values stand, and what cancels is gone."""
    assert derivation(text, wrt).answer == answer


@pytest.mark.parametrize("by", ["differential", "index", "tensor"])
@pytest.mark.parametrize(("text", "wrt", "want", "answer"), SECOND)
def test_jacobians_and_hessians(text: str, wrt: str, want: str, answer: str, by: str) -> None:
    """Jacobians and Hessians are as short, and the same in every narrative."""
    assert derivation(text, wrt, want, by=by).answer == answer


A, B, S = symbol("A", "m", "n"), symbol("B", "m", "n"), symbol("S", "n", "n")
v, w, x, y, t = symbol("v"), symbol("w"), symbol("x", "n"), symbol("y", "n"), symbol("t", "n")


@pytest.mark.parametrize(
    ("body", "node", "named"),
    [
        (v * v * B.T @ A, v * v * v * B.T @ A @ S, "v*N*S"),
        ((x + y) / 2, t.T @ (x + y), "2*t'*N"),
        (x - y, t - y + x, "N + t"),
        (x - y, t + 2 * y - 2 * x, "t - 2*N"),
        (hadamard(x, y), hadamard(x, t, y), "N .* t"),
        (v * w, v * v * w * x, "N*v*x"),
        (x * v, (y.T @ x) * v * t, "(y'*N)*t"),
        (v * power(w, whole(-1)), v * power(w, whole(-3)) * x, "N*x/w^2"),
    ],
)
def test_a_name_among_other_factors_and_terms(body: Expr, node: Expr, named: str) -> None:
    """A name takes the place of its value among other factors, entries and terms, and the whole keeps its value."""
    name = symbol("N", *body.shape)
    found = Naming([(name, body)]).put(node)
    assert str(found) == named
    assert check_law(node, replace(found, {name: body})).status in ("exact", "enclosed")
