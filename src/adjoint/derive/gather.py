"""Factors that only some terms of a sum share, put outside a bracket: `X'*s + c*w - X'*y` as `X'*(s - y) + c*w`.

That is for an answer: before, it would keep terms apart that still have to meet.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from adjoint.derive.calling import Naming
from adjoint.derive.collect import common_elementwise, common_scalars, common_side, within
from adjoint.derive.parts import parts_of
from adjoint.expr.build import add, coefficient, symbol
from adjoint.expr.language import Expr, Hadamard, Sum, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import postorder, replace

LEAST_SAVING = 2
Key = Callable[[Expr], tuple[Expr, ...]]


def gathered(root: Expr) -> tuple[Expr, tuple[str, ...]]:
    """The expression with such factors outside brackets where a reader then meets less, and the laws' names."""
    done: dict[Expr, Expr] = {}
    used: dict[str, None] = {}
    for node in postorder(root):
        built = rebuild(node, tuple(done[child] for child in node.children))
        while isinstance(built, Sum) and (shorter := _gathered(built.children)) is not None:
            built, name = shorter
            used.setdefault(name)
        if isinstance(built, Sum):
            built = _numbered(built)
        done[node] = built
    return done[root], tuple(used)


def _numbered(node: Sum) -> Expr:
    """The sum with a number that some terms share outside a bracket."""
    groups: dict[Fraction, list[Expr]] = {}
    for term in node.children:
        groups.setdefault(abs(coefficient(term)), []).append(term)
    parts: list[Expr] = []
    for size, group in groups.items():
        made = common_scalars(group) if size != 1 and 1 < len(group) < len(node.children) else None
        parts += group if made is None else [made]
    return add(*parts)


def _gathered(terms: Sequence[Expr]) -> tuple[Expr, str] | None:
    """Of the ways to put one factor outside, the one that saves most, and its name."""
    best: tuple[Expr, str] | None = None
    before = sum(map(_met, terms))
    least = before
    for name, gather, key in _WAYS:
        groups: dict[Expr, list[Expr]] = {}
        for term in terms if len(terms) > 2 else ():
            for factor in key(term):
                groups.setdefault(factor, []).append(term)
        for group in groups.values():
            made = gather(group) if 1 < len(group) < len(terms) else None
            whole = _with_rest(made, [term for term in terms if term not in group]) if made is not None else None
            if whole is not None and _met(whole) < least and before - _met(whole) >= _least_saving(group, made):
                best, least = (whole, name), _met(whole)
    return best


def _least_saving(group: Sequence[Expr], made: Expr | None) -> int:
    """A bracket of products must save more than one of single factors: `X*(S + S')` reads as easily as its terms."""
    single = made is not None and all(len(parts_of(term)[2]) <= 2 for term in group)
    return 1 if single else LEAST_SAVING


def _with_rest(made: Expr, rest: Sequence[Expr]) -> Expr:
    """The sum of both; a bracket in the one that also stands among the terms of the other is taken as one term."""
    whole = within([made, *rest])
    for bracket in parts_of(made)[2]:
        if isinstance(bracket, Sum):
            one = symbol("", *bracket.shape)
            called = Naming([(one, bracket)]).put(add(*rest))
            terms = called.children if isinstance(called, Sum) else (called,)
            factored = [common_side([made, *(replace(term, {one: bracket}) for term in terms)], end) for end in (0, -1)]
            whole = min((form for form in factored if form is not None), key=_met, default=whole)
    return whole


def _met(node: Expr) -> int:
    """The leaves and the transposes that a reader meets."""
    return node.weight + sum(isinstance(part, Transpose) for part in postorder(node))


def _at(place: int) -> Key:
    return lambda term: parts_of(term)[2][place:][:1] if len(parts_of(term)[2]) > 1 else ()


def _entries(term: Expr) -> tuple[Expr, ...]:
    chain = parts_of(term)[2]
    return chain[0].children if len(chain) == 1 and isinstance(chain[0], Hadamard) else ()


_WAYS: tuple[tuple[str, Callable[[Sequence[Expr]], Expr | None], Key], ...] = (
    ("common scalar factor", common_scalars, lambda term: parts_of(term)[1]),
    ("common left factor", lambda terms: common_side(terms, 0), _at(0)),
    ("common right factor", lambda terms: common_side(terms, -1), _at(-1)),
    ("common elementwise factor", common_elementwise, _entries),
)
