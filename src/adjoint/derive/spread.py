"""Ways to write a product or a sum that may be shorter once it is collected: brackets opened, one denominator."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from adjoint.derive.parts import Powers, parts_of, powers_of, without, written
from adjoint.expr.build import add, element_power, hadamard, multiply, number, ones, product, transpose
from adjoint.expr.language import Apply, Expr, Hadamard, Product, Sum, Symbol, Transpose

LONGEST_CHAIN = 12
NONE = Fraction(0)


def distributed(node: Product | Hadamard) -> Iterator[Expr]:
    """The node with one of its sums multiplied by its neighbours on the left, on the right, or by all."""
    if isinstance(node, Hadamard):
        yield from _entries_distributed(node)
        return
    chain = node.chain
    front = product(node.coefficient, node.scalars, ())
    for i, factor in enumerate(chain if len(chain) <= LONGEST_CHAIN else ()):
        terms = _terms(factor)
        if terms:
            for start, end in _spans(i, len(chain)):
                inner = add(*(multiply(*chain[start:i], term, *chain[i + 1 : end]) for term in terms))
                yield multiply(front, multiply(*chain[:start], inner, *chain[end:]))


def unfolded(node: Product | Hadamard, bodies: Mapping[Symbol, Expr]) -> Iterator[Expr]:
    """The product with one of the names among its factors opened, which may then cancel with its neighbours."""
    if isinstance(node, Hadamard):
        for i, factor in enumerate(node.children):
            if isinstance(factor, Symbol) and isinstance(body := bodies.get(factor), Apply):
                yield hadamard(*node.children[:i], body, *node.children[i + 1 :])
        return
    if not 1 < len(node.chain) <= LONGEST_CHAIN:
        return
    front, chain = product(node.coefficient, node.scalars, ()), node.chain
    for i, link in enumerate(chain):
        name = link.children[0] if isinstance(link, Transpose) else link
        body = bodies.get(name) if isinstance(name, Symbol) else None
        if body is not None and not isinstance(body, Sum):
            yield multiply(front, *chain[:i], body if name is link else transpose(body), *chain[i + 1 :])


def _entries_distributed(node: Hadamard) -> Iterator[Expr]:
    for i, factor in enumerate(node.children):
        if isinstance(factor, Sum):
            rest = (*node.children[:i], *node.children[i + 1 :])
            yield add(*(hadamard(term, *rest) for term in factor.children))


def _spans(place: int, length: int) -> Iterator[tuple[int, int]]:
    yield from ((start, place + 1) for start in range(place))
    yield from ((place, end) for end in range(place + 2, length + 1))
    if 0 < place < length - 1:
        yield 0, length


def _terms(factor: Expr) -> tuple[Expr, ...]:
    """The terms of a sum, or of a transposed one."""
    if isinstance(factor, Transpose):
        return tuple(transpose(term) for term in _terms(factor.children[0]))
    return factor.children if isinstance(factor, Sum) else ()


def rewritten(node: Sum) -> Iterator[Expr]:
    """The sum with all its brackets opened; over one denominator of numbers; of entries."""
    opened = add(*(part for term in node.children for part in _opened(term)))
    if opened is not node:
        yield opened
    yield from _over_one(node.children)


def _opened(term: Expr) -> Iterator[Expr]:
    """A product with its first sum, in front or among its factors or entries, multiplied by all around it."""
    value, scalars, chain = parts_of(term)
    front = [number(value), *scalars]
    for i, scalar in enumerate(scalars):
        if isinstance(scalar, Sum):
            rest = [number(value), *scalars[:i], *scalars[i + 1 :]]
            behind = [multiply(*chain)] if chain else []
            yield from (multiply(*rest, part, *behind) for part in scalar.children)
            return
    for i, link in enumerate(chain):
        if _terms(link):
            yield from (multiply(*front, *chain[:i], part, *chain[i + 1 :]) for part in _terms(link))
            return
    if len(chain) == 1 and isinstance(chain[0], Hadamard):
        wide = next(_entries_distributed(chain[0]), None)
        if isinstance(wide, Sum):
            yield from (multiply(*front, part) for part in wide.children)
            return
    yield term


def _over_one(terms: Sequence[Expr]) -> Iterator[Expr]:
    """The sum with the denominators of all its terms put before it, of scalars and of entries."""
    parts = [parts_of(term) for term in terms]
    families = [powers_of(scalars) for _, scalars, _ in parts]
    under = _denominator(families)
    if under:
        inner = [
            product(value, written(without({**dict.fromkeys(under, NONE), **own}, under)), chain)
            for (value, _, chain), own in zip(parts, families, strict=True)
        ]
        yield multiply(*written(under), add(*inner))
    if terms[0].is_scalar or any(len(chain) != 1 for _, _, chain in parts):
        return
    bodies = [chain[0].children if isinstance(chain[0], Hadamard) else chain for _, _, chain in parts]
    families = [powers_of(body) for body in bodies]
    under = _denominator(families)
    if under:
        rests = [written(without({**dict.fromkeys(under, NONE), **own}, under), element_power) for own in families]
        inner = [
            multiply(number(value), *scalars, hadamard(*rest) if rest else ones(terms[0].shape))
            for (value, scalars, _), rest in zip(parts, rests, strict=True)
        ]
        yield hadamard(*written(under, element_power), add(*inner))


def _denominator(families: Sequence[Powers]) -> Powers:
    """The lowest negative power of each base, where the terms do not all have the same."""
    bases = dict.fromkeys(base for family in families for base in family)
    least = {base: min(family.get(base, NONE) for family in families) for base in bases}
    return {base: e for base, e in least.items() if e < 0 and any(own.get(base, NONE) != e for own in families)}
