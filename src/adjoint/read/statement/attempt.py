"""One attempt at the shapes of a whole draft, and the search for the one that reads best."""

from adjoint.errors import AdjointError, ShapeError
from adjoint.expr.facts import SQUARE
from adjoint.expr.functions import ELEMENTWISE
from adjoint.read.sense.context import Context
from adjoint.read.sense.extents import Extents, Form
from adjoint.read.sense.habits import habit
from adjoint.read.sense.infer import infer
from adjoint.read.statement.draft import Draft
from adjoint.read.statement.scope import FunctionForms, Scope, Undecided, extent_form, kind_form
from adjoint.read.statement.search import Refused, search
from adjoint.read.tree.syntax import Applied, Factors, Name, Negation, Node, Numeral, Raised, Terms, bottom_up

_NOT_A_SCALAR = 3
"""What it costs a reading that the value is no scalar where it must be: more than one vector read as a number."""
_VECTORS = frozenset({"onehot", "probability"})
_MATRICES = SQUARE | {"onehot-rows", "onehot-cols", "probability-rows", "probability-cols", "lower", "upper"}


class Shaped(Context):
    """A context in which everything has a form; `functions` are the opaque ones that occur."""

    functions: dict[str, FunctionForms]


def shaped(draft: Draft, scalar: bool = False) -> Shaped:
    """The forms of the draft, read in the plainest way that fits; of numbers where it must be `scalar` and can be."""

    def choices(name: str) -> dict[str, int]:
        declared = draft.declared.get(name)
        if declared is not None and declared.kind is not None:
            return {declared.kind: 0}
        if declared is not None and declared.facts & _MATRICES:
            return {"matrix": 0}
        return {"vector": 0} if declared is not None and declared.facts & _VECTORS else habit(name)

    found = search(lambda kinds: _attempt(draft, kinds, scalar), choices, draft.nodes + 1)
    assert isinstance(found, Shaped)
    if scalar and not found.extents.is_scalar(found.arrays[draft.target]) and _is_plain(draft):
        return _attempt(draft, dict.fromkeys(draft.names, "scalar"), scalar)
    return found


def _is_plain(draft: Draft) -> bool:
    """Whether nothing is declared and nothing in the formulas speaks of arrays."""
    if draft.declared or draft.sizes or draft.functions or any(name[0].isupper() for name in draft.names):
        return False
    return all(_is_of_numbers(node) for definition in draft.definitions for node in bottom_up(definition.body))


def _is_of_numbers(node: Node) -> bool:
    if isinstance(node, Applied):
        return node.function in ELEMENTWISE
    if isinstance(node, Factors):
        return all(operator in "*/" for operator, _ in node.rest)
    return isinstance(node, (Name, Numeral, Negation, Terms)) or (isinstance(node, Raised) and not node.entrywise)


def _attempt(draft: Draft, kinds: dict[str, str], scalar: bool) -> Shaped:
    extents = Extents()
    for name in draft.sizes:
        extents.named(name)
    context = Shaped(draft.text, extents)
    extents.reserve({*draft.names, *(definition.name for definition in draft.definitions), *draft.functions}, False)
    context.sizes = frozenset(draft.declared_sizes)
    context.defined = frozenset(definition.name for definition in draft.definitions)
    for name, declared in draft.declared.items():
        if declared.extent is not None:
            _enter(context, draft, name, extent_form(extents, declared.extent))
    context.guessed = frozenset(kinds)
    for name, kind in kinds.items():
        _enter(context, draft, name, kind_form(extents, kind))
    declared_forms = dict(context.arrays)
    for definition in draft.definitions:
        context.arrays.pop(definition.name, None)
    scope = Scope(context, draft.functions, frozenset(draft.names) - context.arrays.keys())
    context.functions = scope.functions
    for definition in draft.definitions:
        form = _form(context, definition.body, scope)
        declared_form = declared_forms.get(definition.name, form)
        if not context.agree_forms(declared_form, form):
            raise context.fail(
                definition.body,
                f"`{definition.name}` is declared as a {extents.spell(declared_form)}, "
                f"and defined by {context.said(definition.body)}",
            )
        context.arrays[definition.name] = form
    for name in draft.names:
        if name not in context.arrays:
            raise Undecided(name)
    if scalar and not extents.is_scalar(context.arrays[draft.target]):
        context.cost += _NOT_A_SCALAR
    return context


def _form(context: Shaped, body: Node, scope: Scope) -> Form:
    try:
        return infer(context, body, scope.resolve)
    except ShapeError:
        raise
    except AdjointError as error:
        raise Refused(error, context.cost) from None


def _enter(context: Context, draft: Draft, name: str, form: Form) -> None:
    context.arrays[name] = form
    declared = draft.declared.get(name)
    facts = declared.facts if declared is not None else frozenset()
    place, length = draft.places.get(name, (None, None))
    spelled = context.extents.spell
    square = sorted(facts & SQUARE)
    if square and not context.agree(form[0], form[1]):
        raise ShapeError(
            f"`{name}` is declared {square[0]}, and a {spelled(form)} is not square",
            hint=f"`{name}: n×n {square[0]}` is square",
            position=place,
            length=length,
        )
    if facts & _VECTORS and not context.extents.is_one(form[1]):
        word = sorted(facts & _VECTORS)[0]
        raise ShapeError(
            f"`{name}` is declared {word}, which is a property of vectors",
            hint=f"`{word}-rows` and `{word}-cols` are for matrices",
            position=place,
            length=length,
        )
