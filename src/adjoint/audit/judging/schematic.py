"""Products and vectors that stand for more than they say: the chain rule in symbols, the diagonal of a Jacobian."""

from itertools import pairwise

from adjoint.audit.said.hear import OWN
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.rates import TooManyAxes
from adjoint.audit.sense.reading import Finding
from adjoint.errors import AdjointError
from adjoint.expr.build import call, colon, d, transpose
from adjoint.expr.language import Symbol
from adjoint.expr.sizes import ONE


def is_chain(left: Phrase, right: Phrase) -> bool:
    """Whether the right side is the chain rule in symbols: derivatives each by what the next is of."""
    if left.kind != "rate" or len(left.parts) != 2:
        return False
    terms = right.parts if right.kind == "sum" else (right,)
    return all(_is_path(left, term) for term in terms)


def _is_path(left: Phrase, term: Phrase) -> bool:
    links = term.parts if term.kind == "product" else ()
    if len(links) < 2 or any(link.kind != "rate" or len(link.parts) != 2 for link in links):
        return False
    for order in (links, links[::-1]):
        joined = all(a.parts[1] == b.parts[0] for a, b in pairwise(order))
        same = order[0].parts[0] == left.parts[0] or OWN in (left.parts[0].text, order[0].parts[0].text)
        if joined and order[-1].parts[1] == left.parts[1] and same:
            return True
    return False


def is_diagonal(bench: Bench, left: Phrase, right: Phrase) -> bool:
    """Whether the vector on the right is the diagonal of the Jacobian on the left, which has nothing beside it."""
    if left.kind != "rate" or len(left.parts) != 2:
        return False
    for world in (bench.world(), bench.world(lenient=True, entrywise=True)):
        try:
            jacobian, vector = world.make(left), world.make(right)
        except AdjointError:
            continue
        if ONE not in vector.shape or vector.is_scalar:
            continue
        column = transpose(vector) if vector.shape[0] == ONE else vector
        spread = call("diag", column)
        if spread.shape == jacobian.shape:
            return bench.probe(bench.question.wrt).test(jacobian, spread).status in ("exact", "enclosed")
    return False


def contracted(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> Finding:
    """A product with one derivative of four axes, if it is right when contracted over both axes of the output."""
    error = found.error
    links = right.parts if right.kind == "product" else ()
    wide = [link for link in links if link.kind == "rate" and len(link.parts) == 2]
    if not isinstance(error, TooManyAxes) or left.kind != "rate" or not wide or left.parts[1:] != wide[-1].parts[1:]:
        return found
    world = bench.world()
    for tensor in wide:
        rest = [link for link in links if link is not tensor]
        try:
            gradient, variable = world.make(left), world.make(left.parts[1])
            change = d(world.make(tensor.parts[0]))
            weight = world.make(Phrase("product", tuple(rest))) if len(rest) > 1 else world.make(rest[0])
        except AdjointError:
            continue
        for weighed in (weight, transpose(weight)):
            if weighed.shape == change.shape and gradient.shape == variable.shape and isinstance(variable, Symbol):
                probe = bench.probe((variable,))
                if probe.test(colon(gradient, d(variable)), colon(weighed, change)).status in ("exact", "enclosed"):
                    return Finding("schematic", world=world)
    return found
