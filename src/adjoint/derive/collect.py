"""Sums made shorter: like terms, and factors that all terms share. Named by the laws of the book."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import gcd

from adjoint.derive.engine import Engine
from adjoint.derive.minus import negated
from adjoint.derive.parts import Parts, fronted, parts_of, powers_of, shared_powers, without, written
from adjoint.derive.weighted import elementwise, is_scaled, scaled
from adjoint.expr.build import (
    add, call, coefficient, element_power, hadamard, identity, multiply, number, ones, product, transpose,
    without_coefficient,
)  # fmt: skip
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import UNIT, Call, Expr, Hadamard, Ones, Product, Sum, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import differentials, postorder

Gather = Callable[[Sequence[Expr]], Expr | None]
View = Callable[[Sequence[Expr]], list[Expr]]


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


def _aligned(node: Sum) -> Expr:
    """The sum with `x - y` and `y - x` written in one way, that of the term in which either comes first."""
    brackets = {factor for term in node.children for factor in _factors(term) if isinstance(factor, Sum)}
    if len(brackets) < 2 or brackets.isdisjoint(map(negated, brackets)):
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
        other = negated(factor)
        if other in seen:
            return True, other
        seen.add(factor)
    return False, factor


def _opened(terms: Sequence[Expr]) -> Expr | None:
    """Brackets with only a number in front opened, where like terms then meet."""
    flat: list[tuple[Fraction, Expr]] = []
    for term in terms:
        inside = _inside_bracket(term)
        flat.extend([(coefficient(term), part) for part in inside] if inside else [(UNIT, term)])
    if len(flat) == len(terms):
        return None
    if not _meet(part for _, part in flat):
        turned = {transpose(term) for term in terms}
        beside = any(isinstance(term, Transpose) and turned & {*_inside_bracket(term)} for term in terms)
        return add(*(multiply(number(value), part) for value, part in flat)) if beside else None
    met = _like([multiply(number(value), part) for value, part in flat])
    return met if met is not None and met.weight < sum(term.weight for term in terms) else None


def _inside_bracket(node: Expr) -> tuple[Expr, ...]:
    """The terms of a sum with only a number in front, or of the transpose of one."""
    alone = node.children[0] if isinstance(node, Product) and len(node.children) == 1 else node
    if isinstance(alone, Transpose) and isinstance(alone.children[0], Sum):
        return tuple(term if is_symmetric(term) else transpose(term) for term in alone.children[0].children)
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
    """What stands in the brackets of some terms, where the others are these brackets times numbers or arrays."""
    parts = [parts_of(term) for term in terms]
    for bracket in dict.fromkeys(found for _, scalars, chain in parts for found in _brackets(scalars, chain)):
        for sign in (1, -1):
            inside = {multiply(number(sign), child) for child in bracket.children}
            rest = [part for term, part in zip(terms, parts, strict=True) if term not in inside]
            if inside.issubset(terms) and all(bracket in _brackets(*part[1:]) for part in rest):
                return _outside(bracket, Fraction(sign), rest)
    return None


def _outside(bracket: Expr, sign: Fraction, rest: Sequence[Parts]) -> Expr | None:
    """A bracket and terms that have it as a factor, with it outside."""
    if all(not chain or chain == (bracket,) for _, _, chain in rest):
        left = [product(c, (Counter((*s, *f)) - Counter((bracket,))).elements(), ()) for c, s, f in rest]
        return multiply(within([*left, number(sign)]), bracket)
    whole = [multiply(number(sign), bracket), *(product(*part) for part in rest)]
    found = [made for end in (0, -1) if (made := common_side(whole, end)) is not None]
    return min(found, key=_met) if found else None


def _brackets(scalars: tuple[Expr, ...], chain: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """The sums of which a term is a multiple, or with which it begins or ends."""
    factors = (chain[0], chain[-1]) if chain else scalars
    return tuple(factor for factor in factors if isinstance(factor, Sum))


def _common_number(values: Sequence[Fraction]) -> Fraction:
    """The size that all numbers have, or what whole numbers have in common; negative where all of them are."""
    if all(value is UNIT for value in values):
        return UNIT
    size = abs(values[0])
    if any(abs(value) != size for value in values):
        whole = all(value.denominator == 1 for value in values)
        size = Fraction(gcd(*(value.numerator for value in values))) if whole else UNIT
    size = size if size != 1 else UNIT
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
    longer = [term for term, chain in zip(terms, chains, strict=True) if len(chain) > count]
    if 1 < len(longer) < len(terms) and count == _at(chains[0], end, 0).weight == 1:
        made = common_side(longer, end)
        rest = [term for term in terms if term not in longer]
        return None if made is None else add(made, *rest)
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


def _seen(terms: Sequence[Expr], view: View, gather: Gather) -> Expr | None:
    """A factor that only some terms have until the others are written in another way, put outside."""
    if terms[0].shape[1] == ONE or any(term.moving for term in terms) or not any(map(is_scaled, terms)):
        return None
    best, least = None, sum(map(_met, terms))
    for turned in (False, True):
        before = [transpose(term) for term in terms] if turned else list(terms)
        viewed = view(before)
        made = gather(viewed) if viewed != before else None
        if made is not None and _met(found := transpose(made) if turned else made) < least:
            best, least = found, _met(found)
    return best


def _met(node: Expr) -> int:
    return node.weight + sum(isinstance(part, Transpose) for part in postorder(node))


def _arranged(terms: Sequence[Expr], function: str) -> Expr | None:
    """A sum of diagonal matrices, or of stacks, as that of a sum."""
    parts = [parts_of(term) for term in terms]
    links = [chain[0] for _, _, chain in parts if len(chain) == 1]
    inside = [link.children[0] for link in links if isinstance(link, Call) and link.function == function]
    if len(inside) < len(terms) or len({node.shape for node in inside}) > 1 or any(term.moving for term in terms):
        return None
    return call(function, within([multiply(product(c, s, ()), x) for (c, s, _), x in zip(parts, inside, strict=True)]))


def _traces(terms: Sequence[Expr]) -> Expr | None:
    """A sum of traces as the trace of a sum, where factors then meet."""
    if not terms[0].is_scalar or any(term.moving for term in terms):
        return None
    inside = []
    for value, scalars, _ in map(parts_of, terms):
        traces = [node for node in scalars if isinstance(node, Call) and node.function == "tr"]
        if len(traces) != 1:
            return None
        rest = (Counter(scalars) - Counter(traces)).elements()
        inside.append(multiply(product(value, rest, ()), *traces[0].children))
    whole = within(inside) if len({node.shape for node in inside}) == 1 else None
    if whole is None or isinstance(whole, Sum):
        return None
    return call("tr", whole)


def _turned(terms: Sequence[Expr]) -> Expr | None:
    """A sum of transposes as the transpose of a sum, where that is what is left when all are products."""
    parts = [parts_of(term) for term in terms]
    links = [chain[0] for _, _, chain in parts if len(chain) == 1]
    if len(links) < len(terms) or not all(isinstance(x, Transpose) and x.children[0].children for x in links):
        return None
    return transpose(within([transpose(term) for term in terms]))


_WAYS: tuple[tuple[str, Gather], ...] = (
    ("like terms", _like),
    ("like terms", _opened),
    ("common scalar factor", _common_bracket),
    ("common scalar factor", common_scalars),
    ("multiples of one term", _multiples),
    ("common left factor", lambda terms: common_side(terms, 0)),
    ("common right factor", lambda terms: common_side(terms, -1)),
    ("common elementwise factor", common_elementwise),
    ("common right factor", lambda terms: _seen(terms, scaled, lambda viewed: common_side(viewed, -1))),
    ("common left factor", lambda terms: _seen(terms, scaled, lambda viewed: common_side(viewed, 0))),
    ("common elementwise factor", lambda terms: _seen(terms, elementwise, common_elementwise)),
    ("a sum of diagonal matrices", lambda terms: _arranged(terms, "diag")),
    ("a sum of stacks", lambda terms: _arranged(terms, "vec")),
    ("a sum of traces", _traces),
    ("a sum of transposes", _turned),
)
