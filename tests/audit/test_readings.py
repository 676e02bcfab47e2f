"""What a line may mean: derivatives as maps and as stacked entries, matrices written out, looser ways of writing."""

import pytest

from adjoint.api import derivation
from adjoint.audit.sense.reading import Finding, tried
from adjoint.audit.verb import check
from adjoint.derive.problem import Narrative, Want
from adjoint.read.problem import Declaration

SQUARE = "f = a'*inv(X)*b; a: n; X: n x n invertible; b: n"
LINEAR = "Y = A*X*B; A: m x n; X: n x p; B: p x q"
TRACE = "f = tr(A*X*B); A: k x m; X: m x n; B: n x k"
MAP = "h: R^n -> R^m; y = h(x); f = c'*y; x: n; c: m"
SMALL = "f = tr(X*A); X: 2 x 2; A: 2 x 2"
CROSS = "f = w*(w'*v) - v*(w'*w); w: 3; v: 3"
SOFTMAX = "s = softmax(z); L = -y'*log(s); z: n; y: n onehot"

PATHS = "W = X*X'; Y = W*X; l = normF(Y); X: n x p"

LINES: list[tuple[str, str, Want, str, str]] = [
    (SQUARE, "X", "gradient", r"X^{-1}X=I\Rightarrow d(X^{-1})X+X^{-1}dX=0", "right"),
    (SQUARE, "X", "gradient", r"Df(X)[H]=-a^TX^{-1}HX^{-1}b", "right"),
    (SQUARE, "X", "gradient", r"Df_X:H\mapsto -a^TX^{-1}HX^{-1}b", "right"),
    (SQUARE, "X", "gradient", r"Df(X)[H]=a^TX^{-1}HX^{-1}b", "wrong"),
    (LINEAR, "X", "jacobian", r"\frac{\partial Y}{\partial X}=B^T\otimes A", "right"),
    (LINEAR, "X", "jacobian", r"\frac{\partial{\rm vec}(Y)}{\partial{\rm vec}(X)}=B^T\otimes A", "right"),
    (LINEAR, "X", "jacobian", r"\frac{\partial{\rm vec}(Y)}{\partial{\rm vec}(X)}=A^T\otimes B", "wrong"),
    (TRACE, "X", "gradient", r"\frac{\partial}{\partial X_{pq}}{\rm tr}(AXB)=\sum_iA_{ip}B_{qi}", "right"),
    (TRACE, "X", "gradient", r"\frac{\partial}{\partial X_{pq}}{\rm tr}(AXB)=\sum_iA_{ip}B_{iq}", "wrong"),
    ("U = A*X; f = sum(exp(U)); A: m x n; X: n x p", "X", "gradient", r"f=\sum_{kl}\exp(U_{kl})", "right"),
    ("c = x - mu*ones(m); f = sum(c.^3); x: m; mu: scalar", "mu", "gradient",
     r"\frac{\partial c_i}{\partial\mu}=-1", "right"),
    ("W = X*X'; Y = W*X; l = normF(Y); X: n x p", "X", "gradient",
     r"\frac{\partial Y_{ij}}{\partial X_{ab}}|_{W}=W_{ia}\delta_{jb}", "unreadable"),
    (PATHS, "X", "gradient", r"\mathrm{d}Y|_X=(\mathrm{d}W)X", "right"),
    (PATHS, "X", "gradient", "dY|W = W*dX", "right"),
    (PATHS, "X", "gradient", "dY|X = dW*W", "wrong"),
    (PATHS, "X", "gradient", "dY|(X) = 2*dW*X", "wrong"),
    (PATHS, "X", "gradient", "dY = dW*X", "wrong"),
    (PATHS, "X", "gradient", "dY|X = 0", "unreadable"),
    ("f = n*tr(A); A: n x n", "A", "gradient", r"df = n(I_n:dA)", "right"),
    ("f = tr(A*B); A: n x m; B: m x n", "A", "gradient", r"df = B^T:(I_m\,dA)", "right"),
    ("f = tr(A); A: n x n", "A", "gradient", r"df={\rm tr}(I_m\,dA)", "right"),
    ("s = W*x; L = sum((ones(k) - y) .* relu(s - (y'*s)*ones(k) + D*ones(k))); W: k x d; x: d; y: k; D: scalar", "W",
     "gradient", r"\frac{\partial L}{\partial s}=u\odot(1-y)-(u^T(1-y))y"
     .replace("u", r"\operatorname{step}(D1+s-(s^Ty)1)").replace("1", r"\mathbf1"), "right"),
    ("f = tr(kron(A, A)); A: n x n", "A", "gradient", r"df = (I-A\otimes A + A\otimes A):d(A\otimes A)", "right"),
    ("f = tr(X*A); X: n x m; A: m x n", "X", "gradient", "d tr X A = tr dX A", "right"),
    ("f = sum(h(A*x)); h: R^m -> R^k; A: m x n; x: n", "x", "gradient", "df = ones(k)'*D(h, A*x)*A*dx", "right"),
    ("f = sum(h(A*x)); h: R^m -> R^k; A: m x n; x: n", "x", "gradient", "df = 2*ones(k)'*D(h, A*x)*A*dx", "wrong"),
    ("f = g(A*x)*c; A: m x n; x: n; c: scalar", "x", "gradient", "df = c*D(g, A*x)'*A*dx", "right"),
    ("f = a'*x; a: n; x: n", "x", "gradient", r"\nabla f=\mathbb{E}[x]", "unreadable"),
    ("f = c*al'*K*al - c*(al'*al - 1); c: scalar; K: n x n; al: n", "al", "gradient",
     "f = sum_kl c al_k K_kl al_l - c (al'*al - 1)", "right"),
    ("M = [A, B]; f = sum(M); A: n x n; B: n x q", "A", "gradient", r"dM = [dA, 0_{n\times q}]", "right"),
    ("R = rowsum(X.^2)*ones(n)' + ones(n)*rowsum(X.^2)'; f = sum(R); X: n x d", "X", "gradient",
     r"dR=d(X^{\odot2})\mathbf1\mathbf1^T+\mathbf1\mathbf1^Td(X^{\odot2})^T", "right"),
    (SMALL, "X", "gradient", r"f=X_{11}A_{11}+X_{12}A_{21}+X_{21}A_{12}+X_{22}A_{22}", "right"),
    (SMALL, "X", "gradient", r"\nabla f=\begin{bmatrix}a_1&a_3\\a_2&a_4\end{bmatrix}", "right"),
    (SMALL, "X", "gradient", r"\nabla f=\begin{bmatrix}2a_1&a_3\\a_2&a_4\end{bmatrix}", "wrong"),
    (MAP, "x", "gradient", r"\frac{\partial f}{\partial x}=\sum_kc_k\frac{\partial y_k}{\partial x}", "right"),
    (MAP, "x", "gradient", r"\frac{\partial f}{\partial x}=\sum_kc_ky_k\frac{\partial y_k}{\partial x}", "wrong"),
    (MAP, "x", "hessian", r"\nabla^2f=\sum_kc_k\frac{\partial^2y_k}{\partial x^2}", "right"),
    (MAP, "x", "hessian", r"\nabla^2f=2\sum_kc_k\frac{\partial^2y_k}{\partial x^2}", "wrong"),
    (MAP, "x", "hessian", "D(f, x, x) = D(h, x, x, c)", "right"),
    (CROSS, "w", "jacobian", r"f=w\times(w\times v)", "right"),
    (CROSS, "w", "jacobian", r"f=[w]_\times[w]_\times v", "right"),
    (CROSS, "w", "jacobian", r"f=w\times(v\times w)", "wrong"),
    (SOFTMAX, "z", "gradient", r"dL=-y:s^{-1}\odot ds", "right"),
    ("f = w'*S*w - lam*(w'*w); w: n; S: n x n symmetric", "w", "gradient", r"\nabla f=2(S-\lambda)w", "right"),
    ("y = tr(A*sqrtm(X)); A: n x n symmetric; X: n x n posdef", "X", "gradient", r"y={\rm tr}(AX^{1/2})", "right"),
]  # fmt: skip

STEPS = [
    ("W = X*X'; Y = W*X; l = normF(Y); X: n x p", "X"),
    ("c = x - mu*ones(m); s = (c'*c/m + e)^(1/2); f = sum(b .* c)/s; x: m; b: m; mu: scalar; e: scalar", "mu"),
    ("M = [A, B; B', C]; f = logdet(M); A: n x n symmetric; B: n x q; C: q x q symmetric", "B"),
    ("f = normF(C - kron(A, B))^2; A: m x n; B: p x q; C: m*p x n*q", "A"),
]

PRINTED: list[tuple[str, str, Want]] = [
    ("f = x/(x'*x); x: d", "x", "jacobian"),
    ("f = log(sum(c ./ x)); c: n; x: n", "x", "hessian"),
    ("f = a'*(x .* exp(y ./ x)); a: n; x: n; y: n", "x", "hessian"),
    ("M = eye(n) + X*T*X'; f = y'*inv(M)*y; X: n x p; T: p x p posdef; y: n", "T", "hessian"),
    ("d = x - m*ones(n); f = tr(d'*d); x: n; m: scalar", "m", "gradient"),
    ("f = sin(c'*x)*exp(d'*x); c: n; d: n; x: n", "x", "gradient"),
    ("f = normnuc(X); X: m x n", "X", "gradient"),
    ("f = tr(expm(A)); A: n x n", "A", "gradient"),
    ("f = expm(A); A: n x n", "A", "differential"),
    ("f = normF(C - kron(A, B))^2; A: m x n; B: p x q; C: m*p x n*q", "A", "gradient"),
    ("x'*A; x: n; A: n x m", "x", "jacobian"),
    ("D = x*x'; f = sum(exp(-D/(2*l^2))); x: n; l: scalar", "l", "gradient"),
]


@pytest.mark.parametrize(("problem", "variable", "want"), PRINTED)
@pytest.mark.parametrize("spelling", ["text", "latex"])
def test_printed_lines_are_read_back(problem: str, variable: str, want: Want, spelling: str) -> None:
    """Rarer functions, indices below a line, and names that are signs of the calculus are read back and right."""
    lines = [line[spelling] for line in derivation(problem, variable, want).document["lines"]]
    found = check(problem, lines, variable, want)
    assert (found.verdict, set(found.lines)) == ("correct", {"right"}), str(found)


@pytest.mark.parametrize("spelling", ["text", "latex"])
@pytest.mark.parametrize(("problem", "variable"), STEPS)
def test_printed_steps_say_what_they_hold(problem: str, variable: str, spelling: str) -> None:
    """The lines of single steps, and those with sizes that nothing else tells, are read back and right."""
    lines = [line[spelling] for line in derivation(problem, variable, by="tensor").document["lines"]]
    found = check(problem, lines, variable)
    assert (found.verdict, set(found.lines)) == ("correct", {"right"}), str(found)


@pytest.mark.parametrize(("problem", "by"), [("F = silu(A*X)", "index"), ("F = norm2(A*X)", "differential")])
def test_printed_adjoints_are_read_back(problem: str, by: Narrative) -> None:
    """The lines of an adjoint are those of the gradient of `G : F`, with `s` for its value in indices."""
    declared = {"G": Declaration(("m", "p") if by == "index" else ())}
    shapes = f"{problem}; A: m x n; X: n x p"
    document = derivation(shapes, "X", "vjp", by=by, declare=declared, cotangent="G").document
    for spelling in ("text", "latex"):
        lines = [line[spelling] for line in document["lines"]]
        found = check(shapes, lines, "X", "vjp", declare=declared, cotangent="G")
        assert (found.verdict, set(found.lines)) == ("correct", {"right"}), str(found)


@pytest.mark.parametrize(("problem", "variable", "want", "line", "verdict"), LINES)
def test_a_line_is_read_as_it_is_meant(problem: str, variable: str, want: Want, line: str, verdict: str) -> None:
    """A line in a looser or rarer notation is judged like the formula that it stands for."""
    assert check(problem, [line], variable, want).lines[0] == verdict


def test_a_law_quoted_in_letters_of_the_problem_has_its_sizes() -> None:
    """A letter that nobody introduced is any matrix of fitting sizes where the line is a law of a problem's letter."""
    problem = "f = tr(W'*X'*X*W); X: n x d; W: d x k"
    law = r"\frac{\partial}{\partial X}{\rm Tr}(X^TXB)=X(B+B^T)"
    assert check(problem, [law], "X").lines == ("right",)


QUADRATIC = "f = x'*A*x + t*x'*x; x: n; A: n x n; t: scalar"


@pytest.mark.parametrize(
    ("law", "verdict"),
    [
        ("tr(A)*M'*M = tr(A)*tr(M'*M)", "unreadable"), ("tr(A*M*M') = M'*A*M", "unreadable"),
        ("d(t*M'*M) = 2*t*M'*dM", "unreadable"), ("d(t*M'*M) = t*dM'*M + t*M'*dM", "right"),
        ("tr(A*M*M') = tr(M'*A*M)", "right"), ("v'*A*v = tr(A*v*v')", "right"), ("x'*M*x = tr(M*x*x')", "right"),
        ("vec(A*M) = kron(eye(n), A)*vec(M)", "right"),
    ],
)  # fmt: skip
def test_a_quoted_law_holds_in_all_sizes_that_fit(law: str, verdict: str) -> None:
    """A large letter that nobody introduced is no vector in which alone the line would be true."""
    assert check(QUADRATIC, [law, "df/dx = (A + A')*x + 2*t*x"], "x").lines == (verdict, "right")


def test_the_derivative_of_a_term_is_that_of_its_value() -> None:
    """What a term without a name is differentiated to does not depend on names made up on the way."""
    found = check(
        "f = x/norm2(x); x: n",
        [r"\frac{\partial f}{\partial x}=\frac{I}{\|x\|}-\frac{x}{\|x\|^2}\frac{\partial\|x\|}{\partial x}"],
        "x",
        "jacobian",
    )
    assert found.first_wrong is None


RELU = "L = normF(relu(X*w) - Y)^2; X: m x n; w: n; Y: m"
STATE = "y = W*sigmoid(x) + b; W: n x n; x: n; b: n"


def test_a_reading_is_given_up_for_one_that_fits_all_lines() -> None:
    """A name that fits two terms at first is read as the one under which the later lines hold too."""
    found = check(
        RELU,
        [
            r"\frac{\partial L}{\partial Z}=2(\hat Y-Y)^T{\rm diag}(1[Z>0]),\;\hat Y=\max(0,Z)",
            r"\frac{\partial Z}{\partial w}=X",
        ],
        "w",
    )
    assert found.first_wrong is None


def test_a_derivative_that_no_reading_makes_true_is_false() -> None:
    """Names that only stand in a derivative are tried as every term of the problem before it is called false."""
    wrong = check(STATE, [r"\frac{\partial x_t}{\partial x_{t-1}}=W^T{\rm diag}(\sigma'(x_{t-1}))"], "x", "jacobian")
    right = check(STATE, [r"\frac{\partial x_t}{\partial x_{t-1}}=W{\rm diag}(\sigma'(x_{t-1}))"], "x", "jacobian")
    assert (wrong.first_wrong, right.first_wrong) == (0, None)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("X'*X*b = X'*y", "right"),
        ("0 = X'*X*b - X'*y", "right"),
        ("b = inv(X'*X)*X'*y", "right"),
        ("X'*X*b - X'*b = 0", "wrong"),
        ("∂f/∂b = 0", "right"),
        ("b = X'*y", "unreadable"),
    ],
)
def test_conditions_are_no_claims(line: str, verdict: str) -> None:
    """What is set to zero, or solved for, is right where the gradient is zero, and never called false."""
    assert check("f = normF(X*b - y)^2; X: n x p; b: p; y: n", [line], "b").lines == (verdict,)


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "verdicts"),
    [
        ("f = norm2(A*x - b)^2 + t*norm2(x)^2; A: m x n; t: scalar", "x",
         [r"\nabla f = 2A^TAx - 2A^Tb + 2tx = 0", r"(A^TA + tI)x = A^Tb", "A x = A(A^TA + tI)^{-1}A^Tb", "A x = b"],
         "right right right wrong"),
        ("f = x'*A*x/(x'*x); A: n x n symmetric; x: n", "x",
         [r"\nabla f = \frac{2Ax}{x^Tx} - \frac{2(x^TAx)x}{(x^Tx)^2} = 0", "A x = f x", "A x = 2 f x"],
         "right right wrong"),
        ("f = norm2(A*x + B*y - c)^2; A: m x n; B: m x k; x: n; y: k; c: m", ("x", "y"),
         ["∂f/∂y = 0", "B'*A*x + B'*B*y = B'*c", "∂f/∂x = 0", "A'*A*x + A'*B*y = B'*c"], "right right right wrong"),
        ("f = norm2(s*a - b)^2; s: scalar; a: n; b: n", "s",
         ["df/ds = 2*a'*(s*a - b) = 0", "s = a'*b/(a'*a)", "s + 7 = 0"], "right right wrong"),
        ("f = norm2(X*b - y)^2; X: m x n; b: n; y: m", "b",
         ["∂f/∂b = 2*X'*(X*b - y)", "∂f/∂b = 0", "f = y'*(y - X*b)", "f = y'*y"], "right right right wrong"),
        ("f = (a'*x)^2; a: n; x: n", "x", ["∂f/∂x = 0", "a'*x = 0", "a = 0"], "right right wrong"),
        ("f = exp(norm2(X*b - y)^2); X: m x n; b: n; y: m", "b", ["∂f/∂b = 0", "X*b = y"], "right unreadable"),
        ("f = -n/2*logdet(S) - 1/2*tr(inv(S)*A); S: d x d; A: d x d symmetric; n: scalar", "S",
         [r"\frac{\partial f}{\partial S} = -\frac n2 S^{-1} + \frac12 S^{-1}AS^{-1} = 0", "n S = A"],
         "right-in-another-layout right"),
    ],
)  # fmt: skip
def test_what_follows_from_a_zero_gradient(problem: str, variable: str, lines: list[str], verdicts: str) -> None:
    """Equations after `∇f = 0` are judged at points where the gradient is zero."""
    assert check(problem, lines, variable).lines == tuple(verdicts.split())


GAUSSIAN = (
    "l = -1/2*sum((X - ones(n)*mu') .* ((X - ones(n)*mu')*inv(Sigma))) - n/2*logdet(Sigma);"
    " X: n x p; mu: p; Sigma: p x p symmetric"
)
INTERCEPT = "f = norm2(X*w + b*ones(n) - y)^2; X: n x p; y: n; w: p; b: scalar"


@pytest.mark.parametrize(
    ("estimate", "verdict"),
    [
        (r"\hat\Sigma = \frac1n\sum_i (x_i - \hat\mu)(x_i - \hat\mu)^T", "right"),
        (r"\hat\Sigma = \frac1n X^TX - \hat\mu\hat\mu^T", "right"),
        (r"\hat\Sigma = \frac1{n-1}\sum_i (x_i - \hat\mu)(x_i - \hat\mu)^T", "wrong"),
        (r"\hat\Sigma = \frac1n X^TX", "wrong"),
    ],
)
@pytest.mark.parametrize("asked", ["mu", "Sigma", ("mu", "Sigma")])
def test_estimates_of_several_variables(asked: str | tuple[str, ...], estimate: str, verdict: str) -> None:
    """Gradients by several variables may be set to zero, asked for or not; the last estimate rests on the first."""
    lines = [
        r"\frac{\partial l}{\partial\mu} = \sum_i \Sigma^{-1}(x_i - \mu) = 0", r"\hat\mu = \frac1n\sum_i x_i",
        r"\frac{\partial l}{\partial\Sigma} = -\frac n2\Sigma^{-1}"
        r" + \frac12\Sigma^{-1}\sum_i (x_i-\mu)(x_i-\mu)^T\Sigma^{-1} = 0",
    ]  # fmt: skip
    assert check(GAUSSIAN, [*lines, estimate], asked).lines == ("right", "right", "right", verdict)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [("b = 1/n*sum(y - X*w)", "right"), ("b = 1/n*sum(y)", "wrong"), (r"\hat y = X\hat w + \hat b 1", "right"),
     ("w = inv(X'*X)*X'*y", "wrong"), ("w = inv(X'*X)*X'*(y - b*ones(n))", "right")],
)  # fmt: skip
def test_what_is_solved_for_besides_the_variable(line: str, verdict: str) -> None:
    """What is solved together is judged together, and a name with a hat that is no unknown is a name."""
    lines = ["∂f/∂w = 2*X'*(X*w + b*ones(n) - y) = 0", "∂f/∂b = 2*sum(X*w + b*ones(n) - y) = 0", line]
    assert check(INTERCEPT, lines, "w").lines == ("right", "right", verdict)


@pytest.mark.parametrize("words", ["Setting this to zero:", "At the maximum this is zero.", "First-order condition:"])
def test_words_set_the_gradient_to_zero(words: str) -> None:
    """Words say that an equation is solved from here on, as `= 0` does."""
    problem = "l = -n/2*logdet(S) - 1/2*tr(inv(S)*C); S: d x d symmetric; C: d x d symmetric; n: scalar"
    gradient = "∂l/∂S = -n/2*inv(S) + 1/2*inv(S)*C*inv(S)"
    found = check(problem, [gradient, words, "n*S = C", "n*S = 2*C", "S = 2*C/n"], "S")
    assert (found.lines[0], *found.lines[2:]) == ("right", "right", "wrong", "wrong")


EXPANDED = "f = 1/2*(y'*y - y'*X*b)"


@pytest.mark.parametrize(
    "words",
    ["the trace of dX is zero since X is constant", "X*b - y, where the last term vanishes when we differentiate",
     "Setting the gradient to zero later, we first expand", "the diagonal entries are set to zero",
     "I shall find b by setting the gradient to zero", "the gradient of the constant term is zero"],
)  # fmt: skip
def test_other_words_excuse_no_false_line(words: str) -> None:
    """A term that vanishes, or what is done later, sets no gradient to zero: what is false of the target stays so."""
    problem = "f = 1/2*(X*b - y)'*(X*b - y); X: n x p; b: p; y: n"
    assert check(problem, [words, EXPANDED, "df/db = X'*(X*b - y)"], "b").lines[1:] == ("wrong", "right")
    assert check(problem, ["At the minimum:", EXPANDED], "b").lines[1:] == ("right",)
    lines = ["df/db = X'*(X*b - y)", "The gradient of f must be set to zero.", EXPANDED]
    assert check(problem, lines, "b").lines[2] == "right"


def test_a_layout_that_a_statement_quotes_binds_nobody() -> None:
    """Somebody else's row in the statement does not make one's own column wrong."""
    statement = r"A friend claims $\frac{\partial f}{\partial b} = 2(Xb-y)^TX$. Why?"
    problem = "f = norm2(X*b - y)^2; X: n x k; b: k; y: n"
    assert check(problem, ["∂f/∂b = 2*X'*(X*b - y)"], "b", statement=statement).verdict == "correct"


def test_layouts_of_square_matrices_are_kept_apart() -> None:
    """The gradient of a square matrix in one layout is not taken for that in the other."""
    found = check("f = tr(X^3); X: n x n", [r"\frac{\partial f}{\partial X}=3X^2"], "X")
    assert found.lines == ("right-in-another-layout",)
    assert found.document["layout"] == "numerator"


@pytest.mark.parametrize(
    ("problem", "line", "kind"),
    [
        ("r = x - W'*W*x; f = r'*r; x: n; W: m x n", r"dr=-2W^TdW\,x", "product-rule"),
        ("y = tr(A*sqrtm(X)); A: n x n symmetric; X: n x n posdef",
         r"\frac{\partial y}{\partial X}=\tfrac12A^TX^{-1/2}", "scalar-rule"),
        (SMALL, r"\nabla f={\rm tr}\begin{bmatrix}\begin{bmatrix}a_1&a_2\\0&0\end{bmatrix}&\begin{bmatrix}a_3&a_4\\0&0"
         r"\end{bmatrix}\\\begin{bmatrix}0&0\\a_1&a_2\end{bmatrix}&\begin{bmatrix}0&0\\a_3&a_4\end{bmatrix}\end{bmatrix}",
         "unspecified-contraction"),
    ],
)  # fmt: skip
def test_what_no_single_law_explains(problem: str, line: str, kind: str) -> None:
    """Places of a variable forgotten, the power rule of numbers, and a trace of blocks have their names."""
    variable = "W" if "W" in problem else "X"
    told = check(problem, [line], variable).diagnosis
    assert told is not None
    assert told.kind == kind


def test_what_has_no_value_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The square of a vector bars every reading of the other names at once."""
    tries = []

    def counted(*given: object) -> Finding:
        tries.append(given)
        return tried(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("adjoint.audit.judging.binding.tried", counted)
    problem = "f = a'*A*B*C*a; a: n; A: n x n; B: n x n; C: n x n"
    assert check(problem, ["f = a^2*(p*q + r*s)"], "A").lines == ("unreadable",)
    assert 0 < len(tries) < 200


def test_ones_of_any_size_in_what_does_not_move() -> None:
    """A change that is zero, since the variable does not enter, may be told with ones whose size is open."""
    problem = "mu = X'*ones(n)/n; C = X - ones(n)*mu'; f = sum(C*diag(c) + ones(n)*b'); X: n x d; b: d; c: d"
    first = r"\mathrm{d}C = -\mathbf{1}\,\mathrm{d}\mu^{\top}"
    second = r"\mathrm{d}\mu = \frac{\mathrm{d}X^{\top}\mathbf{1}}{n}"
    assert check(problem, [first, second], "b").lines == ("right", "right")
