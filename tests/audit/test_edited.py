"""Answers changed in one place, as people mistype and forget, are told from right ones and named for the change."""

from collections.abc import Callable, Iterator

import pytest

from adjoint.api import derivation
from adjoint.audit.said.phrase import Phrase, chain, is_number, neg, numeral, of_expr, turn
from adjoint.audit.said.spelled import spelled
from adjoint.audit.verb import check
from adjoint.expr.language import Expr

PROBLEMS = (
    ("f = norm2(A*x - b); A: n x n", "x"),
    ("f = a'*inv(X)*b; X: n x n", "X"),
)
NAMED = {
    "sign": {"sign", "inverse-or-determinant"},
    "factor two": {"lost-factor", "norm-vs-square"},
    "transpose dropped": {"missing-transpose"},
    "transpose added": {"extra-transpose", "missing-transpose", "structure"},
    "inverse dropped": {"inverse-or-determinant"},
    "factor dropped": {"lost-factor", "inverse-or-determinant", "norm-vs-square", "shape"},
    "factors swapped": {"non-commuting", "wrong-side", "transpose-of-product", "shape"},
    "matrix product": {"elementwise-vs-matrix", "shape"},
    "term dropped": {"product-rule", "algebra", "lost-factor"},
}
"""What a change may be called."""


def places(phrase: Phrase, put: Callable[[Phrase], Phrase]) -> Iterator[tuple[Phrase, Callable[[Phrase], Phrase]]]:
    """Every piece, and what puts another in its place."""
    yield phrase, put
    for i, part in enumerate(phrase.parts):
        if phrase.kind in ("power", "epower") and i:
            continue

        def inner(new: Phrase, i: int = i) -> Phrase:
            parts = (*phrase.parts[:i], new, *phrase.parts[i + 1 :])
            return put(chain(parts) if phrase.kind == "product" else phrase.with_parts(parts))

        yield from places(part, inner)


def changes(root: Phrase) -> Iterator[tuple[str, Phrase]]:
    """The answer with one thing changed, and what was done."""
    yield "sign", neg(root)
    yield "factor two", chain((numeral(2), root))
    for piece, put in places(root, lambda new: new):
        parts = piece.parts
        if piece.kind == "turn":
            yield "transpose dropped", put(parts[0])
        if piece.kind == "inv":
            yield "inverse dropped", put(parts[0])
        if piece.kind == "hadamard":
            yield "matrix product", put(chain(parts))
        if piece.kind == "sum" and len(parts) == 2:
            yield "term dropped", put(parts[0])
        for i, part in enumerate(parts if piece.kind == "product" else ()):
            rest = (*parts[:i], *parts[i + 1 :])
            yield "factor dropped" if not is_number(part) else "factor two", put(chain(rest))
            if part.kind == "name":
                yield "transpose added", put(chain((*parts[:i], turn(part), *parts[i + 1 :])))
            if i and not is_number(parts[i - 1]):
                yield "factors swapped", put(chain((*parts[: i - 1], part, parts[i - 1], *parts[i + 1 :])))


@pytest.mark.parametrize(("problem", "variable"), PROBLEMS)
def test_change_is_named(problem: str, variable: str) -> None:
    """Every changed answer that is wrong gets a right line beside it, and nearly all are called what was done."""
    found = derivation(problem, variable).derivation
    value = found.answers[0].value
    assert isinstance(value, Expr)
    wrong = named = 0
    for done, phrase in changes(of_expr(value)):
        told = check(problem, f"∂f/∂{variable} = {spelled(phrase)}", variable)
        if told.first_wrong is None or told.diagnosis is None:
            continue
        wrong += 1
        named += told.diagnosis.kind in NAMED[done]
        assert told.corrected, spelled(phrase)
    assert wrong >= 8
    assert named >= 0.9 * wrong
