"""Named functions of whole arrays, on jets: the table of them, and the plain ones."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from adjoint.check import blocks, elementwise, equations, factors, nilpotent, reductions
from adjoint.check.ground import Ground, Matrix
from adjoint.check.jets import Jet, add, bilinear, determinant, lift, linear, multiply, reciprocal, scaled, still
from adjoint.errors import Unsupported

Rule = Callable[..., Jet]
"""Takes the ground and the operands; of a function with an open shape also the `shape` of the value."""


def total(ground: Ground, jet: Jet) -> Jet:
    """The sum of all entries."""
    return linear(lambda a: ground.matrix(1, 1, [sum(a.entries())]), jet)


def colon(ground: Ground, left: Jet, right: Jet) -> Jet:
    """The Frobenius product."""

    def pair(a: Matrix, b: Matrix) -> Matrix:
        return ground.matrix(1, 1, [sum(x * y for x, y in zip(a.entries(), b.entries(), strict=True))])

    return bilinear(pair, left, right)


def _trace(ground: Ground, jet: Jet) -> Jet:
    return linear(lambda a: ground.matrix(1, 1, [sum(a[i, i] for i in range(a.nrows()))]), jet)


def _norm(ground: Ground, jet: Jet) -> Jet:
    return lift(ground, elementwise.root, colon(ground, jet, jet))


def _softmax(ground: Ground, jet: Jet) -> Jet:
    powers = lift(ground, elementwise.TRIPLES["exp"], jet)
    return scaled(reciprocal(ground, total(ground, powers)), powers)


def _diag(ground: Ground, jet: Jet) -> Jet:
    def spread(a: Matrix) -> Matrix:
        n, zero = a.nrows(), ground.number(0)
        return ground.matrix(n, n, [a[i, 0] if i == j else zero for i in range(n) for j in range(n)])

    return linear(spread, jet)


def _kept(ground: Ground, jet: Jet, keep: Callable[[int, int], bool]) -> Jet:
    def masked(a: Matrix) -> Matrix:
        m, n, zero = a.nrows(), a.ncols(), ground.number(0)
        return ground.matrix(m, n, [a[i, j] if keep(i, j) else zero for i in range(m) for j in range(n)])

    return linear(masked, jet)


def _stacked(ground: Ground, jet: Jet) -> Jet:
    return linear(lambda a: ground.matrix(a.nrows() * a.ncols(), 1, a.transpose().entries()), jet)


def _columns(ground: Ground, x: Jet, along_unit: Callable[[Jet], Jet]) -> Jet:
    return nilpotent.columns(ground, x[0].nrows(), along_unit)


def _of_function(name: str, function: nilpotent.Function) -> Iterator[tuple[str, Rule]]:
    """A function of a matrix with its derivatives."""
    yield name, lambda g, x: nilpotent.of_jet(g, function, x)
    yield f"{name}frechet", lambda g, x, e: nilpotent.along(g, function, x, e)
    yield f"{name}frechet2", lambda g, x, e, f: nilpotent.along(g, function, x, e, f)
    yield f"{name}jacobian", lambda g, x: _columns(g, x, lambda e: nilpotent.along(g, function, x, e))
    yield f"{name}jacobian2", lambda g, x, e: _columns(g, x, lambda f: nilpotent.along(g, function, x, e, f))


def _of_power() -> Iterator[tuple[str, Rule]]:
    """A real power of a matrix with its derivatives."""
    yield "powm", lambda g, x, p: nilpotent.of_jet(g, nilpotent.power(p), x)
    yield "powmfrechet", lambda g, x, p, e: nilpotent.along(g, nilpotent.power(p), x, e)
    yield "powmfrechet2", lambda g, x, p, e, f: nilpotent.along(g, nilpotent.power(p), x, e, f)
    yield "powmjacobian", lambda g, x, p: _columns(g, x, lambda e: nilpotent.along(g, nilpotent.power(p), x, e))
    yield (
        "powmjacobian2",
        lambda g, x, p, e: _columns(g, x, lambda f: nilpotent.along(g, nilpotent.power(p), x, e, f)),
    )


def _half(ground: Ground) -> Jet:
    return still(ground.matrix(1, 1, [ground.number(Fraction(1, 2))]))


def _power_sum(ground: Ground, x: Jet, k: Jet, e: Jet, exponent: Fraction | None) -> Jet:
    """The sum of `X^r*E*X^(k-1-r)`, one factor after the other."""
    total, power = e, x
    for _ in range(_factors(exponent) - 1):
        total, power = add(multiply(x, total), multiply(e, power)), multiply(x, power)
    return total


def _factors(exponent: Fraction | None) -> int:
    if exponent is None or exponent.denominator != 1 or exponent < 1:
        raise Unsupported(f"a sum of powers up to {exponent} cannot be checked", hint="whole powers are")
    return int(exponent)


def _power_sum_twice(ground: Ground, x: Jet, k: Jet, e: Jet, f: Jet, exponent: Fraction | None) -> Jet:
    """The part along `e` and `f` of the power of `X + e + f`, one factor after the other."""
    power, along_e, along_f, both = x, e, f, linear(lambda a: 0 * a, x)
    for _ in range(_factors(exponent) - 1):
        both = add(multiply(x, both), add(multiply(e, along_f), multiply(f, along_e)))
        along_e, along_f = add(multiply(x, along_e), multiply(e, power)), add(multiply(x, along_f), multiply(f, power))
        power = multiply(x, power)
    return both


RULES: dict[str, Rule] = {
    "tr": _trace,
    "det": determinant,
    "logdet": lambda g, jet: lift(g, elementwise.log_abs, determinant(g, jet)),
    "sum": total,
    "norm2": _norm,
    "normF": _norm,
    "norm1": lambda g, jet: total(g, lift(g, elementwise.absolute, jet)),
    "logsumexp": lambda g, jet: lift(g, elementwise.log, total(g, lift(g, elementwise.TRIPLES["exp"], jet))),
    "softmax": _softmax,
    "diag": _diag,
    "diagvec": lambda g, jet: linear(lambda a: g.matrix(a.nrows(), 1, [a[i, i] for i in range(a.nrows())]), jet),
    "vec": _stacked,
    "vech": lambda g, jet: linear(lambda a: _below(g, a), jet),
    "tril": lambda g, jet: _kept(g, jet, lambda i, j: i >= j),
    "triu": lambda g, jet: _kept(g, jet, lambda i, j: i <= j),
    "softmaxrows": reductions.softmax_of_rows,
    "softmaxcols": lambda g, jet: reductions.turned(reductions.softmax_of_rows(g, reductions.turned(jet))),
    "lserows": reductions.log_sum_exp_of_rows,
    "lsecols": lambda g, jet: reductions.turned(reductions.log_sum_exp_of_rows(g, reductions.turned(jet))),
    "pinv": equations.pseudo_inverse,
    "unvec": blocks.unstacked,
    "kronleft": blocks.left_of_kronecker,
    "kronright": blocks.right_of_kronecker,
    "hcat": blocks.joined,
    "vcat": lambda g, a, b: reductions.turned(blocks.joined(g, reductions.turned(a), reductions.turned(b))),
    **dict(_of_function("expm", nilpotent.exponential)),
    **dict(_of_function("logm", nilpotent.logarithm)),
    **dict(_of_function("sinm", nilpotent.sine)),
    **dict(_of_function("cosm", nilpotent.cosine)),
    **dict(_of_power()),
    "sqrtm": lambda g, x: nilpotent.of_jet(g, nilpotent.power(_half(g)), x),
    "powersum": _power_sum,
    "powersum2": _power_sum_twice,
    "powerjacobian": lambda g, x, k, exponent: _columns(g, x, lambda e: _power_sum(g, x, k, e, exponent)),
    "powerjacobian2": lambda g, x, k, e, exponent: _columns(
        g, x, lambda f: _power_sum_twice(g, x, k, e, f, exponent)
    ),
    "sylv": equations.sylvester,
    "lyap": lambda g, a, q: equations.sylvester(g, a, reductions.turned(a), q),
    "dlyap": equations.stein,
    "chol": factors.cholesky,
    "trilhalf": factors.half_diagonal,
    "eigvals": factors.eigenvalues,
    "eigvecs": factors.eigenvectors,
    "gaps": factors.reciprocal_gaps,
    "lambdamax": lambda g, x: factors.entry(g, factors.eigenvalues(g, x), -1, 0),
    "lambdamin": lambda g, x: factors.entry(g, factors.eigenvalues(g, x), 0, 0),
    "eigvecmax": lambda g, x: factors.chosen(g, factors.eigenvectors(g, x), -1),
    "eigvecmin": lambda g, x: factors.chosen(g, factors.eigenvectors(g, x), 0),
    "svdvals": factors.singular_values,
    "leftsvecs": factors.left_vectors,
    "rightsvecs": factors.right_vectors,
    "normspec": factors.largest_singular,
    "leftsvec": factors.left_vector,
    "rightsvec": factors.right_vector,
    "normnuc": factors.nuclear,
    "polarfactor": factors.polar,
    "max": factors.largest,
    "maxplace": factors.place_of_largest,
}


def _below(ground: Ground, matrix: Matrix) -> Matrix:
    """The entries on and below the diagonal, column by column."""
    entries = [matrix[i, j] for j in range(matrix.ncols()) for i in range(j, matrix.nrows())]
    return ground.matrix(len(entries), 1, entries)


EXPONENT: dict[str, int] = dict.fromkeys(("powersum", "powersum2", "powerjacobian", "powerjacobian2"), 1)
"""Functions whose rule also takes the `exponent`, a whole number, that stands among the operands at this place."""


def matrix_power(ground: Ground, jet: Jet, exponent: int) -> Jet:
    """A whole power of a square matrix, the exponent at least one."""
    result, base = None, jet
    while exponent:
        if exponent & 1:
            result = base if result is None else multiply(result, base)
        exponent >>= 1
        if exponent:
            base = multiply(base, base)
    assert result is not None
    return result
