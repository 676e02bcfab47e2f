"""Derivations of statistics and learning: estimates, entries of vectors, names that the person gave."""

import pytest

from adjoint.audit.judging.conditions import FOLLOWS, HOLDS, THERE
from adjoint.audit.verb import check
from adjoint.derive.problem import Want

SIMPLEX = "f = sum(c .* log(p)) + mu*(1 - sum(p)); c: k positive; p: k positive; mu: scalar"
RIDGE = "J = (y - X*b)'*W*(y - X*b) + t*b'*b; X: n x p; y: n; b: p; W: n x n diagonal; t: scalar positive"
RIDGE_GRADIENT = r"\frac{\partial J}{\partial b}=-2X^TWy+2X^TWXb+2tb"
HINGE = "f = 1/2*w'*w + C*sum(max(0, ones(n) - y .* (X*w)).^2); X: n x d; w: d; y: n; C: scalar positive"
POISSON = "eta = X*b; l = y'*eta - sum(exp(eta)); X: n x p; y: n; b: p"
QUADRATIC = "f = x'*A*x - 2*b'*x; A: n x n symmetric; x: n; b: n"
ZERO = r"\frac{\partial f}{\partial x_k}=2\sum_jA_{kj}x_j-2b_k=0"
ATTENTION = "S = Q*K'/sqrt(d); P = softmaxrows(S); O = P*V; L = G:O; Q: n x d; K: m x d; V: m x e; G: n x e"

CASES = [
    (RIDGE, "b", "gradient", [RIDGE_GRADIENT, r"\hat b=(X^TX+tI)^{-1}X^TWy"], ["right", "wrong"]),
    (RIDGE, "b", "gradient", [RIDGE_GRADIENT, r"\hat b=(X^TWX+tI)^{-1}X^TWy"], ["right", "right"]),
    (SIMPLEX, "p", "gradient", [r"\frac{\partial f}{\partial p_i}=\frac{c_i}{p_i}-\mu=0", r"p_i=\frac{c_i}\mu"],
     ["right", "right"]),
    (SIMPLEX, "p", "gradient", [r"\frac{\partial f}{\partial p_i}=\frac{c_i}{p_i}+\mu=0"], ["wrong"]),
    (QUADRATIC, "x", "gradient", [ZERO, r"\sum_jA_{kj}x_j=b_k"], ["right", "right"]),
    (QUADRATIC, "x", "gradient", [ZERO, r"\sum_jA_{kj}x_j=2b_k"], ["right", "wrong"]),
    (HINGE, "w", "gradient", [r"\xi_i=\max(0,1-y_iw^Tx_i)", r"\frac{\partial\xi_i^2}{\partial w}=-2\xi_iy_ix_i"],
     ["right", "right"]),
    (POISSON, "b", "hessian", [r"\mu_i=e^{x_i^T\beta}", r"\frac{\partial\mu_i}{\partial\beta}=\mu_ix_i"],
     ["right", "right"]),
    (POISSON, "b", "hessian", [r"\mu_i=e^{x_i^T\beta}", r"\frac{\partial\mu}{\partial\beta}=0"], ["right", "wrong"]),
    (ATTENTION, "V", "gradient", [r"dL=G:(P\,dV)", "=P^TG:dV"], ["right", "right"]),
    ("f = 1/2*sum(W .* ((x*ones(n)' - ones(n)*x').^2)); W: n x n symmetric; x: n", "x", "gradient",
     [r"f=\frac12\sum_{i,j}W_{ij}(x_i-x_j)^2", r"f=\frac12\sum_{i,j}W_{ij}(x_i+x_j)^2"], ["right", "wrong"]),
    ("f = tr(X*S) - logdet(X) + t*norm1(X); X: p x p posdef; S: p x p symmetric; t: scalar positive", "X", "gradient",
     [r"S-X^{-1}+t\Gamma=0,\quad\Gamma_{ij}=\operatorname{sign}(X_{ij})", r"X=(S+t\Gamma)^{-1}"], ["right", "right"]),
    (RIDGE, "b", "gradient", [RIDGE_GRADIENT, "0=-X^TWy+X^TWXb+2tb"], ["right", "wrong"]),
    ("f = 1/2*x'*A*x - b'*x; A: n x n posdef; x: n; b: n", "x", "hessian",
     ["g=Ax-b", "H=A", "x^+=x-H^{-1}g=A^{-1}b"], ["right", "right", "right"]),
    ("f = 1/2*x'*A*x - b'*x; A: n x n posdef; x: n; b: n", "x", "hessian",
     ["g=Ax-b", "H=A", "x^+=x-Hg=A^{-1}b"], ["right", "right", "wrong"]),
    ("f = tr(S*B*S); S: n x n symmetric; B: n x n", "S", "gradient",
     ["dS^T=dS", r"\operatorname{tr}(dS\,B\,S)=\operatorname{tr}(SB^TdS)",
      r"\operatorname{tr}(dS\,BS)=\operatorname{tr}(SB\,dS)"],
     ["right", "right", "wrong"]),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "variable", "want", "lines", "verdicts"), CASES)
def test_verdicts(problem: str, variable: str, want: Want, lines: list[str], verdicts: list[str]) -> None:
    """Each line is judged as it was meant, and a false one beside it is still found."""
    assert list(check(problem, lines, variable, want).lines) == verdicts


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("b=(X^TX+tI)^{-1}X^TWy", "lost-factor"), ("b=(X^TWX-tI)^{-1}X^TWy", "sign"),
        ("b=(X^TWX+tI)X^TWy", "inverse-or-determinant"), ("b=(X^TWX+tI)^{-1}XWy", "missing-transpose"),
    ],
)  # fmt: skip
def test_a_false_solution_is_mended(line: str, kind: str) -> None:
    """What is solved for falsely is explained by the change after which the gradient is zero there."""
    found = check(RIDGE, [RIDGE_GRADIENT + "=0", line], "b")
    assert found.diagnosis is not None
    assert (found.first_wrong, found.diagnosis.kind) == (1, kind)
    assert found.corrected == "b = inv(X'*W*X + t*eye(p))*X'*W*y"


KALMAN = "P = (eye(n) - K*H)*S*(eye(n) - K*H)' + K*R*K'; f = tr(P); H: m x n; S: n x n posdef; R: m x m posdef"


def test_the_target_written_out_is_set_to_zero() -> None:
    """`∂tr(P)/∂K = 0` sets the gradient of f = tr(P) to zero; what only lacks its transpose is told so."""
    line = r"\frac{\partial\operatorname{tr}P}{\partial K}=-2(HS)^T+2K(HSH^T+R)=0"
    assert check(KALMAN, [line, "K=SH^T(HSH^T+R)^{-1}"], "K").lines == ("right", "right")
    found = check(KALMAN, [line.replace("(HS)^T", "HS")], "K")
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "missing-transpose"


def test_constraints_that_a_statement_says() -> None:
    """A multiplier of a constraint that the statement says is one; all the equations together are solved."""
    problem = "L = 1/2*w'*S*w - a*(c'*w - r) - b*(sum(w) - 1); S: n x n posdef; c: n; r: scalar; a: scalar; b: scalar"
    lines = [r"\nabla_wL=Sw-ac-b\mathbf 1=0", r"w=S^{-1}(ac+b\mathbf 1)", r"r=a\,c^TS^{-1}c+b\,c^TS^{-1}\mathbf 1"]
    assert check(problem, lines, "w", statement=r"subject to $c^Tw=r$, $\mathbf 1^Tw=1$").verdict == "correct"


RECURRENT = (
    "a1 = W*h0 + U*x1; h1 = tanh(a1); a2 = W*h1 + U*x2; h2 = tanh(a2); L = v'*h2; W: h x h; U: h x d; h0: h; x1: d;"
    " x2: d; v: h"
)


def test_names_in_series_stand_for_derivatives() -> None:
    """After `δ_2`, a derivative by a_2, `δ_1` is one by a_1, and so with bars; a lost factor is told there."""
    lines = [r"\delta_2=v\odot(1-h_2\odot h_2)", r"\delta_1=(W^T\delta_2)\odot(1-h_1\odot h_1)"]
    assert check(RECURRENT, lines, "W").lines == ("right", "right")
    by_values = [r"\delta_2=v", r"\delta_1=W^T(\delta_2\odot(1-h_2\odot h_2))"]
    assert check(RECURRENT, by_values, "W").lines == ("right", "right")
    lost = [lines[0], r"\delta_1=W^T\delta_2", r"\frac{\partial L}{\partial U}=\delta_2x_2^T+\delta_1x_1^T"]
    assert check(RECURRENT, lost, "U").first_wrong == 1
    assert check(RECURRENT, [lines[0], lines[1].replace("h_1", "h_2")], "W").lines == ("right", "wrong")
    found = check(ATTENTION, [r"\bar P=GV^T", r"\bar V=PG", r"\bar x=\frac1n\mathbf 1"], "V")
    assert found.diagnosis is not None
    assert (found.first_wrong, found.diagnosis.kind, found.lines[2]) == (1, "missing-transpose", "right")


def test_a_program_goes_backwards() -> None:
    """`dP = dO @ V.T`, where O is made of P, speaks of derivatives by P and O."""
    lines = ["dP = dO @ V.T", "dS = P * (dP - (dP * P).sum(axis=1, keepdims=True))", "dQ = dS @ K / sqrt(d)"]
    assert check(ATTENTION, lines, "Q").verdict == "correct"
    assert check(ATTENTION, [lines[0], lines[1].replace("=1", "=0"), lines[2]], "Q").first_wrong == 1


LAGRANGE = "maximise the first term subject to the constraint"


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "verdicts"),
    [
        (SIMPLEX, "p", [r"\nabla_pf=c\oslash p-\mu 1=0", r"p_i=\frac{c_i}\mu", r"\mu=\sum_jc_j", r"p_i=c_i",
                        r"p_i=\frac{c_i}{\sum_jc_j}"], "right right right wrong right"),
        ("f = x'*A*x - t*(x'*x - 1); A: n x n symmetric; x: n; t: scalar", "x",
         [r"\nabla_xf=2Ax-2tx=0", "Ax=tx", r"x^TAx=tx^Tx=t", "x^TAx=2t"], "right right right wrong"),
        ("f = tr(W'*S*W) - tr(M*(W'*W - eye(k))); W: n x k; S: n x n symmetric; M: k x k symmetric", "W",
         [r"\nabla_Wf=2SW-2WM=0", "W^TW=I", "M=W^TSW", "M=2W^TSW"], "right right right unreadable"),
        ("f = a'*C*b - l/2*(a'*A*a - 1) - m/2*(b'*B*b - 1); a: p; b: q; C: p x q; A: p x p posdef; B: q x q posdef;"
         " l: scalar; m: scalar", "a",
         [r"\nabla_af=Cb-lAa=0,\quad\nabla_bf=C^Ta-mBb=0", "a^TCb=l", "l=m", "A^{-1}CB^{-1}C^Ta=l^2a"],
         "right right right right"),
    ],
)  # fmt: skip
def test_lagrangians(problem: str, variable: str, lines: list[str], verdicts: str) -> None:
    """What follows by arithmetic from the derivatives set to zero, the constraints among them, is right."""
    assert check(problem, lines, variable, statement=LAGRANGE).lines == tuple(verdicts.split())


@pytest.mark.parametrize(
    ("problem", "variables", "lines", "verdict"),
    [
        ("f = 1/4*(normF(W)^2 - 1)^2; W: m x n; A: p x m", "W",
         ["df/dW = (normF(W)^2 - 1)*W", "(normF(W)^2 - 1)*W = 0", "A*W = 0"], "unreadable"),
        ("f = 1/2*t^2*normF(A*x - b)^2; x: n; t: scalar; A: m x n; b: m", ["x", "t"],
         ["df/dx = t^2*A'*(A*x - b) = 0", "df/dt = t*normF(A*x - b)^2 = 0", "A'*A*x = A'*b"], "unreadable"),
        ("f = normF(X*b - y)^2; X: n x p; b: p; y: n", "b",
         ["df/db = 2*X'*(X*b - y) = 0", "b = inv(X'*X)*X'*y", "X*b = X*inv(X'*X)*X'*y"], "right"),
    ],
)  # fmt: skip
def test_not_all_points_are_one_point(problem: str, variables: str | list[str], lines: list[str], verdict: str) -> None:
    """What holds for numbers of one point follows from nothing, nor does what is divided by an unknown."""
    assert check(problem, lines, variables).lines[-1] == verdict


@pytest.mark.parametrize(
    ("problem", "lines", "verdict", "note"),
    [
        ("f = (w'*A*w)/(w'*w); w: n; A: n x n symmetric",
         ["df/dw = 2*A*w/(w'*w) - 2*(w'*A*w)*w/(w'*w)^2", "df/dw = 0", "w = 0"], "unreadable", ""),
        ("f = norm2(w)^3/3 - norm2(w); w: n", ["df/dw = norm2(w)*w - w/norm2(w)", "df/dw = 0", "w = 0"],
         "unreadable", ""),
        ("f = 1/4*(w'*w - 1)^2; w: n", ["df/dw = (w'*w - 1)*w", "(w'*w - 1)*w = 0", "w = 0"], "right", THERE),
        ("f = 1/4*(w'*w - 1)^2; w: n", ["df/dw = (w'*w - 1)*w = 0", "w = 0", "w'*w = 0"], "right", FOLLOWS),
        ("f = 1/4*(w'*w - 1)^2; w: n", ["df/dw = (w'*w - 1)*w = 0", "w'*w*w = w"], "right", HOLDS),
        ("f = w^3/3 - w; w: scalar", ["df/dw = w^2 - 1 = 0", "w = 1"], "right", THERE),
        ("f = normF(X*w - y)^2; X: n x p; w: p; y: n", ["df/dw = 2*X'*(X*w - y) = 0", "w = inv(X'*X)*X'*y"],
         "right", HOLDS),
    ],
)  # fmt: skip
def test_what_suffices_is_not_said_to_follow(problem: str, lines: list[str], verdict: str, note: str) -> None:
    """A value at which the gradient is zero is one of perhaps several, and none where the gradient has a pole."""
    found = check(problem, lines, "w")
    assert (found.lines[-1], found.audit.lines[-1].notes) == (verdict, [note] if note else [])


def test_what_only_zero_solves_proves_nothing() -> None:
    """`Ax = λx` says something of vectors that are not zero, though without a constraint zero solves it."""
    problem = "f = x'*A*x - t*x'*x; A: n x n symmetric; x: n; t: scalar"
    found = check(problem, ["∂f/∂x = 2*A*x - 2*t*x = 0", "x'*A*x = t*x'*x", "x'*A*x = 2*t*x'*x"], "x")
    assert found.lines == ("right", "right", "wrong")


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "verdict"),
    [
        ("f = 1/4*normF(X*X' - M)^2; X: n x k; M: n x n symmetric", "X",
         [r"\nabla f=(XX^T-M)X", r"dG=(XX^T-M)dX+(dX\,X^T+X\,dX^T)X"], "correct"),
        ("f = 1/4*normF(X*X' - M)^2; X: n x k; M: n x n symmetric", "X",
         [r"\nabla f=(XX^T-M)X", r"dG=(XX^T-M)dX+2dX\,X^TX"], "wrong"),
        ("f = tr(X'*A*X); X: n x r; A: n x n", "X", ["G = (A + A')*X", "vec(dG) = kron(I, A + A')*vec(dX)"], "correct"),
        ("f = log(sum(exp(A*x))); A: m x n; x: n", "x",
         ["p = softmax(A*x)", "g = A'*p", "∂g/∂x = A'*(diag(p) - p*p')*A"], "correct"),
        ("f = log(sum(exp(A*x))); A: m x n; x: n", "x", ["p = softmax(A*x)", "dp = (diag(p) - p*p')*A*dx"],
         "incomplete"),
    ],
)  # fmt: skip
def test_the_change_of_the_gradient_is_a_hessian(problem: str, variable: str, lines: list[str], verdict: str) -> None:
    """`dg = H*dx`, where g is the gradient, states the Hessian, as `∂g/∂x = H` does; g may be nobody's name."""
    assert check(problem, lines, variable, "hessian").verdict == verdict


def test_a_wrong_entry_is_explained_as_the_whole() -> None:
    """What is false entry by entry is told by the law that is misused on the arrays, not as some index."""
    problem = "f = tr(A*X'*B*X); X: m x n; A: n x n; B: m x m"
    line = r"\frac{\partial f}{\partial X_{ab}}=(BXA)_{ab}+(BXA^T)_{ab}"
    found = check(problem, [line], "X")
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "missing-transpose"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["A*x = A*inv(A'*A)*A'*b"], "right"),
        (["A'*A*x = A'*b"], "right"),
        (["f = b'*b - b'*A*x"], "right"),
        (["r = b - A*x", "A'*r = 0"], "right"),
        (["r = b - A*x", "r = 0"], "wrong"),
        (["x = pinv(A)*b"], "right"),
        (["A*x = b"], "wrong"),
        (["x'*∂f/∂x = 0"], "right"),
        ([r"\hat b = A*x", r"f = b'*b - \hat b'*\hat b"], "right"),
    ],
)
def test_what_holds_at_a_solution(lines: list[str], verdict: str) -> None:
    """After the solution, what holds there is right whatever the sizes: no point without an inverse decides."""
    found = check("f = norm2(A*x - b)^2; A: m x n", ["∂f/∂x = 0", "x = inv(A'*A)*A'*b", *lines], "x")
    assert found.lines == ("right",) * (len(lines) + 1) + (verdict,)


@pytest.mark.parametrize("wrt", ["x", "x, lambda"])
def test_a_constraint_with_a_multiplier_of_several_entries(wrt: str) -> None:
    """A vector before what is linear in the variable is a multiplier, and its constraint holds at a solution."""
    problem = "L = 1/2*x'*A*x - b'*x + lambda'*(C*x - d); A: n x n symmetric; C: m x n; d: m"
    lines = ["dL/dx = A*x - b + C'*lambda", "dL/dlambda = C*x - d", "A*x + C'*lambda = b", "C*x = d",
             "x = inv(A)*(b - C'*lambda)", "C*inv(A)*(b - C'*lambda) = d"]  # fmt: skip
    assert set(check(problem, lines, wrt).lines) == {"right"}
    assert check(problem, [*lines[:4], "C*x = 2*d"], wrt).lines[-1] == "wrong"


def test_words_set_all_gradients_to_zero() -> None:
    """After words, the gradients of the lines before are zero, also by what was not asked for."""
    problem = "f = normF(A - X*Y')^2; A: m x n; X: m x k; Y: n x k"
    lines = ["∂f/∂X = -2*(A - X*Y')*Y", "∂f/∂Y = -2*(A - X*Y')'*X",
             "Setting both to zero: X = A*Y*inv(Y'*Y), Y = A'*X*inv(X'*X)"]  # fmt: skip
    assert check(problem, lines, "X").verdict == "correct"
    assert check(problem, [*lines[:2], "Setting both to zero: Y = A'*X*inv(Y'*Y)"], "X").first_wrong == 2


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "verdicts"),
    [
        ("f = x'*A*x/(x'*x); A: n x n symmetric", "x", ["grad = 2/(x'*x)*(A*x - f*x)", "A*x = f*x"], "right right"),
        ("f = x'*A*x/(x'*x); A: n x n symmetric", "x", ["grad = 2/(x'*x)*(A*x - f*x)", "A*x = 2*f*x"], "right wrong"),
        (
            "f = norm2(y - X*b)^2; X: n x p", "b",
            ["grad = -2*X'*(y - X*b)", "b_hat = inv(X'*X)*X'*y", "y_hat = X*b_hat", "y_hat = X*inv(X'*X)*X'*y"],
            "right right right right",
        ),
    ],
)  # fmt: skip
def test_what_is_solved_without_a_word(problem: str, variable: str, lines: list[str], verdicts: str) -> None:
    """After the gradient, an equation that holds where it is zero begins to solve; names may rest on a solution."""
    assert check(problem, lines, variable).lines == tuple(verdicts.split())
