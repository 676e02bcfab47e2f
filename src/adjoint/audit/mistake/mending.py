"""A wrong line mended where a false law was used in it: the smallest change first."""

from collections.abc import Iterator, Mapping

from adjoint.audit.mistake.slips import Slip, undone
from adjoint.audit.said.phrase import Phrase, name, of_expr
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.probe import Probe
from adjoint.derive.engine import Engine
from adjoint.expr.language import Colon, Differential, Expr, Identity, Ones, Partial, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import replace


class Mending:
    """A wrong right side, as the expression that it says or says of the differential."""

    def __init__(
        self,
        bench: Bench,
        left: Phrase,
        wrong: Expr,
        varying: frozenset[str],
        probe: Probe,
        names: Mapping[Expr, Expr],
    ) -> None:
        self.bench, self.left, self.wrong = bench, left, wrong
        self.varying, self.probe, self.names = varying, probe, names

    def ways(self, slip: Slip, base: Expr) -> Iterator[Phrase]:
        """The person's line with the law put right in it, then the line before with the right law used on it."""
        seen: set[Expr] = set()
        for mended in (*undone(slip.mistake, self.wrong, self.varying), slip.mended):
            if mended.shape == base.shape and mended not in seen and self.probe.equal(mended, base):
                seen.add(mended)
                opened = Engine(self.varying).ease(mended)
                for way in dict.fromkeys((opened, mended)):
                    phrase = self.phrased(way)
                    if phrase is not None:
                        yield phrase

    def phrased(self, node: Expr) -> Phrase | None:
        """The right side as a phrase without sizes; where the left side is a derivative, what is paired with `dX`."""
        node = replace(node, self.names)
        if self.left.kind != "rate":
            return phrase_of(self.bench, node)
        paired = isinstance(node, Colon) and isinstance(node.children[1], Differential)
        return phrase_of(self.bench, node.children[0]) if paired else None


def phrase_of(bench: Bench, node: Expr) -> Phrase:
    """The phrase of an expression in the names that a person knows, sizes left open."""
    return _spoken(bench, of_expr(node))


def _spoken(bench: Bench, phrase: Phrase) -> Phrase:
    if phrase.kind == "name" and phrase.text in bench.rates.spoken:
        of, by = bench.rates.spoken[phrase.text]
        return Phrase("rate", (of_expr(of), *(name(one.name) for one in by)), "rate")
    if phrase.kind == "leaf":
        return _opened(phrase)
    return phrase.with_parts(tuple(_spoken(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _opened(phrase: Phrase) -> Phrase:
    """A leaf whose shape is not settled."""
    node = phrase.node
    if isinstance(node, Identity):
        return name("I")
    if isinstance(node, Ones) and node.shape[1] == ONE:
        return name("1")
    if isinstance(node, Partial) and all(isinstance(by, Symbol) for by in node.by):
        return Phrase("rate", (name(node.function), *(of_expr(by) for by in node.by)), "rate")
    return phrase
