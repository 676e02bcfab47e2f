"""The lines of a post judged, each person's by themselves, derivation by derivation."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from msgspec.structs import replace as alter

from adjoint.audit.audit import Audit, run
from adjoint.audit.judging.trial import State, Trial
from adjoint.audit.mistake.mistaken import Mistaken
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WRONG, Judged
from adjoint.audit.sense.rates import GRADIENT, LAYOUTS, NUMERATOR
from adjoint.derive.problem import Problem, Question
from adjoint.expr.language import Identity, Ones, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import symbols
from adjoint.post.groups import Cut, Group
from adjoint.post.proposal import Proposal, supposing
from adjoint.post.reading import Chain, Told, is_plain, names_of
from adjoint.post.telling import applied
from adjoint.read.statement.question import read_question
from adjoint.read.tree.syntax import Name

_LAYOUTS = re.compile(r"\b(?:layouts?|conventions?|numerator|denominator)\b", re.IGNORECASE)
"""Words of who knows that there are several layouts, and may write in more than one."""
LONGEST = 120


@dataclass(eq=False)
class Derivation:
    """Lines of one person that belong together, up to the derivative that they state, and what was found.

    `wrt` are the variables that they were judged for; `instead` is the definition that the person put in place of the
    problem's own before these lines, `given` the condition that they were made under, `about` another function that
    they are about.
    """

    lines: list[str]
    wrt: tuple[str, ...]
    audit: Audit
    instead: str = ""
    given: str = ""
    about: str = ""


@dataclass(eq=False)
class Judgement:
    """One part: its derivations, and what was passed over or could not be read."""

    who: str
    derivations: list[Derivation] = field(default_factory=list)
    passed: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, Derivation]]:
        """The derivations, each with how many lines of the person came before it."""
        past = 0
        for one in self.derivations:
            yield past, one
            past += len(one.lines)


class Turns(Trial):
    """A trial in which a line may be about the change of any of several variables, the likeliest first.

    `zeroed` are lines before which words set the gradient to zero, or speak of a place where it is; `solved` are lines
    that give the value of a variable.
    """

    options: Sequence[tuple[Symbol, ...]] = ()
    zeroed: Mapping[str, tuple[bool, bool]] = MappingProxyType({})
    solved: Mapping[str, Symbol] = MappingProxyType({})
    gradients: bool = False
    """Whether the person wrote a derivative by a matrix as a gradient, so that others by matrices are gradients too."""

    def said_of(self, source: str) -> tuple[bool, bool]:
        """What the words before a line say of the gradient; its own are no words."""
        return self.zeroed.get(source, (False, False))

    def hear(self, source: str) -> Judged:
        """Judge the next line for each in turn, until it holds."""
        base, kept = self.bench, self.state()
        tried: list[tuple[Judged, State]] = []
        own = self.solved.get(source)
        for wrt in ((own,),) if own is not None else self.options or (base.question.wrt,):
            self.restore(kept._replace(bench=base.turned_to(wrt)))
            line = super().hear(source)
            self.lines.pop()
            tried.append((line, State(self.bench, self.last, self.solving, self.words)))
            if line.verdict not in WRONG:
                break
        line, state = tried[-1] if tried[-1][0].verdict not in WRONG else tried[0]
        self.restore(state)
        if own is not None:
            self.bench = self.bench.turned_to(base.question.wrt)
        if _is_guessed(line):
            _spare(line)
            self.bench = base
        self.lines.append(line)
        return line


def _is_guessed(line: Judged) -> bool:
    """Whether a line is wrong only if a name that nobody introduced is what it was taken for."""
    found = [meaning for claim in line.claims for _, meaning in claim.finding.bound]
    guesses = [meaning for meaning in found if not isinstance(meaning, (Identity, Ones))]
    return line.verdict in WRONG and any(not isinstance(node, Symbol) or "∂" not in node.name for node in guesses)


def _spare(line: Judged) -> None:
    """Leave it undecided."""
    line.verdict, line.notes = "undecided", []
    for claim in [claim for claim in line.claims if claim.verdict in WRONG]:
        claim.verdict = "undecided"
        claim.finding = alter(claim.finding, why="it speaks of something that the problem does not have")


def judged(proposal: Proposal, part: Told, asker: Told | None = None) -> Judgement:
    """The lines of a part, judged for the proposed problem; names that the asker introduced are known in answers."""
    lost = [(row[:LONGEST], "not told from the words around it") for row in part.lost]
    cut = Cut(part, proposal)
    groups = list(cut.groups())
    found = Judgement(part.who, passed=cut.passed, unread=[*lost, *cut.unread])
    question = _question(proposal.problem, proposal.asked[0])
    trial = _trial(question, [line for group in groups for line in group.lines], part.slopes)
    for row in _lent(asker, part, proposal.problem) if asker is not None and asker is not part else ():
        trial.hear(row)
    trial.lines.clear()
    instead = ""
    mistakes: list[Mistaken] = []
    for place, group in enumerate(groups):
        if group.supposed or group.about:
            found.derivations.append(_afresh(proposal, groups[: place + 1], instead))
            continue
        trial.gradients &= not _LAYOUTS.search(part.words)
        one = _judged(trial, proposal, groups[: place + 1], instead, mistakes)
        mistakes += one.audit.mistakes
        found.derivations.append(one)
        other = _replaced(trial.bench.problem, one.audit)
        if other is not None and not instead:
            problem, instead = other
            trial = _trial(_question(problem, proposal.asked[0]), [line for g in groups for line in g.lines])
            proposal = replace(proposal, problem=problem)
            again = [_judged(trial, proposal, groups[: end + 1], "") for end in range(place + 1)][-1]
            _carry(one.audit, again.audit)
    return found


def _lent(asker: Told, part: Told, problem: Problem) -> Iterator[str]:
    """The asker's definitions of names that somebody else uses and never gives."""
    given = {_given(chain) for chain in part.chains}
    nodes = [formula.alone for formula in part.formulas] + [side for chain in part.chains for side in chain.sides]
    used = {name for node in nodes if node is not None for name in names_of(node)} - given
    for chain in asker.chains:
        name = _given(chain)
        if name in used and problem.named(name) is None and is_plain(chain.sides[1]):
            used.discard(name)
            yield chain.source


def _given(chain: Chain) -> str:
    """The name that a chain gives a value to."""
    called = applied(chain.head)
    return called[0] if called else chain.head.name if isinstance(chain.head, Name) else ""


def _afresh(proposal: Proposal, groups: Sequence[Group], instead: str) -> Derivation:
    """The last of some derivations, about another function, or with properties that its sentence makes a condition."""
    facts, about = groups[-1].supposed, groups[-1].about
    proposal = supposing(proposal.about(about), facts)
    trial = _trial(_question(proposal.problem, proposal.asked[0]), [line for group in groups for line in group.lines])
    for line in (line for group in groups[:-1] for line in group.lines):
        trial.hear(line)
    trial.lines.clear()
    found = _judged(trial, proposal, groups, instead)
    found.given = " and ".join(f"{name} is {' '.join(sorted(words))}" for name, words in facts.items())
    found.about = about
    return found


def _carry(found: Audit, again: Audit) -> None:
    """Lines after the first wrong one that hold for the problem that the person put in its place are carried."""
    for line, new in list(zip(found.lines, again.lines, strict=True))[(found.first_wrong or 0) + 1 :]:
        if line.verdict in WRONG and new.verdict not in WRONG | {"undecided", "unreadable"}:
            line.verdict = "carried"


def _trial(question: Question, lines: Sequence[str], slopes: bool = False) -> Turns:
    trial = Turns(Bench(question, slopes=slopes))
    trial.foresee(lines)
    return trial


def _question(problem: Problem, *names: str) -> Question:
    return read_question(problem, list(names), "gradient" if problem.target.is_scalar else "jacobian")


def _judged(
    trial: Turns, proposal: Proposal, groups: Sequence[Group], instead: str, earlier: Sequence[Mistaken] = ()
) -> Derivation:
    """The last of some derivations, for the variables that it speaks of, which may follow from earlier mistakes."""
    group = groups[-1]
    bench = trial.bench
    own = [name for name in dict.fromkeys(group.by) if _variable(bench.problem, name) is not None]
    names = own or [*proposal.asked, *(n for n in group.changing if n not in proposal.asked)]
    chosen = [symbol for name in names if (symbol := _variable(bench.problem, name)) is not None]
    trial.options = [(symbol,) for symbol in chosen[:4]] or [bench.question.wrt]
    trial.zeroed = group.zeroed
    moved = {_variable(bench.problem, name) for one in groups for name in one.by}
    named = {row: _variable(bench.problem, name) for row, name in group.giving.items()}
    trial.solved = {row: one for row, one in named.items() if one in bench.problem.variables and one in moved}
    trial.bench = bench.turned_to(trial.options[0])
    if bench.problem.target.is_scalar:
        trial.bench.question = alter(trial.bench.question, want="hessian" if group.second else "gradient")
    matrices = all(ONE not in symbol.shape for symbol in trial.options[0])
    trial.bench.layouts = (GRADIENT,) if trial.bench.slopes or (trial.gradients and matrices) else LAYOUTS
    for name in group.heads:
        _forget(trial.bench, name)
    audit = run(trial, group.lines, earlier=earlier)
    kept = trial.bench.layouts
    trial.gradients |= matrices and GRADIENT in kept and NUMERATOR not in kept and audit.first_wrong is None
    return Derivation(group.lines, tuple(symbol.name for symbol in (chosen if own else chosen[:1])), audit, instead)


def _variable(problem: Problem, name: str) -> Symbol | None:
    found = problem.named(name) or problem.named(name.partition("_")[0])
    return None if found is problem.target else found


def _forget(bench: Bench, name: str) -> None:
    """A name that the person gave before may be given anew."""
    own = {symbol.name for symbol in (*bench.problem.variables, *bench.problem.definitions)}
    if name in bench.names and name not in own:
        del bench.names[name]
        bench.bound.pop(name, None)


def _replaced(problem: Problem, audit: Audit) -> tuple[Problem, str] | None:
    """The problem that a person solves who defines a name of it otherwise, and that definition."""
    claim = audit.claim
    if claim is None or claim.continues or claim.left.kind != "name":
        return None
    name = next((s for s in problem.definitions if s.name == claim.left.text), None)
    body = claim.finding.right
    if name is None or body is None or body.shape != name.shape or name in symbols(body):
        return None
    definitions = {s: (body if s is name else old) for s, old in problem.definitions.items()}
    return alter(problem, definitions=definitions), f"{name} = {body}"
