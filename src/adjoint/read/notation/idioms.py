"""Functions that other languages have names for, as the operations that they are."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from adjoint.errors import SyntaxProblem
from adjoint.read.tree.sides import replaced
from adjoint.read.tree.syntax import Applied, Factors, Node, Numeral, Raised, Transposed

Rule = Callable[..., Node]


def translated(root: Node, own: Collection[str], idioms: Mapping[str, tuple[str, Rule]] | None = None) -> Node:
    """The tree with those functions (`IDIOMS`, or others) written out, but for those of the names `own`."""
    known = IDIOMS if idioms is None else idioms

    def change(node: Node) -> Node | None:
        if not isinstance(node, Applied) or node.function in own or node.function not in known:
            return None
        usage, rule = known[node.function]
        if len(node.arguments) != usage.count(",") + 1 or node.primes:
            raise SyntaxProblem(
                f"`{node.function}` is written `{usage}`",
                hint=f"it was given {len(node.arguments)} argument{'s' * (len(node.arguments) != 1)}",
                position=node.start,
                length=node.end - node.start,
            )
        return rule(node, *(replaced(argument, change) for argument in node.arguments))

    return replaced(root, change)


def _between(operator: str) -> Rule:
    return lambda at, left, right: Factors(at.start, at.end, left, ((operator, right),))


def _call(at: Node, function: str, argument: Node) -> Node:
    return Applied(at.start, at.end, function, 0, (argument,))


def _number(at: Node, value: int) -> Node:
    return Numeral(at.start, at.end, Fraction(value))


IDIOMS: dict[str, tuple[str, Rule]] = {
    **dict.fromkeys(("matmul", "mtimes"), ("matmul(A, B)", _between("*"))),
    **dict.fromkeys(("hadamard", "times", "multiply"), ("hadamard(A, B)", _between(".*"))),
    **dict.fromkeys(("rdivide", "divide"), ("divide(A, B)", _between("./"))),
    **dict.fromkeys(
        ("solve", "mldivide", "linsolve"),
        ("solve(A, b)", lambda at, a, b: Factors(at.start, at.end, _call(at, "inv", a), (("*", b),))),
    ),
    "outer": ("outer(a, b)", lambda at, a, b: Factors(at.start, at.end, a, (("*", Transposed(b.start, b.end, b)),))),
    "square": ("square(x)", lambda at, x: Raised(at.start, at.end, x, _number(at, 2), True)),
    "logsoftmax": ("logsoftmax(x)", lambda at, x: _call(at, "log", _call(at, "softmax", x))),
}  # fmt: skip
"""How each is written, and what it is; `at` is where it stands."""
IN_LINES = {**IDIOMS, **dict.fromkeys(("dot", "inner"), ("dot(a, b)", _between("@")))}
"""Those of derivation lines, where `@` tells by the shapes whether a vector before it is a row."""
