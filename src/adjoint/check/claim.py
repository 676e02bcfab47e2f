"""Claims that two arrays are equal, and what can become of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from adjoint.check.formula import Arrays
from adjoint.check.ground import Scalar
from adjoint.derive.derivation import Formula

Status = Literal["exact", "enclosed", "false", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim: `status`, how it was tested, and the seed with which to repeat it.

    `exact`: equal at random points of a finite field; `enclosed`: balls around both sides meet at
    random real points; `false`: the sides surely differ; `undecided`: none of these could be had.
    """

    status: Status
    detail: str
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Claim:
    """That two arrays are equal: the formulas they come from, and how to have their entries at a point."""

    formulas: tuple[Formula, ...]
    pair: Callable[[Arrays], tuple[Sequence[Scalar], Sequence[Scalar]]]


def claim(left: Formula, right: Formula) -> Claim:
    """The claim that two formulas are equal."""
    return Claim((left, right), lambda arrays: arrays.pair(left, right))
