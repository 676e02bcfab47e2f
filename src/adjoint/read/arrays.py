"""Named functions of whole arrays, read by the signatures of the language's table: one row, one reader."""

from collections.abc import Callable
from typing import Literal

from adjoint.errors import AdjointError
from adjoint.expr.build import call, number, power
from adjoint.expr.functions import ARRAY
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size, spell_shape
from adjoint.read.builtin import Builtin, FormRule, MakeRule
from adjoint.read.context import Context
from adjoint.read.extents import Form, Var
from adjoint.read.syntax import Applied

Sizes = dict[str, Var]


def signed_form(context: Context, node: Applied) -> Form:
    """The form of a function's value, its operands unified with its signature."""
    signature, sizes = ARRAY[node.function].signature, dict[str, Var]()
    places = [
        (k, size, context.form(argument)[side])
        for k, (shape, argument) in enumerate(zip(signature.operands, node.arguments, strict=True))
        for side, size in enumerate(shape)
    ]
    context.cost += sum(
        3 * context.is_scalar(argument)
        for shape, argument in zip(signature.operands, node.arguments, strict=True)
        if shape != SCALAR
    )
    for k, size, var in sorted(places, key=lambda place: place[1].name is None):
        if not _agree(context, size, var, sizes):
            raise _misfit(context, node, k)
    return (_var(context, signature.value[0], sizes), _var(context, signature.value[1], sizes))


def _agree(context: Context, size: Size, var: Var, sizes: Sizes) -> bool:
    if size == ONE:
        return context.extents.is_one(var)
    if size.name is not None and size.name not in sizes:
        sizes[size.name] = var
        return True
    return context.agree(_var(context, size, sizes), var)


def _var(context: Context, size: Size, sizes: Sizes) -> Var:
    """The size that an entry of a signature stands for; a letter that nothing binds is open."""
    if size.number is not None:
        return context.extents.fixed(size.number)
    if size.name is not None:
        return sizes.setdefault(size.name, context.extents.fresh())
    operator: Literal["*", "+"] = "*" if len(size.terms) == 1 else "+"
    parts = [Size.of(n) for n in size.terms[0][0]] if operator == "*" else [Size((term,)) for term in size.terms]
    total = _var(context, parts[0], sizes)
    for part in parts[1:]:
        total = context.extents.compound(operator, total, _var(context, part, sizes))
    return total


def _misfit(context: Context, node: Applied, k: int) -> AdjointError:
    operands = ARRAY[node.function].signature.operands
    wanted = operands[k]
    what = "a square matrix" if wanted[0] == wanted[1] else spell_shape(wanted)
    if len(operands) > 1:
        what = "shapes that fit: " + ", ".join(map(spell_shape, operands))
    return context.fail(node, f"`{node.function}` needs {what}, and was given {context.said(node.arguments[k])}")


def _unvec_form(context: Context, node: Applied) -> Form:
    """The form of `unvec(v, m, n)`."""
    rows, cols = (context.size(argument) for argument in node.arguments[1:])
    form = context.form(node.arguments[0])
    length = context.extents.compound("*", rows, cols)
    if not context.extents.is_one(form[1]) or not context.agree(form[0], length):
        said = context.said(node.arguments[0])
        raise context.fail(node, f"`unvec` needs a vector as long as the matrix has entries, and {said} is not")
    return (rows, cols)


def _made(function: str) -> MakeRule:
    return lambda node, operands, shape: _call(function, operands, shape)


def _call(function: str, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    plain = OF_SCALAR.get(function)
    if plain is not None and all(operand.is_scalar for operand in operands):
        return plain(*operands)
    if ARRAY[function].open and ONE in shape:
        return operands[0] if shape[1] == ONE else operands[0].T
    return call(function, *operands, shape=shape)


OF_SCALAR: dict[str, Callable[..., Expr]] = {
    "softmaxrows": lambda a: number(1),
    "softmaxcols": lambda a: number(1),
    "lserows": lambda a: a,
    "lsecols": lambda a: a,
    "pinv": lambda a: power(a, number(-1)),
}
"""What a function is of numbers."""

_USAGE = {"kronleft": "kronleft(G, B)", "kronright": "kronright(G, A)"}


def _signed(function: str, form: FormRule = signed_form) -> Builtin:
    count = len(ARRAY[function].signature.operands)
    return Builtin(_USAGE.get(function, f"{function}(X)"), form, _made(function), count, count)


SIGNED: dict[str, Builtin] = {
    **{name: _signed(name) for name in ("softmaxrows", "softmaxcols", "lserows", "lsecols", "pinv")},
    **{name: _signed(name) for name in ("kronleft", "kronright")},
    "unvec": Builtin("unvec(v, m, n)", _unvec_form, _made("unvec"), 3, 3),
}
"""The functions that are read by their signatures."""
