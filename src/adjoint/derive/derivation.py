"""Derivations: frozen values that can be printed, stored, replayed and tested."""

from msgspec import Struct

from adjoint.derive.problem import Narrative, Question
from adjoint.expr.language import Expr, Symbol
from adjoint.index.term import Tensor


class Target(Struct, frozen=True):
    """The name of a derivative, for the left side of a line: `∂E/∂W`, `∂²f/∂x∂y`; `by` empty is the value.

    As a value: the array with the axes of `of`, then of each of `by` in turn (vectors and rows one
    axis, scalars none). `local` as in `adjoint.index.term.Rate`.
    """

    of: Symbol
    by: tuple[Symbol, ...]
    local: bool = False


Formula = Expr | Tensor | Target


class Line(Struct, frozen=True):
    """One line `left = right`. `left` None continues the line before: the same left side.

    `law` names the law, `because` says why in one sentence, `note` is an aside for this line
    (which axes a delta ties, what is held fixed). `changing` holds the variables that change in this
    line where not all that the question asks for do, as in the gradient on the way to a mixed Hessian.
    """

    left: Formula | None
    right: Formula
    law: str
    because: str = ""
    note: str = ""
    changing: tuple[Symbol, ...] = ()


class Answer(Struct, frozen=True):
    """The derivative by one variable (by two for a mixed Hessian): `value` is the right side of `line`.

    `value` is an expression where matrix notation has one, else a tensor. `shape` holds the axes as
    the contract has them, one size name each. `tensor` is the same value in index notation, where
    that is wanted for code or other layouts. Where naming repeated parts makes it shorter to read,
    `short` is the value with those names and `where` what they stand for, innermost first.
    """

    of: Symbol
    by: tuple[Symbol, ...]
    value: Expr | Tensor
    shape: tuple[str, ...]
    short: Expr | None = None
    where: tuple[tuple[Symbol, Expr], ...] = ()


class Derivation(Struct, frozen=True):
    """The lines of one narrative; the answers are what the last lines say."""

    question: Question
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    narrative: Narrative = "differential"
