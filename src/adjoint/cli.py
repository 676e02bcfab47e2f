"""The command line. Exit status: 0 answered, 2 an error in what was asked, 3 found but not verified."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from adjoint import __version__
from adjoint.api import Result, Unverified, derivation, lawbook
from adjoint.derive.problem import Narrative, Structure, Want
from adjoint.errors import AdjointError, Unsupported
from adjoint.explain import explain
from adjoint.read.complaint import complain
from adjoint.render.document import SCHEMA

ANSWERED, REFUSED, UNVERIFIED = 0, 2, 3

Colour = Literal["auto", "always", "never"]
Format = Literal["text", "latex", "markdown", "json"]
Layout = Literal["gradient", "numerator", "denominator", "vec"]

app = App(
    name="adjoint",
    help="Matrix calculus with its reasons: the derivative, why, and that it is so.",
    version=__version__,
    default_parameter=Parameter(negative=""),
)


@app.command(name="derive")
def derive_command(
    problem: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    wrt: list[str],
    want: Want = "gradient",
    by: Narrative = "differential",
    layout: Layout = "gradient",
    declare: list[str] | None = None,
    hold: list[str] | None = None,
    structure: Structure | None = None,
    cotangent: str | None = None,
    format: Format = "text",
    code: Literal["numpy"] | None = None,
    ascii: bool = False,
    colour: Colour = "auto",
) -> int:
    """Derive, line by line, with the law of each line and its test.

    Parameters
    ----------
    problem
        The problem, such as "E = normF(A*X - B)^2"; `-` reads it from standard input.
    wrt
        The variable or definition to differentiate by; `--wrt W,b` for several gradients at once.
    want
        What is wanted of the last statement.
    by
        How the derivation argues: with differentials, in index notation, or with tensors.
    layout
        Another layout of the answer, shown beside it.
    declare
        A declaration, such as "X: n x d symmetric"; may be repeated.
    hold
        Definitions that are held fixed, as `--hold W,Y`.
    structure
        For a structured variable: the gradient inside its space, or by its independent entries.
    cotangent
        The declared array that `--want vjp` applies the adjoint to.
    format
        How the derivation is written.
    code
        Print the function that computes the answer, instead of the derivation.
    ascii
        Write with plain ASCII letters only.
    colour
        Colour in the terminal.
    """
    names = _names(wrt)
    text = "\n".join([sys.stdin.read() if problem == "-" else problem, *(declare or [])])
    try:
        result = derivation(
            text,
            names[0] if len(names) == 1 else names,
            want,
            by=by,
            hold=_names(hold or ()),
            structure=structure,
            cotangent=cotangent,
        )
        print(result.code.source if code else _written(result, format, layout, _plain(ascii), _coloured(colour)))
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


app.command(  # loaded when it is called, so that the others start sooner
    "adjoint.batch:batch_command", name="batch", help="Answer many problems: JSON Lines in, one JSON line out for each."
)


app.command("adjoint.checking:check_command", name="check", help="Find the first wrong line of a derivation.")
app.command("adjoint.checking:hint_command", name="hint", help="Name the next law to use, and not the line.")


@app.command(name="laws")
def laws_command(chapter: str = "", /, *, ascii: bool = False, colour: Colour = "auto") -> int:
    """Print the book of laws.

    Parameters
    ----------
    chapter
        Only the chapters whose title holds this word.
    ascii
        Write with plain ASCII letters only.
    colour
        Colour in the terminal.
    """
    return _printed(lambda: lawbook(chapter, colour=_coloured(colour), ascii=_plain(ascii), width=_width()))


@app.command(name="explain")
def explain_command(kind: str, /) -> int:
    """Explain a kind of error, with an example that fails and the same one mended.

    Parameters
    ----------
    kind
        The kind, as an error names it: `shape`, `unknown-name`, ...
    """
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    try:
        status = app(arguments, exit_on_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError:
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    return status if isinstance(status, int) else ANSWERED
