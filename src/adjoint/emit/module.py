"""The module for some values: planned, signed and written out in a target."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from textwrap import indent

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit.axes import axes
from adjoint.emit.code import Code
from adjoint.emit.plan import Plan, count_uses
from adjoint.emit.rules import value
from adjoint.emit.signature import Signature, sign
from adjoint.emit.target import Target
from adjoint.emit.tensors import tensor_value
from adjoint.emit.write import body, extras, is_given
from adjoint.errors import ShapeError
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols
from adjoint.index.term import Entry, Tensor


def module(
    target: Target,
    entry: str,
    values: Sequence[Expr | Tensor],
    definitions: Mapping[Symbol, Expr],
    functions: Mapping[str, OpaqueFunction],
    shapes: Sequence[tuple[str, ...]],
    extra_args: Sequence[Symbol],
    several: bool,
    thin: Collection[str],
) -> Code:
    """The code of a function `entry` that returns the values, with the axes that `shapes` names (`1` makes one).

    They are a tuple if there are `several`, or were asked for as such. `thin` arguments come with two axes.
    """
    nodes = [node for given in values for node in _nodes(given)]
    plan = Plan(definitions, count_uses(nodes, definitions))
    roots = [_root(plan, given, shape) for given, shape in zip(values, shapes, strict=True)]
    live = plan.live(roots)
    free = [symbol for symbol in symbols(*definitions.values(), *nodes) if symbol not in definitions]
    signature = sign(plan, live, free, extra_args, functions, thin)
    lines = body(plan, live, roots, signature, target, several or len(roots) > 1)
    modules, helpers = extras(plan, live, target)
    function = f"def {entry}({', '.join(signature.parameters)}):\n{indent(_doc(signature, shapes), ' ' * 4)}"
    function += indent("\n".join(lines), " " * 4) + "\n"
    source = "\n\n\n".join(["\n".join([target.heading, *modules]), *helpers, function])
    return Code(entry, tuple(signature.args), source)


def _nodes(given: Expr | Tensor) -> Iterator[Expr]:
    if isinstance(given, Expr):
        yield given
    else:
        yield from (f.node for term in given.terms for f in term.factors if isinstance(f, Entry))


def _root(plan: Plan, given: Expr | Tensor, shape: tuple[str, ...]) -> int:
    held = len(given.axes if isinstance(given, Tensor) else axes(given))
    wide = shape if len(shape) == held else tuple(size for size in shape if size != "1")
    if len(wide) != held:
        raise ShapeError(f"`{given}` has {held} axes, and {len(shape)} were asked for")
    root = tensor_value(plan, given) if isinstance(given, Tensor) else value(plan, given)
    if shape and not held:
        return plan.put("boxed", root, text="1," if len(shape) == 1 else ", ".join("1" * len(shape)))
    if wide != shape:
        return plan.put("expand", root, text=", ".join("None" if size == "1" else ":" for size in shape))
    if not held:
        return plan.put("float", root)
    return plan.put("copy", root) if is_given(plan, root) else root


def _doc(signature: Signature, shapes: Sequence[tuple[str, ...]]) -> str:
    result = "; ".join(" × ".join(shape) or "a number" for shape in shapes)
    arguments = "".join(f"\n    {line}" for line in signature.about)
    return f'"""Returns: {result}.\n\nArguments:{arguments}\n"""\n'.replace("\\", "/")
