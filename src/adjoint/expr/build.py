"""The constructors. They check shapes, and change only what a reader cannot see.

That is: `(A*B)*C` is `A*B*C`, sums are flat and in a fixed order, numbers stand in front, scalars
before matrices, `A''` is `A`, division is a negative power. What a reader would notice (`X + X`,
`inv(X)*X`) is a law of the book. All raise `ShapeError` where sizes do not fit.
"""

from collections.abc import Iterable
from fractions import Fraction

from adjoint.errors import ShapeError
from adjoint.expr.functions import ARRAY, ELEMENTWISE, SAME_OF_SCALAR
from adjoint.expr.language import (
    UNIT, Apply, Call, Colon, Commutation, Constant, Differential, ElementPower, Expr, Hadamard, Identity, Inverse,
    Kron, Number, Ones, Opaque, Partial, Power, Product, SizeNumber, Sum, Symbol, Transpose, Zero,
)  # fmt: skip
from adjoint.expr.order import factor_order, sum_order
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size, spell_shape

Sized = int | str | Size


def symbol(name: str, rows: Sized = 1, cols: Sized = 1, *facts: str) -> Symbol:
    """A named array with its declared facts."""
    return Symbol._make((Size.of(rows), Size.of(cols)), (), name, frozenset(facts))


def number(value: int | Fraction) -> Expr:
    """An exact number."""
    return Number._make(SCALAR, (), value if isinstance(value, Fraction) else Fraction(value))


def size_number(size: Size) -> Expr:
    """A size as a scalar: sums and products of names, so that each has one form."""
    if size.name is not None:
        return SizeNumber._make(SCALAR, (), size)
    return add(number(0), *(multiply(number(c), *(size_number(Size.of(n)) for n in names)) for names, c in size.terms))


def size_of(node: Expr) -> Size:
    """The size that a scalar stands for; `ShapeError` where it is none."""
    if isinstance(node, SizeNumber):
        return node.size
    if isinstance(node, Number) and node.value.denominator == 1 and node.value > 0:
        return Size.of(int(node.value))
    if isinstance(node, Product) and node.children and not node.chain:
        total = size_of(number(node.coefficient))
        for factor in node.scalars:
            total = total * size_of(factor)
        return total
    raise ShapeError(f"`{node}` is no size")


def constant(name: str) -> Expr:
    """A named number such as `pi`."""
    return Constant._make(SCALAR, (), name)


def identity(size: Size) -> Expr:
    """The identity matrix."""
    return number(1) if size == ONE else Identity._make((size, size), ())


def commutation(rows: Size, cols: Size) -> Expr:
    """The matrix that takes the stacked columns of a rows×cols matrix to those of its transpose."""
    size = rows * cols
    return identity(size) if ONE in (rows, cols) else Commutation._make((size, size), (), rows, cols)


def zeros(shape: Shape) -> Expr:
    """The array of zeros."""
    return number(0) if shape == SCALAR else Zero._make(shape, ())


def ones(shape: Shape) -> Expr:
    """The array of ones."""
    return number(1) if shape == SCALAR else Ones._make(shape, ())


def is_zero(node: Expr) -> bool:
    """Whether the node is written as zero."""
    return isinstance(node, Zero) or (isinstance(node, Number) and node.value == 0)


def add(*terms: Expr) -> Expr:
    """The sum of terms of one shape."""
    for term in terms[1:]:
        if term.shape != terms[0].shape:
            raise _unlike("add", terms[0], term)
    flat = [part for term in terms for part in (term.children if isinstance(term, Sum) else (term,))]
    kept = [part for part in flat if not isinstance(part, (Number, Zero))]
    if len(kept) < len(flat):
        total = sum(part.value for part in flat if isinstance(part, Number))
        kept += [number(total)] if total else []
    if len(kept) < 2:
        return kept[0] if kept else zeros(terms[0].shape)
    return Sum._make(terms[0].shape, tuple(sorted(kept, key=sum_order)))


def coefficient(node: Expr) -> Fraction:
    """The numeric factor in front of a node."""
    if isinstance(node, Number):
        return node.value
    return node.coefficient if isinstance(node, Product) else UNIT


def without_coefficient(node: Expr) -> Expr:
    """The node without its numeric factor."""
    if isinstance(node, Number):
        return number(UNIT)
    return _bare(node.scalars, node.chain) if isinstance(node, Product) and node.coefficient is not UNIT else node


def product(value: Fraction, scalars: Iterable[Expr], chain: tuple[Expr, ...]) -> Expr:
    """A product from parts that already fit: every chain factor is a matrix and neighbours agree."""
    commuting = tuple(scalars)
    if chain and commuting and chain[0].shape[0] is ONE and chain[-1].shape[1] is ONE:
        commuting, chain = (*commuting, chained(chain)), ()
    if len(commuting) > 1:
        commuting = tuple(sorted(commuting, key=factor_order))
    elif commuting and not chain:
        (alone,) = commuting
        if isinstance(alone, Product) and not alone.split:
            commuting, chain = (), alone.chain
    if value is UNIT or value == 1:
        return _bare(commuting, chain)
    if not commuting and not chain:
        return number(value)
    shape = (chain[0].shape[0], chain[-1].shape[1]) if chain else SCALAR
    return Product._make(shape, commuting + chain, value, len(commuting)) if value else zeros(shape)


def _bare(commuting: tuple[Expr, ...], chain: tuple[Expr, ...]) -> Expr:
    """A product without a number in front."""
    parts = commuting + chain
    if len(parts) < 2:
        return parts[0] if parts else number(UNIT)
    shape = (chain[0].shape[0], chain[-1].shape[1]) if chain else SCALAR
    return Product._make(shape, parts, UNIT, len(commuting))


def chained(chain: tuple[Expr, ...]) -> Expr:
    """The product of neighbours that already fit."""
    return _bare((), chain)


def multiply(*factors: Expr) -> Expr:
    """The matrix product; a 1×1 factor scales and commutes."""
    if len(factors) == 1:
        return factors[0]
    value, scalars, chain = UNIT, [], []  # type: tuple[Fraction, list[Expr], list[Expr]]
    for factor in factors:
        if isinstance(factor, Number):
            value = factor.value if value is UNIT else value * factor.value
        elif isinstance(factor, Product):
            value = factor.coefficient if value is UNIT else value * factor.coefficient
            scalars.extend(factor.scalars)
            if factor.is_scalar and factor.chain:
                scalars.append(chained(factor.chain))
            else:
                for link in factor.chain:
                    _append(link, scalars, chain)
        elif factor.is_scalar:
            scalars.append(factor)
        else:
            _append(factor, scalars, chain)
    if any(isinstance(link, Zero) for link in chain):
        return zeros((chain[0].shape[0], chain[-1].shape[1]))
    return product(value, scalars, tuple(chain))


def _append(link: Expr, scalars: list[Expr], chain: list[Expr]) -> None:
    if chain and chain[0].shape[0] is ONE and chain[-1].shape[1] is ONE:
        scalars.append(chained(tuple(chain)))
        chain.clear()
    if chain and chain[-1].shape[1] is not link.shape[0]:
        left = chained(tuple(chain))
        raise ShapeError(lambda: _unfit(left, link), hint=lambda: _product_hint(left, link))
    chain.append(link)


def _unlike(verb: str, one: Expr, other: Expr, how: str = "") -> ShapeError:
    shapes = [spell_shape(node.shape) for node in (one, other)]
    return ShapeError(lambda: f"cannot {verb} `{one}` ({shapes[0]}) and `{other}` ({shapes[1]}){how}")


def _unfit(left: Expr, right: Expr) -> str:
    meet = f"{left.shape[1]} columns meet {right.shape[0]} rows"
    return f"cannot multiply `{left}` ({spell_shape(left.shape)}) by `{right}` ({spell_shape(right.shape)}): {meet}"


def _product_hint(left: Expr, right: Expr) -> str:
    for one, other in ((left, transpose(right)), (transpose(left), right), (right, left)):
        if one.shape[1] == other.shape[0]:
            return f"`{multiply(one, other)}` would fit"
    return f"`{left} .* {right}` (elementwise) would fit" if left.shape == right.shape else ""


def hadamard(*factors: Expr) -> Expr:
    """The elementwise product of arrays of one shape."""
    for factor in factors[1:]:
        if factor.shape != factors[0].shape:
            raise _unlike("multiply", factors[0], factor, " entry by entry")
    if factors[0].is_scalar:
        return multiply(*factors)
    value, scalars, kept = UNIT, [], []  # type: tuple[Fraction, list[Expr], list[Expr]]
    for factor in factors:
        if isinstance(factor, Product):
            value *= factor.coefficient
            scalars.extend(factor.scalars)
            factor = chained(factor.chain)
        kept.extend(factor.children if isinstance(factor, Hadamard) else (factor,))
    if any(is_zero(factor) for factor in kept):
        return zeros(factors[0].shape)
    body = kept[0] if len(kept) == 1 else Hadamard._make(kept[0].shape, tuple(sorted(kept, key=factor_order)))
    return product(value, scalars, (body,))


def transpose(node: Expr) -> Expr:
    """The transpose; scalars, and numbers in front, pass through."""
    rows, cols = node.shape
    if node.is_scalar or isinstance(node, Identity):
        return node
    if isinstance(node, Transpose):
        return node.children[0]
    if isinstance(node, Zero):
        return zeros((cols, rows))
    if isinstance(node, Ones):
        return ones((cols, rows))
    if isinstance(node, Product) and (node.split or node.coefficient != 1):
        return product(node.coefficient, node.scalars, (transpose(chained(node.chain)),))
    return Transpose._make((cols, rows), (node,))


def inverse(node: Expr) -> Expr:
    """The inverse of a square matrix; the reciprocal of a scalar."""
    if node.shape[0] != node.shape[1]:
        raise ShapeError(
            f"`inv` needs a square matrix, and `{node}` is a {spell_shape(node.shape)}",
            hint="`pinv` is the pseudo-inverse of a matrix of any shape",
        )
    if node.is_scalar:
        return power(node, number(-1))
    if isinstance(node, Identity):
        return node
    if isinstance(node, Product) and (node.split or node.coefficient != 1):
        if node.coefficient == 0:
            return Inverse._make(node.shape, (node,))
        front = [power(s, number(-1)) for s in node.scalars]
        return product(1 / node.coefficient, front, (inverse(chained(node.chain)),))
    return Inverse._make(node.shape, (node,))


def _whole(node: Expr) -> int | None:
    whole = isinstance(node, Number) and node.value.denominator == 1
    return int(node.value) if whole and isinstance(node, Number) else None


def power(base: Expr, exponent: Expr) -> Expr:
    """A power of a scalar, or of a square matrix."""
    if base.shape[0] != base.shape[1]:
        raise ShapeError(
            f"only a square matrix has powers, and `{base}` is a {spell_shape(base.shape)}",
            hint=f"`{base}.^{exponent}` is the elementwise power",
        )
    if not exponent.is_scalar:
        raise ShapeError(f"an exponent is a scalar, and `{exponent}` is a {spell_shape(exponent.shape)}")
    whole = _whole(exponent)
    if whole == 1:
        return base
    if whole == 0:
        return identity(base.shape[0])
    if not base.is_scalar:
        if whole == -1:
            return inverse(base)
        if whole is not None and whole < 0:
            return Power._make(base.shape, (inverse(base), number(-whole)))
        return Power._make(base.shape, (base, exponent))
    if isinstance(base, Number) and whole is not None and base.value and abs(whole) <= 64:
        return number(base.value**whole)
    if isinstance(base, Power) and whole is not None and isinstance(base.children[1], Number):
        return power(base.children[0], number(base.children[1].value * whole))
    if isinstance(base, Product) and base.split and whole is not None and abs(whole) <= 64:
        return product(base.coefficient**whole, [power(s, exponent) for s in base.scalars], ())
    if isinstance(base, Product) and base.coefficient != 1 and whole is not None and abs(whole) <= 64:
        return product(base.coefficient**whole, [power(chained(base.chain), exponent)], ())
    return Power._make(SCALAR, (base, exponent))


def element_power(base: Expr, exponent: Expr) -> Expr:
    """The power of every entry."""
    if base.is_scalar:
        return power(base, exponent)
    if not exponent.is_scalar:
        raise ShapeError(f"an exponent is a scalar, and `{exponent}` is a {spell_shape(exponent.shape)}")
    whole = _whole(exponent)
    if whole == 1:
        return base
    if whole == 0 or isinstance(base, Ones):
        return ones(base.shape)
    if isinstance(base, ElementPower) and whole is not None and isinstance(base.children[1], Number):
        return element_power(base.children[0], number(base.children[1].value * whole))
    if isinstance(base, Hadamard) and whole is not None:
        return hadamard(*(element_power(factor, exponent) for factor in base.children))
    if isinstance(base, Product) and (base.split or base.coefficient != 1) and whole is not None and abs(whole) <= 64:
        body = element_power(chained(base.chain), exponent)
        return multiply(number(base.coefficient**whole), *(power(s, exponent) for s in base.scalars), body)
    return ElementPower._make(base.shape, (base, exponent))


def apply(function: str, node: Expr, order: int = 0) -> Expr:
    """An elementwise function; a name outside the table is opaque, and `order` counts its derivatives."""
    if order and function in ELEMENTWISE:
        raise ValueError(f"the derivative of {function} is a law, not a node")
    return Apply._make(node.shape, (node,), function, order)


def call(function: str, *nodes: Expr, shape: Shape | None = None) -> Expr:
    """A named function of whole arrays; `shape` is that of the value where the operands do not tell it."""
    if len(nodes) == 1 and nodes[0].is_scalar and function in SAME_OF_SCALAR:
        return nodes[0]
    row = ARRAY[function]
    value = row.shape(function, [node.shape for node in nodes], shape)
    if any(is_zero(nodes[i]) for i in row.scales):
        return zeros(value)
    front: list[Expr] = []
    inner = list(nodes)
    for i in row.scales:
        node = inner[i]
        if isinstance(node, Product) and node.chain:
            front.append(product(node.coefficient, node.scalars, ()))
            inner[i] = chained(node.chain)
    return multiply(*front, Call._make(value, tuple(inner), function))


def opaque(function: str, shape: Shape, *arguments: Expr) -> Expr:
    """The value of an unknown function."""
    return Opaque._make(shape, arguments, function)


def partial(value: Expr, *positions: int) -> Expr:
    """The derivative of an opaque value by one argument, a gradient or a vector's Jacobian, or a scalar's by two."""
    assert isinstance(value, Opaque)
    shapes = [value.children[position].shape for position in positions]
    shape = shapes[0] if value.is_scalar else (value.shape[0], shapes[0][0])
    if len(shapes) == 2:
        shape = (shapes[0][0] * shapes[0][1], shapes[1][0] * shapes[1][1])
    return partial_of(value.function, shape, positions, *value.children)


def weighted(value: Expr, weights: Expr) -> Expr:
    """The second derivatives of an unknown vector by its argument, a vector, summed with weights: that of `c'*h(x)`."""
    assert isinstance(value, Opaque)
    (argument,) = value.children
    return partial_of(value.function, (argument.shape[0], argument.shape[0]), (0, 0, 1), argument, weights)


def partial_of(function: str, shape: Shape, positions: tuple[int, ...], *arguments: Expr) -> Expr:
    """The derivative, of the given shape, of an unknown function by one or two of its arguments."""
    return Partial._make(shape, arguments, function, positions)


def colon(left: Expr, right: Expr) -> Expr:
    """The Frobenius product of two arrays of one shape; of scalars, their product."""
    if left.shape != right.shape:
        raise ShapeError(
            f"the Frobenius product needs one shape: `{left}` is a {spell_shape(left.shape)}, "
            f"`{right}` a {spell_shape(right.shape)}"
        )
    if left.is_scalar:
        return multiply(left, right)
    return zeros(SCALAR) if is_zero(left) or is_zero(right) else Colon._make(SCALAR, (left, right))


def kron(left: Expr, right: Expr) -> Expr:
    """The Kronecker product; with a scalar, scaling."""
    if left.is_scalar or right.is_scalar:
        return multiply(left, right)
    shape = (left.shape[0] * right.shape[0], left.shape[1] * right.shape[1])
    return zeros(shape) if is_zero(left) or is_zero(right) else Kron._make(shape, (left, right))


def d(node: Expr) -> Expr:
    """The differential."""
    return Differential._make(node.shape, (node,))


def subtract(left: Expr, right: Expr) -> Expr:
    """The difference."""
    return add(left, multiply(number(-1), right))
