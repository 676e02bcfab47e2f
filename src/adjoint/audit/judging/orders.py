"""Relations that hold up to a remainder: `f(x + h) ≈ ...` to first order, `... + o(‖h‖^2)` to second, `=` exactly."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace as alter

from adjoint.audit.said.phrase import Phrase, numeral
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.rates import LAYOUTS
from adjoint.audit.sense.reading import Finding
from adjoint.audit.sense.settle import known
from adjoint.expr.build import add, d, multiply, number, symbol, zeros
from adjoint.expr.language import Expr, Number, Symbol
from adjoint.expr.walk import replace, symbols

MOST = 2
"""The highest order that is tested: dual numbers know first and second derivatives."""
ROUGHLY = re.compile(r"first[- ]order|higher[- ](?:order|powers?)|neglect|ignor|linear part|lineari[sz]", re.IGNORECASE)
"""Words of a line that say that `=` is meant to first order."""


def without_orders(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase without `o(...)` and `O(...)`."""
    if phrase.kind == "sum":
        parts = tuple(without_orders(bench, part) for part in phrase.parts if _remainder(bench, part) is None)
        return (parts[0] if len(parts) == 1 else Phrase("sum", parts)) if parts else numeral(0)
    if _remainder(bench, phrase) is not None:
        return numeral(0)
    return phrase.with_parts(tuple(without_orders(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _remainder(bench: Bench, phrase: Phrase) -> tuple[str, Phrase] | None:
    """The letter of `o(...)` or `O(...)`, and what stands in its brackets."""
    bare = phrase.parts[0] if phrase.kind == "neg" else phrase
    called = bare.kind == "call" and bool(bare.parts)
    if not called and not (bare.kind == "product" and bare.parts[0].kind == "name"):
        return None
    letter, inside = (bare.text, bare.parts) if called else (bare.parts[0].text, bare.parts[1:])
    if letter not in ("o", "O") or known(bench, letter):
        return None
    return letter, inside[0] if len(inside) == 1 else Phrase("product", inside)


def settled(
    bench: Bench, found: Finding, sign: str, sides: Sequence[Phrase], source: str
) -> tuple[str, Finding, str] | None:
    """The verdict on a relation that is not exactly true, with its finding and of what it is; None where that stands.

    `sides` are its sides as they were written. One that is written with `=`, and true to first order alone, is wrong,
    but for changes such as `dX`, whose squares nobody counts.
    """
    small = _small(bench, found.left, found.right)
    if not small or found.left is None or found.right is None or found.left.shape != found.right.shape or found.law:
        return None
    remainders = [one for side in sides for one in _remainders(bench, side)]
    if not remainders and sign == "=" and not ROUGHLY.search(source) and not set(small) <= set(bench.steps):
        if found.status != "false" or _agreement(bench, found.left, found.right, small, 1) != "true":
            return None
        words = ", ".join(word.name for word in small)
        why = f"the sides agree to first order in {words} only: write ≈ for =, or add the remainder, as in o(‖{words}‖)"
        return "wrong", _with(found, "false", why), "order"
    orders = [_order(letter, _degree(inside, small)) for letter, inside in remainders] or [1]
    known_ = [order for order in orders if order is not None]
    if len(known_) < len(orders):
        return "undecided", Finding("undecided", why="the order of what is left out"), ""
    most = min(known_)
    status = _agreement(bench, found.left, found.right, small, min(most, MOST))
    if status == "true" and most <= MOST:
        return "right", _with(found, "true", ""), "remainder"
    if status == "false":
        return "wrong", alter(_with(found, "false", found.why), order=min(most, MOST)), "remainder"
    return "undecided", Finding("undecided", why=f"whether the sides agree to order {most}"), ""


def _remainders(bench: Bench, phrase: Phrase) -> Iterator[tuple[str, Phrase]]:
    own = _remainder(bench, phrase)
    if own is not None:
        yield own
    else:
        for part in phrase.parts:
            yield from _remainders(bench, part)


def agree(bench: Bench, left: Expr, right: Expr, most: int) -> bool:
    """Whether sides agree to an order in what is small."""
    return _agreement(bench, left, right, _small(bench, left, right), most) == "true"


def _small(bench: Bench, *sides: Expr | None) -> list[Symbol]:
    """The directions that the sides speak of and that are small: the numbers before others, where there are any."""
    told = symbols(*(side for side in sides if side is not None))
    spoken = [word for word, _ in bench.directions if word in told]
    return [word for word in spoken if word.is_scalar and (word, None) in bench.directions] or spoken


def _order(letter: str, degree: int | None) -> int | None:
    """The order to which sides agree whose difference is `o` or `O` of what has a degree; None where none can say."""
    if degree is None or degree < 1:
        return None
    return degree if letter == "o" else degree - 1


def _degree(phrase: Phrase, small: Sequence[Symbol]) -> int | None:
    """The power of what is small in a phrase."""
    if phrase.kind in ("name", "leaf"):
        return int(any(word.name == phrase.text for word in small))
    parts = [_degree(part, small) for part in phrase.parts]
    degrees = [degree for degree in parts if degree is not None]
    if len(degrees) < len(parts) or not parts:
        return None
    if phrase.kind in ("power", "epower"):
        exponent = phrase.parts[1].node
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        return degrees[0] * int(exponent.value) if whole and isinstance(exponent, Number) else None
    if phrase.kind in ("neg", "turn", "bars") or (phrase.kind == "call" and phrase.text in _HOMOGENEOUS):
        return degrees[0]
    if phrase.kind in ("product", "hadamard", "colon", "kron"):
        return sum(degrees)
    return min(degrees) if phrase.kind == "sum" else None


_HOMOGENEOUS = frozenset(("norm", "norm1", "norm2", "normF", "normnuc", "abs", "vec", "tr", "sum"))


def _agreement(bench: Bench, left: Expr, right: Expr, small: Sequence[Symbol], most: int) -> str:
    """Whether both sides agree at nought, and in their derivatives there: `true`, `false` or `undecided`.

    A direction H becomes (t - t0)*H with t0 a held copy of t, so that the slope is the differential by t.
    """
    time, then = symbol("·t"), symbol("·t0")
    probe = bench.timed(time, then).probe((time,))
    step = add(time, multiply(number(-1), then))
    numbers = [word for word in small if (word, None) in bench.directions]
    moved: dict[Expr, Expr] = {word: step if word in numbers else multiply(step, word) for word in small}
    still: dict[Expr, Expr] = {word: zeros(word.shape) for word in small}
    a, b = replace(left, moved), replace(right, moved)
    pairs = [(replace(left, still), replace(right, still)), (d(a), d(b)), (d(d(a)), d(d(b)))]
    for one, other in pairs[: most + 1]:
        verdict = probe.test(one, other)
        if not verdict.sound:
            return "false" if verdict.status == "false" else "undecided"
    return "true"


def _with(found: Finding, status: str, why: str) -> Finding:
    return alter(found, status=status, why=why, layouts=LAYOUTS if status == "true" else ())
