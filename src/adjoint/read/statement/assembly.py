"""Problems from their plain text: what was read, put together."""

from collections.abc import Mapping

from adjoint.derive.problem import OpaqueFunction, Problem
from adjoint.errors import AdjointError, Unsupported
from adjoint.expr.build import symbol
from adjoint.expr.infer import facts as known_facts
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Shape, spell_shape
from adjoint.read.sense.elaborate import Maker
from adjoint.read.statement.attempt import Shaped, shaped
from adjoint.read.statement.draft import Definition, Draft, read_draft
from adjoint.read.statement.leaves import Leaves
from adjoint.read.statement.scope import FunctionForms
from adjoint.read.statement.shapes import Declaration
from adjoint.read.statement.suspect import check_entries, check_names, oddities


def read_plain_problem(text: str, declare: Mapping[str, Declaration], scalar: bool = False) -> Problem:
    """The problem that a plain text states; see `adjoint.read.problem`."""
    draft = read_draft(text, declare)
    check_names(draft)
    whole = draft.definitions[-1].body
    try:
        return _Assembly(text, draft, shaped(draft, scalar)).problem()
    except AdjointError as error:
        raise error.at(whole.start, whole.end - whole.start) from None


class _Assembly:
    """The problem, once every shape is known."""

    def __init__(self, source: str, draft: Draft, context: Shaped) -> None:
        self.source = source
        self.draft = draft
        self.context = context
        defined = {definition.name for definition in draft.definitions}
        oblong = next((context.arrays[name] for name in draft.names if self.is_oblong(name)), None)
        check_entries(draft, self.is_array)
        context.extents.reserve({*draft.names, *defined, *context.functions}, square_first=oblong is None)
        if oblong is not None:
            context.extents.shape(oblong)
        self.symbols: dict[str, Symbol] = {name: self.variable(name) for name in draft.names}

    def is_array(self, name: str) -> bool:
        """Whether a name is a variable or a definition with more than one entry."""
        return name in self.context.arrays and not self.context.extents.is_scalar(self.context.arrays[name])

    def is_open(self, name: str) -> bool:
        """Whether nobody declared the shape of a variable."""
        return name not in self.draft.declared or self.draft.declared[name].extent is None

    def is_oblong(self, name: str) -> bool:
        """Whether a variable is a matrix with open sizes that need not be square; the first is m×n."""
        form, extents = self.context.arrays[name], self.context.extents
        return self.is_open(name) and not any(map(extents.is_one, form)) and not extents.same(*form)

    def shape(self, name: str) -> Shape:
        """The shape of a variable or definition."""
        return self.context.extents.shape(self.context.arrays[name])

    def variable(self, name: str) -> Symbol:
        """The symbol of a variable."""
        declared = self.draft.declared.get(name)
        return symbol(name, *self.shape(name), *sorted(declared.facts if declared else ()))

    def problem(self) -> Problem:
        """All of it."""
        definitions: dict[Symbol, Expr] = {}
        leaves = Leaves(self.context, self.symbols)
        maker = Maker(leaves.make, lambda node: self.context.extents.shape(self.context.forms[node]))
        for definition in self.draft.definitions:
            try:
                body = maker.make(definition.body)
            except AdjointError as error:
                raise error.at(definition.body.start, definition.body.end - definition.body.start) from None
            self.symbols[definition.name] = self.defined(definition, body)
            definitions[self.symbols[definition.name]] = body
        functions = {name: self.function(name, forms) for name, forms in self.context.functions.items()}
        variables = tuple(self.symbols[name] for name in self.draft.names)
        return Problem(
            self.source,
            definitions,
            self.symbols[self.draft.target],
            variables,
            functions,
            self.readings(functions),
            (*self.inferred(), *self.doubled(), *oddities(self.draft), *self.equations(), *maker.notes),
            invented=frozenset(d.name for d in self.draft.definitions if not d.named),
            thin=self.thin(),
            typed={d.name: self.source[d.body.start : d.body.end] for d in self.draft.definitions},
            lettered=frozenset(self.context.extents.invented),
        )

    def thin(self) -> dict[str, int]:
        """The variables that are declared with an axis of length one, each with the number of its axes."""
        extents = {name: declared.extent for name, declared in self.draft.declared.items() if declared.extent}
        return {name: len(extents[name]) for name in self.draft.names if ONE in extents.get(name, ())}

    def defined(self, definition: Definition, body: Expr) -> Symbol:
        """The symbol of a definition; a property declared of it must be plain from its body."""
        declared = self.draft.declared.get(definition.name)
        facts = declared.facts if declared else frozenset[str]()
        unproved = sorted(facts - known_facts(body))
        if unproved:
            raise Unsupported(
                f"`{definition.name}` is defined, and that it is {unproved[0]} does not follow from its body",
                hint="declare the property of the variables instead",
                position=definition.place,
                length=definition.length,
            )
        return symbol(definition.name, *body.shape, *sorted(facts))

    def function(self, name: str, forms: FunctionForms) -> OpaqueFunction:
        """An opaque function as the problem carries it."""
        shape = self.context.extents.shape
        arguments = tuple(shape(form) for form in forms.arguments or ())
        if forms.kind == "elementwise":
            return OpaqueFunction(name, "elementwise")
        if forms.kind == "map":
            return OpaqueFunction(name, "map", arguments, shape(forms.value) if forms.value else None)
        return OpaqueFunction(name, "scalar", arguments, shape(self.context.extents.scalar))

    def readings(self, functions: Mapping[str, OpaqueFunction]) -> dict[str, str]:
        """How every name was read."""
        found = {name: _spelled_function(function) for name, function in functions.items()}
        for name in self.draft.names:
            found[name] = _spelled(self.symbols[name])
        for definition in self.draft.definitions:
            kind = _spelled(self.symbols[definition.name])
            called = f", {found[definition.name]}" if definition.name in functions else ""
            found[definition.name] = f"definition, {kind}{called}"
        return found

    def inferred(self) -> list[str]:
        """What the text left open and was read by inference and habit."""
        opened = [f"{name} is a {spell_shape(self.shape(name))}" for name in self.draft.names if self.is_open(name)]
        sentences = [f"inferred, since it was not declared: {', '.join(opened)}"] if opened else []
        for name, forms in self.context.functions.items():
            if not forms.declared:
                sentences.append(f"{name} is an opaque scalar function, since nothing defines it")
        return sentences

    def doubled(self) -> list[str]:
        """Names that are arrays as well as sizes."""
        both = [name for name in self.draft.declared_sizes if name in self.context.arrays]
        return [f"{name} names an array and a size; in formulas it is the array" for name in both]

    def equations(self) -> list[str]:
        """Equations between sizes that the problem implies."""
        for form in self.context.forms.values():
            self.context.extents.shape(form)
        return [f"the sizes satisfy {equation}" for equation in dict.fromkeys(self.context.extents.equations)]


def _spelled(node: Symbol) -> str:
    words = sorted(node.facts)
    return " ".join([*words, spell_shape(node.shape)])


def _spelled_function(function: OpaqueFunction) -> str:
    if function.kind == "elementwise":
        return "elementwise function"
    arguments = [spell_shape(shape) for shape in function.arguments]
    of = f" of {' and '.join(f'a {argument}' for argument in arguments)}" if arguments else ""
    if function.kind == "map":
        return f"{spell_shape(function.shape)} function{of}" if function.shape else f"vector function{of}"
    return f"scalar function{of}"
