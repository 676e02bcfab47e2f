"""What the functions are that a derivation brings in, in a sentence each: those that the problem does not use."""

from collections.abc import Iterable

from adjoint.derive.derivation import Answer, Formula, Line
from adjoint.derive.problem import Question
from adjoint.expr.functions import ARRAY
from adjoint.expr.language import Call, Expr, Partial
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.index.term import Entry, Tensor


def explanations(question: Question, lines: Iterable[Line], answers: Iterable[Answer]) -> tuple[str, ...]:
    """A sentence for each function of the lines and answers that the reader has not named."""
    known = _functions(question.problem.definitions.values())
    formulas: list[Formula] = [line.right for line in lines]
    formulas += [answer.value for answer in answers]
    nodes = [node for formula in formulas for node in _nodes(formula)]
    said = tuple(ARRAY[name].says for name in _functions(nodes) if name not in known and ARRAY[name].says)
    return said + _seconds(nodes)


def _seconds(roots: Iterable[Expr]) -> tuple[str, ...]:
    """What the second derivatives of unknown functions are, each function once."""
    found: dict[str, bool] = {}
    maps: dict[str, None] = {}
    for node in postorder(*roots):
        if isinstance(node, Partial) and len(node.by) == 2:
            matrices = any(ONE not in argument.shape for argument in node.by)
            found[node.function] = found.get(node.function, False) or matrices
            if node.weighted:
                maps[node.function] = None
    summed = tuple(f"Σ_k c_k ∂²{name}_k/∂x² is the Hessian of c'*{name}(x) with c held fixed" for name in maps)
    return summed + tuple(
        f"second derivatives of {name} are matrices, the first argument along the rows and the second along the columns"
        + ", columns of a matrix stacked" * stacked
        for name, stacked in found.items()
        if name not in maps
    )


def _nodes(formula: Formula) -> list[Expr]:
    if isinstance(formula, Expr):
        return [formula]
    if isinstance(formula, Tensor):
        return [f.node for term in formula.terms for f in term.factors if isinstance(f, Entry)]
    return []


def _functions(roots: Iterable[Expr]) -> dict[str, None]:
    """The names of the functions of whole arrays, in order of appearance."""
    return dict.fromkeys(node.function for node in postorder(*roots) if isinstance(node, Call))
