"""Chains of matrix factors, read either way; of the readings of one value, the one easiest on the reader."""

from collections.abc import Iterable

from adjoint.expr.build import call, colon, element_power, hadamard, multiply, number, transpose
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import Expr, Hadamard, Product, Transpose
from adjoint.expr.walk import postorder

Chain = tuple[Expr, ...]


def flat(node: Expr) -> Chain:
    """The factors of a plain product; any other node is one factor."""
    plain = isinstance(node, Product) and node.chain and not node.split and node.coefficient == 1
    return node.children if plain else (node,)


def joined(chain: Chain) -> Expr:
    """The product of a chain."""
    return multiply(*chain)


def turned(chain: Chain) -> Chain:
    """The chain of the transpose."""
    return tuple(_turned(factor) for factor in reversed(chain))


def _turned(factor: Expr) -> Expr:
    if is_symmetric(factor):
        return factor
    if isinstance(factor, Hadamard):
        transposed = sum(isinstance(child, Transpose) for child in factor.children)
        if 2 * transposed >= len(factor.children):
            return hadamard(*(_turned(child) for child in factor.children))
    return transpose(factor)


def cost(chain: Iterable[Expr]) -> tuple[int, tuple[str, ...], tuple[bytes, ...]]:
    """What a reader pays: transposes first; then names in order; the last part only decides ties."""
    factors = tuple(chain)
    count = sum(isinstance(node, Transpose) for factor in factors for node in postorder(factor))
    return count, tuple(factor.lead for factor in factors), tuple(factor.digest for factor in factors)


def weight(chains: Iterable[Chain]) -> Expr | None:
    """The elementwise product of column vectors, None where there is none; repeats become powers."""
    counts: dict[Expr, int] = {}
    for chain in chains:
        vector = joined(chain)
        counts[vector] = counts.get(vector, 0) + 1
    factors = [element_power(vector, number(count)) for vector, count in counts.items()]
    return hadamard(*factors) if factors else None


def inner(chains: list[Chain]) -> Expr:
    """The sum of the elementwise product of column vectors: `sum(x)`, `x'*y`, `x'*(y .* z)`."""
    if len(chains) == 1:
        return call("sum", joined(chains[0]))
    if len(chains) == 2:
        left, right = chains
        return joined(min((turned(left) + right, turned(right) + left), key=cost))
    ordered = sorted(chains, key=cost)
    rest = weight(ordered[1:])
    assert rest is not None
    return joined((*turned(ordered[0]), rest))


def cycle(chain: Chain) -> Expr:
    """The trace of a closed chain, or the Frobenius product that says the same with fewer transposes."""
    rounds = [way[k:] + way[:k] for way in (chain, turned(chain)) for k in range(len(chain))]
    trace = min(rounds, key=cost)
    if len(chain) == 1:
        return call("tr", trace[0])
    pairs = [((*turned(way[:k]), *way[k:]), k) for way in rounds for k in range(1, len(way))]
    pair, split = min(pairs, key=lambda choice: (cost(choice[0])[0], choice[1], cost(choice[0])))
    saved = cost(trace)[0] - cost(pair)[0]
    if saved > 0 or (saved == 0 and len(chain) == 2):
        return colon(joined(pair[:split]), joined(pair[split:]))
    return call("tr", joined(trace))
