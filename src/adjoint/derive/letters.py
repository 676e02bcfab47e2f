"""The letters of indices: none that the problem uses as a name, the same in every line."""

from collections.abc import Iterator
from dataclasses import replace

from adjoint.derive.derivation import Answer, Derivation, Formula, Line
from adjoint.index.names import rename_term
from adjoint.index.term import Index, Tensor, factor_indices

LETTERS = "ijklpqrstuvwabcdefghmnxyz"


def respelled(derivation: Derivation) -> Derivation:
    """The derivation with other letters for indices that are also names: with a vector `a`, `∂a_i/∂W_jk` not `∂a_i/∂W_ab`."""
    problem = derivation.question.problem
    names = {symbol.name for symbol in (*problem.variables, *problem.definitions)} | {*problem.functions}
    met = dict.fromkeys(index.name for index in _indices(derivation))
    free = (letter for letter in (*LETTERS, *(f"i{n}" for n in range(1, 100))) if letter not in {*met, *names})
    table = {name: next(free) for name in met if name in names}
    if not table:
        return derivation
    return replace(
        derivation,
        lines=tuple(_line(line, table) for line in derivation.lines),
        answers=tuple(_answer(answer, table) for answer in derivation.answers),
    )


def _indices(derivation: Derivation) -> Iterator[Index]:
    formulas: list[Formula | None] = [answer.value for answer in derivation.answers]
    for line in derivation.lines:
        formulas += [line.left, line.right]
    for formula in formulas:
        if isinstance(formula, Tensor):
            yield from formula.axes
            for term in formula.terms:
                for factor in term.factors:
                    yield from factor_indices(factor)


def _line(line: Line, table: dict[str, str]) -> Line:
    left = None if line.left is None else _formula(line.left, table)
    return replace(line, left=left, right=_formula(line.right, table))


def _answer(answer: Answer, table: dict[str, str]) -> Answer:
    return replace(answer, value=_tensor(answer.value, table)) if isinstance(answer.value, Tensor) else answer


def _formula(formula: Formula, table: dict[str, str]) -> Formula:
    return _tensor(formula, table) if isinstance(formula, Tensor) else formula


def _tensor(tensor: Tensor, table: dict[str, str]) -> Tensor:
    met = dict.fromkeys([*tensor.axes, *(i for t in tensor.terms for f in t.factors for i in factor_indices(f))])
    fresh = {index: Index(table[index.name], index.size) for index in met if index.name in table}
    axes = tuple(fresh.get(axis, axis) for axis in tensor.axes)
    return Tensor(axes, tuple(rename_term(term, fresh) for term in tensor.terms))
