"""The built-in functions: for each the shape of its value, and its lowering to the language."""

from collections.abc import Callable

from adjoint.errors import Ambiguous, SyntaxProblem, Unsupported
from adjoint.expr.build import (
    apply,
    call,
    commutation,
    element_power,
    hadamard,
    identity,
    inverse,
    kron,
    multiply,
    number,
    ones,
    power,
    size_number,
    size_of,
    subtract,
    transpose,
    zeros,
)  # fmt: skip
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Shape
from adjoint.read.sense import blocks
from adjoint.read.sense.arrays import SIGNED
from adjoint.read.sense.beyond import UNSUPPORTED
from adjoint.read.sense.builtin import Builtin, FormRule, MakeRule
from adjoint.read.sense.context import Context, literal
from adjoint.read.sense.extents import Form
from adjoint.read.sense.norms import (
    check_whole,
    column,
    entrywise_norm,
    make_named,
    matrix_norm,
    named_form,
    power_form,
    power_norm,
    reduced,
)  # fmt: skip
from adjoint.read.tree.composed import COMPOSED
from adjoint.read.tree.syntax import Applied, Name, Quoted

def _same(context: Context, node: Applied) -> Form:
    return context.form(node.arguments[0])


def _square(context: Context, node: Applied) -> Form:
    context.cost += 4 * context.is_scalar(node.arguments[0])
    return context.square(node.arguments[0], node.function)


def _of_square(context: Context, node: Applied) -> Form:
    check_whole(context, node.arguments[0])
    context.square(node.arguments[0], node.function)
    return context.extents.scalar


def _line(context: Context, node: Applied, hint: str) -> Form:
    """The form of an argument that is a vector, a row or a scalar."""
    form = context.form(node.arguments[0])
    context.cost += 3 * context.is_scalar(node.arguments[0])
    if not context.extents.is_one(form[0]) and not context.extents.is_one(form[1]):
        raise context.fail(
            node, f"`{node.function}` needs a vector, and {context.said(node.arguments[0])} is none", hint
        )
    return form


def _length(context: Context, node: Applied, hint: str) -> int:
    rows, cols = _line(context, node, hint)
    return cols if context.extents.is_one(rows) else rows


def _diag(context: Context, node: Applied) -> Form:
    length = _length(context, node, "`diagvec(M)` is the diagonal of a matrix")
    return (length, length)


def _diagvec(context: Context, node: Applied) -> Form:
    return (_square(context, node)[0], context.extents.one)


def _vec(context: Context, node: Applied) -> Form:
    rows, cols = context.form(node.arguments[0])
    return (context.extents.compound("*", rows, cols), context.extents.one)


def _make_vec(node: Applied, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    (operand,) = operands
    if operand.shape[1] == ONE:
        return operand
    return transpose(operand) if operand.shape[0] == ONE else call("vec", operand)


def _make_softmax(node: Applied, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    value = call("softmax", column(operands[0]))
    return transpose(value) if value.shape != shape else value


def _softmax(context: Context, node: Applied) -> Form:
    form = context.form(node.arguments[0])
    if not context.extents.is_one(form[0]) and not context.extents.is_one(form[1]):
        raise context.complaint(
            Ambiguous,
            node,
            f"`softmax` of {context.said(node.arguments[0])}: by rows or by columns?",
            "write `softmaxrows(X)` or `softmaxcols(X)`",
        )
    return _line(context, node, "")


def _row_totals(operand: Expr) -> Expr:
    return multiply(operand, ones((operand.shape[1], ONE)))


def _col_totals(operand: Expr) -> Expr:
    return multiply(transpose(ones((operand.shape[0], ONE))), operand)


def _rows(context: Context, node: Applied) -> Form:
    return (context.form(node.arguments[0])[0], context.extents.one)


def _cols(context: Context, node: Applied) -> Form:
    return (context.extents.one, context.form(node.arguments[0])[1])


def _direction(context: Context, node: Applied) -> str:
    """`rows`, `cols` or nothing: the second argument of `sum`."""
    if len(node.arguments) == 1:
        return ""
    word = node.arguments[1]
    if node.function == "sum" and isinstance(word, Name) and word.name in ("rows", "cols"):
        return word.name
    raise context.complaint(
        Unsupported,
        word,
        f"`{context.quote(word)}` as the second argument of `{node.function}`",
        "`rowsum(X)` is the column of the sums of the rows, `colsum(X)` the row of the sums of the columns",
    )


def _sum(context: Context, node: Applied) -> Form:
    direction = _direction(context, node)
    return {"": reduced, "rows": _rows, "cols": _cols}[direction](context, node)


def _make_sum(node: Applied, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    if len(node.arguments) == 1:
        return call("sum", operands[0])
    word = node.arguments[1]
    assert isinstance(word, Name)
    return _row_totals(operands[0]) if word.name == "rows" else _col_totals(operands[0])


def _average(context: Context, node: Applied) -> Form:
    _direction(context, node)
    return reduced(context, node)


def _mean(operand: Expr) -> Expr:
    count = size_number(operand.shape[0] * operand.shape[1])
    return multiply(power(count, number(-1)), call("sum", operand))


def _variance(operand: Expr) -> Expr:
    deviation = subtract(operand, multiply(_mean(operand), ones(operand.shape)))
    return _mean(element_power(deviation, number(2)))


def _make_logdet(operand: Expr) -> Expr:
    return apply("log", apply("abs", operand)) if operand.is_scalar else call("logdet", operand)


def _max(context: Context, node: Applied) -> Form:
    if len(node.arguments) == 2:
        for zero, other in (node.arguments, node.arguments[::-1]):
            if literal(zero) == 0:
                return context.form(other)
        a, b = (context.quote(argument) for argument in node.arguments)
        raise context.complaint(
            Unsupported,
            node,
            "`max` of two arguments is known with 0 only",
            f"`{b} + relu({a} - ({b}))` is the larger of two",
        )
    return reduced(context, node)


def _make_max(node: Applied, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    if len(operands) == 1:
        return operands[0] if operands[0].is_scalar else call("max", operands[0])
    return apply("relu", operands[1] if literal(node.arguments[0]) == 0 else operands[0])


def _kron(context: Context, node: Applied) -> Form:
    return kron_form(context, context.form(node.arguments[0]), context.form(node.arguments[1]))


def kron_form(context: Context, left: Form, right: Form) -> Form:
    """The form of a Kronecker product."""
    compound = context.extents.compound
    return (compound("*", left[0], right[0]), compound("*", left[1], right[1]))


def _kr(context: Context, node: Applied) -> Form:
    left, right = (context.form(argument) for argument in node.arguments)
    if not context.agree(left[1], right[1]):
        raise context.fail(node, "`kr` needs as many columns in " + " as in ".join(map(context.said, node.arguments)))
    return (context.extents.compound("*", left[0], right[0]), left[1])


def _commuting(context: Context, node: Applied) -> Form:
    rows, cols = (context.size(argument) for argument in node.arguments)
    size = context.extents.compound("*", rows, cols)
    return (size, size)


def _commutation(rows: Expr, cols: Expr) -> Expr:
    return commutation(size_of(rows), size_of(cols))


def _duplicating(context: Context, node: Applied) -> Form:
    size = context.size(node.arguments[0])
    return (context.extents.compound("*", size, size), context.extents.triangle(size))


def _eliminating(context: Context, node: Applied) -> Form:
    return _duplicating(context, node)[::-1]


def _khatri_rao(left: Expr, right: Expr) -> Expr:
    spread = kron(left, ones((right.shape[0], ONE)))
    return hadamard(spread, kron(ones((left.shape[0], ONE)), right))


def _filled(context: Context, node: Applied) -> Form:
    sizes = [context.size(argument) for argument in node.arguments]
    return (sizes[0], sizes[1] if len(sizes) == 2 else context.extents.one)


def _eye(context: Context, node: Applied) -> Form:
    rows = context.size(node.arguments[0])
    if len(node.arguments) == 2 and not context.agree(rows, context.size(node.arguments[1])):
        raise context.complaint(Unsupported, node, "an identity that is not square", "`eye(n)` is n×n")
    return (rows, rows)


def _open_vector(context: Context, node: Applied) -> Form:
    return (context.extents.fresh(), context.extents.one)


def _open_matrix(context: Context, node: Applied) -> Form:
    return (context.extents.fresh(), context.extents.fresh())


def _scalar_argument(rule: FormRule) -> FormRule:
    def form(context: Context, node: Applied) -> Form:
        if not context.is_scalar(node.arguments[0]):
            raise context.fail(
                node, f"`{node.function}` fills with a scalar, and {context.said(node.arguments[0])} is none"
            )
        return rule(context, node)

    return form


def _turned(context: Context, node: Applied) -> Form:
    rows, cols = context.form(node.arguments[0])
    return (cols, rows)


def _plain(make: Callable[..., Expr]) -> MakeRule:
    return lambda node, operands, shape: make(*operands)


def _named(function: str) -> MakeRule:
    return lambda node, operands, shape: call(function, *operands)


def _applied(function: str) -> MakeRule:
    return lambda node, operands, shape: apply(function, operands[0])


def _norm_of(function: str) -> MakeRule:
    return lambda node, operands, shape: entrywise_norm(operands[0], function)


BUILTINS: dict[str, Builtin] = {
    **SIGNED,
    **blocks.BUILTINS,
    **{name: Builtin(f"{name}(x)", _same, _applied(name)) for name in ELEMENTWISE},
    **{name: Builtin(f"{name}(x)", _same, _plain(make)) for name, (_, make) in COMPOSED.items()},
    "tr": Builtin("tr(A)", _of_square, _named("tr")),
    "det": Builtin("det(A)", _of_square, _named("det")),
    "logdet": Builtin("logdet(A)", _of_square, _plain(_make_logdet)),
    "inv": Builtin("inv(A)", _square, _plain(inverse)),
    "adj": Builtin("adj(A)", _square, _plain(lambda a: multiply(call("det", a), inverse(a)))),
    "transpose": Builtin("transpose(A)", _turned, _plain(transpose)),
    "sum": Builtin("sum(X)", _sum, _make_sum, 1, 2),
    "mean": Builtin("mean(X)", _average, _plain(_mean), 1, 2),
    "var": Builtin("var(x)", _average, _plain(_variance), 1, 2),
    "rowsum": Builtin("rowsum(X)", _rows, _plain(_row_totals)),
    "colsum": Builtin("colsum(X)", _cols, _plain(_col_totals)),
    "logsumexp": Builtin("logsumexp(x)", reduced, _named("logsumexp")),
    "softmax": Builtin("softmax(x)", _softmax, _make_softmax),
    "norm": Builtin("norm(x)", named_form, make_named, 1, 2),
    "norm1": Builtin("norm1(x)", reduced, _norm_of("norm1")),
    "norm2": Builtin("norm2(x)", reduced, _norm_of("norm2")),
    "normspec": Builtin("normspec(X)", matrix_norm, _norm_of("normspec")),
    "normnuc": Builtin("normnuc(X)", matrix_norm, _norm_of("normnuc")),
    "normF": Builtin("normF(X)", reduced, _norm_of("normF")),
    "normp": Builtin("normp(x, p)", power_form, _plain(power_norm), 2, 2),
    "max": Builtin("max(0, X)", _max, _make_max, 1, 2),
    "diag": Builtin("diag(v)", _diag, _plain(lambda v: call("diag", column(v)))),
    "diagvec": Builtin("diagvec(M)", _diagvec, _named("diagvec")),
    "vec": Builtin("vec(M)", _vec, _make_vec),
    "tril": Builtin("tril(M)", _same, _named("tril")),
    "triu": Builtin("triu(M)", _same, _named("triu")),
    "kron": Builtin("kron(A, B)", _kron, _plain(kron), 2, 2),
    "commutation": Builtin("commutation(m, n)", _commuting, _plain(_commutation), 2, 2),
    "duplication": Builtin("duplication(n)", _duplicating, _plain(lambda n: duplication(size_of(n)))),
    "elimination": Builtin("elimination(n)", _eliminating, _plain(lambda n: elimination(size_of(n)))),
    "kr": Builtin("kr(A, B)", _kr, _plain(_khatri_rao), 2, 2),
    "eye": Builtin("eye(n)", _eye, lambda node, operands, shape: identity(shape[0]), 1, 2),
    "I": Builtin("I(n)", _eye, lambda node, operands, shape: identity(shape[0]), 1, 2),
    "ones": Builtin("ones(m, n)", _filled, lambda node, operands, shape: ones(shape), 1, 2),
    "zeros": Builtin("zeros(m, n)", _filled, lambda node, operands, shape: zeros(shape), 1, 2),
    "vector": Builtin("vector(c)", _scalar_argument(_open_vector), lambda node, xs, shape: multiply(*xs, ones(shape))),
    "matrix": Builtin("matrix(c)", _scalar_argument(_open_matrix), lambda node, xs, shape: multiply(*xs, ones(shape))),
}


def look_up(context: Context, node: Applied) -> Builtin:
    """The row of a built-in function, with its arguments counted."""
    if node.function in UNSUPPORTED:
        raise context.complaint(
            Unsupported,
            node,
            f"`{node.function}` is not supported",
            UNSUPPORTED[node.function] or f"`{node.function}: scalar function` would leave it opaque",
        )
    row = BUILTINS[node.function]
    count = len(node.arguments)
    if not row.least <= count <= row.most or any(isinstance(a, Quoted) for a in node.arguments[: row.least]):
        raise context.complaint(
            SyntaxProblem,
            node,
            f"`{node.function}` is written `{row.usage}`",
            f"it was given {count} argument{'s' * (count != 1)}",
        )
    return row


def is_builtin(name: str) -> bool:
    """Whether a name is a function of the language, supported or not."""
    return name in BUILTINS or name in UNSUPPORTED
