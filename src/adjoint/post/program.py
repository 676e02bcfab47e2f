"""Lines of programs in a post: assignments as formulas, with biases that are added to each row."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from adjoint.read.line import Relation, read_open_line
from adjoint.read.notation.code import is_code, uncoded
from adjoint.read.tree.sides import Derivative, replaced, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Factors, Name, Negation, Node, Numeral, Terms, Transposed

_ASSIGNED = re.compile(
    r"[ \t]*(?:self\.)?[A-Za-z∂]\w*(?:[ \t]*/[ \t]*[d∂]\w+)?[ \t]*=(?!=)[ \t]*[^=\s](?:[^={}\"\\$]|(?:axis|dims?)=)*"
)
_NEVER = re.compile(r"\b(?:lambda|for|in|if|else|return|import|def|True|False|None|rand\w*|zeros)\b|\w\[|=['\"]")
_SLOPE = re.compile(r"\bd([A-Za-z_]\w*)[ \t]*/[ \t]*d([A-Za-z]\w*)")
_BIAS = re.compile(r"(?:b|bias|beta0?|c)_?\w?")


def displayed(text: str, program: bool = False) -> str:
    """The text with each row that is an assignment of a program as a formula; all that are, in a `program`."""
    return "\n".join(_displayed(row, program) for row in text.split("\n"))


def inline(text: str) -> str:
    """Code among words as a formula, where it is an assignment of a program."""
    return f"${_tidy(text)}$" if is_code(text) and _is_assignment(text) else text


def _displayed(row: str, program: bool) -> str:
    code = re.sub(r"[ \t]#.*", "", row)
    return f"$${_tidy(code)}$$" if (program or is_code(code)) and _is_assignment(code) else row


def _is_assignment(row: str) -> bool:
    return bool(_ASSIGNED.fullmatch(row.rstrip(" ;"))) and not _NEVER.search(row)


def _tidy(row: str) -> str:
    return _SLOPE.sub(r"∂\1/∂\2", row.strip(" \t;").replace("self.", ""))


class Roles(NamedTuple):
    """What names are in a program: those that it makes, and those by which something is differentiated."""

    made: frozenset[str]
    by: frozenset[str]

    def is_data(self, name: str) -> bool:
        """Whether a name is of examples: the input by its letter, or what is made of it."""
        return name in self.made or name[0] == "X"

    def is_bias(self, name: str) -> bool:
        """Whether a name is of a vector that is learnt."""
        return bool(_BIAS.fullmatch(name)) or (name in self.by - self.made and name[0].islower())


def roles(relations: Sequence[Relation]) -> Roles:
    """The roles of the names in a program."""
    lefts = [one.left for one in relations if one.left is not None and one.sign == "="]
    changed = {word.name for left in lefts if (word := _changed(left)) is not None}
    slopes = {by.name for left in lefts if isinstance(left, Derivative) for by in left.by if isinstance(by, Name)}
    return Roles(frozenset(left.name for left in lefts if isinstance(left, Name)), frozenset(changed | slopes))


def program(row: str) -> tuple[Relation, ...]:
    """The relations of a row of a program."""
    return read_open_line(uncoded(row))


def speaks_of_slopes(relations: Sequence[Relation]) -> bool:
    """Whether `dW` is the derivative by W in relations, as in backpropagation: something still is said to be a `dZ`."""
    if are_named(relations):
        return True
    heads = [one for one in relations if one.sign == "=" and one.left is not None and _changed(one.left)]
    still = [one for one in heads if not isinstance(one.right, Numeral) and not any(map(_changed, walk(one.right)))]
    return len(heads) > 1 and bool(still)


def are_named(relations: Sequence[Relation]) -> bool:
    """Whether somebody says so: `dZ = ∂L/∂Z`."""
    return any(
        one.left is not None and (word := _changed(one.left)) is not None and isinstance(one.right, Derivative)
        and any(isinstance(by, Name) and by.name == word.name for by in one.right.by) for one in relations
    )  # fmt: skip


def with_slopes(relations: Sequence[Relation], of: Node | None) -> tuple[Relation, ...]:
    """The relations with `∂f/∂W` for `dW`."""

    def change(one: Node) -> Node | None:
        word = _changed(one)
        return Derivative(one.start, one.end, of, (word,), 1, "rate") if word is not None else None

    return tuple(
        replace(one, left=one.left and replaced(one.left, change), right=replaced(one.right, change))
        for one in relations
    )


def loss(relations: Sequence[Relation]) -> Node | None:
    """The name that a program gives to the number that it differentiates: the last that is a sum or a mean."""
    named = [one for one in relations if isinstance(one.left, Name) and one.sign == "="]
    found = [one.left for one in named if any(map(_is_sum, (one.right, *_factors(one.right))))]
    return found[-1] if found else None


def batches(relations: Sequence[Relation], of: Roles) -> Iterator[str]:
    """The names that are matrices since examples are their rows: in `X @ W + b - Y` all but the bias."""
    nodes = [node for one in relations for node in walk(one.right)]
    for term in (node for node in nodes if _is_batch(node, of)):
        assert isinstance(term, Factors)
        yield from (one.name for one in (term.first, term.rest[-1][1]) if isinstance(one, Name))
    for node in nodes:
        if isinstance(node, Terms) and any(_is_batch(term, of) for _, term in node.terms):
            names = (term.name for _, term in node.terms if isinstance(term, Name))
            yield from (name for name in names if not of.is_bias(name))


def _changed(node: Node) -> Name | None:
    inner = node.arguments[0] if isinstance(node, Applied) and node.function == CHANGE else None
    return inner if isinstance(inner, Name) else None


def _is_sum(node: Node) -> bool:
    return isinstance(node, Applied) and node.function in ("sum", "mean")


def _factors(node: Node) -> list[Node]:
    inner = node.operand if isinstance(node, Negation) else node
    return [inner.first, *(one for _, one in inner.rest)] if isinstance(inner, Factors) else [inner]


def with_biases(relations: Sequence[Relation], of: Roles) -> tuple[Relation, ...]:
    """Assignments with `X @ W + b` as what programs mean: b is added to each row."""

    def change(one: Node) -> Node | None:
        if not isinstance(one, Terms) or not any(_is_batch(term, of) for _, term in one.terms):
            return None
        return Terms(one.start, one.end, tuple((sign, _spread(term, of)) for sign, term in one.terms))

    return tuple(
        replace(one, left=one.left and replaced(one.left, change), right=replaced(one.right, change))
        for one in relations
    )


def _is_batch(term: Node, of: Roles) -> bool:
    """Whether a term is data times weights, examples being rows."""
    if not isinstance(term, Factors) or any(operator not in ("*", "@") for operator, _ in term.rest):
        return False
    first, last = term.first, term.rest[-1][1]
    if not isinstance(first, Name) or not isinstance(last, Name):
        return False
    weighted = last.name[0].isupper() and of.is_data(first.name) and not of.is_data(last.name)
    return first.name[0] != "W" and (weighted or last.name[0] == "W")


def _spread(term: Node, of: Roles) -> Node:
    if not isinstance(term, Name) or not of.is_bias(term.name):
        return term
    one = Applied(term.start, term.start, "vector", 0, (Numeral(term.start, term.start, Fraction(1)),))
    return Factors(term.start, term.end, one, (("*", Transposed(term.start, term.end, term)),))
