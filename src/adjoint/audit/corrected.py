"""The right line in place of the wrong one, as text and in LaTeX."""

import re

from msgspec import Struct
from msgspec.structs import replace

from adjoint.audit.bench import Bench
from adjoint.audit.diagnosis import Diagnosis
from adjoint.audit.hear import BY, OWN
from adjoint.audit.meanings import open_meanings
from adjoint.audit.phrase import Phrase
from adjoint.audit.rates import LAYOUTS, TURNED, TooManyAxes
from adjoint.audit.reading import Finding
from adjoint.audit.spelled import spelled
from adjoint.audit.settle import told_apart
from adjoint.derive.derivation import Target
from adjoint.derive.derive import derive
from adjoint.derive.problem import Question
from adjoint.errors import AdjointError
from adjoint.expr.build import symbol
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import replace as put
from adjoint.render.latex import latex
from adjoint.render.text import text

_RATE = re.compile(r"\\mathrm\{∂(²?)([^{}/]*)/([^{}]*)\}")


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
    """The line as it should be: mended, or what the left side really equals."""
    left = told_apart(bench, left)
    if isinstance(found.error, TooManyAxes):
        error = found.error
        if not isinstance(error.of, Symbol):
            return Corrected(f"∂({error.of})/∂{error.by[0]} = {text(error.tensor, ascii=True)}", latex(error.tensor))
        target = Target(error.of, error.by)
        axes = error.tensor.axes
        return Corrected(
            f"{text(target, axes=axes)} = {text(error.tensor)}", f"{latex(target, axes)} = {latex(error.tensor)}"
        )
    if isinstance(told.mended, Phrase):
        for opened in open_meanings(bench, left, told.mended):
            for layout in (*bench.layouts, *LAYOUTS):
                for style in (frozenset(), bench.style):
                    world = bench.world(layout, turned=style)
                    world.names.update(opened)  # type: ignore[attr-defined]
                    try:
                        a, b = world.make(left), world.make(told.mended)
                    except (AdjointError, ValueError):
                        continue
                    if a.shape == b.shape:
                        return _equation(bench, left, a, b)
    truth = _truth(bench, left, before, continues)
    if truth is None or not _sure(bench, left, *truth):
        return None
    return _equation(bench, left, *truth)


def _truth(bench: Bench, left: Phrase, before: Expr | None, continues: bool) -> tuple[Expr, Expr] | None:
    """The left side and what it equals."""
    for layout in bench.layouts:
        world = bench.world(layout)
        try:
            node = world.make(left)
        except (AdjointError, ValueError):
            continue
        if node in bench.rates.bodies and isinstance(node, Symbol):
            return node, bench.rates.bodies[node]
        if isinstance(node, Differential):
            found = _differential(bench, node.children[0])
            return (node, found) if found is not None else None
        if isinstance(node, Symbol) and node in world.definitions:
            return node, world.definitions[node]
        if continues and before is not None and before.shape == node.shape:
            return node, before
    return None


def _sure(bench: Bench, left: Phrase, node: Expr, value: Expr) -> bool:
    """Whether what is shown as right has passed the test."""
    moving = next(iter(bench.movings((left,))))
    return bench.probe(moving).test(node, value).status in ("exact", "enclosed")


def _differential(bench: Bench, of: Expr) -> Expr | None:
    definitions = {**bench.problem.definitions, **bench.extra}
    named = of if isinstance(of, Symbol) and of in definitions else symbol("f∂", *of.shape)
    definitions.setdefault(named, of)
    try:
        problem = replace(bench.problem, target=named, definitions=definitions)
        value = derive(Question(problem, bench.question.wrt, "differential")).answers[0].value
    except AdjointError:
        return None
    return put(value, {named: of}) if isinstance(value, Expr) else None


def _equation(bench: Bench, left: Phrase, node: Expr, value: Expr) -> Corrected:
    own = {OWN: bench.problem.target.name, BY: bench.question.wrt[0].name}
    word = spelled(left)
    for mark, name in own.items():
        word = word.replace(mark, name)
    said = text(value, ascii=True).replace(TURNED, "")
    return Corrected(f"{word} = {said}", f"{typeset(node)} = {typeset(value)}")


def typeset(node: Expr) -> str:
    """LaTeX with the derivatives that have names written as fractions."""
    return _RATE.sub(_fraction, latex(node).replace(TURNED, ""))


def _fraction(match: re.Match[str]) -> str:
    power, of, by = match.groups()
    below = "".join(rf"\partial {_name(part)}" for part in by.split("∂") if part)
    return rf"\frac{{\partial{'^2' if power else ''} {_name(of)}}}{{{below}}}"


def _name(word: str) -> str:
    word = word.replace(r"\_", "_")
    found = re.fullmatch(r"([A-Za-z]+)_?(\d+)", word)
    return rf"{found.group(1)}_{{{found.group(2)}}}" if found else word
