"""Expressions in the context of a problem: answers, and the sides of derivation lines.

Beyond the language of problems they hold differentials (`dX`, `d(A*B)`) and the derivatives of
opaque functions (`∂g/∂a`, `D(g, a)`). What `str` prints of an expression reads as the same node.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import product
from types import MappingProxyType

from lark import Token

from adjoint.derive.problem import OpaqueFunction, Problem
from adjoint.errors import AdjointError, Ambiguous, ShapeError, SyntaxProblem, TooLarge, UnknownName, Unsupported
from adjoint.expr.build import constant, d, opaque, partial, weighted
from adjoint.expr.language import Expr, Opaque, Partial, SizeNumber, Symbol
from adjoint.expr.sizes import ONE, SCALAR, Shape
from adjoint.expr.walk import postorder
from adjoint.read.sense.context import Context, identity_size
from adjoint.read.sense.elaborate import Maker
from adjoint.read.sense.extents import Extents, Form
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.sense.infer import infer
from adjoint.read.statement.attempt import Shaped
from adjoint.read.statement.draft import MOST_TOKENS
from adjoint.read.statement.grammar import parse
from adjoint.read.statement.leaves import Leaves
from adjoint.read.statement.names import Known, mark
from adjoint.read.statement.scope import CONSTANTS, FunctionForms, Scope
from adjoint.read.statement.statements import check_limits
from adjoint.read.tree.syntax import CHANGE, PARTIAL, Applied, Name, Node, Rate
from adjoint.read.tree.tokens import NAME, normal, tokenize

_PARTIAL_CALL = re.compile(rf"\bD\s*\(\s*({NAME})\s*,")
_NOTHING: Mapping[str, Symbol] = MappingProxyType({})


def read_expression(text: str, problem: Problem, extra: Mapping[str, Symbol] = _NOTHING) -> Expr:
    """The expression that `text` spells with the names of `problem` and those of `extra`.

    A key of `extra` is a name, or a derivative such as `∂E/∂A5`. Raises an `AdjointError` placed in
    the text; nothing is inferred here that the problem leaves open.
    """
    check_limits(text)
    return _Reading(text, problem, extra).expression()


class _Reading:
    """One expression while it is read."""

    def __init__(self, text: str, problem: Problem, extra: Mapping[str, Symbol]) -> None:
        self.text = text
        self.problem = problem
        self.extra = extra
        self.symbols = {s.name: s for s in (*problem.variables, *problem.definitions)}
        self.symbols |= {normal(name): symbol for name, symbol in extra.items() if "∂" not in name}
        self.context = Shaped(text, Extents())
        for node in (*self.symbols.values(), *extra.values(), *postorder(*problem.definitions.values())):
            sizes = (node.size,) if isinstance(node, SizeNumber) else node.shape
            for name in (name for size in sizes for term, _ in size.terms for name in term):
                self.context.extents.named(name)
        self.context.arrays = {name: self.form(symbol.shape) for name, symbol in self.symbols.items()}
        self.context.sizes = frozenset(self.context.extents.names)
        self.scope = Scope(self.context, {}, frozenset())
        self.scope.functions = {name: self.function(known) for name, known in problem.functions.items()}
        self.context.functions = self.scope.functions

    def form(self, shape: Shape) -> Form:
        """The form of a shape."""
        return (self.context.extents.of(shape[0]), self.context.extents.of(shape[1]))

    def function(self, known: OpaqueFunction) -> FunctionForms:
        """The forms of an opaque function of the problem."""
        arguments = tuple(self.form(shape) for shape in known.arguments) or None
        return FunctionForms(known.kind, arguments, None if known.shape is None else self.form(known.shape), True)

    def expression(self) -> Expr:
        """The whole text."""
        end = len(self.text.rstrip())
        root = parse(self.tokens(), self.text, end)
        infer(self.context, root, self.resolve)
        try:
            self.check_sizes()
            shape = self.context.extents.shape
            return Maker(self.leaf, lambda node: shape(self.context.forms[node])).make(root)
        except AdjointError as error:
            raise error.at(0, end) from None

    def check_sizes(self) -> None:
        """Refuse what fits only under an equation between sizes, or leaves one open."""
        extents = self.context.extents
        extents.reserve(set(self.symbols))
        for form in self.context.forms.values():
            extents.shape(form)
        if extents.equations:
            raise ShapeError(
                f"the sizes fit only if {extents.equations[0]}", hint="transpose a factor, or change the order"
            )
        if extents.invented:
            raise ShapeError("a size is left open", hint="write sizes out, as in `eye(n)`")

    def tokens(self) -> list[Token]:
        """The tokens, with `d(...)` and `D(g, a)` told from products."""
        partials = {match.start() for match in _PARTIAL_CALL.finditer(self.text) if self.rates(normal(match.group(1)))}
        sizes = set(self.context.extents.names) - {"d"}
        scalars = {name for name, symbol in self.symbols.items() if symbol.is_scalar}
        known = Known(set(self.symbols), sizes, set(self.scope.functions), scalars)
        found = tokenize(self.text, 0, len(self.text))
        if not found:
            raise SyntaxProblem("nothing is written here", hint="write an expression", position=0, length=1)
        if len(found) > MOST_TOKENS:
            raise TooLarge(f"an expression of more than {MOST_TOKENS} signs and names", hint="read it in parts")
        marked = mark(found, known)
        for index, (token, plain) in enumerate(zip(marked, found, strict=True)):
            if token.start_pos in partials and plain == "D":
                marked[index] = Token("FUNCTION", PARTIAL, start_pos=token.start_pos, end_pos=token.end_pos)
            elif token.type == "FUNCTION" and token == "d" and "d" not in self.scope.functions:
                marked[index] = Token("FUNCTION", CHANGE, start_pos=token.start_pos, end_pos=token.end_pos)
        return marked

    def rates(self, name: str) -> str | None:
        """The opaque function that a name in `∂g/∂a` means: its own, or the one that its definition applies."""
        if name in self.problem.functions:
            return name
        body = next((body for symbol, body in self.problem.definitions.items() if symbol.name == name), None)
        return body.function if isinstance(body, Opaque) else None

    def resolve(self, context: Context, node: Node) -> Form:
        """The form of what is not an operation."""
        if isinstance(node, Name):
            return self.name_form(node)
        if isinstance(node, Rate):
            return self.rate_form(node)
        assert isinstance(node, Applied)
        if node.function == CHANGE:
            return self.change_form(node)
        if node.function == PARTIAL:
            return self.partial_form(node)
        if node.function not in self.scope.functions and node.function not in BUILTINS:
            self.scope.refuse_unsupported(node)
            raise self.unknown(node, node.function, [*self.scope.functions, *BUILTINS])
        return self.scope.applied(node)

    def unknown(self, node: Node, name: str, known: list[str]) -> AdjointError:
        """A name that the problem does not have."""
        near = get_close_matches(name, known, 1)
        names = ", ".join(list(self.symbols)[:12])
        hint = f"did you mean `{near[0]}`?" if near else f"the problem has {names}"
        return self.context.complaint(UnknownName, node, f"`{name}` does not occur in the problem", hint)

    def name_form(self, node: Name) -> Form:
        """The form of a name or a differential."""
        known = self.changed(node.name)
        if known is not None:
            return self.context.arrays.get(known, self.context.extents.scalar)
        plain = node.name in self.symbols or node.name in CONSTANTS or self.context.extents.has(node.name)
        if not plain and node.name not in BUILTINS and identity_size(node.name) is None:
            raise self.unknown(node, node.name, [*self.symbols, *self.context.extents.names])
        return self.scope.named(node)

    def changed(self, name: str) -> str | None:
        """The name whose differential this is: `X` for `dX`."""
        if name in self.symbols or not name.startswith("d"):
            return None
        known = normal(name[1:].lstrip("_")) if name[1:].lstrip("_") else ""
        return known if known in self.symbols or known in CONSTANTS else None

    def change_form(self, node: Applied) -> Form:
        """The form of `d(...)`."""
        if len(node.arguments) != 1 or node.arguments[0] not in self.context.forms:
            raise self.context.complaint(SyntaxProblem, node, "`d` takes one expression", "write `d(A*B)`")
        return self.context.form(node.arguments[0])

    def partial_form(self, node: Applied) -> Form:
        """The form of `D(g, a)`."""
        function, *by = node.arguments
        if not 1 <= len(by) <= 3 or any(argument not in self.context.forms for argument in by):
            raise self.context.complaint(
                SyntaxProblem, node, "`D` takes a function and one or two of its arguments", "write `D(g, a)`"
            )
        assert isinstance(function, Name)
        return self.derivative_form(node, self.rates(function.name) or "", *map(self.context.form, by))

    def derivative_form(self, node: Node, function: str, first: Form, *more: Form) -> Form:
        """The form of the derivative of an opaque function by an argument, or of the matrix of second ones."""
        known = self.scope.functions[function]
        is_map = known.kind == "map" and known.value is not None
        if len(more) == 2 and is_map:
            return (first[0], more[0][0])
        if len(more) == 2 or (more and is_map):
            raise self.context.complaint(
                Unsupported,
                node,
                f"this derivative of `{function}` has {'three axes' if is_map else 'no notation'}",
                "`D(g, a, b)` is read of a scalar, `D(h, x)` of a vector, `D(h, x, x, c)` with weights for its entries",
            )
        if more:
            compound = self.context.extents.compound
            return (compound("*", *first), compound("*", *more[0]))
        return (known.value[0], first[0]) if is_map and known.value else first

    def rate_form(self, node: Rate) -> Form:
        """The form of `∂g/∂a`."""
        named = self.extra.get(str(node))
        if named is not None:
            return self.form(named.shape)
        function = self.rates(node.of)
        if function is None or any(name not in self.symbols for name in node.by):
            raise self.context.complaint(
                UnknownName,
                node,
                f"`{node}` is not the derivative of an opaque function by its argument",
                "give it a name that the problem defines",
            )
        return self.derivative_form(node, function, *(self.context.arrays[name] for name in node.by))

    def leaf(self, maker: Maker, node: Node) -> Expr:
        """The expression of what is not an operation."""
        if isinstance(node, Name) and (known := self.changed(node.name)) is not None:
            return d(self.symbols[known] if known in self.symbols else constant(CONSTANTS[known]))
        if isinstance(node, Rate):
            named = self.extra.get(str(node))
            return named if named is not None else self.derivative(node, node.of, *(self.symbols[by] for by in node.by))
        if isinstance(node, Applied) and node.function == CHANGE:
            return d(*maker.operands(node))
        if isinstance(node, Applied) and node.function == PARTIAL:
            function = node.arguments[0]
            assert isinstance(function, Name)
            return self.derivative(node, function.name, *maker.operands(node))
        return Leaves(self.context, self.symbols).make(maker, node)

    def derivative(self, node: Node, name: str, *arguments: Expr) -> Expr:
        """The derivative of the opaque function by those arguments, where it is applied to them."""
        if len(arguments) == 3:
            first = self.derivative(node, name, arguments[0])
            assert isinstance(first, Partial)
            return weighted(opaque(first.function, (first.shape[0], ONE), *first.children), arguments[2])
        function = self.rates(name) or ""
        known = self.problem.functions[function]
        if known.kind == "elementwise":
            raise self.context.complaint(
                UnknownName, node, f"`{function}` is elementwise", f"its derivative is written `{function}'(x)`"
            )
        bodies = self.problem.definitions.values()
        applied = [v for v in postorder(*bodies) if isinstance(v, Opaque) and v.function == function]
        found = [(v, where) for v in applied for where in product(*(_places(v, argument) for argument in arguments))]
        alone = len(known.arguments) == 1 and all(argument is arguments[0] for argument in arguments)
        said = "` and `".join(dict.fromkeys(map(str, arguments)))
        if len(found) > 1:
            raise self.context.complaint(
                Ambiguous,
                node,
                f"`{function}` is applied to `{said}` in several places",
                "give the arguments different names",
            )
        if not found and alone and not isinstance(arguments[0], Symbol):
            return partial(opaque(function, known.shape or SCALAR, arguments[0]), *[0] * len(arguments))
        if not found:
            raise self.context.complaint(
                UnknownName,
                node,
                f"`{said}` is not an argument of `{function}`",
                "the problem must apply the function to it",
            )
        value, positions = found[0]
        return partial(value, *positions)


def _places(value: Expr, argument: Expr) -> list[int]:
    """Where an argument stands among those of an opaque value."""
    return [position for position, child in enumerate(value.children) if child is argument]
