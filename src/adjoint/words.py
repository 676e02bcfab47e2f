"""Words for problems built in Python: arrays by name, functions by theirs, and the text they spell.

    X, w, y = matrix("X", "n", "d"), vector("w", "d"), vector("y", "n")
    loss = norm(X @ w - y) ** 2

`@` is the matrix product, `*` scaling or the elementwise product, `.T` the transpose. Every function
of the language's tables (`exp`, `tr`, `logdet`, ...) is an attribute of this module. A problem built
so is spelled as text and read like any other: there is one way in.
"""

from collections.abc import Callable, Mapping, Sequence

from adjoint.errors import Ambiguous, ShapeError
from adjoint.expr import build
from adjoint.expr.facts import FACTS
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.language import Apply, Expr, Opaque, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Size, spell_shape
from adjoint.expr.walk import postorder, symbols


def matrix(name: str, rows: int | str, cols: int | str, *facts: str) -> Symbol:
    """A matrix; sizes are whole numbers, names, or products of them such as `"m*p"`."""
    return build.symbol(name, _size(rows), _size(cols), *_known(facts))


def vector(name: str, size: int | str, *facts: str) -> Symbol:
    """A column of the given size."""
    return build.symbol(name, _size(size), 1, *_known(facts))


def scalar(name: str, *facts: str) -> Symbol:
    """A number with a name."""
    return build.symbol(name, 1, 1, *_known(facts))


def function(name: str) -> Callable[..., Expr]:
    """An unknown scalar-valued function, to be applied to expressions."""
    return lambda *arguments: build.opaque(name, SCALAR, *arguments)


def inv(node: Expr) -> Expr:
    """The inverse of a square matrix."""
    return build.inverse(node)


def kron(left: Expr, right: Expr) -> Expr:
    """The Kronecker product."""
    return build.kron(left, right)


def colon(left: Expr, right: Expr) -> Expr:
    """The Frobenius product `left : right` of two arrays of one shape."""
    return build.colon(left, right)


def unvec(node: Expr, rows: int | str, cols: int | str) -> Expr:
    """The matrix of that shape whose stacked columns the vector holds."""
    return build.call("unvec", node, shape=(_size(rows), _size(cols)))


def eye(size: int | str) -> Expr:
    """The identity matrix."""
    return build.identity(_size(size))


def ones(rows: int | str, cols: int | str = 1) -> Expr:
    """The array of ones."""
    return build.ones((_size(rows), _size(cols)))


def norm(node: Expr) -> Expr:
    """The Euclidean length of a vector; `Ambiguous` for a matrix, which has several norms."""
    if ONE in node.shape:
        return build.call("norm2", node if node.shape[1] == ONE else build.transpose(node))
    raise Ambiguous(
        f"`norm({node})` of a {spell_shape(node.shape)} has several meanings",
        hint="`normF` is the root of the sum of all squared entries, `norm1` the sum of the absolute entries",
    )


def rowsum(node: Expr) -> Expr:
    """The sum of each row, as a vector."""
    return build.multiply(node, build.ones((node.shape[1], ONE)))


def colsum(node: Expr) -> Expr:
    """The sum of each column, as a row."""
    return build.multiply(build.ones((ONE, node.shape[0])), node)


def mean(node: Expr) -> Expr:
    """The mean of all entries."""
    return build.call("sum", node) / build.size_number(node.shape[0] * node.shape[1])


def spell_problem(target: Expr, where: Mapping[Symbol, Expr]) -> str:
    """The problem as text: the definitions in order, the target last, and what is known of every name."""
    definitions = {name: body for name, body in where.items() if name is not target}
    lines = [f"{name} = {body}" for name, body in definitions.items()]
    lines.append(f"{target} = {where[target]}" if isinstance(target, Symbol) and target in where else str(target))
    roots = (*where.values(), target)
    lines.extend(f"{symbol.name}: {_shape(symbol)}" for symbol in symbols(*roots) if symbol not in where)
    return "; ".join(lines + _functions(roots))


def _shape(symbol: Symbol) -> str:
    if symbol.is_scalar:
        words = ["scalar"]
    elif symbol.shape[1] == ONE:
        words = [str(symbol.shape[0])]
    else:
        words = [f"{symbol.shape[0]}×{symbol.shape[1]}"]
    return " ".join([*words, *sorted(symbol.facts)])


def _functions(roots: Sequence[Expr]) -> list[str]:
    kinds: dict[str, str] = {}
    for node in postorder(*roots):
        if isinstance(node, Apply) and node.function not in ELEMENTWISE:
            kinds[node.function] = "elementwise function"
        elif isinstance(node, Opaque):
            kinds[node.function] = "scalar function"
    return [f"{name}: {kind}" for name, kind in kinds.items()]


def _size(value: int | str) -> Size:
    total = ONE
    for part in str(value).replace(" ", "").split("*"):
        total = total * Size.of(int(part) if part.isdecimal() else part)
    return total


def _known(facts: tuple[str, ...]) -> tuple[str, ...]:
    for fact in facts:
        if fact not in FACTS:
            raise ShapeError(f"`{fact}` is not a property", hint=f"the properties are {', '.join(sorted(FACTS))}")
    return facts


def _of_array(name: str) -> Callable[..., Expr]:
    return lambda *nodes: build.call(name, *nodes)


def _of_entries(name: str) -> Callable[[Expr], Expr]:
    return lambda node: build.apply(name, node)


def __getattr__(name: str) -> Callable[..., Expr]:
    """A function of the language's tables."""
    if name in ARRAY:
        return _of_array(name)
    if name in ELEMENTWISE:
        return _of_entries(name)
    raise AttributeError(f"module 'adjoint' has no attribute {name!r}")
