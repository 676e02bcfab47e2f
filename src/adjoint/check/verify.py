"""A derivation, tested line by line, and its answers against the question."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from adjoint.check.claim import Claim, Verdict, claim
from adjoint.check.decide import decide
from adjoint.check.formula import Arrays, Setting
from adjoint.check.ground import Scalar
from adjoint.check.structure import structured
from adjoint.derive.derivation import Answer, Derivation, Formula, Line, Target
from adjoint.derive.problem import Question
from adjoint.expr.build import d
from adjoint.expr.language import Expr, Symbol


class Report(Struct, frozen=True):
    """The verdict on each line and on each answer, in their order."""

    lines: tuple[Verdict, ...]
    answers: tuple[Verdict, ...]

    @property
    def empty(self) -> bool:
        """Whether the lines and answers that are not sound have values nowhere."""
        return not self.sound and all(verdict.empty for verdict in (*self.lines, *self.answers) if not verdict.sound)

    @property
    def sound(self) -> bool:
        """Whether every line and every answer is `exact` or `enclosed`."""
        return all(verdict.sound for verdict in (*self.lines, *self.answers))


def verify(derivation: Derivation, seed: int = 0) -> Report:
    """The verdicts on every line `left = right`, and on every answer as the derivative that was asked for.

    A line that gives a value to a name that the problem does not know introduces the name.
    """
    question = derivation.question
    setting = _setting(question, derivation)
    claims: dict[tuple[Symbol, ...], list[Claim]] = {}
    for left, line in _full(derivation.lines):
        claims.setdefault(line.changing or question.wrt, []).append(claim(left, line.right))
    answers = [_answer(question, answer) for answer in derivation.answers]
    answers += [claim(answer.short, answer.value) for answer in derivation.answers if answer.short is not None]
    claims.setdefault(question.wrt, []).extend(answers)
    told = {wrt: decide(group, replace(setting, wrt=wrt), seed) for wrt, group in claims.items()}
    last = _with_short(derivation.answers, told[question.wrt][len(told[question.wrt]) - len(answers) :])
    found = {wrt: iter(verdicts) for wrt, verdicts in told.items()}
    return Report(tuple(next(found[line.changing or question.wrt]) for line in derivation.lines), last)


def verify_answers(derivation: Derivation, seed: int = 0) -> tuple[Verdict, ...]:
    """The verdicts on the answers alone, as the derivatives that were asked for; the lines are not looked at."""
    question = derivation.question
    claims = [_answer(question, answer) for answer in derivation.answers]
    return tuple(decide(claims, _setting(question, derivation), seed))


def _with_short(answers: Sequence[Answer], found: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdict on each answer: that on its short form too, where that is the worse."""
    short = iter(found[len(answers) :])
    both = [
        (own,) if answer.short is None else (own, next(short)) for answer, own in zip(answers, found, strict=False)
    ]
    return tuple(max(one, key=lambda verdict: _WORSE.index(verdict.status)) for one in both)


_WORSE = ("exact", "enclosed", "undecided", "false")


def _setting(question: Question, derivation: Derivation) -> Setting:
    problem = question.problem
    definitions = dict(problem.definitions)
    known = {*problem.variables, *definitions, *question.wrt, question.cotangent}
    for answer in derivation.answers:
        definitions |= dict(answer.where)
    for line in derivation.lines:
        if isinstance(line.left, Symbol) and line.left not in known and isinstance(line.right, Expr):
            definitions.setdefault(line.left, line.right)
    return Setting(question.wrt, definitions, frozenset(question.hold))


def _full(lines: Sequence[Line]) -> list[tuple[Formula, Line]]:
    """Each line with its left side, inherited where it has none."""
    full: list[tuple[Formula, Line]] = []
    for line in lines:
        left = line.left if line.left is not None else full[-1][0]
        full.append((left, line))
    return full


def _answer(question: Question, answer: Answer) -> Claim:
    if question.want == "differential":
        return claim(d(answer.of), answer.value)
    if question.want == "vjp" and question.cotangent is not None:
        return _adjoint(answer, question.cotangent)
    by = answer.by * 2 if question.want == "hessian" and len(answer.by) == 1 else answer.by
    target = Target(answer.of, by)
    if question.structure is not None and len(by) == 1 and by[0].facts:
        return _structured(answer, target, question.structure)
    return claim(target, answer.value)


def _adjoint(answer: Answer, cotangent: Symbol) -> Claim:
    """`C : dY = V : dX` for the value V of the answer, along a random direction."""
    target = Target(answer.of, answer.by[:1])

    def pair(arrays: Arrays) -> tuple[list[Scalar], list[Scalar]]:
        arrays.agree(target.by[0], answer.value)
        change = arrays.contracted(target, target)
        weights = arrays.main.value(cotangent).entries()
        return [sum(x * y for x, y in zip(weights, change, strict=True))], arrays.contracted(answer.value, target)

    return Claim((target, answer.value, cotangent), pair)


def _structured(answer: Answer, target: Target, kind: str) -> Claim:
    """The value against the free gradient, turned into the gradient of the structured variable."""

    def pair(arrays: Arrays) -> tuple[list[Scalar], list[Scalar]]:
        arrays.agree(target.by[0], answer.value)
        free = arrays.gradient(target.of, target.by[0])
        return structured(arrays.point, target.by[0], free, kind, arrays.main), arrays.whole(answer.value)

    return Claim((target, answer.value), pair)


