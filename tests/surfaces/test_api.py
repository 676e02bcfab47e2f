"""The verbs: one way from a question to a tested derivation."""

import pytest

import adjoint
from adjoint import api
from adjoint.check.verify import Report, Verdict
from adjoint.derive.derivation import Derivation

CHAIN = "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2"


def test_a_result_has_its_parts() -> None:
    """A result shows answer, lines, code, verdict and page."""
    result = adjoint.grad(CHAIN, "W3")
    assert result.answer == "A3'*(A5 - R)*W4'"
    assert result.latex.startswith("A_{3}^{\\top}")
    assert result.lines[0].startswith("dE = ")
    assert result.verified == "exact"
    assert "def gradient(" in result.code.source
    assert result.answer in str(result)


def test_a_result_in_a_notebook() -> None:
    """A notebook gets the page as text, Markdown and LaTeX."""
    bundle = adjoint.grad(CHAIN, "W3")._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown", "text/latex"}
    assert "A_{3}^{\\top}" in bundle["text/markdown"]


def test_problems_built_in_python() -> None:
    """An expression is asked like a text, by the symbol or its name."""
    A, X, B = adjoint.matrix("A", "m", "n"), adjoint.matrix("X", "n", "k"), adjoint.matrix("B", "m", "k")
    loss = adjoint.normF(A @ X - B) ** 2
    assert adjoint.grad(loss, X).answer == adjoint.grad("E = normF(A*X - B)^2", "X").answer
    assert adjoint.grad(loss, "X").answer == adjoint.grad(loss, X).answer


def test_definitions_built_in_python() -> None:
    """`where` gives names to parts, and the answer speaks of them."""
    A3, W3, W4 = adjoint.matrix("A3", "n", "p"), adjoint.matrix("W3", "p", "q"), adjoint.matrix("W4", "q", "r")
    A4, A5, R = adjoint.matrix("A4", "n", "q"), adjoint.matrix("A5", "n", "r"), adjoint.matrix("R", "n", "r")
    where = {A4: A3 @ W3, A5: A4 @ W4}
    assert adjoint.grad(adjoint.normF(A5 - R) ** 2 / 2, W3, where=where).answer == "A3'*(A5 - R)*W4'"


def test_facts_and_unknown_functions_built_in_python() -> None:
    """Facts of symbols and unknown functions come through."""
    S, x = adjoint.matrix("S", "n", "n", "symmetric"), adjoint.vector("x", "n")
    assert adjoint.grad(x.T @ S @ x, x).answer == "2*S*x"
    W, L = adjoint.matrix("W", "m", "n"), adjoint.function("L")
    assert adjoint.grad(L(W @ x), W).answer == "D(L, W*x)*x'"
    with pytest.raises(adjoint.ShapeError, match="symetric"):
        adjoint.matrix("S", "n", "n", "symetric")


def test_declarations_beside_a_text() -> None:
    """`declare` gives shapes and properties by name."""
    declare = {"A": adjoint.Declaration(("n", "n"), ("symmetric",)), "x": adjoint.Declaration(("n",))}
    assert adjoint.grad("f = x'*A*x", "x", declare=declare).answer == "2*A*x"


def test_other_wants() -> None:
    """The other verbs ask for what their name says."""
    assert adjoint.hessian("f = x'*A*x; A: n x n symmetric; x: n", "x").answer == "2*A"
    assert adjoint.jacobian("y = A*x; A: m x n; x: n", "x").answer == "A"
    assert "dX" in adjoint.differential("f = tr(A*X)", "X").answer
    assert adjoint.derivation("Y = A*X; G: m x k; A: m x n; X: n x k", "X", "vjp", cotangent="G").answer == "A'*G"


def test_held_definitions() -> None:
    """What is held fixed does not follow the variable."""
    assert adjoint.grad("W = X*X'; Y = W*X; f = normF(Y)^2; X: D x N", "X", hold=["W"]).answer == "2*W*Y"


@pytest.mark.parametrize("status", ["false", "undecided"])
def test_nothing_unverified_is_shown(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    """One line that is not confirmed, and there is no result."""

    def doubt(derivation: Derivation) -> Report:
        verdict = Verdict(status, "as the test wants it", 0)  # type: ignore[arg-type]
        return Report(tuple(verdict for _ in derivation.lines), tuple(verdict for _ in derivation.answers))

    monkeypatch.setattr(api, "verify", doubt)
    with pytest.raises(api.Unverified, match="could not be verified") as caught:
        adjoint.grad(CHAIN, "W3")
    assert caught.value.kind == "unsupported"


def test_the_lawbook() -> None:
    """A chapter can be asked for by a word of its title."""
    book = adjoint.lawbook()
    with pytest.raises(adjoint.UnknownName, match="no chapter"):
        adjoint.lawbook("no such chapter")
    assert adjoint.lawbook(book.splitlines()[0]) in book
