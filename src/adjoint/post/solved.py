"""Equations of a post that are solved rather than stated: what a variable is where the gradient is zero."""

import re
from collections.abc import Collection, Sequence

from adjoint.audit.said.solving import FORMULA, is_there, sentences, sets_to_zero
from adjoint.post.reading import MARK, Chain, Told, names_of
from adjoint.post.telling import applied, words
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.tree.sides import Derivative, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node, Numeral

_MARKED = re.compile(r"⟦(\d+)⟧")
_SOUGHT = re.compile(
    r"\b(?:solv(?:e[sd]?|ing)|solutions?|optim(?:al(?:ity)?|um)|minimi[sz]ers?|maximi[sz]ers?|minimum|maximum"
    r"|m(?:inim|axim)i[sz]ed|estimat(?:es?|ors?)|isolat\w+|rearrang\w+)\b[^.]{0,60}$",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\b(?:where|let|with|for|denot\w+|defin\w+|writ\w+|call\w*|recall\w*)\W*$", re.IGNORECASE)
_DEMANDED = re.compile(
    r"(?:\b(?:subject\s+to|such\s+that|constraints?(?:\s+(?:that|is))?|constrained\s+(?:to|by)"
    r"|provided(?:\s+that)?|under)|\bs\.\s?t\."
    r"|\b(?:maximi|minimi|optimi)[sz]\w*\b[^.;:?!]*\s(?:with|where))\W*$",
    re.IGNORECASE,
)


_SUPPOSED = re.compile(r"\b(?:if|when|whenever|in\s+case|in\s+the\s+case)\b[^.,;:?!]*$", re.IGNORECASE)
_END = re.compile(r"[.?!](?:\s|$)|\n\s*\n\W*[A-Z][a-z]")


def is_supposed(part: Told, number: int) -> bool:
    """Whether words make a formula a condition of the rest of their sentence: `if the weights are tied (V = W')`."""
    return _SUPPOSED.search(_before(part, number)) is not None


def in_one_sentence(part: Told, one: int, other: int) -> bool:
    """Whether two formulas, in order, stand in one sentence."""
    between = part.words.partition(MARK.format(one))[2].partition(MARK.format(other))[0]
    return _END.search(between) is None


def zeroed(part: Told, number: int, targets: Collection[str]) -> tuple[bool, bool]:
    """Whether words since the formula before, and those of the same sentence, set the gradient of a target to zero.

    And whether that sentence speaks of a place where it is zero.
    """
    before = _before(part, number)
    since = MARK.format(number - 1)
    cut = before.rfind(since) + len(since) if since in before else 0
    words = _told(part, sentences(before[:cut])[-1] + before[cut:])
    return sets_to_zero(words, targets), is_there(words)


def _told(part: Told, text: str) -> str:
    """Words with the names that formulas are, `∂` for those that speak of derivatives, and a mark for others."""

    def shown(mark: re.Match[str]) -> str:
        formula = part.formulas[int(mark.group(1))]
        nodes = [formula.alone] if formula.alone is not None else []
        relations = [one for row in formula.relations for one in row]
        nodes += [side for one in relations for side in (one.left, one.right) if side is not None]
        if any(isinstance(inner, Derivative) or _is_change(inner) for node in nodes for inner in walk(node)):
            return "∂"
        return formula.alone.name if isinstance(formula.alone, Name) else FORMULA

    return _MARKED.sub(shown, text)


def is_constraint(part: Told, number: int) -> bool:
    """Whether words right before a formula say that it is demanded: `subject to w'w = 1`."""
    return _DEMANDED.search(_before(part, number)) is not None


class Solved:
    """What is differentiated by in a post, and which of its equations only hold at a solution."""

    def __init__(self, parts: Sequence[Told]) -> None:
        chains = [chain for part in parts for chain in part.chains]
        alone = [formula.alone for part in parts for formula in part.formulas if formula.alone is not None]
        nodes = [
            inner for node in (*alone, *(side for chain in chains for side in chain.sides)) for inner in walk(node)
        ]
        self.parts = parts
        self.moved = {name for node in nodes for name in _moved(node)}
        self.moved.update(name for part in parts for name in words(part).by)
        self.of = {node.of.name for node in nodes if isinstance(node, Derivative) and isinstance(node.of, Name)}
        self.moving = {node.of.name for node in nodes if isinstance(node, Derivative) and isinstance(node.of, Name)}
        self.moving.update(name for chain in chains if _is_change(chain.head) for name in names_of(chain.head))
        stating = next((place for place, chain in enumerate(chains) if _states(chain)), len(chains))
        self.after = {(chain.part, chain.number) for chain in chains[stating + 1 :]}

    def is_solution(self, chain: Chain, name: str, reached: Collection[str]) -> bool:
        """Whether a chain that gives the value of `name` does so at a solution only.

        `reached` are the names that the value rests on. A variable by which something is differentiated has no
        definition after a derivative, unless that leads on to another such variable (`Y = X*W` where the
        derivative by `W` is asked for); once something was set to zero it has none without a word such as `where`.
        """
        if is_supposed(self.parts[chain.part], chain.number) and name in self.used_before(chain):
            return True
        if name not in self.moved or name in self.moving:
            return False
        before = _before(self.parts[chain.part], chain.number)
        if not _GIVEN.search(before) and self.is_zeroed(chain):
            return True
        if not self.moved.isdisjoint(reached):
            return False
        return (chain.part, chain.number) in self.after or _SOUGHT.search(before) is not None

    def used_before(self, chain: Chain) -> set[str]:
        """The names that earlier formulas of the same person put something into."""
        earlier = [one for one in self.parts[chain.part].chains if one.number < chain.number]
        return {name for one in earlier for side in one.sides[1:] for name in names_of(side)}

    def is_zeroed(self, chain: Chain) -> bool:
        """Whether the same person set something to zero before, in words or in a formula."""
        part = self.parts[chain.part]
        earlier = [one for one in part.chains if one.number < chain.number]
        said = any(zeroed(part, number, self.of)[0] for number in range(chain.number + 1))
        return said or any(_is_zero(side) for one in earlier for side in one.sides)


def _before(part: Told, number: int) -> str:
    return part.words.partition(MARK.format(number))[0]


def _moved(node: Node) -> Sequence[str]:
    """The names by which something is differentiated, or to which a function is applied that nobody knows."""
    if isinstance(node, Derivative):
        return [name for part in node.by for name in names_of(part)]
    called = applied(node)
    if called is not None and called[0] not in BUILTINS:
        return called[1]
    return names_of(node.arguments[0]) if isinstance(node, Applied) and node.function == CHANGE else ()


def _is_change(node: Node) -> bool:
    return isinstance(node, Applied) and node.function == CHANGE and isinstance(node.arguments[0], Name)


def _is_zero(node: Node) -> bool:
    return isinstance(node, Numeral) and node.value == 0


def _states(chain: Chain) -> bool:
    """Whether a chain states a derivative or a differential, or that something is zero."""
    return isinstance(chain.head, Derivative) or _is_change(chain.head) or any(map(_is_zero, chain.sides))
