"""The lines of a derivation as they are told: the laws since the last line, their reasons, the ledger."""

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from adjoint.derive.carried import Carried
from adjoint.derive.derivation import Line
from adjoint.derive.engine import Engine
from adjoint.derive.ledger import condition
from adjoint.derive.naming import cost
from adjoint.errors import TooLarge
from adjoint.expr.language import Expr, Symbol
from adjoint.laws import book
from adjoint.rewrite.apply import Step

LINEAR = {"sum", *(f"constant {place}" for place in ("multiple", "left factor", "right factor", "elementwise factor"))}
"""Laws that are so much a matter of course that beside others they are named together."""

NAMED = "a name for a long part"
MOST_SYMBOLS = 500_000


class Story(Struct):
    """Lines with one left side, and the conditions of the laws that they used.

    Where there is a place for what is `carried`, long parts get names on lines of their own.
    """

    left: Expr
    lines: list[Line] = field(default_factory=list)
    conditions: dict[str, None] = field(default_factory=dict)
    carried: Carried | None = None
    _names: dict[str, None] = field(default_factory=dict)
    _told: int = 0
    _length: int = 0
    _costs: dict[Expr, int] = field(default_factory=dict)

    def name(self, *names: str) -> None:
        """Laws that were used outside the engine."""
        self._names.update(dict.fromkeys(names))

    def conclude(self, right: Expr, engine: Engine, names: tuple[str, ...]) -> None:
        """The last line in its shortest form: a line of its own where laws of these names led there, else in its place.

        What was only tried on the way is not told.
        """
        self._require(engine.steps[self._told :])
        self._told = len(engine.steps)
        if names or not self.lines:
            self.name(*names)
            self.tell(right, engine)
        else:
            self.lines[-1] = replace(self.lines[-1], right=right)

    def tell(
        self,
        right: Expr,
        engine: Engine,
        definition: Expr | None = None,
        body: Expr | None = None,
        until: int | None = None,
    ) -> None:
        """A line, unless it says what the last one said, by the laws used since then or `until` some step."""
        steps = engine.steps[self._told : until]
        self._told = len(engine.steps) if until is None else until
        self._names = dict.fromkeys([*(step.law.name for step in steps), *self._names])
        self._require(steps)
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
        self._add(Line(None if self.lines else self.left, right, "; ".join(names), because, note))

    def _require(self, steps: Sequence[Step]) -> None:
        """The conditions of the laws used go into the ledger."""
        said = dict.fromkeys(map(condition, steps))
        self.conditions.update((what, None) for what in said if what is not None)

    def _add(self, line: Line) -> None:
        assert isinstance(line.right, Expr)
        self._length += self.cost(line.right)
        if self._length > MOST_SYMBOLS:
            raise TooLarge(
                f"the lines of this derivation would hold more than {MOST_SYMBOLS} symbols",
                hint="the derivative of a part of the chain is shorter",
            )
        self.lines.append(line)

    def cost(self, node: Expr) -> int:
        """How many symbols a reader meets."""
        return cost(node, self._costs)

    def introduce(self, part: Expr) -> Symbol:
        """A name for a long part, and the line that says so."""
        assert self.carried is not None
        name = self.carried.name(part)
        self._add(Line(name, part, NAMED, f"It is long, and is called {name} from here on."))
        return name

    def resume(self, right: Expr) -> None:
        """After names were introduced, the line before them with the names in it."""
        if self.lines and self.lines[-1].law == NAMED:
            self._add(Line(self.left, right, "called by its name"))
