"""Functions: elementwise ones, named ones of whole arrays, and those that the caller gives."""

from collections.abc import Callable
from fractions import Fraction

from adjoint.emit import matrices
from adjoint.emit.axes import axes
from adjoint.emit.contractions import diagonal_value, total_value, trace_value
from adjoint.emit.literals import literal
from adjoint.emit.plan import Given, Making, Plan
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.language import Apply, Call, Expr, Opaque, Partial, Symbol
from adjoint.expr.sizes import ONE


def apply_value(plan: Plan, node: Expr) -> Making:
    """The step of an elementwise function; an opaque one, and each derivative of it, is given."""
    assert isinstance(node, Apply)
    inside = yield node.children[0]
    if node.function in ELEMENTWISE:
        return plan.put(node.function, inside)
    name = f"{node.function}_{node.order}" if node.order else node.function
    what = f"derivative of order {node.order}" if node.order else ""
    return plan.call(f"{node.function} {node.order}", Given(name, node.function, what), (inside,))


def opaque_value(plan: Plan, node: Expr) -> Making:
    """The step of an opaque function's value."""
    assert isinstance(node, Opaque)
    inputs = []
    for child in node.children:
        inputs.append((yield child))
    return plan.call(f"{node.function}", Given(node.function, node.function), inputs)


def partial_value(plan: Plan, node: Expr) -> Making:
    """The step of an opaque function's derivative by one argument, or by two; then it has the axes of both.

    Of a vector-valued function it has the axis of the value first, which is contracted with the weights.
    """
    assert isinstance(node, Partial)
    inputs = []
    for child in node.children:
        inputs.append((yield child))
    weights = inputs.pop() if node.weighted else None
    places = node.positions[:2]
    names = [a.name if isinstance(a, Symbol) else str(k + 1) for a, k in zip(node.by, places, strict=True)]
    name = f"d{node.function}_d{names[0]}" if len(names) == 1 else f"d2{node.function}_d{names[0]}_d{names[1]}"
    what = f"derivative by argument {' and argument '.join(str(k + 1) for k in places)}"
    key = f"{node.function} by {' and '.join(map(str, node.positions))}"
    value = plan.call(key, Given(name, node.function, what + ", the axis of the value first," * node.weighted), inputs)
    if weights is not None:
        return plan.put("einsum", value, weights, text="abc,a->bc")
    return value if len(names) == 1 else _stacked(plan, node, value)


def _stacked(plan: Plan, node: Partial, value: int) -> int:
    """Second derivatives by matrices, with the columns of each stacked."""
    orders = [len(axes(argument)) for argument in node.by]
    if max(orders) < 2:
        return value
    first, last = "ab"[: orders[0]], "cd"[: orders[1]]
    turned = plan.put("einsum", value, text=f"{first}{last}->{first[::-1]}{last[::-1]}")
    return plan.put("reshaped", turned, sizes=tuple(size for size in node.shape if size != ONE))


def call_value(plan: Plan, node: Expr) -> Making:
    """The step of a named function of a whole array."""
    assert isinstance(node, Call)
    return (yield from CALLS[node.function](plan, node))


def _plain(op: str) -> Callable[[Plan, Expr], Making]:
    def rule(plan: Plan, node: Expr) -> Making:
        return plan.put(op, (yield node.children[0]))

    return rule


def _norm(plan: Plan, node: Expr) -> Making:
    inside = yield node.children[0]
    return plan.put("norm" if axes(node.children[0]) else "abs", inside)


def _norm1(plan: Plan, node: Expr) -> Making:
    sizes = plan.put("abs", (yield node.children[0]))
    return plan.put("sum", sizes) if axes(node.children[0]) else sizes


def _logdet(plan: Plan, node: Expr) -> Making:
    inside = yield node.children[0]
    return plan.put("logdet", inside) if axes(node.children[0]) else plan.put("log", plan.put("abs", inside))


def _softmax(plan: Plan, node: Expr) -> Making:
    inside = yield node.children[0]
    return plan.put("softmax", inside) if axes(node) else literal(plan, Fraction(1))


def _vec(plan: Plan, node: Expr) -> Making:
    inside = yield node.children[0]
    return plan.put("vec", inside) if len(axes(node.children[0])) == 2 else inside


def _triangle(op: str) -> Callable[[Plan, Expr], Making]:
    """A vector is one column of a matrix, a row one row."""

    def rule(plan: Plan, node: Expr) -> Making:
        inside = yield node.children[0]
        if len(axes(node)) == 2:
            return plan.put(op, inside)
        return plan.put("vec", plan.put(op, plan.put("column" if node.shape[1] == ONE else "row", inside)))

    return rule


CALLS: dict[str, Callable[[Plan, Expr], Making]] = {
    "tr": trace_value,
    "det": _plain("det"),
    "logdet": _logdet,
    "sum": total_value,
    "norm2": _norm,
    "normF": _norm,
    "norm1": _norm1,
    "logsumexp": _plain("logsumexp"),
    "softmax": _softmax,
    "diag": _plain("diag"),
    "diagvec": diagonal_value,
    "gaps": _plain("gaps"),
    "vec": _vec,
    "vech": _plain("vech"),
    "tril": _triangle("tril"),
    "triu": _triangle("triu"),
    **matrices.RULES,
}
