"""The command line: its commands and options. What a command does is loaded when it is called.

Exit status: 0 answered, 2 an error in what was asked; what else there is, the module of the command says.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from adjoint import __version__
from adjoint.derive.problem import Narrative, Structure, Want

LIMIT, LIMIT_OF_A_REQUEST = 60.0, 10.0
Adder = Callable[..., argparse.Action]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        given = vars(_parser().parse_args([_protected(word) for word in words]))
    except SystemExit as stop:
        return int(stop.code or 0)
    module, function = given.pop("run").split(":")
    try:
        status: int = _loaded(module, function)(**given)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _loaded(module: str, function: str) -> Callable[..., int]:
    """A function of a module, which is loaded; what loading makes is kept, so nobody need look for garbage in it."""
    gc.disable()
    try:
        found: Callable[..., int] = getattr(import_module(module), function)
    finally:
        gc.enable()
    gc.freeze()
    return found


def _protected(word: str) -> str:
    """A word that starts with a minus and is no option, as in `-x'*x`, made one that argparse leaves alone."""
    is_formula = word.startswith("-") and not word.startswith("--") and word not in ("-", "-h")
    return f" {word}" if is_formula else word


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adjoint", description="Matrix calculus with its reasons: the derivative, why, and that it is so."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_derive, _add_check, _add_hint, _add_laws, _add_explain, _add_batch):
        add(commands)
    return parser


def _command(commands: "Commands", name: str, run: str, summary: str) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    added.set_defaults(run=f"adjoint.{run}")
    return added


def _add_derive(commands: "Commands") -> None:
    summary = "Derive, line by line, with the law of each line and its test."
    add = _command(commands, "derive", "printing:derive_command", summary).add_argument
    add("problem", metavar="PROBLEM", help='such as "E = normF(A*X - B)^2"; `-` reads it from standard input')
    add("--wrt", metavar="NAME", required=True, action="append", help="differentiate by it; `W,b` for several at once")
    add("--want", choices=get_args(Want), default="gradient", help="what is wanted of the last statement")
    add(
        "--by",
        choices=get_args(Narrative),
        default="differential",
        help="how the derivation argues: with differentials, in index notation, or with tensors",
    )
    layouts = ("gradient", "numerator", "denominator", "vec")
    add("--layout", choices=layouts, default="gradient", help="another layout of the answer, shown beside it")
    _add_declare(add)
    add("--hold", metavar="NAME", default=[], action="append", help="definitions that are held fixed, as `W,Y`")
    add(
        "--structure",
        choices=get_args(Structure),
        help="for a structured variable: the gradient inside its space, or by its independent entries",
    )
    add("--cotangent", metavar="NAME", help="the declared array that `--want vjp` applies the adjoint to")
    add("--format", choices=("text", "latex", "markdown", "json"), default="text", help="how it is written")
    add("--code", choices=("numpy", "jax"), help="print the function that computes the answer, and no derivation")
    _add_looks(add)
    _add_limit(add, LIMIT)


def _add_check(commands: "Commands") -> None:
    summary = "Judge the lines of a derivation, and explain the first that is wrong."
    add = _add_derivation(_command(commands, "check", "checking:check_command", summary))
    add("--statement", default="", help="the problem as the person stated it, from which names are taken")
    add("--format", choices=("text", "json"), default="text", help="how the findings are written")


def _add_hint(commands: "Commands") -> None:
    summary = "Say which law comes next after the last line that holds, and not the line."
    _add_derivation(_command(commands, "hint", "checking:hint_command", summary))


def _add_derivation(parser: argparse.ArgumentParser) -> Adder:
    add = parser.add_argument
    add(
        "file",
        metavar="FILE",
        help="a text: the problem, an empty line, then a line each; or a pasted post, from which problem and lines are"
        " taken. `-` reads standard input. With --problem all of it is lines",
    )
    add("--problem", help="the problem, where the file does not start with it")
    add("--wrt", metavar="NAME", help="else a line `by X` of the file, or what the last line differentiates by")
    add("--want", choices=get_args(Want), help="what the derivation is to find, else what its lines and shapes tell")
    _add_declare(add)
    _add_limit(add, LIMIT)
    return add


def _add_laws(commands: "Commands") -> None:
    add = _command(commands, "laws", "printing:laws_command", "Print the book of laws.").add_argument
    add("chapter", metavar="WORD", nargs="?", default="", help="only the chapters whose title holds this word")
    _add_looks(add)


def _add_explain(commands: "Commands") -> None:
    summary = "Explain a kind of error, with an example that fails and the same one mended."
    add = _command(commands, "explain", "printing:explain_command", summary).add_argument
    add("kind", metavar="KIND", help="as an error names it: `shape`, `unknown-name`, ...")


def _add_batch(commands: "Commands") -> None:
    summary = "Answer many problems: JSON Lines in, one JSON line out for each (docs/schema.md)."
    add = _command(commands, "batch", "batch:batch_command", summary).add_argument
    add("file", metavar="FILE", nargs="?", type=Path, help="the requests; standard input where left out")
    _add_limit(add, LIMIT_OF_A_REQUEST)


def _add_declare(add: Adder) -> None:
    add("--declare", metavar="TEXT", default=[], action="append", help='such as "X: n x d symmetric"; may be repeated')


def _add_looks(add: Adder) -> None:
    add("--ascii", action="store_true", help="write with plain ASCII letters only")
    add("--colour", choices=("auto", "always", "never"), default="auto", help="colour in the terminal")


def _add_limit(add: Adder, default: float) -> None:
    what = f"seconds that an answer may take; {default:g} where left out"
    add("--limit", metavar="SECONDS", type=_seconds, default=default, help=what)


def _seconds(text: str) -> float:
    """A time limit that a clock can keep."""
    seconds = float(text)
    if not 0 < seconds < 10**8:
        raise argparse.ArgumentTypeError(f"{text} is no time in seconds")
    return seconds
