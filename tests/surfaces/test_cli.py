"""The command line: what it prints, where, and with which status."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adjoint import __version__, checking, cli, printing
from adjoint.api import Unverified
from adjoint.laws.book import CHAPTERS

CHAIN = "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert cli.main(arguments) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The page shows the answer in the user's names, within 80 columns, without colour where there is no terminal."""
    page = printed(capsys, "derive", CHAIN, "--wrt", "W3")
    assert "A3'*(A5 - R)*W4'" in page
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page


def test_plain_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--ascii` nothing else is written."""
    assert printed(capsys, "derive", CHAIN, "--wrt", "W3", "--ascii").isascii()


def test_colour_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """`--colour always` colours, and changes nothing else."""
    coloured = printed(capsys, "derive", CHAIN, "--wrt", "W3", "--colour", "always")
    assert "\x1b[" in coloured


def test_standard_input_and_declarations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-` reads the problem, and `--declare` adds to it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("f = x'*A*x  # a quadratic form\n"))
    page = printed(capsys, "derive", "-", "--wrt", "x", "--declare", "A: n x n symmetric", "--declare", "x: n")
    assert "2*A*x" in page


def test_json_is_the_reply_of_the_batch(capsys: pytest.CaptureFixture[str]) -> None:
    """`--format json` writes one reply of the schema."""
    reply = json.loads(printed(capsys, "derive", CHAIN, "--wrt", "W3", "--format", "json"))
    assert (reply["ok"], reply["schema"]) == (True, 1)
    assert reply["answer"]["text"] == "A3'*(A5 - R)*W4'"


def test_latex_and_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    """The other formats hold the answer in LaTeX."""
    for written in ("latex", "markdown"):
        assert r"A_{3}^{\top}" in printed(capsys, "derive", CHAIN, "--wrt", "W3", "--format", written)


@pytest.mark.parametrize(("library", "heading"), [("numpy", "import numpy as np"), ("jax", "import jax.numpy as jnp")])
def test_code(capsys: pytest.CaptureFixture[str], library: str, heading: str) -> None:
    """`--code` prints a module for that library and nothing else."""
    source = printed(capsys, "derive", CHAIN, "--wrt", "W3", "--code", library)
    compile(source, "printed", "exec")
    assert source.startswith(heading)
    assert "def gradient(" in source


def test_several_gradients(capsys: pytest.CaptureFixture[str]) -> None:
    """`--wrt` takes several names, in one word or in several."""
    for names in (("--wrt", "W3,W4"), ("--wrt", "W3", "--wrt", "W4")):
        reply = json.loads(printed(capsys, "derive", *names, CHAIN, "--format", "json"))
        assert [answer["text"] for answer in reply["answer"]] == ["A3'*(A5 - R)*W4'", "A4'*(A5 - R)"]


def test_a_problem_that_starts_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    """A leading minus is part of the problem, not an option."""
    assert "-2*x" in printed(capsys, "derive", "-x'*x", "--wrt", "x", "--declare", "x: n")


def test_layouts_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """`--layout` shows the answer in another layout, and says so where there is none."""
    assert "numerator layout" in printed(capsys, "derive", CHAIN, "--wrt", "W3", "--layout", "numerator")
    assert "numerator layout" not in printed(capsys, "derive", CHAIN, "--wrt", "W3")
    assert "layout" in printed(capsys, "derive", "f = a^2", "--wrt", "a", "--layout", "vec", status=2)


def test_a_reader_that_leaves() -> None:
    """A pipe that closes early ends the program quietly."""
    command = f'"{sys.executable}" -m adjoint laws | head -n 1'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_errors_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An error names its kind and quotes the text over a caret, with status 2."""
    error = printed(capsys, "derive", "f = tr(A*X", "--wrt", "X", status=2)
    assert "syntax" in error
    assert "f = tr(A*X" in error
    assert "^" in error


def test_bad_use_is_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    """A command line that does not fit is status 2."""
    assert cli.main(["derive", CHAIN]) == 2
    assert cli.main(["derive", CHAIN, "--wrt", "W3", "--want", "everything"]) == 2


def test_unverified_is_status_three(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer that could not be verified is not printed, and its status is 3."""

    def fail(*arguments: object, **options: object) -> None:
        raise Unverified("line 1 could not be verified")

    monkeypatch.setattr(printing, "derivation", fail)
    assert "could not be verified" in printed(capsys, "derive", CHAIN, "--wrt", "W3", status=3)


def test_the_book_in_print(capsys: pytest.CaptureFixture[str]) -> None:
    """`adjoint laws` prints every law, and a chapter alone where one is named."""
    book = printed(capsys, "laws")
    assert all(word in book for chapter in CHAPTERS for word in chapter.name.split())
    chapter = CHAPTERS[0]
    alone = printed(capsys, "laws", chapter.name)
    assert 0 < len(alone) < len(book)
    assert "no chapter" in printed(capsys, "laws", "no such chapter", status=2)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the version."""
    assert printed(capsys, "--version").strip() == __version__


def test_same_bytes_whatever_the_hash_seed() -> None:
    """Two processes with different hash seeds print the same bytes."""
    command = [sys.executable, "-m", "adjoint", "derive", "f = tr(A*X*B*X') + normF(X - C)^2", "--wrt", "X"]
    pages = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(pages) == 1


@pytest.mark.parametrize("command", ["derive", "check", "hint"])
def test_the_time_limit(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that takes too long ends with an error that says so, and with status 2."""

    def slow(*given: object, **named: object) -> None:
        time.sleep(5)

    monkeypatch.setattr(printing, "derivation", slow)
    monkeypatch.setattr(checking, "check", slow)
    monkeypatch.setattr(sys, "stdin", io.StringIO("f = x'*x\n\ndf = 2*x : dx\n"))
    said = printed(capsys, command, "-", "--wrt", "x", "--limit", "0.1", status=2)
    assert "too-large: no answer within 0.1 seconds" in said


@pytest.mark.parametrize("given", ["0", "-1", "nan", "1e30", "soon"])
def test_limits_that_no_clock_keeps(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that is no time is refused."""
    assert "--limit" in printed(capsys, "derive", "f = x'*x", "--wrt", "x", "--limit", given, status=2)


def test_a_fault_is_an_error(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program is an error as any other, without a traceback."""

    def faulty(*given: object, **named: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(printing, "derivation", faulty)
    assert "internal: KeyError" in printed(capsys, "derive", "f = x'*x", "--wrt", "x", status=2)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ("y = A*x; f = y .* y\nby x\n\ndf = 2*y .* (A*dx)\n∂f/∂x = 2*diag(y)*A", "correct"),
        ("y = A*x; f = y .* y\nby x\n\ndf = 2*y .* dy", "incomplete"),
        ("Y = X*W\nby X\n\ndY = dX*W", "correct"),
        ("f = x'*A*x\nby x\n\n∇²f = A + A'", "correct"),
    ],
)
def test_what_is_wanted_is_told_by_the_lines(
    lines: str, verdict: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file about an array is about its Jacobian or differential, one that ends in a second derivative the Hessian."""
    path = tmp_path / "lines.txt"
    path.write_text(lines, encoding="utf-8")
    assert cli.main(["check", str(path)]) == 0
    assert f"verdict: {verdict}" in capsys.readouterr().out
    assert cli.main(["hint", str(path)]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is nothing to read"),
        (" \n\n", "there is nothing to read"),
        ("f = x'*A*(x\nby x\n\ndf = 3", "f = x'*A*(x\n             ^"),
        ("f = norm2(Ax - b)^2\nA: m x n\nby x\n\ndf = 2*(A*x - b)'*A*dx", "`Ax` is one name"),
        ("I would like to know what went wrong here.", "the post has no formulas"),
    ],
)
@pytest.mark.parametrize("command", ["check", "hint"])
def test_files_without_a_derivation(
    text: str, said: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is empty, broken or only prose is misuse: the complaint quotes the row and says what to do."""
    path = tmp_path / "lines.txt"
    path.write_text(text, encoding="utf-8")
    assert cli.main([command, str(path)]) == 2
    assert said in capsys.readouterr().err
    assert cli.main([command, str(tmp_path / "none.txt")]) == 2
    assert "none.txt`: no such file" in capsys.readouterr().err
