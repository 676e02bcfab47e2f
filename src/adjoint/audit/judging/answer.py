"""Whether lines that hold come to what was asked for: the derivative of the target, in terms of values."""

from collections.abc import Collection, Iterator, Sequence

from adjoint.audit.judging.judge import judged
from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import Phrase, name, names_in, replaced
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import Claim
from adjoint.audit.sense.settle import OPEN
from adjoint.audit.sense.stacked import STACKS
from adjoint.errors import AdjointError
from adjoint.expr.build import call
from adjoint.expr.language import Expr, Partial, Symbol, Transpose
from adjoint.expr.walk import symbols

_GRADIENTS = frozenset("g G grad gradient".split())
"""Names that people give to the gradient."""

Key = tuple[Expr, ...]
"""What is differentiated, then what by."""


class Answers:
    """The derivatives that lines state, and those of them that are stated in terms of values.

    A value speaks neither of differentials, nor of derivatives that no line resolves, nor of names of which
    no other line tells. The derivative of an unknown function by its own argument is a value; so is that of
    the target by a definition, where it has a name. `known` are the names known before the first line.
    """

    def __init__(self, bench: Bench, claims: Sequence[Claim], known: Collection[str]) -> None:
        self.bench = bench
        self.claims = [
            claim for claim in claims
            if claim.verdict in ("right", "right-in-another-layout") and claim.said != "condition"
        ]  # fmt: skip
        self.target = bench.question.problem.target
        self.guessed = frozenset(word for word in bench.bound if word not in known and self._is_guess(word))
        self.stated = [pair for claim in self.claims for pair in self._stated(claim)]
        self.resolved: set[Key] = set()
        while new := {key for key, side in self.stated if key not in self.resolved and self._is_value(side)}:
            self.resolved |= new

    def missing(self) -> str:
        """What was asked for and not reached, in words; empty where nothing is."""
        question = self.bench.question
        if question.want == "hessian":
            second = any(len(key) == 3 and self._is_asked(key) for key in self.resolved)
            second = second or any(self._is_second(claim) for claim in self.claims)
            open_ = () if second else question.wrt
        elif question.want == "differential" and any(
            self._is_differential(claim) and self._is_resolved(claim.right) for claim in self.claims
        ):
            open_ = ()
        else:
            open_ = tuple(
                by for by in question.wrt if (self.target, by) not in self.resolved and not self._is_called(by)
            )
        if not open_:
            return ""
        symbolic = any(self._is_asked(key) for key, _ in self.stated if key not in self.resolved)
        by = ", ".join(symbol.name for symbol in open_)
        return f"the {question.want} of {self.target} by {by}{' in terms of values' if symbolic else ''}"

    def _is_called(self, by: Symbol) -> bool:
        """Whether a line gave the gradient the name that gradients have, as `g = A'*(A*x - b)`."""
        if self.bench.question.want != "gradient":
            return False
        rate = Phrase("rate", (name(OWN), name(by.name)), "nabla")
        words = [one.name for one in self.bench.extra if one.name in _GRADIENTS]
        found = [judged(self.bench, rate, name(word)) for word in words]
        return any(one.status == "true" and not one.bound for one in found)

    def _is_value(self, phrase: Phrase) -> bool:
        """Whether a side says what a derivative is."""
        return not any(part.kind == "d" for part in phrase) and self._is_resolved(phrase)

    def _is_resolved(self, phrase: Phrase) -> bool:
        """Whether a side speaks of derivatives only by their values, and of names that are known."""
        if any(not self._is_known(part) for part in phrase if part.kind == "rate"):
            return False
        words = set(names_in(phrase)) - OPEN
        spoken = [key for word in words for key in self._spoken(word)]
        return words.isdisjoint(self.guessed) and all(self._is_given(key, True) for key in spoken)

    def _is_known(self, rate: Phrase) -> bool:
        key = self._key(rate)
        return key is not None and self._is_given(key, self.bench.slopes)

    def _is_given(self, key: Key, named: bool) -> bool:
        """Whether a derivative on a right side is a value; `named` where the person gave it a name."""
        if key in self.resolved:
            return True
        if self._is_asked(key):
            return False
        return (named and len(key) == 2 and key[0] is self.target) or self._is_primitive(key)

    def _is_primitive(self, key: Key) -> bool:
        """Whether nothing more can be said of a derivative: that of an unknown function by its argument."""
        of, *by = key
        if not all(isinstance(symbol, Symbol) for symbol in by):
            return False
        try:
            value = self.bench.rates.value(of, [symbol for symbol in by if isinstance(symbol, Symbol)])
        except AdjointError:
            return False
        return isinstance(value.children[0] if isinstance(value, Transpose) else value, Partial)

    def _is_asked(self, key: Key) -> bool:
        order = 2 if self.bench.question.want == "hessian" else 1
        return key[0] is self.target and len(key) == order + 1 and all(by in self.bench.question.wrt for by in key[1:])

    def _is_guess(self, word: str) -> bool:
        """Whether what a name was read as rests on one relation alone, and that does not tell of it."""
        pairs = dict.fromkeys((claim.left, claim.right) for claim in self.claims)
        told = any(left == name(word) for left, _ in pairs)
        same = {other for other, meaning in self.bench.bound.items() if meaning == self.bench.bound[word]}
        spoken = [pair for pair in pairs if any(not same.isdisjoint(names_in(side)) for side in pair)]
        return not told and len(spoken) < 2

    def _spoken(self, word: str) -> Iterator[Key]:
        """The derivatives that a name stands for."""
        waiting = [node] if (node := self.bench.names.get(word)) is not None else []
        while waiting:
            for symbol in symbols(waiting.pop()):
                if symbol in self.bench.extra:
                    waiting.append(self.bench.extra[symbol])
                elif symbol.name in self.bench.rates.spoken:
                    of, by = self.bench.rates.spoken[symbol.name]
                    yield of, *by

    def _stated(self, claim: Claim) -> Iterator[tuple[Key, Phrase]]:
        """The derivatives that a relation states, each with what it is said to be."""
        left, right = bare(claim.left), claim.right
        if left.kind == "name":
            named = self.bench.names.get(left.text)
            if isinstance(named, Symbol) and named.name in self.bench.rates.spoken:
                of, by = self.bench.rates.spoken[named.name]
                yield (of, *by), right
        elif self.bench.question.want == "gradient" and self._is_differential(claim):
            yield from (((self.target, self.bench.names[by]), gradient) for by, gradient in read_off(right))
        elif (key := self._key(left)) is not None:
            yield key, right

    def _is_differential(self, claim: Claim) -> bool:
        """Whether a relation states the differential of the target, in those of the variables alone."""
        changes = [part.parts[0] for part in claim.right if part.kind == "d"]
        asked = {BY, *(symbol.name for symbol in self.bench.question.wrt)}
        alone = bool(changes) and all(part.kind == "name" and part.text in asked for part in changes)
        return alone and self._is_change(claim.left)

    def _is_second(self, claim: Claim) -> bool:
        """Whether a relation states how the gradient changes: `dg = H*dx`, or `∂g/∂x = H`."""
        left = bare(claim.left)
        if left.kind not in ("d", "rate") or not self._is_resolved(claim.right):
            return False
        of, *by = left.parts
        changes = [part.parts[0] for part in claim.right if part.kind == "d"]
        return bool(by or changes) and self._is_gradient(of) and all(map(self._is_variable, (*by, *changes)))

    def _is_gradient(self, of: Phrase) -> bool:
        """Whether a side is the gradient of the target, or has its value, perhaps stacked."""
        for one in self.bench.question.wrt:
            gradient = Phrase("rate", (name(OWN), name(one.name)), "nabla")
            for side in (gradient, Phrase("call", (gradient,), "vec")):
                found = judged(self.bench, side, of)
                if found.status == "true" and not found.bound:
                    return True
        return False

    def _is_variable(self, by: Phrase) -> bool:
        """Whether a phrase is a variable that is asked for, perhaps stacked."""
        asked = self.bench.question.wrt
        try:
            return self.bench.world().make(by) in (*asked, *(call("vec", one) for one in asked))
        except (AdjointError, ValueError):
            return False

    def _is_change(self, left: Phrase) -> bool:
        """Whether a side is the differential of the target: `dL`, or `G : dF` where the target is `G : F`."""
        if left.kind == "d":
            return not left.indices and self._is_target(left.parts[0])
        changes = [part for part in left if part.kind == "d"]
        if len(changes) != 1:
            return False
        try:
            value = self.bench.world().make(replaced(left, changes[0], changes[0].parts[0]))
        except (AdjointError, ValueError):
            return False
        return value is self.bench.problem.definitions[self.target]

    def _key(self, phrase: Phrase) -> Key | None:
        """What a rate differentiates, and what by; None where that has no name."""
        if phrase.kind != "rate":
            return None
        of, *below = (bare(part) for part in phrase.parts)
        world = self.bench.world()
        try:
            by = [world.make(part) for part in below]
            return (self.target if self._is_target(of) else world.make(of), *by)
        except (AdjointError, ValueError):
            return None

    def _is_target(self, phrase: Phrase) -> bool:
        """Whether a phrase is the target, by its name or written out."""
        if phrase.kind == "name":
            return phrase.text == OWN or self.bench.names.get(phrase.text) is self.target
        found = judged(self.bench, name(OWN), phrase)
        return found.status == "true" and not found.bound


def read_off(right: Phrase) -> Iterator[tuple[str, Phrase]]:
    """The gradients in a sum of `G : dX`, each change in one term alone."""
    changes = [part.parts[0].text for part in right if part.kind == "d"]
    for term in right.parts if right.kind == "sum" else (right,):
        product = term.parts[0] if term.kind == "neg" else term
        if product.kind == "colon" and len(product.parts) == 2 and product.parts[1].kind == "d":
            by = product.parts[1].parts[0].text
            if changes.count(by) == 1:
                yield by, product.parts[0]


def bare(phrase: Phrase) -> Phrase:
    """A phrase without the index, the transpose or the stacking around it."""
    wrapped = phrase.kind in ("entry", "turn") or (phrase.kind == "call" and phrase.text in STACKS)
    return bare(phrase.parts[0]) if wrapped else phrase
