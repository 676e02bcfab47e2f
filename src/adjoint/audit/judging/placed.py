"""What is known of arrays where unknowns have the values that a derivation gives them.

The values are given at points, and not put into the formulas: those fold zero times a pole to zero.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from adjoint.audit.sense.bench import Bench
from adjoint.check.claim import Status, claim
from adjoint.check.decide import decide
from adjoint.errors import AdjointError
from adjoint.expr.build import zeros
from adjoint.expr.language import Expr, Symbol


def placed(bench: Bench, array: Expr, table: Mapping[Symbol, Expr]) -> Status:
    """What is known of an array being zero there; undecided at a pole. No value may speak of what has one."""
    setting = bench.probe(()).setting
    there = replace(setting, definitions={**setting.definitions, **table})
    try:
        return decide([claim(array, zeros(array.shape))], there, 0)[0].status
    except (AdjointError, ValueError):
        return "undecided"
