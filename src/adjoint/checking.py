"""`adjoint check` and `adjoint hint`. Exit status: 0 all lines hold, 1 one is false, 2 misuse, 3 not decided."""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from adjoint.audit.verb import Check, check
from adjoint.derive.problem import Want
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.read.complaint import complain
from adjoint.render.document import SCHEMA

HOLDS, FALSE, MISUSE, UNDECIDED = 0, 1, 2, 3
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]", re.DOTALL)
_BY = re.compile(r"^\s*(?:wrt|by)\s*:?\s+(\S+)\s*$", re.IGNORECASE)
_BELOW = re.compile(r"(?:\\partial|∂|\bd|\\mathrm\{?d\}?)\s*([A-Za-z]\w*)\s*(?:_\{?(\w+)\}?)?\s*\}?\s*=")


def check_command(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    problem: str | None = None,
    wrt: str | None = None,
    want: Want = "gradient",
    declare: list[str] | None = None,
    statement: str = "",
    format: Literal["text", "json"] = "text",
) -> int:
    """Judge the lines of a derivation, and explain the first that is wrong.

    Parameters
    ----------
    file
        A text: the problem, an empty line, then a line each; `-` reads standard input. With `--problem` all
        of it is lines, and of a post with dollar signs its formulas.
    problem
        The problem, where the file does not start with it.
    wrt
        The variable; else a line `by X` of the file, or what the last line differentiates by.
    want
        What the derivation is to find.
    declare
        A declaration, such as "X: n x d symmetric"; may be repeated.
    statement
        The problem as the person stated it, from which names are taken.
    format
        How the findings are written.
    """
    try:
        found = _checked(file, problem, wrt, want, declare or [], statement)
    except (AdjointError, OSError) as error:
        print(complain(error, "") if isinstance(error, AdjointError) else f"adjoint check: {error}", file=sys.stderr)
        return MISUSE
    if format == "json":
        print(json.dumps({"ok": True, "schema": SCHEMA, **found.document}, ensure_ascii=False, indent=2))
    else:
        print(found)
    return _status(found)


def hint_command(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    problem: str | None = None,
    wrt: str | None = None,
    want: Want = "gradient",
    declare: list[str] | None = None,
) -> int:
    """Say which law comes next after the last line that holds, and not the line.

    Parameters
    ----------
    file
        As for `adjoint check`.
    problem
        The problem, where the file does not start with it.
    wrt
        The variable.
    want
        What the derivation is to find.
    declare
        A declaration, such as "X: n x d symmetric"; may be repeated.
    """
    try:
        print(_checked(file, problem, wrt, want, declare or [], "").hint)
    except (AdjointError, OSError) as error:
        print(complain(error, "") if isinstance(error, AdjointError) else f"adjoint hint: {error}", file=sys.stderr)
        return MISUSE
    return HOLDS


def _status(found: Check) -> int:
    if found.first_wrong is not None:
        return FALSE
    undecided = found.verdict == "unreadable" or "unreadable" in found.lines
    return UNDECIDED if undecided else HOLDS


def _checked(
    file: str, problem: str | None, wrt: str | None, want: Want, declare: Sequence[str], statement: str
) -> Check:
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    stated, lines, by = taken_apart(text, problem)
    name = wrt or by
    if name is None:
        raise SyntaxProblem("the variable is not named", hint="`--wrt X`, or a line `by X` after the problem")
    return check("\n".join([stated, *declare]), lines, name, want, statement=statement)


def taken_apart(text: str, problem: str | None) -> tuple[str, list[str], str | None]:
    """The problem, the lines, and the variable where the text names it."""
    if problem is None:
        blocks = re.split(r"\n\s*\n", text.strip(), maxsplit=1)
        if len(blocks) < 2:
            raise SyntaxProblem(
                "no lines after the problem", hint="an empty line stands between the problem and the derivation"
            )
        problem, text = blocks
    named = [match.group(1) for row in (*problem.splitlines(), *text.splitlines()) if (match := _BY.match(row))]
    stated = "\n".join(row for row in problem.splitlines() if not _BY.match(row))
    rows = [row.strip() for row in text.splitlines() if row.strip() and not _BY.match(row)]
    if "$" in text:
        rows = [next(part for part in match.groups() if part).strip() for match in _FORMULA.finditer(text)]
    below = [match for row in rows for match in _BELOW.finditer(row)]
    last = (below[-1].group(1) + (below[-1].group(2) or "")) if below else None
    return stated, rows, named[0] if named else last
