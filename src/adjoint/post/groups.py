"""The lines of a part of a post, cut into derivations: each ends where a derivative of the target is stated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adjoint.derive.problem import Problem
from adjoint.post.proposal import Proposal
from adjoint.post.reading import Formula, Told, names_of
from adjoint.post.solved import in_one_sentence, is_constraint, is_supposed, zeroed
from adjoint.post.spoken import spoken
from adjoint.post.telling import applied, words
from adjoint.read.line import Relation
from adjoint.read.tree.sides import Derivative, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node

_COUNTED = re.compile(r"\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])*\s*=\s*[01]\s*,.*(?:\\[lc]?dots|\.\.\.|…).*")
"""An index with its values, as `i = 1, ..., n`."""
MOST_LINES = 200
NEAR = 25
"""How many characters may stand between a formula and one that goes on from it."""


@dataclass(slots=True)
class Group:
    """The lines of one derivation before they are judged.

    `heads` are the names that they give values to, `by` what they differentiate by, `changing` what changes in them.
    Before the lines `zeroed`, words set the gradient to zero; `giving` are lines with the name that each gives a value
    to; `supposed` are properties that their sentence makes a condition, `about` another function that they are about.
    """

    lines: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    changing: list[str] = field(default_factory=list)
    zeroed: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    giving: dict[str, str] = field(default_factory=dict)
    supposed: dict[str, set[str]] = field(default_factory=dict)
    second: bool = False
    about: str = ""


class Cut:
    """A part as its lines are gone through: how many rows claim nothing, and which are not judged, and why."""

    def __init__(self, part: Told, proposal: Proposal) -> None:
        self.part, self.proposal = part, proposal
        self.passed = 0
        self.unread: list[tuple[str, str]] = []
        self._group = Group()
        self._ended = False
        self._count = 0
        self._under: int | None = None
        self._zero = self._there = False
        self._conditions = words(part).supposed

    def groups(self) -> Iterator[Group]:
        """The lines, cut after each derivative of the target that is stated."""
        for number, formula in enumerate(self.part.formulas):
            asked = () if self.proposal.others else self.proposal.asked
            formula = spoken(self.part, number, self.proposal.problem, asked) or formula
            zero, self._there = zeroed(self.part, number, (self.proposal.problem.target.name,))
            self._zero |= zero
            for row, relations in self._rows(number, formula):
                why = self._unjudged(number, relations)
                if why:
                    self.unread.append((row, why))
                elif (before := self._enter(number, row, relations)) is not None:
                    yield before
        if self._group.lines:
            yield self._group

    def _rows(self, number: int, formula: Formula) -> Iterator[tuple[str, Sequence[Relation]]]:
        """The rows of a formula that claim something."""
        if not self._claims(formula):
            return
        if _lacks_a_side(self.part, number):
            self.unread.append((formula.rows[0], "what it goes on from does not stand before it"))
            return
        for row, relations in zip(formula.rows, formula.relations, strict=True):
            if _COUNTED.fullmatch(row) or not any(relation.sign == "=" for relation in relations):
                self.passed += 1
            else:
                yield row, relations

    def _claims(self, formula: Formula) -> bool:
        """Whether a formula relates anything; what does not is counted, what cannot be read is quoted."""
        if formula.trouble:
            self.unread.append((formula.rows[0], formula.trouble))
            return False
        if any(relation.sign == "=" for relations in formula.relations for relation in relations):
            return True
        if formula.rows[-1].rstrip().endswith("=") and not formula.displayed:
            self.unread.append((formula.rows[-1], "what stands after the sign could not be told from the words"))
        else:
            self.passed += 1
        return False

    def _unjudged(self, number: int, relations: Sequence[Relation]) -> str:
        """Why a row is no claim to be judged; nothing where it is one, which is counted."""
        if _is_supposed(self.part, number, relations, self.proposal.problem):
            self._under = number
        if self._under == number:
            return "a condition that is supposed, not a claim"
        if self._under is not None and in_one_sentence(self.part, self._under, number):
            return "it holds under the condition before it"
        if is_constraint(self.part, number) and _is_free(relations):
            return "a condition that is demanded, not a claim"
        self._count += 1
        return f"only the first {MOST_LINES} lines of a part are judged" if self._count > MOST_LINES else ""

    def _enter(self, number: int, row: str, relations: Sequence[Relation]) -> Group | None:
        """Enter a row in the group that it belongs to; the group before it, where it begins a new one."""
        supposed = self._conditions.get(number, {})
        about = _about(relations, self.proposal, self._group)
        head, group = relations[0].left, self._group
        if (supposed, about) != (group.supposed, group.about) or (self._ended and head is not None):
            self._group, self._ended = Group(supposed=supposed, about=about), False
        self._group.lines.append(row)
        if isinstance(head, Name):
            self._group.giving[row] = head.name
        self._group.zeroed.setdefault(row, (self._zero, self._there))
        self._zero = False
        self._ended |= _speak(relations, self._group, self.proposal.about(about).problem)
        return group if group is not self._group and group.lines else None


def _about(relations: Sequence[Relation], proposal: Proposal, group: Group) -> str:
    """The other function that a row is about; a row that goes on stays with what it goes on from."""
    head = relations[0].left
    if head is None:
        return group.about
    called = applied(head)
    changed = head.arguments[0] if isinstance(head, Applied) and _is_change(head) else head
    node = head.of if isinstance(head, Derivative) else changed
    name = called[0] if called else node.name if isinstance(node, Name) else ""
    known = applied(node)
    return next((one for one in (name, known[0] if known else "") if one in proposal.others), "")


def _lacks_a_side(part: Told, number: int) -> bool:
    """Whether a formula begins with `=` though nothing stands right before it."""
    first = part.formulas[number].relations[0]
    if not first or first[0].left is not None or first[0].sign != "=":
        return False
    return not re.search(rf"⟦{number - 1}⟧[^⟦]{{0,{NEAR}}}⟦{number}⟧", part.words)


def _speak(relations: Sequence[Relation], group: Group, problem: Problem) -> bool:
    """Enter what a row speaks of; whether it states a derivative of the target."""
    states = False
    for relation in relations:
        head = relation.left
        if isinstance(head, Name):
            group.heads.append(head.name)
        if isinstance(head, Derivative) and relation.sign == "=" and _is_target(head, problem):
            group.by += [name for part in head.by for name in names_of(part)]
            group.second |= head.order == 2
            states = True
        for side in (relation.left, relation.right):
            for node in walk(side) if side is not None else ():
                if isinstance(node, Applied) and _is_change(node):
                    group.changing += names_of(node.arguments[0])
    return states


def _is_supposed(part: Told, number: int, relations: Sequence[Relation], problem: Problem) -> bool:
    """Whether a row gives a variable of the problem another meaning in its sentence only."""
    head = relations[0].left
    return isinstance(head, Name) and problem.named(head.name) in problem.variables and is_supposed(part, number)


def _is_free(relations: Sequence[Relation]) -> bool:
    """Whether a row neither defines a name nor speaks of derivatives."""
    sides = [side for one in relations for side in (one.left, one.right) if side is not None]
    rated = any(isinstance(node, Derivative) or _is_change(node) for side in sides for node in walk(side))
    return not rated and not isinstance(relations[0].left, Name)


def _is_change(node: Node) -> bool:
    return isinstance(node, Applied) and node.function == CHANGE


def _is_target(node: Derivative, problem: Problem) -> bool:
    """Whether something is differentiated that is not a step on the way."""
    if isinstance(node.of, Name):
        inner = problem.named(node.of.name)
        return inner is None or inner is problem.target
    return True
