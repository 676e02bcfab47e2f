"""Named functions of whole arrays, read by the signatures of the language's table: one row, one reader."""

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from adjoint.errors import AdjointError
from adjoint.expr.build import add, apply, call, multiply, number, ones, power, subtract
from adjoint.expr.functions import ARRAY, PRIMARY
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size, spell_shape, triangle
from adjoint.read.sense.builtin import Builtin, MakeRule
from adjoint.read.sense.context import Context
from adjoint.read.sense.extents import Form, Var
from adjoint.read.tree.composed import COMPOSED
from adjoint.read.tree.syntax import Applied

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
    for letter in map(Size.of, sorted(size.names)):
        if size == triangle(letter):
            return context.extents.triangle(_var(context, letter, sizes))
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
    if function == "svdvals" and _is_wide(operands[0]):
        return call(function, operands[0].T)
    if function in OF_COLUMN and ONE in operands[0].shape:
        return _of_line(function, operands[0])
    if ARRAY[function].open and ONE in shape:
        return operands[0] if shape[1] == ONE else operands[0].T
    return call(function, *operands, shape=shape)


def _whole_or_half(base: Expr, exponent: Expr) -> Expr | None:
    """A power that inverses and roots spell: `inv(sqrtm(X))` is `powm(X, -1/2)`."""
    if not isinstance(exponent, Number) or exponent.value.denominator > 2:
        return None
    if exponent.value.denominator == 1:
        return power(base, exponent)
    return power(call("sqrtm", base), number(2 * exponent.value))


def matrix_power(base: Expr, exponent: Expr) -> Expr:
    """The principal power of a square matrix, in its plainest spelling."""
    plain = _whole_or_half(base, exponent)
    return call("powm", base, exponent) if plain is None else plain


_SLOPES: dict[str, Callable[[Expr], Expr]] = {
    "expm": lambda a: apply("exp", a),
    "logm": lambda a: power(a, number(-1)),
    "sinm": lambda a: apply("cos", a),
    "cosm": lambda a: multiply(number(-1), apply("sin", a)),
}
_SECONDS: dict[str, Callable[[Expr], Expr]] = {
    "expm": lambda a: apply("exp", a),
    "logm": lambda a: multiply(number(-1), power(a, number(-2))),
    "sinm": lambda a: multiply(number(-1), apply("sin", a)),
    "cosm": lambda a: multiply(number(-1), apply("cos", a)),
}
"""The first and the second derivative of each function of a number."""


def _along(slope: Callable[[Expr], Expr]) -> Callable[..., Expr]:
    return lambda a, *along: multiply(slope(a), *along)


def _power_along(order: int) -> Callable[..., Expr]:
    """The derivative of that order of a power."""

    def rule(a: Expr, p: Expr, *along: Expr) -> Expr:
        factors = [subtract(p, number(k)) for k in range(order)]
        return multiply(*factors, power(a, subtract(p, number(order))), *along)

    return rule


def _of_line(function: str, operand: Expr) -> Expr:
    """A function of a vector or a row, from what it is of a column."""
    if operand.shape[1] == ONE:
        return OF_COLUMN[function](operand)
    return OF_COLUMN[_TURNED.get(function, function)](operand.T).T


OF_COLUMN: dict[str, Callable[[Expr], Expr]] = {
    "softmaxrows": lambda x: ones(x.shape),
    "softmaxcols": lambda x: call("softmax", x),
    "lserows": lambda x: x,
    "lsecols": lambda x: call("logsumexp", x),
    "pinv": lambda x: multiply(power(call("norm2", x), number(-2)), x.T),
}
"""What a function is of a vector."""

_TURNED = {"softmaxrows": "softmaxcols", "softmaxcols": "softmaxrows", "lserows": "lsecols", "lsecols": "lserows"}


def _is_wide(operand: Expr) -> bool:
    """Whether a matrix surely has more columns than rows."""
    rows, cols = (size.number for size in operand.shape)
    return rows == 1 or (rows is not None and cols is not None and rows < cols)


def _symmetric_part(function: str, operand: Expr) -> str:
    if is_symmetric(operand):
        return ""
    return f"{function}({operand}) is taken of the symmetric part of {operand}, which was not declared symmetric"


def _tall(function: str, operand: Expr) -> str:
    rows, cols = operand.shape
    return "" if rows == cols or ONE in (rows, cols) or rows.number else f"{rows} ≥ {cols}, for {function}({operand})"


def _formula(function: str, operand: Expr) -> str:
    return f"{function}(x) is read as {COMPOSED[function][0]}, entry by entry"


NOTES: dict[str, Callable[[str, Expr], str]] = {
    **dict.fromkeys(("chol", "eigvals", "lambdamax", "lambdamin"), _symmetric_part),
    "svdvals": _tall,
    **dict.fromkeys(COMPOSED, _formula),
}
"""What a reader should be told of a function of its operand; empty where nothing."""

OF_SCALAR: dict[str, Callable[..., Expr]] = {
    "softmaxrows": lambda a: number(1),
    "softmaxcols": lambda a: number(1),
    "lserows": lambda a: a,
    "lsecols": lambda a: a,
    "pinv": lambda a: power(a, number(-1)),
    "expm": lambda a: apply("exp", a),
    "logm": lambda a: apply("log", a),
    "sqrtm": lambda a: apply("sqrt", a),
    "sinm": lambda a: apply("sin", a),
    "cosm": lambda a: apply("cos", a),
    "powm": power,
    **{f"{name}{kind}": _along(slope) for name, slope in _SLOPES.items() for kind in ("frechet", "jacobian")},
    **{f"{name}{kind}2": _along(second) for name, second in _SECONDS.items() for kind in ("frechet", "jacobian")},
    **{name: _power_along(1) for name in ("powmfrechet", "powersum", "powmjacobian", "powerjacobian")},
    **{name: _power_along(2) for name in ("powmfrechet2", "powersum2", "powmjacobian2", "powerjacobian2")},
    "gaps": lambda a: number(0),
    "sylv": lambda a, b, c: multiply(power(add(a, b), number(-1)), c),
    "lyap": lambda a, q: multiply(power(multiply(number(2), a), number(-1)), q),
    "dlyap": lambda a, q: multiply(power(subtract(number(1), power(a, number(2))), number(-1)), q),
    "chol": lambda a: apply("sqrt", a),
    "trilhalf": lambda a: multiply(number(Fraction(1, 2)), a),
    "eigvals": lambda a: a,
    "lambdamax": lambda a: a,
    "lambdamin": lambda a: a,
    "eigvecs": lambda a: number(1),
    "eigvecmax": lambda a: number(1),
    "eigvecmin": lambda a: number(1),
    "svdvals": lambda a: apply("abs", a),
    "leftsvecs": lambda a: apply("sign", a),
    "rightsvecs": lambda a: number(1),
    "leftsvec": lambda a: apply("sign", a),
    "rightsvec": lambda a: number(1),
    "polarfactor": lambda a: apply("sign", a),
    "maxplace": lambda a: number(1),
}
"""What a function is of numbers."""

_USAGE = {
    "kronleft": "kronleft(G, B)", "kronright": "kronright(G, A)", "sylv": "sylv(A, B, C)", "lyap": "lyap(A, Q)",
    "dlyap": "dlyap(A, Q)", "gaps": "gaps(v)",
    **{name: f"{name}({given})" for name, given in PRIMARY.items()},
    **{
        name + kind: f"{name}{kind}({given}{rest})"
        for name, given in PRIMARY.items()
        for kind, rest in (("frechet", ", E"), ("frechet2", ", E, F"), ("jacobian", ""), ("jacobian2", ", E"))
    },
    "powersum": "powersum(X, k, E)", "powersum2": "powersum2(X, k, E, F)", "powerjacobian": "powerjacobian(X, k)",
    "powerjacobian2": "powerjacobian2(X, k, E)",
}  # fmt: skip
_OTHERS = frozenset(
    """tr det logdet sum norm2 normF norm1 logsumexp softmax diag diagvec vec tril triu powm unvec max
    normspec normnuc hcat vcat""".split()
)
"""Functions that are read in ways of their own."""


def _signed(function: str) -> Builtin:
    count = len(ARRAY[function].signature.operands)
    usage = _USAGE.get(function, f"{function}(X{', E' * (count - 1)})")
    return Builtin(usage, signed_form, _made(function), count, count)


SIGNED: dict[str, Builtin] = {
    **{name: _signed(name) for name in ARRAY if name not in _OTHERS},
    "powm": Builtin(_USAGE["powm"], signed_form, lambda node, operands, shape: matrix_power(*operands), 2, 2),
    "unvec": Builtin("unvec(v, m, n)", _unvec_form, _made("unvec"), 3, 3),
}
"""The functions that are read by their signatures."""
