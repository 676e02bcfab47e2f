"""What a mistake is: a false law with the right one beside it, filed under a kind."""

from msgspec import Struct

from adjoint.expr.language import Expr
from adjoint.rewrite.law import Guard, Law

KINDS = (
    "wrong-side", "norm-vs-square", "transpose-of-product", "missing-transpose", "extra-transpose", "scalar-rule",
    "inverse-or-determinant", "product-rule", "non-commuting", "elementwise-vs-matrix", "inner-vs-outer",
    "trace-lost", "unspecified-contraction", "sum-or-index", "broadcast", "dependence", "structure", "layout",
    "shape", "lost-factor", "sign", "parenthesis", "algebra",
)  # fmt: skip
"""Every kind of mistake, the more specific first."""


class Mistake(Struct, frozen=True, eq=False):
    """A false law, filed under the kind that it is an example of.

    `false` is the law as people use it; `right` is what its left side really equals. `says` is the
    sentence for the person, with pattern variables in braces; `assumes` is what would make the law true,
    `varies` names the letters that stand for what is not constant.
    """

    kind: str
    false: Law
    right: Expr
    says: str
    assumes: str = ""
    varies: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the slip is called."""
        return self.false.name


def slip(
    kind: str,
    name: str,
    left: Expr,
    wrong: Expr,
    right: Expr,
    says: str,
    guards: tuple[Guard, ...] = (),
    assumes: str = "",
    varies: tuple[str, ...] = (),
) -> Mistake:
    """One mistake; `says` is also the reason that the false law would give."""
    return Mistake(kind, Law(name, left, wrong, says, guards), right, says, assumes, varies)
