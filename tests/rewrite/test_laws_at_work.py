"""One law at one place: windows, what is put back, refusals; and replay of whole derivations."""

import pytest

from adjoint.check.claim import claim
from adjoint.check.decide import decide
from adjoint.check.formula import Setting
from adjoint.derive.engine import Engine
from adjoint.derive.gradient import gradients
from adjoint.derive.problem import Question
from adjoint.derive.story import Story
from adjoint.expr.build import add, d, hadamard, identity, inverse, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.read.problem import read_problem
from adjoint.rewrite.apply import apply_law, apply_within, instantiate
from adjoint.rewrite.law import Chapter, Law, quiet
from adjoint.rewrite.match import Matcher

ALL = Matcher(lambda node: not node.moving)
X, Y, P = symbol("X", "n", "n"), symbol("Y", "n", "n"), symbol("P", "m", "n")
s = symbol("s")
A, B, C, D = (symbol(name, "d", "d") for name in "ABCD")
CANCEL = Law("cancel", X @ inverse(X), identity(Size.of("n")), "So it is.")
TWICE = Law("twice", P + P, 2 * P, "So it is.")
SQUARE = Law("square", hadamard(P, P), P**2, "So it is.")


@pytest.mark.parametrize(
    ("law", "before", "after"),
    [
        (CANCEL, A @ inverse(A), identity(Size.of("d"))),
        (CANCEL, 2 * s * B @ A @ inverse(A) @ C, 2 * s * B @ identity(Size.of("d")) @ C),
        (CANCEL, B @ C @ inverse(C), B @ identity(Size.of("d"))),
        (TWICE, add(B, A, C, A), add(2 * A, B, C)),
        (SQUARE, hadamard(A, C, A, B), hadamard(A**2, B, C)),
    ],
    ids=lambda value: str(value),
)
def test_a_part_is_replaced_where_it_stands(law: Law, before: Expr, after: Expr) -> None:
    """A law is used on neighbours of a product or on terms of a sum, and the rest is put back around it."""
    step = apply_within(law, before, ALL)
    assert step is not None
    assert (step.before, step.after) == (before, after)


@pytest.mark.parametrize("node", [A @ B @ inverse(A), inverse(A) @ A, A + B, hadamard(A, B), A])
def test_no_part_that_is_not_there(node: Expr) -> None:
    """A law that fits nowhere gives no step."""
    assert all(apply_within(law, node, ALL) is None for law in (CANCEL, TWICE, SQUARE))


def test_guards_decide_on_use() -> None:
    """A guard that says no to the first way lets the next be tried, and to all of them forbids the step."""
    only_b = Law("only B", X @ Y, Y.T @ X.T, "False, but guarded.", (lambda named: named["X"] is A @ B,))
    step = apply_law(only_b, A @ B @ C, ALL)
    assert step is not None
    assert step.after is C.T @ (A @ B).T
    never = Law("never", X @ Y, Y @ X, "False.", (lambda named: False,))
    assert apply_law(never, A @ B, ALL) is None


def test_a_law_refuses_itself() -> None:
    """Sides of different shape, and right sides that speak of more than the left binds, are refused."""
    with pytest.raises(ValueError, match="differ in shape"):
        Law("wrong", P, P.T, "No.")
    with pytest.raises(ValueError, match="speaks of"):
        Law("loose", X, X @ Y, "No.")


def test_quiet_chapters() -> None:
    """A chapter made quiet keeps its laws in their order, and those named stay loud."""
    chapter = quiet(Chapter("three", (CANCEL, TWICE, SQUARE)), "twice")
    assert [(law.name, law.quiet) for law in chapter.laws] == [("cancel", True), ("twice", False), ("square", True)]


PROVED = ("exact", "enclosed")
PROBLEMS = (
    ("A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2", "W3"),
    ("W = X*X'; Y = W*X; l = normF(Y)", "X"),
    ("S = A'*A + B; f = logdet(S) + tr(inv(S)*C)", "A"),
    ("x: n; A: n×n symmetric; f = x'*A*x/(x'*x) + sum(exp(A*x) .* x)", "x"),
    ("W: m×n; x: n; h = tanh(W*x); p = softmax(h); f = -y'*log(p) + norm1(W)", "W"),
    ("v: scalar; B: n×k; S = B'*v'*v*B; f = normF(u - v*B*inv(S)*B'*v'*u)^2; u: n", "B"),
    ("X: n×n; f = tr(X^3) + det(X)*sum(diagvec(X).^2) + a'*(X .* X')*b", "X"),
)


def _worked(text: str, wrt: str) -> tuple[Engine, Setting]:
    """The engine after a gradient, and what its steps speak of."""
    problem = read_problem(text)
    variable = problem.named(wrt)
    assert variable is not None
    question = Question(problem, (variable,))
    engine = Engine(frozenset({wrt, *(name.name for name in problem.definitions)}))
    gradients(question, engine, Story(d(problem.target)))
    return engine, Setting((variable,), dict(problem.definitions), frozenset())


@pytest.mark.parametrize(("text", "wrt"), PROBLEMS)
def test_every_step_is_its_law(text: str, wrt: str) -> None:
    """A step on a whole node is its law with the bindings put in; one on a part is found again by its law alone."""
    engine, _ = _worked(text, wrt)
    matcher = Matcher(engine.constant)
    assert len(engine.steps) > 5
    for step in engine.steps:
        left, right = (instantiate(side, step.bindings) for side in (step.law.left, step.law.right))
        again = apply_within(step.law, step.before, matcher)
        assert again is not None
        assert (again.after, again.bindings) == (step.after, step.bindings)
        if left is step.before:
            assert right is step.after


@pytest.mark.parametrize(("text", "wrt"), PROBLEMS)
def test_every_step_keeps_the_value(text: str, wrt: str) -> None:
    """Before and after of every step are equal at random points, along random directions."""
    engine, setting = _worked(text, wrt)
    pairs = dict.fromkeys((step.before, step.after) for step in engine.steps)
    verdicts = decide([claim(before, after) for before, after in pairs], setting, 0)
    untrue = [str(pair) for pair, verdict in zip(pairs, verdicts, strict=True) if verdict.status not in PROVED]
    assert untrue == []


def test_steps_on_whole_nodes_are_most() -> None:
    """Nearly every step is a law on a whole node, so that the replay above is no empty claim."""
    engine, _ = _worked(*PROBLEMS[0])
    whole = [step for step in engine.steps if instantiate(step.law.left, step.bindings) is step.before]
    assert len(whole) >= len(engine.steps) - 1
