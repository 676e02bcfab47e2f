"""Another form of an answer, as a value."""

from typing import Literal

from msgspec import Struct

from adjoint.derive.derivation import Answer
from adjoint.expr.language import Expr
from adjoint.index.term import Tensor

Kind = Literal[
    "same", "transposed", "row", "projected", "entries", "stacked", "stacked transposed", "twice", "collapsed"
]


class View(Struct, frozen=True):
    """Another form of an answer: which, its value, and the formula that it stands for.

    `kind` says how it follows from `answer`, for the test of it: the same or transposed, its vec as a row, the
    structured gradient, the matrix between vecs, or applied `twice` to one change. A `collapsed` one belongs to no
    answer and is tested as such.
    """

    what: str
    value: Expr | Tensor
    note: str
    kind: Kind
    answer: Answer | None
