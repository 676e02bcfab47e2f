"""A variable at a point: `x*` and `\\hat x` in place of x, where no relation speaks of both."""

import re
from collections.abc import Iterator, Sequence

from adjoint.audit.said.hear import heard
from adjoint.audit.said.phrase import Phrase, name
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import known
from adjoint.read.line import Relation

_POINT = re.compile(r"\*$|_?(?:hat|star|opt|ast)$|_?0$")


def points(bench: Bench, relations: Sequence[Relation]) -> dict[str, str]:
    """The names that stand for a variable at a point, each with the variable."""
    spoken = [set(_spoken(one)) for one in relations]
    asked = {own.name for own in bench.question.wrt}
    found = {word: _POINT.sub("", word) for words in spoken for word in sorted(words) if not known(bench, word)}
    return {
        word: bare
        for word, bare in found.items()
        if bare != word and bare in asked and not any({word, bare} <= words for words in spoken)
    }


def at_variables(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with variables for their points, but for a point alone, whose value is told."""
    return _moved(bench, phrase) if bench.points and phrase.kind != "name" else phrase


def _moved(bench: Bench, phrase: Phrase) -> Phrase:
    if phrase.kind == "name":
        return name(bench.points.get(phrase.text, phrase.text))
    where = [index.partition("=") for index in phrase.indices]
    if phrase.kind == "rate" and where and all(bench.points.get(value, value) == word for word, _, value in where):
        phrase = Phrase("rate", phrase.parts, phrase.text)
    return phrase.with_parts(tuple(_moved(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _spoken(relation: Relation) -> Iterator[str]:
    """The names in a relation, but for those by which something is differentiated."""
    stack = [heard(side) for side in (relation.left, relation.right) if side is not None]
    while stack:
        phrase = stack.pop()
        if phrase.kind == "name":
            yield phrase.text
        stack.extend(phrase.parts[:1] if phrase.kind == "rate" else phrase.parts)
