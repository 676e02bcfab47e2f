"""Other layouts of an answer, tested against its value; structured gradients, against the free one entry by entry."""

from collections.abc import Callable, Sequence
from math import prod

from adjoint.check.claim import Claim
from adjoint.check.decide import decide
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Matrix, Scalar
from adjoint.check.structure import structured
from adjoint.derive.derivation import Answer, Derivation
from adjoint.derive.view import View
from adjoint.expr.build import d
from adjoint.expr.language import Expr, Symbol

Table = list[list[Scalar]]


def confirmed(derivation: Derivation, views: Sequence[View], seed: int = 0) -> tuple[View, ...]:
    """The views that hold; `collapsed` ones, which belong to no answer and are tested apart, are passed on."""
    question = derivation.question
    definitions = dict(question.problem.definitions)
    for answer in derivation.answers:
        definitions |= dict(answer.where)
    setting = Setting(question.wrt, definitions, frozenset(question.hold))
    claims = [_claim(view, view.answer) for view in views if view.answer is not None]
    verdicts = iter(decide(claims, setting, seed))
    return tuple(view for view in views if view.answer is None or next(verdicts).sound)


def _claim(view: View, answer: Answer) -> Claim:
    def pair(arrays: Arrays) -> tuple[list[Scalar], list[Scalar]]:
        return arrays.whole(view.value), [entry for row in _TABLES[view.kind](arrays, answer) for entry in row]

    return Claim((view.value, answer.value, answer.of, *answer.by), pair)


def _value(arrays: Arrays, answer: Answer) -> Matrix:
    assert isinstance(answer.value, Expr)
    return arrays.main.value(answer.value)


def _row(arrays: Arrays, answer: Answer) -> Table:
    return [[entry for column in _value(arrays, answer).transpose().tolist() for entry in column]]


def _structured(kind: str) -> Callable[[Arrays, Answer], Table]:
    def table(arrays: Arrays, answer: Answer) -> Table:
        return [structured(arrays.point, answer.by[0], _value(arrays, answer), kind, arrays.main)]

    return table


def _stacked(arrays: Arrays, answer: Answer) -> Table:
    """The derivative with the columns of the output stacked along its rows, those of the variable along its columns."""
    outer, inner = answer.by[0] if len(answer.by) == 2 else answer.of, answer.by[-1]
    entries, width = arrays.whole(answer.value), prod(arrays.point.shape_of(inner))
    columns = _by_columns(arrays, inner)
    return [[entries[row * width + column] for column in columns] for row in _by_columns(arrays, outer)]


def _by_columns(arrays: Arrays, symbol: Symbol) -> list[int]:
    """The places of an array's entries, which are kept row by row, in the order of its columns."""
    rows, cols = arrays.point.shape_of(symbol)
    return [i * cols + j for j in range(cols) for i in range(rows)]


def _twice(arrays: Arrays, answer: Answer) -> Table:
    """The second derivative applied to one direction in both of its variables."""
    way = list(arrays.main.value(d(answer.by[0])).entries())
    entries, width = arrays.whole(answer.value), len(way)
    return [[sum(x * way[k // width] * way[k % width] for k, x in enumerate(entries))]]


def _turned(table: Table) -> Table:
    return [list(column) for column in zip(*table, strict=True)]


_TABLES: dict[str, Callable[[Arrays, Answer], Table]] = {
    "same": lambda arrays, answer: [arrays.whole(answer.value)],
    "transposed": lambda arrays, answer: _turned(_value(arrays, answer).tolist()),
    "row": _row,
    "projected": _structured("projected"),
    "entries": _structured("entries"),
    "stacked": _stacked,
    "twice": _twice,
    "stacked transposed": lambda arrays, answer: _turned(_stacked(arrays, answer)),
}
