"""The lines of a derivation as they are told: the laws since the last line, their reasons, the ledger."""


from msgspec import Struct, field

from adjoint.derive.derivation import Line
from adjoint.derive.engine import Engine
from adjoint.derive.ledger import condition
from adjoint.expr.language import Expr
from adjoint.laws import book

LINEAR = {"sum", *(f"constant {place}" for place in ("multiple", "left factor", "right factor", "elementwise factor"))}
"""Laws that are so much a matter of course that beside others they are named together."""


class Story(Struct):
    """Lines with one left side, and the conditions of the laws that they used."""

    left: Expr
    lines: list[Line] = field(default_factory=list)
    conditions: dict[str, None] = field(default_factory=dict)
    _names: dict[str, None] = field(default_factory=dict)
    _told: int = 0

    def name(self, *names: str) -> None:
        """Laws that were used outside the engine."""
        self._names.update(dict.fromkeys(names))

    def tell(self, right: Expr, engine: Engine, definition: Expr | None = None, body: Expr | None = None) -> None:
        """A line, unless it says what the last one said."""
        steps = engine.steps[self._told :]
        self._told = len(engine.steps)
        self._names = dict.fromkeys([*(step.law.name for step in steps), *self._names])
        for step in steps:
            if (said := condition(step)) is not None:
                self.conditions[said] = None
        if self.lines and self.lines[-1].right is right:
            return
        laws = [book.law(name) for name in self._names]
        loud = [law for law in laws if not law.quiet] or laws
        self._names.clear()
        names = [law.name for law in loud]
        reasons = [law.because for law in loud]
        if any(law.name in LINEAR for law in laws if law not in loud):
            names.append("linearity")
            reasons.append("The change of a sum is the sum of the changes, and constant factors keep their places.")
        if definition is not None:
            names.insert(0, f"definition of {definition}")
        because = " ".join(dict.fromkeys(reasons))
        note = f"{definition} = {body}" if definition is not None else ""
        self.lines.append(Line(None if self.lines else self.left, right, "; ".join(names), because, note))
