"""What is known of a compound expression from the declared facts of its symbols: one table by kind."""

from collections import Counter
from collections.abc import Callable
from weakref import WeakKeyDictionary

from adjoint.expr.balance import columns_cancel
from adjoint.expr.build import add, multiply, number, product, transpose
from adjoint.expr.facts import close
from adjoint.expr.language import (
    Apply, Call, Commutation, Constant, ElementPower, Expr, Hadamard, Halving, Identity, Inverse, Kron, Number, Ones,
    Partial, Power, Product, SizeNumber, Sum, Symbol, Transpose, Zero,
)  # fmt: skip
from adjoint.expr.projector import is_complement, is_projecting
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder

Facts = frozenset[str]
NONE: Facts = frozenset()
_POSITIVE_VALUES = {"exp", "sigmoid", "softplus", "cosh", "normcdf", "sqrt"}
_BETWEEN_NOUGHT_AND_ONE = {"sigmoid", "normcdf"}


_KNOWN: "WeakKeyDictionary[Expr, Facts]" = WeakKeyDictionary()


def facts(node: Expr) -> Facts:
    """Facts that hold of the node for all values that the declarations allow."""
    found = _KNOWN.get(node)
    if found is None:
        for part in postorder(node, known=_KNOWN):
            table = _TABLE.get(type(part))
            _KNOWN[part] = close(table(part)) if table else NONE
        found = _KNOWN[node]
    return found


def is_symmetric(node: Expr) -> bool:
    """Whether the node equals its transpose for all allowed values."""
    return node.is_scalar or "symmetric" in facts(node)


def _of_all(node: Expr, *kept: str) -> Facts:
    return frozenset(fact for fact in kept if all(fact in facts(child) for child in node.children))


def _number(node: Expr) -> Facts:
    assert isinstance(node, Number)
    known = {"positive": node.value > 0, "integer": node.value.denominator == 1}
    return frozenset(fact for fact, holds in known.items() if holds)


def _sum(node: Expr) -> Facts:
    assert isinstance(node, Sum)
    found = set(_of_all(node, "symmetric", "skew", "diagonal", "lower", "upper", "posdef", "positive", *CENTRED))
    if _paired(node):
        found.add("symmetric")
    if columns_cancel(node):
        found.add("centred")
    mirrored = {"centred", "symmetric"} <= found
    if mirrored or (node.shape[1] != ONE and columns_cancel(_turned_sum(node))):
        found.add("centred-rows")
    if is_complement(node, lambda term: "idempotent" in facts(term)):
        found.add("idempotent")
    if any("posdef" in facts(term) for term in node.children) and all(_is_semidefinite(t) for t in node.children):
        found.add("posdef")
    return frozenset(found)


def _turned_sum(node: Sum) -> Sum:
    turned_sum = add(*(turned(term) for term in node.children))
    assert isinstance(turned_sum, Sum)
    return turned_sum


def _is_semidefinite(node: Expr) -> bool:
    """Whether a term is positive definite, or a matrix times its transpose, perhaps about one that is."""
    if "posdef" in facts(node):
        return True
    if not isinstance(node, Product) or node.coefficient < 0 or any("positive" not in facts(s) for s in node.scalars):
        return False
    links = tuple(part for link in node.chain for part in _links(link))
    half, odd = divmod(len(links), 2)
    about = not odd or "posdef" in facts(links[half])
    return half > 0 and about and all(
        turned(first) is last for first, last in zip(links[:half], links[::-1], strict=False)
    )


def _paired(node: Expr) -> bool:
    """Whether each term of a sum is symmetric, or stands there as often as its transpose."""
    counts = Counter(_opened(term) for term in node.children)
    return all(is_symmetric(term) or counts[turned(term)] == times for term, times in counts.items())


def turned(node: Expr) -> Expr:
    """The transpose, carried to the factors of a product; a symmetric factor is its own."""
    front, links = _parts(node)
    return multiply(front, *(link if is_symmetric(link) else transpose(link) for link in reversed(links)))


def _opened(node: Expr) -> Expr:
    front, links = _parts(node)
    return multiply(front, *links)


def _parts(node: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    """What stands in front of an array, and its factors, with those of transposed products among them."""
    if not isinstance(node, Product):
        return number(1), _links(node)
    front = product(node.coefficient, node.scalars, ())
    return front, tuple(part for link in node.chain for part in _links(link))


def _links(node: Expr) -> tuple[Expr, ...]:
    inner = node.children[0] if isinstance(node, Transpose) else None
    return tuple(transpose(link) for link in reversed(inner.chain)) if isinstance(inner, Product) else (node,)


def _product(node: Expr) -> Facts:
    assert isinstance(node, Product)
    found = set(_of_all(node, "diagonal", "lower", "upper", "orthogonal"))
    if node.is_scalar and node.coefficient > 0 and "positive" in _of_all(node, "positive"):
        found.add("positive")
    if node.chain and node.coefficient != 0:
        if node.coefficient > 0 and all("positive" in facts(s) for s in node.scalars) and len(node.chain) == 1:
            found |= facts(node.chain[0]) & {"posdef", "positive"}
        if len(node.chain) == 1:
            found |= facts(node.chain[0]) & {"symmetric", "skew", "diagonal", "lower", "upper"}
        elif turned(node) is _opened(node):
            found.add("symmetric")
        if all("invertible" in facts(link) for link in node.chain) and not node.split:
            found.add("invertible")
    if node.split or node.coefficient != 1:
        found.discard("orthogonal")
    if node.chain:
        found |= facts(node.chain[0]) & {"centred"} | facts(node.chain[-1]) & {"centred-rows"}
    if is_projecting(node):
        found.add("idempotent")
    return frozenset(found)


CENTRED = ("centred", "centred-rows")
_PAIRS = (
    ("lower", "upper"),
    ("centred", "centred-rows"),
    ("onehot-rows", "onehot-cols"),
    ("probability-rows", "probability-cols"),
    ("sum-one-rows", "sum-one-cols"),
)
_TURNED = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


def _transpose(node: Expr) -> Facts:
    return frozenset(_TURNED.get(fact, fact) for fact in facts(node.children[0]))


def _inverse(node: Expr) -> Facts:
    kept = {"symmetric", "posdef", "diagonal", "orthogonal", "lower", "upper", "skew"}
    return (facts(node.children[0]) & kept) | {"invertible"}


def _power(node: Expr) -> Facts:
    base = facts(node.children[0])
    exponent = node.children[1]
    if node.is_scalar:
        return base & {"positive"}
    if "skew" in base and isinstance(exponent, Number) and exponent.value.denominator == 1:
        return frozenset({"skew" if exponent.value % 2 else "symmetric"}) | (base & {"orthogonal", "invertible"})
    return base & {"symmetric", "posdef", "diagonal", "lower", "upper", "orthogonal", "invertible"}


def _apply(node: Expr) -> Facts:
    assert isinstance(node, Apply)
    known = {"positive"} if node.function in _POSITIVE_VALUES and not node.order else set()
    known |= {"unit-interval"} if node.function in _BETWEEN_NOUGHT_AND_ONE and not node.order else set()
    return frozenset(known | (facts(node.children[0]) & {"symmetric"}))


SHAPED = ("symmetric", "diagonal", "lower", "upper")


def _kept(node: Expr, *kept: str) -> Facts:
    """Of these, the facts of the first operand."""
    return facts(node.children[0]) & frozenset(kept)


def _if_posdef(node: Expr, *then: str) -> Facts:
    return frozenset(then) if "posdef" in facts(node.children[0]) else NONE


def _if_symmetric(node: Expr, place: int) -> Facts:
    """Of a solution that is symmetric with the right side of its equation."""
    return frozenset({"symmetric"}) if is_symmetric(node.children[place]) else NONE


def _exponential(node: Expr) -> Facts:
    argument = facts(node.children[0])
    found = {"invertible"} | _kept(node, *SHAPED)
    if "symmetric" in argument:
        found |= {"posdef"}
    return frozenset(found | ({"orthogonal"} if "skew" in argument else set()))


def _blocks(node: Expr) -> Facts:
    """Of `[A, B; C, D]`: symmetric where A and D are, and C is B'."""
    rows = [row.children for row in node.children if isinstance(row, Call) and row.function == "hcat"]
    if len(rows) != 2:
        return NONE
    (a, b), (c, e) = rows
    alike = is_symmetric(a) and is_symmetric(e) and (c is transpose(b) or (c is b and is_symmetric(b)))
    return frozenset({"symmetric"}) if alike else NONE


_POSITIVE: Facts = frozenset({"positive"})
_CALLS: dict[str, Callable[[Expr], Facts]] = {
    "sum": lambda node: _kept(node, "positive"),
    "diag": lambda node: frozenset({"diagonal"}) | (_kept(node, "positive") and {"posdef"}),
    "softmax": lambda node: frozenset({"probability"}),
    "softmaxrows": lambda node: frozenset({"probability-rows"}),
    "softmaxcols": lambda node: frozenset({"probability-cols"}),
    "norm2": lambda node: _POSITIVE,
    "normF": lambda node: _POSITIVE,
    "norm1": lambda node: _POSITIVE,
    "det": lambda node: _if_posdef(node, "positive"),
    "pinv": lambda node: _kept(node, "symmetric", "skew", "posdef", "diagonal"),
    "expm": _exponential,
    "logm": lambda node: _if_posdef(node, "symmetric") | _kept(node, "diagonal", "lower", "upper"),
    "sqrtm": lambda node: _if_posdef(node, "posdef") | _kept(node, "invertible", "diagonal", "lower", "upper"),
    "powm": lambda node: _if_posdef(node, "posdef") | _kept(node, "invertible", "diagonal", "lower", "upper"),
    "sinm": lambda node: _kept(node, *SHAPED, "skew"),
    "cosm": lambda node: _kept(node, *SHAPED) | (_kept(node, "skew") and {"symmetric"}),
    "expmfrechet": lambda node: _of_all(node, "symmetric"),
    "vcat": _blocks,
    "chol": lambda node: frozenset({"lower", "invertible"}),
    "trilhalf": lambda node: frozenset({"lower"}),
    "eigvecs": lambda node: frozenset({"orthogonal"}),
    "svdvals": lambda node: _POSITIVE,
    "normspec": lambda node: _POSITIVE,
    "normnuc": lambda node: _POSITIVE,
    "lambdamax": lambda node: _if_posdef(node, "positive"),
    "lambdamin": lambda node: _if_posdef(node, "positive"),
    "eigvals": lambda node: _if_posdef(node, "positive"),
    "lyap": lambda node: _if_symmetric(node, 1),
    "dlyap": lambda node: _if_symmetric(node, 1),
    "unvec": lambda node: _unstacked(node.children[0]),
}


def _unstacked(stack: Expr) -> Facts:
    """A duplicated half stack is that of a symmetric matrix, one filled up with zeros that of a lower triangle."""
    first = stack.children[stack.split] if isinstance(stack, Product) and stack.chain else stack
    if isinstance(first, Halving) and first.name == "duplication":
        return frozenset({"symmetric"})
    inner = first.children[0] if isinstance(first, Transpose) else None
    return frozenset({"lower"}) if isinstance(inner, Halving) and inner.name == "elimination" else NONE


def _call(node: Expr) -> Facts:
    assert isinstance(node, Call)
    known = _CALLS.get(node.function)
    return known(node) if known else NONE


def _commutation(node: Expr) -> Facts:
    assert isinstance(node, Commutation)
    return frozenset({"orthogonal"} | ({"symmetric"} if node.rows == node.cols else set()))


def _is_hessian(node: Expr) -> bool:
    return isinstance(node, Partial) and len(node.by) == 2 and node.by[0] is node.by[1]


_TABLE: dict[type[Expr], Callable[[Expr], Facts]] = {
    Symbol: lambda node: node.facts if isinstance(node, Symbol) else NONE,
    Number: _number,
    SizeNumber: lambda node: frozenset({"positive", "integer"}),
    Constant: lambda node: frozenset({"positive"}),
    Identity: lambda node: frozenset({"posdef", "diagonal", "orthogonal"}),
    Commutation: _commutation,
    Halving: lambda node: NONE,
    Zero: lambda node: frozenset({"symmetric", "skew", "diagonal"}) if node.shape[0] == node.shape[1] else NONE,
    Ones: lambda node: frozenset({"positive"} | ({"symmetric"} if node.shape[0] == node.shape[1] else set())),
    Sum: _sum,
    Product: _product,
    Hadamard: lambda node: (
        _of_all(node, "symmetric", "positive", "diagonal", "lower", "upper")
        | ({"symmetric"} if _paired(node) else NONE)
    ),
    Transpose: _transpose,
    Inverse: _inverse,
    Power: _power,
    ElementPower: lambda node: facts(node.children[0]) & {"symmetric", "positive"},
    Apply: _apply,
    Call: _call,
    Partial: lambda node: frozenset({"symmetric"}) if _is_hessian(node) else NONE,
    Kron: lambda node: _of_all(node, "symmetric", "posdef", "diagonal", "orthogonal", "invertible", "lower", "upper"),
}
