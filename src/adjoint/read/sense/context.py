"""What the shape rules share: the forms found so far, the text for quoting, and the tally of oddities."""

from fractions import Fraction

from adjoint.errors import AdjointError, ShapeError, SyntaxProblem
from adjoint.expr.sizes import Size
from adjoint.read.sense.extents import Clash, Extents, Form, Var
from adjoint.read.tree.syntax import Factors, Name, Node, Numeral, Terms

_LONGEST_QUOTE = 60


def quote(text: str, start: int, end: int) -> str:
    """A stretch of the text on one line, shortened in the middle."""
    words = " ".join(text[start:end].split())
    if len(words) <= _LONGEST_QUOTE:
        return words
    half = _LONGEST_QUOTE // 2
    return f"{words[:half]} … {words[-half:]}"


class Context:
    """One attempt at the shapes of a problem.

    `cost` grows with what nobody would write, so that of several readings of undeclared names the
    plainest can be chosen. `arrays` are the names that stand for variables and definitions, `defined`
    the definitions still to come, `sizes` what stands in a shape, `guessed` the names whose kind this attempt
    supposes.
    """

    def __init__(self, text: str, extents: Extents) -> None:
        self.text = text
        self.extents = extents
        self.forms: dict[Node, Form] = {}
        self.arrays: dict[str, Form] = {}
        self.defined: frozenset[str] = frozenset()
        self.sizes: frozenset[str] = frozenset()
        self.guessed: frozenset[str] = frozenset()
        self.cost = 0

    def form(self, node: Node) -> Form:
        """The form of an operand."""
        return self.forms[node]

    def is_scalar(self, node: Node) -> bool:
        """Whether an operand is 1×1."""
        return self.extents.is_scalar(self.forms[node])

    def is_guess(self, node: Node) -> bool:
        """Whether an operand is a name that nobody declared."""
        return isinstance(node, Name) and node.name in self.guessed

    def said(self, node: Node) -> str:
        """An operand as a complaint names it: the quoted text and its shape."""
        return f"`{self.quote(node)}` ({self.extents.spell(self.forms[node])})"

    def quote(self, node: Node) -> str:
        """The text of a node."""
        return quote(self.text, node.start, node.end)

    def complaint(self, kind: type[AdjointError], node: Node, message: str, hint: str = "") -> AdjointError:
        """An error placed at a node."""
        return kind(message, hint=hint, position=node.start, length=max(node.end - node.start, 1))

    def fail(self, node: Node, message: str, hint: str = "") -> AdjointError:
        """A shape error at a node."""
        return self.complaint(
            ShapeError, node, message, hint or "declare the shapes that are meant, as in `X: m×n; x: n`"
        )

    def agree(self, left: Var, right: Var) -> bool:
        """Set two sizes equal, if that can be."""
        try:
            self.extents.unify(left, right)
        except Clash:
            return False
        return True

    def agree_forms(self, left: Form, right: Form) -> bool:
        """Set two forms equal, if that can be."""
        return self.agree(left[0], right[0]) and self.agree(left[1], right[1])

    def square(self, node: Node, function: str) -> Form:
        """The form of an operand that must be square."""
        form = self.form(node)
        if not self.agree(form[0], form[1]):
            raise self.fail(
                node, f"`{function}` needs a square matrix, and {self.said(node)} is not one", _square_hint(self, node)
            )
        return form

    def size(self, node: Node) -> Var:
        """The size that an argument of `eye`, `ones` or `zeros` stands for."""
        if isinstance(node, Name):
            if node.name not in self.sizes and (node.name in self.arrays or node.name in self.defined):
                raise self.fail(
                    node, f"`{node.name}` is an array, and a size is wanted", "sizes are named in the shapes"
                )
            return self.extents.named(node.name)
        if isinstance(node, Numeral) and node.value.denominator == 1 and 1 <= node.value <= 10**6:
            return self.extents.fixed(int(node.value))
        if isinstance(node, Factors) and all(operator == "*" for operator, _ in node.rest):
            product = self.size(node.first)
            for _, factor in node.rest:
                product = self.extents.compound("*", product, self.size(factor))
            return product
        if isinstance(node, Terms) and all(sign == "+" for sign, _ in node.terms):
            total = self.size(node.terms[0][1])
            for _, term in node.terms[1:]:
                total = self.extents.compound("+", total, self.size(term))
            return total
        quotient = _quotient(node)
        if quotient is not None:
            return self.extents.of(quotient)
        raise self.complaint(
            SyntaxProblem,
            node,
            f"`{self.quote(node)}` is not a size",
            "a size is a whole number, a name, or a product of them",
        )


def _quotient(node: Node) -> Size | None:
    """A size that is made of names and whole numbers and is whole whatever the names are, as `n*(n+1)/2`."""
    if isinstance(node, Name):
        return Size.of(node.name)
    if isinstance(node, Numeral) and node.value.denominator == 1 and node.value > 0:
        return Size.of(int(node.value))
    if isinstance(node, Terms) and all(sign == "+" for sign, _ in node.terms):
        terms = [_quotient(term) for _, term in node.terms]
        return None if None in terms else sum((term for term in terms if term), Size.of(0))
    if not isinstance(node, Factors):
        return None
    found = _quotient(node.first)
    for operator, factor in node.rest:
        other = _quotient(factor)
        if found is None or other is None or operator not in ("*", "/"):
            return None
        found = found * other if operator == "*" else found.over(other)
    return found


def _square_hint(context: Context, node: Node) -> str:
    text = context.quote(node)
    return (
        f"`{text}'*{text}` is square"
        if isinstance(node, Name) and not context.extents.is_one(context.form(node)[1])
        else ""
    )


def literal(node: Node) -> Fraction | None:
    """The value of a node that is a number as written."""
    return node.value if isinstance(node, Numeral) else None


def identity_size(name: str) -> str | None:
    """The size that `I`, `I3` or `I_n` carries: empty where none is written, None for other names."""
    if name == "I":
        return ""
    return name[2:] if name.startswith("I_") else None
