"""Functions of whole matrices, each one call of a routine; vectors, rows and numbers go in and out as matrices."""

from collections.abc import Callable

from adjoint.emit.axes import axes
from adjoint.emit.plan import Making, Plan
from adjoint.expr.functions import ARRAY, PRIMARY, PRIMARY_DERIVATIVES
from adjoint.expr.language import Call, Expr
from adjoint.expr.sizes import ONE, SCALAR

Rule = Callable[[Plan, Expr], Making]
PLAIN = (
    "softmaxrows", "softmaxcols", "lserows", "lsecols", "pinv", "hcat", "vcat", "kronleft", "kronright", "expm", "logm",
    "sqrtm", "powm", "sinm", "cosm", *(name + kind for name in PRIMARY for kind in PRIMARY_DERIVATIVES), "powersum",
    "powersum2", "powerjacobian", "powerjacobian2",
    "sylv", "lyap", "dlyap", "chol", "trilhalf", "normspec", "normnuc", "polarfactor", "max", "maxplace",
)  # fmt: skip
"""Functions whose operation has their name."""


def matrix_value(plan: Plan, node: Expr) -> Making:
    """The step of a function that takes and gives matrices."""
    assert isinstance(node, Call)
    inputs = []
    for child, wanted in zip(node.children, ARRAY[node.function].signature.operands, strict=True):
        inputs.append(_matrix(plan, child, (yield child)) if wanted != SCALAR else (yield child))
    return _array(plan, node, plan.put(node.function, *inputs))


def _matrix(plan: Plan, node: Expr, value: int) -> int:
    """The value with two axes."""
    if len(axes(node)) == 2:
        return value
    if node.is_scalar:
        return plan.put("boxed", value, text="1, 1")
    return plan.put("column" if node.shape[1] == ONE else "row", value)


def _array(plan: Plan, node: Expr, value: int) -> int:
    """The value with the axes of the node."""
    if len(axes(node)) == 2:
        return value
    return plan.put("only" if node.is_scalar else "flat", value)


def unvec_value(plan: Plan, node: Expr) -> Making:
    """The step of `unvec`."""
    rows, cols = node.shape
    inside = yield node.children[0]
    return inside if ONE in node.shape else plan.put("unvec", inside, sizes=(cols, rows))


FACTORED: dict[str, tuple[str, str, bool]] = {
    # name: the decomposition, which part of it, whether that is turned
    "eigvals": ("eigh", "0", False),
    "eigvecs": ("eigh", "1", False),
    "lambdamax": ("eigh", "0][-1", False),
    "lambdamin": ("eigh", "0][0", False),
    "eigvecmax": ("eigh", "1][:, -1", False),
    "eigvecmin": ("eigh", "1][:, 0", False),
    "svdvals": ("svd", "1", False),
    "leftsvecs": ("svd", "0", False),
    "rightsvecs": ("svd", "2", True),
    "leftsvec": ("svd", "0][:, 0", False),
    "rightsvec": ("svd", "2][0", False),
}


def factored_value(plan: Plan, node: Expr) -> Making:
    """The step of one part of a decomposition, which is made once for all its parts."""
    assert isinstance(node, Call)
    method, place, turned = FACTORED[node.function]
    (child,) = node.children
    part = plan.put("part", plan.put(method, _matrix(plan, child, (yield child))), text=place)
    return plan.turn(part) if turned else part


RULES: dict[str, Rule] = {
    **dict.fromkeys(PLAIN, matrix_value),
    **dict.fromkeys(FACTORED, factored_value),
    "unvec": unvec_value,
}
