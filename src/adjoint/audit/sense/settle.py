"""What a spelling left open, settled by what is known: `s1` as s times ones, `f(x)` as f, each I for itself."""

from collections.abc import Iterator, Sequence

from adjoint.audit.said.hear import BY, OWN
from adjoint.audit.said.phrase import SIZED, Phrase, leaf, name, names_in, numeral, of_expr, replaced, turn
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.indexed import is_indexed, without_index
from adjoint.errors import AdjointError
from adjoint.expr.build import identity, partial
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.language import Expr, Opaque
from adjoint.expr.sizes import ONE, Size
from adjoint.expr.walk import postorder, replace
from adjoint.read.sense.functions import BUILTINS

OPEN = frozenset({"1", "I", "E", *(f"{word}·{place}" for word in "1I" for place in range(8))})
"""Names whose size is open: ones and the identity. Each occurrence is read afresh."""


OF_MATRICES = {"exp": "expm", "log": "logm", "sqrt": "sqrtm", "sin": "sinm", "cos": "cosm"}
"""Functions of numbers, and those of matrices that are written like them."""


MOST_OPEN = 6


def known(bench: Bench, name: str) -> bool:
    """Whether a name has a meaning."""
    return name in bench.names or name in bench.size_names or name in ("pi", "π")


def numbered(left: Phrase, right: Phrase, apart: bool = False) -> tuple[Phrase, Phrase]:
    """The sides with ones and identities under names of their own, the same where they stand in the same factors.

    With `apart`, each has its own wherever it stands.
    """
    places: dict[tuple[Phrase, int, int], str] = {}

    def change(phrase: Phrase, where: Phrase) -> Phrase:
        whole = phrase if phrase.kind in ("product", "sum", "hadamard", "kron", "colon") else where
        parts = []
        for place, part in enumerate(phrase.parts):
            bare = part.parts[0] if part.kind == "turn" else part
            if bare.kind == "name" and bare.text in ("1", "I"):
                word = places.setdefault((whole, place, len(places) if apart else 0), f"{bare.text}·{len(places)}")
                new = Phrase("name", text=word)
                parts.append(turn(new) if part.kind == "turn" else new)
            else:
                parts.append(change(part, whole))
        return phrase.with_parts(tuple(parts)) if parts else phrase

    pair = change(Phrase("pair", (left, right)), left)
    return (pair.parts[0], pair.parts[1]) if len(places) <= MOST_OPEN else (left, right)


def unsized(phrase: Phrase) -> Phrase:
    """The phrase with the sizes below ones, zeros and identities left open."""
    if SIZED in phrase.indices:
        return numeral(0) if phrase.text == "zeros" else Phrase("name", text="I" if phrase.text == "eye" else "1")
    return phrase.with_parts(tuple(map(unsized, phrase.parts))) if phrase.parts else phrase


def placed(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with each I in a sum of the size of the square matrix beside it."""
    if phrase.parts:
        phrase = phrase.with_parts(tuple(placed(bench, part) for part in phrase.parts))
    if phrase.kind != "sum" or known(bench, "I"):
        return phrase
    bare = [_bare(part) for part in phrase.parts]
    beside = [part for part in bare if not OPEN & set(names_in(part))]
    sizes = set(_sides(bench, beside)) if len(beside) < len(bare) else set()
    return _with_identity(phrase, identity(*sizes)) if len(sizes) == 1 else phrase


def _bare(term: Phrase) -> Phrase:
    return term.parts[0] if term.kind == "neg" else term


def as_change(left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """`∂f/∂x = tr(G*dx)/dx`, a change over that of the variable, as what it says of the change: `df = tr(G*dx)`."""
    if left.kind != "rate" or len(left.parts) != 2 or right.kind != "over":
        return left, right
    change = Phrase("d", left.parts[1:])
    if right.parts[1] != change or change not in right.parts[0]:
        return left, right
    return Phrase("d", left.parts[:1]), right.parts[0]


def of_matrices(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with functions of numbers as those of square matrices, where the problem has not the former."""
    if not phrase.parts:
        return phrase
    phrase = phrase.with_parts(tuple(of_matrices(bench, part) for part in phrase.parts))
    meant = OF_MATRICES.get(phrase.text) if phrase.kind == "call" and phrase.text not in bench.functions else None
    if meant is None:
        return phrase
    try:
        rows, cols = bench.world().make(phrase.parts[0]).shape
    except (AdjointError, ValueError, RecursionError):
        return phrase
    return Phrase("call", phrase.parts, meant) if rows == cols != ONE else phrase


def _sides(bench: Bench, terms: Sequence[Phrase]) -> Iterator[Size]:
    """The sizes of the square matrices among the terms."""
    world = bench.world()
    for term in terms:
        try:
            rows, columns = world.make(term).shape
        except (AdjointError, ValueError, RecursionError):
            continue
        if rows == columns != ONE:
            yield rows


def _with_identity(phrase: Phrase, eye: Expr) -> Phrase:
    return phrase.with_parts(
        tuple(replaced(part, name("I"), leaf(eye)) if _bare(part) == name("I") else part for part in phrase.parts)
    )


def with_iterates(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with `x^+` for a vector x as a name: what comes next, since nobody means its pseudo-inverse."""
    if phrase.kind == "call" and phrase.text == "pinv" and phrase.parts[0].kind == "name":
        node = bench.names.get(phrase.parts[0].text)
        if node is not None and ONE in node.shape and "pinv" not in bench.functions:
            return name(f"{phrase.parts[0].text}_plus")
    return phrase.with_parts(tuple(with_iterates(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def told_apart(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with what its spelling left open settled: `s1` as s times ones, `f(x)` as f, `S'(x)` as a rate."""
    phrase = _settle_phrase(bench, phrase)
    rule = _SETTLE.get(phrase.kind)
    if rule is not None:
        phrase = rule(bench, phrase)
    return phrase.with_parts(tuple(told_apart(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _settle_phrase(bench: Bench, phrase: Phrase) -> Phrase:
    return Phrase("name", text=bench.phrases[phrase]) if phrase in bench.phrases else phrase


def _settle_name(bench: Bench, phrase: Phrase) -> Phrase:
    word = bench.alias.get(phrase.text, phrase.text)
    if word != phrase.text or known(bench, word):
        return Phrase("name", text=word)
    large = bench.names.get(word.upper())
    if len(word) == 1 and large is not None and ONE in large.shape and word.upper() in bench.introduced:
        return Phrase("name", text=word.upper())
    if word.split("_")[0] in bench.size_names:
        return Phrase("name", text=word.split("_")[0])
    if word.endswith("1") and word[:-1].isalpha() and known(bench, word[:-1]):
        return Phrase("product", (Phrase("name", text=word[:-1]), Phrase("name", text="1")))
    return Phrase("name", text="I") if word.startswith("I_") or word == "Id" else phrase


def _settle_call(bench: Bench, phrase: Phrase) -> Phrase:
    """A known name or an unknown function applied to names is the value under that name."""
    phrase = phrase.with_parts(tuple(told_apart(bench, part) for part in phrase.parts))
    if phrase.text == "D" and len(phrase.parts) > 1:
        return Phrase("rate", phrase.parts, "rate")
    if phrase.text in ("skew", "lfloor"):
        return Phrase("call", phrase.parts, "skew")
    of_matrices = OF_MATRICES.get(phrase.text)
    if of_matrices in bench.functions and phrase.text not in bench.functions:
        return Phrase("call", phrase.parts, of_matrices or "")
    bare = all(part.kind == "name" for part in phrase.parts)
    word = phrase.text.rstrip("'")
    there = _at_a_name(bench, word, phrase.parts[0]) if phrase.text == word and len(phrase.parts) == 1 else None
    if there is not None:
        return Phrase("leaf", node=there)
    if phrase.text == word and word in bench.names and bare:
        return Phrase("name", text=word)
    if word in BUILTINS or word in bench.problem.functions or word in ELEMENTWISE or word in ARRAY:
        if word == "diag" and any(part.kind == "entry" for part in phrase):
            return phrase.with_parts((without_index(phrase.parts[0]),))
        return phrase
    if not bare:
        return phrase
    if phrase.text == word + "'" and len(phrase.parts) == 1:
        return Phrase("rate", (Phrase("name", text=word), phrase.parts[0]), "map")
    return Phrase("name", text=word) if phrase.text == word else phrase


def _at_a_name(bench: Bench, word: str, argument: Phrase) -> Expr | None:
    """The value of a definition where the variable asked for has a value that the person named."""
    node, value = bench.names.get(word), bench.names.get(argument.text)
    (own, *others) = bench.question.wrt
    if node not in bench.problem.definitions or value not in bench.extra or others or value is None:
        return None
    return replace(bench.unfolded(node), {own: bench.unfolded(value)}) if node and value.shape == own.shape else None


def primed(bench: Bench, phrase: Phrase) -> Phrase | None:
    """The derivative that `f'` is where f is a scalar that the problem defines, which needs no transpose."""
    quotes = 0
    while phrase.kind == "turn":
        phrase, quotes = phrase.parts[0], quotes + 1
    node = bench.names.get(phrase.text) if phrase.kind == "name" else None
    scalar = node is not None and node.is_scalar and node in bench.problem.definitions
    if not (quotes and scalar and len(bench.question.wrt) == 1):
        return None
    return Phrase("rate", (phrase, *(Phrase("name", text=BY),) * quotes), "map")


def _settle_turn(bench: Bench, phrase: Phrase) -> Phrase:
    """By a number, `f'` is a derivative; a transpose of a transpose is what stands under it."""
    rate = primed(bench, phrase) if bench.question.wrt[0].is_scalar else None
    return rate or (turn(turn(phrase.parts[0])) if phrase.parts[0].kind == "turn" else phrase)


def _settle_rate(bench: Bench, phrase: Phrase) -> Phrase:
    """The derivative of a function that the problem does not have is that of its own."""
    of, *by = phrase.parts
    node = bench.names.get(of.text)
    if len(by) == 3 and (of.text in bench.problem.functions or (node is not None and not node.is_scalar)):
        return Phrase("family", phrase.parts)
    own = _own_gradient(bench, of, len(by)) if all(part == Phrase("name", text=BY) for part in by) else None
    if own is not None:
        return Phrase("leaf", node=own)
    if of.text in bench.outer and of.kind in ("name", "call") and all(part == Phrase("name", text=BY) for part in by):
        argument = Phrase("name", text=bench.outer[of.text])
        return phrase.with_parts((Phrase("name", text=OWN), *(argument for _ in by)))
    value = _own_value(bench, of)
    if value is not None:
        return phrase.with_parts((leaf(value), *by))
    words = set(names_in(of)) - OPEN
    if of.kind == "hadamard" and all(part.kind == "name" and not known(bench, part.text) for part in of.parts):
        return phrase.with_parts((Phrase("name", text=OWN), *by))
    strange = of.kind == "call" and words and not any(known(bench, word) for word in words)
    if strange and any(known(bench, word) for part in by for word in names_in(part)):
        return phrase.with_parts((Phrase("name", text=OWN), *by))
    return phrase


def _own_value(bench: Bench, of: Phrase) -> Expr | None:
    """The value of an unknown function that no definition names, if the problem has one: the `h` of D(h, W*x)."""
    if of.kind != "name" or of.text not in bench.problem.functions or of.text in bench.names:
        return None
    bodies = bench.problem.definitions.values()
    found = [node for node in postorder(*bodies) if isinstance(node, Opaque) and node.function == of.text]
    return found[0] if len(found) == 1 else None


def _own_gradient(bench: Bench, of: Phrase, order: int) -> Expr | None:
    """The gradient or Hessian of an unknown function by its own argument: what `∇g` and `∇g(W*x)` mean."""
    function = bench.problem.functions.get(of.text)
    if function is None or function.kind != "scalar" or of.kind not in ("name", "call") or order > 2:
        return None
    bodies = bench.problem.definitions.values()
    found = [node for node in postorder(*bodies) if isinstance(node, Opaque) and node.function == of.text]
    if len(found) != 1 or len(found[0].children) != 1:
        return None
    said = of.kind == "name" or of.parts == (of_expr(found[0].children[0]),)
    return partial(found[0], *[0] * order) if said else None


def _settle_total(bench: Bench, phrase: Phrase) -> Phrase:
    """A sum over one index of a vector's entries, without the index."""
    if len(phrase.indices) > 1:
        return phrase
    entries = [part for part in phrase if part.kind == "entry"]
    if any(part.indices != phrase.indices for part in entries) or (not entries and phrase.indices):
        return phrase
    if any(part.kind in ("delta", "mask") or (part.kind == "total" and part is not phrase) for part in phrase):
        return phrase
    return _family(phrase.parts[0]) or Phrase("call", (without_index(phrase.parts[0]),), "sum")


def _family(summand: Phrase) -> Phrase | None:
    """`Σ_k c_k ∂y_k/∂x`, each a derivative of one entry by a whole array."""
    factors = summand.parts if summand.kind == "product" else ()
    rates = [part for part in factors if part.kind == "rate" and part.parts[0].kind == "entry"]
    weights = tuple(without_index(part) for part in factors if part not in rates)
    if len(rates) != 1 or not weights or rates[0].indices or any(is_indexed(by) for by in rates[0].parts[1:]):
        return None
    of, *by = rates[0].parts
    return Phrase("family", (of.parts[0], *by, weights[0] if len(weights) == 1 else Phrase("hadamard", weights)))


def _settle_entry(bench: Bench, phrase: Phrase) -> Phrase:
    """A size or a number has no entries: its index is a part of its name."""
    inner = phrase.parts[0]
    if all(index.isdigit() for index in phrase.indices):
        pair = len(phrase.indices) == 1 and len(phrase.indices[0]) == 2
        return Phrase("cell", phrase.parts, indices=tuple(phrase.indices[0]) if pair else phrase.indices)
    if inner.kind != "name":
        return phrase
    node = bench.names.get(inner.text)
    return inner if inner.text in bench.size_names or (node is not None and node.is_scalar) else phrase


def _settle_product(bench: Bench, phrase: Phrase) -> Phrase:
    """`D(f, X)` is a derivative also where the problem has a `D`: two things in brackets are no factor."""
    for i in range(len(phrase.parts) - 1):
        one, other = phrase.parts[i : i + 2]
        if one == Phrase("name", text="D") and other.kind == "grid" and other.text == str(len(other.parts)) != "1":
            rest = (*phrase.parts[:i], Phrase("rate", other.parts, "rate"), *phrase.parts[i + 2 :])
            return rest[0] if len(rest) == 1 else phrase.with_parts(rest)
    return phrase


def _settle_power(bench: Bench, phrase: Phrase) -> Phrase:
    """Bars under an elementwise power are absolute values, not a norm."""
    base, exponent = phrase.parts
    if base.kind == "bars" and base.text == "|":
        return Phrase("epower", (Phrase("call", base.parts, "abs"), exponent))
    return phrase


_SETTLE = {
    "epower": _settle_power,
    "product": _settle_product,
    "total": _settle_total,
    "entry": _settle_entry,
    "name": _settle_name,
    "call": _settle_call,
    "rate": _settle_rate,
    "turn": _settle_turn,
}
