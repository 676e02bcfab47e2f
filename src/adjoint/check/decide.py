"""Claims that two arrays are equal, decided at random points: first in the field, then in balls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log10
from typing import Any, Literal

from flint import ctx

from adjoint.check.balls import Balls
from adjoint.check.degree import Degrees
from adjoint.check.field import Field, P
from adjoint.check.formula import Arrays, Setting, Unlike, index_sizes, nodes_of
from adjoint.check.ground import Ground, Reject, Scalar
from adjoint.check.implied import implied_facts
from adjoint.check.sample import Point, draw_sizes
from adjoint.derive.derivation import Formula
from adjoint.errors import Unsupported
from adjoint.expr.language import Differential, Expr
from adjoint.expr.walk import postorder

Status = Literal["exact", "enclosed", "false", "undecided"]
POINTS = 2
TRIES = 400
REAL_TRIES = 60
PRECISIONS = (256, 512, 1024, 2048)
DIGITS = 30


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim: `status`, how it was tested, and the seed with which to repeat it."""

    status: Status
    detail: str
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Claim:
    """That two arrays are equal: the formulas they come from, and how to have them at a point."""

    formulas: tuple[Formula, ...]
    pair: Callable[[Arrays], tuple[Sequence[Scalar], Sequence[Scalar]]]


@dataclass(eq=False)
class _Case:
    """A claim on its way: sizes at which it held, and what else is known."""

    claim: Claim
    held: list[str] = field(default_factory=list)
    doubt: str = ""
    verdict: Verdict | None = None
    false_in_field: bool = False

    @property
    def open(self) -> bool:
        return self.verdict is None and not self.doubt


def decide(claims: Sequence[Claim], setting: Setting, seed: int, points: int = POINTS) -> list[Verdict]:
    """A verdict for each claim; all claims see the same random points."""
    ground = _Questions(claims, setting, seed, points)
    return ground.verdicts()


class _Questions:
    def __init__(self, claims: Sequence[Claim], setting: Setting, seed: int, points: int) -> None:
        self.cases = [_Case(claim) for claim in claims]
        self.setting, self.seed, self.points = setting, seed, points
        formulas = [formula for claim in claims for formula in claim.formulas]
        roots = [node for formula in formulas for node in nodes_of(formula)]
        self.nodes = list(postorder(*setting.definitions, *setting.definitions.values(), *setting.wrt, *roots))
        sizes = {name for node in self.nodes for size in node.shape for name in size.names}
        self.names = tuple(sorted(sizes.union(*(index_sizes(formula) for formula in formulas))))
        self.taken = frozenset(n for node in self.nodes for size in node.shape if (n := size.number) is not None)
        self.implied = implied_facts(self.nodes)
        self.second = _depth(self.nodes) > 1

    def verdicts(self) -> list[Verdict]:
        self.in_field()
        for case in self.cases:
            if case.verdict is None:
                case.verdict = self.in_balls(case)
        return [case.verdict for case in self.cases if case.verdict is not None]

    def arrays(self, ground: Ground, key: str, sizes: Mapping[str, int], implied: Mapping[str, frozenset[str]]) -> Arrays:
        return Arrays(Point(ground, sizes, key, implied), self.setting, self.second)

    def in_field(self) -> None:
        for attempt in range(TRIES):
            if not any(case.open for case in self.cases):
                return
            sizes = draw_sizes(self.names, self.taken, self.seed, attempt)
            key = f"field {self.seed} {attempt}"
            arrays = self.arrays(Field(key), key, sizes, self.implied)
            for case in self.cases:
                if case.open:
                    self.field_step(case, arrays, sizes)
        for case in self.cases:
            if case.open:
                case.doubt = f"no sample in {TRIES} was in the domain"

    def field_step(self, case: _Case, arrays: Arrays, sizes: Mapping[str, int]) -> None:
        try:
            left, right = case.claim.pair(arrays)
        except Reject:
            return
        except Unlike as error:
            case.verdict = Verdict("false", f"{error} cannot be equal", self.seed)
        except Unsupported as error:
            case.verdict = Verdict("undecided", error.message, self.seed)
        else:
            if list(left) != list(right):
                case.doubt = f"unequal at a random point of the field{_at(sizes)}"
                ground = arrays.point.ground
                case.false_in_field = isinstance(ground, Field) and ground.rational
                return
            case.held.append(_spell(sizes))
            if len(case.held) == self.points:
                case.verdict = Verdict("exact", self.exact_detail(case), self.seed)

    def exact_detail(self, case: _Case) -> str:
        roots = [node for formula in case.claim.formulas for node in nodes_of(formula)]
        side = max([*range(6), *self.taken, len(self.names) + 4])
        degree = Degrees(self.setting.definitions, side).of(roots) + 1
        bound = int(len(case.held) * (log10(P) - log10(degree)))
        sizes = " and ".join(dict.fromkeys(filter(None, case.held)))
        where = f", sizes {sizes}" if sizes else ""
        return f"{len(case.held)} random points in GF(2^61-1){where}; chance of error below 1e-{bound}"

    def in_balls(self, case: _Case) -> Verdict:
        digits, held = 10**6, 0
        for attempt in range(REAL_TRIES):
            try:
                found = self.ball_step(case, attempt)
            except (Reject, ZeroDivisionError):
                continue
            if isinstance(found, str):
                return Verdict("false", found, self.seed)
            digits, held = min(digits, found), held + 1
            if held == self.points:
                return Verdict("enclosed", f"balls at {held} random points agree to {digits} digits", self.seed)
        if case.false_in_field:
            return Verdict("false", case.doubt, self.seed)
        return Verdict("undecided", f"{case.doubt}; no real sample in {REAL_TRIES} was in the domain", self.seed)

    def ball_step(self, case: _Case, attempt: int) -> int | str:
        """The digits agreed, or in what the sides differ."""
        sizes = draw_sizes(self.names, self.taken, self.seed, "real", attempt)
        implied = self.implied if attempt < REAL_TRIES // 2 else self.all_positive()
        for precision in PRECISIONS:
            with ctx.workprec(precision):
                key = f"real {self.seed} {attempt}"
                arrays = self.arrays(Balls(key), key, sizes, implied)
                left, right = case.claim.pair(arrays)
                gaps = [(x - y, x, y) for x, y in zip(left, right, strict=True)]
                for gap, x, y in gaps:
                    if gap.is_finite() and not gap.contains(0):
                        return f"{x.str(8, radius=False)} against {y.str(8, radius=False)} at a random real point{_at(sizes)}"
                digits = min((_digits(gap, x) for gap, x, _ in gaps), default=DIGITS)
                if digits >= DIGITS:
                    return digits
        raise Reject("balls stay too wide")

    def all_positive(self) -> dict[str, frozenset[str]]:
        names = {node.name for node in self.nodes if hasattr(node, "name")}
        return {name: self.implied.get(name, frozenset()) | {"positive"} for name in sorted(names)}


def _digits(gap: Any, value: Any) -> int:
    if not gap.is_finite():
        return -1
    scale = max(1.0, float(value.abs_upper()))
    upper = gap.abs_upper() / scale
    return 10**6 if upper == 0 else int(-float(upper.log()) / 2.302585092994046)


def _spell(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sizes.items())


def _at(sizes: Mapping[str, int]) -> str:
    return f", sizes {_spell(sizes)}" if sizes else ""


def _depth(nodes: Sequence[Expr]) -> int:
    """How deep differentials are nested."""
    depth: dict[Expr, int] = {}
    for node in nodes:
        depth[node] = max((depth[child] for child in node.children), default=0) + isinstance(node, Differential)
    return max(depth.values(), default=0)


