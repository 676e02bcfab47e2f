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
from adjoint.post.proposal import Proposal, supposing
from adjoint.post.reading import Chain, Formula, Told, is_plain, names_of
from adjoint.post.solved import in_one_sentence, is_constraint, is_set_to_zero, is_supposed
from adjoint.post.spoken import spoken
from adjoint.post.telling import applied, words
from adjoint.read.line import Relation
from adjoint.read.statement.question import read_question
from adjoint.read.tree.sides import Derivative, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node

_COUNTED = re.compile(r"\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])*\s*=\s*[01]\s*,.*(?:\\[lc]?dots|\.\.\.|…).*")
"""An index with its values, as `i = 1, ..., n`."""
_LAYOUTS = re.compile(r"\b(?:layouts?|conventions?|numerator|denominator)\b", re.IGNORECASE)
"""Words of who knows that there are several layouts, and may write in more than one."""
MOST_LINES = 200
LONGEST = 120
NEAR = 25
"""How many characters may stand between a formula and one that goes on from it."""


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


@dataclass(slots=True)
class _Group:
    """The lines of one derivation before they are judged."""

    lines: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    changing: list[str] = field(default_factory=list)
    zeroed: set[str] = field(default_factory=set)
    giving: dict[str, str] = field(default_factory=dict)
    supposed: dict[str, set[str]] = field(default_factory=dict)
    second: bool = False
    about: str = ""


class Turns(Trial):
    """A trial in which a line may be about the change of any of several variables, the likeliest first.

    Before the lines `zeroed`, words set the gradient to zero; `solved` are lines that give the value of a variable.
    """

    options: Sequence[tuple[Symbol, ...]] = ()
    zeroed: frozenset[str] = frozenset()
    solved: Mapping[str, Symbol] = MappingProxyType({})
    gradients: bool = False
    """Whether the person wrote a derivative by a matrix as a gradient, so that others by matrices are gradients too."""

    def hear(self, source: str) -> Judged:
        """Judge the next line for each in turn, until it holds."""
        self.solving |= source in self.zeroed
        base, last, solving = self.bench, self.last, self.solving
        tried: list[tuple[Judged, State]] = []
        own = self.solved.get(source)
        for wrt in ((own,),) if own is not None else self.options or (base.question.wrt,):
            self.restore(State(base.turned_to(wrt), last, solving))
            line = super().hear(source)
            self.lines.pop()
            tried.append((line, State(self.bench, self.last, self.solving)))
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
    found = Judgement(part.who, unread=[(row[:LONGEST], "not told from the words around it") for row in part.lost])
    groups = list(_groups(part, found, proposal))
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


def _afresh(proposal: Proposal, groups: Sequence[_Group], instead: str) -> Derivation:
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
    trial: Turns, proposal: Proposal, groups: Sequence[_Group], instead: str, earlier: Sequence[Mistaken] = ()
) -> Derivation:
    """The last of some derivations, for the variables that it speaks of, which may follow from earlier mistakes."""
    group = groups[-1]
    bench = trial.bench
    own = [name for name in dict.fromkeys(group.by) if _variable(bench.problem, name) is not None]
    names = own or [*proposal.asked, *(n for n in group.changing if n not in proposal.asked)]
    chosen = [symbol for name in names if (symbol := _variable(bench.problem, name)) is not None]
    trial.options = [(symbol,) for symbol in chosen[:4]] or [bench.question.wrt]
    trial.zeroed = frozenset(group.zeroed)
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


def _groups(part: Told, found: Judgement, proposal: Proposal) -> Iterator[_Group]:
    """The lines of a part, cut after each derivative of the target that is stated."""
    problem = proposal.problem
    group = _Group()
    ended = False
    count = 0
    conditions = words(part).supposed
    under: int | None = None
    for number, formula in enumerate(part.formulas):
        said = spoken(part, number, problem, () if proposal.others else proposal.asked)
        if said is not None:
            formula = said
        if not _claims(formula, found):
            continue
        if _lacks_a_side(part, number):
            found.unread.append((formula.rows[0], "what it goes on from does not stand before it"))
            continue
        for row, relations in zip(formula.rows, formula.relations, strict=True):
            if _COUNTED.fullmatch(row) or not any(relation.sign == "=" for relation in relations):
                found.passed += 1
                continue
            under = number if _is_supposed(part, number, relations, problem) else under
            if under is not None and (under == number or in_one_sentence(part, under, number)):
                own = under == number
                why = "a condition that is supposed, not a claim" if own else "it holds under the condition before it"
                found.unread.append((row, why))
                continue
            if is_constraint(part, number) and _is_free(relations):
                found.unread.append((row, "a condition that is demanded, not a claim"))
                continue
            count += 1
            if count > MOST_LINES:
                found.unread.append((row, f"only the first {MOST_LINES} lines of a part are judged"))
                continue
            supposed = conditions.get(number, {})
            about = _about(relations, proposal, group)
            if (supposed, about) != (group.supposed, group.about) or (ended and relations[0].left is not None):
                if group.lines:
                    yield group
                group, ended = _Group(supposed=supposed, about=about), False
            group.lines.append(row)
            head = relations[0].left
            if isinstance(head, Name):
                group.giving[row] = head.name
            if is_set_to_zero(part, number):
                group.zeroed.add(row)
            ended |= _enter(relations, group, proposal.about(about).problem)
    if group.lines:
        yield group


def _about(relations: Sequence[Relation], proposal: Proposal, group: _Group) -> str:
    """The other function that a row is about; a row that goes on stays with what it goes on from."""
    head = relations[0].left
    if head is None:
        return group.about
    called = applied(head)
    changed = head.arguments[0] if isinstance(head, Applied) and _is_change(head) else head
    node = head.of if isinstance(head, Derivative) else changed
    name = called[0] if called else node.name if isinstance(node, Name) else ""
    known = applied(node)
    return next((one for one in (name, known[0] if known else "") if one in proposal.others), "")


def _lacks_a_side(part: Told, number: int) -> bool:
    """Whether a formula begins with `=` though nothing stands right before it."""
    first = part.formulas[number].relations[0]
    if not first or first[0].left is not None or first[0].sign != "=":
        return False
    return not re.search(rf"⟦{number - 1}⟧[^⟦]{{0,{NEAR}}}⟦{number}⟧", part.words)


def _claims(formula: Formula, found: Judgement) -> bool:
    """Whether a formula relates anything; what does not is counted, what cannot be read is quoted."""
    if formula.trouble:
        found.unread.append((formula.rows[0], formula.trouble))
        return False
    if any(relation.sign == "=" for relations in formula.relations for relation in relations):
        return True
    if formula.rows[-1].rstrip().endswith("=") and not formula.displayed:
        found.unread.append((formula.rows[-1], "what stands after the sign could not be told from the words"))
    else:
        found.passed += 1
    return False


def _enter(relations: Sequence[Relation], group: _Group, problem: Problem) -> bool:
    """Enter what a row speaks of; whether it states a derivative of the target."""
    states = False
    for relation in relations:
        head = relation.left
        if isinstance(head, Name):
            group.heads.append(head.name)
        if isinstance(head, Derivative) and relation.sign == "=" and _is_target(head, problem):
            group.by += [name for part in head.by for name in names_of(part)]
            group.second |= head.order == 2
            states = True
        for side in (relation.left, relation.right):
            for node in walk(side) if side is not None else ():
                if isinstance(node, Applied) and _is_change(node):
                    group.changing += names_of(node.arguments[0])
    return states


def _is_supposed(part: Told, number: int, relations: Sequence[Relation], problem: Problem) -> bool:
    """Whether a row gives a variable of the problem another meaning in its sentence only."""
    head = relations[0].left
    return isinstance(head, Name) and problem.named(head.name) in problem.variables and is_supposed(part, number)


def _is_free(relations: Sequence[Relation]) -> bool:
    """Whether a row neither defines a name nor speaks of derivatives."""
    sides = [side for one in relations for side in (one.left, one.right) if side is not None]
    rated = any(isinstance(node, Derivative) or _is_change(node) for side in sides for node in walk(side))
    return not rated and not isinstance(relations[0].left, Name)


def _is_change(node: Node) -> bool:
    return isinstance(node, Applied) and node.function == CHANGE


def _is_target(node: Derivative, problem: Problem) -> bool:
    """Whether something is differentiated that is not a step on the way."""
    if isinstance(node.of, Name):
        inner = problem.named(node.of.name)
        return inner is None or inner is problem.target
    return True
