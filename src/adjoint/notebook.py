"""A cell magic for notebooks: the cell is the problem, the line says by what.

    %load_ext adjoint.notebook

    %%derive W3
    A4 = A3*W3; A5 = A4*W4
    E = 1/2*normF(A5 - R)^2

Behind the names may stand what is wanted: `%%derive X hessian`. The result is shown typeset, as any
`Result` is.
"""

from collections.abc import Callable
from typing import Protocol, get_args

from adjoint.api import Result, derivation
from adjoint.derive.problem import Want
from adjoint.errors import UnknownName

WANTS: dict[str, Want] = {want: want for want in get_args(Want)}


class Shell(Protocol):
    """What this module needs of an interactive shell."""

    def register_magic_function(
        self, func: Callable[[str, str], object], magic_kind: str, magic_name: str
    ) -> None:
        """Makes `func(line, cell)` a magic."""


def derive_cell(line: str, cell: str) -> Result:
    """The derivation of the problem in `cell` by the names in `line`."""
    words = line.split()
    want: Want = WANTS[words.pop()] if words and words[-1] in WANTS else "gradient"
    if not words:
        raise UnknownName("`%%derive` names no variable", hint="`%%derive W` derives by `W`")
    return derivation(cell, words[0] if len(words) == 1 else words, want)


def load_ipython_extension(shell: Shell) -> None:
    """What `%load_ext` calls."""
    shell.register_magic_function(derive_cell, "cell", "derive")
