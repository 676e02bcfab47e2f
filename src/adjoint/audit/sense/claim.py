"""A line after it was heard: its claims, and what became of each."""

from msgspec import Struct, field

from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.reading import Finding


class Claim(Struct, eq=False):
    """One relation of a line as it was taken: its sides, and what became of it."""

    left: Phrase
    right: Phrase
    source: str
    verdict: str
    finding: Finding
    continues: bool = False
    said: str = ""
    others: "list[Claim]" = field(default_factory=list)


class Judged(Struct, eq=False):
    """One line: its verdict, its claims, and what a reader should know of how it was read.

    Besides the verdicts of the contract, `undecided` is one that could be read, and `words` one that claims nothing.
    A `fault` of the program kept it from being judged.
    """

    source: str
    verdict: str = "unreadable"
    claims: list[Claim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alone: list[Phrase] = field(default_factory=list)
    fault: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the line claims something that could not be read or decided."""
        return self.verdict in ("unreadable", "undecided") and (bool(self.claims) or self.fault or "=" in self.source)


WORST = (
    "wrong", "ill-defined", "right-under-an-assumption", "unreadable", "undecided", "carried", "schematic",
    "right-in-another-layout", "right",
)  # fmt: skip
WRONG = frozenset({"wrong", "ill-defined", "right-under-an-assumption"})
