"""What is the same question gets the identical answer, however its scalars and functions are spelled."""

import random
from itertools import product

import pytest

from adjoint.check.equal import check_law
from adjoint.derive.derive import derive
from adjoint.derive.inner import spelled
from adjoint.derive.problem import Question
from adjoint.expr.build import apply, call, colon, element_power, hadamard, multiply, number, power, symbol
from adjoint.expr.language import Expr
from adjoint.read.problem import read_problem
from adjoint.render.text import text

DECLARED = "x: n; y: n; b: m; A: m×n; S: n×n; X: m×n; C: m×n; c: n; s: scalar; "


def _squares(v: str) -> tuple[str, ...]:
    return (f"norm2({v})^2", f"({v})'*({v})", f"sum(({v}).^2)", f"tr(({v})*({v})')", f"({v}):({v})", f"normF({v})^2")


def _matrix_squares(m: str) -> tuple[str, ...]:
    return (f"normF({m})^2", f"tr(({m})'*({m}))", f"tr(({m})*({m})')", f"sum(({m}).^2)", f"sum(({m}) .* ({m}))")


def _products(a: str, b: str) -> tuple[str, ...]:
    return (f"({a})'*({b})", f"({b})'*({a})", f"sum(({a}) .* ({b}))", f"({a}):({b})", f"tr(({a})*({b})')")


OF_VECTOR: tuple[tuple[str, ...], ...] = (
    _squares("x"),
    _squares("A*x - b"),
    _products("c", "x"),
    _products("b", "A*x"),
    ("x'*S*x", "tr(S*x*x')", "sum(x .* (S*x))", "x'*S'*x", "(S*x):x"),
    ("c'*diag(x)*y", "sum(c .* x .* y)", "c'*(x .* y)", "y'*diag(c)*x", "tr(diag(x)*c*y')"),
    ("norm2(A*x - b)", "sqrt((A*x - b)'*(A*x - b))", "((A*x - b)'*(A*x - b))^(1/2)"),
    ("norm2(x)", "sqrt(x'*x)", "sqrt(sum(x.^2))", "normF(x)"),
    ("sum(log(1 + exp(A*x)))", "sum(softplus(A*x))", "ones(m)'*softplus(A*x)"),
    ("logsumexp(A*x)", "log(sum(exp(A*x)))", "log(ones(m)'*exp(A*x))"),
    ("b'*softmax(A*x)", "softmax(A*x)'*b", "b'*exp(A*x)/sum(exp(A*x))"),
    ("sum(sigmoid(x))", "sum(1 ./ (1 + exp(-x)))", "sum(exp(x) ./ (1 + exp(x)))"),
    ("sum(tanh(x))", "sum(sinh(x) ./ cosh(x))"),
    ("norm1(x)", "sum(abs(x))"),
)
OF_MATRIX: tuple[tuple[str, ...], ...] = (
    _matrix_squares("X"),
    _matrix_squares("X - C"),
    _squares("X*x - b"),
    _products("b", "X*x"),
    ("tr(C'*X)", "tr(X'*C)", "C:X", "sum(C .* X)", "tr(X*C')"),
    ("tr(X*S*X')", "tr(S*X'*X)", "tr(X'*X*S)", "sum((X*S) .* X)", "X:(X*S)"),
    ("b'*X*X'*b", "norm2(X'*b)^2", "tr(X'*b*b'*X)", "sum((X'*b).^2)"),
)
AROUND = (
    "{0}", "log(2 + {0})", "({0})^2", "exp(-({0})/2)", "1/(2 + {0})", "({0})*({1})", "({0})/(2 + ({1}))",
    "sqrt(1 + {0})", "{0} + 3*({1})", "({0})*(s + {1})",
)  # fmt: skip


def _answer(formula: str, wrt: str) -> str:
    problem = read_problem(f"{DECLARED}f = {formula}")
    variable = problem.named(wrt)
    assert variable is not None
    return str(text(derive(Question(problem, (variable,))).answers[0].value))


@pytest.mark.parametrize("seed", range(40))
def test_other_spellings_of_the_same_scalars(seed: int) -> None:
    """A function of one or two scalars has one gradient, whichever way each scalar is spelled."""
    rng = random.Random(seed)
    wrt, groups = rng.choice((("x", OF_VECTOR), ("X", OF_MATRIX)))
    around, first, second = rng.choice(AROUND), rng.choice(groups), rng.choice(groups)
    pairs = dict.fromkeys([(first[0], second[0]), *((rng.choice(first), rng.choice(second)) for _ in range(3))])
    formulas = [around.format(*pair) for pair in pairs]
    answers = {formula: _answer(formula, wrt) for formula in formulas}
    assert len(set(answers.values())) == 1, answers


PROBLEMS: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "b",
        "X: n×p; y: n; b: p; r = {0}; f = {1} + {2}",
        (("y - X*b", "-(X*b - y)"), ("r'*r", "norm2(r)^2"), ("l*b'*b", "b'*b*l")),
    ),
    (
        "x",
        "A: m×n; b: m; x: n; f = {0} + {1}",
        (("norm2(A*x - b)", "norm2(b - A*x)", "norm2(-(b - A*x))"), ("s*c'*x", "x'*c*s")),
    ),
    (
        "X",
        "X: n×n; M: n×n; f = {0} - {1}",
        (("tr(M*X*M)", "tr(X*(M*M))", "tr(M'*X'*M')"), ("log(det(X))", "logdet(X)")),
    ),
    (
        "W",
        "W: k×n; x: n; t: k; h = tanh(W*x); f = {0}",
        (("1/2*norm2(h - t)^2", "sum((t - h).^2)/2", "1/2*(-(t - h))'*(h - t)"),),
    ),
    (
        "U",
        "U: m×k; V: n×k; R: m×n; f = {0} + {1}",
        (("normF(U*V' - R)^2", "sum((R - U*V').^2)"), ("l*tr(U*U')", "l*normF(U)^2")),
    ),
    (
        "x",
        "x: n; a: n; S: n×n; f = {0}*{1}",
        (("((x - a)'*S*(x - a))", "((a - x)'*S'*(a - x))"), ("exp(-(c'*x))", "exp(-x'*c)")),
    ),
    (
        "x",
        "x: n; A: n×n; B: n×n; f = {0}/{1}",
        (("(x'*(A + B)*x)", "(x'*B*x + x'*A*x)"), ("(x'*x)", "norm2(x)^2", "tr(x*x')")),
    ),
    (
        "w",
        "X: n×d; w: d; y: n; f = {0}",
        (("sum(log(1 + exp(-(y .* (X*w)))))", "ones(n)'*softplus(-((X*w) .* y))"),),
    ),
)


@pytest.mark.parametrize(("wrt", "problem", "choices"), PROBLEMS, ids=lambda value: str(value)[:40])
def test_other_spellings_of_the_same_problem(wrt: str, problem: str, choices: tuple[tuple[str, ...], ...]) -> None:
    """Residuals either way round, factors and terms in any order, traces cut elsewhere: one answer."""
    found = {}
    for choice in product(*choices):
        read = read_problem(problem.format(*choice))
        variable = read.named(wrt)
        assert variable is not None
        found[choice] = str(text(derive(Question(read, (variable,))).answers[0].value))
    assert len(set(found.values())) == 1, found


A, B, C = symbol("A", "m", "n"), symbol("B", "m", "n"), symbol("C", "n", "m")
S, u, v, w = symbol("S", "n", "n"), symbol("u", "n"), symbol("v", "n"), symbol("w", "n")
TWO, HALF = number(2), number(1) / 2


@pytest.mark.parametrize(
    ("node", "form"),
    [
        (call("tr", A @ C), "tr(A*C)"),
        (call("tr", C @ A), "tr(A*C)"),
        (call("tr", A.T @ B), "A : B"),
        (colon(B, A), "A : B"),
        (3 * (w.T @ v), "3*v'*w"),
        (call("tr", A @ S @ A.T), "tr(A'*A*S)"),
        (call("tr", S @ C @ C.T @ S.T), "normF(S*C)^2"),
        (call("tr", S @ v @ w.T), "w'*S*v"),
        (w.T @ S.T @ v, "v'*S*w"),
        (u.T @ hadamard(v, w), "u'*(v .* w)"),
        (hadamard(u, v).T @ w, "u'*(v .* w)"),
        (u.T @ call("diag", w) @ v, "u'*(v .* w)"),
        (call("sum", hadamard(u, element_power(w, TWO))), "u'*w.^2"),
        (call("sum", element_power(A, TWO)), "normF(A)^2"),
        ((v - w).T @ (v - w), "norm2(v - w)^2"),
        (v.T @ S.T @ S @ v, "norm2(S*v)^2"),
        (power(call("norm2", v), TWO), "v'*v"),
        (power(call("norm2", v), number(3)), "norm2(v)^3"),
        (power(v.T @ v, -HALF), "1/norm2(v)"),
        (apply("sqrt", colon(A, B)), "sqrt(A : B)"),
        (call("sum", apply("abs", A)), "norm1(A)"),
    ],
    ids=str,
)
def test_one_spelling(node: Expr, form: str) -> None:
    """Each scalar has one spelling, of the same value, and that is left as it is."""
    once = spelled(multiply(node))
    assert str(once) == form
    assert check_law(node, once).status in ("exact", "enclosed")
    assert spelled(once) is once
