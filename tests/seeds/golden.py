"""Writes the page of every seed question anew: `make golden`, and then read what changed."""

import contextlib
import io
import shlex
from pathlib import Path

from adjoint import cli

PROMPT = "$ adjoint "
HERE = Path(__file__).parent
PAGES = sorted(HERE.glob("*.txt"))


def command(text: str) -> list[str]:
    """The arguments of the command in the first line."""
    first = text.partition("\n")[0]
    if not first.startswith(PROMPT):
        raise ValueError(f"`{first}` is not a command")
    return shlex.split(first.removeprefix(PROMPT))


def printed(arguments: list[str]) -> str:
    """What the command prints, run beside the pages; a check may find something false."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.chdir(HERE):
        status = cli.main(arguments)
    if status != 0 and (arguments[0], status) != ("check", 1):
        raise ValueError(f"{arguments} ended with status {status}")
    return out.getvalue()


def main() -> None:
    """Rewrites every file below its first line."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.partition("\n")[0] + "\n" + printed(command(text)), encoding="utf-8")


if __name__ == "__main__":
    main()
