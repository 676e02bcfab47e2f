"""What names and functions that are not built in stand for, while shapes are inferred."""

from msgspec import Struct

from adjoint.errors import SyntaxProblem, Unsupported
from adjoint.read.sense.context import Context, identity_size
from adjoint.read.sense.extents import Extents, Form
from adjoint.read.sense.functions import BUILTINS, is_builtin, look_up
from adjoint.read.sense.infer import builtin_form
from adjoint.read.statement.shapes import DeclaredFunction, Extent
from adjoint.read.tree.syntax import Applied, Name, Node

CONSTANTS = {"pi": "pi", "π": "pi"}


class Undecided(Exception):
    """A name whose kind is still open."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FunctionForms(Struct):
    """An opaque function: the forms of its arguments and of its value."""

    kind: str
    arguments: tuple[Form, ...] | None
    value: Form | None
    declared: bool


def extent_form(extents: Extents, extent: Extent) -> Form:
    """The form of a declared extent."""
    sizes = [extents.of(size) for size in extent]
    return (sizes[0] if sizes else extents.one, sizes[1] if len(sizes) == 2 else extents.one)


def kind_form(extents: Extents, kind: str) -> Form:
    """A form of that kind with open sizes."""
    rows = extents.fresh() if kind in ("vector", "matrix") else extents.one
    return (rows, extents.fresh() if kind in ("row", "matrix") else extents.one)


class Scope:
    """The names of one attempt: declared, defined, sizes, constants, and the undeclared with a chosen kind."""

    def __init__(self, context: Context, functions: dict[str, DeclaredFunction], open_names: frozenset[str]) -> None:
        self.context = context
        self.open_names = open_names
        self.functions = {name: self.declared(function) for name, function in functions.items()}

    def declared(self, function: DeclaredFunction) -> FunctionForms:
        """The forms of a declared function."""
        extents = self.context.extents
        argument = None if function.argument is None else (extent_form(extents, function.argument),)
        value = None if function.value is None else extent_form(extents, function.value)
        return FunctionForms(function.kind, argument, value, True)

    def resolve(self, context: Context, node: Node) -> Form:
        """The form of a name or of an applied function."""
        if isinstance(node, Name):
            return self.named(node)
        if isinstance(node, Applied):
            return self.applied(node)
        raise context.complaint(
            SyntaxProblem,
            node,
            f"`{context.quote(node)}` does not belong in a problem",
            "derivatives stand in derivation lines; a problem defines and names what is differentiated",
        )

    def named(self, node: Name) -> Form:
        """The first of: array, size, built-in."""
        context = self.context
        found = context.arrays.get(node.name)
        if found is not None:
            return found
        if node.name in self.open_names:
            return self.undeclared(node.name)
        if context.extents.has(node.name) or node.name in CONSTANTS:
            return context.extents.scalar
        size = identity_size(node.name)
        if size is not None:
            var = context.extents.named(size) if size else context.extents.fresh()
            return (var, var)
        usage = BUILTINS[node.name].usage if node.name in BUILTINS else f"{node.name}(...)"
        raise context.complaint(
            SyntaxProblem, node, f"`{node.name}` is a function, and stands here without an argument", f"write `{usage}`"
        )

    def undeclared(self, name: str) -> Form:
        """The form of `dX`, which is that of `X`; any other name is still open."""
        arrays, of = self.context.arrays, name[1:]
        if name[0] == "d" and of in arrays:
            arrays[name] = arrays[of]
            return arrays[of]
        raise Undecided(of if name[0] == "d" and of in self.open_names else name)

    def refuse_unsupported(self, node: Applied) -> None:
        """Complain about a function that the language knows of and cannot do."""
        if is_builtin(node.function):
            look_up(self.context, node)

    def applied(self, node: Applied) -> Form:
        """The form of a function's value."""
        if node.function not in self.functions and is_builtin(node.function):
            if node.primes:
                raise self.context.complaint(
                    SyntaxProblem,
                    node,
                    f"`{node.function}` is built in, and has no primes",
                    "its derivative is a formula of the book",
                )
            return builtin_form(self.context, node)
        arguments = tuple(self.context.form(argument) for argument in node.arguments if argument in self.context.forms)
        if len(arguments) < len(node.arguments):
            raise self.context.complaint(
                SyntaxProblem, node, f"`{node.function}` takes no string", "strings name norms: `norm(X, 'fro')`"
            )
        known = self.functions.get(node.function)
        if known is None:
            known = self.functions[node.function] = FunctionForms("scalar", arguments, None, False)
        return self.opaque(node, known, arguments)

    def opaque(self, node: Applied, known: FunctionForms, arguments: tuple[Form, ...]) -> Form:
        """The form of an opaque function's value, its arguments fitted."""
        context = self.context
        if node.primes and known.kind != "elementwise":
            raise context.complaint(
                Unsupported,
                node,
                f"primes on `{node.function}`, which is not elementwise",
                f"declare `{node.function}: elementwise function`",
            )
        if known.kind == "elementwise":
            if len(arguments) != 1:
                raise context.fail(node, f"`{node.function}` is elementwise and takes one argument")
            return arguments[0]
        if known.arguments is None:
            known.arguments = arguments
        if len(known.arguments) != len(arguments):
            raise context.fail(
                node, f"`{node.function}` takes {len(known.arguments)} and is given {len(arguments)} arguments"
            )
        for wanted, form, argument in zip(known.arguments, arguments, node.arguments, strict=True):
            if not context.agree_forms(wanted, form):
                raise context.fail(
                    argument,
                    f"`{node.function}` takes a {context.extents.spell(wanted)}, and is given {context.said(argument)}",
                )
        return known.value or context.extents.scalar
