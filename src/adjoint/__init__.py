"""Matrix calculus with its reasons: what the derivative is, why, and that it is so.

    from adjoint import derivation, grad, matrix

    print(derivation("E = normF(A*X - B)^2", "X"))      the page: every line, its law, that it was tested
    grad("E = normF(A*X - B)^2", "X").answer        the formula as text
    X = matrix("X", "n", "d")                       problems built in Python: `@`, `*`, `.T`, `tr(...)`

The verbs are `derivation`, `grad`, `differential`, `jacobian`, `hessian`, `check` and `lawbook` (`adjoint.api`);
`matrix`, `vector`, `scalar`, `function`, and every function of the language by its name
(`adjoint.words`) make expressions. All errors are `AdjointError`s (`adjoint.errors`).
Nothing heavy is loaded before the first of these is used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from adjoint.errors import (
    AdjointError, Ambiguous, DomainError, ShapeError, SyntaxProblem, TooLarge, UnknownName, Unsupported,
)  # fmt: skip

if TYPE_CHECKING:
    from adjoint.api import Result, derivation, differential, grad, hessian, jacobian, lawbook
    from adjoint.read.problem import Declaration
    from adjoint.words import function, matrix, scalar, vector

__version__ = "0.1.0"

__all__ = [
    "AdjointError", "Ambiguous", "Declaration", "DomainError", "Result", "ShapeError", "SyntaxProblem", "TooLarge",
    "UnknownName", "Unsupported", "check", "derivation", "differential", "function", "grad", "hessian", "jacobian",
    "lawbook", "matrix", "scalar", "vector",
]  # fmt: skip

_VERBS = frozenset({"Declaration", "Result", "derivation", "differential", "grad", "hessian", "jacobian", "lawbook"})


class _Door(ModuleType):
    """The front door, whose `check` is the verb also after the room of that name was loaded."""

    @property
    def check(self) -> Any:
        """The verb, loaded on first use."""
        return import_module("adjoint.api").check

    @check.setter
    def check(self, room: ModuleType) -> None:
        """What the import of `adjoint.check` would put here stays in `sys.modules`."""


sys.modules[__name__].__class__ = _Door


def __getattr__(name: str) -> Any:
    """The verbs and words, loaded on first use; any function of the language by its name."""
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("adjoint.api" if name in _VERBS else "adjoint.words"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
