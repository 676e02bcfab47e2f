"""One question, one derivation: chooses the pass, and reads the answer off its last line."""

from adjoint.derive.derivation import Answer, Derivation, Line, Target
from adjoint.derive.engine import Engine
from adjoint.derive.forward import forward
from adjoint.derive.gradient import gradients
from adjoint.derive.problem import Narrative, Question
from adjoint.derive.story import Story
from adjoint.derive.structure import WHY, structured
from adjoint.expr.build import add, colon, d
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Shape
from adjoint.expr.walk import depends

READ_OFF = "reading off the gradient"
READ_OFF_WHY = "`dE = G : dX` for every change dX says that G is the gradient; it has the shape of X."


def derive(question: Question, by: Narrative = "differential") -> Derivation:
    """The derivation that answers the question in one narrative."""
    engine = Engine(varying(question))
    target = question.problem.target
    if question.want == "vjp":
        return _gradient(question, engine, colon(question.cotangent, d(target)))
    if target.is_scalar and question.want != "hessian":
        return _gradient(question, engine, d(target))
    return _differential(question, engine)


def varying(question: Question) -> frozenset[str]:
    """The names that change: the variables asked for, and every definition that follows them."""
    names = {symbol.name for symbol in question.wrt}
    for symbol, body in question.unfolded.items():
        if depends(body, frozenset(names), {}):
            names.add(symbol.name)
    return frozenset(names)


def axes(shape: Shape) -> tuple[str, ...]:
    """A shape as the contract has it: the sizes that are not one."""
    return tuple(str(size) for size in shape if size != ONE)


def _gradient(question: Question, engine: Engine, left: Expr) -> Derivation:
    story = Story(left)
    found = gradients(question, engine, story)
    if question.want == "differential":
        return _told(question, story, [Answer(question.problem.target, question.wrt, story.lines[-1].right, ())])
    answers = []
    for variable, gradient in found.items():
        if question.want != "vjp":
            story.lines.append(_read_off(question, variable, gradient))
        if question.structure:
            gradient = engine.tidy(structured(variable, gradient, question.structure))
        answers.append(Answer(question.problem.target, (variable,), gradient, axes(variable.shape)))
    return _told(question, story, answers)


def _read_off(question: Question, variable: Symbol, gradient: Expr) -> Line:
    target = question.problem.target
    independent = variable.name not in varying_into(question, variable)
    note = f"{target} does not depend on {variable}" if independent else ""
    return Line(Target(target, (variable,)), gradient, READ_OFF, READ_OFF_WHY, note)


def varying_into(question: Question, variable: Symbol) -> frozenset[str]:
    """The variable's own name if some path leads from it to the target, else nothing."""
    names = {variable.name}
    for symbol, body in question.unfolded.items():
        if depends(body, frozenset(names), {}):
            names.add(symbol.name)
    return frozenset({variable.name}) if question.problem.target.name in names else frozenset()


def _differential(question: Question, engine: Engine) -> Derivation:
    story = Story(d(question.problem.target))
    right = forward(question.problem.target, engine, question.unfolded, frozenset(question.wrt), story)
    answer = Answer(question.problem.target, question.wrt, right, axes(right.shape))
    return _told(question, story, [answer])


def _told(question: Question, story: Story, answers: list[Answer]) -> Derivation:
    return Derivation(question, tuple(story.lines), tuple(answers), tuple(story.conditions), question.problem.assumptions)
