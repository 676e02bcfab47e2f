"""The letters of indices: none that the problem uses as a name, the same in every line."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from adjoint.derive.derivation import Answer, Derivation, Formula, Line
from adjoint.index.names import rename_term
from adjoint.index.term import Index, Tensor, factor_indices

LETTERS = "ijklpqrstuvwabcdefghmnxyz"


def respelled(derivation: Derivation) -> Derivation:
    """The derivation with other letters for indices that are also names, of sizes too.

    With a vector `a` it says `∂a_i/∂W_jk`, not `∂a_i/∂W_ab`.
    """
    problem = derivation.question.problem
    symbols = (*problem.variables, *problem.definitions)
    names = {symbol.name for symbol in symbols} | {*problem.functions}
    names |= {name for symbol in symbols for size in symbol.shape for name in size.names}
    tensors = list(_tensors(derivation))
    axes = dict.fromkeys(axis.name for tensor in tensors for axis in tensor.axes)
    summed = [name for tensor in tensors for name in _letters(tensor) if name not in axes]
    table = _table(axes, names | {*axes}, names)
    taken = names | {*axes, *table.values()}
    table |= _table(dict.fromkeys(summed), taken | {*summed}, taken)
    if not table:
        return derivation
    return replace(
        derivation,
        lines=tuple(_line(line, table) for line in derivation.lines),
        answers=tuple(_answer(answer, table) for answer in derivation.answers),
    )


def _table(met: Iterable[str], taken: set[str], bad: set[str]) -> dict[str, str]:
    """New letters, none of them taken, for those that are bad."""
    free = (letter for letter in (*LETTERS, *(f"i{n}" for n in range(1, 100))) if letter not in taken)
    return {name: next(free) for name in met if name in bad}


def _tensors(derivation: Derivation) -> Iterator[Tensor]:
    formulas: list[Formula | None] = [answer.value for answer in derivation.answers]
    for line in derivation.lines:
        formulas += [line.left, line.right]
    return (formula for formula in formulas if isinstance(formula, Tensor))


def _letters(tensor: Tensor) -> list[str]:
    return [index.name for term in tensor.terms for factor in term.factors for index in factor_indices(factor)]


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
