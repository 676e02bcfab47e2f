"""Tensors: sums over indices are contractions."""

from fractions import Fraction

import pytest

from adjoint.emit.numpy import numpy_module
from adjoint.errors import Unsupported
from adjoint.expr.build import call, element_power, inverse, number, ones, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.index.term import Delta, Entry, Index, Rate, Tensor, Term

n, m, p = Size.of("n"), Size.of("m"), Size.of("p")
A, X, W, x, z, s = (symbol(*given) for given in (
    ("A", "n", "n"), ("X", "n", "m"), ("W", "m", "p"), ("x", "n"), ("z", "m"), ("s",)))  # fmt: skip
h, i, j, k = (Index(name, n) for name in "hijk")
a, b, c = (Index(name, m) for name in "abc")
u, v = (Index(name, p) for name in "uv")


def factor(given):
    """`(node, indices...)` is an entry, two indices are a delta."""
    node, *indices = given
    return Entry(node, tuple(indices)) if isinstance(node, Expr) else Delta(*given)


def tensor(axes, *terms):
    return Tensor(axes, tuple(Term(Fraction(value), tuple(map(factor, factors))) for value, *factors in terms))


CASES = {
    "delta and entry": tensor((i, j, a), (1, (i, j), (z, a))),
    "order four": tensor((i, u, j, a), (2, (i, j), (W, a, u))),
    "summed delta": tensor((a, i), (1, (i, j), (X, j, a))),
    "chain of deltas": tensor((i, h), (1, (i, j), (j, k), (k, h))),
    "three tied axes": tensor((i, j, k), (1, (i, j), (j, k), (x, i))),
    "delta twice": tensor((i, j), (1, (i, j), (i, j))),
    "trivial delta": tensor((i,), (1, (i, i), (x, i))),
    "a delta's own trace": tensor((), (1, (i, i))),
    "two summed indices in one delta": tensor((a,), (3, (i, j), (z, a))),
    "a summed index met only in deltas": tensor((a,), (1, (i, j), (j, i), (z, a))),
    "repeated index": tensor((i,), (1, (A, i, i), (x, i))),
    "trace": tensor((), (Fraction(1, 3), (A, i, i))),
    "diagonal by delta": tensor((i,), (1, (A, i, j), (i, j))),
    "transpose": tensor((a, i), (1, (X, i, a))),
    "itself": tensor((i, a), (1, (X, i, a))),
    "contraction": tensor((i, u), (-1, (A, i, j), (X, j, a), (W, a, u))),
    "three powers": tensor((i,), (1, (x, i), (x, i), (x, i))),
    "scalars in front": tensor((i,), (-2, (s,), (element_power(s, number(-1)) * s * s,), (x, i))),
    "a missing axis": tensor((i, a), (1, (x, i))),
    "all axes missing": tensor((i, a), (5, (s,)), (1,)),
    "two terms": tensor((i, j), (1, (x, i), (x, j)), (-1, (A, j, i)), (2, (i, j))),
    "no terms": tensor((i, a)),
    "no terms, no axes": tensor(()),
    "a number": tensor((), (-7,)),
    "planned nodes": tensor((i, j, k), (1, (inverse(A), i, k), (call("softmax", x), j)), (1, (A @ A, k, i), (x, j))),
    "ones": tensor((i, j), (1, (ones((n, ONE)), i), (x, j))),
}


@pytest.mark.parametrize("case", CASES)
def test_code_gives_the_sum_over_indices(case, bench):
    """Code agrees with the sum taken entry by entry."""
    bench.point([A, X, W, x, z, s])
    bench.agrees_in_indices(CASES[case])


def test_a_rate_has_no_code():
    """A derivative that is only named is refused, not taken for zero."""
    y = symbol("y", "n")
    named = Tensor((i, j), (Term(Fraction(1), (Rate(y, x, (i,), (j,)),)),))
    with pytest.raises(Unsupported, match="only named"):
        numpy_module("f", [named], {}, {}, [("n", "n")])
