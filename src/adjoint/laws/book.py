"""The book: every law, in chapters, in the order in which they are tried. Order is decided here alone."""

from adjoint.laws import (
    blocks, crossing, differentials, elementwise, equations, functions, halves, identities, kronecker, last, reductions,
    spectral, tidy,
)  # fmt: skip
from adjoint.rewrite.law import Chapter, Law, quiet

DIFFERENTIATE: tuple[Chapter, ...] = (
    differentials.MAPS,
    quiet(
        Chapter(
            "linearity",
            differentials.LINEARITY.laws + kronecker.LINEARITY.laws + spectral.LINEARITY.laws + blocks.LINEARITY.laws,
        )
    ),
    differentials.MATRIX,
    differentials.SMOOTH,
    differentials.PRODUCTS,
    reductions.DIFFERENTIALS,
    equations.DIFFERENTIALS,
    functions.DIFFERENTIALS,
    spectral.DIFFERENTIALS,
    kronecker.DIFFERENTIALS,
    elementwise.CHAPTER,
    functions.EXPONENTS,
    differentials.UNKNOWN,
)
CROSS: tuple[Chapter, ...] = (
    Chapter("scalars as Frobenius products", kronecker.SCALARS.laws + crossing.SCALARS.laws),
    crossing.CROSSING,
    kronecker.CROSSING,
    halves.CROSSING,
    equations.CROSSING,
    functions.CROSSING,
    spectral.CROSSING,
    blocks.CROSSING,
)
TIDY: tuple[Chapter, ...] = (
    quiet(tidy.TRANSPOSES, "a symmetric matrix is its transpose", "a skew matrix is minus its transpose"),
    quiet(tidy.IDENTITIES, "a quotient times its denominator", "a denominator times its quotient"),
    quiet(tidy.SCALARS),
    identities.SMOOTH,
    identities.KINKED,
    identities.WHOLE,
    reductions.KNOWN_SUMS,
    quiet(reductions.TIDY),
    quiet(kronecker.TIDY),
    quiet(halves.TIDY),
    quiet(equations.TIDY),
    quiet(functions.TIDY),
    quiet(spectral.TIDY),
    quiet(blocks.TIDY),
)
RECOGNISE: tuple[Chapter, ...] = (identities.SMOOTH, identities.WHOLE)
COLLECT: tuple[Chapter, ...] = (tidy.COLLECTING, quiet(last.SPELLING))
LAST: tuple[Chapter, ...] = (last.PSEUDO, quiet(last.SHORTER))

CHAPTERS: tuple[Chapter, ...] = DIFFERENTIATE + CROSS + TIDY + COLLECT + LAST


_BY_NAME = {law.name: law for chapter in CHAPTERS for law in chapter.laws}


def law(name: str) -> Law:
    """The law of a name."""
    return _BY_NAME[name]
