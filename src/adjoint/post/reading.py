"""What a post says, read formula by formula: chains of equal sides, formulas alone, and the words around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.post.parts import Part, parts
from adjoint.post.pieces import Piece, pieces
from adjoint.post.program import are_named, loss, program, roles, speaks_of_slopes, with_biases, with_slopes
from adjoint.post.rows import is_torn, prelude, rows
from adjoint.read.line import Relation, read_open_line, read_open_side
from adjoint.read.notation.code import is_code
from adjoint.read.tree.sides import Derivative, Unread, is_indexed, is_unread, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node

MARK = "⟦{}⟧"
"""What stands in the words of a part for its formula of that number."""

_MARKED = re.compile(r"⟦(\d+)⟧")
_RELATED = re.compile(r"[\w)\]'⟧}²]\s*(?<![<>!=:])=(?![=>])\s*[-+\w(\[⟦∂∇\\]")


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides that are said to be equal, in order, and where: the part, and the number of the formula in it."""

    sides: tuple[Node, ...]
    source: str
    part: int
    number: int

    @property
    def head(self) -> Node:
        """The first side."""
        return self.sides[0]


@dataclass(eq=False)
class Formula:
    """A formula with its rows, as LaTeX without macros; `displayed` where it stands on lines of its own."""

    rows: list[str]
    displayed: bool
    trouble: str = ""
    relations: list[tuple[Relation, ...]] = field(default_factory=list)

    @cached_property
    def alone(self) -> Node | None:
        """The one thing it names, where it relates nothing."""
        if self.trouble or len(self.rows) != 1 or any(relation.sign for row in self.relations for relation in row):
            return None
        found = read_open_side(self.rows[0])
        return None if isinstance(found, Unread) else found


    @property
    def derives(self) -> bool:
        """Whether it says what a derivative or a differential is."""
        heads = (relation.left for row in self.relations for relation in row if relation.sign == "=")
        return any(isinstance(h, Derivative) or (isinstance(h, Applied) and h.function == CHANGE) for h in heads)


@dataclass(eq=False)
class Told:
    """One part read: its words with marks for formulas, and the formulas; with `slopes`, `dW` is a derivative by W."""

    who: str
    number: int
    words: str
    formulas: list[Formula]
    slopes: bool = False

    @cached_property
    def lost(self) -> list[str]:
        """The rows of words in which two things are related all the same."""
        return [
            " ".join(_MARKED.sub(lambda mark: " ".join(self.formulas[int(mark.group(1))].rows), row).split())
            for row in self.words.split("\n")
            if _RELATED.search(row)
        ]

    @cached_property
    def chains(self) -> list[Chain]:
        """What is said to be equal, formula by formula."""
        return [chain for place, formula in enumerate(self.formulas) for chain in _chains(formula, self.number, place)]


def told(text: str) -> list[Told]:
    """The parts of a post, read; raises `TooLarge` for a very long one."""
    cut = [(part, pieces(part.text)) for part in parts(text)]
    macros = prelude([piece.text for _, found in cut for piece in found if piece.formula])
    return [_told(number, part, found, macros) for number, (part, found) in enumerate(cut)]


def _told(number: int, part: Part, found: tuple[Piece, ...], macros: str) -> Told:
    words: list[str] = []
    formulas: list[Formula] = []
    for piece in found:
        if not piece.formula:
            words.append(piece.text)
            continue
        formula = _formula(piece, macros)
        if formula.rows or formula.trouble:
            words.append(MARK.format(len(formulas)))
            formulas.append(formula)
    made = [relation for formula in formulas for row in formula.relations for relation in row]
    code = any(is_code(row) for formula in formulas for row in formula.rows)
    for formula in formulas if code else []:
        pairs = zip(formula.rows, formula.relations, strict=True)
        formula.relations = [with_biases(some, roles(made)) if is_code(row) else some for row, some in pairs]
    if not (code or are_named(made)) or not speaks_of_slopes(made):
        return Told(part.who, number, "".join(words), formulas)
    for formula in formulas:
        formula.relations = [with_slopes(row, loss(made)) for row in formula.relations]
    return Told(part.who, number, "".join(words), formulas, True)


def _formula(piece: Piece, macros: str) -> Formula:
    made = Formula([], piece.displayed)
    try:
        made.rows = rows(piece.text, macros)
        made.relations = [program(row) if is_code(row) else read_open_line(row) for row in made.rows]
        if any(map(is_torn, made.rows)):
            raise SyntaxProblem("its braces do not match")
    except AdjointError as error:
        made.rows = made.rows or [" ".join(piece.text.split())[:200]]
        made.relations = [() for _ in made.rows]
        made.trouble = error.message
    return made


def _chains(formula: Formula, part: int, number: int) -> Iterator[Chain]:
    sides: list[Node] = []
    sources: list[str] = []
    for row, relations in zip(formula.rows, formula.relations, strict=True):
        for relation in relations:
            if relation.sign != "=" or relation.left is not None:
                if len(sides) > 1:
                    yield Chain(tuple(sides), sources[0], part, number)
                sides, sources = [], []
            if relation.sign == "=" and (relation.left is not None or sides):
                sides += [side for side in (relation.left, relation.right) if side is not None]
                sources.append(row)
    if len(sides) > 1:
        yield Chain(tuple(sides), sources[0], part, number)


def is_plain(node: Node) -> bool:
    """Whether a side can stand in a problem: no derivatives, differentials, entries, or parts that were not read."""
    if is_unread(node) or is_indexed(node):
        return False
    return not any(
        isinstance(part, Derivative) or (isinstance(part, Applied) and part.function == CHANGE) for part in walk(node)
    )


def names_of(node: Node) -> tuple[str, ...]:
    """The names in a side, those of functions that nobody knows included."""
    found = [part.name if isinstance(part, Name) else part.function for part in walk(node)
             if isinstance(part, (Name, Applied))]  # fmt: skip
    return tuple(dict.fromkeys(found))
