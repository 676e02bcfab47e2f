"""What the reader knows of a built-in function."""

from collections.abc import Callable

from msgspec import Struct

from adjoint.expr.language import Expr
from adjoint.expr.sizes import Shape
from adjoint.read.sense.context import Context
from adjoint.read.sense.extents import Form
from adjoint.read.tree.syntax import Applied

FormRule = Callable[[Context, Applied], Form]
MakeRule = Callable[[Applied, tuple[Expr, ...], Shape], Expr]


class Builtin(Struct, frozen=True):
    """A function: how it is written, the form of its value, and how it is made from its operands."""

    usage: str
    form: FormRule
    make: MakeRule
    least: int = 1
    most: int = 1
