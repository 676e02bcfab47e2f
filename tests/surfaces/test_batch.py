"""The batch: one line out for each line in, whatever the line."""

import io
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from adjoint import batch, clock, cli

GOOD = {"id": "q", "op": "derive", "problem": "E = normF(A*X - B)^2", "wrt": "X"}


def replies(requests: Sequence[object], limit: float = 10.0) -> list[Any]:
    lines = [request if isinstance(request, bytes) else json.dumps(request).encode() for request in requests]
    return [json.loads(line) for line in batch.answers(lines, limit)]


def kind(request: object, limit: float = 10.0) -> str:
    (reply,) = replies([request], limit)
    assert (reply["ok"], reply["schema"]) == (False, 1)
    assert set(reply["error"]) == {"kind", "message", "position", "hint"}
    return str(reply["error"]["kind"])


def test_a_reply_has_every_part() -> None:
    """A reply has the fields of the schema, and its code runs on the names that it lists."""
    (reply,) = replies([GOOD])
    assert (reply["id"], reply["ok"], reply["schema"]) == ("q", True, 1)
    assert set(reply) == {
        "id", "ok", "schema", "read_as", "answer", "alternatives", "assumptions", "conditions", "lines", "verified",
        "code", "seconds",
    }  # fmt: skip
    assert reply["answer"]["text"] == "2*A'*(A*X - B)"
    assert reply["verified"]["status"] == "exact"
    assert {line["verified"] for line in reply["lines"]} == {"exact"}
    assert sorted(reply["code"]["args"]) == ["A", "B", "X"]
    module: dict[str, Any] = {}
    exec(reply["code"]["numpy"], module)
    assert callable(module[reply["code"]["entry"]])


def test_replies_come_in_order_and_bad_lines_do_not_end_the_run() -> None:
    """Each line gets its own reply under its own id, and blank lines none."""
    found = replies([GOOD, b"{not json", b"\n", b"\xff\xfe", {"id": 7, "op": "dance"}, {**GOOD, "id": [1, "b"]}])
    assert [reply["id"] for reply in found] == ["q", None, None, 7, [1, "b"]]
    assert [reply["ok"] for reply in found] == [True, False, False, False, True]


def value_of(reply: Any, **arrays: Any) -> Any:
    module: dict[str, Any] = {}
    exec(reply["code"]["numpy"], module)
    return module[reply["code"]["entry"]](*(arrays[name] for name in reply["code"]["args"]))


def test_a_list_of_one_name_gives_a_list_of_one_answer() -> None:
    """What is asked for as a list comes as a list, and as a tuple from the code."""
    (reply,) = replies([{**GOOD, "wrt": ["X"]}])
    assert [answer["text"] for answer in reply["answer"]] == ["2*A'*(A*X - B)"]
    found = value_of(reply, A=np.eye(2), X=np.ones((2, 3)), B=np.zeros((2, 3)))
    assert isinstance(found, tuple)
    np.testing.assert_array_equal(found[0], np.full((2, 3), 2))


@pytest.mark.parametrize(("shape", "given"), [([1, "n"], (1, 3)), (["n", 1], (3, 1)), (["n"], (3,))])
def test_a_matrix_with_one_row_or_column_stays_one(shape: list[int | str], given: tuple[int, ...]) -> None:
    """A variable declared with two axes has a gradient with two axes, although one has the length one."""
    (reply,) = replies([{**GOOD, "problem": "f = sum(x.^2)", "declare": {"x": {"shape": shape}}, "wrt": "x"}])
    assert reply["answer"]["shape"] == [str(size) for size in shape]
    np.testing.assert_array_equal(value_of(reply, x=np.ones(given)), np.full(given, 2))


@pytest.mark.parametrize(
    "request_",
    [
        [1, 2],
        3,
        None,
        {"problem": "E = x'*x", "wrt": "x"},
        {"op": "derive", "wrt": "x"},
        {"op": "derive", "problem": "E = x'*x"},
        {"op": "derive", "problem": 5, "wrt": "x"},
        {**GOOD, "want": "everything"},
        {**GOOD, "declare": {"X": {"shape": "n"}}},
        {**GOOD, "structure": "spare"},
        {"op": ["derive"]},
    ],
)
def test_requests_that_do_not_fit_the_schema(request_: object) -> None:
    """What is no request is an error of kind `syntax`, with the id where there is one."""
    assert kind(request_) == "syntax"


def test_null_is_left_out() -> None:
    """A field that is null counts as not given."""
    (reply,) = replies([{**GOOD, "structure": None, "cotangent": None, "hold": None, "declare": None}])
    assert reply["ok"]


def test_lines_are_checked() -> None:
    """`op: check` judges lines, names the first wrong one with its kind, and gives the right line."""
    (reply,) = replies([{"id": "c", "op": "check", "problem": "E = x'*x; x: n", "wrt": "x", "lines": ["dE = x : dx"]}])
    assert (reply["ok"], reply["verdict"], reply["first_wrong"]) == (True, "wrong", 0)
    assert reply["diagnosis"]["kind"] == "lost-factor"
    assert reply["corrected"]["text"] == "dE = 2*x : dx"


def test_errors_of_the_problem_keep_kind_and_position() -> None:
    """An error of the problem is handed through with its place."""
    (reply,) = replies([{**GOOD, "problem": "E = tr(A*"}])
    assert reply["error"]["kind"] == "syntax"
    assert isinstance(reply["error"]["position"], int)
    assert kind({**GOOD, "wrt": "Q"}) == "unknown-name"


def test_the_time_limit_strikes_one_request_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request over the limit is `too-large`, even where an alarm is swallowed, and the next is answered."""
    derivation = batch.derivation

    def slow(problem: str, *arguments: Any, **options: Any) -> Any:
        swallowed = False
        while problem == "slow":
            try:
                time.sleep(0.01)
            except BaseException:
                if swallowed:
                    raise
                swallowed = True
        return derivation(problem, *arguments, **options)

    monkeypatch.setattr(batch, "derivation", slow)
    monkeypatch.setattr(clock, "RING_AGAIN", 0.05)
    begin = time.perf_counter()
    assert kind({**GOOD, "problem": "slow"}, limit=0.1) == "too-large"
    assert time.perf_counter() - begin < 5
    assert replies([GOOD])[0]["ok"]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [(ZeroDivisionError("x"), "unsupported"), (RecursionError(), "too-large"), (MemoryError(), "too-large")],
)
def test_faults_become_error_lines(monkeypatch: pytest.MonkeyPatch, problem: Exception, expected: str) -> None:
    """No fault of ours ends the run or shows a traceback."""

    def fault(*arguments: Any, **options: Any) -> Any:
        raise problem

    monkeypatch.setattr(batch, "derivation", fault)
    assert kind(GOOD) == expected


def test_the_command_exits_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """`adjoint batch` exits with 0 when every line was read, whatever its verdict."""
    stream = io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode() + b"\nnonsense"))
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    assert cli.main(["batch"]) == 0
    written = sys.stdout.buffer
    assert isinstance(written, io.BytesIO)
    assert [json.loads(line)["ok"] for line in written.getvalue().splitlines()] == [True, False]


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is said, with status 2."""
    assert cli.main(["batch", "no/such/file"]) == 2
    assert "no/such/file" in capsys.readouterr().err
