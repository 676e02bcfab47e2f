"""The problem that a post is about, proposed: definitions, shapes, what is differentiated and by what."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.post.examples import Examples
from adjoint.post.factors import factors, multiplied
from adjoint.post.proposal import OF_VECTORS, Proposal, Read, counted
from adjoint.post.reading import Told, is_plain, names_of
from adjoint.post.story import Stated, layered, rests_on, spelled, stated, undone, whole
from adjoint.post.telling import Words, applied, words
from adjoint.read.problem import read_problem
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.tree.sides import Derivative, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node, Terms
from adjoint.render.text import text as plain

_OF_MATRICES = {"exponential": "exp", "logarithm": "log", "square root": "sqrt"}
HINT = 'say what it is: `--problem "L = normF(A*X - B)^2; X: m x n" --wrt X`; the post is then only judged'


@dataclass(eq=False)
class _Mentions:
    """What is differentiated in some parts, and by what, in the order of the text."""

    of: list[str] = field(default_factory=list)
    by: list[tuple[str, str]] = field(default_factory=list)
    goals: list[tuple[str, str]] = field(default_factory=list)
    expressions: list[tuple[Node, tuple[str, ...]]] = field(default_factory=list)
    changing: set[str] = field(default_factory=set)


def proposed(parts: Sequence[Told], declare: Sequence[str] = (), wrt: Sequence[str] = ()) -> Proposal:
    """The problem of a post; raises an `AdjointError` that tells what is missing.

    `declare` are declarations that come before those of the post, `wrt` the variables where they are given.
    """
    if not any(part.formulas for part in parts):
        raise SyntaxProblem("the post has no formulas", hint=HINT)
    return _Proposing(list(parts), declare, wrt).proposal()


def taken(parts: Sequence[Told], problem: Problem, text: str, wrt: Sequence[str]) -> Proposal:
    """The problem that was given beside a post; by what to differentiate is taken from the post unless it is given."""
    asked = tuple(wrt) or _Proposing(list(parts), (), ()).asked(problem, problem.target.name)
    return Proposal(problem, text, (), asked)

_LIKELIHOOD = re.compile(r"likelihood|gaussian|\bnormal(?:ly)?\b|covarianc|mahalanobis", re.IGNORECASE)
"""Words of posts in which a Sigma is a covariance."""


class _Proposing:
    """What is gathered on the way."""

    def __init__(self, parts: list[Told], declare: Sequence[str], wrt: Sequence[str]) -> None:
        self.parts = parts
        self.declare = list(declare)
        self.wrt = tuple(wrt)
        self.words = [words(part) for part in parts]
        self.factors = factors(parts, {name for said in self.words for name in (*said.kinds, *said.facts)})
        self.known = stated(parts, self.factors)
        self.asker = _mentions(parts[:1])
        self.all = _mentions(parts)
        self.notes: list[str] = []
        self.scalar = not any(re.search(r"\bjacobian", part.words, re.IGNORECASE) for part in parts)

    def proposal(self) -> Proposal:
        """All of it."""
        target = self.target()
        self.define(target)
        self.extend(target)
        reached = self.reached(target)
        others = self.others(target, reached)
        try:
            used, (problem, text, declared) = self.whole(target, {*reached, *rests_on(self.known, others)})
        except AdjointError:
            used, (problem, text, declared) = self.whole(target, reached)
        bodies = {symbol.name: f"{symbol} = {plain(body)}" for symbol, body in problem.definitions.items()}
        sources = [(bodies.get(one.name, one.text), one.where) for one in used]
        for where in dict.fromkeys(where for _, where in declared):
            sources.append(("; ".join(one for one, said in declared if said == where), where))
        asked = self.wrt or self.asked(problem, target)
        return Proposal(problem, text, tuple(sources), asked, tuple(self.notes), self.by(problem, others))

    def whole(self, target: str, names: Collection[str]) -> tuple[list[Stated], Read]:
        """The definitions of those names, the target last, and the problem that they make."""
        used = [self.known[name] for name in self.known if name in names]
        used.sort(key=lambda one: one.name == target)
        return used, self.read(used, {*names})

    def others(self, target: str, reached: Collection[str]) -> list[str]:
        """Functions of the same variables that the post differentiates too, and that are no part of anything."""
        sides = [side for part in self.parts for chain in part.chains for side in chain.sides[1:]]
        used = {name for side in sides if is_plain(side) for name in names_of(side)}
        own = {name for name in reached if name not in self.known}
        found = [name for name in dict.fromkeys(of for of, _ in self.all.by) if name in self.known]
        return [name for name in found if name not in {*reached, *used} and target not in self.reached(name)
                and not own.isdisjoint(self.reached(name)) and own.issuperset(self.known[name].formals)]  # fmt: skip

    def by(self, problem: Problem, others: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Those of the functions that the problem has, each with what it is differentiated by."""
        variables = {one.name for one in problem.variables}
        scalars = [one.name for one in problem.definitions if one.name in others and one.is_scalar]
        asked = {of: [by for name, by in self.all.by if name == of and by in variables] for of in scalars}
        return {of: tuple(dict.fromkeys(by)) for of, by in asked.items() if by}

    def target(self) -> str:
        """The name of what is differentiated; an expression that has none is called `f`."""
        for part, said in zip(self.parts, self.words, strict=True):
            mentions = self.asker if part.number == 0 else self.all
            roots = self.roots(mentions)
            for number in said.of:
                if self.is_aside(part, number, roots[:1]) or self.is_part(part, number, roots[:1]):
                    continue
                if (name := self.named(part, number)) is not None:
                    return name
            if roots:
                return roots[0]
            if mentions.expressions:
                return self.called(mentions.expressions[0][0], part.who)
        ends = [name for name in self.known if not any(name in one.uses for one in self.known.values())]
        if ends:
            return ends[-1]
        raise SyntaxProblem("the post does not say what is differentiated", hint=HINT)

    def is_aside(self, part: Told, number: int, roots: Sequence[str]) -> bool:
        """Whether a formula without a name is no part of the function that the post defines and differentiates."""
        node = part.formulas[number].alone
        if not roots or roots[0] not in self.known or node is None or isinstance(node, Name) or applied(node):
            return False
        body = spelled(multiplied(node, self.factors)) if is_plain(node) else None
        return body is not None and body not in self.known[roots[0]].body

    def is_part(self, part: Told, number: int, roots: Sequence[str]) -> bool:
        """Whether a formula without a name is one term of what is differentiated instead: of its Lagrangian."""
        node = part.formulas[number].alone
        if not roots or roots[0] not in self.known or node is None or not is_plain(node):
            return False
        whole = self.known[roots[0]].node
        terms = [term for _, term in whole.terms] if isinstance(whole, Terms) else []
        body = spelled(node)
        told = any(spelled(one) == body for one, _ in self.all.expressions)
        return body is not None and not told and body in [spelled(term) for term in terms]

    def named(self, part: Told, number: int) -> str | None:
        """The name of a formula of which the words ask the derivative."""
        formula = part.formulas[number]
        heads = [chain.head for chain in part.chains if chain.source in formula.rows]
        node = formula.alone if formula.alone is not None else heads[0] if heads else None
        called = applied(node)
        if called is not None and called[0] not in BUILTINS:
            node = Name(0, 0, called[0])
        if isinstance(node, Name):
            mentioned = node.name in self.known or node.name in self.all.of
            return node.name if mentioned or called else None
        return self.called(node, part.who) if node is not None and is_plain(node) else None

    def called(self, node: Node, who: str) -> str:
        """A name for an expression that is differentiated as it stands."""
        body = spelled(multiplied(node, self.factors))
        if body is None:
            raise SyntaxProblem("what is differentiated cannot be taken for a problem", hint=HINT)
        same = [name for name, one in self.known.items() if one.body == body]
        name = same[0] if same else next(name for name in ("f", "F", "f1", "f2") if name not in self.known)
        self.known.setdefault(name, Stated(name, body, names_of(node), f"from {who}", node))
        return name

    def roots(self, mentions: _Mentions) -> list[str]:
        """What is differentiated and enters nothing else that is, the most frequent first."""
        counts = Counter(mentions.of)
        below = {by for of, by in mentions.by if of != by}
        inner = {inner for name in counts for inner in self.reached(name) if inner != name}
        free = [name for name in counts if name not in below and name not in inner and name not in BUILTINS]
        order = {name: place for place, name in enumerate(counts)}
        return sorted(free, key=lambda name: (name not in self.known, -counts[name], order[name]))

    def reached(self, name: str) -> set[str]:
        """The names that a definition rests on, its own included."""
        return rests_on(self.known, [name])

    def define(self, target: str) -> None:
        """Give the target a definition where the post has none: by its gradient, its arguments, or what it is by."""
        if target in self.known:
            return
        by = [name for of, name in self.asker.by if of == target] or [n for of, n in self.all.by if of == target]
        made = whole(target, list(self.gradients(target)), "since its gradient is given")
        arguments = self.arguments(target)
        if made is None and not arguments:
            inner = list(dict.fromkeys(name for name in by if name in self.known))
            arguments = [n for n in inner if not any(n in self.reached(o) for o in inner if o != n)]
        if made is None and not arguments:
            raise SyntaxProblem(self.unsaid(target), hint=HINT)
        body = f"{target}({', '.join(arguments)})"
        self.known[target] = made or Stated(target, body, tuple(arguments), "some function, since nothing defines it")

    def unsaid(self, target: str) -> str:
        """Why there is no definition."""
        for chain in (chain for part in self.parts for chain in part.chains):
            head = applied(chain.head)
            if target == (head[0] if head else chain.head.name if isinstance(chain.head, Name) else None):
                try:
                    Examples(self.parts).in_matrices(chain.sides[1])
                except AdjointError as error:
                    return f"what the post says of `{target}` is no problem: {error.message}"
        return f"the post does not say what `{target}` is"

    def gradients(self, target: str) -> Iterator[tuple[str, Node]]:
        """What the question gives as the gradients of the target."""
        for part, said in zip(self.parts, self.words, strict=True):
            for one, other in said.equal:
                left, right = part.formulas[one].alone, part.formulas[other].alone
                if isinstance(left, Derivative) and right is not None and _is_of(left, target) and is_plain(right):
                    yield from ((name, right) for name in names_of(left.by[0]))
        for chain in self.parts[0].chains:
            if isinstance(chain.head, Derivative) and _is_of(chain.head, target) and chain.head.by:
                for side in chain.sides[1:]:
                    if is_plain(side):
                        yield from ((name, side) for name in names_of(chain.head.by[0]))

    def arguments(self, target: str) -> list[str]:
        """The names that the target is applied to somewhere."""
        for part in self.parts:
            nodes = [formula.alone for formula in part.formulas] + [side for c in part.chains for side in c.sides]
            for node in nodes:
                for inner in walk(node) if node is not None else ():
                    called = applied(inner)
                    if called is not None and called[0] == target and target not in called[1]:
                        return list(called[1])
        return []

    def extend(self, target: str) -> None:
        """Definitions that are missing: of differentials that are given, and of layers below by analogy."""
        wanted = list(dict.fromkeys(name for of, name in self.all.by if of == target))
        missing = [name for name in wanted if name not in self.reached(target)]
        if not missing:
            return
        for one in undone([chain for part in self.parts for chain in part.chains]):
            if one.name in self.reached(target) and target not in one.uses:
                self.known.setdefault(one.name, one)
        reached = self.reached(target)
        asked = [n for n in missing if n not in reached and any(of == target and n == by for of, by in self.asker.by)]
        self.known.update(layered(self.known, asked, reached))

    def read(self, used: list[Stated], reached: set[str]) -> Read:
        """The problem, with as much of the declarations as fits."""
        declared = list(self.declarations(reached))
        tries = [declared, [(one, where) for one, where in declared if "function" in one], []]
        first: AdjointError | None = None
        found: list[Read] = []
        for some in tries:
            text = "\n".join([*self.declare, *(one for one, _ in some), *(one.text for one in used)])
            for spelled_ in self.spellings(text):
                try:
                    found.append((read_problem(spelled_, scalar=self.scalar), spelled_, some))
                except AdjointError as error:
                    first = first or error
                else:
                    break
        if found:
            best = min(found, key=lambda one: (not one[0].target.is_scalar, _small_matrices(one[0])))
            if best[2] is not declared:
                self.notes.append("the shapes told in the post do not fit, and were left out")
            return counted(best, Examples(self.parts).counts())
        assert first is not None
        stands = "; ".join(one.text for one in used)
        raise SyntaxProblem(f"the problem of the post, `{stands}`, cannot be read: {first.message}", hint=HINT)

    def spellings(self, text: str) -> Iterator[str]:
        """A problem, with functions of matrices that words name, and with a softmax of each row where they say rows."""
        for word, name in _OF_MATRICES.items():
            if any(re.search(rf"\bmatrix[\s-]+{word}", part.words, re.IGNORECASE) for part in self.parts):
                text = re.sub(rf"\b{name}\(", f"{name}m(", text)
        yield text
        if "softmax(" in text and any(re.search(r"\brows?\b", part.words, re.IGNORECASE) for part in self.parts):
            yield text.replace("softmax(", "softmaxrows(")

    def declarations(self, reached: set[str]) -> Iterator[tuple[str, str]]:
        """What the words tell of the names that the problem has."""
        given = {row.partition(":")[0].strip() for row in self.declare}
        seen: set[str] = set()
        functions = {
            node.function for name in reached if name in self.known
            for node in walk(self.known[name].node or Name(0, 0, name)) if isinstance(node, Applied)
        }  # fmt: skip
        for part, said in zip(self.parts, self.words, strict=True):
            for name in dict.fromkeys([*said.kinds, *said.facts, *said.elementwise]):
                if name not in reached or name in given or name in seen or (part.number and name in self.known):
                    continue
                text = self.declaration(said, name)
                if text is not None and ("function" in text or name not in functions):
                    seen.add(name)
                    yield text, f"from {part.who}"
        if any(_LIKELIHOOD.search(part.words) for part in self.parts):
            for name in sorted(reached - self.known.keys() - given - seen):
                if name.partition("_")[0] == "Sigma":
                    yield f"{name}: matrix symmetric", "as the covariance that it is by its letter"

    def declaration(self, said: Words, name: str) -> str | None:
        """One of them."""
        if name in said.elementwise and name not in self.known:
            return f"{name}: elementwise function"
        kind = " × ".join(said.shapes[name]) if name in said.shapes else said.kinds.get(name, "")
        facts = sorted(said.facts.get(name, ())) if name not in self.known else []
        kind = kind or ("vector" if OF_VECTORS & set(facts) else "matrix" if facts else "")
        if name in self.known and name not in said.shapes:
            return None
        return f"{name}: {' '.join([kind, *facts])}" if kind else None

    def asked(self, problem: Problem, target: str) -> tuple[str, ...]:
        """What the target is differentiated by: as the words say, as the question's lines do, as any line does."""
        said = [name for told in self.words[:1] for name in told.by]
        goals = [name for of, name in self.asker.goals[::-1] if of == target]
        asides = [name for of, name in self.asker.by if of == target]
        rest = [name for of, name in (*self.all.goals, *self.all.by) if of == target]
        below = [name for node, by in self.all.expressions for name in by]
        known = {symbol.name for symbol in (*problem.variables, *problem.definitions)} - {target}
        found: list[str] = []
        for names in ((*said, *goals), (*asides, *rest), below):
            found = found or [name for name in dict.fromkeys(_stem(name, known) for name in names) if name in known]
        named = [self.known[name].uses for name in (*goals, *asides, *rest) if name in self.known]
        found = found or [name for uses in named[:1] for name in uses if name in known]
        moving = [symbol.name for symbol in problem.variables if symbol.name in self.all.changing]
        found = found or (moving if len(moving) == 1 else [])
        free = [symbol.name for symbol in problem.variables if not symbol.facts & {"constant"}]
        formals = self.known[target].formals if target in self.known else ()
        if not found and 1 in (len(free), len(formals)):
            found = list(formals) if len(formals) == 1 else free
        if not found:
            raise SyntaxProblem(
                f"the post does not say by what `{target}` is differentiated",
                hint=f"`--wrt NAME`, one of {', '.join(free) or 'its variables'}",
            )
        return tuple(found)


def _small_matrices(problem: Problem) -> int:
    """How many letters that are large, as those of matrices are, were read as numbers."""
    return sum(one.is_scalar and len(one.name) == 1 and one.name.isupper() for one in problem.variables)


def _mentions(parts: Sequence[Told]) -> _Mentions:
    found = _Mentions()
    for part in parts:
        for chain in part.chains:
            head = chain.head
            if isinstance(head, Applied) and head.function == CHANGE and isinstance(head.arguments[0], Name):
                found.of.append(head.arguments[0].name)
            if isinstance(head, Derivative) and head.of is not None:
                found.goals += [(of, by) for of in _of(head) for part_by in head.by for by in names_of(part_by)]
        nodes = [formula.alone for formula in part.formulas] + [side for c in part.chains for side in c.sides]
        for node in nodes:
            for inner in walk(node) if node is not None else ():
                if isinstance(inner, Derivative):
                    _enter(inner, found)
                if isinstance(inner, Applied) and inner.function == CHANGE:
                    found.changing.update(names_of(inner.arguments[0]))
    return found


def _enter(node: Derivative, found: _Mentions) -> None:
    by = [name for part in node.by for name in names_of(part)]
    names = _of(node)
    if names:
        found.of += names
        found.by += [(names[0], name) for name in by]
    elif node.of is not None and is_plain(node.of):
        found.expressions.append((node.of, tuple(by)))


def _of(node: Derivative) -> list[str]:
    """The name that is differentiated, if it is one."""
    if isinstance(node.of, Name):
        return [node.of.name]
    called = applied(node.of)
    return [called[0]] if called is not None and called[0] not in BUILTINS else []


def _is_of(node: Derivative, target: str) -> bool:
    return bool(node.by) and _of(node) == [target]


def _stem(name: str, known: set[str]) -> str:
    """The array whose entry a name with indices is."""
    stem = name.partition("_")[0]
    return stem if name not in known and stem in known else name
