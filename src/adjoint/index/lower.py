"""From notation to meaning: every expression as a tensor in index notation.

Products, sums, transposes and the linear functions come apart; what index notation cannot take
apart (inverses, functions, powers) stays an entry of its node. A sum among other factors stays one
entry, `(A*X - B)_kj`, unless it holds a differential: the reader's factoring is kept, and
`adjoint.index.simplify.canonical` multiplies out.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from adjoint.expr.build import call, identity, ones, transpose, zeros
from adjoint.expr.language import (
    Call, Colon, Differential, Expr, Hadamard, Identity, Kron, Number, Ones, Power, Product, Sum, Transpose, Zero,
)  # fmt: skip
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.index import stacked
from adjoint.index.names import IndexNames, axes_for, proper, tidy
from adjoint.index.opening import Fresh, Item, Pending, Piece, Rule, opened
from adjoint.index.term import Delta, Index, Tensor

NORMS = ("normF", "norm2")


def lower(expr: Expr, axes: Sequence[Index] | None = None, names: IndexNames | None = None) -> Tensor:
    """The tensor of an expression: two axes for a matrix, one for a vector or row, none for a scalar.

    `axes` are the indices wanted for the free axes (by default `i`, `j`), `names` the supply for the
    rest. Raises `TooLarge` where multiplying out exceeds the limit of terms.
    """
    free = tuple(axes) if axes is not None else axes_for(expr.shape, names=names)
    if tuple(index.size for index in free) != proper(expr.shape):
        raise ValueError(f"axes {free} do not fit `{expr}`")
    places = iter(free)
    row, col = (next(places) if size != ONE else None for size in expr.shape)
    terms = opened(Fraction(1), [Pending(expr, row, col)], free, OPEN, Fresh())
    return tidy(Tensor(free, tuple(term for term in terms if term.coefficient)), names)


@lru_cache(maxsize=65536)
def has_differential(node: Expr) -> bool:
    """Whether a differential occurs in the node."""
    return any(isinstance(part, Differential) for part in postorder(node))


def _one(*items: Item, coefficient: Fraction = Fraction(1)) -> tuple[Piece, ...]:
    return ((coefficient, items),)


def sum_pieces(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """One piece for each term of a sum."""
    return tuple((Fraction(1), (Pending(child, item.row, item.col),)) for child in item.node.children)


def _sum(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    return sum_pieces(item, fresh) if item.alone or has_differential(item.node) else _one(item.entry())


def _number(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    assert isinstance(item.node, Number)
    return _one(coefficient=item.node.value) if item.node.value else ()


def chain_items(chain: Sequence[Expr], row: Index | None, col: Index | None, fresh: Fresh) -> list[Item]:
    """The factors of a matrix product, joined by new indices."""
    between = [fresh(link.shape[1]) for link in chain[:-1]]
    return [Pending(*parts) for parts in zip(chain, [row, *between], [*between, col], strict=True)]


def _product(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    node = item.node
    assert isinstance(node, Product)
    scalars: list[Item] = [Pending(scalar, None, None) for scalar in node.scalars]
    chain = chain_items(node.chain, item.row, item.col, fresh) if node.chain else []
    return _one(*scalars, *chain, coefficient=node.coefficient)


def _each(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    return _one(*(Pending(child, item.row, item.col) for child in item.node.children))


def _identity(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    assert item.row is not None
    assert item.col is not None
    return _one(Delta(item.row, item.col))


def _colon(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    left, right = item.node.children
    row, col = (fresh(size) for size in left.shape)
    return _one(Pending(left, row, col), Pending(right, row, col))


def _power(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    base, exponent = item.node.children
    value = exponent.value if isinstance(exponent, Number) else None
    if value == 2 and isinstance(base, Call) and base.function in NORMS:
        (array,) = base.children
        row, col = (fresh(size) for size in array.shape)
        return _one(Pending(array, row, col), Pending(array, row, col))
    if value in (2, 3) and not base.is_scalar:
        return _one(*chain_items([base] * int(value), item.row, item.col, fresh))
    return _one(item.entry())


def _kron(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """A Kronecker product comes apart where neither axis is a pair of axes, as in `kron(x', y)`."""
    left, right = item.node.children
    if any(a != ONE and b != ONE for a, b in zip(left.shape, right.shape, strict=True)):
        return stacked.kron_pieces(item, fresh) if has_differential(item.node) else _one(item.entry())
    row, col = item.row, item.col
    return _one(
        Pending(left, row if left.shape[0] != ONE else None, col if left.shape[1] != ONE else None),
        Pending(right, row if right.shape[0] != ONE else None, col if right.shape[1] != ONE else None),
    )


def _trace(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    (arg,) = item.node.children
    index = fresh(arg.shape[0])
    return _one(Pending(arg, index, index))


def _total(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    (arg,) = item.node.children
    return _one(Pending(arg, fresh(arg.shape[0]), fresh(arg.shape[1])))


def _diag(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    assert item.row is not None
    assert item.col is not None
    return _one(Pending(item.node.children[0], item.row, None), Delta(item.row, item.col))


def _diagvec(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    return _one(Pending(item.node.children[0], item.row, item.row))


def _vec(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    (arg,) = item.node.children
    if arg.shape[1] == ONE:
        return _one(Pending(arg, item.row, None))
    if arg.shape[0] == ONE:
        return _one(Pending(arg, None, item.row))
    return stacked.vec_pieces(item, fresh) if has_differential(arg) else _one(item.entry())


def _triangle(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    assert isinstance(item.node, Call)
    (arg,) = item.node.children
    if isinstance(arg, Ones):
        return _one(item.entry())
    mask = Pending(call(item.node.function, ones(arg.shape)), item.row, item.col)
    return _one(mask.entry(), Pending(arg, item.row, item.col))


_LINEAR: dict[str, Rule] = {
    "tr": _trace,
    "sum": _total,
    "diag": _diag,
    "diagvec": _diagvec,
    "vec": _vec,
    "tril": _triangle,
    "triu": _triangle,
}


def _beside(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    """Blocks side by side as `A*[I, 0] + B*[0, I]`, one above the other as `[I; 0]*A + [0; I]*B`."""
    assert isinstance(item.node, Call)
    wide, pieces = item.node.function == "hcat", []
    sizes = [part.shape[1 if wide else 0] for part in item.node.children]
    for k, part in enumerate(item.node.children):
        cells = [identity(size) if j == k else zeros((sizes[k], size)) for j, size in enumerate(sizes)]
        cut = call("hcat", *cells)
        chain = [part, cut] if wide else [transpose(cut), part]
        pieces.append((Fraction(1), tuple(chain_items(chain, item.row, item.col, fresh))))
    return tuple(pieces)


_MOVING: dict[str, Rule] = {
    "hcat": _beside,
    "vcat": _beside,
    "vech": stacked.half_pieces,
    "unvec": stacked.unvec_pieces,
    "kronleft": stacked.part_pieces,
    "kronright": stacked.part_pieces,
    "trilhalf": _triangle,
    **dict.fromkeys(("sylv", "lyap", "dlyap", *stacked.JACOBIAN), stacked.solution_pieces),
}
"""Functions that come apart only to reach a differential in them."""


def _call(item: Pending, fresh: Fresh) -> tuple[Piece, ...]:
    assert isinstance(item.node, Call)
    rule = _LINEAR.get(item.node.function)
    if rule is None and has_differential(item.node):
        rule = _MOVING.get(item.node.function)
    return rule(item, fresh) if rule else _one(item.entry())


OPEN: dict[type[Expr], Rule] = {
    Number: _number,
    Zero: lambda item, fresh: (),
    Ones: lambda item, fresh: _one(),
    Identity: _identity,
    Sum: _sum,
    Product: _product,
    Hadamard: _each,
    Transpose: lambda item, fresh: _one(Pending(item.node.children[0], item.col, item.row)),
    Power: _power,
    Colon: _colon,
    Kron: _kron,
    Call: _call,
}
"""The rules of lowering; kinds that are not here are entries."""
