"""What follows from a wrong line is carried, however the line goes on from it."""

import pytest

from adjoint.audit.verb import check

SQUARES = "f = norm2(A*x - b)^2; A: n x n; x: n; b: n"
NAMED = "u = A*x - b; f = norm2(u)^2; A: n x n; x: n; b: n"
CHAIN = "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2; A3: n x p; W3: p x q; W4: q x r; R: n x r"
FORM = "f = x'*A*x + b'*x; A: n x n symmetric; x: n; b: n"


@pytest.mark.parametrize(
    ("problem", "lines", "verdicts"),
    [
        (SQUARES, ["df = (A*x - b)'*A*dx", "∂f/∂x = A'*(A*x - b)", "∇f = A'*A*x - A'*b"], "wrong carried carried"),
        ("f = sum(x .* x); x: n", ["df = sum(x .* dx)", "∂f/∂x = x"], "wrong carried"),
        ("f = x'*A*x; A: n x n; x: n", ["df = tr(A*dx*x') - x'*A*dx", "∂f/∂x = A'*x - A'*x"], "wrong carried"),
        (NAMED, ["du = A'*dx", "df = 2*u'*du", "df = 2*u'*A'*dx", "∂f/∂x = 2*A*u"], "wrong right carried carried"),
        (
            CHAIN,
            ["dE = W4'*∂E/∂A5 : dA4", "∂E/∂A4 = W4'*∂E/∂A5", "∂E/∂W3 = A3'*W4'*∂E/∂A5"],
            "wrong carried carried",
        ),
        (CHAIN, ["∂E/∂A4 = W4'*(A5 - R)", "∂E/∂W3 = A3'*W4'*(A5 - R)"], "wrong carried"),
        (FORM, ["∂f/∂x = A*x + b", "A*x = -b", "x = -inv(A)*b"], "wrong carried carried"),
    ],
)
def test_consequences(problem: str, lines: list[str], verdicts: str) -> None:
    """A gradient read off, a change put in, a derivative passed on, a solution: all of a line that is wrong."""
    wrt = "W3" if problem is CHAIN else "x"
    assert check(problem, lines, wrt).lines == tuple(verdicts.split())


@pytest.mark.parametrize(
    ("problem", "lines"),
    [
        (SQUARES, ["df = (A*x - b)'*A*dx", "∂f/∂x = A*(A*x - b)"]),
        (NAMED, ["du = A'*dx", "df = 2*u'*A'*dx + u'*dx"]),
        (CHAIN, ["∂E/∂A5 = 2*(A5 - R)", "∂E/∂W3 = 2*A3'*(A5 - R)*W4"]),
        (FORM, ["∂f/∂x = A*x + b", "x = -2*inv(A)*b"]),
    ],
)
def test_a_second_mistake(problem: str, lines: list[str]) -> None:
    """What does not follow from the wrong line either is a mistake of its own, or is left open."""
    wrt = "W3" if problem is CHAIN else "x"
    assert check(problem, lines, wrt).lines[1] in ("wrong", "unreadable")


def test_a_change_that_depends_on_itself() -> None:
    """A wrong change that is told by what changes is believed by nobody, and the judgement comes to its end."""
    problem = "O = P*V; f = L(O); L: scalar function; P: m x n; V: n x p"
    assert check(problem, ["dO = ∂f/∂O", "df = dO"], "V").lines == ("wrong", "wrong")


TRACE = "f = tr(A*X*B*X'); X: n x n; A: n x n; B: n x n"
ENTRIES = [
    r"\frac{\partial f}{\partial X_{kl}} = \sum_{i,q} A_{ik}B_{lq}X_{iq} + \sum_{j,p} A_{kj}X_{jp}B_{pl}",
    "= (AXB^T)_{kl} + (AXB)_{kl}",
]
STACKED = "f = vec(X)'*kron(A,B)*vec(X); X: n x m; A: m x m; B: n x n"


@pytest.mark.parametrize(
    ("problem", "lines", "verdicts"),
    [
        (TRACE, [*ENTRIES, r"\frac{\partial f}{\partial X} = A*X*(B + B')"], "right wrong carried"),
        (TRACE, [*ENTRIES, r"\frac{\partial f}{\partial X} = A*X*(B - B')"], "right wrong wrong"),
        (STACKED, ["f = vec(X)'*vec(A*X*B')", "df/dX = A*X*B' + A'*X*B"], "wrong carried"),
        (STACKED, ["f = vec(X)'*vec(A*X*B')", "df/dX = A*X*B' - A'*X*B"], "wrong wrong"),
        ("f = normF(X); X: m x n", ["d normF(X) = 2*tr(X'*dX)", "df/dX = 2*X"], "wrong carried"),
    ],
)
def test_consequences_in_another_form(problem: str, lines: list[str], verdicts: str) -> None:
    """Entries said of the array, a definition whose shapes do not fit, the change of what is written out."""
    assert check(problem, lines, "X").lines == tuple(verdicts.split())


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        ("f = inv(X); X: n x n", "Df(X)[H] = -inv(X)*H*inv(X)"),
        ("f = 1/2*norm2(A*x - b)^2; A: m x n", "g = A'*(A*x - b)"),
    ],
)
def test_an_answer_with_its_own_name(problem: str, line: str) -> None:
    """The derivative along H, and a gradient that is called g, are the answers."""
    wrt, want = ("X", "differential") if "X" in problem else ("x", "gradient")
    assert check(problem, [line], wrt, want).verdict == "correct"
