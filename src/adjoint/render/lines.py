"""The lines of a derivation made ready for print: which of them show indices, and which.

Lines that share a left side are one group. If any of them is a tensor, all of the group is shown
entry by entry with that tensor's axes: `∂L/∂W_ab = Σ_i G_ia X_ib`, then `= (G'*X)_ab`; where an
entry would say again what the line above says (`W_ij`), the whole arrays are shown: `∂a/∂x = W`.
"""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from adjoint.derive.derivation import Answer, Derivation, Formula, Line, Target
from adjoint.derive.problem import Question
from adjoint.expr.build import colon, d
from adjoint.expr.language import Differential, Expr, Opaque, Symbol
from adjoint.expr.notation import Layout
from adjoint.expr.walk import symbols
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term, factor_indices
from adjoint.render.indexed import lay
from adjoint.render.printer import Printer
from adjoint.render.text import ASCII

Axes = tuple[Index, ...]


class Shown(Struct, frozen=True):
    """A line laid out; `left` is None where it continues the line before."""

    left: Layout | None
    right: Layout
    line: Line


class View(Protocol):
    """The answer in another layout: what it is called, its value, a remark."""

    @property
    def what(self) -> str:
        """The name of the layout."""

    @property
    def value(self) -> Expr | Tensor:
        """The derivative in that layout."""

    @property
    def note(self) -> str:
        """A remark, or nothing."""

    @property
    def answer(self) -> Answer | None:
        """The answer that it is another form of, if it is of one."""


def shown(derivation: Derivation) -> tuple[Shown, ...]:
    """The lines, laid out."""
    question = derivation.question
    empty = {f"{s} = {body}" for s, body in question.problem.definitions.items() if names_itself(s, body)}
    laid: list[Shown] = []
    for group in _groups(derivation.lines):
        axes = next((f.axes for line in group for f in (line.left, line.right) if isinstance(f, Tensor)), None)
        for line in group:
            left = None if line.left is None else _fixed(_lay(line.left, axes, question), line, question)
            right = _lay(line.right, axes, question)
            if left is None and laid and group[0].left is not None and _repeats(laid[-1], line, right, axes):
                left, right = _lay(group[0].left, None, question), _lay(line.right, None, question)
            laid.append(Shown(left, right, replace(line, note="") if line.note in empty else line))
    return tuple(laid)


def _repeats(above: Shown, line: Line, right: Layout, axes: Axes | None) -> bool:
    """Whether a line would show what the line above shows; layouts are compared as text, for they may be deep."""
    return above.line.right == line.right if axes is None else ASCII.write(above.right) == ASCII.write(right)


def equation(printer: Printer, left: Layout | None, right: Layout, sign: str = "=") -> str:
    """`left = right`, or `= right` for a line that continues."""
    return " ".join(([] if left is None else [printer.write(left)]) + [sign, printer.write(right)])


def answered(answer: Answer, question: Question) -> tuple[Layout, Layout]:
    """The two sides of an answer: the name of what was asked for, and its value."""
    axes = answer.value.axes if isinstance(answer.value, Tensor) else None
    return asked(answer, question, axes), lay(answer.value if answer.short is None else answer.short)


def clauses(answer: Answer) -> list[tuple[Layout, Layout]]:
    """The two sides of each where-clause of an answer."""
    return [(lay(name), lay(part)) for name, part in answer.where]


def asked(answer: Answer, question: Question, axes: Axes | None = None) -> Layout:
    """The name of what an answer answers; with `axes`, of an entry of it."""
    if question.want == "differential":
        return lay(d(answer.of))
    if question.want == "vjp" and question.cotangent is not None:
        inner = colon(question.cotangent, answer.of).layout()
        return Layout("derivative", (inner, *[lay(symbol) for symbol in answer.by]))
    twice = question.want == "hessian" and len(answer.by) == 1
    return lay(Target(answer.of, answer.by * 2 if twice else answer.by), axes)


def names_itself(symbol: Symbol, body: Expr) -> bool:
    """Whether a definition is the bare `L(Y)` of an unknown function, which names the value too."""
    return isinstance(body, Opaque) and body.function == symbol.name


def definitions(question: Question) -> dict[str, tuple[Layout, Layout]]:
    """The two sides of each definition, by its plain text, which is how notes quote it."""
    return {f"{symbol} = {body}": (lay(symbol), lay(body)) for symbol, body in question.problem.definitions.items()}


def _groups(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if line.left is not None and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _lay(formula: Formula, axes: Axes | None, question: Question) -> Layout:
    settled = _settled(formula, question)
    if axes is not None and isinstance(settled, Tensor) and len(axes) == len(settled.axes):
        settled = renamed(settled, axes)
    return lay(settled, axes)


def _fixed(left: Layout, line: Line, question: Question) -> Layout:
    """The differential of a definition along a name in it, with the others that move in the end: they are held."""
    body = question.unfolded.get(line.left.children[0]) if isinstance(line.left, Differential) else None  # type: ignore[call-overload]
    if body is None or set(line.changing) <= set(question.wrt):
        return left
    held = [symbol for symbol in symbols(body) if symbol not in line.changing and _moves(symbol, question)]
    return Layout("held", (left, *map(lay, held))) if held else left


def _moves(symbol: Symbol, question: Question) -> bool:
    """Whether a name changes with the variables."""
    following = {*question.wrt}
    for name, body in question.unfolded.items():
        if not following.isdisjoint(symbols(body)):
            following.add(name)
    return symbol in following


def _settled(formula: Formula, question: Question) -> Formula:
    """The formula without the mark of a direct derivative where the total one is the same."""
    if isinstance(formula, Target) and formula.local and _is_total(formula.of, formula.by, question):
        return replace(formula, local=False)
    if isinstance(formula, Tensor):
        return replace(formula, terms=tuple(_settled_term(term, question) for term in formula.terms))
    return formula


def _settled_term(term: Term, question: Question) -> Term:
    factors = tuple(
        replace(factor, local=False)
        if isinstance(factor, Rate) and factor.local and _is_total(factor.of, (factor.by,), question)
        else factor
        for factor in term.factors
    )
    return replace(term, factors=factors)


def _is_total(of: Symbol, by: tuple[Symbol, ...], question: Question) -> bool:
    """Whether `of` depends on `by` only where its own definition names it."""
    following: set[Symbol] = set()
    for symbol, body in question.problem.definitions.items():
        met = symbols(body)
        if symbol is of:
            return not any(name in following for name in met)
        if symbol not in question.hold and symbol not in by and any(s in by or s in following for s in met):
            following.add(symbol)
    return True


def renamed(tensor: Tensor, axes: Axes) -> Tensor:
    """The tensor with other names for its axes; a summed index that has such a name makes way."""
    table = dict(zip(tensor.axes, axes, strict=True))
    met = [index for term in tensor.terms for factor in term.factors for index in factor_indices(factor)]
    taken = {index.name for index in (*axes, *met)}
    for index in met:
        if index not in table:
            clash = any(index.name == axis.name for axis in axes)
            table[index] = Index(_fresh(taken), index.size) if clash else index
    terms = tuple(Term(t.coefficient, tuple(_rename(factor, table) for factor in t.factors)) for t in tensor.terms)
    return Tensor(axes, terms)


def _fresh(taken: set[str]) -> str:
    letters = (f"{letter}{number}" for number in ("", *range(1, 100)) for letter in "klpqrstuvwz")
    name = next(letter for letter in letters if letter not in taken)
    taken.add(name)
    return name


def _rename(factor: Factor, table: dict[Index, Index]) -> Factor:
    if isinstance(factor, Delta):
        return Delta(table[factor.left], table[factor.right])
    if isinstance(factor, Entry):
        return Entry(factor.node, tuple(table[index] for index in factor.indices))
    of, by = (tuple(table[i] for i in indices) for indices in (factor.of_indices, factor.by_indices))
    return replace(factor, of_indices=of, by_indices=by)
