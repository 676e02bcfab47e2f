"""A tree spelled as plain text for the readers of problems and expressions, with the way back to its source."""

import re
from bisect import bisect_right
from typing import Any

from msgspec import Struct, field

from adjoint.errors import AdjointError, Unsupported
from adjoint.read.tree.sides import Bold, Derivative, Entry, Grid, KroneckerDelta, Sized, Total, Unread, walk
from adjoint.read.tree.syntax import (
    CHANGE, Applied, Factors, Frobenius, Name, Negation, Node, Norm, Numeral, Raised, Rate, Terms, Transposed,
)  # fmt: skip
from adjoint.read.tree.tokens import NAME

_SIGNS = {"*": "*", "@": "*", "/": "/", ".*": " .* ", "./": " ./ ", "kron": " ⊗ ", "×": " × "}


class Spelling(Struct):
    """A text under way: its parts, and where each came from; with `low`, `x_1` keeps its low line."""

    parts: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    places: list[tuple[int, int, bool]] = field(default_factory=list)
    length: int = 0
    low: bool = False

    @property
    def text(self) -> str:
        """All parts together."""
        return "".join(self.parts)

    def write(self, text: str, start: int, end: int, *, verbatim: bool = False) -> None:
        """Add a part; `verbatim` where each of its characters stands in the source."""
        self.offsets.append(self.length)
        self.places.append((start, end, verbatim))
        self.parts.append(text)
        self.length += len(text)

    def origin(self, position: int) -> tuple[int, int]:
        """The stretch of the source that the part at a position came from."""
        if not self.offsets:
            return (0, 1)
        place = max(bisect_right(self.offsets, position) - 1, 0)
        start, end, verbatim = self.places[place]
        return (start + position - self.offsets[place], end) if verbatim else (start, end)

    def moved(self, error: AdjointError) -> AdjointError:
        """A complaint about the text, placed in the source."""
        if error.position is not None:
            start, end = self.origin(error.position)
            last_start, last_end = self.origin(error.position + max((error.length or 1) - 1, 0))
            error.position = min(start, last_start)
            error.length = max(end, last_end, error.position + 1) - error.position
        return error

    def spell(self, node: Node) -> None:
        """Add a tree."""
        rule = _RULES.get(type(node))
        if rule is None:
            raise Unsupported(
                f"{_WHAT.get(type(node), 'this')} in an expression",
                hint="entries, sums over indices and written-out matrices are read in derivation lines only",
                position=node.start,
                length=max(node.end - node.start, 1),
            )
        rule(self, node)

    def wrapped(self, node: Node) -> None:
        """Add a tree that binds as tightly as a name."""
        if isinstance(node, (Name, Applied)) or (isinstance(node, Numeral) and node.value.denominator == 1):
            self.spell(node)
            return
        self.write("(", node.start, node.start)
        self.spell(node)
        self.write(")", node.end, node.end)

    def listed(self, nodes: tuple[Node, ...]) -> None:
        """Add arguments in brackets."""
        for place, node in enumerate(nodes):
            self.write(", " if place else "(", node.start, node.start)
            self.spell(node)
        self.write(")", nodes[-1].end if nodes else 0, nodes[-1].end if nodes else 0)


_WHAT: dict[type[Node], str] = {
    Entry: "an entry by index", Total: "a sum over indices", KroneckerDelta: "a delta", Grid: "a matrix written out",
    Unread: "something that cannot be read", Derivative: "a derivative of more than a name",
}  # fmt: skip


def _name(to: Spelling, node: Name) -> None:
    name = node.name.replace("-", "m").replace("+", "p")
    if not re.fullmatch(NAME, name):
        raise Unsupported(
            f"the name `{node.name}`",
            hint="names are letters with subscripts",
            position=node.start,
            length=max(node.end - node.start, 1),
        )
    scripted = re.fullmatch(r"([^\d_]+)(\d+)", name) if to.low and node.end - node.start > len(name) else None
    to.write("{}_{}".format(*scripted.groups()) if scripted else name, node.start, node.end)


def _terms(to: Spelling, node: Terms) -> None:
    for place, (sign, term) in enumerate(node.terms):
        if place or sign == "-":
            to.write(f" {sign} " if place else "-", term.start, term.start)
        if isinstance(term, Factors):
            to.spell(term)
        else:
            to.wrapped(term)


def _factors(to: Spelling, node: Factors) -> None:
    if _is_matrix_of_ones(node):
        to.write("matrix(1)", node.start, node.end)
        return
    to.wrapped(node.first)
    for operator, factor in node.rest:
        to.write(_SIGNS[operator], factor.start, factor.start)
        to.wrapped(factor)


def _is_matrix_of_ones(node: Factors) -> bool:
    """Whether a bold one times a transposed one is all of it: together they are a matrix of ones."""
    right = node.rest[0][1]
    turned = len(node.rest) == 1 and isinstance(right, Transposed) and isinstance(right.operand, Bold)
    return isinstance(node.first, Bold) and turned


def _frobenius(to: Spelling, node: Frobenius) -> None:
    for place, factor in enumerate(node.factors):
        if place:
            to.write(" : ", factor.start, factor.start)
        to.wrapped(factor)


def _negation(to: Spelling, node: Negation) -> None:
    to.write("-", node.start, node.start + 1)
    to.wrapped(node.operand)


def _transposed(to: Spelling, node: Transposed) -> None:
    to.wrapped(node.operand)
    to.write("'", node.end - 1, node.end)


def _raised(to: Spelling, node: Raised) -> None:
    if node.entrywise and isinstance(node.base, Norm) and node.base.subscript == "|":
        to.write("abs", node.base.start, node.base.start + 1)
        to.listed((node.base.operand,))
    else:
        to.wrapped(node.base)
    to.write(".^" if node.entrywise else "^", node.exponent.start, node.exponent.start)
    to.write("(", node.exponent.start, node.exponent.start)
    to.spell(node.exponent)
    to.write(")", node.exponent.end, node.exponent.end)


def _applied(to: Spelling, node: Applied) -> None:
    name = "d" if node.function == CHANGE else node.function
    to.write(name + "'" * node.primes, node.start, node.start + 1)
    to.listed(node.arguments)


def _sized(to: Spelling, node: Sized) -> None:
    to.write(node.kind, node.start, node.start + 1)
    to.listed(node.sizes)


def _norm(to: Spelling, node: Norm) -> None:
    bar = "|" if node.subscript == "|" else "‖"
    to.write(bar, node.start, node.start + 1)
    if any(isinstance(part, Norm) for part in walk(node.operand)):
        to.wrapped(node.operand)
    else:
        to.spell(node.operand)
    subscript = f"_{{{node.subscript}}}" if node.subscript not in ("", "|") else ""
    to.write(bar + subscript, node.end - 1, node.end)


def _derivative(to: Spelling, node: Derivative) -> None:
    if not isinstance(node.of, Name) or not 1 <= len(node.by) <= 2:
        raise Unsupported(
            _WHAT[Derivative] + " in an expression",
            hint="`\\frac{\\partial g}{\\partial a}` is the derivative of an opaque function by its argument",
            position=node.start,
            length=max(node.end - node.start, 1),
        )
    names = tuple(by.name for by in node.by if isinstance(by, Name))
    if len(names) == len(node.by):
        to.write(str(Rate(node.start, node.end, node.of.name, names)), node.start, node.end)
        return
    to.write(f"D({node.of.name}", node.start, node.end)
    for by in node.by:
        to.write(", ", by.start, by.start)
        to.spell(by)
    to.write(")", node.end, node.end)


def _total(to: Spelling, node: Total) -> None:
    if node.indices:
        raise Unsupported(
            _WHAT[Total] + " in an expression",
            hint="`A:B`, `tr` and `sum(X)` say the same without indices",
            position=node.start,
            length=max(node.end - node.start, 1),
        )
    to.write("sum", node.start, node.start + 1)
    to.listed((node.operand,))


def _grid(to: Spelling, node: Grid) -> None:
    if not node.environment or not all(node.rows):
        raise Unsupported(
            _WHAT[Grid] + " in an expression",
            hint="`[A, B; C, D]` is a matrix of blocks",
            position=node.start,
            length=max(node.end - node.start, 1),
        )
    for i, row in enumerate(node.rows):
        for j, cell in enumerate(row):
            to.write(", " if j else "; " if i else "[", cell.start, cell.start)
            to.spell(cell)
    to.write("]", node.end, node.end)


_RULES: dict[type[Node], Any] = {
    Numeral: lambda to, node: to.write(str(node.value), node.start, node.end),
    Name: _name,
    Bold: lambda to, node: to.write("vector(1)", node.start, node.end),
    Terms: _terms, Factors: _factors, Frobenius: _frobenius, Negation: _negation, Transposed: _transposed,
    Raised: _raised, Applied: _applied, Norm: _norm, Grid: _grid, Derivative: _derivative, Total: _total,
    Sized: _sized,
}  # fmt: skip
