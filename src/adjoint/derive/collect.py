"""Sums made shorter: like terms, and factors that all terms share. Named by the laws of the book."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from adjoint.derive.engine import Engine
from adjoint.derive.parts import Parts, fronted, parts_of, powers_of, shared_powers, without, written
from adjoint.expr.build import (
    add, coefficient, element_power, hadamard, identity, multiply, number, ones, product, transpose,
    without_coefficient,
)  # fmt: skip
from adjoint.expr.language import UNIT, Expr, Hadamard, Ones, Product, Sum, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import differentials, postorder


def collect(root: Expr, engine: Engine) -> tuple[Expr, tuple[str, ...]]:
    """The expression with every sum collected, and the names of the laws that did it."""
    used: dict[str, None] = {}
    done = engine.collected
    root = engine.tidy(root)
    done.update((part, part) for part in differentials(root))
    for node in postorder(root, known=done):
        built = rebuild(node, tuple(done[child] for child in node.children))
        if isinstance(built, Sum):
            built = _sum(built, used)
        built = fronted(built)
        done[node] = built if built is node else engine.tidy(built)
    return done[root], tuple(used)


def _sum(node: Expr, used: dict[str, None]) -> Expr:
    if isinstance(node, Sum):
        node = _aligned(node)
    for name, gather in _WAYS:
        if isinstance(node, Sum):
            gathered = gather(node.children)
            if gathered is not None and gathered is not node:
                used.setdefault(name)
                node = gathered
    return node


def within(terms: Sequence[Expr]) -> Expr:
    """The sum of what is left inside a bracket, itself collected."""
    return _sum(add(*terms), {})


def _negated(node: Sum) -> Expr:
    return add(*(multiply(number(-1), term) for term in node.children))


def _aligned(node: Sum) -> Expr:
    """The sum with `x - y` and `y - x` written in one way, that of the term in which either comes first."""
    brackets = {factor for term in node.children for factor in _factors(term) if isinstance(factor, Sum)}
    if len(brackets) < 2 or brackets.isdisjoint(map(_negated, brackets)):
        return node
    seen: set[Expr] = set()
    aligned = []
    for term in node.children:
        value, scalars, chain = parts_of(term)
        turned = [_turn(factor, seen) for factor in (*scalars, *chain)]
        sign = Fraction(-1) ** sum(way for way, _ in turned)
        factors = tuple(factor for _, factor in turned)
        aligned.append(product(value * sign, factors[: len(scalars)], factors[len(scalars) :]))
    return add(*aligned)


def _factors(node: Expr) -> tuple[Expr, ...]:
    factors = node.children if isinstance(node, Product) else (node,)
    return tuple(factor.children[0] if isinstance(factor, Transpose) else factor for factor in factors)


def _turn(factor: Expr, seen: set[Expr]) -> tuple[bool, Expr]:
    if isinstance(factor, Transpose):
        turned, inner = _turn(factor.children[0], seen)
        return turned, transpose(inner)
    if isinstance(factor, Sum) and factor not in seen:
        negated = _negated(factor)
        if negated in seen:
            return True, negated
        seen.add(factor)
    return False, factor


def unsigned(node: Expr) -> Expr:
    """`-A*(x - y)` as `A*(y - x)`, where that has fewer signs."""
    if isinstance(node, Product) and node.coefficient == -1:
        for i, factor in enumerate(node.children):
            if isinstance(factor, Sum) and 2 * _signs(factor) >= len(factor.children):
                children = (*node.children[:i], _negated(factor), *node.children[i + 1 :])
                return multiply(number(-1), rebuild(node, children))
    return node


def _signs(node: Sum) -> int:
    return sum(coefficient(term) < 0 for term in node.children)


def _opened(terms: Sequence[Expr]) -> Expr | None:
    """Brackets with only a number in front opened, where like terms then meet."""
    flat: list[tuple[Fraction, Expr]] = []
    for term in terms:
        inside = _inside_bracket(term)
        flat.extend([(coefficient(term), part) for part in inside] if inside else [(UNIT, term)])
    if len(flat) == len(terms) or not _meet(part for _, part in flat):
        return None
    met = _like([multiply(number(value), part) for value, part in flat])
    return met if met is not None and met.weight < sum(term.weight for term in terms) else None


def _inside_bracket(node: Expr) -> tuple[Expr, ...]:
    """The terms of a sum with only a number in front."""
    alone = node.children[0] if isinstance(node, Product) and len(node.children) == 1 else node
    return alone.children if isinstance(alone, Sum) else ()


def _meet(terms: Iterable[Expr]) -> bool:
    """Whether some terms are numeric multiples of one thing."""
    bodies = list(map(without_coefficient, terms))
    return len({*bodies}) < len(bodies)


def _like(terms: Sequence[Expr]) -> Expr | None:
    """Numeric multiples of one thing added up."""
    if not _meet(terms):
        return None
    totals: dict[Expr, Fraction] = {}
    for term in terms:
        body = without_coefficient(term)
        totals[body] = totals.get(body, Fraction(0)) + coefficient(term)
    return add(*(multiply(number(total), body) for body, total in totals.items()))


def common_scalars(terms: Sequence[Expr]) -> Expr | None:
    """A number, or powers of scalars, in front of every term put in front of the sum.

    While something moves, a power that terms only share in part stays whole: `dc/s - (c'*dc)*c/s^3`.
    """
    parts = [parts_of(term) for term in terms]
    families = [powers_of(scalars) for _, scalars, _ in parts]
    shared = shared_powers(families) if all(families) else {}
    if any(term.moving for term in terms):
        shared = {base: e for base, e in shared.items() if all(family[base] == e for family in families)}
    value = _common_number([c for c, _, _ in parts])
    if not shared and value is UNIT:
        return None
    rest = [written(without(family, shared)) for family in families]
    inner = [product(c / value, own, chain) for (c, _, chain), own in zip(parts, rest, strict=True)]
    return multiply(number(value), *written(shared), within(inner))


def _common_bracket(terms: Sequence[Expr]) -> Expr | None:
    """A number in brackets that some terms have as a factor, where the others are what stands in the brackets."""
    if not terms[0].is_scalar:
        return None
    parts = [parts_of(term) for term in terms]
    for bracket in dict.fromkeys(factor for _, scalars, _ in parts for factor in scalars if isinstance(factor, Sum)):
        inside = {*bracket.children}
        rest = [(value, scalars) for term, (value, scalars, _) in zip(terms, parts, strict=True) if term not in inside]
        if inside.issubset(terms) and all(bracket in scalars for _, scalars in rest):
            inner = [product(value, (Counter(scalars) - Counter((bracket,))).elements(), ()) for value, scalars in rest]
            return multiply(within([*inner, number(1)]), bracket)
    return None


def _common_number(values: Sequence[Fraction]) -> Fraction:
    """The size that all numbers have, else one; negative where all of them are."""
    if all(value is UNIT for value in values):
        return UNIT
    size = abs(values[0])
    size = size if size != 1 and all(abs(value) == size for value in values) else UNIT
    return -size if all(value < 0 for value in values) else size


def _multiples(terms: Sequence[Expr]) -> Expr | None:
    """Scalar multiples of one array: the scalars add."""
    parts = [parts_of(term) for term in terms]
    chains = {chain for _, _, chain in parts}
    if len(chains) > 1 or not parts[0][2]:
        return None
    return multiply(within([product(value, scalars, ()) for value, scalars, _ in parts]), multiply(*parts[0][2]))


def common_side(terms: Sequence[Expr], end: int) -> Expr | None:
    """The factors that every term has at its left (`end` 0) or right (`end` -1) end put outside."""
    parts = [parts_of(term) for term in terms]
    chains = [chain for _, _, chain in parts]
    count = 0
    while all(len(chain) > count for chain in chains) and len({_at(chain, end, count) for chain in chains}) == 1:
        count += 1
    if not count or terms[0].is_scalar or all(len(chain) == count for chain in chains):
        return None
    shared = chains[0][:count] if end == 0 else chains[0][-count:]
    inner = [_cut(part, count, end) for part in parts]
    made = multiply(*shared, within(inner)) if end == 0 else multiply(within(inner), *shared)
    return made if made.weight < sum(term.weight for term in terms) else None


def _at(chain: tuple[Expr, ...], end: int, count: int) -> Expr:
    return chain[count] if end == 0 else chain[-1 - count]


def _cut(part: Parts, count: int, end: int) -> Expr:
    value, scalars, chain = part
    rest = chain[count:] if end == 0 else chain[: len(chain) - count]
    if rest:
        return product(value, scalars, rest)
    edge = chain[-1].shape[1] if end == 0 else chain[0].shape[0]
    return multiply(product(value, scalars, ()), identity(edge))


def common_elementwise(terms: Sequence[Expr]) -> Expr | None:
    """Powers of elementwise factors that every term has put outside."""
    parts = [parts_of(term) for term in terms]
    if not all(len(chain) == 1 for _, _, chain in parts):
        return None
    bodies = [chain[0].children if isinstance(chain[0], Hadamard) else chain for _, _, chain in parts]
    families = [powers_of(body) for body in bodies]
    shared = {base: e for base, e in shared_powers(families).items() if not isinstance(base, Ones)}
    for taken in (shared, {base: e for base, e in shared.items() if e > 0}):
        own = [written(without(family, taken), element_power) for family in families]
        rest = [hadamard(*factors) if factors else ones(terms[0].shape) for factors in own]
        inner = [multiply(number(v), *s, body) for (v, s, _), body in zip(parts, rest, strict=True)]
        made = hadamard(*written(taken, element_power), within(inner)) if taken else terms[0]
        if taken and made.weight < sum(term.weight for term in terms):
            return made
    return None


def _turned(terms: Sequence[Expr]) -> Expr | None:
    """A sum of transposes as the transpose of a sum, where that is what is left when all are products."""
    parts = [parts_of(term) for term in terms]
    links = [chain[0] for _, _, chain in parts if len(chain) == 1]
    if len(links) < len(terms) or not all(isinstance(x, Transpose) and x.children[0].children for x in links):
        return None
    return transpose(within([transpose(term) for term in terms]))


_WAYS: tuple[tuple[str, Callable[[Sequence[Expr]], Expr | None]], ...] = (
    ("like terms", _like),
    ("like terms", _opened),
    ("common scalar factor", _common_bracket),
    ("common scalar factor", common_scalars),
    ("multiples of one term", _multiples),
    ("common left factor", lambda terms: common_side(terms, 0)),
    ("common right factor", lambda terms: common_side(terms, -1)),
    ("common elementwise factor", common_elementwise),
    ("a sum of transposes", _turned),
)
