"""The right line in place of the wrong one, as text and in LaTeX: the person's own, mended, where one way mends it."""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from adjoint.audit.judging.trial import Trial
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.audit.mistake.shown import shown, typeset
from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed
from adjoint.audit.sense.meanings import open_meanings
from adjoint.audit.sense.rates import GRADIENT, Layout, TooManyAxes, order
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.settle import told_apart
from adjoint.audit.sense.stacked import is_stacked
from adjoint.audit.sense.world import World
from adjoint.derive.derivation import Target
from adjoint.derive.derive import derive
from adjoint.derive.engine import Engine
from adjoint.derive.problem import Question
from adjoint.errors import AdjointError
from adjoint.expr.build import symbol, transpose
from adjoint.expr.language import Differential, Expr, Ones, Partial, Symbol, Transpose
from adjoint.expr.walk import differentials, postorder, transform
from adjoint.expr.walk import replace as put
from adjoint.render.latex import latex
from adjoint.render.text import text


_TEX = str.maketrans({"δ": r"\delta", "∂": r"\partial ", "Σ": r"\sum", "²": "^2"})


class Corrected(Struct, frozen=True):
    """A line in both spellings."""

    text: str
    latex: str


def corrected(
    bench: Bench,
    left: Phrase,
    right: Phrase,
    found: Finding,
    told: Diagnosis,
    before: Expr | None,
    continues: bool,
) -> Corrected | None:
    """The line as it should be, which has itself been judged right as it is printed; None where no such is found."""
    left = told_apart(bench, left)
    if isinstance(found.error, TooManyAxes):
        return in_entries(found.error)
    for line in _lines(bench, left, right, told, before, continues):
        if is_right(bench, line):
            return line
    return None


def is_right(bench: Bench, line: Corrected) -> bool:
    """Whether a printed line says something and is judged right, read like any other, in the layout that was begun."""
    trial = Trial(bench.turned_to(bench.question.wrt))
    said = trial.hear(line.text)
    says = any(claim.left != claim.right for claim in said.claims)
    return says and said.verdict in ("right", "right-in-another-layout")


def in_entries(error: TooManyAxes) -> Corrected:
    """A derivative of many axes, entry by entry."""
    if not isinstance(error.of, Symbol):
        places, count = [axis.name for axis in error.tensor.axes], order(error.by[0].shape)
        above, below = "".join(places[:-count]), "".join(places[-count:])
        said = f"∂({error.of})_{above}/∂{error.by[0]}_{below} = {text(error.tensor)}"
        front = rf"\frac{{\partial ({latex(error.of)})_{{{above}}}}}{{\partial {latex(error.by[0])}_{{{below}}}}}"
        return Corrected(said, f"{front} = {latex(error.tensor)}")
    target, axes = Target(error.of, error.by), error.tensor.axes
    said = f"{text(target, axes=axes)} = {text(error.tensor)}"
    return Corrected(said, f"{latex(target, axes)} = {latex(error.tensor)}")


def _lines(
    bench: Bench, left: Phrase, right: Phrase, told: Diagnosis, before: Expr | None, continues: bool
) -> Iterator[Corrected]:
    """Lines that may be right, the nearest to what was written first."""
    for way in told.mended:
        yield from _mended(bench, left, way)
    for layout in bench.layouts:
        for node, value in _truths(bench, layout, left, right, before, continues):
            yield equation(bench, left, node, shorter(value))


def in_gradients(bench: Bench, left: Phrase) -> Corrected | None:
    """What a derivative equals, in the shape of the variable."""
    left = told_apart(bench, left)
    truths = _truths(bench, GRADIENT, left, left, None, False) if left.kind == "rate" else ()
    return next((equation(bench, left, node, shorter(value)) for node, value in truths), None)


def _mended(bench: Bench, left: Phrase, way: Phrase) -> Iterator[Corrected]:
    if is_indexed(way):
        line = f"{spelled(left)} = {spelled(way)}"
        yield Corrected(line, re.sub(r"_(\w+)", r"_{\1}", line).translate(_TEX))
        return
    for opened in open_meanings(bench, left, way):
        if is_stacked(left):
            yield from _of_stacks(bench.world(bench.layouts[0], also=opened), left, way)
            continue
        for layout in bench.layouts:
            for style in dict.fromkeys((frozenset[str](), bench.style)):
                world = bench.world(layout, also=opened, turned=style, primed=True)
                try:
                    a, b = world.make(left), world.make(way)
                except (AdjointError, ValueError):
                    continue
                if a.shape == b.shape:
                    yield equation(bench, left, a, shorter(b) if isinstance(b, Transpose) or _is_clumsy(b) else b)


def _of_stacks(world: World, left: Phrase, way: Phrase) -> Iterator[Corrected]:
    """A derivative of or by stacked entries, which has no name as a value."""
    try:
        value = shorter(world.make(way))
        of, *by = (typeset(world.make(part)) for part in left.parts)
    except (AdjointError, ValueError):
        return
    order = "^{2}" if len(by) == 2 else ""
    rate = rf"\frac{{\partial{order} {of}}}{{" + " ".join(rf"\partial {part}" for part in by) + "}"
    yield Corrected(f"{spelled(left)} = {shown(value)}", f"{rate} = {typeset(value)}")


def _truths(
    bench: Bench, layout: Layout, left: Phrase, right: Phrase, before: Expr | None, continues: bool
) -> Iterator[tuple[Expr, Expr]]:
    """The left side and what it equals, in a layout."""
    world = bench.world(layout)
    try:
        node = world.make(left)
    except (AdjointError, ValueError):
        return
    if isinstance(node, Symbol) and node in bench.rates.bodies:
        yield node, in_layout(bench, layout, bench.rates.bodies[node])
    elif isinstance(node, Differential):
        for value in _differentials(bench, node.children[0], _changes(bench, layout, right)):
            yield node, in_layout(bench, layout, value)
    elif isinstance(node, Symbol) and node in world.definitions:
        yield node, world.definitions[node]
    if continues and before is not None and before.shape == node.shape:
        yield node, before


def in_layout(bench: Bench, layout: Layout, value: Expr) -> Expr:
    """A value in which the derivatives of unknown functions are laid out as a person lays them out."""

    def change(node: Expr) -> Expr | None:
        of = bench.names.get(node.function) if isinstance(node, Partial) and len(node.by) == 1 else None
        by = node.by[0] if isinstance(node, Partial) else node
        if of is None or not isinstance(by, Symbol):
            return None
        named = bench.rates.symbol(of, (by,), layout)
        return transpose(named) if bench.rates.is_turned(of, layout) else named

    return transform(value, change)


def _changes(bench: Bench, layout: Layout, right: Phrase) -> frozenset[str] | None:
    """What changes on the right side of a line, by name; None where it has no value."""
    try:
        return frozenset(str(one) for one in differentials(bench.world(layout).make(right)))
    except (AdjointError, ValueError):
        words = [part for part in right if part.kind == "d"]
        return frozenset(spelled(part) for part in words)


def _differentials(bench: Bench, of: Expr, changes: frozenset[str] | None) -> Iterator[Expr]:
    """The lines of the derivation of a differential: first those that speak of the same changes, then the last."""
    definitions = {**bench.problem.definitions, **bench.extra}
    named = of if isinstance(of, Symbol) and of in definitions else symbol("f∂", *of.shape)
    definitions.setdefault(named, of)
    try:
        problem = replace(bench.problem, target=named, definitions=definitions)
        lines = derive(Question(problem, bench.question.wrt, "differential")).lines
    except AdjointError:
        return
    values = [put(line.right, {named: of}) for line in lines if isinstance(line.right, Expr)]
    alike = [value for value in values if frozenset(str(one) for one in differentials(value)) == changes]
    yield from dict.fromkeys((*alike[:1], *values[-1:]))


def _is_clumsy(value: Expr) -> bool:
    """Whether a sum over rows or columns stands under a transpose."""
    turned = [node.children[0] for node in postorder(value) if isinstance(node, Transpose)]
    return any(isinstance(part, Ones) for node in turned for part in node.children)


def shorter(value: Expr) -> Expr:
    """The value, tidied where that makes it shorter to read."""
    return min((value, Engine(frozenset()).tidy(value)), key=lambda node: len(shown(node)))


def equation(bench: Bench, left: Phrase, node: Expr, value: Expr) -> Corrected:
    """`left = value`, where the left side has the value of a node."""
    own = {OWN: bench.problem.target.name, BY: bench.question.wrt[0].name}
    word = spelled(left)
    for mark, name in own.items():
        word = word.replace(mark, name)
    return Corrected(f"{word} = {shown(value)}", f"{typeset(node)} = {typeset(value)}")
