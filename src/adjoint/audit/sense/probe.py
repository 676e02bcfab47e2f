"""Quick looks at random points: enough to sort many candidates, before one of them is tested in earnest."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from adjoint.audit.sense.bodies import Joined, reached
from adjoint.audit.sense.rates import Slope
from adjoint.check.balls import Balls
from adjoint.check.claim import Verdict, claim
from adjoint.check.decide import decide
from adjoint.check.field import Field
from adjoint.check.formula import Arrays, Points, Setting, Unlike, nodes_of
from adjoint.check.four import FourOperations
from adjoint.check.ground import Beyond, Reject
from adjoint.check.rationals import apart, precision
from adjoint.check.sample import Point, draw_sizes
from adjoint.check.survey import Survey
from adjoint.derive.derivation import Formula, Target
from adjoint.errors import AdjointError
from adjoint.expr.build import transpose
from adjoint.expr.language import Expr, Symbol

TRIES = 24
BITS = 192
KEPT = 160
"""How many points of the full test are kept for the next."""
NONE: Mapping[Symbol, Slope] = {}


class Probe:
    """Random points of one setting; the derivatives `rates` that it knows by name may grow while it lives.

    One of the `slopes` that stands alone on a side is compared as a derivative, and need not be known in full.
    """

    def __init__(
        self,
        wrt: Sequence[Symbol],
        definitions: Mapping[Symbol, Expr],
        rates: Mapping[Symbol, Expr],
        speaks: Sequence[Symbol],
        held: Sequence[Symbol] = (),
        slopes: Mapping[Symbol, Slope] = NONE,
        within: Mapping[Symbol, frozenset[str]] | None = None,
    ) -> None:
        self.setting = Setting(tuple(wrt), Joined(definitions, rates), frozenset(held), within or {})
        self._points: dict[tuple[str, int], Arrays | None] = {}
        self._outside: dict[tuple[str, int], set[Formula]] = {}
        self._known = Points(self.setting, KEPT)
        self._four = FourOperations(self.setting.definitions)
        self._slopes = slopes
        self._seen: dict[tuple[Formula, Formula], bool | None] = {}
        self._told: dict[tuple[Formula, Formula], Verdict] = {}
        self._own = replace(self.setting, definitions=definitions)
        survey = Survey([claim(symbol, symbol) for symbol in speaks], self._own)
        self._implied = survey.implied
        self._fixed = survey.fixed
        self._names = (*survey.names, *(str(number) for number in survey.big))

    def equal(self, left: Formula, right: Formula) -> bool | None:
        """Whether both are equal at a random point; None where that cannot be said."""
        pair = self._posed(left, right)
        if pair not in self._seen:
            found = self._compare("field", *pair)
            sure = found or (found is False and self._four.suffice(_nodes(*pair)))
            self._seen[pair] = found if sure else self._compare("real", *pair)
        return self._seen[pair]

    def test(self, left: Formula, right: Formula) -> Verdict:
        """The verdict of the full test."""
        pair = self._posed(left, right)
        if pair not in self._told:
            try:
                self._told[pair] = decide([claim(*pair)], self._reaching(*pair), 0, known=self._known)[0]
            except (AdjointError, ValueError) as error:
                self._told[pair] = Verdict("undecided", str(error))
        return self._told[pair]

    def _posed(self, left: Formula, right: Formula) -> tuple[Formula, Formula]:
        """Both sides, a derivative that stands alone for one of them as what it is the derivative of."""
        for one, other in () if self.setting.within else ((left, right), (right, left)):
            slope = self._slopes.get(one) if isinstance(one, Symbol) else None
            if slope is not None and slope.held == self.setting.held and isinstance(other, Expr):
                return slope.target, transpose(other) if slope.turned else other
        return left, right

    def _reaching(self, *formulas: Formula) -> Setting:
        """The setting with those derivatives only that the formulas speak of."""
        rates = self.setting.definitions
        below = reached(_nodes(*formulas), rates)
        return replace(self._own, definitions={**self._own.definitions, **{s: rates[s] for s in below if s in rates}})

    def _compare(self, kind: str, left: Formula, right: Formula) -> bool | None:
        for attempt in range(TRIES):
            arrays = self._arrays(kind, attempt)
            if arrays is None:
                return None
            outside = self._outside.setdefault((kind, attempt), set())
            if left in outside:
                continue
            try:
                if kind == "field":
                    pair = arrays.pair(left, right)
                else:
                    with precision(BITS):
                        pair = arrays.pair(left, right)
                    if any(apart(x, y) for x, y in zip(*pair, strict=True)):
                        return False
                    return True if all((x - y).is_finite() for x, y in zip(*pair, strict=True)) else None
            except Beyond:
                return None
            except Reject:
                if kind == "field" and _is_outside(arrays, left):
                    outside.add(left)
                continue
            except Unlike:
                return False
            except (AdjointError, ValueError, KeyError):
                return None
            return list(pair[0]) == list(pair[1])
        return None

    def _arrays(self, kind: str, attempt: int) -> Arrays | None:
        key = (kind, attempt)
        if key not in self._points:
            word = f"audit {kind} {attempt}"
            try:
                sizes = draw_sizes(self._names, self._fixed, word)
            except Reject:
                return None
            ground = Field(word) if kind == "field" else Balls(word)
            point = Point(ground, sizes, word, self._implied)
            self._points[key] = Arrays(point, self.setting, False, self._known.reach)
        return self._points[key]


def _nodes(*formulas: Formula) -> list[Expr]:
    return [node for formula in formulas for node in nodes_of(formula)]


def _is_outside(arrays: Arrays, formula: Formula) -> bool:
    """Whether a point lies outside the domain of an expression."""
    try:
        node = formula.of if isinstance(formula, Target) else formula
        if isinstance(node, Expr):
            arrays.main.value(node)
    except Reject:
        return True
    return False
