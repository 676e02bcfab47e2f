"""Broken input: one token deleted, doubled or altered, or one size changed, in problems over all of the language."""

import random
import re

import pytest

from adjoint.api import Unverified, derivation
from adjoint.derive.problem import Want
from adjoint.errors import AdjointError
from adjoint.explain import explain

PROBLEMS: list[tuple[str, str, Want]] = [
    ("H = U*V; J = normF(H - M)^2; U: a x b; V: b x c; M: a x c", "U", "gradient"),
    ("r = P*q - t; f = r'*r; P: m x n", "q", "gradient"),
    ("f = u'*K*u; K: n x n symmetric; u: n", "u", "hessian"),
    ("f = logdet(C); C: n x n posdef", "C", "gradient"),
    ("f = tr(inv(M)*N); M: n x n invertible; N: n x n", "M", "gradient"),
    ("f = det(Q*D); Q: k x k; D: k x k diagonal", "Q", "gradient"),
    ("h = tanh(E*z + c); s = sum(h); E: p x q; z: q; c: p", "E", "gradient"),
    ("s = softmax(z); L = -y'*log(s); z: n; y: n onehot", "z", "gradient"),
    ("f = logsumexp(B*v); B: m x n; v: n", "v", "gradient"),
    ("T = F*G + d; S = phi(T); e = sum(S .* S); F: m x n; G: n x k; d: m; phi: elementwise function", "F", "gradient"),
    ("p = V*x + w; loss = g(p); V: m x n; x: n; w: m; g: scalar function", "V", "gradient"),
    ("F = A .* X; A: m x n; X: m x n", "X", "jacobian"),
    ("y = (x - m) ./ s; x: n; m: n; s: n positive", "s", "jacobian"),
    ("f = norm2(x)^3; x: n", "x", "gradient"),
    ("f = a*norm1(v) + b*norm2(v)^2; v: n; a: scalar; b: scalar", "v", "gradient"),
    ("f = A:(X*B*X'); A: m x m; X: m x n; B: n x n", "X", "gradient"),
    ("Y = X'*S*X; X: m x n; S: m x m symmetric", "X", "differential"),
    ("f = sum(exp(-2*X)); X: m x n", "X", "gradient"),
    ("f = mean(X*w); X: m x n; w: n", "w", "gradient"),
    ("f = ones(m)'*X*ones(n)/(m*n); X: m x n", "X", "gradient"),
    ("D = diag(v); f = tr(A*D*B*D); A: n x n; B: n x n; v: n", "v", "gradient"),
    ("g = diagvec(X*Y); f = g'*g; X: m x n; Y: n x m", "X", "gradient"),
    ("f = rowsum(X.^2)'*c; X: m x n; c: m", "X", "gradient"),
    ("r = colsum(X); f = r*r'; X: m x n", "X", "gradient"),
    ("f = (x'*A*x)/(x'*x); A: n x n symmetric; x: n", "x", "gradient"),
    ("f = x'*(A + 3*eye(n))^-1*x; A: n x n; x: n", "x", "gradient"),
    ("f = tr(X^3*A); X: n x n; A: n x n", "X", "gradient"),
    ("f = sqrt(1 + x'*x); x: n", "x", "gradient"),
    ("f = sum(log(1 + exp(-y .* (X*w)))); X: m x n; y: m; w: n", "w", "gradient"),
    ("f = sum(relu(X - 1)); X: 4 x 3", "X", "gradient"),
    ("f = normF(A*X - B)^2 + lam*normF(X)^2; A: m x n; B: m x k; X: n x k; lam: scalar", "X", "gradient"),
    ("f = sum(abs(M - N)); M: m x n; N: m x n", "M", "gradient"),
    ("G = X*X'; f = sum(G .* G) - 2*tr(G); X: m x n", "X", "gradient"),
    ("f = vec(X)'*vec(A*X*B); A: m x m; X: m x n; B: n x n", "X", "gradient"),
    ("f = sin(t)*exp(t)^2 + pi*t; t: scalar", "t", "gradient"),
    ("z = W*h; v = sigmoid(z); u = v .* (1 - v); W: m x n; h: n", "h", "jacobian"),
    ("q = x / norm2(x); x: n", "x", "jacobian"),
    ("f = trace(A' @ X); A: m x n; X: m x n", "X", "gradient"),
    ("f = ||A x - b||^2; A: m x n; x: n; b: m", "x", "gradient"),
    ("f = (a - 1)^T B (a - 1); a ∈ R^n; B ∈ R^{n×n}", "a", "gradient"),
    ("F = X ⊙ Y - Y ⊘ X; X: m x n positive; Y: m x n", "Y", "jacobian"),
]
TOKEN = re.compile(r"[A-Za-z_]\w*|\d+\.?\d*|\.[*/^]|[^\sA-Za-z_0-9]")
OTHERS = [*"*+-'():^@/=;,.[]|⊙λ\\20", ".*", "./", "n", "qq", "inv", "tr", "norm2", "exp", "I"]
MUTANTS = 10


def _broken(text: str, rng: random.Random) -> str:
    """The text with one token deleted, doubled or altered; a size is a token too."""
    token = rng.choice(list(TOKEN.finditer(text)))
    old = token.group()
    others = [*OTHERS, *TOKEN.findall(text)]
    new = rng.choice(["", f"{old} {old}", rng.choice(others), rng.choice(others)])
    return text[: token.start()] + new + text[token.end() :]


def _resized(text: str, rng: random.Random) -> str:
    """The text with one declared size changed."""
    sizes = list(re.finditer(r"(?<=[:×x^{] )\w+|(?<= x )\w+", text)) or list(re.finditer(r"\b[mnk]\b", text))
    size = rng.choice(sizes)
    return text[: size.start()] + rng.choice(["5", "1", "0", "zz", "n", "2*n", "m*n"]) + text[size.end() :]


@pytest.mark.parametrize(("text", "wrt", "want"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_broken_input_is_answered_truly_or_refused_by_name(text: str, wrt: str, want: Want) -> None:
    """It gives an answer whose every line is tested, or one complaint with kind, message, hint and place."""
    assert derivation(text, wrt, want).verified in ("exact", "enclosed")
    rng = random.Random(text)
    for count in range(MUTANTS):
        broken = _resized(text, rng) if count == 0 else _broken(text, rng)
        complaint = _complaint(broken, wrt, want)
        if complaint is not None:
            assert not isinstance(complaint, Unverified), (broken, complaint.message)
            assert explain(complaint.kind), broken
            assert complaint.message, broken
            assert complaint.hint, (broken, complaint.message)
            assert complaint.position is not None, (broken, complaint.message)
            assert 0 <= complaint.position <= len(broken), broken


def _complaint(text: str, wrt: str, want: Want) -> AdjointError | None:
    """What is said against a problem; of a tested answer, nothing."""
    try:
        result = derivation(text, wrt, want)
    except AdjointError as error:
        return error
    assert result.verified in ("exact", "enclosed"), text
    return None
