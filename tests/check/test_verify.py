"""Whole derivations: lines, answers, and answers of every kind."""

from fractions import Fraction

import pytest

from adjoint.check.verify import verify
from adjoint.derive.derivation import Answer, Derivation, Line, Target
from adjoint.derive.problem import Problem, Question, Want
from adjoint.expr.build import call, colon, d, number, symbol, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Size
from adjoint.index.term import Delta, Entry, Index, Tensor, Term

A3, W3, W4 = symbol("A3", "n", "p"), symbol("W3", "p", "q"), symbol("W4", "q", "r")
R = symbol("R", "n", "r", "constant")
A4, A5, E = symbol("A4", "n", "q"), symbol("A5", "n", "r"), symbol("E")
CHAIN = {A4: A3 @ W3, A5: A4 @ W4, E: Fraction(1, 2) * call("normF", A5 - R) ** 2}
G = A5 - R
RIGHT = (
    Line(d(E), colon(G, d(A5)), "a"),
    Line(None, colon(G, d(A4) @ W4), "b"),
    Line(None, colon(G @ W4.T, d(A4)), "c"),
    Line(None, colon(G @ W4.T, A3 @ d(W3)), "d"),
    Line(None, colon(A3.T @ G @ W4.T, d(W3)), "e"),
    Line(Target(E, (W3,)), A3.T @ G @ W4.T, "f"),
)


def _derivation(
    definitions: dict[Symbol, Expr],
    wrt: Symbol,
    value: Expr | Tensor,
    want: Want = "gradient",
    lines: tuple[Line, ...] = (),
    **more: object,
) -> Derivation:
    target = list(definitions)[-1]
    problem = Problem("", definitions, target, (wrt,))
    question = Question(problem, (wrt,), want, **more)  # type: ignore[arg-type]
    return Derivation(question, lines, (Answer(target, (wrt,), value, ()),))


def test_right_lines_and_answer() -> None:
    """Every line of the derivation of a chain is exact, and so is the answer."""
    report = verify(_derivation(CHAIN, W3, A3.T @ G @ W4.T, lines=RIGHT))
    assert [verdict.status for verdict in (*report.lines, *report.answers)] == ["exact"] * 7
    assert report.sound


def test_a_wrong_line_and_a_wrong_answer_are_false() -> None:
    """A factor 2 makes one line and the answer false, not the others."""
    lines = (RIGHT[0], Line(None, colon(2 * G, d(A4) @ W4), "b"), *RIGHT[2:])
    report = verify(_derivation(CHAIN, W3, 2 * A3.T @ G @ W4.T, lines=lines))
    assert [verdict.status for verdict in report.lines] == ["exact", "false", *["exact"] * 4]
    assert report.answers[0].status == "false"
    assert not report.sound


def test_a_line_may_introduce_a_name() -> None:
    """A name that the problem does not know is defined by the line that first sets it."""
    G5 = symbol("G5", "n", "r")
    lines = (Line(G5, G, "name"), Line(d(E), colon(G5, d(A5)), "a"), Line(G5, 2 * G, "wrong"))
    report = verify(_derivation(CHAIN, W3, A3.T @ G5 @ W4.T, lines=lines))
    assert [verdict.status for verdict in report.lines] == ["exact", "exact", "false"]
    assert report.sound is False
    assert report.answers[0].status == "exact"


def test_held_definitions_stand_still() -> None:
    """With a definition held, nothing moves through it."""
    held = _derivation(CHAIN, W3, zeros(W3.shape), hold=(A4,))
    assert verify(held).answers[0].status == "exact"


def test_differential_jacobian_hessian_and_vjp() -> None:
    """Answers are tested as what was asked for."""
    x, A, C, y, f = symbol("x", "n"), symbol("A", "m", "n"), symbol("C", "m"), symbol("y", "m"), symbol("f")
    Q, F, X = symbol("Q", "n", "n"), symbol("F", "m", "k"), symbol("X", "n", "k")
    assert verify(_derivation({y: A @ x}, x, A, "jacobian")).sound
    assert not verify(_derivation({y: A @ x}, x, A.T, "jacobian")).sound
    assert verify(_derivation({y: A @ x}, x, A @ d(x), "differential")).sound
    assert verify(_derivation({f: x.T @ Q @ x}, x, Q + Q.T, "hessian")).sound
    assert verify(_derivation({y: A @ x}, x, A.T @ C, "vjp", cotangent=C)).sound
    assert not verify(_derivation({y: A @ x}, x, 2 * A.T @ C, "vjp", cotangent=C)).sound
    i, j, a, b = (Index(name, Size.of(size)) for name, size in zip("ijab", "mknk", strict=True))
    jacobian = Tensor((i, j, a, b), (Term(Fraction(1), (Entry(A, (i, a)), Delta(j, b))),))
    assert verify(_derivation({F: A @ X}, X, jacobian, "jacobian")).sound


@pytest.mark.parametrize(
    ("fact", "projected", "entries"),
    [
        ("symmetric", lambda H: Fraction(1, 2) * (H + H.T), lambda H: H + H.T - call("diag", call("diagvec", H))),
        ("diagonal", lambda H: call("diag", call("diagvec", H)), lambda H: call("diag", call("diagvec", H))),
        ("lower", lambda H: call("tril", H), lambda H: call("tril", H)),
        ("skew", lambda H: Fraction(1, 2) * (H - H.T), lambda H: H - H.T),
    ],
)
def test_structured_gradients(fact: str, projected: object, entries: object) -> None:
    """The projected gradient and the one by entries, each not the other."""
    S, A, f = symbol("S", "n", "n", fact), symbol("A", "n", "n"), symbol("f")
    for structure, made in (("projected", projected), ("entries", entries)):
        assert verify(_derivation({f: colon(A, S)}, S, made(A), structure=structure)).sound  # type: ignore[operator]
        assert not verify(_derivation({f: colon(A, S)}, S, A, structure=structure)).sound


def test_projection_on_the_orthogonal_matrices() -> None:
    """The part of the gradient that is tangent to the orthogonal matrices."""
    Q, A, f = symbol("Q", "n", "n", "orthogonal"), symbol("A", "n", "n"), symbol("f")
    tangent = Fraction(1, 2) * (A - Q @ A.T @ Q)
    assert verify(_derivation({f: colon(A, Q)}, Q, tangent, structure="projected")).sound


def test_big_fixed_sizes_have_stand_ins() -> None:
    """A layer of 784 by 128 is tested at small sizes, and a wrong gradient does not pass."""
    W, x, f = symbol("W", 784, 128), symbol("x", 128), symbol("f")
    definitions = {f: call("normF", W @ x) ** 2}
    assert verify(_derivation(definitions, W, 2 * W @ x @ x.T)).sound
    assert not verify(_derivation(definitions, W, W @ x @ x.T)).sound


def test_fixed_sizes_that_depend_on_each_other() -> None:
    """The length of a stacked matrix is taken as it is."""
    X, f = symbol("X", 20, 15), symbol("f")
    v = symbol("v", 300)
    total = {f: colon(v, call("vec", X))}
    assert verify(_derivation({f: number(300) ** -1 * call("sum", X)}, X, number(300) ** -1 * _ones(X))).sound
    assert verify(_derivation(total, v, call("vec", X))).sound


def _ones(array: Symbol) -> Expr:
    return zeros(array.shape) + 1


def test_many_sizes() -> None:
    """Thirty sizes with names are no obstacle."""
    layers = [symbol(f"W{k}", f"n{k + 1}", f"n{k}") for k in range(30)]
    x, f = symbol("x", "n0"), symbol("f")
    definitions: dict[Symbol, Expr] = {}
    last: Expr = x
    for k, W in enumerate(layers):
        name = symbol(f"x{k}", f"n{k + 1}")
        definitions[name] = W @ last
        last = name
    definitions[f] = call("sum", last)
    back = zeros(last.shape) + 1
    for W in reversed(layers):
        back = W.T @ back
    assert verify(_derivation(definitions, x, back)).sound
