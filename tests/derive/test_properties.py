"""What shortens keeps the value and costs no more; and what is the same question gets the same answer."""

import random
import re
from collections.abc import Callable

import pytest

from adjoint.api import derivation
from adjoint.check.equal import check_law
from adjoint.derive.collect import collect
from adjoint.derive.derive import derive
from adjoint.derive.engine import Engine
from adjoint.derive.gradient import gradients
from adjoint.derive.naming import LEAST_SAVING, abbreviate, cost, put_name
from adjoint.derive.problem import Question
from adjoint.derive.shorten import Shortener
from adjoint.derive.story import Story
from adjoint.expr.build import add, apply, d, hadamard, identity, inverse, multiply, symbol
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Size
from adjoint.expr.walk import replace, transform
from adjoint.read.problem import read_problem

A, B, S = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("S", "n", "n", "symmetric")
x, y, s, t = symbol("x", "n"), symbol("y", "n"), symbol("s"), symbol("t")
ATOMS = (A, B, S, A.T, inverse(S), x @ y.T, identity(Size.of("n")))
PROVED = ("exact", "enclosed")


def _sum(rng: random.Random, depth: int) -> Expr:
    """A sum of products of few atoms, so that factors are shared and terms meet."""
    terms = []
    for _ in range(rng.randint(2, 4)):
        factors = [rng.choice(ATOMS) for _ in range(rng.randint(1, 3))]
        if depth and rng.random() < 0.6:
            factors.insert(rng.randrange(len(factors) + 1), _sum(rng, depth - 1))
        front = rng.choice((1, 1, 2, -1, s, -s, s * t, x.T @ y))
        whole = multiply(*factors)
        terms.append(front * (hadamard(whole, rng.choice(ATOMS)) if rng.random() < 0.15 else whole))
    return add(*terms)


SUMS = [_sum(random.Random(seed), 2) for seed in range(30)]


def _equal(one: Expr, other: Expr) -> bool:
    return one is other or check_law(one, other).status in PROVED


def test_collecting_keeps_the_value() -> None:
    """A collected sum has the value of the sum, and a reader meets no more symbols."""
    engine = Engine(frozenset())
    pairs = [(node, collect(node, engine)[0]) for node in SUMS]
    assert sum(after is not before for before, after in pairs) > 20
    assert [str(before) for before, after in pairs if not _equal(before, after)] == []
    assert [(cost(before), cost(after), str(before)) for before, after in pairs if cost(after) > cost(before)] == []


def test_tidying_keeps_the_value() -> None:
    """A tidied expression has the value that it had."""
    engine = Engine(frozenset())
    nodes = [multiply(node.T, inverse(S), S, apply("exp", node)) for node in SUMS]
    assert [str(node) for node in nodes if not _equal(node, engine.tidy(node))] == []


def test_shortening_keeps_the_value() -> None:
    """The shortest form found has the value, and costs no more than the collected one."""
    engine = Engine(frozenset())
    name, body = symbol("T", "n", "n"), A @ S
    for node in SUMS[:12]:
        found, laws = Shortener(engine, {name: body}).shorten(node)
        before = collect(engine.tidy(put_name(engine.tidy(node), body, name)), engine)[0]
        assert _equal(node, replace(found, {name: body}))
        assert cost(found) <= max(cost(before), 7)
        assert laws == () or cost(found) < cost(before)


def test_clauses_keep_the_value_and_save() -> None:
    """An answer with its where-clauses put back is the answer, and with them is shorter to read."""
    named = [(node, *abbreviate(node, frozenset("ABSxyst"))) for node in SUMS]
    assert sum(bool(where) for _, _, where in named) > 5
    for node, short, where in named:
        whole = short
        for name, body in reversed(where):
            whole = replace(whole, {name: body})
        assert _equal(node, whole)
        if where:
            assert cost(short) + sum(cost(body) for _, body in where) <= cost(node) - LEAST_SAVING


PROBLEMS = (
    ("{A}: m×n; {x}: n; {b}: m; {f} = normF({A}*{x} - {b})^2 + {c}*norm2({x})", "{x}"),
    ("{A}: n×n; {B}: n×n symmetric; {f} = tr({A}'*{B}*{A}) + logdet({B}*{B} + {A})", "{A}"),
    ("{W}: m×n; {x}: n; {y}: m; {h} = tanh({W}*{x}); {f} = {y}'*{h} + sum({h} .* {h})", "{W}"),
)
LETTERS = ("A", "B", "W", "x", "y", "b", "c", "f", "h")


@pytest.mark.parametrize(("text", "wrt"), PROBLEMS)
def test_renamed_names_give_the_renamed_answer(text: str, wrt: str) -> None:
    """With other names, in the same order, the answer is the same under these names."""
    plain = {letter: letter for letter in LETTERS}
    other = {letter: f"{letter}7" for letter in LETTERS}
    one, renamed = (derivation(text.format(**names), wrt.format(**names)) for names in (plain, other))
    assert re.sub(r"7\b", "", renamed.answer) == one.answer


SPELLINGS = (
    ("f = normF(A*X - B)^2", "f = ||A X - B||_F^2", "f = norm(A@X - B, 'fro')^2", "f = normF(-B + A*X)^2"),
    ("f = tr(X'*A*X)", "f = tr(X^T*A*X)", "f = tr(X.T A X)", "f = tr(Xᵀ*(A*X))", "f = tr((X'*A)*X)"),
    ("f = sum(X .* A + 2*X)", "f = sum(X ⊙ A + X*2)", "f = sum(2 X + A.*X)", "f = sum((X∘A) + 2*X)"),
    ("x: n; f = x'*A*x/s", "x: n; f = (x'*A*x)/s", "x: n; f = 1/s*x'*A*x", "x: n; f = s^-1*(x^T*(A*x))"),
)  # fmt: skip


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda texts: texts[0])
def test_other_spellings_give_the_identical_answer(spellings: tuple[str, ...]) -> None:
    """Spellings, brackets and the order of terms do not matter."""
    wrt = "X" if "X" in spellings[0] else "x"
    assert len({derivation(text, wrt).answer for text in spellings}) == 1


TERMS = ["normF(A*X)^2", "2*tr(B*X)", "sum(X .* C)", "s*(x'*X*y)", "logdet(X)"]


def test_shuffled_sums_and_factors_give_the_identical_answer() -> None:
    """Terms and elementwise factors in any order give the same bytes."""
    rng, answers = random.Random(0), set()
    for _ in range(8):
        rng.shuffle(TERMS)
        factors = rng.sample(["X", "C", "exp(X)"], 3)
        text = f"X: n×n; x: n; y: n; s: scalar; C: n×n; f = {' + '.join(TERMS)} + sum({' .* '.join(factors)})"
        answers.add(derivation(text, "X").answer)
    assert len(answers) == 1


INLINED = (
    ("A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2", "W3"),
    ("W = X*X'; Y = W*X; l = normF(Y)^2", "X"),
    ("u = v*p - w; S = B'*v'*v*B; f = normF(u - v*B*inv(S)*B'*v'*u)^2", "B"),
    ("S = A*A' + B; f = logdet(S) + x'*inv(S)*x", "A"),
    ("h = tanh(W*x); p = V*h; f = sum(p .* p .* c)", "W"),
)


@pytest.mark.parametrize(("text", "wrt"), INLINED)
def test_inlined_definitions_give_an_equal_answer_that_is_no_longer(text: str, wrt: str) -> None:
    """With the definitions put in, the answer is equal, and costs no more than the named one with them put in."""
    problem = read_problem(text)
    bodies: dict[str, Expr] = {}
    for name, body in problem.definitions.items():
        bodies[name.name] = _opened(body, bodies)
    again = f"{_declared(problem.variables)}; {problem.target} = {bodies[problem.target.name]}"
    named, inlined = _opened(_gradient(text, wrt), bodies), _opened(_gradient(again, wrt), bodies)
    assert check_law(named, inlined).status in PROVED
    assert cost(inlined) <= cost(named)


def _gradient(text: str, wrt: str) -> Expr:
    problem = read_problem(text)
    variable = problem.named(wrt)
    assert variable is not None
    value = derive(Question(problem, (variable,))).answers[0].value
    assert isinstance(value, Expr)
    return value


def _opened(node: Expr, bodies: dict[str, Expr]) -> Expr:
    """The expression with names, whatever their facts, replaced by what they stand for."""
    return transform(node, lambda part: bodies.get(part.name) if isinstance(part, Symbol) else None)


def _declared(variables: tuple[Expr, ...]) -> str:
    shapes = {v: [str(size) for size in v.shape if str(size) != "1"] for v in variables}
    return "; ".join(f"{v}: {' x '.join(sizes) or 'scalar'}" for v, sizes in shapes.items())


def _steps(text: str, wrt: str) -> int:
    """How many laws a gradient takes."""
    problem = read_problem(text)
    variable = problem.named(wrt)
    assert variable is not None
    engine = Engine(frozenset({wrt, *(name.name for name in problem.definitions)}))
    gradients(Question(problem, (variable,)), engine, Story(d(problem.target)))
    return len(engine.steps)


def _chain(depth: int, weight: Callable[[int], str]) -> str:
    layers = "; ".join(f"h{i + 1} = tanh({weight(i)}*h{i})" for i in range(depth))
    weights = dict.fromkeys(weight(i) for i in range(depth))
    return f"{'; '.join(f'{w}: n×n' for w in weights)}; h0: n; {layers}; f = sum(h{depth})"


@pytest.mark.parametrize("weight", [lambda i: f"W{i}", lambda i: "W"], ids=["own weights", "one weight"])
def test_steps_are_linear_in_the_depth(weight: Callable[[int], str]) -> None:
    """Each further definition takes the same number of steps, also where one weight is shared by all."""
    counts = [_steps(_chain(depth, weight), weight(0)) for depth in (4, 8, 16)]
    assert counts[2] - counts[1] <= 2 * (counts[1] - counts[0]) + 2


def test_a_long_chain() -> None:
    """A hundred and fifty definitions are no matter of recursion, and the lines stay short."""
    (answer,) = derivation(_chain(150, lambda i: f"W{i}"), "W0").derivation.answers
    parts = [answer.value, *(part for _, part in answer.where)]
    assert sum(map(cost, parts)) > 800
    assert max(map(cost, parts)) < 500
