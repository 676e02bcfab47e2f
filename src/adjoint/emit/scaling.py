"""Products: numbers and scalars in front, multiplied before an array is, and divisions as divisions."""

from collections.abc import Iterable
from fractions import Fraction

from adjoint.emit.chains import chain_value
from adjoint.emit.literals import halves, literal
from adjoint.emit.plan import Making, Plan
from adjoint.emit.spread import Spread, together
from adjoint.expr.build import coefficient, element_power, multiply, number, power
from adjoint.expr.language import ElementPower, Expr, Number, Power, Product


def product_value(plan: Plan, node: Expr) -> Making:
    """The step of a `Product`."""
    assert isinstance(node, Product)
    above: list[int] = []
    below: list[int] = []
    for scalar in node.scalars:
        divisor = _divisor(scalar)
        if divisor is None:
            above.append((yield scalar))
        else:
            below.append((yield divisor))
    body = (yield from chain_value(plan, node.chain)) if node.chain else None
    return scaled(plan, node.coefficient, above, below, body)


def scaled(plan: Plan, value: Fraction, above: list[int], below: list[int], body: int | None) -> int:
    """The step of `value * above / below * body`; a body that is None is one."""
    numerator, denominator = halves(abs(value))
    minus = value < 0
    if numerator != 1:
        above = [literal(plan, -numerator if minus else numerator), *above]
        minus = False
    elif above and minus:
        above = [plan.put("negative", above[0]), *above[1:]]
        minus = False
    if denominator != 1:
        below = [literal(plan, denominator), *below]
    front = _all("multiply", plan, above)
    under = _all("multiply", plan, below)
    if under is not None:
        if front is None and body is not None:
            body = plan.put("divide", body, under)
        else:
            front = plan.put("divide", literal(plan, Fraction(1)) if front is None else front, under)
    whole = _all("multiply", plan, [part for part in (front, body) if part is not None])
    whole = literal(plan, Fraction(1)) if whole is None else whole
    return plan.put("negative", whole) if minus else whole


def hadamard_value(plan: Plan, node: Expr) -> Making:
    """The step of a `Hadamard`; negative elementwise powers divide."""
    above: list[Spread] = []
    below: list[Spread] = []
    divisors = [_divisor(factor) for factor in node.children]
    operands = together([divisor or factor for divisor, factor in zip(divisors, node.children, strict=True)])
    for divisor, operand in zip(divisors, operands, strict=True):
        (above if divisor is None else below).append(operand)
    value = (yield from above[0].value(plan)) if above else literal(plan, Fraction(1))
    for operand in above[1:]:
        value = plan.put("multiply", value, (yield from operand.value(plan)))
    for operand in below:
        value = plan.put("divide", value, (yield from operand.value(plan)))
    return value


def sum_value(plan: Plan, node: Expr) -> Making:
    """The step of a `Sum`; terms with a negative coefficient are subtracted."""
    signs = [-1 if coefficient(term) < 0 else 1 for term in node.children]
    bodies = [term if sign > 0 else multiply(number(-1), term) for sign, term in zip(signs, node.children, strict=True)]
    total = None
    for sign, operand in zip(signs, together(bodies), strict=True):
        value = yield from operand.value(plan)
        if total is None:
            total = value if sign > 0 else plan.put("negative", value)
        else:
            total = plan.put("add" if sign > 0 else "subtract", total, value)
    assert total is not None
    return total


def _divisor(factor: Expr) -> Expr | None:
    """What a factor divides by, if it is a negative power."""
    if isinstance(factor, (Power, ElementPower)) and isinstance(factor.children[1], Number):
        base, exponent = factor.children
        if isinstance(exponent, Number) and exponent.value < 0:
            return (power if factor.is_scalar else element_power)(base, number(-exponent.value))
    return None


def _all(op: str, plan: Plan, values: Iterable[int]) -> int | None:
    total = None
    for value in values:
        total = value if total is None else plan.put(op, total, value)
    return total
