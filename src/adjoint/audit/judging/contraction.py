"""The chain rule in symbols written out in entries: over which indices each product of derivatives sums."""

from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import Phrase
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.bench import Bench

_LETTERS = "ijklmnpqrstuv"


def in_entries(bench: Bench, left: Phrase, right: Phrase) -> str | None:
    """`∂L/∂W = ∂L/∂a ∂a/∂W` as `∂L/∂W_ij = Σ_k ∂L/∂a_k ∂a_k/∂W_ij`; None where that needs too many letters."""
    terms = right.parts if right.kind == "sum" else (right,)
    if any(part.kind != "rate" for term in terms for part in (term.parts if term.kind == "product" else (term,))):
        return None
    places: dict[Phrase, str] = {}
    letters = iter(_LETTERS)
    outside = [_ends(left)[0], _ends(left)[1]]
    for node in [*outside, *(end for term in terms for link in term.parts for end in _ends(link))]:
        if node not in places:
            places[node] = "".join(next(letters, "?") for _ in range(_axes(bench, node)))
    if "?" in "".join(places.values()):
        return None
    sums = [_term(bench, term, places, [_named(bench, node) for node in outside]) for term in terms]
    return f"{_rate(bench, left, places)} = {' + '.join(sums)}"


def _term(bench: Bench, term: Phrase, places: dict[Phrase, str], outside: list[str]) -> str:
    inner = dict.fromkeys(node for link in term.parts for node in _ends(link) if _named(bench, node) not in outside)
    over = "".join(places[node] for node in inner)
    body = " ".join(_rate(bench, link, places) for link in term.parts)
    return f"Σ_{over} {body}" if over else body


def _rate(bench: Bench, rate: Phrase, places: dict[Phrase, str]) -> str:
    return "/".join(f"∂{_named(bench, node)}{'_' if places[node] else ''}{places[node]}" for node in _ends(rate))


def _ends(rate: Phrase) -> tuple[Phrase, Phrase]:
    return rate.parts[0], rate.parts[1]


def _named(bench: Bench, node: Phrase) -> str:
    own = {OWN: bench.problem.target.name, BY: bench.question.wrt[0].name}
    return own.get(node.text, spelled(node))


def _axes(bench: Bench, node: Phrase) -> int:
    """How many indices a name has; by the field's habit where nothing tells."""
    known = bench.names.get(node.text) if node.kind == "name" else None
    if known is not None:
        return sum(size.number != 1 for size in known.shape)
    return 2 if node.text[:1].isupper() else 1

