"""The book of mistakes opened at one expression: every false law at every place where it fits."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from adjoint.errors import AdjointError
from adjoint.expr.build import add, hadamard, multiply, number
from adjoint.expr.language import Call, Differential, Expr, Hadamard, Product, Sum
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import depends
from adjoint.laws.mistakes import BOOK, Mistake
from adjoint.rewrite.apply import instantiate
from adjoint.rewrite.match import Bindings, Matcher

Put = Callable[[Expr], Expr]
Head = tuple[type[Expr], type[Expr] | None, str]
MOST_PLACES = 120


class Slip(Struct, frozen=True):
    """A false law used at one place: the piece, what it became, what is right there.

    `whole` is the expression after the slip and `mended` without it, `pieces` what the law's letters stand for.
    """

    mistake: Mistake
    before: Expr
    after: Expr
    right: Expr
    whole: Expr
    mended: Expr
    pieces: Mapping[str, Expr]


def _head(node: Expr) -> Head:
    inner = type(node.children[0]) if isinstance(node, Differential) else None
    return (type(node), inner, node.function if isinstance(node, Call) else "")


_FILED: dict[Head, tuple[Mistake, ...]] = {}
for _mistake in BOOK:
    _FILED[_head(_mistake.false.left)] = (*_FILED.get(_head(_mistake.false.left), ()), _mistake)


def slips(root: Expr, varying: frozenset[str]) -> Iterator[Slip]:
    """Every way in which one false law changes the expression."""
    memo: dict[Expr, bool] = {}
    matcher = Matcher(lambda node: not node.moving and not depends(node, varying, memo))
    seen: set[tuple[str, Expr]] = set()
    for count, (node, put) in enumerate(_places(root, lambda new: new)):
        if count >= MOST_PLACES:
            return
        for part, back in _runs(node):
            for mistake in _FILED.get(_head(part), ()):
                for slip in _used(mistake, part, _through(back, put), matcher):
                    if slip.whole is not root and (mistake.name, slip.whole) not in seen:
                        seen.add((mistake.name, slip.whole))
                        yield slip


def _through(back: Put, put: Put) -> Put:
    return lambda new: put(back(new))


def _rejoined(node: Expr, rest: Sequence[Expr]) -> Put:
    join = add if isinstance(node, Sum) else hadamard
    return lambda new: join(new, *rest)


def _used(mistake: Mistake, part: Expr, put: Put, matcher: Matcher) -> Iterator[Slip]:
    for bound in matcher.matches(mistake.false.left, part, Bindings()):
        named = {symbol.name: node for symbol, node in bound.nodes.items()}
        if not all(guard(named) for guard in mistake.false.guards):
            continue
        if any(matcher.constant(named[letter]) for letter in mistake.varies):
            continue
        try:
            after = instantiate(mistake.false.right, bound)
            right = instantiate(mistake.right, bound)
            whole, mended = put(after), put(right)
        except AdjointError:
            continue
        yield Slip(mistake, part, after, right, whole, mended, named)


def undone(mistake: Mistake, root: Expr, varying: frozenset[str]) -> Iterator[Expr]:
    """An expression with what a false law makes replaced by what is right, at every place where it stands."""
    memo: dict[Expr, bool] = {}
    matcher = Matcher(lambda node: not node.moving and not depends(node, varying, memo))
    for count, (node, put) in enumerate(_places(root, lambda new: new)):
        if count >= MOST_PLACES:
            return
        for part, back in _runs(node):
            for bound in matcher.matches(mistake.false.right, part, Bindings()):
                try:
                    yield put(back(instantiate(mistake.right, bound)))
                except (AdjointError, KeyError):
                    continue


def _places(node: Expr, put: Put) -> Iterator[tuple[Expr, Put]]:
    yield node, put
    for i, child in enumerate(node.children):

        def inner(new: Expr, i: int = i) -> Expr:
            return put(rebuild(node, (*node.children[:i], new, *node.children[i + 1 :])))

        yield from _places(child, inner)


def _runs(node: Expr) -> Iterator[tuple[Expr, Put]]:
    """The node, the runs of neighbours of a product, and the pairs of a sum or an elementwise product."""
    yield node, lambda new: new
    if isinstance(node, Product):
        yield from _chain_runs(node)
    elif isinstance(node, (Sum, Hadamard)) and len(node.children) > 2:
        join = add if isinstance(node, Sum) else hadamard
        for i in range(len(node.children)):
            for j in range(i + 1, len(node.children)):
                rest = [child for k, child in enumerate(node.children) if k not in (i, j)]
                pair = join(node.children[i], node.children[j])
                yield pair, _rejoined(node, rest)


def _chain_runs(node: Product) -> Iterator[tuple[Expr, Put]]:
    front, chain = multiply(number(node.coefficient), *node.scalars), node.chain
    for i in range(len(chain)):
        for j in range(i + 2, len(chain) + 1):
            if (i, j) == (0, len(chain)) and node.coefficient == 1 and not node.split:
                continue

            def back(new: Expr, i: int = i, j: int = j) -> Expr:
                return multiply(front, multiply(*chain[:i], new, *chain[j:]))

            yield multiply(*chain[i:j]), back
    if node.coefficient != 1 and node.split:
        yield multiply(*node.children), lambda new: multiply(number(node.coefficient), new)
