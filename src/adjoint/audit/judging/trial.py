"""The lines of a derivation judged one after the other, names taken up on the way."""

import re
from collections.abc import Sequence

from adjoint.audit.judging.answering import lettered, stated
from adjoint.audit.judging.conditions import OPEN as OPEN_EQUATION
from adjoint.audit.judging.conditions import (
    ELSEWHERE, HOLDS, condition, is_constrained, is_set_to_zero, is_sought, sought,
)
from adjoint.audit.judging.contraction import in_entries
from adjoint.audit.judging.directions import along, directed, joined, moving, shifted
from adjoint.audit.judging.judge import judged
from adjoint.audit.judging.multiplied import multiplied, spelled_out, strangers
from adjoint.audit.judging.orders import settled, without_orders
from adjoint.audit.judging.outer import composed, factored, is_composition
from adjoint.audit.judging.rows import UNFIT, by_rows, introduced
from adjoint.audit.judging.spaces import space, strays
from adjoint.audit.said.hear import BY, OWN, heard
from adjoint.audit.said.phrase import Phrase, in_layout, name, names_in, replaced, turn
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import WORST, WRONG, Claim, Judged
from adjoint.audit.sense.meanings import meanings
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.reading import SHIFTED, Finding, shifted_in
from adjoint.audit.sense.settle import OPEN, known, primed, told_apart
from adjoint.audit.sense.similar import alike
from adjoint.audit.sense.valued import is_strange, misfit, valued
from adjoint.errors import AdjointError
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Shape
from adjoint.read.line import Relation, is_prose, read_line
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.tree.syntax import Node

INDEXED = frozenset({"entry", "total", "delta"})


class Trial:
    """Judges line after line."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lines: list[Judged] = []
        self.last: Phrase = name(OWN)
        self.source = ""
        self.solving = False
        self.free = True

    def recall(self, statement: str) -> None:
        """Take up what the statement of the problem says of names; nothing of it is judged."""
        self.free = not is_constrained(statement)
        for relation in self._read(statement, Judged(statement)):
            if relation.left is not None and relation.sign == "=":
                self.bench = composed(self.bench, heard(relation.left), heard(relation.right))
                self.bench.factors |= factored(self.bench, heard(relation.right))
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
        self.solving |= is_set_to_zero(source)
        try:
            self._take(line, self._read(source, line))
        except Exception as error:  # noqa: BLE001  one bad line must not end the others
            line.claims, line.verdict = [], "unreadable"
            line.notes.append(error.message if isinstance(error, AdjointError) else "this cannot be read")
        if line.verdict == "unreadable" and not line.claims and is_prose(source, self.bench.posed, self._taken(source)):
            line.verdict, line.notes = "words", ["words, passed over"]
        self.lines.append(line)
        return line

    def _read(self, source: str, line: Judged) -> tuple[Relation, ...]:
        """The relations; a vector that was named and stands before a single name in brackets is a function of it."""
        try:
            return read_line(source, self.bench.posed, self._taken(source))
        except Exception as error:  # noqa: BLE001  one bad line must not end the others
            line.notes.append(error.message if isinstance(error, AdjointError) else "this cannot be read")
            return ()

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
        """Read a Greek letter that nobody introduces as the Latin one of the problem that no line uses."""
        words: dict[str, None] = {}
        for source in sources:
            for relation in self._read(source, Judged(source)):
                for side in (relation.left, relation.right):
                    words.update(dict.fromkeys(names_in(heard(side)) if side is not None else ()))
        for own in (*self.bench.problem.variables, *self.bench.problem.definitions):
            if own.name not in words:
                mine = [word for word in words if not known(self.bench, word) and alike(word, own.name)]
                if len(mine) == 1:
                    self.bench.bind(mine[0], own)

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
            left, right = self._sides(relation, last)
            pairs.append((relation, left, right))
            last = left if relation.sign == "=" else right
        waiting = [pair for pair in pairs if not self._define(line, *pair)]
        for pair in waiting:
            if not self._define(line, *pair):
                self._claim(line, *pair)
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
        left = last if relation.left is None else self._shifted(relation.left)
        right = self._shifted(relation.right)
        if relation.along is not None:
            direction, by = relation.along
            right = replaced(right, name(direction), Phrase("d", (name(by or BY),)))
            self.bench = directed(self.bench, direction, by or BY)
        starred = left.kind == "name" and left.text.endswith("*")
        if relation.left is not None and (self.solving or starred):
            found = sought(self.bench, left, right)
            self.solving |= found != left
            left = found
        moves = any(part.kind == "d" for part in left)
        return left, along(self.bench, right) if moves else right

    def _is_moving(self, relation: Relation) -> bool:
        """Whether a relation, or one before it, speaks of a variable that is moved."""
        sides = (relation.left, relation.right)
        heard_ = [joined(self.bench, heard(side)) for side in sides if side is not None]
        return any(moving(self.bench, phrase).directions for phrase in heard_)

    def _shifted(self, side: Node) -> Phrase:
        """A side, with the directions in it taken up, and without what is of higher order in them."""
        phrase = joined(self.bench, heard(side))
        self.bench = moving(self.bench, phrase)
        return shifted(self.bench, without_orders(self.bench, phrase)) if self.bench.directions else phrase

    def _is_definition(self, left: Phrase) -> bool:
        return left.kind == "name" and any(s.name == left.text for s in self.bench.extra)

    def _define(self, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> bool:
        """Whether the relation introduces a name; it is taken up if so."""
        bench = self.bench
        if self._multiply(line, left, right):
            return True
        if left.kind == "name" and bench.names.get(left.text) in bench.problem.variables and factored(bench, right):
            bench.factors |= factored(bench, right)
            return True
        for word, members in introduced(bench, left, right):
            value = valued(bench, members, set(names_in(members)) & OPEN)
            if value is not None:
                self._name(line, word, value[1])
                return True
        turned = left.kind == "turn"
        left, right = (left.parts[0], turn(right)) if turned else (left, right)
        if relation.left is None or left.kind != "name" or left.text in bench.names or left.text in OPEN - {"E"}:
            return False
        right = told_apart(bench, right)
        if any(part.kind in INDEXED or part.kind in ("unread", "grid") for part in right):
            return False
        if right.kind == "name" and right.text in OPEN:
            bench.alias[left.text] = right.text
            return True
        missing = {word for word in names_in(right) if not known(bench, word)}
        if missing - OPEN:
            return self._define_by_term(line, left, right, sorted(missing - OPEN))
        for own in reversed(tuple(bench.problem.definitions)):
            found = judged(bench, name(own.name), right)
            if found.status == "true":
                bench.bind(left.text, own)
                line.notes.append(f"{left.text} is read as {own.name}")
                line.claims.append(Claim(left, right, relation.source, "right", found))
                return True
        if rated := lettered(bench, left):
            self._claim(line, relation, rated, right)
            return True
        made = valued(bench, right, missing)
        if made is None:
            return self._misfit(line, relation, left, right, missing)
        layouts, body = made
        bench.layouts = layouts
        self._name(line, left.text, body)
        return True

    def _misfit(self, line: Judged, relation: Relation, left: Phrase, right: Phrase, missing: set[str]) -> bool:
        """Whether a new name is given to what has no value since its shapes fit in no reading; the line is wrong."""
        bench = self.bench
        found = None if missing or not bench.bound.keys().isdisjoint(names_in(right)) else misfit(bench, right)
        if found is None:
            return False
        line.claims.append(Claim(left, right, relation.source, "wrong", found))
        return True

    def _multiply(self, line: Judged, left: Phrase, right: Phrase) -> bool:
        """`L(w, λ) = ...` with a λ that nothing introduces: a new function with a new variable."""
        left = spelled_out(self.bench, left, right)
        if left.kind != "call" or left.text in self.bench.names or left.text in BUILTINS:
            return False
        found = multiplied(self.bench, left, told_apart(self.bench, right))
        if found is None:
            foreign = strangers(self.bench, left, right)
            self.bench.factors |= foreign
            return bool(foreign)
        self.bench, notes = found
        line.notes += notes
        return True

    def _define_by_term(self, line: Judged, left: Phrase, right: Phrase, missing: Sequence[str]) -> bool:
        """`L = D - W` where D is unknown: the reading of D that makes the right side a term of the problem."""
        if len(missing) != 1:
            return False
        bench = self.bench
        for meaning in meanings(bench, missing[0], False, False):
            world = bench.world(also={missing[0]: meaning})
            try:
                body = world.make(right)
            except AdjointError:
                continue
            if body in bench.terms and body.children:
                self._name(line, missing[0], meaning)
                self._name(line, left.text, body)
                return True
        return False

    def _name(self, line: Judged, word: str, body: Expr) -> None:
        line.notes.append(f"{word} stands for {body}")
        spliced = self.bench.spliced(word, body)
        if spliced is self.bench:
            self.bench.introduce(word, body)
        self.bench = spliced

    def _claim(self, line: Judged, relation: Relation, left: Phrase, right: Phrase) -> None:
        bench = self.bench
        rate = primed(bench, left)
        options = [(left, right)] if rate is None or rate == told_apart(bench, left) else [(rate, right), (left, right)]
        if relation.other is not None:
            other = relation.other
            options.append((left if other.left is None else heard(other.left), heard(other.right)))
        options = [pair for a, b in options for pair in by_rows(bench, a, b)]
        claims = [self._judge(relation, a, b) for a, b in options]
        best = max(claims, key=lambda claim: WORST.index(claim.verdict))
        if relation.left is None and best.verdict in WRONG and best.said != "layout":
            best = self._attached(line, relation, best)
        best.others = [claim for claim in claims if claim is not best]
        if best.finding.status == "true":
            self._keep(line, best.finding)
        if best.verdict == "schematic" and (entries := in_entries(bench, best.left, best.right)) is not None:
            line.notes.append(f"in entries: {entries}")
        if best.said == "condition" and best.verdict == "right":
            line.notes.append(best.finding.why)
            self.solving = True
            word = heard(relation.left) if relation.left is not None else best.left
            opened = set(names_in(right)) & OPEN
            if word.kind == "name" and word.text not in bench.names and (value := valued(bench, right, opened)):
                bench.introduce(word.text, value[1])
        line.claims.append(best)
        for part in (*best.left, *best.right):
            if part.kind == "turn" and part.parts[0].kind == "name":
                bench.transposed.add(part.parts[0].text.split("·")[0])

    def _attached(self, line: Judged, relation: Relation, claim: Claim) -> Claim:
        """A continued line that does not go on from the line before, where it goes on from an earlier one."""
        own = name(OWN)
        earlier = [one.left for judged_ in self.lines[::-1] for one in judged_.claims if one.verdict not in WRONG]
        for left in dict.fromkeys((*earlier, Phrase("d", (own,)), Phrase("rate", (own, name(BY)), "rate"), own)):
            if left == claim.left or not self.bench.names.keys() >= {*names_in(left), *names_in(claim.right)}:
                continue
            other = self._judge(relation, left, claim.right)
            if other.verdict == "right" and not other.said:
                line.notes.append(f"goes on from {spelled(left)}")
                return other
        return claim

    def _judge(self, relation: Relation, left: Phrase, right: Phrase) -> Claim:
        left, right = told_apart(self.bench, left), told_apart(self.bench, right)

        def made(verdict: str, finding: Finding, said: str = "") -> Claim:
            return Claim(left, right, relation.source, verdict, finding, relation.left is None, said)

        unread = [part for phrase in (left, right) for part in phrase if part.kind == "unread"]
        if unread:
            why = next((f": {reason}" for part in unread for reason in part.indices if reason), "")
            return made("unreadable", Finding("undecided", why=f"a part cannot be read{why}"))
        if right.kind == UNFIT:
            return made("wrong", Finding("misfit", why=right.text, world=self.bench.world()))
        found = judged(self.bench, left, right)
        if found.status != "true" and any(part.text == "map" for phrase in (left, right) for part in phrase):
            left, right = in_layout(left), in_layout(right)
            found = judged(self.bench, left, right)
        if found.status == "misfit" and left.kind == "d" and relation.source.startswith(r"\partial"):
            rate = Phrase("rate", (left.parts[0], name(BY)), "nabla")
            meant = judged(self.bench, rate, right)
            left, found = (rate, meant) if meant.status == "true" else (left, found)
        if found.status == "true":
            kept = [layout for layout in found.layouts if layout in self.bench.layouts]
            if not kept:
                return made("wrong", found, "layout")
            return made(
                "right" if kept[0].name == "gradient" or len(found.layouts) == 3 else "right-in-another-layout", found
            )
        sides = [joined(self.bench, heard(side)) for side in (relation.left, relation.right) if side is not None]
        if (to_order := settled(self.bench, found, relation.sign, sides, self.source)) is not None:
            return made(*to_order)
        table = {
            "false": "wrong",
            "misfit": "wrong",
            "axes": "ill-defined",
            "unnamed": "undecided",
            "undecided": "undecided",
            "schematic": "schematic",
        }
        if found.status == "false" and found.law and any(is_composition(self.bench, part) for part in (*left, *right)):
            return made("undecided", Finding("undecided", why="a composition of functions"))
        claimed = found.status == "false" and not found.law
        set_ = condition(self.bench, left, right, found, self.solving) if claimed else None
        if set_ is None and claimed and (other := shifted_in(self.bench, left, right)).left is not None:
            set_ = condition(self.bench, left, right, other, self.solving)
            set_ = f"{set_}; {SHIFTED}" if set_ == HOLDS else None
        if set_ == ELSEWHERE and self.solving and self.free and is_sought(self.bench, left, right):
            return made("wrong", found)
        if set_ is not None:
            verdict = "undecided" if set_ in (OPEN_EQUATION, ELSEWHERE) else "right"
            return made(verdict, Finding("undecided", why=set_), "condition")
        if found.status in ("false", "misfit") and self._clash(relation.source):
            return made("undecided", Finding("undecided", why="a name of the problem is also a sign of the calculus"))
        return made(table[found.status], found)

    def _clash(self, source: str) -> bool:
        """Whether the problem has a `d` or a `D`, so that differentials or `D(f, X)` cannot be told from products."""
        names = self.bench.names
        typed = "\\" not in source
        slanted = re.search(r"\bd\s*\(" if typed else r"d", re.sub(r"\\mathrm\s*\{d\}", "", source))
        return ("d" in names and slanted is not None) or ("D" in names and re.search(r"\bD\s*\(", source) is not None)

    def _keep(self, line: Judged, found: Finding) -> None:
        bench = self.bench
        kept = tuple(layout for layout in bench.layouts if layout in found.layouts)
        for word, meaning in found.bound:
            if word in OPEN:
                continue
            line.notes.append(f"{word} is read as {meaning}")
            bench = bench.spliced(word, meaning)
            if word not in bench.names:
                bench.bind(word, meaning)
            bench.bound[word] = meaning
        if found.world is not None and found.world.entrywise:
            line.notes.append("read entry by entry, since as matrices the shapes do not fit; write .* and ./ for that")
        if found.world is not None and found.world.shifted:
            line.notes.append(SHIFTED)
        bench.layouts = kept or bench.layouts
        bench.style = found.turned or bench.style
        self.bench = bench
