"""The base of every node: frozen, interned, with its shape; and what Python's operators mean on it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import blake2b
from typing import Any, ClassVar, Self, Union
from weakref import ref

from adjoint.expr.notation import Layout
from adjoint.expr.sizes import SCALAR, Shape
from adjoint.expr.spell import spell

_TABLE: "dict[tuple[Any, ...], _Kept]" = {}

Operand = Union["Expr", int, Fraction]
OPERATORS: "dict[str, Callable[..., Expr]]" = {}
"""What `@`, `*`, `+` and their kin do; `adjoint.expr.build`, which knows the shapes, fills it."""


class Expr:
    """An expression.

    `is_scalar` says whether it is 1×1; `weight` counts the leaves a reader meets, `lead` is the first
    name among them; `moving` says whether a differential occurs.
    """

    __slots__ = ("__weakref__", "_digest", "_laid", "children", "is_scalar", "lead", "moving", "shape", "weight")

    FIELDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[bool] = False
    shape: Shape
    children: "tuple[Expr, ...]"
    is_scalar: bool
    lead: str
    moving: bool
    weight: int
    _digest: bytes | None
    _laid: Layout | None

    @classmethod
    def _make(cls, shape: Shape, children: "tuple[Expr, ...]", *fields: object) -> Self:
        """The one node of this kind with these fields."""
        key: tuple[Any, ...] = (cls, shape, children, fields)
        if fields and isinstance(fields[0], Fraction):  # which is slow to hash
            key = (cls, shape, children, fields[0].as_integer_ratio(), fields[1:])
        kept = _TABLE.get(key)
        found = kept() if kept is not None else None
        if found is not None:
            return found  # type: ignore[return-value]
        node = object.__new__(cls)
        put = object.__setattr__
        put(node, "shape", shape)
        put(node, "is_scalar", shape == SCALAR)
        put(node, "children", children)
        put(node, "_digest", None)
        put(node, "_laid", None)
        for name, value in zip(cls.FIELDS, fields, strict=True):
            put(node, name, value)
        put(node, "lead", node._lead())
        put(node, "weight", node._weight())
        put(node, "moving", node._moving())
        _TABLE[key] = entry = _Kept(node, _forget)
        entry.key = key
        return node

    def _lead(self) -> str:
        for child in self.children:
            if child.lead != "~":
                return child.lead
        return "~"

    def _weight(self) -> int:
        weight = 0
        for child in self.children:
            weight += child.weight
        return weight or 1

    def _moving(self) -> bool:
        for child in self.children:
            if child.moving:
                return True
        return self.MOVES

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("expressions are frozen")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def layout(self) -> Layout:
        """How the node is laid out (see `adjoint.expr.notation`): made once."""
        if self._laid is None:
            for node in self._without("_laid"):
                object.__setattr__(node, "_laid", node._layout())
        assert self._laid is not None
        return self._laid

    @property
    def digest(self) -> bytes:
        """What stands for the node where an order must be the same in every process: made once."""
        if self._digest is None:
            for node in self._without("_digest"):
                object.__setattr__(node, "_digest", node._digested())
        assert self._digest is not None
        return self._digest

    def _without(self, slot: str) -> "Iterator[Expr]":
        """The node and those below it whose slot is empty, from the leaves up; the caller fills it."""
        stack = [self]
        while stack:
            waiting = [child for child in stack[-1].children if getattr(child, slot) is None]
            stack.extend(waiting)
            if not waiting:
                node = stack.pop()
                if getattr(node, slot) is None:
                    yield node

    def _layout(self) -> Layout:
        """The layout, once those of the children are known."""
        raise NotImplementedError

    def _digested(self) -> bytes:
        fields = [getattr(self, name) for name in self.FIELDS]
        words = [type(self).__name__, *(repr(sorted(f) if isinstance(f, frozenset) else f) for f in fields)]
        text = "|".join([*words, str(self.shape[0]), str(self.shape[1])])
        return blake2b(text.encode() + b"".join(c.digest for c in self.children), digest_size=8).digest()

    def __str__(self) -> str:
        return spell(self.layout())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    @property
    def T(self) -> "Expr":
        """The transpose."""
        return OPERATORS["transpose"](self)

    def __matmul__(self, other: "Expr") -> "Expr":
        return OPERATORS["multiply"](self, other)

    def __mul__(self, other: Operand) -> "Expr":
        return OPERATORS["times"](self, other)

    def __rmul__(self, other: Operand) -> "Expr":
        return OPERATORS["times"](other, self)

    def __truediv__(self, other: Operand) -> "Expr":
        return OPERATORS["divide"](self, other)

    def __rtruediv__(self, other: Operand) -> "Expr":
        return OPERATORS["divide"](other, self)

    def __add__(self, other: Operand) -> "Expr":
        return OPERATORS["plus"](self, other)

    def __radd__(self, other: Operand) -> "Expr":
        return OPERATORS["plus"](other, self)

    def __sub__(self, other: Operand) -> "Expr":
        return OPERATORS["minus"](self, other)

    def __rsub__(self, other: Operand) -> "Expr":
        return OPERATORS["minus"](other, self)

    def __neg__(self) -> "Expr":
        return OPERATORS["times"](-1, self)

    def __pow__(self, exponent: Operand) -> "Expr":
        return OPERATORS["raise"](self, exponent)


class _Kept(ref[Expr]):
    """A node in the table, as long as somebody else holds it."""

    __slots__ = ("key",)
    key: tuple[Any, ...]


def _forget(kept: ref[Expr]) -> None:
    assert isinstance(kept, _Kept)
    if _TABLE.get(kept.key) is kept:
        del _TABLE[kept.key]
