"""What a function takes: the arrays and functions that a plan needs, and the sizes read off them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit.names import Names
from adjoint.emit.plan import Given, Plan
from adjoint.emit.sizes import read_sizes, spelled
from adjoint.expr.language import Symbol
from adjoint.expr.sizes import ONE, Size, spell_shape


class Signature(Struct):
    """The arguments, each by the problem's name (`args`) and by that in the source (`parameters`).

    `local` gives the source's name of an array, of a plan's key of a function, and of a size. `lines`
    stand first in the function: they give rows one axis, for they are taken as 1×n matrices too, make
    sizes whole, for they may come as floats, and compute the others. `about` says what each argument is.
    """

    names: Names = field(default_factory=Names)
    args: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    local: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)

    def take(self, kind: str, key: str, arg: str, about: str) -> None:
        """One more argument."""
        parameter = self.names.claim(arg)
        self.args.append(arg)
        self.parameters.append(parameter)
        self.local[kind, key] = parameter
        self.about.append(f"{parameter}: {about}")

    def spell(self, size: Size) -> str:
        """A size in the source."""
        return spelled(size, {name: self.local["size", name] for name in size.names})


def sign(
    plan: Plan,
    live: Sequence[int],
    free: Iterable[Symbol],
    extra: Sequence[Symbol],
    functions: Mapping[str, OpaqueFunction],
    thin: Collection[str],
) -> Signature:
    """The signature for the live steps. `free` are the variables of the problem, `extra` always arguments.

    `thin` are the arguments that come with two axes though one has the length one.
    """
    signature = Signature()
    steps = [plan.steps[number] for number in live]
    needed = {step.text for step in steps if step.op == "argument"} | {symbol.name for symbol in extra}
    known = {symbol.name: symbol for symbol in free} | plan.arguments | {symbol.name: symbol for symbol in extra}
    wanted = dict.fromkeys(name for step in steps for size in step.sizes for name in sorted(size.names))
    readings, missing = read_sizes(wanted, dict(sorted(known.items(), key=lambda item: item[0] not in needed)))
    needed |= {reading.array for reading in readings.values()}
    for name, node in known.items():
        if name in needed:
            signature.take("array", name, name, spell_shape(node.shape))
            if name in thin or node.shape[0] == ONE != node.shape[1]:
                array = signature.local["array", name]
                signature.lines.append(f"{array} = {array}.reshape({'()' if node.is_scalar else -1})")
    for key in dict.fromkeys(step.text for step in steps if step.op == "call"):
        given = plan.given[key]
        signature.take("function", key, _unused(given.name, signature.args), _meaning(given, functions))
    for name in missing:
        signature.take("size", name, _unused(name, signature.args), "size")
        count = signature.local["size", name]
        signature.lines.append(f"{count} = int({count})")
    for name, reading in readings.items():
        signature.local["size", name] = signature.names.claim(name)
        source = reading.source(signature.local["array", reading.array], _sizes(signature))
        signature.lines.append(f"{signature.local['size', name]} = {source}")
    return signature


def _sizes(signature: Signature) -> dict[str, str]:
    return {key: local for (kind, key), local in signature.local.items() if kind == "size"}


def _unused(name: str, args: Sequence[str]) -> str:
    while name in args:
        name += "_"
    return name


def _meaning(given: Given, functions: Mapping[str, OpaqueFunction]) -> str:
    kind = f"{functions[given.function].kind} " if given.function in functions else ""
    return f"{given.what} of " * bool(given.what) + f"the {kind}function {given.function}"
