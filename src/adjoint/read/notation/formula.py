"""Formulas of derivations, from lexemes: one parser for LaTeX and for plain text.

Precedence as in `adjoint.read.statement.grammar`, but that in LaTeX what stands side by side binds more tightly than
`⊙`, `⊘` and `⊗`. A sum over indices and a derivative reach to the end of their product.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.read.notation.calls import Calls
from adjoint.read.notation.scripts import Script
from adjoint.read.tree.lexeme import Lexeme, between_commas, cut, outside
from adjoint.read.tree.sides import Bold, Derivative, Grid, Held, Unread
from adjoint.read.tree.syntax import (
    CHANGE, Applied, Factors, Frobenius, Name, Negation, Node, Norm, Numeral, Raised, Terms,
)

_ENTRYWISE = (".*", "./", "kron", "×")
_GLUED = ("*", "/", "@")


class Formula(Calls):
    """The whole parser."""

    def sum(self) -> Node:
        """Terms with their signs."""
        start = self.peek().start
        terms = [(self.sign(), self.frobenius())]
        while self.at("op", "+", "-"):
            terms.append((self.sign(), self.frobenius()))
        if len(terms) > 1:
            return Terms(start, self.end, tuple(terms))
        sign, node = terms[0]
        return node if sign == "+" else Negation(start, self.end, node)

    def sign(self) -> str:
        """The signs before a term, as one."""
        sign = "+"
        while self.at("op", "+", "-"):
            sign = "+" if (self.take().text == "-") == (sign == "-") else "-"
        return sign

    def frobenius(self) -> Node:
        """`A : B`."""
        start = self.peek().start
        factors = [self.product()]
        while self.at("op", ":"):
            self.take()
            factors.append(self.product())
        return factors[0] if len(factors) == 1 else Frobenius(start, self.end, tuple(factors))

    def product(self) -> Node:
        """Operands of `⊙` and its kin, each a run of factors side by side."""
        start = self.peek().start
        first, rest = self.run(), list[tuple[str, Node]]()
        while self.at("op", *_ENTRYWISE) or (self.loose and (self.at("op", *_GLUED) or self.starts())):
            rest.append((self.between(), self.run()))
            self.mixed |= self.joined and rest[-1][0] in _ENTRYWISE
        return Factors(start, self.end, first, tuple(rest)) if rest else first

    def run(self) -> Node:
        """Factors side by side."""
        start = self.peek().start
        first, rest = self.unary(), list[tuple[str, Node]]()
        while not self.loose and (self.at("op", *_GLUED) or self.starts()):
            rest.append((self.between(), self.unary()))
        self.joined = bool(rest)
        return Factors(start, self.end, first, tuple(rest)) if rest else first

    def between(self) -> str:
        """The operator between two factors; `joint` is the place of a factor that follows without any."""
        if self.at("op"):
            return self.take().text
        self.joint = self.place
        return "*"

    def unary(self) -> Node:
        """A factor, perhaps with signs before it."""
        start = self.peek().start
        sign = self.sign()
        node = self.factor()
        return node if sign == "+" else Negation(start, self.end, node)

    def factor(self) -> Node:
        """A sum over indices, a derivative, a differential, or an operand."""
        with self.deeper():
            return self.operator()

    def operator(self) -> Node:
        """A factor, by what it begins with."""
        if self.at("command", "sum"):
            return self.total()
        if self.at("limit"):
            return self.limit()
        if self.at("command", "nabla"):
            return self.held(self.nabla())
        if self.at("name", "D") and (node := self.capital_d()) is not None:
            return self.scripted(self.held(node), self.scripts())
        return self.held(self.postfix())

    def limit(self) -> Node:
        """`\\lim_{t\\to0} g(t)/t`: the derivative of `g` by t at nought, where it is nought itself."""
        found = self.take()
        whole = self.product()
        of = _without_divisor(whole, found.text)
        if of is None:
            return Unread(found.start, self.end, "a limit", "a limit of other than a quotient by what goes to 0")
        by = Name(found.start, found.end, found.text)
        return Derivative(found.start, self.end, of, (by,), 1, "limit", at=(f"{found.text}=0",))

    def held(self, node: Node) -> Node:
        """A derivative or a differential with the bar after it that says what is held fixed."""
        changes = isinstance(node, Applied) and node.function == CHANGE
        if not (changes or isinstance(node, Derivative)) or not self.at("bar", "|") or "|" in self.bars:
            return node
        if not (self.peek(1).is_("script", "_") or self.peek(1).is_("open", "(") or self.peek(1).kind == "name"):
            return node
        self.take()
        held = tuple(self.fixed(piece) for piece in between_commas(self.below_bar()))
        if isinstance(node, Derivative):
            return replace(node, end=self.end, at=held)
        return Held(node.start, self.end, node, held)

    def below_bar(self) -> Sequence[Lexeme]:
        """What stands after a bar: a subscript, a name, or names in brackets."""
        if self.at("script"):
            self.take()
            return self.argument()
        if self.at("name"):
            return [self.take()]
        start, self.place = self.place + 1, self.matching(self.place) + 1
        return self.lexemes[start : self.place - 1]

    def fixed(self, found: Sequence[Lexeme]) -> str:
        """The name that is held fixed, or the place, as in `t=0`."""
        words = "".join(lexeme.text for lexeme in found)
        place = words == "direct" or any(lexeme.kind == "rel" for lexeme in found)
        node = None if place else self.part(found)
        return node.name if isinstance(node, Name) else words

    def postfix(self) -> Node:
        """An operand with its scripts."""
        with self.deeper():
            if self.is_mark():
                return self.scripted(self.change(), self.scripts())
            return self.named() if self.at("name") else self.scripted(self.atom(), self.scripts())

    def atom(self) -> Node:
        """An operand."""
        found = self.peek()
        if found.kind in ("number", "one"):
            self.take()
            return self.one(found) or Numeral(found.start, found.end, Fraction(found.text))
        if found.kind == "word":
            return self.word()
        if found.kind == "open":
            return self.group() if found.text == "group" else self.bracket()
        if found.kind == "bar":
            return self.norm()
        if found.is_("grid", "open"):
            return self.grid()
        if found.is_("command", "frac"):
            return self.fraction()
        if found.is_("command", "sqrt"):
            return self.root()
        if found.kind == "command" and found.text != "over":
            return self.factor()
        raise self.failure()

    def one(self, found: Lexeme) -> Node | None:
        """A vector of ones: bold, or transposed; or the indicator `1[x > 0]`. None for other numbers."""
        if found.text == "1" and self.at("open") and (step := self.indicator(found.start)) is not None:
            return step
        turned = found.text == "1" and self.at("script", "^") and self.turns(self.lexeme_raised())
        beside = found.text == "1" and self.is_beside()
        return Bold(found.start, found.end) if found.kind == "one" or turned or beside else None

    def is_beside(self) -> bool:
        """Whether the number just read touches a factor, as no number one does: `X^T1`, `1(a - b)^T`."""
        after = self.peek()
        return self.place - 1 == self.joint or after.kind == "name" or after.is_("open", "(", "[", "group")

    def lexeme_raised(self) -> Lexeme:
        """The first lexeme of the superscript to come."""
        return self.peek(2) if self.peek(1).is_("open", "group") else self.peek(1)

    def indicator(self, start: int) -> Node | None:
        """`1[x > 0]`, or `(x > 0)`, the step function of the difference of both sides."""
        stop = self.matching(self.place)
        inner = self.lexemes[self.place + 1 : stop]
        places = [outside(inner, "rel", sign) for sign in "><≥≤"]
        place = next((place for place in places if place is not None), None)
        if place is None:
            return None
        self.place = stop + 1
        sides = [self.part(inner[:place]), self.part(inner[place + 1 :])]
        above, less = sides if inner[place].text in ">≥" else sides[::-1]
        difference = (
            above
            if isinstance(less, Numeral) and less.value == 0
            else Terms(above.start, less.end, (("+", above), ("-", less)))
        )
        return Applied(start, self.end, "step", 0, (difference,))

    def group(self) -> Node:
        """What stands in the braces of LaTeX, perhaps one thing over another."""
        start, stop = self.place, self.matching(self.place)
        inner = self.lexemes[start + 1 : stop]
        self.place = stop + 1
        over = outside(inner, "command", "over")
        if over is not None:
            return self.quotient(self.lexemes[start].start, inner[:over], inner[over + 1 :])
        if not inner:
            raise self.failure("empty braces")
        return self.part(inner)

    def fenced(self) -> tuple[list[Node], int]:
        """The things in brackets, between commas, and where the brackets end."""
        stop = self.matching(self.place)
        if self.lexemes[stop].text != self.peek().text:
            raise self.failure("brackets that do not match")
        inner = self.lexemes[self.place + 1 : stop]
        self.place = stop + 1
        pieces = between_commas(inner)
        dotted = len(pieces) > 1
        return [
            self.cell(piece) if dotted and len(piece) == 1 and piece[0].kind == "dots" else self.part(piece)
            for piece in pieces
        ], self.lexemes[stop].end

    def bracket(self) -> Node:
        """Brackets: round ones group, `⟨A, B⟩` is a Frobenius product, several things make a row."""
        opening = self.peek()
        if opening.text == "[" and (rows := self.rows()) is not None:
            return rows
        if opening.text in "([" and self.is_operand() and (step := self.indicator(opening.start)) is not None:
            return step
        found, end = self.fenced()
        if opening.text in "|‖":
            return self.barred(opening, found[0], end) if len(found) == 1 else self.bad_row(opening)
        if opening.text == "⟨":
            return Frobenius(opening.start, end, tuple(found)) if len(found) == 2 else self.bad_row(opening)
        if opening.text in "⌊⌈":
            return Applied(opening.start, end, "lfloor" if opening.text == "⌊" else "lceil", 0, tuple(found))
        if len(found) > 1:
            return Grid(opening.start, end, (tuple(found),))
        return replace(found[0], start=opening.start, end=end)

    def is_operand(self) -> bool:
        """Whether a sign beside the brackets tells that they are no remark such as `(x > 0)` behind a formula."""
        after = self.matching(self.place) + 1
        first = self.place == 0 or self.lexemes[self.place - 1].kind in ("op", "open")
        return first or (after < len(self.lexemes) and self.lexemes[after].kind in ("op", "script", "prime"))

    def rows(self) -> Node | None:
        """`[A, B; C, D]`, if rows are told apart by semicolons."""
        start, stop = self.place, self.matching(self.place)
        inner = self.lexemes[start + 1 : stop]
        marked = [Lexeme("row", "", x.start, x.end) if x.is_("sep", ";") else x for x in inner]
        parts = cut(marked, "row")
        if len(parts) < 2:
            return None
        self.place = stop + 1
        cells = tuple(tuple(map(self.cell, between_commas(row))) for row in parts)
        return Grid(self.lexemes[start].start, self.lexemes[stop].end, cells, environment=True)

    def bad_row(self, opening: Lexeme) -> Node:
        """Complain about the number of things between fences."""
        raise SyntaxProblem(
            "too many or too few things between these brackets",
            hint="an inner product is of two",
            position=opening.start,
            length=max(opening.end - opening.start, 1),
        )

    def norm(self) -> Node:
        """Bars, single or double."""
        opening = self.take()
        self.bars.append(opening.text)
        inner = self.sum()
        if not self.at("bar", opening.text):
            raise self.failure("a bar is never closed")
        self.bars.pop()
        return self.barred(opening, inner, self.take().end)

    def barred(self, opening: Lexeme, inner: Node, end: int) -> Node:
        """A norm with its subscript, or bars around one thing."""
        subscript = "|" if opening.text == "|" else ""
        if self.at("script", "_"):
            self.take()
            found = self.argument()
            subscript = "".join(lexeme.text for lexeme in found)
            end = self.end
        elif self.at("script", "^") and (late := self.late_subscript()):
            return self.scripted(Norm(opening.start, end, inner, late[0]), [late[1]])
        return Norm(opening.start, end, inner, subscript)

    def late_subscript(self) -> tuple[str, Script] | None:
        """The subscript of a norm that stands after its power, as in `\\|A\\|^2_F`, and the power."""
        place = self.place
        self.take()
        power = Script("^", self.argument(), self.end)
        if self.at("script", "_"):
            self.take()
            return "".join(lexeme.text for lexeme in self.argument()), power
        self.place = place
        return None

    def root(self) -> Node:
        """A square root, or another."""
        start = self.take().start
        degree: Sequence[Lexeme] = ()
        if self.at("open", "["):
            stop = self.matching(self.place)
            degree, self.place = self.lexemes[self.place + 1 : stop], stop + 1
        operand = self.part(self.argument())
        if not degree:
            return Applied(start, self.end, "sqrt", 0, (operand,))
        one = Numeral(start, start, Fraction(1))
        return Raised(start, self.end, operand, Factors(start, self.end, one, (("/", self.part(degree)),)), False)

    def grid(self) -> Node:
        """A matrix written out; what cannot be read of it stays as it is."""
        start, stop = self.place, self.matching(self.place)
        inner = self.lexemes[start + 1 : stop]
        self.place = stop + 1
        rows = [cut(row, "amp") for row in cut(inner, "row") if row]
        cells = tuple(tuple(map(self.cell, row)) for row in rows)
        return Grid(self.lexemes[start].start, self.lexemes[stop].end, cells, environment=True)

    def cell(self, found: Sequence[Lexeme]) -> Node:
        """One entry of a matrix that is written out."""
        try:
            return self.part(found)
        except AdjointError as error:
            start = found[0].start if found else self.end
            return Unread(start, found[-1].end if found else start, "".join(x.text for x in found), error.message)


def _without_divisor(node: Node, word: str) -> Node | None:
    """A quotient by a name without that name, which may stand in a factor `1/t` before it."""
    if not isinstance(node, Factors):
        return None
    parts = [("*", node.first), *node.rest]
    for place, (operator, part) in enumerate(parts):
        if operator == "/" and isinstance(part, Name) and part.name == word:
            return _product([*parts[:place], *parts[place + 1 :]])
        inner = _without_divisor(part, word) if operator == "*" else None
        if inner is not None:
            return _product([*parts[:place], (operator, inner), *parts[place + 1 :]])
    return None


def _product(parts: Sequence[tuple[str, Node]]) -> Node:
    (_, first), *rest = parts
    return Factors(first.start, rest[-1][1].end, first, tuple(rest)) if rest else first
