"""Print in two dimensions: what LaTeX and MathML have in common, from fractions to where brackets stand."""

import re
from abc import abstractmethod

from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.halves import HALVINGS
from adjoint.expr.notation import ATOM, Layout
from adjoint.render.names import split
from adjoint.render.printer import COLON, FACTOR, LEVELS, POSTFIX, PRODUCT, SUM, Piece, Printer

_BARE = {"name", "differential", "call", "apply", "identity", "ones"}
_FENCED = {"sqrt", "abs"}
_NORMS = {"norm2": "", "normF": "F", "norm1": "1"}


def _is_change(piece: Piece) -> bool:
    """Whether the piece is `dX` for a name, or its transpose."""
    change = piece.parts[0] if piece.layout.operator == "transpose" else piece
    return change.layout.operator == "differential" and change.parts[0].layout.operator == "name"


class Typeset(Printer):
    """The operators in terms of a dozen marks that a format provides."""

    LEVELS = {**LEVELS, "fraction": FACTOR, "partial": FACTOR, "derivative": FACTOR, "weighted": COLON}

    @abstractmethod
    def row(self, *codes: str) -> str:
        """Things side by side."""

    @abstractmethod
    def glued(self, *codes: str) -> str:
        """Things side by side that belong together: a function and its argument."""

    @abstractmethod
    def sign(self, character: str) -> str:
        """An operator, by its Unicode character."""

    @abstractmethod
    def identifier(self, text: str) -> str:
        """A letter or a word."""

    @abstractmethod
    def function(self, name: str) -> str:
        """A function of the tables, set upright."""

    @abstractmethod
    def digits(self, text: str) -> str:
        """A whole number."""

    @abstractmethod
    def bold(self, text: str) -> str:
        """A bold digit."""

    @abstractmethod
    def over(self, above: str, below: str) -> str:
        """A fraction."""

    @abstractmethod
    def raised(self, base: str, exponent: str) -> str:
        """A superscript."""

    @abstractmethod
    def lowered(self, base: str, index: str) -> str:
        """A subscript."""

    @abstractmethod
    def fenced(self, left: str, body: str, right: str) -> str:
        """A body between two delimiters."""

    @abstractmethod
    def grid(self, rows: list[list[str]]) -> str:
        """A matrix of blocks in square brackets."""

    @abstractmethod
    def root(self, body: str) -> str:
        """A square root."""

    def parenthesised(self, code: str) -> str:
        """The code in round brackets."""
        return self.fenced("(", code, ")")

    def level(self, piece: Piece) -> int:
        """How tightly what was written binds; a rational number is a fraction here."""
        operator, text = piece.layout.operator, piece.layout.text
        if operator == "number" and "/" in text:
            return FACTOR
        if operator == "size" and not text.isalnum():
            return SUM if "+" in text or "-" in text else PRODUCT
        return PRODUCT if operator == "ones" and "," in text else super().level(piece)

    def name(self, text: str) -> str:
        """A name with its subscripts: `A5`, `x_new`, `lam`."""
        parts = split(text)
        stem = self.identifier(parts.stem)
        return self.lowered(stem, self._listed(parts.subscripts)) if parts.subscripts else stem

    def _word(self, text: str) -> str:
        return self.digits(text) if text.isdigit() else self.identifier(text)

    def _listed(self, parts: tuple[str, ...]) -> str:
        words = [self._word(part) for part in parts]
        return self.row(*[code for word in words for code in (self.sign(","), word)][1:])

    def number(self, text: str) -> str:
        """A whole number or a fraction."""
        return self.over(*[self.digits(part) for part in text.split("/")]) if "/" in text else self.digits(text)

    def size(self, text: str) -> str:
        """A size such as `2*n+1`."""
        tokens = [token for token in re.findall(r"\d+|\w+|\S", text) if token != "*"]
        return self.row(*[self._size_token(token) for token in tokens])

    def _size_token(self, token: str) -> str:
        return self.digits(token) if token.isdigit() else self.sign(token) if token in "+-" else self.name(token)

    def identity(self, text: str) -> str:
        """`I`."""
        return self.identifier("I")

    def zeros(self, text: str) -> str:
        """`0`."""
        return self.digits("0")

    def ones(self, text: str) -> str:
        """A bold one; of a matrix, column times row."""
        one = self.bold("1")
        return self.row(one, self.raised(one, self.sign("⊤"))) if "," in text else one

    def sum(self, text: str, *terms: Piece) -> str:
        """Terms with their signs between them."""
        codes: list[str] = []
        for term in terms:
            negative = term.layout.operator == "negative"
            if not codes:
                codes.append(term.code if negative else self.within(term, COLON))
            elif negative:
                codes += [self.sign("-"), self.within(term.parts[0], COLON)]
            else:
                codes += [self.sign("+"), self.within(term, COLON)]
        return self.row(*codes)

    def negative(self, text: str, term: Piece) -> str:
        """A term with a minus in front."""
        least = COLON if term.layout.operator == "sigma" else PRODUCT
        return self.glued(self.sign("-"), self.within(term, least))

    def product(self, text: str, *factors: Piece) -> str:
        """Factors side by side: a dot before a number, a thin space before a last `dX`, brackets round others."""
        codes: list[str] = []
        for factor in factors:
            if factor is not factors[-1] and _is_change(factor):
                codes.append(self.parenthesised(factor.code))
            else:
                codes += [*(self._gap(factor) if codes else []), self.within(factor, FACTOR)]
        return self.row(*codes)

    term = product

    def _gap(self, factor: Piece) -> list[str]:
        first = factor
        while first.layout.operator in ("power", "element-power", "entry", "hadamard"):
            first = first.parts[0]
        if first.layout.operator == "number":
            return [self.sign("⋅")]
        return [self.sign("\u2009")] if factor.layout.operator == "differential" else []

    def fraction(self, text: str, above: Piece, below: Piece) -> str:
        """One over the other."""
        return self.over(above.code, below.code)

    def infix(self, sign: str, operators: tuple[str, ...], *factors: Piece) -> str:
        """Factors of an operator that reads from the left."""
        first, *rest = factors
        start = self.within(first, PRODUCT if first.layout.operator in operators else FACTOR)
        more = [code for factor in rest for code in (self.sign(sign), self.within(factor, FACTOR))]
        return self.row(start, *more)

    def hadamard(self, text: str, *factors: Piece) -> str:
        """The elementwise product."""
        return self.infix("⊙", ("hadamard",), *factors)

    def quotient(self, text: str, *factors: Piece) -> str:
        """The elementwise quotient."""
        return self.infix("⊘", ("hadamard", "quotient"), *factors)

    def kron(self, text: str, *factors: Piece) -> str:
        """The Kronecker product; nothing else tells the sizes of ones and identities in it."""
        return self.infix("⊗", ("kron",), *map(self._sized, factors))

    def _sized(self, piece: Piece) -> Piece:
        """An identity, ones or zeros with their sizes below, or the transpose of one; others as they are."""
        operator = piece.layout.operator
        if operator == "transpose" and piece.parts[0].layout.operator == "ones":
            inner = self._sized(piece.parts[0])
            return Piece(Layout("name"), self.raised(inner.code, self.sign("⊤")), ())
        if operator not in ("identity", "ones", "zeros"):
            return piece
        letter = {"identity": self.identifier("I"), "ones": self.bold("1"), "zeros": self.digits("0")}[operator]
        below = [code for size in piece.layout.text.split(",") for code in (self.sign("×"), self._below(size))][1:]
        return Piece(Layout("name"), self.lowered(letter, self.row(*below)), ())

    def _below(self, size: str) -> str:
        """A size below a letter, where a product has a dot."""
        return self.row(*[self.sign("⋅") if t == "*" else self._size_token(t) for t in re.findall(r"\d+|\w+|\S", size)])

    def colon(self, text: str, left: Piece, right: Piece) -> str:
        """The Frobenius product."""
        return self.row(self.within(left, PRODUCT), self.sign(":"), self.within(right, PRODUCT))

    def _base(self, base: Piece) -> str:
        return self.within(base, POSTFIX + 1)

    def transpose(self, text: str, base: Piece) -> str:
        """A superscript."""
        return self.raised(self._base(base), self.sign("⊤"))

    def inverse(self, text: str, base: Piece) -> str:
        """A superscript."""
        return self.raised(self._base(base), self.glued(self.sign("-"), self.digits("1")))

    def inverse_transpose(self, text: str, base: Piece) -> str:
        """A superscript."""
        return self.raised(self._base(base), self.glued(self.sign("-"), self.sign("⊤")))

    def power(self, text: str, base: Piece, exponent: Piece) -> str:
        """A superscript; a rational exponent on one line."""
        number = exponent.layout.text if exponent.layout.operator == "number" else ""
        if "/" in number:
            above, below = number.split("/")
            return self.raised(self._base(base), self.glued(self.digits(above), self.sign("/"), self.digits(below)))
        return self.raised(self._base(base), exponent.code)

    def element_power(self, text: str, base: Piece, exponent: Piece) -> str:
        """A superscript with the sign of the elementwise product."""
        return self.raised(self._base(base), self.row(self.sign("⊙"), self.within(exponent, PRODUCT)))

    def apply(self, text: str, argument: Piece) -> str:
        """A root, bars, or a function before its argument."""
        if text == "sqrt":
            return self.root(argument.code)
        if text == "abs":
            return self.fenced("|", argument.code, "|")
        return self.glued(self._called(text, text.rstrip("'") in ELEMENTWISE), self.parenthesised(argument.code))

    def call(self, text: str, *arguments: Piece) -> str:
        """A norm, or a function before its arguments."""
        if text in _NORMS:
            norm = self.fenced("‖", arguments[0].code, "‖")
            return self.lowered(norm, self._word(_NORMS[text])) if _NORMS[text] else norm
        inside = [code for argument in arguments for code in (self.sign(","), argument.code)][1:]
        known = text in ARRAY or text == "commutation" or text in HALVINGS
        return self.glued(self._called(text, known), self.parenthesised(self.row(*inside)))

    def _called(self, text: str, known: bool) -> str:
        name = text.rstrip("'")
        code = self.function(name) if known else self.name(name)
        return self.glued(code, *[self.sign("′")] * (len(text) - len(name)))

    def blocks(self, text: str, *cells: Piece) -> str:
        """Blocks in rows; a row with fewer of them than another is a matrix of its own."""
        counts = [int(count) for count in text.split(";")]
        codes = iter(self._in_place(cells, counts))
        rows = [[next(codes) for _ in range(count)] for count in counts]
        if len(set(counts)) > 1:
            rows = [[self.grid([row]) if len(row) > 1 else row[0]] for row in rows]
        return self.grid(rows)

    def _in_place(self, cells: tuple[Piece, ...], counts: list[int]) -> list[str]:
        """The codes of blocks; those that only have sizes of their own show them, as do zeros in a line of zeros."""
        rows = [list(cells[sum(counts[:i]) : sum(counts[: i + 1])]) for i in range(len(counts))]
        alike = len(set(counts)) == 1
        codes = []
        for row in rows:
            for place, cell in enumerate(row):
                column = [other[place] for other in rows] if alike else [cell]
                bare = any(all(c.layout.operator == "zeros" for c in line) for line in (row, column))
                shown = cell.layout.operator == "identity" or (cell.layout.operator == "zeros" and bare)
                codes.append((self._sized(cell) if shown else cell).code)
        return codes

    def differential(self, text: str, argument: Piece) -> str:
        """An upright d before a name or brackets."""
        return self.glued(self.sign("d"), self.within(argument, ATOM))

    def delta(self, text: str) -> str:
        """A delta with its indices."""
        return self.lowered(self.identifier("δ"), self._indices(text))

    def sigma(self, text: str, body: Piece) -> str:
        """A sum over indices."""
        return self.row(self.lowered(self.sign("∑"), self._indices(text)), self.within(body, PRODUCT))

    def entry(self, text: str, array: Piece) -> str:
        """An entry, by its indices."""
        bare = array.layout.operator in _BARE and array.layout.text not in _FENCED and self.level(array) != PRODUCT
        plain = bare and not self._has_subscript(array)
        return self.lowered(array.code if plain else self.parenthesised(array.code), self._indices(text))

    def _has_subscript(self, piece: Piece) -> bool:
        if piece.layout.operator == "differential":
            return self._has_subscript(piece.parts[0])
        return piece.layout.operator == "name" and bool(split(piece.layout.text).subscripts)

    def _indices(self, text: str) -> str:
        names = text.split(",")
        if all(len(name) == 1 for name in names):
            return self.row(*[self.identifier(name) for name in names])
        return self.row(*[code for name in names for code in (self.sign(","), self.name(name))][1:])

    def partial(self, text: str, *arguments: Piece) -> str:
        """The derivative of an opaque function by one argument, or by two."""
        function, places = text.split("|")
        return self._rate(self.name(function), [arguments[int(place)] for place in places.split(",")])

    def weighted(self, text: str, argument: Piece, weights: Piece) -> str:
        """The second derivatives of the entries of a vector, summed with weights."""
        function = self.parenthesised(self.name(text)) if split(text).subscripts else self.name(text)
        rate = self._rate(self.lowered(function, self.identifier("k")), [argument, argument])
        return self.row(self.lowered(self.sign("∑"), self.identifier("k")), self.entry("k", weights), rate)

    def derivative(self, text: str, of: Piece, *by: Piece) -> str:
        """The name of a derivative."""
        rate = self._rate(self.within(of, ATOM), list(by))
        return self.lowered(self.row(rate, self.sign("|")), self.identifier("direct")) if text else rate

    def held(self, text: str, change: Piece, *names: Piece) -> str:
        """A differential with a bar, and what is held below it."""
        words = [code for name in names for code in (self.sign(","), name.code)][1:]
        return self.lowered(self.row(change.code, self.sign("|")), self.row(*words))

    def _rate(self, of: str, by: list[Piece]) -> str:
        d, times = self.sign("∂"), self.digits(str(len(by)))
        below = [self.within(piece, ATOM) for piece in by]
        if len(by) == 1:
            return self.over(self.row(d, of), self.row(d, below[0]))
        above = self.row(self.raised(d, times), of)
        if len(set(below)) == 1:
            return self.over(above, self.row(d, self.raised(below[0], times)))
        return self.over(above, self.row(*[code for name in below for code in (d, name)]))
