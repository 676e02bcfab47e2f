"""Small changes to what a person wrote, each with the kind of mistake that it mends.

An edit changes one piece of a phrase in one way. It goes from the wrong line to a right one, so an
edit that *adds* a transpose mends a missing one.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from adjoint.audit.mistake.edit import DOUBLE, OUTER, Around, Edit, Rewritten, Rule
from adjoint.audit.mistake.halved import halves
from adjoint.audit.mistake.lost import factor_lost
from adjoint.audit.mistake.regroup import grouped, reindexed, scaled, summed
from adjoint.audit.said.phrase import Phrase, chain, is_number, names_in, neg, numeral, total, turn
from adjoint.audit.said.spelled import spelled
from adjoint.audit.sense.indexed import is_indexed
from adjoint.expr.language import Number


def edits(root: Phrase, around: Around) -> Iterator[Edit]:
    """Every single edit of a phrase, each result once."""
    seen = {("", root)}
    rules = INDEXED if is_indexed(root) else _RULES
    for kind, phrase, before, after, says in _below(root, around, rules):
        if (kind, phrase) not in seen and phrase != root:
            seen.add((kind, phrase))
            yield Edit(kind, phrase, before, after, says)


def _below(node: Phrase, around: Around, rules: Sequence[Rule]) -> Iterator[tuple[str, Phrase, Phrase, Phrase, str]]:
    for rule in rules:
        for kind, new, says in rule(node, around):
            yield kind, new, node, new, says
    inner = replace(around, parent=node.kind, outer=around.outer and node.kind in OUTER)
    for i, part in enumerate(node.parts):
        if node.kind in ("rate", "d") or (node.kind in ("power", "epower") and i == 1 and is_number(part)):
            continue
        for kind, new, before, after, says in _below(part, inner, rules):
            yield kind, _with(node, i, new), before, after, says


def _with(node: Phrase, i: int, new: Phrase) -> Phrase:
    parts = (*node.parts[:i], new, *node.parts[i + 1 :])
    if node.kind == "product":
        return chain(parts)
    return total(parts) if node.kind == "sum" else node.with_parts(parts)


def _links(node: Phrase) -> tuple[Phrase, ...]:
    return tuple(part for part in node.parts if not is_number(part))


def _sides(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """An end factor taken to the other end."""
    if node.kind != "product" or not around.gradient or not around.outer:
        return
    front = tuple(part for part in node.parts if is_number(part))
    links = _links(node)
    if len(links) < 2:
        return
    if not all(map(around.vector, links[:2])):
        yield "wrong-side", chain((*front, *links[1:], links[0])), f"`{spelled(links[0])}` stands on the wrong side"
    if not all(map(around.vector, links[-2:])):
        yield "wrong-side", chain((*front, links[-1], *links[:-1])), f"`{spelled(links[-1])}` stands on the wrong side"


def _turned_sides(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """A factor taken to the other end and transposed, or a product turned as a whole."""
    if node.kind != "product" or len(_links(node)) < 2:
        return
    front = tuple(part for part in node.parts if is_number(part))
    links = _links(node)
    plain = not any(link.kind == "turn" or around.vector(link) for link in links)
    kind = "missing-transpose" if plain else "layout" if around.parent == "sum" else "extra-transpose"
    says = "needs a transpose" if plain else "is the transpose of what belongs here"
    yield kind, chain((*front, *(turn(x) for x in reversed(links)))), f"`{spelled(node)}` {says}"
    if len(links) > 2 and links[0] == turn(links[-1]):
        says = f"`{spelled(links[0])}` and `{spelled(links[-1])}` cross with a transpose each"
        yield "missing-transpose", chain((*front, links[-1], *links[1:-1], links[0])), says
    if around.gradient:
        yield (
            "shape",
            chain((*front, *links[1:], turn(links[0]))),
            f"`{spelled(links[0])}` belongs on the other side, transposed",
        )
        yield (
            "shape",
            chain((*front, turn(links[-1]), *links[:-1])),
            f"`{spelled(links[-1])}` belongs on the other side, transposed",
        )


def _norms(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "bars" and node.text != "|":
        yield "norm-vs-square", Phrase("power", (node, numeral(2))), "the norm stands here for its square"
        yield "norm-vs-square", Phrase("power", (node, numeral(Fraction(1, 2)))), "the norm is taken twice"
        within = f"`{spelled(node)}` is a number; what is squared is the norm of `{spelled(node.parts[0])}`, and that "
        yield "norm-vs-square", node.parts[0], within + "array, not its norm, stands in the gradient of the square"
    if node.kind == "call" and node.text in ("normF", "norm2", "norm"):
        yield "norm-vs-square", Phrase("power", (node, numeral(2))), "the norm stands here for its square"
    if node.kind in ("power",) and is_number(node.parts[1], 2) and node.parts[0].kind in ("bars", "call"):
        yield "norm-vs-square", node.parts[0], "the square stands here for the norm"
    if node.kind == "colon" and node.parts[0] == node.parts[-1]:
        yield "norm-vs-square", Phrase("call", (node,), "sqrt"), f"`{spelled(node)}` is the square of the norm"
    if node.kind == "product" and len(_links(node)) == 2 and _links(node)[0] == turn(_links(node)[1]):
        yield "norm-vs-square", Phrase("call", (node,), "sqrt"), f"`{spelled(node)}` is the square of the norm"


def _pairs(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """Neighbours that come from a product under a transpose."""
    if node.kind != "product":
        return
    parts = node.parts
    for i in range(len(parts) - 1):
        a, b = parts[i], parts[i + 1]
        if is_number(a) or is_number(b) or "turn" not in (a.kind, b.kind):
            continue
        before, after = parts[:i], parts[i + 2 :]
        whole = f"`{spelled(chain((a, b)))}`"
        says = f"{whole} is not the transpose of a product: the order turns round, and every factor is transposed"
        if a.kind == "turn" and b.kind == "turn":
            yield "transpose-of-product", chain((*before, b, a, *after)), says
        else:
            turned = (b, turn(a)) if b.kind == "turn" else (turn(b), a)
            says = f"{DOUBLE} of a product {whole} turns the order round and reaches every factor"
            yield "transpose-of-product", chain((*before, *turned, *after)), says


def _may_turn(node: Phrase, around: Around) -> bool:
    whole = node.kind not in ("sum", "neg") or around.parent in ("product", "colon", "hadamard", "call")
    return whole and not is_number(node) and around.parent not in ("turn", "power", "inv", "entry")


def _transposes(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "turn":
        yield "extra-transpose", node.parts[0], f"`{spelled(node.parts[0])}` is transposed once too often"
    elif _may_turn(node, around):
        yield "missing-transpose", turn(node), f"`{spelled(node)}` needs a transpose"
    if node.kind == "sum" and around.parent not in ("turn", "entry"):
        yield "missing-transpose", turn(node), f"`{spelled(node)}` needs a transpose"


def _inverses(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "inv":
        yield "inverse-or-determinant", node.parts[0], f"`{spelled(node.parts[0])}` is not inverted here"
        yield "inverse-or-determinant", turn(node), f"`{spelled(node)}` needs a transpose"
    if node.kind == "name" and around.parent in ("product", "colon", "call", "turn"):
        yield "inverse-or-determinant", Phrase("inv", (node,)), f"`{node.text}` is to be inverted here"
    if node.kind in ("sum", "product", "over") and around.parent in (("product", "") if node.kind == "sum" else ("",)):
        yield "inverse-or-determinant", Phrase("inv", (node,)), f"`{spelled(node)}` is to be inverted here"
    turning = sum(part.kind == "inv" and bool(around.varying & set(names_in(part))) for part in node) > 1
    if node.kind == "neg" and turning:
        yield "inverse-or-determinant", node.parts[0], "the sign is that of an inverse's differential"
    if node.kind == "product" and turning and any(part.kind == "d" for part in node) and around.parent != "neg":
        yield "inverse-or-determinant", neg(node), "the minus of an inverse's differential is lost"
    if node.kind == "power" and is_number(node.parts[1]) and node.parts[0].kind != "inv":
        value = node.parts[1].node
        assert isinstance(value, Number)
        if value.value < 0:
            yield (
                "inverse-or-determinant",
                Phrase("power", (node.parts[0], numeral(value.value + 1))),
                "one inverse too many",
            )


def _order(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "kron" and len(node.parts) == 2:
        a, b = node.parts
        says = f"the factors of `{spelled(node)}` stand in the other order: vec(A*X*B) = kron(B', A)*vec(X)"
        yield "non-commuting", node.with_parts((b, a)), says
    if node.kind != "product":
        return
    parts = node.parts
    for i in range(len(parts) - 1):
        a, b = parts[i], parts[i + 1]
        if not is_number(a) and not is_number(b) and not (around.vector(a) and around.vector(b)):
            says = f"`{spelled(a)}` and `{spelled(b)}` do not commute"
            yield "non-commuting", chain((*parts[:i], b, a, *parts[i + 2 :])), says


def _entrywise(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "product":
        for i in range(len(node.parts) - 1):
            a, b = node.parts[i], node.parts[i + 1]
            if not is_number(a) and not is_number(b):
                joined = Phrase("hadamard", (a, b))
                yield (
                    "elementwise-vs-matrix",
                    chain((*node.parts[:i], joined, *node.parts[i + 2 :])),
                    f"`{spelled(a)}` and `{spelled(b)}` are multiplied entry by entry",
                )
                if a.kind == "turn":
                    joined = turn(Phrase("hadamard", (a.parts[0], b)))
                    first, second = spelled(a.parts[0]), spelled(b)
                    says = f"`{first}` and `{second}` are multiplied entry by entry, and turned as one"
                    yield "elementwise-vs-matrix", chain((*node.parts[:i], joined, *node.parts[i + 2 :])), says
    if node.kind == "hadamard":
        says = "the product is the matrix product here, not entry by entry"
        yield "elementwise-vs-matrix", chain(node.parts), says
        for order in (
            tuple(reversed(node.parts)),
            (turn(node.parts[-1]), *node.parts[:-1]),
            (*node.parts[1:], turn(node.parts[0])),
            (turn(node.parts[0]), *node.parts[1:]),
            (*node.parts[:-1], turn(node.parts[-1])),
        ):
            yield "elementwise-vs-matrix", chain(order), says
    if node.kind == "colon":
        yield "elementwise-vs-matrix", Phrase("hadamard", node.parts), "the entries are multiplied here, and not summed"
    if node.kind == "power":
        yield "elementwise-vs-matrix", Phrase("epower", node.parts), "every entry is raised"
    if node.kind == "epower":
        yield "elementwise-vs-matrix", Phrase("power", node.parts), "the matrix is raised, not every entry"


def _diagonals(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind in ("name", "hadamard", "product") and around.parent in ("", "product"):
        yield (
            "elementwise-vs-matrix",
            Phrase("call", (node,), "diag"),
            f"`{spelled(node)}` stands for the diagonal matrix of its entries",
        )


def _outer(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind != "product":
        return
    parts = node.parts
    for i in range(len(parts) - 1):
        a, b = parts[i], parts[i + 1]
        if a.kind == "turn" or b.kind == "turn":
            if turn(a) == a or is_number(a) or is_number(b):
                continue
            if (a.kind == "turn") != (b.kind == "turn"):
                changed = chain((*parts[:i], turn(a), turn(b), *parts[i + 2 :]))
                says = f"`{spelled(chain((a, b)))}` is taken where `{spelled(chain((turn(a), turn(b))))}` belongs"
                yield "inner-vs-outer", changed, says


def _traces(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "call" and node.text == "tr":
        yield "trace-lost", node.parts[0], "the trace does not belong here"
    elif around.parent in ("", "sum", "neg", "product") and node.kind in ("name", "product", "inv", "turn", "power"):
        yield "trace-lost", Phrase("call", (node,), "tr"), f"the trace of `{spelled(node)}` is lost"


def _sums(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "call" and node.text in ("sum", "mean"):
        yield "sum-or-index", node.parts[0], "the sum does not belong here"
    elif node.kind in ("hadamard", "call", "name") and around.parent in ("", "neg", "product"):
        yield "sum-or-index", Phrase("call", (node,), "sum"), f"the sum over `{spelled(node)}` is lost"
    if node.kind in ("name", "rate", "hadamard", "product") and around.parent in ("", "neg"):
        for name, axis in (("rowsum", "columns"), ("colsum", "rows")):
            sums = Phrase("call", (node,), name)
            says = f"the sum over the {axis} of `{spelled(node)}` is lost"
            yield "broadcast", turn(sums) if name == "colsum" else sums, says


def _structure(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind in ("product", "sum") and around.parent == "":
        diagonal = Phrase("call", (Phrase("call", (node,), "diagvec"),), "diag")
        yield "structure", diagonal, f"of `{spelled(node)}` only the diagonal counts: what is diagonal stays diagonal"
    if node.kind in ("product",) and node.parts[-1].kind == "name" and around.parent == "":
        inner = chain(node.parts[:-1])
        yield (
            "structure",
            Phrase("call", (inner,), "diagvec"),
            f"the diagonal of `{spelled(inner)}` is meant, not its row sums",
        )


def _signs(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "neg":
        yield "sign", node.parts[0], "the sign of this term is wrong"
    elif node.kind == "sum" or (around.parent in ("", "sum", "colon", "product", "call") and not is_number(node)):
        yield "sign", neg(node), "the sign of this term is wrong"


def _bracketed(factor: Phrase, whole: Phrase, says: str) -> Rewritten:
    """A factor before a bracket; ones before it are a sum that reaches every term."""
    bare = factor.parts[0] if factor.kind == "turn" else factor
    if bare.kind == "name" and bare.text.partition("·")[0] == "1":
        return "sum-or-index", whole, "the sum is over every term: what is added to each member is added as often"
    return "parenthesis", whole, says


def _brackets(node: Phrase, around: Around) -> Iterator[Rewritten]:
    """A factor of the first term taken to the whole sum."""
    if node.kind != "sum":
        return
    for k, term in enumerate(node.parts):
        body = term.parts[0] if term.kind == "neg" else term
        if body.kind not in ("product", "over"):
            continue
        ways = range(1, len(body.parts)) if body.kind == "product" else ()
        for cut in ways:
            front, rest = chain(body.parts[:cut]), chain(body.parts[cut:])
            inner = total((*node.parts[:k], neg(rest) if term.kind == "neg" else rest, *node.parts[k + 1 :]))
            says = f"`{spelled(front)}` multiplies the whole sum, and stands here before one term of it"
            yield _bracketed(front, chain((front, inner)), says)
            back = total((*node.parts[:k], neg(front) if term.kind == "neg" else front, *node.parts[k + 1 :]))
            says = f"`{spelled(rest)}` multiplies the whole sum, and stands here behind one term of it"
            yield _bracketed(rest, chain((back, rest)), says)


def _names(node: Phrase, around: Around) -> Iterator[Rewritten]:
    if node.kind == "name":
        for factor in around.factors:
            if factor.kind == "name" and factor != node:
                yield "algebra", factor, f"`{factor.text}` belongs here, not `{node.text}`"
    if node.kind == "power" and is_number(node.parts[1]):
        value = node.parts[1].node
        assert isinstance(value, Number)
        for step in (1, -1):
            if value.value + step != 0:
                yield "algebra", Phrase("power", (node.parts[0], numeral(value.value + step))), "the exponent is wrong"
    if node.kind == "sum" and len(node.parts) > 1:
        for k in range(len(node.parts)):
            rest = total((*node.parts[:k], *node.parts[k + 1 :]))
            yield "algebra", rest, f"the term `{spelled(node.parts[k])}` is one too many"


INDEXED: tuple[Rule, ...] = (summed, reindexed, factor_lost, _signs, _brackets, _names)
"""What is changed in a line of entries: there a transpose is a matter of indices."""
_RULES: tuple[Rule, ...] = (
    summed, scaled, grouped, reindexed, _sides, _norms, _pairs, _transposes, _inverses, _order, _entrywise, _diagonals,
    _outer, _traces, _sums, _structure, halves, factor_lost, _signs, _brackets, _names, _turned_sides,
)  # fmt: skip

