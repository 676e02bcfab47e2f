"""Views of one derivative: numerator and denominator layout, vec and Kronecker form, structured gradients.

The layout-free statement is `dF = J(dX)`. Numerator layout puts the output along the rows, denominator
layout the variable; for a scalar by a matrix the first is the transpose of the gradient, the second the
gradient. The vec form is `dvec(F) = J*dvec(X)` with columns stacked (Magnus and Neudecker 2019, chapter 9).
"""

from itertools import pairwise

from adjoint.derive.collect import collect
from adjoint.derive.derivation import Answer, Derivation, Target
from adjoint.derive.effective import Effective, effective
from adjoint.derive.engine import Engine
from adjoint.derive.structure import kind_of, structured
from adjoint.derive.view import View
from adjoint.expr.build import call, colon, d
from adjoint.expr.language import Commutation, Expr, Partial, Transpose
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.index.kronecker import kronecker
from adjoint.index.term import Tensor


def layouts(derivation: Derivation) -> tuple[View, ...]:
    """The other layouts of each answer, in the order of the answers."""
    want = derivation.question.want
    if want == "differential":
        return ()
    engine = Engine(frozenset())
    views: list[View] = []
    for answer in derivation.answers:
        if want == "vjp" or (want != "hessian" and answer.of.is_scalar):
            views.extend(_gradient_views(answer, engine, derivation.question.structure is None))
        else:
            views.extend(_second_differential(derivation, answer, engine))
            views.extend(_jacobian_views(answer, engine, second=want == "hessian"))
    return (*views, *(_effective_view(tensor) for tensor in effective(derivation)))


def alternatives(derivation: Derivation) -> tuple[View, ...]:
    """The answers as what stands beside those of another derivation: partial beside total, total beside partial."""
    held = " and ".join(symbol.name for symbol in derivation.question.hold)
    kind, fixed = ("partial", f"{held} held fixed") if held else ("total", "nothing held fixed")
    note = f"the changes through {held} are left out" if held else "the changes along every path are counted"
    return tuple(
        View(f"{kind} derivative by {answer.by[0]}, {fixed}", answer.value, note, "same", answer)
        for answer in derivation.answers
    )


def _effective_view(tensor: Effective) -> View:
    deltas = ", ".join(f"{first.name} = {second.name}" for first, second in tensor.ties)
    value = tensor.collapsed if tensor.matrix is None else tensor.matrix
    note = f"without the deltas that say {deltas}"
    return View(f"effective form of D({tensor.of}, {tensor.by})", value, note, "collapsed", None)


def _gradient_views(answer: Answer, engine: Engine, free: bool) -> list[View]:
    gradient, (variable,) = answer.value, answer.by
    assert isinstance(gradient, Expr)
    if gradient.is_scalar:
        return []
    turned = engine.tidy(gradient.T)
    views = [
        View("denominator layout", gradient, f"the shape of {variable}, as the gradient", "same", answer),
        View(
            "numerator layout",
            turned,
            f"the shape of {variable}': the transpose of the gradient{_carried(turned)}",
            "transposed",
            answer,
        ),
    ]
    if ONE not in gradient.shape:
        row = engine.tidy(call("vec", gradient).T)
        note = f"d{answer.of} = vec(G)'*dvec({variable}), columns stacked"
        views.append(View("vec form", row, note, "row", answer))
    kind = kind_of(variable) if free and ONE not in variable.shape else ""
    if kind:
        projected = collect(structured(variable, gradient, "projected"), engine)[0]
        note = "the free gradient, projected onto the structure"
        views.append(View(f"projected gradient ({kind})", projected, note, "projected", answer))
    if kind and kind != "orthogonal":
        by_entries = collect(structured(variable, gradient, "entries"), engine)[0]
        note = "one parameter for each free entry"
        views.append(View(f"gradient by independent entries ({kind})", by_entries, note, "entries", answer))
    return views


def _carried(turned: Expr) -> str:
    """What the transposed gradients in a formula are in numerator layout."""
    inner = [node.children[0] for node in postorder(turned) if isinstance(node, Transpose)]
    by = [str(node.by[0]) for node in inner if isinstance(node, Partial) and len(node.by) == 1]
    said = [f"; the transposed gradient by {name} in it is the derivative by {name} in this layout" for name in by]
    return "".join(dict.fromkeys(said))


def _said(value: Expr) -> str:
    """What the commutation matrices in a value are."""
    if not any(isinstance(node, Commutation) for node in postorder(value)):
        return ""
    return "; commutation(m, n)*vec(A) = vec(A') for every m×n matrix A"


def _second_differential(derivation: Derivation, answer: Answer, engine: Engine) -> list[View]:
    """`d²f = dX : d(∂f/∂X)`, for the Hessian of a scalar by a matrix (Magnus and Neudecker 2019, section 10.7)."""
    first, last = answer.by[0], answer.by[-1]
    target = Target(answer.of, answer.by)
    changes = [
        before.right
        for before, line in pairwise(derivation.lines)
        if line.left == target and isinstance(before.right, Expr) and isinstance(line.right, Tensor)
    ]
    if len(answer.by) < 2 or first is not last or ONE in first.shape or not changes:
        return []
    value = engine.tidy(colon(d(first), changes[-1]))
    note = f"d²{answer.of} = d(d{answer.of}), for a change d{first} that stays as it is"
    return [View("second differential", value, note, "twice", answer)]


def _jacobian_views(answer: Answer, engine: Engine, second: bool) -> list[View]:
    value, last = answer.value, answer.by[-1]
    name = f"{answer.of}" if not second else f"the gradient of {answer.of} by {answer.by[0]}"
    if isinstance(value, Expr):
        if ONE in value.shape:
            return []
        turned = engine.tidy(value.T)
        return [
            View("numerator layout", value, f"{name} along the rows, {last} along the columns", "same", answer),
            View("denominator layout", turned, f"{last} along the rows: the transpose", "transposed", answer),
        ]
    outputs = len(value.axes) - sum(size != ONE for size in last.shape)
    stacked = kronecker(value, outputs)
    if stacked is None:
        return []
    stacked = collect(engine.tidy(stacked), engine)[0]
    note = f"dvec({name}) = J*dvec({last}), columns stacked{_said(stacked)}"
    turned, same = engine.tidy(stacked.T), "the transpose of the vec form"
    return [
        View("vec form, numerator layout", stacked, note, "stacked", answer),
        View("vec form, denominator layout", turned, same, "stacked transposed", answer),
    ]
