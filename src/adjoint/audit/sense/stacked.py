"""Derivatives with three or four axes as matrices: of the stacked columns of one array by those of another."""

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.rates import GRADIENT
from adjoint.audit.sense.world import World
from adjoint.expr.build import call, d, multiply, transpose
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE


STACKS = ("vec", "vech")


def is_stacked(phrase: Phrase) -> bool:
    """Whether a derivative is of or by a `vec(...)`."""
    return phrase.kind == "rate" and any(part.kind == "call" and part.text in STACKS for part in phrase.parts)


def equations(world: World, left: Phrase, right: Phrase) -> list[tuple[Expr, Expr, Symbol]]:
    """What `∂Y/∂X = M` says where M has a row for each entry of Y and a column for each of X: `vec(dY) = M*vec(dX)`.

    Stacked by columns, and also by rows where no `vec` is written. Nothing where M has another shape. Raises
    an `AdjointError` where a side has no value.
    """
    if left.kind != "rate":
        return []
    of, *by = [world.make(_bare(part)) for part in left.parts]
    matrix, variable = world.make(right), by[0]
    if not isinstance(variable, Symbol) or len(set(by)) > 1 or len(by) > 2:
        return []
    if any(map(_is_half, left.parts)) and len(by) == 2:
        return _of_gradients(world, left, matrix, of, variable)
    if any(map(_is_half, left.parts)):
        return _halves(world, left, matrix, of, variable)
    if len(by) == 2 or (of.is_scalar and ONE not in variable.shape):
        gradient = world.rates.symbol(of, (variable,), GRADIENT, world.hold)
        if len(by) == 1:
            return [(call("vec", gradient), side, variable) for side in (matrix, transpose(matrix))]
        of = gradient
    if world.layout.jacobians_turned:
        matrix = transpose(matrix)
    if matrix.shape != (of.shape[0] * of.shape[1], variable.shape[0] * variable.shape[1]):
        return []
    return [
        (call("vec", change(d(of))), multiply(matrix, call("vec", change(d(variable)))), variable)
        for change in ((_same,) if is_stacked(left) else (_same, transpose))
    ]


def _same(node: Expr) -> Expr:
    return node


def _bare(phrase: Phrase) -> Phrase:
    return phrase.parts[0] if phrase.kind == "call" and phrase.text in STACKS else phrase


def _halves(world: World, left: Phrase, matrix: Expr, of: Expr, variable: Symbol) -> list[tuple[Expr, Expr, Symbol]]:
    """What a derivative of or by a half stack says: `vech(dY) = M*vec(dX)`, `df = g'*vech(dX)`."""
    pairs = zip(left.parts, (of, variable), strict=True)
    above, beside = (call("vech" if _is_half(part) else "vec", d(node)) for part, node in pairs)
    if of.is_scalar:
        row = matrix if matrix.shape[0] == ONE else transpose(matrix)
        return [(d(of), multiply(row, beside), variable)] if row.shape == (ONE, beside.shape[0]) else []
    matrix = transpose(matrix) if world.layout.jacobians_turned else matrix
    return [(above, multiply(matrix, beside), variable)] if matrix.shape == (above.shape[0], beside.shape[0]) else []


def _of_gradients(
    world: World, left: Phrase, matrix: Expr, of: Expr, variable: Symbol
) -> list[tuple[Expr, Expr, Symbol]]:
    """What a second derivative by half stacks says: the gradient by one of them changes by `M*vech(dX)`."""
    if not of.is_scalar or not all(map(_is_half, left.parts[1:])):
        return []
    change = call("vec", d(world.rates.symbol(of, (variable,), GRADIENT, world.hold)))
    size, beside = variable.shape[0], call("vech", d(variable))
    if matrix.shape != (beside.shape[0], beside.shape[0]):
        return []
    picked = elimination(size) if "lower" in variable.facts else transpose(duplication(size))
    return [(multiply(picked, change), multiply(matrix, beside), variable)]


def _is_half(phrase: Phrase) -> bool:
    return phrase.kind == "call" and phrase.text == "vech"

