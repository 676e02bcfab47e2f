"""`adjoint check` and `adjoint hint`. Exit status: 0 all lines hold, 1 one is false, 2 misuse, 3 not decided."""

import json
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from adjoint.audit.verb import Check, check
from adjoint.clock import within
from adjoint.derive.problem import Want
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.post.verb import BY, LABEL, PostCheck, check_post, is_post
from adjoint.read.problem import read_problem
from adjoint.read.tree.complaint import complain
from adjoint.render.document import SCHEMA

HOLDS, FALSE, MISUSE, UNDECIDED = 0, 1, 2, 3
_BELOW = re.compile(
    r"(?:/\s*|\}\s*\{\s*)(?:\\partial|∂|d|\\mathrm\s*\{?d\}?)\s*([A-Za-z][A-Za-z0-9]*)(?:_\{?(\w+)\}?)?\s*\}?\s*="
    r"|(?:\\nabla|∇)\s*_\s*\{?([A-Za-z][A-Za-z0-9]*)(?:_\{?(\w+)\}?)?\}?"
)
"""What something is differentiated by on the left side of a line; an index may follow the name."""
_ARGUMENT = (
    r"\\?[A-Za-z]\w*\s*(?:\\left)?\(\s*(?:\\[a-z]+\s*\{?\s*)?([A-Za-z][A-Za-z0-9]*)(?:_\{?(\w+)\}?)?\}?\s*(?:\\right)?\)\s*="
)
_AT = re.compile(rf"(?:\\nabla|∇)\s*{_ARGUMENT}")
_FORMAL = re.compile(rf"^[\s$]*{_ARGUMENT}", re.MULTILINE)
"""The only argument of what is differentiated: in `∇f(x) = ...`, and in the problem `f(x) = ...`."""
_SHAPED = re.compile(
    r"(?:^|;)[ \t]*\\?([A-Za-z]\w*[ \t]*:)[ \t]*(\w+(?:[ \t]+x[ \t]+\w+)?(?:[ \t]+[a-z-]{4,})*)[ \t]*(?=;|$)",
    re.MULTILINE,
)
"""A declaration of the problem language."""
_RATE = re.compile(
    r"[^=]*?(?:\\partial|∂|\\nabla|∇)\s*(?P<second>(?:_\{?\w+\}?\s*)?(?:\^\s*\{?\s*2|²))?[^=]*="
)
"""A line that states a derivative, perhaps the second."""

_BEGINS = re.compile(
    r"[\s$]*(?:=|\\partial|∂|\\nabla|∇|\\frac\s*\{\s*(?:\\partial|∂|d|\\mathrm\s*\{?d)|\\mathrm\s*\{?d\}?\s*\w"
    r"|d\s*\(?[A-Za-z]\w*\)?\s*(?:/|=))"
)
"""A line of a derivation, and not of a problem: it speaks of a change or a derivative, or goes on from another."""


def check_command(
    file: str,
    problem: str | None,
    wrt: str | None,
    want: Want | None,
    declare: Sequence[str],
    statement: str,
    format: Literal["text", "json"],
    limit: float,
) -> int:
    """Prints the verdict on each line of a derivation, and what is wrong with the first that is."""
    try:
        found = within(limit, partial(_checked, _read(file), problem, wrt, want, declare, statement))
    except (AdjointError, OSError) as error:
        print(_complaint("check", file, error), file=sys.stderr)
        return MISUSE
    if format == "json":
        print(json.dumps({"ok": True, "schema": SCHEMA, **found.document}, ensure_ascii=False, indent=2))
    else:
        print(found)
    return _status(found)


def hint_command(
    file: str, problem: str | None, wrt: str | None, want: Want | None, declare: Sequence[str], limit: float
) -> int:
    """Prints the name of the next law to use."""
    try:
        asked = partial(_checked, _read(file), problem, wrt, want, declare, "", started=False)
        print(within(limit, lambda: asked().hint))
    except (AdjointError, OSError) as error:
        print(_complaint("hint", file, error), file=sys.stderr)
        return MISUSE
    return HOLDS


def _complaint(command: str, file: str, error: AdjointError | OSError) -> str:
    """What is wrong, with the row of the problem where that is known."""
    if isinstance(error, OSError):
        return f"adjoint {command}: `{file}`: {(error.strerror or str(error)).lower()}"
    return complain(error, error.source)


def _status(found: Check | PostCheck) -> int:
    if found.verdict == "wrong":
        return FALSE
    undecided = found.verdict == "unreadable" or "unreadable" in found.lines
    return UNDECIDED if undecided else HOLDS


def _checked(
    text: str,
    problem: str | None,
    wrt: str | None,
    want: Want | None,
    declare: Sequence[str],
    statement: str,
    started: bool = True,
) -> Check | PostCheck:
    if not text.strip():
        raise SyntaxProblem(
            "there is nothing to read", hint="the problem, an empty line, then a line each; or a post as it was pasted"
        )
    if is_post(text):
        return check_post(text, problem, wrt, declare)
    try:
        return _plain(text, problem, wrt, want, declare, statement, started)
    except AdjointError as error:
        found = None if problem else _as_post(text, wrt, declare)
        if found is None:
            raise error from None
        return found


def _as_post(text: str, wrt: str | None, declare: Sequence[str]) -> PostCheck | None:
    """What a text says that is no plain problem with lines, if all its formulas are read among their words.

    The shapes that the text declares in the problem language hold.
    """
    declared = [" ".join(match.groups()) for match in _SHAPED.finditer(text)]
    try:
        found = check_post(text, None, wrt, [*declare, *declared])
    except AdjointError:
        return None
    more = len(found.lines) > len(found.proposal.problem.definitions)
    return found if more and not any(part.unread for part in found.parts) else None


def _plain(
    text: str,
    problem: str | None,
    wrt: str | None,
    want: Want | None,
    declare: Sequence[str],
    statement: str,
    started: bool,
) -> Check:
    """The verdict on a problem and lines."""
    stated, lines, by = taken_apart(text, problem, started)
    name = wrt or by
    if name is None:
        raise _unnamed("\n".join([stated, *declare]))
    known = "\n".join([stated, *declare])
    try:
        wanted = _wanted(known, lines)
    except AdjointError as error:
        raise _explained(error, known, name) from None
    return check(known, lines, name, want or wanted, statement=statement)


def _explained(error: AdjointError, known: str, name: str) -> AdjointError:
    """The complaint with the text that it is about, and with a hint at a name that was meant as a product."""
    joined = re.search(rf"(?<![\w\\])[A-Z]{re.escape(name)}(?!\w)", known) if len(name) == 1 else None
    if joined is not None:
        hint = f"`{joined[0]}` is one name here, the product is `{joined[0][0]}*{name}`"
        error = type(error)(error.message, hint=hint, position=error.position, length=error.length)
    error.source = known
    return error


def _wanted(known: str, lines: Sequence[str]) -> Want:
    """What lines are to find: the Hessian where the last derivative of a number is one, the Jacobian of an array.

    Of a matrix it is the differential, unless a derivative is stated.
    """
    problem = read_problem(known, scalar=True)
    stated = [match for row in lines if (match := _RATE.match(row))]
    if not problem.target.is_scalar:
        return "jacobian" if stated or len(problem.axes(problem.target)) < 2 else "differential"
    return "hessian" if stated and stated[-1].group("second") else "gradient"


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SyntaxProblem(f"`{file}` is not text in UTF-8", hint="save it as UTF-8 and try again") from None


def taken_apart(text: str, problem: str | None, started: bool = True) -> tuple[str, list[str], str | None]:
    """The problem, the lines, of which there are some where it is `started`, and the variable if the text names it."""
    if problem is None:
        problem, text = _blocks(text.strip())
        if started and not text.strip():
            raise SyntaxProblem(
                "no lines after the problem", hint="an empty line stands between the problem and the derivation"
            )
    named = [match.group(1) for row in (*problem.splitlines(), *text.splitlines()) if (match := BY.match(row))]
    stated = LABEL.sub("", "\n".join(row for row in problem.splitlines() if not BY.match(row)))
    rows = [row.strip() for row in text.splitlines() if row.strip() and not BY.match(row)]
    return stated, rows, named[0] if named else _differentiated_by(stated, rows)


def _blocks(text: str) -> tuple[str, str]:
    """The problem and the lines: cut at the first empty line, else before the first line that speaks of a change."""
    cut = re.search(r"\n\s*\n", text)
    if cut is not None:
        return text[: cut.start()], text[cut.end() :]
    rows = text.splitlines()
    begin = next((i for i, row in enumerate(rows) if i and _BEGINS.match(row)), len(rows))
    return "\n".join(rows[:begin]), "\n".join(rows[begin:])


def _differentiated_by(stated: str, rows: Sequence[str]) -> str | None:
    """The name of the problem by which the last derivative is taken that the lines state."""
    below = [match for row in rows for match in _BELOW.finditer(row)]
    at = [match for row in rows for match in _AT.finditer(row)]
    for match in (*_FORMAL.finditer(stated), *at, *below)[::-1]:
        stem, index = (*filter(None, match.groups()), "")[:2]
        for word in (stem + index, f"{stem}_{index}", stem):
            alone = rf"(?<![^\W_]){re.escape(word)}(?!\w)"
            if re.search(alone, stated) or (len(word) == 1 and "\\" in stated and word in stated):
                return word
    return None


def _unnamed(stated: str) -> SyntaxProblem:
    """The complaint that the variable is not named, with the names that may be meant."""
    try:
        words = [variable.name for variable in read_problem(stated).variables]
    except AdjointError:
        words = []
    choice = " or ".join(f"`--wrt {word}`" for word in words[:4]) or "`--wrt X`"
    joined = next((word for word in words if re.fullmatch(r"[A-Z][a-z]|[A-Z]{2}", word)), None)
    if joined is not None:
        choice = f"`{joined}` is one name here, the product is `{joined[0]}*{joined[1]}`; {choice}"
    return SyntaxProblem("the variable is not named", hint=f"{choice}, or a line `by {words[-1] if words else 'X'}`")
