"""The factors of a chain of matrices, and how two neighbours are multiplied: an inverse is solved
with, a diagonal scales, ones add up or repeat.
"""

from msgspec import Struct

from adjoint.emit.plan import Plan
from adjoint.expr.sizes import ONE, Size


class Link(Struct, frozen=True):
    """A factor of a chain.

    `kind` is `array`; or `inverse`, where `value` is the step of what is inverted; `diag`, where it
    is that of the vector; `ones`, which has none (-1). `symmetric` is known of an inverse only.
    """

    kind: str
    value: int
    rows: Size
    cols: Size
    symmetric: bool = False


def array(plan: Plan, link: Link) -> int:
    """The step of the factor itself."""
    if link.kind == "inverse":
        return plan.put("inverse", link.value)
    if link.kind == "diag":
        return plan.put("diag", link.value)
    if link.kind == "ones":
        return plan.put("ones", sizes=tuple(size for size in (link.rows, link.cols) if size != ONE))
    return link.value


def join(plan: Plan, left: Link, right: Link) -> Link:
    """The product of two neighbours."""
    return Link("array", _joined(plan, left, right), left.rows, right.cols)


def _joined(plan: Plan, left: Link, right: Link) -> int:
    if "ones" in (left.kind, right.kind):
        return _with_ones(plan, left, right)
    if left.kind == "inverse":
        return plan.put("solve", left.value, array(plan, right))
    if right.kind == "inverse":
        return _solve_from_right(plan, left, right)
    if left.kind == "diag":
        other = array(plan, right)
        return plan.put("multiply", left.value if right.cols == ONE else plan.put("column", left.value), other)
    if right.kind == "diag":
        other = array(plan, left)
        return plan.put("multiply", other, right.value if left.rows == ONE else plan.put("row", right.value))
    if left.cols != ONE:
        return plan.put("matmul", left.value, right.value)
    return plan.put("multiply" if ONE in (left.rows, right.cols) else "outer", left.value, right.value)


def _solve_from_right(plan: Plan, left: Link, right: Link) -> int:
    matrix = right.value if right.symmetric else plan.turn(right.value)
    other = array(plan, left)
    if left.rows == ONE:
        return plan.put("solve", matrix, other)
    return plan.turn(plan.put("solve", matrix, plan.turn(other)))


def _with_ones(plan: Plan, left: Link, right: Link) -> int:
    if left.kind == right.kind:
        return _ones_by_ones(plan, left, right)
    flat, other = (left, right) if left.kind == "ones" else (right, left)
    value = array(plan, other)
    if other.rows == other.cols == ONE:
        return plan.put("multiply", value, array(plan, flat))
    if left is flat and left.rows != ONE:
        return plan.put("repeat rows", value, sizes=(left.rows,))
    if right is flat and right.cols != ONE:
        return plan.put("repeat columns", value, sizes=(right.cols,))
    if ONE in (other.rows, other.cols):
        return plan.put("sum", value)
    return plan.put("sum of columns" if left is flat else "sum of rows", value)


def _ones_by_ones(plan: Plan, left: Link, right: Link) -> int:
    if left.cols != ONE:
        return plan.put("size", sizes=(left.cols,))
    return plan.put("ones", sizes=(left.rows, right.cols))
