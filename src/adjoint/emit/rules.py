"""The table from node kinds to rules, and the loop that runs them without recursion."""

from collections.abc import Callable

from adjoint.emit.axes import axes
from adjoint.emit.chains import is_diag
from adjoint.emit.contractions import colon_value
from adjoint.emit.functions import apply_value, call_value, opaque_value, partial_value
from adjoint.emit.literals import literal
from adjoint.emit.plan import Making, Plan
from adjoint.emit.powers import entry_power, power_value
from adjoint.emit.scaling import hadamard_value, product_value, sum_value
from adjoint.errors import Unsupported
from adjoint.expr.build import call, element_power, number
from adjoint.expr.language import (
    Apply, Call, Colon, Commutation, Constant, Differential, ElementPower, Expr, Hadamard, Halving, Identity,
    Inverse, Kron, Number, Ones, Opaque, Partial, Power, Product, SizeNumber, Sum, Symbol, Transpose, Zero,
)  # fmt: skip
from adjoint.expr.sizes import ONE

Rule = Callable[[Plan, Expr], Making]


def value(plan: Plan, root: Expr) -> int:
    """The step that holds the value of an expression."""
    stack = [(root, RULES[type(root)](plan, root))]
    answer: int | None = None
    while stack:
        node, making = stack[-1]
        try:
            wanted = next(making) if answer is None else making.send(answer)
        except StopIteration as done:
            answer = plan.values[node] = done.value
            stack.pop()
        else:
            answer = plan.values.get(wanted)
            if answer is None:
                stack.append((wanted, RULES[type(wanted)](plan, wanted)))
    return plan.values[root]


def _leaf(make: Callable[[Plan, Expr], int]) -> Rule:
    def rule(plan: Plan, node: Expr) -> Making:
        yield from ()
        return make(plan, node)

    return rule


def _symbol(plan: Plan, node: Expr) -> Making:
    assert isinstance(node, Symbol)
    body = plan.definitions.get(node)
    if body is None:
        return plan.argument(node.name, node)
    found = yield body
    plan.labels.setdefault(found, node.name)
    return found


def _number(plan: Plan, node: Expr) -> int:
    assert isinstance(node, Number)
    return literal(plan, node.value)


def _size(plan: Plan, node: Expr) -> int:
    assert isinstance(node, SizeNumber)
    return plan.put("size", sizes=(node.size,))


def _commutation(plan: Plan, node: Expr) -> int:
    assert isinstance(node, Commutation)
    return plan.put("commutation", sizes=(node.rows, node.cols))


def _halving(plan: Plan, node: Expr) -> int:
    assert isinstance(node, Halving)
    return plan.put(node.name, sizes=(node.size,))


def _constant(plan: Plan, node: Expr) -> int:
    assert isinstance(node, Constant)
    if node.name != "pi":
        raise Unsupported(f"there is no code for the constant `{node.name}`", hint="`pi` has code")
    return plan.put("pi")


def _transpose(plan: Plan, node: Expr) -> Making:
    found = yield node.children[0]
    return plan.turn(found) if len(axes(node)) == 2 else found


def _inverse(plan: Plan, node: Expr) -> Making:
    (base,) = node.children
    if is_diag(base):
        return (yield call("diag", element_power(base.children[0], number(-1))))
    return plan.put("inverse", (yield base))


def _kron(plan: Plan, node: Expr) -> Making:
    parts = []
    for child in node.children:
        found = yield child
        if len(axes(node)) == 2 and len(axes(child)) == 1:
            found = plan.put("column" if child.shape[1] == ONE else "row", found)
        parts.append(found)
    return plan.put("kron", *parts)


def _differential(plan: Plan, node: Expr) -> int:
    (inside,) = node.children
    if not isinstance(inside, Symbol):
        raise Unsupported(
            f"there is no code for `{node}`", hint="work the differential out down to those of the variables"
        )
    return plan.argument(f"d{inside.name}", node)


RULES: dict[type[Expr], Rule] = {
    Symbol: _symbol,
    Number: _leaf(_number),
    SizeNumber: _leaf(_size),
    Constant: _leaf(_constant),
    Identity: _leaf(lambda plan, node: plan.put("eye", sizes=node.shape[:1])),
    Commutation: _leaf(_commutation),
    Halving: _leaf(_halving),
    Zero: _leaf(lambda plan, node: plan.put("zeros", sizes=axes(node))),
    Ones: _leaf(lambda plan, node: plan.put("ones", sizes=axes(node))),
    Sum: sum_value,
    Product: product_value,
    Hadamard: hadamard_value,
    Transpose: _transpose,
    Inverse: _inverse,
    Power: power_value,
    ElementPower: entry_power,
    Apply: apply_value,
    Call: call_value,
    Opaque: opaque_value,
    Partial: partial_value,
    Colon: colon_value,
    Kron: _kron,
    Differential: _leaf(_differential),
}
