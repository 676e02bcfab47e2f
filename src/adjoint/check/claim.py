"""Claims that two arrays are equal, and what can become of them."""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct, field

from adjoint.check.formula import Arrays
from adjoint.check.ground import Scalar
from adjoint.derive.derivation import Formula

Status = Literal["exact", "enclosed", "false", "undecided"]


class Verdict(Struct, frozen=True):
    """What became of one claim: `status`, how it was tested, and the seed with which to repeat it.

    `exact`: equal at random points of a finite field; `enclosed`: balls around both sides meet at
    random real points; `false`: the sides surely differ; `undecided`: none of these could be had.
    `empty`: the sides had values at no point that was tried, of the field or of the reals.
    """

    status: Status
    detail: str
    seed: int = 0
    empty: bool = False

    @property
    def sound(self) -> bool:
        """Whether the claim may be shown."""
        return self.status in ("exact", "enclosed")


class Claim(Struct, frozen=True, eq=False):
    """That two arrays are equal: the formulas they come from, and how to have their entries at a point."""

    formulas: tuple[Formula, ...]
    pair: Callable[[Arrays], tuple[Sequence[Scalar], Sequence[Scalar]]]


def claim(left: Formula, right: Formula) -> Claim:
    """The claim that two formulas are equal."""
    return Claim((left, right), lambda arrays: arrays.pair(left, right))


class Case(Struct, eq=False):
    """A claim on its way: the sizes at which it held so far, the doubt that stopped a search, the verdict.

    `genuine`: a root below it was seen to have none at some point, so that it is no square in
    disguise; `refuted`: the sides differ and need the four operations only; `seen`: the sides had
    values somewhere.
    """

    claim: Claim
    held: list[str] = field(default_factory=list)
    genuine: bool = False
    doubt: str = ""
    refuted: bool = False
    seen: bool = False
    verdict: Verdict | None = None

    @property
    def open(self) -> bool:
        """Whether the search goes on."""
        return self.verdict is None and not self.doubt

    def again(self) -> None:
        """Start over, with another search."""
        if self.verdict is None:
            self.held, self.doubt, self.refuted = [], "", False
