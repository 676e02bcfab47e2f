"""What a term of a sum is made of: a number, powers of scalars, and a chain of factors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from adjoint.expr.build import multiply, number, power, product
from adjoint.expr.language import ElementPower, Expr, Number, Power, Product
from adjoint.expr.sizes import ONE

Parts = tuple[Fraction, tuple[Expr, ...], tuple[Expr, ...]]
Powers = dict[Expr, Fraction]


def parts_of(node: Expr) -> Parts:
    """The number, the scalars and the chain of a term."""
    if isinstance(node, Product):
        return node.coefficient, node.scalars, node.chain
    if isinstance(node, Number):
        return node.value, (), ()
    return (Fraction(1), (node,), ()) if node.is_scalar else (Fraction(1), (), (node,))


def powers_of(factors: Iterable[Expr]) -> Powers:
    """The bases of commuting factors, each with its exponent where that is a number."""
    found: Powers = {}
    for factor in factors:
        base, exponent = _base(factor)
        found[base] = found.get(base, Fraction(0)) + exponent
    return found


def _base(factor: Expr) -> tuple[Expr, Fraction]:
    if isinstance(factor, (Power, ElementPower)):
        base, exponent = factor.children
        if isinstance(exponent, Number):
            return base, exponent.value
    return factor, Fraction(1)


def shared_powers(families: Sequence[Powers]) -> Powers:
    """What all families hold: of each base the power nearest to none, if all stand on one side of the line."""
    first, *others = families
    shared: Powers = {}
    for base in first:
        if all(base in other for other in others):
            exponents = [family[base] for family in families]
            if all(e > 0 for e in exponents) or all(e < 0 for e in exponents):
                shared[base] = min(exponents, key=abs)
    return shared


def without(family: Powers, shared: Mapping[Expr, Fraction]) -> Powers:
    """The powers divided by the shared ones."""
    return {base: e - shared.get(base, 0) for base, e in family.items() if e != shared.get(base, 0)}


def written(family: Powers, make: Callable[[Expr, Expr], Expr] = power) -> list[Expr]:
    """The powers as factors."""
    return [make(base, number(exponent)) for base, exponent in family.items()]


def fronted(node: Expr) -> Expr:
    """The product with every row times a column inside it, if nothing in it moves, taken to the front as a scalar."""
    if not isinstance(node, Product) or node.moving or len(node.chain) < 3:
        return node
    scalars: list[Expr] = []
    chain: list[Expr] = []
    for link in node.chain:
        chain.append(link)
        start = next((i for i, other in enumerate(chain) if other.shape[0] == ONE), None)
        if link.shape[1] == ONE and start is not None:
            scalars.append(multiply(*chain[start:]))
            del chain[start:]
    return multiply(product(node.coefficient, node.scalars, ()), *scalars, *chain) if scalars else node
