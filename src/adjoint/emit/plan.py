"""The plan: a list of steps, each using earlier ones, in which no step occurs twice."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping

from msgspec import Struct, field

from adjoint.errors import Unsupported
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import Size
from adjoint.expr.walk import postorder

Making = Generator[Expr, int, int]
"""A rule at work: it asks for the value of an expression, gets the number of a step, returns one."""


class Step(Struct, frozen=True):
    """One operation on the results of earlier steps.

    `text` is the name of an argument or a function, a number's digits, or an einsum specification;
    `sizes` are the sizes that the operation mentions.
    """

    op: str
    inputs: tuple[int, ...] = ()
    text: str = ""
    sizes: tuple[Size, ...] = ()


class Given(Struct, frozen=True):
    """A function that the caller has to give: the opaque `function`, or the derivative of it that `what` names."""

    name: str
    function: str
    what: str = ""


class Plan(Struct):
    """The steps so far. `labels` names steps that are definitions, `arguments` and `given` what the caller has."""

    definitions: Mapping[Symbol, Expr]
    uses: Mapping[Expr, int]
    steps: list[Step] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    arguments: dict[str, Expr] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    values: dict[Expr, int] = field(default_factory=dict)
    numbers: dict[Step, int] = field(default_factory=dict)

    def put(self, op: str, *inputs: int, text: str = "", sizes: tuple[Size, ...] = ()) -> int:
        """The number of this step, new or known."""
        step = Step(op, inputs, text, sizes)
        if step not in self.numbers:
            self.numbers[step] = len(self.steps)
            self.steps.append(step)
        return self.numbers[step]

    def turn(self, value: int) -> int:
        """The transpose of a matrix."""
        step = self.steps[value]
        return step.inputs[0] if step.op == "transpose" else self.put("transpose", value)

    def argument(self, name: str, node: Expr) -> int:
        """A given array of the node's shape."""
        if self.arguments.setdefault(name, node) is not node:
            raise Unsupported(f"two different arrays are called `{name}`", hint="rename one of them")
        return self.put("argument", text=name)

    def call(self, key: str, function: Given, inputs: Iterable[int]) -> int:
        """The value of a given function; one key is one function."""
        self.given.setdefault(key, function)
        return self.put("call", *inputs, text=key)

    def live(self, roots: Iterable[int]) -> list[int]:
        """The steps that the roots need, in order."""
        needed = set(roots)
        for number in range(len(self.steps) - 1, -1, -1):
            if number in needed:
                needed.update(self.steps[number].inputs)
        return sorted(needed)


def count_uses(roots: Iterable[Expr], definitions: Mapping[Symbol, Expr]) -> Counter[Expr]:
    """How often each expression stands below another, in the roots and the definitions that they reach."""
    return Counter(child for node in _reached(roots, definitions) for child in node.children)


def _reached(roots: Iterable[Expr], definitions: Mapping[Symbol, Expr]) -> Iterator[Expr]:
    seen: set[Expr] = set()
    waiting = list(roots)
    while waiting:
        for node in postorder(waiting.pop()):
            if node not in seen:
                seen.add(node)
                yield node
                if isinstance(node, Symbol) and node in definitions:
                    waiting.append(definitions[node])
