"""Sizes while they are being found out: variables that are set equal, named, or products of others."""

from typing import Literal

from msgspec import Struct, field

from adjoint.errors import AdjointError, ShapeError, TooLarge
from adjoint.expr.sizes import Shape, Size, spell_shape, triangle

_LARGEST = 10**12
_DEEPEST = 60
_MOST_FACTORS = 60

Var = int
Form = tuple[Var, Var]
"""Rows and columns."""

Operator = Literal["+", "*", "triangle"]
"""How a size is made of two others, or of one that stands twice."""


class Clash(Exception):
    """Two sizes that cannot be equal."""


def _too_large() -> TooLarge:
    return TooLarge("a size with too many factors", hint="declare a name for it, as in `x: N`")


class _Class(Struct):
    """What is known of a set of equal sizes: names, a number, and sums or products that it equals."""

    names: list[str] = field(default_factory=list)
    number: int | None = None
    compounds: list[tuple[Operator, Var, Var]] = field(default_factory=list)


class Extents:
    """Union-find over sizes. A size that is not known to be 1 is taken not to be 1."""

    def __init__(self) -> None:
        self._parent: list[Var] = []
        self._known: list[_Class] = []
        self._named: dict[str, Var] = {}
        self._values: dict[Var, Size] = {}
        self._taken: set[str] = set()
        self._pool: list[str] = []
        self.equations: list[str] = []
        self.invented: list[str] = []
        self.one = self.fixed(1)
        self.scalar: Form = (self.one, self.one)

    def fresh(self) -> Var:
        """A size of which nothing is known but that it is not 1."""
        self._parent.append(len(self._parent))
        self._known.append(_Class())
        return len(self._parent) - 1

    def fixed(self, number: int) -> Var:
        """A size that is a number; each but 1 its own, so that what it turns out to equal stays local."""
        if number == 1 and self._parent:
            return self.one
        if number > _LARGEST:
            raise TooLarge(f"a size of {number:.3e}", hint="sizes with names are as large as one likes")
        var = self.fresh()
        self._known[var].number = number
        return var

    def named(self, name: str) -> Var:
        """The size of that name."""
        if name not in self._named:
            self._named[name] = self.fresh()
            self._known[self._named[name]].names.append(name)
        return self._named[name]

    def has(self, name: str) -> bool:
        """Whether a size has that name."""
        return name in self._named

    def of(self, size: Size) -> Var:
        """The variable of a size made of names and numbers."""
        if size.number is not None:
            return self.fixed(size.number)
        for name in sorted(size.names):
            rest = size.over(triangle(Size.of(name)))
            if rest is not None:
                return self.compound("*", self.triangle(self.named(name)), self.of(rest))
        total: Var | None = None
        for monomial, coefficient in size.terms:
            part = self.fixed(int(coefficient))
            for name in monomial:
                part = self.compound("*", part, self.named(name))
            total = part if total is None else self.compound("+", total, part)
        assert total is not None
        return total

    def compound(self, operator: Literal["+", "*"], left: Var, right: Var) -> Var:
        """The sum or product of two sizes."""
        if operator == "*" and (self.is_one(left) or self.is_one(right)):
            return right if self.is_one(left) else left
        numbers = self._of(left).number, self._of(right).number
        if numbers[0] is not None and numbers[1] is not None:
            return self.fixed(numbers[0] + numbers[1] if operator == "+" else numbers[0] * numbers[1])
        var = self.fresh()
        self._known[var].compounds.append((operator, left, right))
        return var

    def triangle(self, var: Var) -> Var:
        """The number of entries on and below the diagonal of a square matrix of that size."""
        number = self._of(var).number
        if number is not None:
            return self.fixed(number * (number + 1) // 2)
        half = self.fresh()
        self._known[half].compounds.append(("triangle", var, var))
        return half

    def is_one(self, var: Var) -> bool:
        """Whether the size is 1."""
        return self._of(var).number == 1

    def is_scalar(self, form: Form) -> bool:
        """Whether a form is 1×1."""
        return self.is_one(form[0]) and self.is_one(form[1])

    def make_one(self, var: Var) -> None:
        """Take a size of which nothing is known to be 1."""
        assert self.is_open(var)
        self._of(var).number = 1

    def same(self, left: Var, right: Var) -> bool:
        """Whether two sizes are known to be equal."""
        return self._root(left) == self._root(right)

    def unify(self, left: Var, right: Var) -> None:
        """Set two sizes equal; raises `Clash` where that cannot be."""
        a, b = self._root(left), self._root(right)
        if a == b:
            return
        first, second = self._known[a], self._known[b]
        if first.number != second.number and (None not in (first.number, second.number)):
            raise Clash
        if 1 in (first.number, second.number) and first.number != second.number:
            raise Clash
        if first.names and second.names:
            raise Clash
        self._parent[b] = a
        pairs = [(p, q) for p in first.compounds for q in second.compounds if p[0] == q[0]]
        first.names.extend(second.names)
        first.number = first.number if first.number is not None else second.number
        first.compounds.extend(second.compounds)
        for (_, p, q), (_, r, s) in pairs[:1]:
            self._match(p, q, r, s)

    def _match(self, p: Var, q: Var, r: Var, s: Var) -> None:
        """Two products in one class: where a factor is open, factor by factor."""
        if self.same(p, r) or self.is_open(p) or self.is_open(r):
            self.unify(p, r)
        if self.same(p, r) or self.is_open(q) or self.is_open(s):
            self.unify(q, s)

    def is_open(self, var: Var) -> bool:
        """Whether nothing is known of a size."""
        known = self._of(var)
        return not known.names and known.number is None and not known.compounds

    def _root(self, var: Var) -> Var:
        while self._parent[var] != var:
            self._parent[var] = self._parent[self._parent[var]]
            var = self._parent[var]
        return var

    def _of(self, var: Var) -> _Class:
        return self._known[self._root(var)]

    def reserve(self, taken: set[str], square_first: bool = True) -> None:
        """Names that an invented size must not have."""
        self._taken = taken | self._named.keys()
        self._pool = list("nmpqrskhld" if square_first else "mnpqrskhld")

    def value(self, var: Var) -> Size:
        """The size in names and numbers, inventing a name where there is none; records equations."""
        root = self._root(var)
        if root not in self._values:
            self._values[root] = self._solved(root, ())
        return self._values[root]

    def _solved(self, root: Var, path: tuple[Var, ...]) -> Size:
        if root in self._values:
            return self._values[root]
        if root in path:
            raise ShapeError("a size would have to contain itself", hint="check the Kronecker products and `vec`")
        known = self._known[root]
        size = self._chosen(known, (*path, root))
        self._values[root] = size
        self.equations.extend(f"{name} = {size}" for name in known.names if size.name != name)
        if known.number is not None and size.number is None:
            self.equations.append(f"{size} = {known.number}")
        return size

    def _chosen(self, known: _Class, path: tuple[Var, ...]) -> Size:
        if known.compounds:
            sizes = [self._combined(compound, path) for compound in known.compounds]
            for other in sizes[1:]:
                if other != sizes[0]:
                    raise ShapeError(
                        f"the sizes {sizes[0]} and {other} would have to be equal",
                        hint="name the sizes so that the two products are the same",
                    )
            if sizes[0].number is not None and known.number not in (None, sizes[0].number):
                raise ShapeError(f"the sizes {sizes[0]} and {known.number} would have to be equal")
            return sizes[0]
        if known.number is not None:
            return Size.of(known.number)
        return Size.of(known.names[0] if known.names else self._invented())

    def _combined(self, compound: tuple[str, Var, Var], path: tuple[Var, ...]) -> Size:
        operator, left, right = compound
        if len(path) > _DEEPEST:
            raise _too_large()
        a, b = self._solved(self._root(left), path), self._solved(self._root(right), path)
        size = a + b if operator == "+" else a * b if operator == "*" else triangle(a)
        if len(size.terms) > _MOST_FACTORS or any(len(names) > _MOST_FACTORS for names, _ in size.terms):
            raise _too_large()
        return size

    def _invented(self) -> str:
        count = 1
        names = iter(self._pool)
        name = next(names, "n1")
        while name in self._taken:
            name = next(names, "")
            if not name:
                count += 1
                name = f"n{count}"
        self._taken.add(name)
        self.invented.append(name)
        return name

    def shape(self, form: Form) -> Shape:
        """The shape of a form, in names and numbers."""
        return (self.value(form[0]), self.value(form[1]))

    def spell(self, form: Form) -> str:
        """A form as it is said in a complaint: `matrix m×n`."""
        try:
            return spell_shape(self.shape(form))
        except AdjointError:
            return "array"

    def label(self, var: Var) -> str:
        """A size as it is said in a complaint."""
        try:
            return str(self.value(var))
        except AdjointError:
            return "?"

    @property
    def names(self) -> list[str]:
        """The named sizes, in order of appearance."""
        return list(self._named)
