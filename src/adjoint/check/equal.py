"""Whether two formulas are equal for all values that their symbols may have."""

from adjoint.check.claim import Verdict, claim
from adjoint.check.decide import decide
from adjoint.check.formula import Setting
from adjoint.derive.derivation import Formula
from adjoint.expr.language import Expr
from adjoint.expr.walk import symbols

__all__ = ["Setting", "Verdict", "check_equal", "check_law"]

LAW_POINTS = 3


def check_equal(left: Formula, right: Formula, setting: Setting, seed: int = 0) -> Verdict:
    """The verdict on `left = right` in a setting; what cannot be evaluated is `undecided`, never an error."""
    return decide([claim(left, right)], setting, seed)[0]


def check_law(left: Expr, right: Expr, seed: int = 0) -> Verdict:
    """The verdict on an identity in free symbols, at random points of different sizes."""
    return decide([claim(left, right)], Setting.free(symbols(left, right)), seed, LAW_POINTS)[0]
