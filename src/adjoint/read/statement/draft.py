"""A problem parsed, its names sorted and its statements put in order, before shapes are known."""

import re
from collections.abc import Mapping

from msgspec import Struct

from lark import Token

from adjoint.errors import ShapeError, SyntaxProblem, TooLarge
from adjoint.read.notation.idioms import IDIOMS, translated
from adjoint.read.sense.context import identity_size
from adjoint.read.sense.functions import BUILTINS, is_builtin
from adjoint.read.statement.grammar import parse
from adjoint.read.statement.markup import plain_name
from adjoint.read.statement.names import Known, gather, mark, nested
from adjoint.read.statement.scope import CONSTANTS
from adjoint.read.statement.shapes import Declaration, Declared, DeclaredFunction, from_outside
from adjoint.read.statement.spaces import check_spaces
from adjoint.read.statement.statements import Statement, Statements, split, without_comments
from adjoint.read.tree.syntax import OF_SIZES, SIZED, SIZED_AFTER, Applied, Name, Node, bottom_up
from adjoint.read.tree.tokens import NAME, tokenize

MOST_TOKENS = 5000


class Definition(Struct, frozen=True):
    """A named body; `place` and `length` are where the name stands."""

    name: str
    body: Node
    place: int
    length: int
    named: bool = True


class Draft(Struct, frozen=True):
    """What is known of a problem before inference.

    `definitions` use only earlier ones; `sizes` and `names` (all variables, declared or not) are in
    order of appearance.
    """

    text: str
    declared: dict[str, Declared]
    functions: dict[str, DeclaredFunction]
    places: dict[str, tuple[int, int]]
    definitions: tuple[Definition, ...]
    target: str
    sizes: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def declared_sizes(self) -> list[str]:
        """The names in the declared shapes."""
        return _size_names(self.declared)

    @property
    def nodes(self) -> int:
        """How many nodes the bodies have."""
        return sum(1 for definition in self.definitions for _ in bottom_up(definition.body))


def read_draft(source: str, declare: Mapping[str, Declaration]) -> Draft:
    """The draft of a problem text."""
    text = without_comments(source)
    found = split(text)
    declared = _merge(found, declare)
    if not found.expressions:
        raise SyntaxProblem(
            "nothing here is to be differentiated",
            hint="after the declarations comes a formula; `f = A:B` is one, `A: B` declares `A`",
            position=max(len(text.rstrip()) - 1, 0),
            length=1,
        )
    scalars = {name for name, declaration in declared.items() if declaration.extent == ()}
    known = Known(set(declared), set(_size_names(declared)), set(found.functions), scalars)
    _enter_definitions(found, known)
    bodies = _parsed(text, found, known)
    sizes = _sizes(declared, bodies, known)
    target, definitions = _targeted(found, bodies, known, sizes)
    ordered = _ordered(definitions)
    defined = {definition.name for definition in ordered}
    used = [node.name for definition in ordered for node in bottom_up(definition.body) if isinstance(node, Name)]
    names = [name for name in dict.fromkeys(used) if name not in defined and _is_variable(name, declared, sizes)]
    rest = [name for name in declared if name not in names and name not in defined]
    return Draft(text, declared, found.functions, found.places, ordered, target, sizes, (*names, *rest))


def _merge(found: Statements, declare: Mapping[str, Declaration]) -> dict[str, Declared]:
    declared = dict(found.declared)
    for written, declaration in declare.items():
        name = plain_name(written)
        if not re.fullmatch(NAME, written.strip()) and "\\" not in written:
            raise SyntaxProblem(
                f"`{written}` is declared, and is no name",
                hint="a name is a letter, with letters, digits and subscripts after it",
                position=0,
                length=1,
            )
        outside, inside = from_outside(written, declaration), declared.get(name)
        if inside is None:
            declared[name] = outside
            continue
        if inside.extent is not None and outside.extent is not None and inside.extent != outside.extent:
            raise ShapeError(
                f"`{name}` is declared with two shapes",
                hint="the text and `declare` must agree",
                position=found.places[name][0],
                length=found.places[name][1],
            )
        extent = inside.extent if inside.extent is not None else outside.extent
        declared[name] = Declared(extent, inside.facts | outside.facts, inside.kind)
    return declared


def _size_names(declared: dict[str, Declared]) -> list[str]:
    found = [name for d in declared.values() for size in d.extent or () for term, _ in size.terms for name in term]
    return list(dict.fromkeys(found))


def _enter_definitions(found: Statements, known: Known) -> None:
    seen: set[str] = set()
    for statement in found.expressions:
        name = statement.name
        if name is None:
            continue
        length = len(name)
        if name in seen or name in found.functions:
            raise SyntaxProblem(
                f"`{name}` is defined twice",
                hint=f"give one of them another name{_one_name(name)}",
                position=statement.name_start,
                length=length,
            )
        seen.add(name)
        known.arrays.add(name)
        if statement.formals is not None:
            known.formulas[name] = statement.formals


def _one_name(name: str) -> str:
    """What to say of a name that several spellings share."""
    stem = name.rstrip("0123456789")
    return f"; `{stem}_{name[len(stem) :]}` and `{name}` are one" if stem and stem != name else ""


def _parsed(text: str, found: Statements, known: Known) -> list[Node]:
    tokens: list[list[Token]] = [tokenize(text, s.start, s.end) for s in found.expressions]
    for statement, words in zip(found.expressions, tokens, strict=True):
        if not words:
            raise SyntaxProblem(
                "nothing stands right of `=`",
                hint="write `name = expression`",
                position=statement.name_start,
                length=max(statement.end - statement.name_start, 1),
            )
    if sum(map(len, tokens)) > MOST_TOKENS:
        raise TooLarge(f"a problem of more than {MOST_TOKENS} signs and names", hint="state it in parts")
    for words in tokens:
        check_spaces(words, text)
    tokens = [nested(words, known) for words in tokens]
    gather(tokens, known)
    bodies = [
        parse(mark(words, known, statement.name), text, _trimmed(text, statement))
        for statement, words in zip(found.expressions, tokens, strict=True)
    ]
    idioms = any(word in IDIOMS for words in tokens for word in words)
    return [translated(body, known.functions) for body in bodies] if idioms else bodies


def _trimmed(text: str, statement: Statement) -> int:
    return statement.start + len(text[statement.start : statement.end].rstrip())


def _sizes(declared: dict[str, Declared], bodies: list[Node], known: Known) -> tuple[str, ...]:
    found = _size_names(declared)
    for body in bodies:
        for node in bottom_up(body):
            if isinstance(node, Applied) and node.function in SIZED | SIZED_AFTER | OF_SIZES:
                sizes = node.arguments[node.function in SIZED_AFTER :]
                found += [n.name for a in sizes for n in bottom_up(a) if isinstance(n, Name)]
            if isinstance(node, Name) and node.name not in known.arrays - set(found) and identity_size(node.name):
                found.append(identity_size(node.name) or "")
    return tuple(dict.fromkeys(found))


def _is_variable(name: str, declared: dict[str, Declared], sizes: tuple[str, ...]) -> bool:
    if name in declared:
        return True
    return name not in sizes and name not in CONSTANTS and identity_size(name) is None and name not in BUILTINS


def _targeted(
    found: Statements, bodies: list[Node], known: Known, sizes: tuple[str, ...]
) -> tuple[str, list[Definition]]:
    definitions: list[Definition] = []
    for index, (statement, body) in enumerate(zip(found.expressions, bodies, strict=True)):
        last = index == len(bodies) - 1
        if statement.name is None and not last:
            raise SyntaxProblem(
                "a formula without a name before the last statement",
                hint="name it: `f = ...`; only the last formula may stay bare",
                position=body.start,
                length=body.end - body.start,
            )
        name = statement.name or _bare_name(body, definitions, known, sizes)
        if name not in [definition.name for definition in definitions]:
            definitions.append(
                Definition(name, body, statement.name_start, len(statement.name or "") or 1, bool(statement.name))
            )
    return (statement.name or name), definitions


def _bare_name(body: Node, definitions: list[Definition], known: Known, sizes: tuple[str, ...]) -> str:
    if isinstance(body, Name) and body.name in [definition.name for definition in definitions]:
        return body.name
    taken = known.arrays | known.functions | set(sizes)
    if isinstance(body, Applied) and not is_builtin(body.function) and body.function not in known.arrays | set(sizes):
        return body.function
    names = iter(["f", "F", *(f"f{count}" for count in range(1, len(taken) + 2))])
    return next(name for name in names if name not in taken)


def _ordered(definitions: list[Definition]) -> tuple[Definition, ...]:
    """The definitions, each after those that it uses, else in the order of the text."""
    names = {definition.name for definition in definitions}
    uses = {d.name: {n.name for n in bottom_up(d.body) if isinstance(n, Name)} & names for d in definitions}
    waiting, ordered, done = list(definitions), [], set[str]()
    while waiting:
        ready = next((definition for definition in waiting if uses[definition.name] <= done), None)
        if ready is None:
            first = _circular(waiting, uses)
            way_out = f"a property is declared: `{first.name}: symmetric`"
            raise SyntaxProblem(
                f"`{first.name}` is defined by way of itself",
                hint=way_out if first.name in uses[first.name] else "give one of them another name",
                position=first.place,
                length=first.length,
            )
        waiting.remove(ready)
        ordered.append(ready)
        done.add(ready.name)
    return tuple(ordered)


def _circular(waiting: list[Definition], uses: dict[str, set[str]]) -> Definition:
    """A definition that is reached from itself, the shortest way round first."""
    own = next((definition for definition in waiting if definition.name in uses[definition.name]), None)
    if own is not None:
        return own
    left = {definition.name for definition in waiting}
    found = waiting[0]
    for _ in waiting:
        found = next(d for d in waiting if d.name in uses[found.name] & left)
    return found
