"""One question, one derivation: chooses the pass, and reads the answer off its last line."""

from collections.abc import Mapping

from msgspec.structs import replace

from adjoint.derive.carried import Carried, taken_names
from adjoint.derive.collect import collect
from adjoint.derive.derivation import Answer, Derivation, Line, Target
from adjoint.derive.effective import annotated
from adjoint.derive.engine import Engine
from adjoint.derive.entries import derive_entries
from adjoint.derive.forward import forward
from adjoint.derive.glossary import explanations
from adjoint.derive.gradient import gradients
from adjoint.derive.jacobian import axes_of_jacobian, jacobian_lines
from adjoint.derive.ledger import ledger
from adjoint.derive.letters import respelled
from adjoint.derive.minus import unbracketed
from adjoint.derive.naming import Repeats, abbreviate
from adjoint.derive.paths import followers, others, reaching
from adjoint.derive.problem import Narrative, Question, Structure
from adjoint.derive.shorten import Shortener
from adjoint.derive.story import Story
from adjoint.derive.structure import WHY, kind_of, structured
from adjoint.expr.build import colon, d, symbol, zeros
from adjoint.expr.infer import facts
from adjoint.expr.language import Expr, Inverse, Ones, Partial, Product, Sum, Symbol
from adjoint.expr.walk import replace as put
from adjoint.index.term import Tensor

READ_OFF = "reading off the gradient"


def derive(question: Question, by: Narrative = "differential") -> Derivation:
    """The derivation that answers the question in one narrative."""
    return annotated(respelled(replace(_derived(question, by), narrative=by)))


def _derived(question: Question, by: Narrative) -> Derivation:
    question = informed(freed(question) if question.want == "hessian" else question)
    if question.want == "hessian":
        return _hessian(question, by)
    if by != "differential" and question.want != "differential":
        return _by_entries(as_scalar(question), by)
    target = question.problem.target
    if question.want == "vjp":
        assert question.cotangent is not None
        return _gradient(question, colon(question.cotangent, d(target)))
    if target.is_scalar:
        return _gradient(question, d(target))
    return _differential(question)


def varying(question: Question) -> frozenset[str]:
    """The names that change: the variables asked for, and every definition that follows them."""
    return frozenset(symbol.name for symbol in (*question.wrt, *followers(question)))


def _gradient(question: Question, left: Expr) -> Derivation:
    engine = Engine(varying(question))
    named = Carried(taken_names(question)) if question.want != "differential" else None
    story = Story(left, carried=named)
    found = gradients(question, engine, story)
    target = question.problem.target
    if question.want == "differential":
        whole = story.lines[-1].right
        assert isinstance(whole, Expr)
        return _told(question, story, [Answer(target, question.wrt, whole, ())])
    if question.passed:
        story.lines[:] = [replace(line, changing=question.ends) for line in story.lines]
    answers, leading = [], reaching(question)
    for variable, gradient in found.items():
        if question.want != "vjp":
            story.lines.append(_read_off(question, variable, gradient, variable in leading))
        if question.structure:
            gradient = _inside(variable, gradient, question.structure, engine, story)
        answers.append(Answer(target, (variable,), gradient, question.problem.axes(variable)))
    return _told(question, story, answers)


def _inside(variable: Symbol, gradient: Expr, structure: Structure, engine: Engine, story: Story) -> Expr:
    """The gradient of a structured variable from the free one, with the line that says how."""
    whole = structured(variable, gradient, structure)
    value = collect(whole, engine)[0]
    law = "projection onto the structure" if structure == "projected" else "one parameter for each free entry"
    if value is not whole:
        story.lines.append(Line(whole, value, law, WHY[structure]))
    return value


def _read_off(question: Question, variable: Symbol, gradient: Expr, follows: bool) -> Line:
    target = question.problem.target
    note = "" if follows else f"no path leads from {variable} to {target}"
    if follows and variable in question.passed and variable is not target:
        note = f"the factor of d{variable} above, where {variable} had not been opened yet"
    if isinstance(gradient, Partial) and gradient.function == target.name and gradient.children == (variable,):
        note = f"{target} is unknown, and its gradient has no other name"
    moved = d(variable)
    why = f"`{d(target)} = G : {moved}` for every change {moved} says that G is the gradient"
    return Line(Target(target, (variable,)), gradient, READ_OFF, f"{why}; it has the shape of {variable}.", note)


def _differential(question: Question) -> Derivation:
    engine = Engine(varying(question))
    target = question.problem.target
    story = Story(d(target))
    right = forward(target, engine, question.unfolded, frozenset(question.wrt), story, question.names)
    if question.want == "differential":
        return _told(question, story, [Answer(target, question.wrt, right, question.problem.axes(target))])
    (variable,) = question.wrt
    lines, value = jacobian_lines(Target(target, (variable,)), right, variable, Shortener(engine, question.called))
    story.lines.extend(lines)
    shape = question.problem.axes(target, variable)
    return _told(question, story, [Answer(target, (variable,), value, shape)])


def informed(question: Question) -> Question:
    """The question with what follows of its definitions from their bodies: `M = C*S*C'` is symmetric with S."""
    table: dict[Expr, Expr] = {}
    definitions: dict[Symbol, Expr] = {}
    for definition, body in question.problem.definitions.items():
        body = put(unbracketed(body), table)
        found = definition.facts | facts(body) | _seen(body, definitions)
        known = symbol(definition.name, *definition.shape, *sorted(found))
        table[definition] = known
        definitions[known] = body
    problem = replace(question.problem, definitions=definitions, target=_swapped(table, question.problem.target))
    wrt = tuple(_swapped(table, s) for s in question.wrt)
    return replace(question, problem=problem, wrt=wrt, hold=tuple(_swapped(table, s) for s in question.hold))


def _seen(body: Expr, definitions: Mapping[Symbol, Expr]) -> frozenset[str]:
    """What is seen of a sum or a product with an inverse only when the names in it are opened: means and projectors."""
    links = [link for term in (body.children if isinstance(body, Sum) else (body,)) for link in _chain(term)]
    if any(isinstance(link, Ones if isinstance(body, Sum) else Inverse) for link in links):
        return facts(put(body, definitions)) & {"centred", "centred-rows", "idempotent"}
    return frozenset()


def _chain(node: Expr) -> tuple[Expr, ...]:
    return node.chain if isinstance(node, Product) else ()


STRUCTURES = frozenset(
    {"symmetric", "posdef", "diagonal", "orthogonal", "lower", "upper", "skew", "probability", "onehot"}
)


def freed(question: Question) -> Question:
    """The question with its variables as free matrices: what a second derivative by them means.

    A simplification of the gradient by `X' = X` would lose the part of the change that is not symmetric.
    """
    table: dict[Expr, Expr] = {}
    for variable in question.wrt:
        if variable.facts & STRUCTURES:
            kept = (variable.facts - STRUCTURES) | ({"invertible"} if "posdef" in variable.facts else set())
            table[variable] = symbol(variable.name, *variable.shape, *sorted(kept))
    if not table:
        return question
    old = question.problem
    problem = replace(
        old,
        definitions={s: put(body, table) for s, body in old.definitions.items()},
        variables=tuple(_swapped(table, s) for s in old.variables),
    )
    return replace(question, problem=problem, wrt=tuple(_swapped(table, s) for s in question.wrt))


def _swapped(table: dict[Expr, Expr], variable: Symbol) -> Symbol:
    found = table.get(variable, variable)
    assert isinstance(found, Symbol)
    return found


def as_scalar(question: Question) -> Question:
    """A vjp as what it is, the gradient of the scalar `G : F` with G constant; other questions as they are."""
    if question.cotangent is None:
        return question
    old = question.problem
    taken = {s.name for s in (*old.variables, *old.definitions)}
    name = next(name for name in ("s", "c", "q", "s0", "c0", "q0") if name not in taken)
    scalar = symbol(name)
    definitions = {**old.definitions, scalar: colon(question.cotangent, old.target)}
    free = old.variables if question.cotangent in old.variables else (*old.variables, question.cotangent)
    problem = replace(old, definitions=definitions, target=scalar, variables=free, invented=old.invented | {name})
    return replace(question, problem=problem, want="gradient", cotangent=None)


def _by_entries(question: Question, by: Narrative) -> Derivation:
    """By indices or by full tensors."""
    run, found = derive_entries(question, full=by == "tensor")
    target, engine = question.problem.target, Engine(frozenset())
    story = Story(d(target), run.lines, run.conditions)
    answers = []
    for variable in question.wrt:
        value = found.get(variable)
        if value is None:
            value = zeros_of(target, variable)
            story.lines.append(
                Line(Target(target, (variable,)), value, "no path", f"{target} does not depend on {variable}.")
            )
        if question.structure and isinstance(value, Expr):
            value = _inside(variable, value, question.structure, engine, story)
        arrays = (variable,) if target.is_scalar else (target, variable)
        answers.append(Answer(target, (variable,), value, question.problem.axes(*arrays)))
    return _told(question, story, answers)


def zeros_of(target: Symbol, variable: Symbol) -> Expr | Tensor:
    """The derivative of what does not depend on the variable."""
    if target.is_scalar:
        return zeros(variable.shape)
    return Tensor(sum(axes_of_jacobian(target.shape, variable.shape), ()), ())


def _hessian(question: Question, by: Narrative) -> Derivation:
    """The gradient by the first variable, then its Jacobian by the last."""
    first, last = question.wrt[0], question.wrt[-1]
    target = question.problem.target
    by_first = replace(question, wrt=(first,))
    engine = Engine(varying(by_first))
    story = Story(d(target))
    if by == "differential":
        gradient = gradients(by_first, engine, story)[first]
        story.lines.append(_read_off(by_first, first, gradient, first in reaching(by_first)))
    else:
        first_half = _by_entries(replace(by_first, want="gradient"), by)
        story.lines.extend(first_half.lines)
        (value,) = (answer.value for answer in first_half.answers)
        assert isinstance(value, Expr)
        gradient = value
    by_last = replace(question, wrt=(last,))
    second = Engine(varying(by_last))
    changes = Story(d(gradient))
    right = forward(gradient, second, by_last.unfolded, frozenset((last,)), changes, by_last.names)
    lines, value = jacobian_lines(Target(target, (first, last)), right, last, Shortener(second, by_last.called))
    if first is not last:
        story.lines[:] = [replace(line, changing=line.changing or (first,)) for line in story.lines]
        changes.lines[:] = [replace(line, changing=(last,)) for line in changes.lines]
    story.lines.extend([*changes.lines, *lines])
    story.conditions |= changes.conditions
    return _told(question, story, [Answer(target, (first, last), value, question.problem.axes(first, last))])


def _told(question: Question, story: Story, answers: list[Answer]) -> Derivation:
    assumptions = (*question.problem.assumptions, *_which_derivative(question), *_as_if_free(question))
    assumptions += explanations(question, story.lines, answers)
    repeats = Repeats()
    shown: list[Answer] = []
    for answer in answers:
        if story.carried is not None and story.carried.parts and isinstance(answer.value, Expr):
            shown.append(replace(answer, where=story.carried.below(answer.value)))
        else:
            shown.append(_shortened(answer, question, repeats, {name.name for one in shown for name, _ in one.where}))
    return Derivation(question, tuple(story.lines), tuple(shown), ledger(story.conditions), assumptions)


def _shortened(answer: Answer, question: Question, repeats: Repeats, used: set[str]) -> Answer:
    """The answer with names, none of them used yet, for what it says more than once, where that is shorter."""
    if not isinstance(answer.value, Expr) or answer.value.moving or not repeats.found(answer.value):
        return answer
    short, where = abbreviate(answer.value, taken_names(question) | used)
    return replace(answer, short=short, where=where) if where else answer


def _as_if_free(question: Question) -> tuple[str, ...]:
    """The convention for structured variables, where the derivative is not that inside the structure."""
    kinds = {s.name: kind_of(s) for s in question.wrt}
    if question.structure or question.want == "differential":
        return ()
    return tuple(
        f"{name} is {kind}, and the derivative counts every entry of {name} as free to change by itself"
        for name, kind in kinds.items()
        if kind
    )


def _which_derivative(question: Question) -> tuple[str, ...]:
    """Total or partial, where the two differ."""
    variables = ", ".join(variable.name for variable in question.ends)
    if question.hold:
        held = ", ".join(definition.name for definition in question.hold)
        return (f"{held} held fixed: this is a partial derivative by {variables}",)
    return tuple(_followed(other.hold[0], question) for other in others(question))


def _followed(definition: Symbol, question: Question) -> str:
    leading = [v.name for v in question.ends if definition in followers(replace(question, wrt=(v,)))]
    return f"total derivative: {definition} follows {' and '.join(leading)}, and is not held fixed"
