"""Derivations as people type them: counted lines, sums without brackets, plain text, programs."""

import pytest

from adjoint.audit.verb import check

LEAST = "f = norm2(A*x - b)^2; A: m x n; x: n; b: m"
RIDGE = "f = 1/2*norm2(y - X*w)^2 + lam/2*norm2(w)^2; X: n x d; y: n; w: d; lam: scalar positive"
LOGDET = "f = logdet(X*A); X: n x n invertible; A: n x n invertible"
GAUSS = "f = 1/2*logdet(S) + 1/2*x'*inv(S)*x; S: n x n posdef; x: n"
SUMS = "f = a'*x + norm2(x)^2; a: n; x: n"
LOGISTIC = "f = sum(log(1 + exp(X*w))) - y'*X*w; X: n x d; w: d; y: n"
LAYER = "Z = X*W; A = relu(Z); loss = sum((A - Y).^2); X: n x d; W: d x k; Y: n x k"
DEEP = "h = tanh(W1*x); z = W2*h; loss = 1/2*norm2(z - y)^2; W1: m x n; x: n; W2: k x m; y: k"

FORM = "f = x'*A*x; A: n x n; x: n"
LOG = "f = logdet(X); X: n x n posdef"
TRACE = "f = tr(W'*W); W: m x n"

LAYERS = "z1 = W1*x; h = tanh(z1); z2 = W2*h; loss = 1/2*norm2(z2 - y)^2; W1: m x n; x: n; W2: k x m; y: k"
MEAN = "mu = X'*ones(n)/n; f = norm2(mu - c)^2; X: n x p; c: p"
MODEL = "f = g'*d + 1/2*d'*B*d; g: n; d: n; B: n x n symmetric"

SPREAD = "m = sum(x)/n; v = sum((x - m).^2)/n; x: n"

DERIVATIONS: list[tuple[str, str, str, str]] = [
    (LEAST, "x", "1.1 f = (Ax-b)^T(Ax-b)|1.2 df = 2(Ax-b)^T A dx|So we get|2.1 \\nabla f = 2A^T(Ax-b)",
     "right right words right"),
    (LEAST, "x", "1/ f = (Ax-b)^T(Ax-b)|2/ \\nabla f = A^T(Ax-b)", "right wrong"),
    (LEAST, "x", "1.1 df = 2(Ax-b)^T A dx", "right"),
    (LOGDET, "X", "A: df = tr((XA)^{-1} d(XA))|= tr(A^{-1}X^{-1} dX A)|B: df = tr(X^{-1}dX)", "right right right"),
    (LOGDET, "X", "A: df = tr((XA)^{-1} d(XA))", "right"),
    (RIDGE, "w", "L(w) = 1/2 (y - Xw)^T (y - Xw) + lam/2 w^T w|grad L = X^T(y - Xw) + lam w", "right wrong"),
    (RIDGE, "w", "dL = -(y-Xw)^T X dw + lam w^Tdw", "right"),
    (GAUSS, "S", "f = 1/2 log det S + 1/2 x' S^-1 x|df = 1/2 tr S^{-1} dS - 1/2 x'S^{-1} dS S^{-1}x", "right right"),
    (GAUSS, "S", "df = 1/2 trace S^{-1}dS + 1/2x^TS^{-1}dSS^{-1}x", "wrong"),
    (SUMS, "x", r"f = \sum_i a_ix_i + x_i^2|f = \sum_i a_ix_i + 2x_i^2", "right wrong"),
    (LOGISTIC, "w", r"f = \sum_i \log(1+e^{x_i^Tw}) - y_i x_i^Tw|\nabla f = \sum_i (\sigma(x_i^Tw) - y_i) x_i",
     "right right"),
    (LAYER, "W", "dA = 2*(A - Y)|dZ = dA * (Z > 0)|dW = X.T @ dZ", "right right right"),
    (LAYER, "W", "dA = 2*(A - Y)|dZ = dA * (Z > 0)|dW = dZ.T @ X", "right right wrong"),
    (LAYER, "W", "dA = step(Z) .* (X*dW)|dZ = W", "right wrong"),
    (DEEP, "W1", "d2 = z - y|dloss_dW2 = np.outer(d2, h)|grad_W1 = np.outer(W2.T.dot(d2) * (1 - h**2), x)",
     "right right right"),
    (DEEP, "W1", "grad_W1 = np.outer((W2.T @ (z - y)) * (1 - h), x)", "wrong"),
    (DEEP, "W1", "loss = 0.5 * ((z - y)**2).sum()|loss = 0.5 * (z - y) @ (z - y)", "right right"),
    (FORM, "x", "f(x+dx) = (x+dx)^TA(x+dx)|= x^TAx + dx^TAx + x^TAdx + dx^TAdx|"
     "f(x+dx) - f(x) = dx^TAx + x^TAdx + O(dx^2)",
     "right right right"),
    (FORM, "x", "f(x+dx) - f(x) = 2x^TAdx", "right-under-an-assumption"),
    (FORM, "x", "f(x+dx) = x^TAx + x^TAdx + dx^TAdx", "wrong"),
    (LOG, "X", r"f(X+dX) = \log\det X + \log\det(I+X^{-1}dX)|\approx \log\det X + \operatorname{tr}(X^{-1}dX)",
     "right right"),
    (TRACE, "W", r"\lim_{t\to0}\frac{f(W+tH)-f(W)}{t} = 2\mathrm{tr}(W^TH)|\lim_{t\to0}\frac1t(f(W+tH)-f(W)) = 1",
     "right wrong"),
    (TRACE, "W", r"\lim_{t\to0}\frac{f(W+tH)}{t} = 2\mathrm{tr}(W^TH)", "unreadable"),
    (TRACE, "W", r"Df(W)[H] = \lim_{t\to0}\frac{f(W+tH)-f(W)}{t}|= \lim_{t\to0}\frac{f(W+2tH)-f(W)}{t}", "right wrong"),
    (TRACE, "W", r"D_H f(W) = 2\mathrm{tr}(W^TH)|\nabla_V f = \mathrm{tr}(W^TV)", "right wrong"),
    (FORM, "x", r"f'(x) = x^T(A+A^T)|\nabla f = (A+A^T)x|f_x = 2Ax", "right right right-under-an-assumption"),
    (FORM, "x", r"D_xf = (A+A')x|\dot f = \dot x^T A x + x^TA\dot x", "right right"),
    ("f = log(a'*x); a: n; x: n", "x", r"\nabla\nabla^T f = -\frac{aa^T}{(a^Tx)^2}", "right"),
    (MEAN, "X", r"\mu = \frac1n X^T1|\frac{\partial f}{\partial X} = \frac2n 1(\mu-c)^T", "right right"),
    (MODEL, "d", r"\nabla_d f = g + \tfrac12 B d|B d = -g", "wrong right"),
    ("f = det(X); X: n x n invertible", "X",
     r"\frac{d}{dt}\Big\vert_{t=0}\det(X+tH) = \det X\operatorname{tr}(X^{-1}H)", "right"),
    (LOG, "X", "df = tr[inv(X) dX]|df = tr inv(X) dX", "right right"),
    ("R = A - U*V'; f = 1/2*normF(R)^2; A: m x n; U: m x r; V: n x r", "U",
     "f = 1/2 <R, R>|df = <R, dR> = <R, -dU V^T> = <-R V, dU>|so grad_U f = -R V", "right right right"),
    ("f = w'*S*w; S: n x n symmetric; w: n", "w", "f_w = 2Sw|f_{ww} = 2S", "right right"),
    ("p = sigmoid(z); f = -y'*log(p) - (ones(n) - y)'*log(ones(n) - p); z: n; y: n", "z",
     r"f = -\sum_i y_i\log p_i + (1-y_i)\log(1-p_i)|f = -\sum_i y_i\log p_i - (1-y_i)\log(1-p_i)", "right right"),
    ("f = a'*inv(X)*b; a: n; X: n x n invertible; b: n", "X",
     "\\begin{align} df &= a^T\\,d(X^{-1})\\,b \\tag{1}\\\\[4pt] &= -a^TX^{-1}\\,dX\\,X^{-1}b \\end{align}", "right"),
    (LEAST, "x", r"\overset{(a)}{=}(Ax-b)^{\mathsf T}(Ax-b)|df=\langle\underbrace{2A^T(Ax-b)}_{\nabla f},dx\rangle",
     "right right"),
    ("f = norm2(x)^4; x: n", "x", r"f=(x\cdot x)^2|\nabla f=2(x\cdot x)\nabla(x\cdot x)=4(x\cdot x)x|f=(xx)^2",
     "right right wrong"),
    ("f = tr(expm(X)); X: n x n", "X", r"\nabla f=\left(e^X\right)^T=e^{X^T}", "right"),
    (LEAST, "x", r"\frac{\partial f}{\partial x}|_{x=\hat x}=2A^T(A\hat x-b)=0".replace("|", r"\vert")
     + r"|\hat x=(A^TA)^{-1}A^Tb|\hat x=(A^TA)^{-1}b", "right right wrong"),
    (RIDGE, "w", "∇f = 0 ⟹ (X'X + lam I)w = X'y|(XᵀX + lamI)w = Xᵀy", "right right"),
    (FORM, "x", r"\mathrm{grad} f = (A+A^T)x|D_vf(x)=x^TAv", "right wrong"),
    (LEAST, "x", "dx = 2 * A.T @ (A @ x - b)", "right"),
    (LEAST, "x", "dx = 2 * A.T @ (A @ x + b)", "wrong"),
    (DEEP, "W1", r"\delta^2=z-y|\delta^1=W_2^T\delta^2\odot(1-h\odot h)|\frac{\partial L}{\partial W_1}=\delta^1x^T",
     "right right right"),
    (SPREAD, "x", r"\frac{\partial v}{\partial x_k}=\frac2n\sum_i(x_i-m)(\delta_{ik}-\frac1n)", "right"),
    (SPREAD, "x", r"n=\sum_i 1|\nabla v=2(x-m1)", "unreadable wrong"),
    (LEAST, "x", r"\nabla f=0|x_\star=(A^TA)^{-1}A^Tb|x_*=A^Tb", "right right wrong"),
    ("f = a'*x; a: n; x: n", "x", "f = sum_p 1/2 a_p x_p + sum_p 1/2 a_p x_p", "right"),
    (LAYERS, "W1", "delta2 = z2 - y|delta1 = (W2.T @ delta2) * (1 - h)|grad_W1 = np.outer(delta1, x)",
     "right wrong right"),
    (LEAST, "x", r"\begin{align*}|df &= 2(Ax-b)^TA\,dx \tag{1}\\[2pt]|\nabla f &= 2A^T(Ax-b)|\end{align*}",
     "words right right words"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "wrt", "lines", "verdicts"), DERIVATIONS)
def test_lines_mean_what_people_mean_by_them(problem: str, wrt: str, lines: str, verdicts: str) -> None:
    """Each line gets its verdict, whatever stands beside the formula and however its operations are spelled."""
    assert check(problem, lines.split("|"), wrt).lines == tuple(verdicts.split())


KINDS = [
    (SPREAD, "x", r"\nabla v=2(x-m1)", "lost-factor"),
    ("f = tr(X'*L*X); L: n x n symmetric; X: n x k", "X", "df = 2 tr(X'L dX)|grad f = LX", "lost-factor"),
]


@pytest.mark.parametrize(("problem", "wrt", "lines", "kind"), KINDS)
def test_kinds_of_slips(problem: str, wrt: str, lines: str, kind: str) -> None:
    """A mean without its divisor and half of a gradient have lost a factor."""
    diagnosis = check(problem, lines.split("|"), wrt).diagnosis
    assert diagnosis is not None
    assert diagnosis.kind == kind
