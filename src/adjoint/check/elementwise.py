"""Elementwise functions with two derivatives each, said again here so that the book is tested by another hand.

Each is a generator: the value, the derivative, the second derivative; a caller stops where it likes.
"""

from collections.abc import Iterator

from adjoint.check.ground import Ground, Scalar
from adjoint.check.jets import Triple

Values = Iterator[Scalar]


def _exp(g: Ground, v: Scalar) -> Values:
    e = g.exp(v)
    yield from (e, e, e)


def log(g: Ground, v: Scalar) -> Values:
    """The logarithm of a positive number."""
    yield g.log(v)
    over = g.reciprocal(v)
    yield over
    yield -over * over


def log_abs(g: Ground, v: Scalar) -> Values:
    """The logarithm of the absolute value."""
    yield g.log_abs(v)
    over = g.reciprocal(v)
    yield over
    yield -over * over


def root(g: Ground, v: Scalar) -> Values:
    """The square root; that of zero has no derivative."""
    r = g.number(0) if v == 0 else g.root(v)
    yield r
    over = g.reciprocal(2 * r)
    yield over
    yield -over / (2 * v)


def absolute(g: Ground, v: Scalar) -> Values:
    """The absolute value; that of zero has no derivative."""
    yield g.number(0) if v == 0 else g.sign(v) * v
    yield from (g.sign(v), g.number(0))


def _sign(g: Ground, v: Scalar) -> Values:
    yield from (g.sign(v), g.number(0), g.number(0))


def _step(g: Ground, v: Scalar) -> Values:
    yield from ((1 + g.sign(v)) / 2, g.number(0), g.number(0))


def _relu(g: Ground, v: Scalar) -> Values:
    yield g.number(0) if v == 0 else (1 + g.sign(v)) / 2 * v
    yield from ((1 + g.sign(v)) / 2, g.number(0))


def _sin(g: Ground, v: Scalar) -> Values:
    s, c = g.sin_cos(v)
    yield from (s, c, -s)


def _cos(g: Ground, v: Scalar) -> Values:
    s, c = g.sin_cos(v)
    yield from (c, -s, -c)


def _tan(g: Ground, v: Scalar) -> Values:
    s, c = g.sin_cos(v)
    t = s * g.reciprocal(c)
    yield from (t, 1 + t * t, 2 * t * (1 + t * t))


def _asin(g: Ground, v: Scalar) -> Values:
    yield g.asin(v)
    over = 1 / g.root(1 - v * v)
    yield over
    yield v * over * over * over


def _acos(g: Ground, v: Scalar) -> Values:
    values = _asin(g, v)
    yield g.pi() / 2 - next(values)
    yield -next(values)
    yield -next(values)


def _atan(g: Ground, v: Scalar) -> Values:
    yield g.atan(v)
    over = 1 / (1 + v * v)
    yield over
    yield -2 * v * over * over


def _sinh(g: Ground, v: Scalar) -> Values:
    e = g.exp(v)
    s, c = (e - 1 / e) / 2, (e + 1 / e) / 2
    yield from (s, c, s)


def _cosh(g: Ground, v: Scalar) -> Values:
    e = g.exp(v)
    s, c = (e - 1 / e) / 2, (e + 1 / e) / 2
    yield from (c, s, c)


def _tanh(g: Ground, v: Scalar) -> Values:
    square = g.exp(v) ** 2
    t = (square - 1) * g.reciprocal(square + 1)
    yield from (t, 1 - t * t, -2 * t * (1 - t * t))


def _sigmoid(g: Ground, v: Scalar) -> Values:
    s = g.reciprocal(1 + g.exp(-v))
    yield from (s, s * (1 - s), s * (1 - s) * (1 - 2 * s))


def _softplus(g: Ground, v: Scalar) -> Values:
    yield g.log(1 + g.exp(v))
    s = g.reciprocal(1 + g.exp(-v))
    yield s
    yield s * (1 - s)


def _silu(g: Ground, v: Scalar) -> Values:
    s, first, second = _sigmoid(g, v)
    yield from (v * s, s + v * first, 2 * first + v * second)


def _erf(g: Ground, v: Scalar) -> Values:
    yield g.erf(v)
    slope = 2 / g.root(g.pi()) * g.exp(-v * v)
    yield slope
    yield -2 * v * slope


def _normcdf(g: Ground, v: Scalar) -> Values:
    yield (1 + g.erf(v / g.root(g.number(2)))) / 2
    slope = g.exp(-v * v / 2) / g.root(2 * g.pi())
    yield slope
    yield -v * slope


def _gelu(g: Ground, v: Scalar) -> Values:
    values = _normcdf(g, v)
    below = next(values)
    yield v * below
    slope = next(values)
    yield below + v * slope
    yield (2 - v * v) * slope


def _gammaln(g: Ground, v: Scalar) -> Values:
    yield g.gammaln(v)
    yield g.polygamma(0, v)
    yield g.polygamma(1, v)


def _digamma(g: Ground, v: Scalar) -> Values:
    yield from (g.polygamma(order, v) for order in (0, 1, 2))


def _trigamma(g: Ground, v: Scalar) -> Values:
    yield from (g.polygamma(order, v) for order in (1, 2, 3))


TRIPLES: dict[str, Triple] = {
    "exp": _exp, "log": log, "sqrt": root, "abs": absolute, "sign": _sign, "step": _step, "relu": _relu,
    "sin": _sin, "cos": _cos, "tan": _tan, "asin": _asin, "acos": _acos, "atan": _atan,
    "sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "sigmoid": _sigmoid, "softplus": _softplus, "silu": _silu,
    "erf": _erf, "normcdf": _normcdf, "gelu": _gelu, "gammaln": _gammaln, "digamma": _digamma, "trigamma": _trigamma,
}  # fmt: skip
