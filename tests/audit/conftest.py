"""Problems whose right derivations the tests start from."""

import pytest

GOLDEN = (
    ("A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2; A3: n x p; W3: p x q; W4: q x r; R: n x r", "W3"),
    ("Y = X*W'; L = normF(Y - T)^2; X: n x p; W: q x p; T: n x q", "W"),
    ("f = tr(A*X*B*X'*C); A: n x n; B: m x m; C: n x n; X: n x m", "X"),
    ("f = a'*inv(X)*b; a: n; b: n; X: n x n", "X"),
    ("f = logdet(A*X*B); A: n x n; B: n x n; X: n x n", "X"),
    ("Y = W*X; l = normF(Y); W: m x n; X: n x k", "W"),
    ("h = sigmoid(W*x + b); L = normF(V*h - t)^2; W: m x n; x: n; b: m; V: k x m; t: k", "W"),
    ("f = x'*A*x/(x'*x); A: n x n; x: n", "x"),
    ("f = sum((A*X) .* (X*B)); A: n x n; B: n x n; X: n x n", "X"),
    ("f = tr(X*X*A); A: n x n; X: n x n", "X"),
    ("f = c'*(A*X*b) + tr(X'*A*X); A: m x m; X: m x n; b: n; c: m", "X"),
)


@pytest.fixture(params=GOLDEN, ids=lambda pair: pair[0].split(";")[0])
def golden(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A problem and its variable."""
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture
def goldens() -> tuple[tuple[str, str], ...]:
    """All of them."""
    return GOLDEN
