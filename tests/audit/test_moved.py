"""Variables that are moved, functions of more variables, and equations that are solved."""

import pytest

from adjoint.audit.verb import check
from adjoint.derive.problem import Want

FORM = "f = x'*A*x; A: n x n; x: n"
LOGDET = "f = logdet(X); X: n x n posdef"
PORTFOLIO = "f = w'*S*w; S: n x n posdef; w: n"
RIDGE = "L = normF(X*w - y)^2 + lam*w'*w; X: n x d; w: d; y: n; lam: scalar"
MAP = "f = x/norm2(x); x: n"

DERIVATIONS: list[tuple[str, str, Want, str, list[str], list[str]]] = [
    ("steps and remainders", FORM, "gradient", "", [
        r"f(x+h)-f(x)=(x+h)^TA(x+h)-x^TAx", r"=h^TAx+x^TAh+h^TAh", r"=x^T(A+A^T)h+o(\|h\|)",
        r"Df(x)=x^T(A+A^T)", r"\nabla f(x)=Df(x)^T=(A+A^T)x",
    ], ["right"] * 5),
    ("a wrong slope", FORM, "gradient", "", [r"f(x+h)-f(x)=2x^TAh+O(\|h\|^2)"], ["right-under-an-assumption"]),
    ("remainders of their order", "f = x'*A*x; A: n x n symmetric; x: n", "gradient", "", [
        "f(x+h) - f(x) = 2*x'*A*h + h'*A*h", "f(x+h) - f(x) = 2*x'*A*h - h'*A*h", "f(x+h) - f(x) = 2*x'*A*h",
        "f(x+h) - f(x) ≈ 2*x'*A*h", "f(x+h) - f(x) = 2*x'*A*h + O(norm2(h)^2)",
        "f(x+h) - f(x) = 2*x'*A*h + o(norm2(h)^2)", "f(x+h) - f(x) = 2*x'*A*h + o(norm2(h)^5)",
        "f(x+h) = f(x) + x'*A*h + O(h)", "f(x+h) = f(x) + x'*A*h + o(h)",
        "f(x+h) - f(x) = 2*x'*A*h + h'*A*h + o(norm2(h)^2)", "f(x+h) = f(x) + O(log(h))",
    ], [
        "right", "wrong", "wrong", "right", "right", "wrong", "wrong", "right", "wrong", "right", "undecided",
    ]),
    ("changes and approximations", LOGDET, "gradient", "", [
        r"\log\det(X+\Delta X)\approx\log\det X+{\rm tr}(X^{-1}\Delta X)",
        r"\log\det(X+\Delta X)\approx\log\det X-{\rm tr}(X^{-1}\Delta X)",
    ], ["right", "wrong"]),
    ("a slope at nought", FORM, "gradient", "", [
        r"\left.\frac{d}{dt}f(x+tv)\right|_{t=0}=v^T(A+A^T)x", r"\frac{d}{dt}f(x+tv)\Big|_{t=0}=v^TAx",
    ], ["right", "wrong"]),
    ("a multiplier", PORTFOLIO, "gradient", r"\min_w w^TSw\text{ s.t. }\mathbf 1^Tw=1", [
        r"\mathcal L(w,\lambda)=w^TSw-\lambda(\mathbf 1^Tw-1)",
        r"\frac{\partial\mathcal L}{\partial w}=2Sw-\lambda\mathbf 1=0",
        r"w=\frac\lambda2S^{-1}\mathbf 1", r"\mathbf 1^Tw=\frac\lambda2\mathbf 1^TS^{-1}\mathbf 1=1",
    ], ["right", "right", "right", "right"]),
    ("multipliers that no brackets name", "f = x'*x; x: n; A: m x n; b: m", "gradient", "", [
        "L = x'*x + mu'*(A*x - b)", "∂L/∂x = 2*x + A'*mu = 0", "x = -1/2*A'*mu", "mu = -2*inv(A*A')*b", "x = A'*mu",
    ], ["right", "right", "right", "right", "wrong"]),
    ("a wrong derivative beside a multiplier", PORTFOLIO, "gradient", "", [
        r"\mathcal L(w,\lambda)=w^TSw-\lambda(\mathbf 1^Tw-1)",
        r"\frac{\partial\mathcal L}{\partial w}=2Sw+\lambda\mathbf 1=0",
    ], ["right", "wrong"]),
    ("a unit vector beside a multiplier", "f = w'*S*w; S: n x n symmetric; w: n", "gradient", "", [
        r"\mathcal L(w,\lambda)=w^TSw-\lambda(w^Tw-1)", r"\nabla_w\mathcal L=2Sw-2\lambda w=0",
        r"Sw=\lambda w", r"w^TSw=\lambda", r"w^TSw=2\lambda",
    ], ["right", "right", "right", "right", "wrong"]),
    ("a Lagrangian as the problem", "L = w'*S*w - mu*(w'*w - 1); S: n x n symmetric; w: n; mu: scalar", "gradient", "",
     [r"\nabla_wL=2Sw-2\mu w=0", r"w^TSw=\mu", r"w^TSw=2\mu"], ["right", "right", "wrong"]),
    ("what is found", RIDGE, "gradient", "", [
        r"\nabla L=2X^T(Xw-y)+2\lambda w=0", r"(X^TX+\lambda I)w=X^Ty", r"\hat w=(X^TX+\lambda I)^{-1}X^Ty",
        r"w^*=(X^TX+2\lambda I)^{-1}X^Ty",
    ], ["right", "right", "right", "wrong"]),
    ("the letter of a Jacobian", MAP, "jacobian", "", [
        r"J=\frac1{\|x\|}I-\frac{xx^T}{\|x\|^3}", r"J=\frac1{\|x\|}I-\frac{x^Tx}{\|x\|^3}",
    ], ["right", "wrong"]),
    ("a property of what nobody introduced", "f = normnuc(X); X: m x n", "gradient", "", ["V^TV=I"], ["undecided"]),
    ("the eigenvector of an eigenvalue", "f = lambdamax(X); X: n x n symmetric", "gradient", "", [
        r"Xv=\lambda v,\;v^Tv=1", r"dX\,v+X\,dv=d\lambda\,v+\lambda\,dv", r"d\lambda=v^TdX\,v", r"d\lambda=v^TdX",
    ], ["right", "right", "right", "wrong"]),
    ("new names", "h = tanh(V*x); L = normF(W*h - y)^2; V: m x n; W: k x m; x: n; y: k", "gradient", "", [
        r"\delta=2(Wh-y)", r"\epsilon=(W^T\delta)\odot(1-h^2)", r"\eta=(W\delta)\odot(1-h^2)",
    ], ["right", "right", "wrong"]),
    ("inverses under a d, values under a power", "f = logdet(X'*X); X: n x p", "gradient", "", [
        r"d(X^TX)^{-1}=-(X^TX)^{-1}(dX^TX+X^TdX)(X^TX)^{-1}",
    ], ["right"]),
    ("the value at the minimum", "f = x'*A*x + b'*x + c; A: n x n symmetric; x: n; b: n; c: scalar", "gradient", "", [
        r"\nabla f(x)=2Ax+b", r"x^*=-\frac12A^{-1}b", r"f(x^*)=c-\frac14b^TA^{-1}b", r"f(x^*)=c-\frac12b^TA^{-1}b",
    ], ["right", "right", "right", "wrong"]),
    ("arguments without brackets", "f = det(A*X); A: n x n; X: n x n invertible", "gradient", "", [
        r"\frac{\partial f}{\partial X}=\det A\det X\,X^{-T}=:G",
    ], ["right"]),
    ("factors that a line names", "f = normnuc(X); X: m x n", "gradient", "", [
        r"X=U\Sigma V^T", r"\|X\|_*=\operatorname{tr}\Sigma", r"\nabla f=UV^T",
    ], ["right", "right", "right"]),
    ("labels before a transpose", "A1 = tanh(V*X); f = normF(W2*A1)^2; V: h x d; X: d x m; W2: k x h", "gradient", "", [
        r"\frac{\partial f}{\partial W^{[2]}}=2W^{[2]}A^{[1]}A^{[1]T}",
    ], ["right"]),
    ("a row by a column is no product entry by entry", "f = a'*(x .* x); a: n; x: n", "gradient", "", [
        r"\nabla f=2a^Tx",
    ], ["wrong"]),
    ("a function of letters that the problem has not", PORTFOLIO, "gradient", r"\min w^TSw\text{ s.t. }Aw=b", [
        r"L(w,\nu)=w^TSw+\nu^T(Aw-b)", r"\nabla_wL=2Sw+A^T\nu=0",
    ], ["right", "undecided"]),
    ("an outer product as ⊗", "f = u'*X*v; u: m; X: m x n; v: n", "gradient", "", [
        r"\frac{\partial f}{\partial X}=uv^T=u\otimes v",
    ], ["right"]),
    ("a subgradient as ∂f", "f = lam*norm1(w) + w'*w; w: n; lam: scalar", "gradient", "", [
        r"\partial f=2w+\lambda\operatorname{sign}(w)", r"=0",
    ], ["right", "right"]),
    ("stated shapes", "f = normF(W*X - Y)^2; W: m x n; X: n x k; Y: m x k", "gradient", "", [
        r"WX-Y\in\mathbb R^{m\times k}", r"\frac{\partial f}{\partial W}=2(WX-Y)X^T\in\mathbb R^{m\times n}",
        r"X^TX\in\mathbb R^{n\times n}", r"WX-Y\in\mathbb R^{p\times q}",
    ], ["right", "right", "wrong", "unreadable"]),
    ("lines that go on from an earlier one", "Y = W*X; f = normF(Y)^2; W: m x n; X: n x k", "gradient", "", [
        r"df=2Y:dY", r"\frac{\partial f}{\partial Y}=2Y", r"=2YX^T:dW", r"=2XY^T:dW",
    ], ["right", "right", "right", "wrong"]),
    ("an outer function", "q = log(sum(exp(A*x + b))); A: n x n; x: n; b: n", "hessian", r"g(x)=f(Ax+b)", [
        r"\nabla g(x)=A^T\nabla f", r"\nabla^2g(x)=A^T\nabla^2fA", r"\nabla^2g(x)=A\nabla^2f",
    ], ["right", "right", "wrong"]),
    ("a value under a power", "f = norm2(A*x); A: m x n; x: n", "gradient", "", [r"f(x)^2=x^TA^TAx"], ["right"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "want", "statement", "lines", "verdicts"),
    [case[1:] for case in DERIVATIONS],
    ids=[case[0] for case in DERIVATIONS],
)
def test_verdicts(problem: str, want: Want, statement: str, lines: list[str], verdicts: list[str]) -> None:
    """Lines with new variables, multipliers and solutions are judged as a teacher would judge them."""
    wrt = next(word for word in ("w", "W", "X", "V", "x") if f"; {word}: " in problem)
    found = check(problem, lines, wrt, want, statement=statement)
    assert [line.verdict for line in found.audit.lines] == verdicts


def test_equal_to_first_order_only() -> None:
    """A line that drops what is of second order, and says `=`, is told so."""
    found = check(FORM, ["f(x+h) - f(x) = x'*(A + A')*h"], "x")
    assert found.verdict == "wrong"
    assert found.diagnosis is not None
    assert "to first order in h only" in found.diagnosis.message


@pytest.mark.parametrize("left", ["Df(x)[h]", "Df(x)(h)", "Df(x)h", "D f(x) h", "Df(x)[v]"])
def test_a_directional_derivative_is_along_a_new_direction(left: str) -> None:
    """The letter behind `Df(x)` is a direction, in plain text too, and never the variable itself."""
    letter = "v" if "v" in left else "h"
    for right, verdict in ((f"x'*(A + A')*{letter}", "right"), (f"2*x'*A*{letter}", "right-under-an-assumption")):
        assert check(FORM, [f"{left} = {right}"], "x").lines == (verdict,)


def test_a_number_for_its_multiple_of_the_identity() -> None:
    """A number added to a square matrix is read in one way, in a Hessian and in an equation, with a remark."""
    problem = "f = 1/2*norm2(y - X*w)^2 + lambda/2*norm2(w)^2; X: n x d; w: d; y: n; lambda: scalar"
    lines = ["∂f/∂w = X'*(X*w - y) + lambda*w", "∂²f/∂w² = X'*X + lambda", "(X'*X + lambda)*w = X'*y"]
    found = check(problem, lines, "w")
    assert found.lines == ("right",) * 3
    assert all("write lambda*I" in str(line["notes"]) for line in found.document["lines"][1:])
    assert check(problem, [lines[0], "(X'*X + 2*lambda)*w = X'*y"], "w").lines[1] == "wrong"
