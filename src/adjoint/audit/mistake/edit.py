"""What an edit is, and what a rule for edits is told of the place."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from adjoint.audit.said.phrase import Phrase


class Edit(Struct, frozen=True):
    """One way to mend a phrase: the kind of the mistake, the mended phrase, the piece before and after, and why."""

    kind: str
    phrase: Phrase
    before: Phrase
    after: Phrase
    says: str

    @property
    def cost(self) -> int:
        """Nothing for a sum around the line, one for a change of one thing, two for a factor moved and transposed."""
        if self.says.startswith(WHOLE):
            return 0
        compound = self.kind == "missing-transpose" and self.before.kind not in ("name", "rate", "leaf", "inv")
        slope = self.says.endswith(SLOPE)
        return 2 if compound or slope or self.kind == "shape" or self.says.startswith(DOUBLE) else 1


DOUBLE = "As a transpose"
SLOPE = "the derivative of the function there, is lost"
WHOLE = "the left side is a number"
OUTER = ("", "sum", "neg", "colon")
"""Where a term stands as a whole."""
Rewritten = tuple[str, Phrase, str]
Rule = Callable[[Phrase, "Around"], Iterator[Rewritten]]


class Around(Struct, frozen=True):
    """Where a piece stands, what it may be given (names, norms, slopes), and whether the line enters a gradient.

    `outer` says that nothing stands around it but sums and signs, `varying` names what is differentiated, `halves`
    are matrices between stacks, each with another and why, `counts` sizes that the problem has as numbers.
    """

    factors: tuple[Phrase, ...]
    gradient: bool
    vectors: frozenset[str] = frozenset()
    norms: tuple[Phrase, ...] = ()
    parent: str = ""
    outer: bool = True
    varying: frozenset[str] = frozenset()
    slopes: tuple[Phrase, ...] = ()
    halves: tuple[tuple[Phrase, Phrase, str], ...] = ()
    counts: tuple[Phrase, ...] = ()

    def vector(self, phrase: Phrase) -> bool:
        """Whether the phrase is the name of a vector, or its transpose."""
        bare = phrase.parts[0] if phrase.kind == "turn" else phrase
        return bare.kind == "name" and bare.text in self.vectors
