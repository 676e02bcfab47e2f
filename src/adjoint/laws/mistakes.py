"""The book of mistakes: false laws that people use, each with the right one and what a teacher would say.

A mistake is stated for shapes in which its false side can be written at all, which for most means
square ones; `adjoint.audit` reads a derivation as if all sizes were one to find them. The generic
test proves every mistake false and every right side true.
"""

from adjoint.laws import misderivations as derived, misnorms as norms, misreadings as read
from adjoint.laws.mistake import KINDS, Mistake

__all__ = ["BOOK", "KINDS", "Mistake"]

BOOK: tuple[Mistake, ...] = tuple(
    sorted(
        (
            *read.CROSSING, *norms.NORMS, *read.TRANSPOSES, *derived.POWERS, *norms.INVERSES, *derived.PRODUCTS,
            *read.ORDER, *read.ENTRIES, *read.VECTORS, *read.TRACES, *read.SUMS, *derived.FUNCTIONS, *read.BRACKETS,
            *derived.SIGNS,
        ),
        key=lambda mistake: KINDS.index(mistake.kind),
    )
)  # fmt: skip
"""Every mistake, the more specific kinds first."""
