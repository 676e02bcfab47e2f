"""A plan written out in a target: what is used once stands where it is used, the rest has a line of its own."""

from collections import Counter
from collections.abc import Sequence
from itertools import count

from msgspec import Struct

from adjoint.emit.plan import Plan, Step
from adjoint.emit.signature import Signature
from adjoint.emit.target import ATOM, SUM, Form, Target
from adjoint.errors import Unsupported

_WIDE = 72
_PLAIN = frozenset({"argument", "number", "size", "pi"})


class Text(Struct, frozen=True):
    """A piece of source, and how tightly it binds."""

    source: str
    level: int

    def within(self, least: int) -> str:
        """The piece where something of that level is asked for."""
        return self.source if self.level >= least else f"({self.source})"


def body(
    plan: Plan, live: Sequence[int], roots: Sequence[int], signature: Signature, target: Target, several: bool
) -> list[str]:
    """The lines of the function, from the sizes to the last one, which returns the roots: a tuple of `several`."""
    lines = list(signature.lines)
    texts: dict[int, Text] = {}
    temporary = count(1)
    uses = Counter(number for step in live for number in plan.steps[step].inputs) + Counter(roots)
    for number in live:
        step = plan.steps[number]
        text = _text(step, [texts[i] for i in step.inputs], signature, target)
        label = plan.labels.get(number)
        if not _plain(plan, step) and (label or uses[number] > 1 or len(text.source) > _WIDE):
            name = signature.names.claim(label or f"t{next(temporary)}")
            lines.append(f"{name} = {text.source}")
            text = Text(name, ATOM)
        texts[number] = text
    answer = ", ".join(texts[root].source for root in roots)
    return [*lines, f"return ({answer},)" if several and len(roots) == 1 else f"return {answer}"]


def _plain(plan: Plan, step: Step) -> bool:
    """Whether writing the step again costs nothing."""
    inside = plan.steps[step.inputs[0]].op if step.inputs else ""
    return step.op in _PLAIN or (step.op, inside) in (("transpose", "argument"), ("negative", "number"))


def _text(step: Step, inputs: Sequence[Text], signature: Signature, target: Target) -> Text:
    if step.op == "argument":
        return Text(signature.local["array", step.text], ATOM)
    sizes = [signature.spell(size) for size in step.sizes]
    if step.op == "size":
        return Text(sizes[0], ATOM if sizes[0].isalnum() else SUM)
    form = target.forms.get(step.op)
    if form is None:
        raise Unsupported(f"there is no routine for `{step.op}` here", hint="the NumPy code has one")
    text = signature.local["function", step.text] if step.op == "call" else step.text
    source = form.template.format(
        *(operand.within(least) for operand, least in zip(inputs, _levels(form, inputs), strict=True)),
        args=", ".join(operand.source for operand in inputs),
        text=text,
        sizes=sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})",
    )
    return Text(source, form.level)


def _levels(form: Form, inputs: Sequence[Text]) -> tuple[int, ...]:
    return (form.least + (0,) * len(inputs))[: len(inputs)]


def is_given(plan: Plan, number: int) -> bool:
    """Whether the step is an argument, perhaps transposed."""
    step = plan.steps[number]
    return step.op == "argument" or (step.op == "transpose" and is_given(plan, step.inputs[0]))


def extras(plan: Plan, live: Sequence[int], target: Target) -> tuple[list[str], list[str]]:
    """The imports and the helper functions that the steps ask for, in the target's order."""
    forms = [target.forms[op] for op in dict.fromkeys(plan.steps[number].op for number in live) if op in target.forms]
    modules = {form.module for form in forms}
    helpers = {name for form in forms for name in form.helper.split(", ")}
    return (
        [line for name, line in target.modules.items() if name in modules],
        [source for name, source in target.helpers.items() if name in helpers],
    )
