"""Every node kind has code, and the code gives the value."""

import random
from fractions import Fraction

import pytest

from adjoint.emit.rules import RULES
from adjoint.expr.build import (
    apply, call, colon, commutation, constant, d, element_power, hadamard, identity, inverse, kron, multiply,
    number, ones, opaque, partial, power, size_number, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import KINDS
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.expr.walk import postorder

n, m = Size.of("n"), Size.of("m")
A, B, S = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("S", "n", "n", "symmetric")
M, X, Y = symbol("M", "m", "m"), symbol("X", "n", "m"), symbol("Y", "n", "m")
x, y, z, v, a = symbol("x", "n"), symbol("y", "n"), symbol("z", "m"), symbol("v", "m"), symbol("a", "n")
r, s = symbol("r"), symbol("s")
R = symbol("R", 1, "m")
col, row, lying = ones((n, ONE)), transpose(ones((m, ONE))), ones((ONE, m))
half = number(Fraction(1, 2))
half_n = size_number(n) / 2


def inv(node):
    return element_power(node, number(-1))


EXAMPLES = {
    "Symbol": [(X,), (x,), (s,), (R,)],
    "Number": [tuple(number(value) for value in (3, -3, Fraction(1, 3), Fraction(-1, 2), Fraction(10**30, 7), 10**25))],
    "SizeNumber": [(half_n * A,), (size_number(n * m + Size.of(1)) * s * X,), (power(half_n, s) + x.T @ x,)],
    "Constant": [(constant("pi"),), (constant("pi") * X,)],
    "Identity": [(identity(n) + A,), (s * identity(n) - A,), (A - identity(n) / 3,)],
    "Commutation": [(commutation(n, m) @ call("vec", X), X), (commutation(m, n), X)],
    "Halving": [(duplication(n) @ call("vech", A),), (elimination(n), A), (elimination(n).T @ call("vech", A),)],
    "Zero": [(zeros((n, m)), X), (zeros((n, ONE)), x), (zeros(SCALAR),)],
    "Ones": [(ones((n, m)), X), (col, x), (lying, z), (X + s * ones((n, m)),), (x - s * col,)],
    "Sum": [
        (X - Y,), (-X - Y,), (X + x @ row,), (X - x @ lying + col @ z.T,), (x @ row + col @ z.T,), (x @ row, x @ lying),
        (x @ row + y @ row, X), (s * x @ row - col @ R,), (r + s - 1,), (x @ row + s * ones((n, m)), X),
        (s * ones((n, m)) + r * ones((n, m)), X),
    ],
    "Product": [
        (A @ B @ x,), (x @ y.T @ A,), (A @ x @ y.T @ B,), (x.T @ A,), (x.T @ A @ y * X,), (-s * X,), (-X / 3,),
        (s / r * X,), (X / s,), (-X / (s * r),), (2 * X / (3 * power(s, number(2))),),
        (s * r / 7,), (1 / s,), (-1 / s,),
        (X @ z @ v.T @ v @ row, X.T @ col @ z.T), (x @ z.T @ v @ row,), (A @ ones((n, n)) @ B,), (X @ ones((m, m)),),
        (multiply(col, row) * s, X), (col.T @ X @ transpose(row),), (col.T @ X, X @ transpose(row), lying @ z),
        (A @ call("diag", x),), (call("diag", x) @ A,), (call("diag", x) @ y,), (x.T @ call("diag", y),),
        (call("diag", x) @ call("diag", y),), (call("diag", x) @ X @ call("diag", z) @ v,), (A @ transpose(A @ B) @ x,),
        (identity(n) @ identity(n), A), (multiply(*([A] * 40)) / 10**9,), (multiply(*([A] * 30), x),),
        (multiply(x.T, *([A] * 30)),), (s * identity(n), A), (col.T @ A @ col,), (x @ y.T,),
    ],
    "Hadamard": [
        (hadamard(X, Y),), (hadamard(X, inv(Y)),), (hadamard(inv(X), inv(Y)),), (hadamard(x @ row, X),),
        (hadamard(X, inv(x @ row)),), (hadamard(x @ row, inv(col @ z.T)),), (hadamard(x, y, a),),
        (hadamard(x @ row, y @ row, X),), (hadamard(X, element_power(Y, number(-2))),), (hadamard(A, identity(n)),),
        (hadamard(R, z.T),), (hadamard(inv(x @ row), inv(y @ lying)), X),
    ],
    "Transpose": [(X.T,), (x.T,), ((A @ B).T,), ((A + B).T @ x,), (R.T,)],
    "Inverse": [
        (inverse(A),), (inverse(A) @ X,), (X.T @ inverse(A),), (X.T @ inverse(S),),
        (inverse(A) @ x,), (x.T @ inverse(A),),
        (inverse(A).T @ X,), (X.T @ inverse(A).T,), (inverse(A) @ inverse(B),), (A @ inverse(B) @ inverse(A) @ x,),
        (inverse(A) @ x @ y.T @ inverse(A).T,), (inverse(A @ B) @ x,), (inverse(call("diag", x)) @ X,),
        (inverse(call("diag", x)),), (inverse(call("diag", x)) @ inverse(A),), (inverse(A) @ call("diag", x),),
        (inverse(A) @ col, col.T @ inverse(A)), (2 * inverse(A),),
    ],
    "Power": [
        (power(A, number(3)),), (power(A, number(-2)),), (power(A, symbol("k")) @ x,), (power(s, number(-2)),),
        (power(s, half),), (power(s, number(Fraction(-1, 2))) * X,), (power(s, r),),
        (power(s, number(Fraction(1, 3))),),
        (power(call("normF", X), number(2)),), (power(call("norm2", x), number(2)),), (power(-s - r, number(3)),),
        (power(call("normF", s), number(2)),), (power(s, -r),),
    ],
    "ElementPower": [
        (element_power(X, number(2)),), (inv(X),), (element_power(x, half),), (element_power(X, s),),
        (element_power(X - Y, number(3)),), (element_power(X, number(-3)),),
        (element_power(X, number(Fraction(-5, 3))),),
    ],
    "Apply": [(apply("exp", X),), (apply("phi", x),), (apply("phi", s, 1),), (apply("phi", X, 2) + apply("phi", X),)],
    "Call": [(call("tr", A),), (call("logdet", S),)],
    "Opaque": [(opaque("g", SCALAR, A @ a),), (opaque("h", (n, ONE), a),), (opaque("g", SCALAR, s) * X,)],
    "Partial": [
        (partial(opaque("g", SCALAR, a), 0),), (partial(opaque("g", SCALAR, X), 0),),
        (partial(opaque("h", (n, ONE), a), 0) @ x,), (partial(opaque("g", SCALAR, a), 0) @ x.T,),
    ],
    "Colon": [
        (colon(X, Y),), (colon(x, y),), (colon(x @ z.T, X),), (colon(X, 2 * s * A @ x @ z.T),), (colon(x @ row, X),),
        (colon(x @ z.T, y @ v.T),), (colon(A @ X, Y @ call("diag", z)),), (colon(R, z.T),), (colon(ones((n, m)), X),),
        (colon(identity(n), A),), (colon(A, inverse(B)),),
    ],
    "Kron": [(kron(A, X),), (kron(x, y),), (kron(x.T, z.T),), (kron(x, A),), (kron(z.T, A),), (kron(x, z.T),)],
    "Differential": [(X.T @ d(X),), (colon(X, d(X)) * d(s),), (d(x),)],
}  # fmt: skip


def test_every_kind_has_a_rule_and_an_example():
    """No node kind is without code or without a test here."""
    assert set(RULES) == set(KINDS)
    assert set(EXAMPLES) == {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_code_gives_the_value_of_each_kind(kind, bench):
    """Code and plain evaluation agree, in value and in shape."""
    assert kind in {type(node).__name__ for values in EXAMPLES[kind] for node in postorder(*values)}
    for values in EXAMPLES[kind]:
        bench.agrees(*values)


LEAVES = {
    (n, n): [A, B, S], (n, m): [X, Y], (m, m): [X.T @ Y, M], (n, ONE): [x, y], (m, ONE): [z, v], SCALAR: [s, r, half_n],
}  # fmt: skip


def grow(pick, depth, shape):
    """A random expression of a shape."""
    turned = (shape[1], shape[0])
    if depth == 0:
        return pick.choice(LEAVES[shape]) if shape in LEAVES else pick.choice(LEAVES[turned]).T
    inner = pick.choice([n, m, ONE])
    ways = [
        lambda: grow(pick, depth - 1, shape) + grow(pick, depth - 1, shape),
        lambda: grow(pick, depth - 1, shape) - pick.choice([2, half]) * grow(pick, depth - 1, shape),
        lambda: hadamard(grow(pick, depth - 1, shape), grow(pick, depth - 1, shape)),
        lambda: multiply(grow(pick, depth - 1, (shape[0], inner)), grow(pick, depth - 1, (inner, shape[1]))),
        lambda: grow(pick, depth - 1, turned).T,
        lambda: apply(pick.choice(["tanh", "sigmoid", "atan"]), grow(pick, depth - 1, shape)),
        lambda: multiply(grow(pick, depth - 1, SCALAR), grow(pick, depth - 1, shape)),
        lambda: hadamard(grow(pick, depth - 1, shape), inv(apply("softplus", grow(pick, depth - 1, shape)))),
        lambda: multiply(grow(pick, depth - 1, (shape[0], ONE)), ones((ONE, shape[1]))),
        lambda: multiply(ones((shape[0], ONE)), grow(pick, depth - 1, (ONE, shape[1]))),
    ]
    if shape == SCALAR:
        ways += [
            lambda: colon(grow(pick, depth - 1, (n, m)), grow(pick, depth - 1, (n, m))),
            lambda: call("tr", grow(pick, depth - 1, (n, n))),
            lambda: call("sum", grow(pick, depth - 1, (m, n))),
        ]
    if shape == (n, n):
        ways.append(lambda: call("diag", grow(pick, depth - 1, (n, ONE))))
        ways.append(lambda: inverse(S + identity(n)) @ grow(pick, depth - 1, (n, n)))
    if shape == (n, ONE):
        ways.append(lambda: call("diagvec", grow(pick, depth - 1, (n, n))))
    return pick.choice(ways)()


@pytest.mark.parametrize("seed", range(60))
def test_code_gives_the_value_of_random_expressions(seed, bench):
    """Code and plain evaluation agree on expressions that mix the kinds."""
    pick = random.Random(seed)
    shapes = [(n, n), (n, m), (n, ONE), (ONE, m), SCALAR]
    given = [grow(pick, 3, shape) for shape in shapes]
    bench.agrees(*given, X, A)


def test_code_of_deep_expressions_does_not_recurse(bench):
    """Nesting far beyond the interpreter's own limit is planned and written."""
    deep = x
    for _ in range(3000):
        deep = apply("sin", deep + x)
    bench.agrees(deep)
