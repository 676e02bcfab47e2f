"""Jets against central differences, for every function of the tables."""

import pytest
from flint import ctx

from adjoint.check.arrays import RULES
from adjoint.check.balls import Balls
from adjoint.check.elementwise import TRIPLES
from adjoint.check.evaluate import Evaluator
from adjoint.check.ground import Matrix
from adjoint.check.implied import implied_facts
from adjoint.check.sample import Point
from adjoint.expr.build import (
    apply, call, colon, element_power, hadamard, inverse, kron, number, opaque, partial, power, symbol, transpose,
)  # fmt: skip
from adjoint.expr.functions import ARRAY, ELEMENTWISE, PRIMARY_DERIVATIVES
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.expr.walk import postorder, symbols

SIZES = {"m": 3, "n": 2, "p": 2, "q": 3}
BITS = 60
A, X, x, s = symbol("A", "m", "n"), symbol("X", "n", "n"), symbol("x", "n"), symbol("s")
h = opaque("h", (Size.of("m"), ONE), x)


OF_POSITIVE = ("chol", "sqrtm", *(name + kind for name in ("logm", "powm") for kind in ("", *PRIMARY_DERIVATIVES)))


def _value(function: str) -> Expr:
    """The function of symbols of the shapes that it takes."""
    signature = ARRAY[function].signature
    operands = [symbol(name, *shape) for name, shape in zip("XYZW", signature.operands, strict=False)]
    if function in OF_POSITIVE:
        operands[0] = symbol("X", "n", "n", "posdef")
    return call(function, *operands, shape=signature.value)


EXPRESSIONS: dict[str, Expr] = {
    **{name: apply(name, A) for name in ELEMENTWISE},
    **{name: _value(name) for name in ARRAY if name in RULES},
    "product": A @ X @ A.T,
    "elementwise product": hadamard(A, A @ X),
    "transpose": transpose(A @ X),
    "inverse": inverse(X + X @ X),
    "Kronecker product": kron(A, X),
    "Frobenius product": colon(A @ X, A),
    "matrix power": power(X, number(5)),
    "negative power": element_power(A, number(-3)),
    "half power": element_power(A, number(3) / 2),
    "third power": element_power(A, number(-2) / 3),
    "moving exponent": element_power(A, s),
    "square of a norm": call("normF", A) ** 2,
    "exponent with the square of a norm": power(number(2), call("normF", A) ** 2 + s),
    "unknown value": opaque("g", SCALAR, A @ x, X),
    "unknown gradient": partial(opaque("g", SCALAR, A @ x, X), 1),
    "unknown map": h,
    "unknown Jacobian": partial(h, 0),
    "unknown entrywise": apply("phi", A),
    "unknown entrywise derivative": apply("phi", A, 2),
}


class _Shifted(Point):
    """A point from which every symbol is moved some way along a random direction."""

    def __init__(self, node: Expr, shift: object) -> None:
        super().__init__(Balls("test"), SIZES, "test", implied_facts(postorder(node)))
        self.shift = shift

    def value(self, symbol: Symbol) -> Matrix:
        return super().value(symbol) + self.direction(*self.shape_of(symbol), "w", symbol.name) * self.shift


def _jet(node: Expr, shift: object) -> tuple[Matrix | None, ...]:
    point = _Shifted(node, shift)
    seeds = {}
    for one in symbols(node):
        shape = point.shape_of(one)
        seeds[one] = (point.direction(*shape, "v", one.name), point.direction(*shape, "w", one.name))
    return Evaluator(point, {}, seeds, frozenset()).jet(node)


def _close(part: Matrix | None, slope: Matrix) -> bool:
    entries = [0] * len(slope.entries()) if part is None else part.entries()
    return all(abs(a - b) < 1e-25 * (1 + abs(b)) for a, b in zip(entries, slope.entries(), strict=True))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_parts_of_a_jet_are_differences(name: str) -> None:
    """The part along the second infinitesimal, and the mixed part, are limits of difference quotients."""
    node = EXPRESSIONS[name]
    with ctx.workprec(500):
        step = Balls("").number(1) / 2**BITS
        before, here, after = (_jet(node, shift) for shift in (-step, 0 * step, step))
        assert _close(here[2], (after[0] - before[0]) * (1 / (2 * step)))
        first, last = (jet[1] if jet[1] is not None else 0 * jet[0] for jet in (before, after))
        assert _close(here[3], (last - first) * (1 / (2 * step)))


def test_every_elementwise_function_can_be_checked() -> None:
    """No elementwise function of the language lacks its row here."""
    assert set(TRIPLES) == set(ELEMENTWISE)


def test_every_array_function_can_be_checked() -> None:
    """No array function of the language lacks its row here."""
    assert set(RULES) >= set(ARRAY)
