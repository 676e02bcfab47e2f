"""Shapes in letters: `m m, n n, m n -> m n` says what a function takes and gives."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from adjoint.errors import ShapeError
from adjoint.expr.sizes import ONE, SCALAR, Shape, Size, spell_shape


class Signature(Struct, frozen=True):
    """The shapes of the operands and of the value; a letter stands for one size throughout, `m*n` for a product."""

    operands: tuple[Shape, ...]
    value: Shape

    def solve(self, name: str, given: Sequence[Shape], value: Shape | None = None) -> Shape:
        """The shape of the value for operands of the given shapes; `ShapeError` where they do not fit.

        `value` is what the operands alone do not tell.
        """
        if len(given) != len(self.operands):
            raise ShapeError(f"`{name}` takes {len(self.operands)} arguments, not {len(given)}")
        sizes: dict[str, Size] = {}
        pairs = [*zip(self.operands, given, strict=True), *([(self.value, value)] if value is not None else [])]
        for wanted, actual in pairs:
            self._bind(name, wanted, actual, sizes)
        for wanted, actual in pairs:
            self._divide(name, wanted, actual, sizes)
        return (self.value[0].replace(sizes), self.value[1].replace(sizes))

    def _bind(self, name: str, wanted: Shape, actual: Shape, sizes: dict[str, Size]) -> None:
        """The letters that stand alone."""
        for letter, size in zip(wanted, actual, strict=True):
            if letter == ONE and size != ONE:
                raise _misfit(name, wanted, actual, self)
            if letter.name is not None and sizes.setdefault(letter.name, size) != size:
                raise _misfit(name, wanted, actual, self)

    def _divide(self, name: str, wanted: Shape, actual: Shape, sizes: dict[str, Size]) -> None:
        """The letters that stand in products with others."""
        for compound, size in zip(wanted, actual, strict=True):
            if compound.name is not None or compound is ONE:
                continue
            open_letters = [letter for letter in sorted(compound.names) if letter not in sizes]
            if len(open_letters) == 1:
                rest = compound.over(Size.of(open_letters[0]))
                found = size.over(rest.replace(sizes)) if rest is not None else None
                if found is None:
                    raise _misfit(name, wanted, actual, self)
                sizes[open_letters[0]] = found
            if compound.replace(sizes) != size:
                raise _misfit(name, wanted, actual, self)


def _misfit(name: str, wanted: Shape, actual: Shape, signature: Signature) -> ShapeError:
    what = _said(wanted, signature)
    return ShapeError(f"`{name}` needs {what}, and this is a {spell_shape(actual)}")


def _said(wanted: Shape, signature: Signature) -> str:
    rows, cols = wanted
    if wanted == SCALAR:
        return "a scalar"
    if len(signature.operands) > 1:
        others = ", ".join(spell_shape(shape) for shape in signature.operands)
        return f"arguments that fit ({others})"
    if cols == ONE:
        return "a vector"
    return "a square matrix" if rows == cols else "a matrix"


def signature(text: str) -> Signature:
    """The signature that a line such as `m n, n p -> m p` spells."""
    left, right = text.split("->")
    return Signature(tuple(_shape(words) for words in left.split(",")), _shape(right))


def _shape(words: str) -> Shape:
    rows, cols = words.split()
    return (_size(rows), _size(cols))


def _size(word: str) -> Size:
    total = Size(())
    for term in word.split("+"):
        product = ONE
        for letter in term.split("*"):
            product = product * Size.of(int(letter) if letter.isdecimal() else letter)
        total = total + product
    return total


def renamed(shape: Shape, sizes: Mapping[str, Size]) -> Shape:
    """A shape in letters with the letters replaced."""
    return (shape[0].replace(sizes), shape[1].replace(sizes))
