"""`adjoint derive`, `adjoint laws` and `adjoint explain`.

Exit status: 0 answered, 2 an error in what was asked, 3 found but not verified.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Literal

from adjoint.api import Library, Result, Unverified, derivation, lawbook
from adjoint.clock import within
from adjoint.derive.problem import Narrative, Structure, Want
from adjoint.errors import AdjointError, Unsupported
from adjoint.explain import explain
from adjoint.read.tree.complaint import complain
from adjoint.render.document import SCHEMA

ANSWERED, REFUSED, UNVERIFIED = 0, 2, 3

Colour = Literal["auto", "always", "never"]
Format = Literal["text", "latex", "markdown", "json"]
Layout = Literal["gradient", "numerator", "denominator", "vec"]


def derive_command(
    problem: str,
    wrt: Sequence[str],
    want: Want,
    by: Narrative,
    layout: Layout,
    declare: Sequence[str],
    hold: Sequence[str],
    structure: Structure | None,
    cotangent: str | None,
    format: Format,
    code: Library | None,
    ascii: bool,
    colour: Colour,
    limit: float,
) -> int:
    """Prints a tested derivation, or the code of its answer; `limit` is in seconds."""
    names = _names(wrt)
    text = "\n".join([sys.stdin.read() if problem == "-" else problem, *declare])

    def answered() -> str:
        result = derivation(
            text,
            names[0] if len(names) == 1 else names,
            want,
            by=by,
            hold=_names(hold),
            structure=structure,
            cotangent=cotangent,
        )
        if code:
            return result.code_in(code).source
        return _written(result, format, layout, _plain(ascii), _coloured(colour))

    try:
        print(within(limit, answered))
    except AdjointError as error:
        print(complain(error, text), file=sys.stderr)
        return UNVERIFIED if isinstance(error, Unverified) else REFUSED
    return ANSWERED


def _names(given: Sequence[str]) -> list[str]:
    return [name for entry in given for name in entry.replace(",", " ").split()]


def _written(result: Result, format: Format, layout: Layout, ascii: bool, colour: bool) -> str:
    if format == "json":
        return json.dumps({"ok": True, "schema": SCHEMA, **result.reply()}, ensure_ascii=False, indent=2)
    if format == "markdown":
        return result.markdown()
    if format == "latex":
        return result.latex_page()
    views = [view for view in result.views if layout in view.what] if layout != "gradient" else []
    if layout != "gradient" and not views:
        raise Unsupported(f"this answer has no form in the layout `{layout}`", hint="leave `--layout` out")
    return result.page(views=views, colour=colour, ascii=ascii, width=_width())


def laws_command(chapter: str, ascii: bool, colour: Colour) -> int:
    """Prints the book of laws, or the chapters whose title holds a word."""
    return _printed(lambda: lawbook(chapter, colour=_coloured(colour), ascii=_plain(ascii), width=_width()))


def explain_command(kind: str) -> int:
    """Prints what a kind of error means."""
    return _printed(lambda: explain(kind))


def _printed(text: Callable[[], str]) -> int:
    try:
        print(text())
    except AdjointError as error:
        print(complain(error, ""), file=sys.stderr)
        return REFUSED
    return ANSWERED


def _plain(ascii: bool) -> bool:
    return ascii or not (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def _coloured(colour: Colour) -> bool:
    if colour == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return colour == "always"


def _width() -> int:
    return max(60, min(100, shutil.get_terminal_size().columns)) if sys.stdout.isatty() else 80
