"""Text on one line: the printers of Unicode and of plain ASCII text.

The ASCII text of an expression is that of `adjoint.expr.spell`; both are taken back by the reader.
"""

from abc import abstractmethod
from typing import final

from adjoint.expr.notation import ATOM
from adjoint.render.printer import COLON, FACTOR, LEVELS, POSTFIX, PRODUCT, Piece, Printer

_BARE = {"name", "call", "apply", "inverse", "differential", "identity", "ones", "zeros"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(indices: str) -> str:
    """`_ij`, or `_{i1,j1}` where a name has several characters."""
    names = indices.split(",")
    return "_" + "".join(names) if all(len(name) == 1 for name in names) else f"_{{{indices}}}"


class Linear(Printer):
    """What Unicode and ASCII text have in common."""

    def parenthesised(self, code: str) -> str:
        """The code in round brackets."""
        return f"({code})"

    def name(self, text: str) -> str:
        """A name, as typed."""
        return text

    number = name

    def size(self, text: str) -> str:
        """A size, in brackets if it is compound."""
        return text if text.isalnum() else f"({text})"

    def zeros(self, text: str) -> str:
        """`zeros(n)`."""
        return f"zeros({text})"

    def ones(self, text: str) -> str:
        """`ones(n)`."""
        return f"ones({text})"

    def sum(self, text: str, *terms: Piece) -> str:
        """Terms with their signs between them."""
        written = ""
        for term in terms:
            negative = term.layout.operator == "negative"
            if negative and written:
                written += f" - {self.within(term.parts[0], COLON)}"
            else:
                written += f"{' + ' if written else ''}{term.code if negative else self.within(term, COLON)}"
        return written

    def negative(self, text: str, term: Piece) -> str:
        """`-term`."""
        return "-" + self.within(term, COLON if term.layout.operator == "sigma" else PRODUCT)

    def infix(self, sign: str, *factors: Piece) -> str:
        """Factors of an operator that reads from the left: the first may be of the same kind, but for `(x'*y)*z`."""
        first, *rest = factors
        least = PRODUCT if first.layout.operator == self._kind(sign) != "product" else FACTOR
        return sign.join([self.within(first, least), *[self.within(factor, FACTOR) for factor in rest]])

    def _kind(self, sign: str) -> str:
        return {"*": "product", " ⊗ ": "kron", " ": "term"}.get(sign, "hadamard")

    def product(self, text: str, *factors: Piece) -> str:
        """`A*B`."""
        return self.infix("*", *factors)

    def term(self, text: str, *factors: Piece) -> str:
        """Indexed factors side by side."""
        return self.infix(" ", *factors)

    def fraction(self, text: str, above: Piece, below: Piece) -> str:
        """`a/b`."""
        return f"{self._above(above, ('product', 'fraction', 'term'))}/{self.within(below, FACTOR)}"

    def _above(self, above: Piece, plain: tuple[str, ...]) -> str:
        return self.within(above, PRODUCT if above.layout.operator in plain else FACTOR)

    def transpose(self, text: str, base: Piece) -> str:
        """`A'`."""
        return self._base(base) + "'"

    def inverse(self, text: str, base: Piece) -> str:
        """`inv(A)`."""
        return f"inv({base.code})"

    def inverse_transpose(self, text: str, base: Piece) -> str:
        """`inv(A)'`."""
        return f"inv({base.code})'"

    def power(self, text: str, base: Piece, exponent: Piece) -> str:
        """`a^b`."""
        return f"{self._base(base)}^{self._exponent(exponent)}"

    def element_power(self, text: str, base: Piece, exponent: Piece) -> str:
        """`a.^b`."""
        return f"{self._base(base)}.^{self._exponent(exponent)}"

    def _base(self, base: Piece) -> str:
        raised = base.layout.operator in ("power", "element-power") or "/" in base.layout.text
        return self.parenthesised(base.code) if raised else self.within(base, POSTFIX)

    def _exponent(self, exponent: Piece) -> str:
        bare = self.level(exponent) == ATOM and "/" not in exponent.layout.text
        return exponent.code if bare else self.parenthesised(exponent.code)

    def apply(self, text: str, argument: Piece) -> str:
        """`f(x)`."""
        return f"{text}({argument.code})"

    def call(self, text: str, *arguments: Piece) -> str:
        """`f(x, y)`."""
        return f"{text}({', '.join([argument.code for argument in arguments])})"

    def blocks(self, text: str, *cells: Piece) -> str:
        """`[A, B; C, D]`."""
        codes = iter(cells)
        rows = (", ".join(next(codes).code for _ in range(int(count))) for count in text.split(";"))
        return f"[{'; '.join(rows)}]"

    def colon(self, text: str, left: Piece, right: Piece) -> str:
        """`A : B`."""
        return f"{self.within(left, PRODUCT)} : {self.within(right, PRODUCT)}"

    def differential(self, text: str, argument: Piece) -> str:
        """`dX`, or `d(...)` of what is not a name."""
        return f"d{argument.code}" if argument.layout.operator == "name" else f"d({argument.code})"

    def entry(self, text: str, array: Piece) -> str:
        """`X_ij`, `(A*B)_ij`."""
        bare = array.layout.operator in _BARE and "_" not in array.code
        return (array.code if bare else self.parenthesised(array.code)) + subscript(text)

    def partial(self, text: str, *arguments: Piece) -> str:
        """The derivative of an opaque function by one argument, or by two."""
        function, places = text.split("|")
        return self.rate(function, [arguments[int(place)] for place in places.split(",")])

    def derivative(self, text: str, of: Piece, *by: Piece) -> str:
        """The name of a derivative."""
        return self.rate(self.within(of, ATOM), list(by)) + ("|direct" if text else "")

    def held(self, text: str, change: Piece, *names: Piece) -> str:
        """`df|c`, `df|(c,h)`."""
        words = ",".join(name.code for name in names)
        return f"{change.code}|{words if len(names) == 1 else f'({words})'}"

    @abstractmethod
    def rate(self, of: str, by: list[Piece]) -> str:
        """The derivative of `of` by each of `by`."""


@final
class Ascii(Linear):
    """The text of the JSON contract: ASCII apart from the user's own names."""

    LEVELS = {**LEVELS, "kron": ATOM}

    def identity(self, text: str) -> str:
        """`eye(n)`."""
        return f"eye({text})"

    def hadamard(self, text: str, *factors: Piece) -> str:
        """`A .* B`."""
        return self.infix(" .* ", *factors)

    def quotient(self, text: str, above: Piece, below: Piece) -> str:
        """`A./B`, with spaces after a number."""
        start = self._above(above, ("hadamard", "quotient"))
        sign = " ./ " if above.layout.operator == "number" else "./"
        return f"{start}{sign}{self.within(below, FACTOR)}"

    def kron(self, text: str, left: Piece, right: Piece) -> str:
        """`kron(A, B)`."""
        return f"kron({left.code}, {right.code})"

    def delta(self, text: str) -> str:
        """`delta_ij`."""
        return "delta" + subscript(text)

    def sigma(self, text: str, body: Piece) -> str:
        """`sum_k ...`."""
        return f"sum{subscript(text)} {self.within(body, PRODUCT)}"

    def weighted(self, text: str, argument: Piece, weights: Piece) -> str:
        """`D(h, x, x, c)`."""
        return self.rate(text, [argument, argument, weights])

    def rate(self, of: str, by: list[Piece]) -> str:
        """`D(f, x)`."""
        return f"D({', '.join([of, *[piece.code for piece in by]])})"


@final
class Unicode(Linear):
    """The text of the page in a terminal."""

    LEVELS = {**LEVELS, "partial": FACTOR, "derivative": FACTOR, "weighted": COLON}
    NORMS = {"norm2": "", "normF": "_F", "norm1": "_1"}

    def identity(self, text: str) -> str:
        """`I`."""
        return "I"

    def hadamard(self, text: str, *factors: Piece) -> str:
        """`A ⊙ B`."""
        return self.infix(" ⊙ ", *factors)

    def quotient(self, text: str, above: Piece, below: Piece) -> str:
        """`A ⊘ B`."""
        return f"{self._above(above, ('hadamard', 'quotient'))} ⊘ {self.within(below, FACTOR)}"

    def kron(self, text: str, left: Piece, right: Piece) -> str:
        """`A ⊗ B`; nothing else tells the size of an identity in it."""
        return self.infix(" ⊗ ", self._sized(left), self._sized(right))

    def _sized(self, piece: Piece) -> Piece:
        eye = piece.layout.operator == "identity"
        return Piece(piece.layout, f"eye({piece.layout.text})", ()) if eye else piece

    def call(self, text: str, *arguments: Piece) -> str:
        """`‖x‖`, or `f(x, y)`."""
        if text in self.NORMS:
            return f"‖{arguments[0].code}‖{self.NORMS[text]}"
        return super().call(text, *arguments)

    def delta(self, text: str) -> str:
        """`δ_ij`."""
        return "δ" + subscript(text)

    def sigma(self, text: str, body: Piece) -> str:
        """`Σ_k ...`."""
        return f"Σ{subscript(text)} {self.within(body, PRODUCT)}"

    def weighted(self, text: str, argument: Piece, weights: Piece) -> str:
        """`Σ_k c_k ∂²h_k/∂x²`."""
        function = f"({text})_k" if "_" in text else f"{text}_k"
        return f"Σ_k {self.entry('k', weights)} {self.rate(function, [argument, argument])}"

    def rate(self, of: str, by: list[Piece]) -> str:
        """`∂f/∂x`, `∂²f/∂x∂y`."""
        raised = str(len(by)).translate(_RAISED) if len(by) > 1 else ""
        below = [self.within(piece, ATOM) for piece in by]
        same = len(set(below)) == 1
        return f"∂{raised}{of}/" + (f"∂{below[0]}{raised}" if same else "".join([f"∂{name}" for name in below]))
