"""Tensors and the names of derivatives as layouts, with six operators beyond `adjoint.expr.notation`.

operator     children                       text
entry        the array                      its indices, with commas between
delta        -                              two indices, with a comma between
sigma        what is summed                 the indices summed over, with commas between
term         factors, side by side          -
derivative   of what, then by what (each)   `direct` where only the definition itself counts
held         a differential, then the names that are held fixed in it
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from adjoint.derive.derivation import Formula, Target
from adjoint.expr.language import Expr, Partial, Symbol
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import ONE, Shape
from adjoint.index.term import Delta, Factor, Index, Rate, Tensor, Term, factor_indices

Names = Mapping[Index, str]
ONE_ABOVE = Layout("number", text="1")
_ENTRYWISE = {"sum": "sum", "negative": "negative", "hadamard": "term", "apply": "apply"}
"""What an operator on arrays is on their entries."""


def lay(formula: Formula, axes: tuple[Index, ...] | None = None) -> Layout:
    """The layout of a formula; with `axes`, of the entry that they pick (a tensor brings its own)."""
    if isinstance(formula, Tensor):
        return _laid("sum", [_term(formula.axes, term) for term in formula.terms], Layout("number", text="0"))
    axes = axes or ()
    names = _names(axes)
    if isinstance(formula, Target):
        return derivative(formula.of, formula.by, [names[i] for i in axes], formula.local)
    return _entry(formula, [names[i] for i in axes] if len(axes) == order(formula.shape) else [])


def order(shape: Shape) -> int:
    """How many axes an array has outside: none for a scalar, one for a vector or a row, two for a matrix."""
    return sum(size != ONE for size in shape)


def derivative(of: Symbol, by: tuple[Symbol, ...], indices: list[str], local: bool = False) -> Layout:
    """The name of a derivative; with as many indices as its axes, of one entry by another."""
    arrays = (of, *by)
    if len(indices) != sum(order(symbol.shape) for symbol in arrays):
        indices = []
    parts = []
    for symbol in arrays:
        count = order(symbol.shape) if indices else 0
        parts.append(_indexed(symbol.layout(), indices[:count]))
        indices = indices[count:]
    return Layout("derivative", tuple(parts), "direct" if local else "") if by else parts[0]


def _names(indices: Iterable[Index]) -> dict[Index, str]:
    """A name for each index; of two that share one, the later gets a number."""
    names: dict[Index, str] = {}
    for index in indices:
        name, count = index.name, 1
        while index not in names and name in names.values():
            name, count = f"{index.name}{count}", count + 1
        names.setdefault(index, name)
    return names


def _term(axes: tuple[Index, ...], term: Term) -> Layout:
    met = [index for factor in term.factors for index in factor_indices(factor)]
    names = _names([*axes, *met])
    laid = [_factor(factor, names) for factor in term.factors]
    above = [layout.children[0] if layout.operator == "fraction" else layout for layout in laid]
    above = [layout for layout in above if layout != ONE_ABOVE]
    below = [layout.children[1] for layout in laid if layout.operator == "fraction"]
    body = _side_by_side(abs(term.coefficient), above, below)
    bound = [name for index, name in names.items() if index not in axes]
    if bound:
        body = Layout("sigma", (body,), ",".join(bound))
    return Layout("negative", (body,)) if term.coefficient < 0 else body


def _side_by_side(value: Fraction, above: list[Layout], below: list[Layout]) -> Layout:
    if below and value.denominator != 1:
        below = [Layout("number", text=str(value.denominator)), *below]
        value = Fraction(value.numerator)
    if value != 1 or not above:
        above = [Layout("number", text=str(value)), *above]
    body = _laid("term", above, ONE_ABOVE)
    return Layout("fraction", (body, _laid("term", below, ONE_ABOVE))) if below else body


def _laid(operator: str, parts: list[Layout], empty: Layout) -> Layout:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else Layout(operator, tuple(parts))


def _factor(factor: Factor, names: Names) -> Layout:
    shown = [names[index] for index in factor_indices(factor)]
    if isinstance(factor, Delta):
        return Layout("delta", text=",".join(shown))
    if isinstance(factor, Rate):
        return derivative(factor.of, (factor.by,), shown, factor.local)
    return _entry(factor.node, shown)


def _entry(node: Expr, indices: list[str]) -> Layout:
    if indices and isinstance(node, Partial) and all(isinstance(argument, Symbol) for argument in node.by):
        if len(node.by) == 1:
            return _partial_entry(node, indices)
        if not node.weighted and all(order(argument.shape) < 2 for argument in node.by):
            return _second_entry(node, indices)
    return _indexed(node.layout(), indices)


def _partial_entry(node: Partial, indices: list[str]) -> Layout:
    """`∂g/∂a_i` for the entry of a gradient, `∂h_i/∂x_j` for that of a Jacobian."""
    (argument,) = node.by
    inner = len(indices) - order(argument.shape)
    function = _indexed(Layout("name", text=node.function), indices[:inner])
    return Layout("derivative", (function, _indexed(argument.layout(), indices[inner:])))


def _second_entry(node: Partial, indices: list[str]) -> Layout:
    """`∂²g/∂x_i∂x_j`; a scalar has no index."""
    left = iter(indices)
    by = (_indexed(a.layout(), [next(left) for _ in range(order(a.shape))]) for a in node.by)
    return Layout("derivative", (Layout("name", text=node.function), *by))


def _indexed(layout: Layout, indices: list[str]) -> Layout:
    """The entry of a laid-out array; what acts entry by entry, or is a number below, acts on the entry."""
    if not indices:
        return layout
    if layout.operator == "ones":
        return ONE_ABOVE
    if layout.operator in _ENTRYWISE:
        parts = tuple(_indexed(child, indices) for child in layout.children)
        return Layout(_ENTRYWISE[layout.operator], parts, layout.text)
    if layout.operator == "element-power":
        return Layout("power", (_indexed(layout.children[0], indices), layout.children[1]))
    if layout.operator == "quotient" and layout.children[0] == ONE_ABOVE:
        return Layout("fraction", (ONE_ABOVE, _indexed(layout.children[1], indices)))
    if layout.operator == "fraction":
        return Layout("fraction", (_indexed(layout.children[0], indices), layout.children[1]))
    return Layout("entry", (layout,), ",".join(indices))
