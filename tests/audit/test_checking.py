"""`adjoint check` and `adjoint hint` on the command line."""

from pathlib import Path

import pytest

from adjoint.checking import taken_apart
from adjoint.cli import main
from adjoint.errors import SyntaxProblem

PROBLEM = "f = x'*A*x; A: n x n; x: n\n\n"


@pytest.mark.parametrize(
    ("lines", "status"),
    [("df = (A + A')*x : dx\n∂f/∂x = (A + A')*x", 0), ("df = 2*A*x : dx", 1), ("mumble mumble", 3)],
)
def test_the_exit_status_tells(tmp_path: Path, lines: str, status: int) -> None:
    """0 where all lines hold, 1 where one is false, 3 where nothing is decided."""
    path = tmp_path / "lines.txt"
    path.write_text(PROBLEM + lines, encoding="utf-8")
    assert main(["check", str(path), "--wrt", "x"]) == status


def test_misuse_is_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there, and one without lines, are misuse."""
    path = tmp_path / "problem.txt"
    path.write_text("f = x'*x", encoding="utf-8")
    assert main(["check", str(tmp_path / "none.txt"), "--wrt", "x"]) == 2
    assert main(["check", str(path), "--wrt", "x"]) == 2
    assert "empty line" in capsys.readouterr().err


def test_the_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`adjoint hint` prints one sentence."""
    path = tmp_path / "lines.txt"
    path.write_text(PROBLEM + "df = dx'*A*x + x'*A*dx", encoding="utf-8")
    assert main(["hint", str(path), "--wrt", "x"]) == 0
    assert capsys.readouterr().out.startswith("next: ")


def test_files_are_taken_apart() -> None:
    """The problem stands before the empty line, the variable on a line of its own or in the last derivative."""
    assert taken_apart("f = x'*x\nby x\n\ndf = 2*x : dx", None) == ("f = x'*x", ["df = 2*x : dx"], "x")
    assert taken_apart("df = 2*x : dx\n∂f/∂x = 2*x", "f = x'*x")[2] == "x"
    with pytest.raises(SyntaxProblem):
        taken_apart("f = x'*x", None)


@pytest.mark.parametrize(
    ("first", "second"),
    [("f = x'*x", "df = 2*x : dx"), ("d = A*x - b\nf = d'*d", r"$\frac{\partial f}{\partial x}$ = 0")],
)
def test_the_empty_line_may_be_missing(first: str, second: str) -> None:
    """Without an empty line, the derivation begins where a line speaks of a change or a derivative."""
    assert taken_apart(f"{first}\nby x\n{second}", None) == (first, [second], "x")


def test_sums_in_plain_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no problem of the language, but reads with the words around it, is read so; a Hessian has a word."""
    path = tmp_path / "logistic.txt"
    gradient = "grad f = - sum_i y_i x_i sigma(-y_i w^T x_i) + t w"
    hessian = "hess f = sum_i y_i^2 sigma(y_i w^T x_i) (1 - sigma(y_i w^T x_i)) x_i x_i^T + t I"
    problem = "f(w) = sum_i log(1 + exp(-y_i w^T x_i)) + (t/2) ||w||^2"
    path.write_text(f"{problem}\n\n{gradient}\n{hessian}\n", encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert "verdict: correct" in capsys.readouterr().out


def test_declared_shapes_are_not_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A problem that cannot be read is complained of where it declares shapes that a reading as a post leaves out."""
    path = tmp_path / "diag.txt"
    path.write_text("f = sum(diag(X'*A*X)); X: n x k; A: n x n\n\nby X\ndf = diag(dX'*A*X + X'*A*dX)\ndf/dX = 2*A*X\n")
    assert main(["check", str(path)]) == 2
    assert "diagvec" in capsys.readouterr().err
