"""What a person wrote, before it is known whether it fits: a tree without shapes.

An expression of the language cannot hold `A*x'` where the sizes forbid it; a person's line can. A
phrase holds both, can be edited in any way, and becomes an expression where its shapes allow it.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from adjoint.expr.build import number
from adjoint.expr.language import (
    Apply,
    Call,
    Colon,
    Differential,
    ElementPower,
    Expr,
    Hadamard,
    Inverse,
    Kron,
    Number,
    Opaque,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
)  # fmt: skip


SIZED = "sized"
"""The mark of `I_n` and its kin, whose sizes people choose with less care than those of `eye(n)`."""


class Phrase(Struct, frozen=True):
    """One piece of a formula.

    kind            parts                     text
    name            -                         the name
    leaf            -                         - (`node` is the expression)
    sum             terms                     -
    neg             the term                  -
    product         factors, in order         -
    over, quotient  numerator, denominator    - (`a/b`, `a./b`)
    hadamard        factors                   -
    kron, colon     factors                   -
    turn, inv       the operand               -
    power, epower   base, exponent            -
    call            arguments                 the function, with a quote for each derivative (`indices`: SIZED)
    d               the operand               - (`indices`: what is held)
    rate            of, then each `by`        how it was written: rate, nabla, map, limit (`indices`: what is held)
    family          of, each `by`, weights    - (the derivatives of the entries of a vector, summed with weights)
    bars            the operand               the subscript of the norm, `|` for a single bar
    entry           the operand               - (`indices` are its indices)
    total           the operand               up to what (`indices` are summed over; none for all entries)
    delta           -                         - (`indices` are its two)
    mask            -                         `≠`, `<`, `≤`, `=` (one where its two `indices` stand so, else zero)
    grid            the cells in row order    the number of columns
    cell            the operand               - (`indices` are the places of its entry)
    cross           factors of a cross product -
    unread          -                         what was written (`indices`: why it could not be read)
    unfit           -                         why its members do not fit (`rows`)
    """

    kind: str
    parts: tuple["Phrase", ...] = ()
    text: str = ""
    node: Expr | None = None
    indices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator["Phrase"]:
        """Every piece, the whole first."""
        yield self
        for part in self.parts:
            yield from part

    def with_parts(self, parts: tuple["Phrase", ...]) -> "Phrase":
        """The same piece with other parts."""
        return Phrase(self.kind, parts, self.text, self.node, self.indices)


def leaf(node: Expr) -> Phrase:
    """An expression as it is."""
    return Phrase("leaf", node=node)


def name(text: str) -> Phrase:
    """A name that is still to be looked up."""
    return Phrase("name", text=text)


def numeral(value: int | Fraction) -> Phrase:
    """A number."""
    return leaf(number(value))


def is_number(phrase: Phrase, value: int | Fraction | None = None) -> bool:
    """Whether the phrase is a number, or that number."""
    node = phrase.node
    return isinstance(node, Number) and (value is None or node.value == value)


def turn(phrase: Phrase) -> Phrase:
    """The transpose; of a transpose, what stands under it."""
    return phrase.parts[0] if phrase.kind == "turn" else Phrase("turn", (phrase,))


def neg(phrase: Phrase) -> Phrase:
    """The phrase with the other sign."""
    return phrase.parts[0] if phrase.kind == "neg" else Phrase("neg", (phrase,))


def chain(factors: tuple[Phrase, ...]) -> Phrase:
    """A product of factors; a product among them stays in its brackets."""
    return factors[0] if len(factors) == 1 else Phrase("product", factors)


def total(terms: tuple[Phrase, ...]) -> Phrase:
    """A sum of terms, those that are sums themselves taken apart."""
    flat = tuple(part for term in terms for part in (term.parts if term.kind == "sum" else (term,)))
    return flat[0] if len(flat) == 1 else Phrase("sum", flat)


def names_in(phrase: Phrase) -> tuple[str, ...]:
    """The names that occur, each once."""
    return tuple(dict.fromkeys(part.text for part in phrase if part.kind == "name"))


def replaced(phrase: Phrase, old: Phrase, new: Phrase) -> Phrase:
    """The phrase with every occurrence of a piece replaced."""
    if phrase == old:
        return new
    return phrase.with_parts(tuple(replaced(part, old, new) for part in phrase.parts)) if phrase.parts else phrase


def slopes(phrase: Phrase, of: Phrase) -> Phrase:
    """The phrase with each change of a name as the derivative by that name, as programs write `dW`."""
    if phrase.kind == "d" and phrase.parts[0].kind == "name":
        return Phrase("rate", (of, phrase.parts[0]), "rate")
    return phrase.with_parts(tuple(slopes(part, of) for part in phrase.parts)) if phrase.parts else phrase


def in_layout(phrase: Phrase) -> Phrase:
    """The phrase with each `Df` as a derivative whose layout nobody said."""
    text = "nabla" if phrase.kind == "rate" and phrase.text == "map" else phrase.text
    return Phrase(phrase.kind, tuple(map(in_layout, phrase.parts)), text, phrase.node, phrase.indices)


def of_expr(node: Expr) -> Phrase:
    """The phrase of an expression."""
    rule = _OF.get(type(node))
    return leaf(node) if rule is None else rule(node)


def _parts(node: Expr) -> tuple[Phrase, ...]:
    return tuple(of_expr(child) for child in node.children)


def _product(node: Expr) -> Phrase:
    assert isinstance(node, Product)
    value = abs(node.coefficient)
    front = () if value == 1 else (numeral(value),)
    body = chain((*front, *_parts(node)))
    return neg(body) if node.coefficient < 0 else body


def _plain(kind: str) -> Callable[[Expr], Phrase]:
    return lambda node: Phrase(kind, _parts(node))


def _function(node: Expr) -> Phrase:
    assert isinstance(node, (Apply, Call, Opaque))
    primes = "'" * node.order if isinstance(node, Apply) else ""
    return Phrase("call", _parts(node), node.function + primes)


_OF: dict[type[Expr], Callable[[Expr], Phrase]] = {
    Symbol: lambda node: name(node.name) if isinstance(node, Symbol) else leaf(node),
    Sum: lambda node: total(_parts(node)),
    Product: _product,
    Hadamard: _plain("hadamard"),
    Kron: _plain("kron"),
    Colon: _plain("colon"),
    Transpose: _plain("turn"),
    Inverse: _plain("inv"),
    Power: _plain("power"),
    ElementPower: _plain("epower"),
    Apply: _function,
    Call: _function,
    Opaque: _function,
    Differential: _plain("d"),
}
