"""Differentials and derivatives, in every way that people write them."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec.structs import replace

from adjoint.read.notation.scripts import Scripts
from adjoint.read.tree.lexeme import Lexeme
from adjoint.read.tree.sides import Derivative, Entry
from adjoint.read.tree.syntax import CHANGE, Applied, Factors, Name, Node, Numeral, Raised, Terms, Transposed

_MARKS = {"d", "delta", "D"}


class Rates(Scripts):
    """The part of the parser that deals with derivatives."""

    def is_mark(self, ahead: int = 0) -> bool:
        """Whether a `d` or one of its kin stands there, before something that can change."""
        found, after = self.peek(ahead), self.peek(ahead + 1)
        if found.is_("command", "partial", "differential"):
            return True
        if not found.is_("name", "d", "delta") or self.names.find(found.text) in self.names.taken:
            return False
        if after.is_("script", "^"):
            if self.names.is_array(f"{found.text}{self.peek(ahead + 2).text}"):
                return False
            return self.peek(ahead + 2).is_("number") and self.starts(ahead + 3)
        if after.kind == "open" and after.text == "group" and self.peek(ahead + 2).kind == "close":
            return False
        known = self.names.is_array(found.text) and not (after.kind == "name" and self.names.find(after.text))
        return self.starts(ahead + 1) and not known and after.kind not in ("number", "one")

    def change(self) -> Node:
        """A differential, or a derivative with a slash."""
        mark = self.take()
        if mark.is_("command", "partial") and self.at("script", "_"):
            self.take()
            by = self.variables(self.argument())
            of = self.operand(by)
            return Derivative(mark.start, self.end, of, by, len(by), "nabla")
        order = self.order()
        if not self.starts():
            raise self.failure("a differential of nothing")
        bare = not self.at("open")
        of = self.changing()
        if self.at("op", "/") and self.is_mark(1):
            return self.slashed(mark, of, order)
        turned = bare and isinstance(of, Transposed)
        node = of.operand if turned and isinstance(of, Transposed) else of
        for _ in range(order):
            node = _changed(mark.start, node)
        return Transposed(mark.start, of.end, node) if turned else node

    def changing(self) -> Node:
        """What changes: brackets without their scripts but an inverse, a bare name in plain text, else an operand."""
        if self.is_mark():
            return self.change()
        if self.at("open", "(", "[", "{"):
            arguments, _ = self.fenced()
            if len(arguments) == 1:
                inverted = self.scripts() if self.inverts() else self.subscripts()
                return self.scripted(arguments[0], inverted)
            raise self.failure("a differential of several things")
        if self.text and self.at("name"):
            found = self.take()
            name = Name(found.start, found.end, self.names.find(found.text) or found.text)
            return self.scripted(name, self.subscripts())
        return self.postfix()

    def inverts(self) -> bool:
        """Whether an inverse comes, which nobody takes of a differential."""
        ahead = 2 if self.peek(1).is_("open", "group") else 1
        return self.at("script", "^") and self.peek(ahead).is_("op", "-") and self.peek(ahead + 1).is_("number", "1")

    def slashed(self, mark: Lexeme, of: Node, order: int) -> Node:
        """`∂f/∂X`."""
        self.take()
        by: list[Node] = []
        while self.is_mark() and len(by) < order:
            self.take()
            found = _powers(self.changing(), order - len(by))
            by += found * self.order() if order - len(by) > len(found) else found
        return Derivative(mark.start, self.end, of, tuple(by), order, "rate", mark.text == "d")

    def order(self) -> int:
        """The order of a derivative, from `^2`."""
        if self.at("script", "^") and self.peek(1).kind in ("number", "open"):
            place = self.place
            self.take()
            found = self.argument()
            if len(found) == 1 and found[0].kind == "number" and found[0].text in "23":
                return int(found[0].text)
            self.place = place
        return 1

    def fraction(self) -> Node:
        """A fraction, or a derivative that is written as one."""
        start = self.take().start
        above, below = self.argument(), self.argument()
        return self.quotient(start, above, below)

    def quotient(self, start: int, above: Sequence[Lexeme], below: Sequence[Lexeme]) -> Node:
        """One thing over another."""
        if _begins_with_mark(above) and _begins_with_mark(below) and len(below) > 1:
            return self.rate(start, above, below)
        if self.is_number(above, below):
            value = Fraction(above[0].text) / Fraction(below[0].text)
            return Numeral(start, self.end, value)
        return Factors(start, self.end, self.part(above), (("/", self.part(below)),))

    def is_number(self, above: Sequence[Lexeme], below: Sequence[Lexeme]) -> bool:
        """Whether both sides of a fraction are numbers."""
        plain = all(len(side) == 1 and side[0].kind == "number" for side in (above, below))
        return plain and Fraction(below[0].text) != 0

    def rate(self, start: int, above: Sequence[Lexeme], below: Sequence[Lexeme]) -> Node:
        """`\\frac{\\partial f}{\\partial X}`; without an `f`, what follows is differentiated."""
        total, end = not above[0].is_("command", "partial") and not above[0].is_("name", "delta"), self.end
        numerator, denominator = self.inside(above), self.inside(below)
        numerator.take()
        order = numerator.order()
        rest = above[numerator.place :]
        by: list[Node] = []
        while denominator.place < len(below):
            if not _begins_with_mark(below[denominator.place :]):
                raise denominator.failure("a denominator is `\\partial X`")
            denominator.take()
            by += _powers(denominator.postfix(), order - len(by))
        while len(by) < order and len(by) == 1:
            by.append(by[0])
        at = () if rest else self.early_bar()
        of = self.whole_name(rest) or self.part(rest) if rest else self.operand(tuple(by))
        return Derivative(start, self.end if of and not rest else end, of, tuple(by), order, "rate", total, at)

    def early_bar(self) -> tuple[str, ...]:
        """The place of a derivative that is told before what it is of: `\\frac{d}{dt}|_{t=0} f(X + tH)`."""
        if not (self.at("bar", "|") and self.peek(1).is_("script", "_")):
            return ()
        self.place += 2
        return ("".join(lexeme.text for lexeme in self.argument()),)

    def whole_name(self, found: Sequence[Lexeme]) -> Node | None:
        """Several letters that name one thing, as in `dCE`."""
        letters = all(lexeme.is_("name") and lexeme.text.isupper() and len(lexeme.text) == 1 for lexeme in found)
        if len(found) < 2 or not letters or any(self.names.is_array(lexeme.text) for lexeme in found):
            return None
        if any(a.end != b.start for a, b in pairwise(found)):
            return None
        return Name(found[0].start, found[-1].end, "".join(lexeme.text for lexeme in found))

    def nabla(self, style: str = "nabla") -> Node:
        """`\\nabla_X f`, `\\nabla^2 f`, `\\nabla\\nabla^T f`; `Df` in the style `map`."""
        start = self.take().start
        order = self.order()
        by: tuple[Node, ...] = ()
        if self.at("script", "_"):
            self.take()
            by = self.variables(self.argument())
        order = max(order, self.order())
        if order == 1 and self.at("command", "nabla") and self.peek(1).is_("script", "^"):
            self.place += 2
            if not self.turns(self.argument()[-1]):
                raise self.failure()
            order = 2
        of = self.operand(by)
        by = by * order if len(by) == 1 else by
        if isinstance(of, (Transposed, Raised)) and self.outside(of):
            inner = of.operand if isinstance(of, Transposed) else of.base
            rate = Derivative(start, inner.end, inner, by, order, style)
            return replace(of, operand=rate) if isinstance(of, Transposed) else replace(of, base=rate)
        return Derivative(start, self.end, of, by, order, style)

    def outside(self, of: Transposed | Raised) -> bool:
        """Whether a superscript after `\\nabla f` belongs to the derivative: on a bare `f^T`, and on `f(x)^2`."""
        inner = of.operand if isinstance(of, Transposed) else of.base
        return isinstance(inner, Applied) or (isinstance(inner, Name) and isinstance(of, Transposed))

    def variables(self, found: Sequence[Lexeme]) -> tuple[Node, ...]:
        """What a derivative is by, from a subscript."""
        if not found:
            raise self.failure()
        inner = self.inside(found)
        by = [inner.postfix()]
        while inner.place < len(found):
            if inner.at("sep", ","):
                inner.take()
            by.append(inner.postfix())
        return tuple(by)

    def capital_d(self) -> Node | None:
        """`D_X f`, `D^2 f`, `D(f)`, `D(f, X)`; None where `D` is a matrix."""
        after = self.peek(1)
        if after.kind == "name" and not self.names.is_array("D") and self.is_value((), 1):
            return self.nabla("map") if self.names.is_array(after.text) else None
        if self.names.is_array("D") or not (after.kind in ("script", "open") and after.text != "group"):
            return None
        start = self.peek().start
        if after.is_("script", "_"):
            place = self.place
            self.place += 2
            found = self.argument()
            if (
                len(found) == 1
                and found[0].kind == "name"
                and (found[0].text[0].isupper() or self.names.is_array(found[0].text))
            ):
                by = self.variables(found)
                of = self.operand(by)
                return Derivative(start, self.end, of, by, 1, "map")
            self.place = place
            return None
        if after.is_("script", "^"):
            return self.nabla() if self.peek(2).is_("number", "2") else None
        self.take()
        arguments, end = self.fenced()
        if len(arguments) > 1:
            return Derivative(start, end, arguments[0], tuple(arguments[1:]), len(arguments) - 1, "rate")
        return _changed(start, arguments[0]) if len(arguments) == 1 else None

    def operand(self, by: tuple[Node, ...]) -> Node | None:
        """What an operator such as `∂/∂X` differentiates: a named value or a function alone, else the product."""
        if not self.starts() or self.is_operator():
            return self.factor() if self.starts() else None
        if self.at("bar") or self.at("word") or (self.at("name") and self.is_value(by)):
            return self.moved(self.postfix())
        start, first = self.peek().start, self.peek()
        factors = [self.postfix()]
        if (
            first.is_("open", "(", "[", "{")
            and not isinstance(factors[0], Raised)
            and self.lexemes[self.place - 1].kind == "close"
        ):
            return factors[0]
        while self.starts() and not self.is_operator():
            factors.append(self.postfix())
        if len(factors) == 1:
            return factors[0]
        return Factors(start, self.end, factors[0], tuple(("*", factor) for factor in factors[1:]))

    def moved(self, of: Node) -> Node:
        """A value, with the bracket after it where that holds a variable that is moved, as in `f(X + tH)`."""
        place = self.place
        if isinstance(of, Name) and self.at("open", "("):
            arguments, end = self.fenced()
            terms = arguments[0].terms if len(arguments) == 1 and isinstance(arguments[0], Terms) else ()
            if any(isinstance(term, Name) and term.name in self.names.variables for _, term in terms):
                return Factors(of.start, end, of, (("*", arguments[0]),))
            self.place = place
        return of

    def is_value(self, by: tuple[Node, ...], ahead: int = 0) -> bool:
        """Whether the name to come is a value that depends on variables, rather than a factor of a product."""
        name = self.names.find(self.peek(ahead).text) or self.peek(ahead).text
        return name not in self.names.variables and name not in [node.name for node in by if isinstance(node, Name)]

    def is_operator(self) -> bool:
        """Whether a derivative begins here."""
        if self.at("command", "nabla") or self.is_mark():
            return True
        return self.at("command", "frac") and _begins_with_mark(self.lexemes[self.place + 2 : self.place + 3])


def _begins_with_mark(found: Sequence[Lexeme]) -> bool:
    return bool(found) and (found[0].is_("command", "partial", "differential") or found[0].is_("name", *_MARKS))


def _powers(node: Node, order: int) -> list[Node]:
    """The variables of one part of a denominator: `∂x²` is by `x` twice where the order asks for it."""
    if order > 1 and isinstance(node, Raised) and isinstance(node.exponent, Numeral) and node.exponent.value == order:
        return [node.base] * order
    return [node]


def _changed(start: int, node: Node) -> Node:
    """The differential of an operand; that of an entry is the entry of the differential."""
    if isinstance(node, Entry):
        return Entry(start, node.end, _changed(start, node.operand), node.indices)
    return Applied(start, node.end, CHANGE, 0, (node,))
