"""Factors of a decomposition that a line names: the U, Σ and V of `X = U*Σ*V'`, Q and Λ, L, Q and R, polar factors.

Each letter is a factor of the kind that its place and name say: thin, unit vectors, triangles with a positive
diagonal. What is true of these alone is rightly said; what is false of them is false, unless others were meant.
"""

from collections.abc import Callable, Iterator, Mapping

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.reading import Finding, in_world
from adjoint.audit.sense.settle import OPEN, known
from adjoint.audit.sense.squared import SAME
from adjoint.expr.build import call, identity, inverse, ones, transpose
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import Call, Expr, Symbol
from adjoint.expr.sizes import ONE

_VALUES = frozenset({"Sigma", "Lambda", "S", "D", "Σ", "Λ"})
_STRETCHES = frozenset({"P", "H"})
_TURNS = frozenset({"U", "Q", "W"})

Factors = dict[str, Expr]


def decomposed(bench: Bench, left: Phrase, right: Phrase) -> tuple[Symbol, Factors] | None:
    """The matrix of the problem that is split, and what each new letter then is; None where no such is told."""
    node = _matrix(bench, left)
    if node is None or right.kind != "product":
        return None
    places = [part.parts[0] if part.kind in ("turn", "inv") else part for part in right.parts]
    words = tuple(part.text for part in places)
    if any(part.kind != "name" or known(bench, part.text) for part in places):
        return None
    form = "".join({"name": "a", "turn": "t", "inv": "i"}[part.kind] for part in right.parts)
    rule = _RULES.get(form)
    found = rule(node, words) if rule else None
    return None if found is None else (node, found)


def _matrix(bench: Bench, left: Phrase) -> Symbol | None:
    """A matrix of the problem; a small letter may stand for the large one where nothing has the small one."""
    if left.kind != "name":
        return None
    node = bench.names.get(left.text if known(bench, left.text) else left.text.upper())
    own = (*bench.problem.variables, *bench.problem.definitions)
    return node if isinstance(node, Symbol) and node in own and ONE not in node.shape else None


def _of_values(node: Symbol, words: tuple[str, ...]) -> Factors | None:
    """`U*S*V'`, or `Q*L*Q'` of a symmetric matrix."""
    first, middle, last = words
    if first == last:
        return _spectral(node, first, middle)
    if middle not in _VALUES or (middle != "Sigma" and (first, last) != ("U", "V")):
        return None
    values = call("diag", call("svdvals", node))
    return {first: call("leftsvecs", node), middle: values, last: call("rightsvecs", node)}


def _spectral(node: Symbol, vectors: str, values: str, turned: bool = False) -> Factors | None:
    if values not in _VALUES or not is_symmetric(node):
        return None
    found = call("eigvecs", node)
    return {vectors: transpose(found) if turned else found, values: call("diag", call("eigvals", node))}


def _turned_spectral(node: Symbol, words: tuple[str, ...]) -> Factors | None:
    first, middle, last = words
    return _spectral(node, first, middle, turned=True) if first == last else None


def _lower(node: Symbol, words: tuple[str, ...]) -> Factors | None:
    return {"L": call("chol", node)} if words == ("L", "L") and is_symmetric(node) else None


def _upper(node: Symbol, words: tuple[str, ...]) -> Factors | None:
    return {"R": transpose(call("chol", node))} if words == ("R", "R") and is_symmetric(node) else None


def _of_two(node: Symbol, words: tuple[str, ...]) -> Factors | None:
    """`Q*R` with a triangle, or a polar decomposition."""
    first, second = words
    if words == ("Q", "R"):
        triangle = transpose(call("chol", transpose(node) @ node))
        return {"Q": node @ inverse(triangle), "R": triangle}
    if first in _TURNS and second in _STRETCHES:
        turn = call("polarfactor", node)
        return {first: turn, second: transpose(turn) @ node}
    return None


_RULES: Mapping[str, Callable[[Symbol, tuple[str, ...]], Factors | None]] = {
    "aat": _of_values, "aai": _of_values, "taa": _turned_spectral, "at": _lower, "ta": _upper, "aa": _of_two,
}  # fmt: skip


def split(bench: Bench, node: Symbol, left: Phrase, factors: Factors) -> Bench:
    """A bench that knows the factors."""
    other = bench.but(parted=bench.parted | factors.keys(), arranged={**bench.arranged, **_small(node, factors)})
    if not known(bench, left.text):
        other.bind(left.text, node)
    for word, body in factors.items():
        other.introduce(word, body)
    return other


def _small(node: Symbol, factors: Factors) -> dict[str, tuple[Expr, ...]]:
    """What small letters may be: the values in a column, and the vectors of the largest."""
    called = {value.function for value in factors.values() if isinstance(value, Call)}
    if "eigvecs" in called:
        return {"lambda": (call("eigvals", node),)}
    if "leftsvecs" not in called:
        return {}
    first, last = (word.lower() + "1" for word, value in factors.items() if value.children[0] is node)
    return {
        "sigma": (call("svdvals", node),), "sigma1": (call("normspec", node),),
        first: (call("leftsvec", node),), last: (call("rightsvec", node),),
    }  # fmt: skip


def _by(rate: Phrase) -> Iterator[str]:
    for part in rate.parts[1:]:
        yield from names_in(part)


def of_others(bench: Bench, left: Phrase, right: Phrase, found: Finding) -> Finding:
    """The finding, undecided where what is false of thin factors is true of square ones."""
    words = {*names_in(left), *names_in(right)}
    if found.status not in ("false", "misfit") or bench.parted.isdisjoint(words):
        return found
    below = {word for phrase in (left, right) for rate in phrase if rate.kind == "rate" for word in _by(rate)}
    if not bench.parted.isdisjoint(below):
        return Finding("undecided", why="a derivative by a factor depends on what is held fixed")
    sized = {word: ones((SAME, ONE)) if word[0] == "1" else identity(SAME) for word in words & OPEN}
    square = in_world(bench, bench.world(bench.layouts[0], also=sized, squared=True), left, right)
    if square.status not in ("true", "undecided"):
        return found
    return Finding("undecided", why="this is so for a square matrix; for others it depends on which factors are meant")
