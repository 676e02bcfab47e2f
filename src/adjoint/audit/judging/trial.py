"""The lines of a derivation judged one after the other, names taken up on the way."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from adjoint.audit.judging.answering import stated
from adjoint.audit.judging.conditions import (
    equation, is_constrained, is_gradient, is_level, is_sought, multipliers, sought, stationary,
)  # fmt: skip
from adjoint.audit.judging.course import Course
from adjoint.audit.judging.decomposed import decomposed, split
from adjoint.audit.judging.directions import along, as_steps, directed, is_stepped, moving, shifted, written
from adjoint.audit.judging.naming import named
from adjoint.audit.judging.orders import without_orders
from adjoint.audit.judging.outer import composed, factored
from adjoint.audit.judging.points import points
from adjoint.audit.judging.rows import UNFIT
from adjoint.audit.judging.series import backwards
from adjoint.audit.judging.spaces import space, strays
from adjoint.audit.said.cases import cases, concerns, is_heading, without_cases
from adjoint.audit.said.hear import OWN, heard
from adjoint.audit.said.ranged import mask
from adjoint.audit.said.phrase import Phrase, is_number, name, names_in, replaced
from adjoint.audit.said.solving import Solving, is_there, sets_to_zero
from adjoint.audit.sense.arranging import arranged
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WORST, WRONG, Claim, Judged
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.settle import OPEN, known, told_apart, with_iterates
from adjoint.audit.sense.similar import alike
from adjoint.audit.sense.valued import is_strange
from adjoint.errors import AdjointError, fault
from adjoint.expr.sizes import ONE, Shape
from adjoint.read.notation.code import is_code
from adjoint.read.line import Relation, is_prose, read_line
from adjoint.read.tree.syntax import Node


class State(NamedTuple):
    """What the lines up to here have made known: the bench, what a line beginning with `=` goes on from, a zero set."""

    bench: Bench
    last: Phrase
    solving: bool
    words: Solving


class Trial(Course):
    """Judges line after line."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.last: Phrase = name(OWN)
        self.coded = False
        self.statement = self.heading = self.past = ""

    def recall(self, statement: str) -> None:
        """Take up what the statement of the problem says of names; nothing of it is judged."""
        self.free, self.statement = not is_constrained(statement), statement
        stated = []
        for relation in self._read(statement, Judged(statement)):
            if relation.left is not None and relation.sign == "=":
                self.bench = composed(self.bench, heard(relation.left), heard(relation.right))
                left, right = heard(relation.left), heard(relation.right)
                stated.append(equation(self.bench, told_apart(self.bench, left), told_apart(self.bench, right)))
                parts = decomposed(self.bench, left, right)
                if parts is not None:
                    self.bench = split(self.bench, parts[0], left, parts[1])
                self.bench.factors |= factored(self.bench, right)
        self.bench.multipliers = () if self.free else multipliers(self.bench, stated=[one for one in stated if one])
        trial = Trial(self.bench.turned_to(self.bench.question.wrt))
        line = trial.hear(statement)
        for phrase in line.alone:
            if phrase.kind != "name" and is_strange(self.bench, phrase):
                trial.bench.phrases[phrase] = OWN
        if any(len(set(dict(claim.finding.bound)) - OPEN) > 1 for claim in line.claims):
            return
        if all(claim.finding.status != "true" or claim.finding.layouts == LAYOUTS for claim in line.claims):
            self.bench = trial.bench

    def hear(self, source: str) -> Judged:
        """Judge the next line."""
        line = Judged(source)
        self.source = source
        is_zero, there = self.said_of(source)
        self.words = self.words.then(is_zero, there, bool(self.lines) and self.lines[-1].verdict == "words")
        kept = self.state()
        if is_zero:
            said = [claim.left for before in self.lines for claim in before.claims if claim.verdict not in WRONG]
            self.bench = stationary(self.bench, said)
        try:
            self._take(line, self._read(source, line))
        except Exception as error:  # noqa: BLE001  one bad line must not end the others
            self.restore(kept)
            line.claims, line.verdict, line.fault = [], "unreadable", not isinstance(error, AdjointError)
            line.notes = [fault(error).message]
        unread = line.verdict == "unreadable" and not line.claims and not line.fault
        self.past = self.heading or self.past
        self.heading = source if is_heading(source, self._letters()) else ""
        if unread and (self.heading or is_prose(source, self.bench.posed, self._taken(source))):
            line.verdict, line.notes = "words", ["words, passed over"]
        self.lines.append(line)
        return line

    def said_of(self, source: str) -> tuple[bool, bool]:
        """Whether the words of a line say that the gradient is zero, or speak of a place where it is."""
        return sets_to_zero(source, (self.bench.problem.target.name,)), is_there(source)

    def state(self) -> State:
        """What is known before a line; what is learnt afterwards does not enter it."""
        return State(self.bench.but(), self.last, self.solving, self.words)

    def restore(self, state: State) -> None:
        """Go on from what was known before, as if nothing had been heard since."""
        self.bench, self.last, self.solving, self.words = state

    def _read(self, source: str, line: Judged) -> tuple[Relation, ...]:
        """The relations; a vector that was named and stands before a single name in brackets is a function of it."""
        try:
            plain = without_cases(source, self._letters())
            return read_line(plain, self.bench.posed, self._taken(plain), self.coded)
        except Exception as error:  # noqa: BLE001  one bad line must not end the others
            line.fault = not isinstance(error, AdjointError)
            line.notes.append(fault(error).message)
            return ()

    def _letters(self) -> frozenset[str]:
        """The names that are no indices."""
        return self.bench.size_names | frozenset(self.bench.names)

    def _taken(self, source: str) -> list[str]:
        """The names introduced on the way that are not applied to anything."""
        applied = [
            n for n, node in self.bench.names.items()
            if node is self.bench.problem.target
            or (ONE in node.shape and re.search(rf"(?<!\\){re.escape(n)}\s*\(\s*(?:\w\s*\()?\s*\\?\w+\s*\)", source))
        ]  # fmt: skip
        bench = self.bench
        return [n for n in bench.names if n.isidentifier() and n not in applied and not bench.is_direction(n)]

    def foresee(self, sources: Sequence[str]) -> None:
        """Read a Greek letter that nobody introduces as the Latin one of the problem that no line uses.

        Where one line is that of a program, all of them may be.
        """
        self.coded = any(map(is_code, sources))
        self.bench.multipliers = self.bench.multipliers or multipliers(self.bench, False)
        relations = [relation for source in sources for relation in self._read(source, Judged(source))]
        self.bench.points = points(self.bench, relations)
        sides = [heard(side) for one in relations for side in (one.left, one.right) if side is not None]
        self._arrange(sides, relations, sources)
        pairs = [(heard(one.left), heard(one.right)) for one in relations if one.left is not None and one.sign == "="]
        for word, rate in backwards(self.bench, pairs).items():
            self.bench.bind(word, rate)
        words = dict.fromkeys(word for side in sides for word in names_in(side))
        self.used = Counter(word for side in sides for word in set(names_in(side)))
        for own in (*self.bench.problem.variables, *self.bench.problem.definitions):
            if own.name not in words:
                mine = [word for word in words if not known(self.bench, word) and alike(word, own.name)]
                if len(mine) == 1:
                    self.bench.bind(mine[0], own)

    def _arrange(self, sides: Sequence[Phrase], relations: Sequence[Relation], sources: Sequence[str]) -> None:
        """Take up the names of matrices that arrange stacks, which no line gives to something else."""
        given = {heard(one.left) for one in relations if one.left is not None and one.sign == "="}
        for found in arranged(self.bench, sides, (self.statement, *sources)):
            if found.phrase in given:
                continue
            if found.phrase.kind == "entry":
                self.bench.phrases[found.phrase] = found.word
            if found.sure and len(found.meanings) == 1:
                self.bench.bind(found.word, found.meanings[0])
            else:
                self.bench.arranged = {**self.bench.arranged, found.word: found.meanings}
                self.bench.surely |= {found.word} if found.sure else set()

    def _take(self, line: Judged, relations: Sequence[Relation]) -> None:
        pairs: list[tuple[Relation, Phrase, Phrase]] = []
        last = self.last
        shapes: list[tuple[Relation, Phrase, Shape]] = []
        for relation in relations:
            if relation.sign == "∈" and (meant := space(self.bench, relation.source)) is not None:
                shapes.append((relation, last if relation.left is None else heard(relation.left), meant))
                continue
            if not relation.sign and (answer := stated(self.bench, line.source, relation)):
                last = answer
            elif relation.sign != "=" and not (relation.sign == "≈" and self._is_moving(relation)):
                line.alone.extend([heard(relation.right)] if not relation.sign else [])
                line.notes.append(f"passed over: {relation.source}")
                continue
            left, right = self._in_case(line.source, *self._sides(relation, last))
            pairs.append((relation, left, right))
            last = left if relation.sign == "=" else right
        if any(part.kind in ("rate", "d") for _, *sides in pairs for side in sides for part in side):
            self.words = self.words._replace(derived=True)
        waiting = [pair for pair in pairs if not named(self, line, *pair)]
        for pair in waiting:
            if not named(self, line, *pair):
                self.claim(line, *pair)
                self._spare(line.claims[-1])
        for relation, left, meant in shapes:
            self._belong(line, relation, left, meant)
        if pairs:
            first = next((left for _, left, _ in pairs if not self._is_definition(left)), pairs[0][1])
            self.last = first if pairs[-1][0].sign == "=" else last
        verdicts = [claim.verdict for claim in line.claims]
        if verdicts:
            line.verdict = min(verdicts, key=WORST.index)
        elif pairs:
            line.verdict = "right"

    def _belong(self, line: Judged, relation: Relation, left: Phrase, stated: Shape) -> None:
        """Judge the shape that is stated of a side."""
        bench = next((claim.finding.bench for claim in line.claims[::-1] if claim.finding.bench), self.bench)
        why = strays(bench, left, stated)
        if why is None:
            line.notes.append(f"passed over: {relation.source}")
            return
        finding = Finding("misfit" if why else "true", LAYOUTS, why=why, world=bench.world())
        verdict = "wrong" if why else "right"
        line.claims.append(Claim(left, Phrase(UNFIT, text=why), relation.source, verdict, finding, said="shape"))

    def _sides(self, relation: Relation, last: Phrase) -> tuple[Phrase, Phrase]:
        """Both sides of a relation that may go on from the last, with the directions in them taken up."""
        stepped = self._is_stepped(relation, last)
        left = last if relation.left is None else self._shifted(relation.left, stepped)
        right = self._shifted(relation.right, stepped)
        if relation.along is not None:
            direction, by = relation.along
            by = by or self.bench.question.wrt[0].name
            right = replaced(right, name(direction), Phrase("d", (name(by),)))
            self.bench = directed(self.bench, direction, by)
        starred = left.kind == "name" and left.text.endswith("*")
        before = [self.last, *(claim.left for claim in (self.lines[-1].claims if self.lines else [])[-1:])]
        derived, spoken = any(is_gradient(self.bench, one) for one in before), not set(names_in(right)) <= OPEN
        if relation.left is not None and (self.is_solving(left) or starred or derived):
            self.bench, found, right = sought(self.bench, left, right, self.is_solving(left))
            self.solving |= found != left or (derived and spoken and is_sought(self.bench, left, right))
            left = found
        nought = is_number(left, 0) or is_number(right, 0)
        self.solving |= derived and nought and self.free and relation.left is not None
        rated = any(part.kind in ("d", "rate") for part in (*left, *right))
        self.solving |= derived and relation.left is not None and not rated and is_level(self.bench, left, right)
        moves = any(part.kind == "d" for part in left)
        return left, along(self.bench, right) if moves else right

    def _in_case(self, source: str, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
        """Both sides in the case of their indices that the line, or one before it, is said to be of."""
        found = [*cases(source, self._letters())] or cases(self.heading, self._letters())
        said = [case for case in found if concerns(case, left, right)]
        if not said:
            masked = left.kind == "product" and left.parts[-1].kind == "mask"
            return left, Phrase("product", (right, left.parts[-1])) if masked else right
        summed = {letter for part in (*left, *right) if part.kind == "total" for letter in part.indices}
        case = said[0]
        if len(said) > 1 or {case.left, case.right} & summed:
            return left, Phrase("unread", indices=("it is said of a case of its indices",))
        held = mask(case.left, case.sign, case.right)
        return Phrase("product", (left, held)), Phrase("product", (right, held))

    def _spare(self, claim: Claim) -> None:
        """Leave open what is false of all indices further down under a heading: it may be said of that case."""
        said = [case for case in cases(self.past, self._letters()) if concerns(case, claim.left, claim.right)]
        if said and claim.verdict in WRONG and not any(part.kind == "mask" for part in claim.left):
            why = "it may be said of the case of its indices above, and is false of all"
            claim.verdict, claim.finding = "undecided", Finding("undecided", why=why)

    def _is_stepped(self, relation: Relation, last: Phrase) -> bool:
        """Whether changes are steps in a relation that may go on from the last."""
        before = [last] if relation.left is None else [written(self.bench, relation.left)]
        return is_stepped(self.bench, *before, written(self.bench, relation.right))

    def _is_moving(self, relation: Relation) -> bool:
        """Whether a relation, or one before it, speaks of a variable that is moved."""
        sides = (relation.left, relation.right)
        heard_ = [written(self.bench, side) for side in sides if side is not None]
        return is_stepped(self.bench, *heard_) or any(moving(self.bench, phrase).directions for phrase in heard_)

    def _shifted(self, side: Node, stepped: bool) -> Phrase:
        """A side, with the directions in it taken up, and without what is of higher order in them."""
        phrase = written(self.bench, side)
        phrase = as_steps(self.bench, phrase) if stepped else phrase
        phrase = with_iterates(self.bench, phrase)
        self.bench = moving(self.bench, phrase)
        return shifted(self.bench, without_orders(self.bench, phrase)) if self.bench.directions else phrase

    def _is_definition(self, left: Phrase) -> bool:
        return left.kind == "name" and any(s.name == left.text for s in self.bench.extra)
