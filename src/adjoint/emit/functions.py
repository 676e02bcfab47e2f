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
    """The step of an opaque function's derivative by one argument."""
    assert isinstance(node, Partial)
    inputs = []
    for child in node.children:
        inputs.append((yield child))
    argument = node.children[node.position]
    by = argument.name if isinstance(argument, Symbol) else str(node.position + 1)
    given = Given(f"d{node.function}_d{by}", node.function, f"derivative by argument {node.position + 1}")
    return plan.call(f"{node.function} by {node.position}", given, inputs)


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
    "vec": _vec,
    "tril": _triangle("tril"),
    "triu": _triangle("triu"),
    **matrices.RULES,
}
