"""Many problems, one process: JSON Lines in, one JSON line out for each, in order and at once.

No input ends the run: what cannot be answered gets an error line of its own (see docs/schema.md).
"""

import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from adjoint.api import check, derivation
from adjoint.clock import within
from adjoint.derive.problem import Narrative, Structure, Want
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.post.verb import check_post
from adjoint.read.problem import Declaration
from adjoint.render.document import SCHEMA

ANSWERED, UNREADABLE = 0, 2


class Declared(msgspec.Struct):
    """What a request declares of one name."""

    shape: list[str | int] | None = None
    props: list[str] = []


class Derive(msgspec.Struct):
    """A request with `"op": "derive"`."""

    problem: str
    wrt: str | list[str]
    want: Want = "gradient"
    by: Narrative = "differential"
    declare: dict[str, Declared] = {}
    hold: list[str] = []
    structure: Structure | None = None
    cotangent: str | None = None


def batch_command(file: Path | None, limit: float) -> int:
    """Answers the requests of a file, or of standard input; `limit` is in seconds."""
    try:
        lines = sys.stdin.buffer if file is None else file.open("rb")
    except OSError as problem:
        print(f"adjoint batch: {problem}", file=sys.stderr)
        return UNREADABLE
    with lines:
        for line in answers(lines, limit):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    return ANSWERED


class Lines(msgspec.Struct):
    """A request with `"op": "check"`."""

    problem: str
    wrt: str | list[str]
    lines: list[str]
    want: Want = "gradient"
    declare: dict[str, Declared] = {}
    hold: list[str] = []
    cotangent: str | None = None
    statement: str = ""


class Post(msgspec.Struct):
    """A request with `"op": "check"` for a post, from which problem and lines are taken."""

    post: str
    problem: str | None = None
    wrt: str | list[str] | None = None


def answers(lines: Iterable[bytes], limit: float) -> Iterator[bytes]:
    """One reply for each line that is not blank, each as soon as it is ready."""
    for line in lines:
        if line.strip():
            yield msgspec.json.encode(answer(line, limit)) + b"\n"


def answer(line: bytes, limit: float) -> dict[str, Any]:
    """The reply to one request; `limit` is in seconds."""
    name: object = None
    try:
        request = _decode(line)
        name = request.get("id")
        begin = time.perf_counter()
        body = within(limit, partial(_carry_out, request))
        return {"id": name, "ok": True, "schema": SCHEMA, **body, "seconds": round(time.perf_counter() - begin, 4)}
    except AdjointError as problem:
        return {"id": name, "ok": False, "schema": SCHEMA, "error": _said(problem)}


def _decode(line: bytes) -> dict[str, Any]:
    try:
        request = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SyntaxProblem(f"the line is not JSON: {problem}", hint="one JSON object a line") from None
    if not isinstance(request, dict):
        raise SyntaxProblem("the line is JSON, but not an object", hint='such as {"op": "derive", ...}')
    return {key: value for key, value in request.items() if value is not None}


def _carry_out(request: dict[str, Any]) -> dict[str, Any]:
    op = request.get("op")
    if op == "derive":
        return _derive(request)
    if op == "check":
        return _check(request)
    raise SyntaxProblem(f"there is no operation {op!r}", hint="`derive` and `check` are the two")


def _derive(request: dict[str, Any]) -> dict[str, Any]:
    try:
        asked = msgspec.convert(request, Derive)
    except msgspec.ValidationError as problem:
        raise SyntaxProblem(f"the request does not fit the schema: {problem}", hint="see docs/schema.md") from None
    result = derivation(
        asked.problem,
        asked.wrt,
        asked.want,
        by=asked.by,
        declare={name: _declaration(said) for name, said in asked.declare.items()},
        hold=asked.hold,
        structure=asked.structure,
        cotangent=asked.cotangent,
    )
    return result.reply()


def _check(request: dict[str, Any]) -> dict[str, Any]:
    if "post" in request:
        return _check_post(request)
    try:
        asked = msgspec.convert(request, Lines)
    except msgspec.ValidationError as problem:
        raise SyntaxProblem(f"the request does not fit the schema: {problem}", hint="see docs/schema.md") from None
    declare = {name: _declaration(said) for name, said in asked.declare.items()}
    found = check(
        asked.problem,
        asked.lines,
        asked.wrt,
        asked.want,
        declare=declare,
        hold=asked.hold,
        cotangent=asked.cotangent,
        statement=asked.statement,
    )
    return found.document


def _check_post(request: dict[str, Any]) -> dict[str, Any]:
    try:
        asked = msgspec.convert(request, Post)
    except msgspec.ValidationError as problem:
        raise SyntaxProblem(f"the request does not fit the schema: {problem}", hint="see docs/schema.md") from None
    return check_post(asked.post, asked.problem, asked.wrt).document


def _declaration(said: Declared) -> Declaration:
    return Declaration(None if said.shape is None else tuple(said.shape), tuple(said.props))


def _said(error: AdjointError) -> dict[str, Any]:
    return {"kind": error.kind, "message": error.message, "position": error.position, "hint": error.hint}
