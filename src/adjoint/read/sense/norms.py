"""Norms: which of them a spelling means, and where it means none."""

from adjoint.errors import Ambiguous, Unsupported
from adjoint.expr.build import apply, call, element_power, number, power, transpose
from adjoint.expr.language import Expr, Number
from adjoint.expr.sizes import ONE, Shape
from adjoint.read.sense.context import Context, literal
from adjoint.read.sense.extents import Form
from adjoint.read.tree.syntax import Applied, Node, Norm, Quoted, bottom_up


_GREATEST = {"∞": "inf", "infty": "inf", "Inf": "inf"}


def reduced(context: Context, node: Applied) -> Form:
    """The form of a scalar made from all entries of one array."""
    check_whole(context, node.arguments[0])
    return context.extents.scalar


def matrix_norm(context: Context, node: Applied) -> Form:
    """The form of a norm that is meant for matrices."""
    context.cost += 6 * (not is_matrix(context, context.form(node.arguments[0])))
    return reduced(context, node)


def check_whole(context: Context, operand: Node) -> None:
    """Refuse to take a name for a number, only to sum its single entry or take its norm."""
    if context.is_scalar(operand):
        guess = next((part for part in bottom_up(operand) if context.is_guess(part)), None)
        if guess is not None:
            raise context.fail(operand, f"{context.said(operand)} has one entry", f"`{context.quote(guess)}: n`?")
        context.cost += 3


def column(operand: Expr) -> Expr:
    """A row as the vector of its entries; else the operand itself."""
    return transpose(operand) if operand.shape[0] == ONE else operand


def entrywise_norm(operand: Expr, function: str) -> Expr:
    """A norm by its name; of a scalar, its absolute value; `norm2` of a matrix is the spectral norm."""
    if operand.is_scalar:
        return apply("abs", operand)
    if function in ("norm2", "normspec", "normnuc"):
        if ONE in operand.shape:
            return call("norm2", column(operand))
        return call("normspec" if function == "norm2" else function, operand)
    return call(function, operand)


def is_matrix(context: Context, form: Form) -> bool:
    """Whether neither side is 1."""
    return not context.extents.is_one(form[0]) and not context.extents.is_one(form[1])


def named_form(context: Context, node: Applied) -> Form:
    """The form of `norm(x)`, `norm(x, p)` and `norm(X, 'fro')`."""
    if _subscript(node) == "p":
        _check_exponent(context, node)
    return _form(context, node, node.arguments[0], _subscript(node))


def _subscript(node: Applied) -> str:
    """What `norm` was given beside the array, as a subscript would say it."""
    if len(node.arguments) == 1:
        return ""
    word = node.arguments[1]
    if isinstance(word, Quoted):
        return {"fro": "F", "nuc": "*", "Inf": "inf"}.get(word.text, word.text)
    value = literal(word)
    return str(value) if value in (1, 2) else "p"


def bars_form(context: Context, node: Norm) -> Form:
    """The form of a norm written with bars."""
    if node.subscript == "|":
        return _absolute(context, node)
    if node.subscript == "p":
        raise context.complaint(
            Unsupported, node, "the p-norm is not written with bars", f"write `normp({context.quote(node.operand)}, p)`"
        )
    return _form(context, node, node.operand, _GREATEST.get(node.subscript, node.subscript))


def _absolute(context: Context, node: Norm) -> Form:
    if not context.is_scalar(node.operand):
        raise context.complaint(
            Ambiguous,
            node,
            f"bars around {context.said(node.operand)}",
            "write `abs(x)` for each entry, `norm2(x)` for the length or `det(A)`",
        )
    return context.extents.scalar


def _form(context: Context, node: Node, operand: Node, subscript: str) -> Form:
    if subscript not in ("", "F", "fro", "1", "2", "p", "*", "inf"):
        raise context.complaint(
            Unsupported,
            node,
            f"the norm with the subscript `{subscript}` is not supported",
            "known are `normF`, `norm2`, `norm1`, `normp(x, p)`, `normspec` and `normnuc`",
        )
    if is_matrix(context, context.form(operand)):
        _check_matrix(context, node, operand, subscript)
    check_whole(context, operand)
    return context.extents.scalar


def _check_matrix(context: Context, node: Node, operand: Node, subscript: str) -> None:
    text = context.quote(operand)
    if subscript == "inf":
        raise context.complaint(
            Ambiguous,
            node,
            f"the norm with the subscript ∞ of {context.said(operand)}",
            f"`max(abs({text}))` is the greatest entry, `max(rowsum(abs({text})))` the greatest sum of a row",
        )
    if subscript == "2" and isinstance(node, Norm):
        raise context.complaint(
            Ambiguous,
            node,
            f"the norm with the subscript 2 of {context.said(operand)}",
            f"`normspec({text})` is the largest singular value, `normF({text})` the Frobenius norm",
        )
    if subscript in ("", "p") or (subscript == "1" and isinstance(node, Applied)):
        raise context.complaint(
            Ambiguous,
            node,
            f"which norm of {context.said(operand)}?",
            f"`normF({text})` is the Frobenius norm, `norm1({text})` the sum of absolute entries",
        )


def _check_exponent(context: Context, node: Applied) -> None:
    if not context.is_scalar(node.arguments[1]):
        raise context.fail(node.arguments[1], f"the exponent {context.said(node.arguments[1])} is not a scalar")


def power_form(context: Context, node: Applied) -> Form:
    """The form of `normp(x, p)`."""
    _check_exponent(context, node)
    return reduced(context, node)


def make_bars(operand: Expr, subscript: str) -> Expr:
    """The norm of that subscript; of a single bar, the absolute value."""
    if subscript == "|":
        return apply("abs", operand)
    if _GREATEST.get(subscript, subscript) == "inf":
        return apply("abs", operand) if operand.is_scalar else call("max", apply("abs", operand))
    function = {"": "norm2", "2": "norm2", "1": "norm1", "*": "normnuc"}.get(subscript, "normF")
    return entrywise_norm(operand, function)


def make_named(node: Applied, operands: tuple[Expr, ...], shape: Shape) -> Expr:
    """`norm` of its arguments."""
    return power_norm(*operands) if _subscript(node) == "p" else make_bars(operands[0], _subscript(node))


def power_norm(operand: Expr, exponent: Expr) -> Expr:
    """`sum(abs(x).^p)^(1/p)`, where it is none of the others."""
    if operand.is_scalar:
        return apply("abs", operand)
    if isinstance(exponent, Number) and exponent.value == 1:
        return call("norm1", operand)
    if isinstance(exponent, Number) and exponent.value == 2:
        return call("norm2", column(operand)) if ONE in operand.shape else call("normF", operand)
    total = call("sum", element_power(apply("abs", operand), exponent))
    return power(total, power(exponent, number(-1)))
