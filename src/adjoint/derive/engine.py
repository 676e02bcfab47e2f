"""The book opened at one place: differentiate, cross the colon, tidy. Every change is a step of a law."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adjoint.errors import TooLarge
from adjoint.expr.build import add, is_zero, multiply, number, without_coefficient
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.language import Apply, Call, Colon, Differential, Expr, Product, Sum, Symbol, Transpose
from adjoint.expr.rebuild import rebuild
from adjoint.expr.walk import depends, differentials, postorder, transform
from adjoint.laws import book
from adjoint.rewrite.apply import Step, apply_law, apply_within
from adjoint.rewrite.law import Chapter, Law
from adjoint.rewrite.match import Matcher

Head = tuple[type[Expr], str]
ANY: Head = (Symbol, "")
MOST_STEPS = 10_000


def _head(node: Expr) -> Head:
    """What a law's pattern is filed under."""
    if isinstance(node, Apply):
        return (Apply, node.function if node.function in ELEMENTWISE else "")
    return (type(node), node.function if isinstance(node, Call) else "")


def _filed(chapters: Sequence[Chapter], inner: bool) -> dict[Head, tuple[Law, ...]]:
    """Laws by the head of their left side, or of what the left side's differential or colon holds last."""
    files: dict[Head, list[Law]] = {}
    order = [law for chapter in chapters for law in chapter.laws]
    heads = {law: _head(law.left.children[-1] if inner else law.left) for law in order}
    for head in dict.fromkeys([*heads.values(), ANY]):
        files[head] = [law for law in order if heads[law] in (head, ANY)]
    return {head: tuple(laws) for head, laws in files.items()}


LINEAR = _filed(book.DIFFERENTIATE[:2], inner=True)
RULES = _filed(book.DIFFERENTIATE[2:], inner=True)
CROSSINGS = _filed(book.CROSS[1:], inner=True)
SCALARS = _filed(book.CROSS[:1], inner=False)
TIDY = {
    head: tuple(
        (law, frozenset(type(part) for part in law.left.children if not isinstance(part, Symbol))) for law in laws
    )
    for head, laws in _filed(book.TIDY, inner=False).items()
}
"""The laws that shorten, each with the kinds of node that must stand directly below for it to match."""
RECOGNISE = _filed(book.RECOGNISE, inner=False)
SPELLED_OUT = frozenset({"exp", "sinh"})
"""What occurs in the forms in which functions are recognised."""
LAST = _filed(book.LAST, inner=False)
ENTER = book.law("a scalar enters the colon")


@dataclass(slots=True)
class Engine:
    """The laws at work in one derivation, in which the names `varying` change and nothing else does."""

    varying: frozenset[str]
    steps: list[Step] = field(default_factory=list)
    _dependent: dict[Expr, bool] = field(default_factory=dict)
    collected: dict[Expr, Expr] = field(default_factory=dict)
    _tidied: dict[Expr, Expr] = field(default_factory=dict)
    _finished: dict[Expr, Expr] = field(default_factory=dict)
    _matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        varying, memo = self.varying, self._dependent
        self._matcher = Matcher(lambda node: not node.moving and not depends(node, varying, memo))

    def constant(self, node: Expr) -> bool:
        """Whether the node depends on nothing that varies."""
        return self._matcher.constant(node)

    def recognised(self, root: Expr) -> Expr:
        """What is to be opened, with functions recognised that are spelled out in it: `1/(1 + exp(-x))`."""
        done: dict[Expr, Expr] = {}
        if not any(isinstance(node, (Apply, Call)) and node.function in SPELLED_OUT for node in postorder(root)):
            return root
        for node in postorder(root):
            built = rebuild(node, tuple(done[child] for child in node.children))
            steps = (apply_within(law, built, self._matcher) for law in RECOGNISE.get(_head(built), ()))
            step = next((step for step in steps if step is not None), None)
            done[node] = self._note(step) if step else built
        return done[root]

    def open(self, node: Expr) -> Expr:
        """The differential of a compound expression: linearity as far as it goes, and one rule where it stops.

        The parts of a scalar are opened with it, so that its differential is a sum of Frobenius products.
        """
        eased = self.ease(node)
        if eased is not node and not node.is_scalar:
            return eased
        return self.ease(transform(eased, self._rule))

    def _rule(self, part: Expr) -> Expr | None:
        if not part.moving:
            return part
        if isinstance(part, Differential):
            return part if isinstance(part.children[0], Symbol) else self._use(RULES, part)
        return None

    def ease(self, node: Expr) -> Expr:
        """The expression with linearity used at every differential until it says no more."""

        def change(part: Expr) -> Expr | None:
            if not part.moving:
                return part
            if isinstance(part, Differential):
                argument = part.children[0]
                if isinstance(argument, Symbol) and not self.constant(argument):
                    return part
                step = self._first(LINEAR, part, argument)
                return self.ease(self._note(step)) if step else part
            return None

        return transform(node, change)

    def _use(self, files: dict[Head, tuple[Law, ...]], node: Expr) -> Expr:
        step = self._first(files, node, node.children[-1])
        return self._note(step) if step else node

    def _first(self, files: dict[Head, tuple[Law, ...]], node: Expr, key: Expr) -> Step | None:
        for law in files.get(_head(key), files[ANY]):
            step = apply_law(law, node, self._matcher)
            if step is not None:
                return step
        return None

    def _note(self, step: Step) -> Expr:
        self.steps.append(step)
        if len(self.steps) > MOST_STEPS:
            raise TooLarge(f"the derivation needs more than {MOST_STEPS} steps")
        return step.after

    def cross(self, term: Expr, transposes: bool = True) -> tuple[Expr, ...]:
        """A scalar with differentials as terms `C : dE`, each with one differential alone after the colon.

        Without `transposes`, a term stops at `C : dE'`.
        """
        done: list[Expr] = []
        pending = [term]
        while pending:
            term = pending.pop(0)
            waits = not transposes and isinstance(term, Colon) and isinstance(term.children[1], Transpose)
            changed = term if waits else self._cross_once(term)
            if isinstance(changed, Sum):
                pending[:0] = changed.children
            elif changed is not term:
                pending.insert(0, changed)
            elif not is_zero(term):
                done.append(term)
        return tuple(done)

    def enter(self, term: Expr) -> Expr:
        """A scalar with the numbers and scalars that stand before its Frobenius products taken inside."""
        parts = term.children if isinstance(term, Sum) else (term,)
        return add(*(self._entered(part) for part in parts))

    def _entered(self, term: Expr) -> Expr:
        if isinstance(term, Product) and any(isinstance(s, Colon) and s.moving for s in term.scalars):
            return self._cross_product(term)
        return term

    def _cross_once(self, term: Expr) -> Expr:
        if isinstance(term, Sum) or is_zero(term):
            return term
        if isinstance(term, Product) and (term.split or term.coefficient != 1):
            return self._cross_product(term)
        if isinstance(term, Colon):
            return term if isinstance(term.children[1], Differential) else self._use(CROSSINGS, term)
        return self._use_head(SCALARS, term)

    def _cross_product(self, term: Product) -> Expr:
        """A product of scalars, one of which moves: that one is opened, the others enter its colon."""
        scalars = term.scalars or (without_coefficient(term),)
        moving = next(s for s in scalars if s.moving)
        front = multiply(number(term.coefficient), *(s for s in scalars if s is not moving))
        if isinstance(moving, Differential):
            return term
        if isinstance(moving, Sum):
            return add(*(multiply(front, part) for part in moving.children))
        if isinstance(moving, Colon):
            step = apply_law(ENTER, term, self._matcher)
            return self._note(step) if step else term
        opened = self._use_head(SCALARS, moving)
        return term if opened is moving else multiply(front, opened)

    def _use_head(self, files: dict[Head, tuple[Law, ...]], node: Expr) -> Expr:
        step = self._first(files, node, node)
        return self._note(step) if step else node

    def finish(self, root: Expr) -> Expr:
        """An answer with the laws that only an answer wants, which would hide what still has to cancel."""
        done = self._finished
        for node in postorder(root, known=done):
            built = rebuild(node, tuple(done[child] for child in node.children))
            steps = (apply_within(law, built, self._matcher) for law in LAST.get(_head(built), ()))
            step = next((step for step in steps if step is not None), None)
            done[node] = self.tidy(self._note(step)) if step else built
        return done[root]

    def tidy(self, root: Expr) -> Expr:
        """The expression after every law that only shortens; what is still to be differentiated stays as it is."""
        tidied = self._tidied
        shorter: dict[Expr, Expr] = {}
        stack: list[Expr] = []
        self._await(root, stack)
        while stack:
            node = stack[-1]
            waiting = [child for child in reversed(node.children) if child not in tidied]
            if node in tidied:
                stack.pop()
            elif waiting:
                stack.extend(waiting)
            elif node not in shorter:
                shorter[node] = found = self._tidy_once(node)
                if found is node:
                    tidied[node] = node
                else:
                    self._await(found, stack)
            else:
                tidied[node] = tidied[shorter[node]]
        return tidied[root]

    def _await(self, node: Expr, stack: list[Expr]) -> None:
        if node not in self._tidied:
            self._tidied.update((part, part) for part in differentials(node))
        stack.append(node)

    def _tidy_once(self, node: Expr) -> Expr:
        """A node with tidy children, or what the first law that shortens it makes of it."""
        built = rebuild(node, tuple([self._tidied[child] for child in node.children]))
        if built is not node:
            return built
        below = {type(child) for child in node.children}
        for law, needed in TIDY.get(_head(node), ()):
            step = apply_within(law, node, self._matcher) if needed <= below else None
            if step is not None:
                return self._note(step)
        return node
