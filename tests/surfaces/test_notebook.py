"""The cell magic."""

from collections.abc import Callable

import pytest

from adjoint.errors import UnknownName
from adjoint.notebook import derive_cell, load_ipython_extension

CELL = "A4 = A3*W3; A5 = A4*W4\nE = 1/2*normF(A5 - R)^2\n"


class Shell:
    def __init__(self) -> None:
        self.magics: dict[tuple[str, str], Callable[[str, str], object]] = {}

    def register_magic_function(self, func: Callable[[str, str], object], magic_kind: str, magic_name: str) -> None:
        self.magics[magic_kind, magic_name] = func


def test_the_magic_is_registered() -> None:
    """Loading the extension makes `%%derive` known."""
    shell = Shell()
    load_ipython_extension(shell)
    assert shell.magics == {("cell", "derive"): derive_cell}


def test_the_cell_is_the_problem() -> None:
    """The line names the variables, and what is wanted where it is not the gradient."""
    assert derive_cell("W3", CELL).answer == "A3'*(A5 - R)*W4'"
    assert derive_cell("W3 W4", CELL).answer.splitlines() == ["A3'*(A5 - R)*W4'", "A4'*(A5 - R)"]
    assert derive_cell("x hessian", "f = x'*A*x; A: n x n; x: n").answer == "A + A'"


def test_a_line_without_a_name() -> None:
    """A cell that says not by what is refused."""
    with pytest.raises(UnknownName, match="no variable"):
        derive_cell("hessian", CELL)
