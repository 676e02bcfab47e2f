"""What a phrase is for each value of an index: the members of a family, in matrix notation."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from adjoint.audit.said.phrase import Phrase, is_number, name, numeral, turn
from adjoint.audit.said.phrase import total as added
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import known
from adjoint.errors import ShapeError, Unsupported
from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.sizes import ONE, SCALAR, Shape

ONES = name("1")


class Family(Struct, frozen=True):
    """What a phrase is for each value of the index.

    `number` has its values in the column `weight`; the i-th `column` is `weight_i` times the i-th row of `left`
    turned, a `row` is not turned, and an `outer` product is of such a column by such a row of `right`. `plain`
    does not depend on the index, and is `left`. Without a weight it is one.
    """

    kind: str
    weight: Phrase | None = None
    left: Phrase = ONES
    right: Phrase = ONES


def array_of(bench: Bench, part: Phrase) -> tuple[str, str] | None:
    """The matrix of which a phrase is a row, and the letter of its index."""
    word, letter = indexed_name(bench, part)
    for own in (word, word.upper()) if letter else ():
        node = bench.names.get(own)
        if node is not None and ONE not in node.shape:
            return (own, letter) if own == word or word not in bench.names else None
    return None


def indexed_name(bench: Bench, part: Phrase) -> tuple[str, str]:
    """A name and the letter of its index; the latter is empty where there is none."""
    if part.kind == "entry" and part.parts[0].kind == "name":
        letters = [letter for letter in part.indices if letter != "·"]
        first = part.indices[0] != "·" and part.indices[1:] in ((), ("·",))
        return (part.parts[0].text, letters[0]) if first and letters[0].isalpha() else ("", "")
    word, _, letter = part.text.rpartition("_") if part.kind == "name" else ("", "", "")
    return (word, letter) if letter in ("i", "j", "k", "n", "t") and not known(bench, part.text) else ("", "")


def on_diagonal(bench: Bench, part: Phrase) -> str:
    """The letter of `A_ii` for a square matrix; empty for anything else."""
    if part.kind != "entry" or len(part.indices) != 2 or part.indices[0] != part.indices[1]:
        return ""
    node = bench.names.get(part.parts[0].text) if part.parts[0].kind == "name" else None
    square = node is not None and node.shape[0] == node.shape[1] != ONE
    return part.indices[0] if square and part.indices[0].isalpha() else ""


def _weighted(weight: Phrase | None, rows: Phrase) -> Phrase:
    return rows if weight is None else Phrase("product", (Phrase("call", (weight,), "diag"), rows))


def stacked(family: Family) -> Phrase:
    """All members under each other; what has no index as it is."""
    if family.kind == "plain":
        return family.left
    if family.kind == "number":
        return family.weight or ONES
    return _weighted(family.weight, family.left)


class Reader(Struct, frozen=True):
    """Reads phrases for one index."""

    bench: Bench
    letter: str
    by_columns: bool

    def shape(self, phrase: Phrase) -> Shape:
        """The shape of what does not depend on the index."""
        if phrase == ONES:
            raise Unsupported("ones among members")
        return self.bench.world().make(phrase).shape

    def whole(self, family: Family) -> Phrase:
        """What does not depend on the index."""
        if family.kind != "plain":
            raise Unsupported("an index that is not summed")
        return family.left

    def family(self, phrase: Phrase) -> Family:
        """The family of a phrase."""
        if phrase.kind == "total":
            return Family("plain", left=self.summed(phrase))
        member = self.member(phrase)
        if member is not None:
            return member
        inner = [self.family(part) for part in phrase.parts]
        if all(one.kind == "plain" for one in inner):
            return Family("plain", left=phrase.with_parts(tuple(one.left for one in inner)) if inner else phrase)
        rule = _RULES.get(phrase.kind)
        if rule is None:
            raise Unsupported(f"`{phrase.kind}` of members")
        return rule(self, phrase, inner)

    def member(self, phrase: Phrase) -> Family | None:
        """A row, a column, or an entry with the index."""
        if self.letter and on_diagonal(self.bench, phrase) == self.letter:
            return Family("number", Phrase("call", phrase.parts, "diagvec"))
        word, letter = indexed_name(self.bench, phrase)
        if not letter or letter != self.letter:
            if phrase.kind in ("entry", "mask"):
                raise Unsupported("another index")
            return None
        found = array_of(self.bench, phrase)
        if found is not None:
            rows = name(found[0])
            return Family("column", left=turn(rows) if self.by_columns else rows)
        whole = phrase.parts[0] if phrase.kind == "entry" else name(word)
        shape = self.shape(whole)
        if shape[1] != ONE or shape == SCALAR:
            raise Unsupported("no entries")
        return Family("number", whole)

    def summed(self, phrase: Phrase) -> Phrase:
        """A sum over an index."""
        if len(phrase.indices) != 1:
            raise Unsupported("a sum over several indices")
        one = Reader(self.bench, phrase.indices[0], self.by_columns).family(phrase.parts[0])
        weight = one.weight or ONES
        if one.kind == "number":
            return Phrase("call", (weight,), "sum")
        if one.kind == "column":
            return Phrase("product", (turn(one.left), weight))
        if one.kind == "row":
            return Phrase("product", (turn(weight), one.left))
        if one.kind == "outer":
            return Phrase("product", (turn(one.left), _weighted(one.weight, one.right)))
        raise Unsupported("a sum of what has no index")

    def neg_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """The opposite."""
        return self.times(inner[0], Family("plain", left=numeral(-1)))

    def turn_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """The transpose."""
        (one,) = inner
        if one.kind == "outer":
            return Family("outer", one.weight, one.right, one.left)
        return Family({"column": "row", "row": "column"}.get(one.kind, one.kind), one.weight, one.left)

    def sum_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A sum of members of one kind; what has no index is added to each."""
        kind = next(one.kind for one in inner if one.kind != "plain")
        if kind == "outer" or any(one.kind not in (kind, "plain") for one in inner):
            raise Unsupported("a sum of different members")
        if kind == "number":
            return Family(kind, added(tuple(self.number(one) for one in inner)))
        return Family(kind, None, added(tuple(self.lines(one, kind) for one in inner)))

    def number(self, one: Family) -> Phrase:
        """The numbers of a family in a column; a plain number is the same for all."""
        if one.kind == "number":
            return one.weight or ONES
        if one.kind == "plain" and self.shape(one.left) == SCALAR:
            return one.left
        raise Unsupported("a sum of a number and an array")

    def lines(self, one: Family, kind: str) -> Phrase:
        """The columns or rows of a family under each other."""
        if one.kind == kind:
            return _weighted(one.weight, one.left)
        line = turn(one.left) if kind == "column" else one.left
        if self.shape(line)[0] != ONE:
            raise Unsupported("a sum of a line and another array")
        return Phrase("product", (ONES, line))

    def product_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A product from the left, numbers last."""
        numbers = [one for one in inner if one.kind == "number" or self.is_number(one)]
        found, *rest = [one for one in inner if one not in numbers] or [numbers.pop(0)]
        for factor in (*rest, *numbers):
            found = self.times(found, factor)
        return found

    def colon_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """An inner product of columns."""
        return self.times(self.turn_of(phrase, inner[:1]) if inner[0].kind != "plain" else _turned(inner[0]), inner[1])

    def times(self, one: Family, other: Family) -> Family:
        """A product of two."""
        kinds = (one.kind, other.kind)
        if kinds == ("plain", "plain"):
            return Family("plain", left=Phrase("product", (one.left, other.left)))
        if "number" in kinds or self.is_number(one) or self.is_number(other):
            scale, rest = (one, other) if one.kind == "number" or self.is_number(one) else (other, one)
            return self.scaled(scale, rest)
        weight = _hadamard(one.weight, other.weight)
        if kinds == ("row", "column"):
            inner = Phrase("call", (Phrase("hadamard", (one.left, other.left)),), "rowsum")
            return Family("number", _hadamard(weight, inner))
        if kinds == ("column", "row"):
            return Family("outer", weight, one.left, other.left)
        if kinds == ("plain", "column"):
            made = Phrase("product", (other.left, turn(one.left)))
            row = self.shape(one.left)[0] == ONE
            return Family("number", _hadamard(weight, made)) if row else Family("column", weight, made)
        if kinds == ("row", "plain"):
            made = Phrase("product", (one.left, other.left))
            line = self.shape(other.left)[1] == ONE
            return Family("number", _hadamard(weight, made)) if line else Family("row", weight, made)
        if kinds == ("plain", "outer"):
            return Family("outer", weight, Phrase("product", (other.left, turn(one.left))), other.right)
        if kinds == ("outer", "plain"):
            if self.shape(other.left)[1] == ONE:
                made = Phrase("product", (one.right, other.left))
                return Family("column", _hadamard(weight, made), one.left)
            return Family("outer", weight, one.left, Phrase("product", (one.right, other.left)))
        if kinds in (("column", "plain"), ("plain", "row")):
            return self.crossed(one, other)
        raise Unsupported("a product of these members")

    def crossed(self, one: Family, other: Family) -> Family:
        """A column by a plain row, or a plain column by a row."""
        if one.kind == "column" and self.shape(other.left)[0] == ONE:
            return Family("outer", one.weight, one.left, _repeated(other.left))
        if other.kind == "row" and self.shape(one.left)[1] == ONE:
            return Family("outer", other.weight, _repeated(turn(one.left)), other.left)
        raise ShapeError(f"{_said(one)} cannot be multiplied by {_said(other)}")

    def is_number(self, one: Family) -> bool:
        """Whether it is a number without the index."""
        return one.kind == "plain" and self.shape(one.left) == SCALAR

    def scaled(self, scale: Family, rest: Family) -> Family:
        """A number times anything."""
        if scale.kind == "plain":
            if rest.kind == "number":
                return Family("number", Phrase("product", (scale.left, rest.weight or ONES)))
            return Family(rest.kind, rest.weight, Phrase("product", (scale.left, rest.left)), rest.right)
        if rest.kind == "plain":
            if self.shape(rest.left) == SCALAR:
                return Family("number", Phrase("product", (rest.left, scale.weight or ONES)))
            if self.shape(rest.left)[1] == ONE:
                return Family("column", scale.weight, Phrase("product", (ONES, turn(rest.left))))
            if self.shape(rest.left)[0] == ONE:
                return Family("row", scale.weight, Phrase("product", (ONES, rest.left)))
            raise Unsupported("a number times an array")
        return Family(rest.kind, _hadamard(scale.weight, rest.weight), rest.left, rest.right)

    def rate_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """The derivatives of numbers by a vector, or of one number by the entries of a vector."""
        of, *by = inner
        if len(by) == 1 and by[0].kind == "number" and self.is_number(of):
            return Family("number", Phrase("rate", (of.left, by[0].weight or ONES), "nabla"))
        if of.kind != "number" or len(by) != 1 or by[0].kind != "plain" or self.shape(by[0].left)[1] != ONE:
            raise Unsupported("a derivative of members")
        return Family("column", None, Phrase("rate", (of.weight or ONES, by[0].left), "map"))

    def change_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """The differential of each member."""
        (one,) = inner
        if one.kind == "number":
            return Family("number", phrase.with_parts((one.weight or ONES,)))
        if one.kind == "outer":
            raise Unsupported("a differential of outer products")
        return Family(one.kind, None, phrase.with_parts((_weighted(one.weight, one.left),)))

    def over_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A quotient by numbers."""
        above, below = inner
        if below.kind == "number":
            inverse = Phrase("epower", (below.weight or ONES, numeral(-1)))
            return self.times(above, Family("number", inverse))
        if not self.is_number(below):
            raise Unsupported("a quotient by an array")
        return self.times(Family("plain", left=Phrase("power", (below.left, numeral(-1)))), above)

    def power_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A power of numbers."""
        base, exponent = inner
        if base.kind != "number" or exponent.kind != "plain":
            raise Unsupported("a power of a line")
        return Family("number", Phrase("epower", (base.weight or ONES, exponent.left)))

    def call_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A function, entry by entry; the larger of a number and nought is one."""
        text, kept = phrase.text, [one for one in inner if not is_number(one.left, 0) or one.kind != "plain"]
        if text == "max" and len(inner) == 2:
            text = "relu"
        if text.rstrip("'") not in ELEMENTWISE or len(kept) != 1 or kept[0].kind == "outer":
            raise Unsupported("a function of a line")
        (one,) = kept
        if one.kind == "number":
            return Family("number", Phrase("call", (one.weight or ONES,), text))
        return Family(one.kind, None, Phrase("call", (_weighted(one.weight, one.left),), text))

    def bars_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """A norm of a line, or the absolute value of a number."""
        (one,) = inner
        if one.kind == "number":
            return Family("number", Phrase("call", (one.weight or ONES,), "abs"))
        if one.kind == "outer" or phrase.text not in ("", "2"):
            raise Unsupported("a norm of members")
        squares = Phrase("epower", (_weighted(one.weight, one.left), numeral(2)))
        return Family("number", Phrase("call", (Phrase("call", (squares,), "rowsum"),), "sqrt"))

    def hadamard_of(self, phrase: Phrase, inner: Sequence[Family]) -> Family:
        """Products entry by entry."""
        kind = next(one.kind for one in inner if one.kind != "plain")
        if kind not in ("column", "row") or any(one.kind not in (kind, "plain") for one in inner):
            raise Unsupported("an elementwise product of these members")
        return Family(kind, None, Phrase("hadamard", tuple(self.lines(one, kind) for one in inner)))


def _repeated(line: Phrase) -> Phrase:
    return Phrase("product", (ONES, line))


def _said(one: Family) -> str:
    return {"plain": "an array", "number": "a number"}.get(one.kind, f"a {one.kind}")


def _turned(one: Family) -> Family:
    return Family("plain", left=turn(one.left))


def _hadamard(*weights: Phrase | None) -> Phrase | None:
    kept = tuple(weight for weight in weights if weight is not None)
    return None if not kept else kept[0] if len(kept) == 1 else Phrase("hadamard", kept)


_RULES: dict[str, Callable[[Reader, Phrase, Sequence[Family]], Family]] = {
    "neg": Reader.neg_of,
    "turn": Reader.turn_of,
    "sum": Reader.sum_of,
    "product": Reader.product_of,
    "colon": Reader.colon_of,
    "rate": Reader.rate_of,
    "d": Reader.change_of,
    "over": Reader.over_of,
    "power": Reader.power_of,
    "epower": Reader.power_of,
    "call": Reader.call_of,
    "bars": Reader.bars_of,
    "hadamard": Reader.hadamard_of,
}
