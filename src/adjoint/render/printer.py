"""What every printer shares: it writes a layout from the leaves up, without recursion."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from adjoint.expr.notation import PRECEDENCE, Layout

SUM = PRECEDENCE["sum"]
COLON = PRECEDENCE["colon"]
PRODUCT = PRECEDENCE["product"]
FACTOR = PRODUCT + 1
POSTFIX = PRECEDENCE["transpose"]
LEVELS = {"sigma": COLON, "term": PRODUCT}


class Piece(Struct, frozen=True):
    """A layout with what was written for it."""

    layout: Layout
    code: str
    parts: "tuple[Piece, ...]"


class Printer(ABC):
    """One method for each operator, named like it (`inverse-transpose` is `inverse_transpose`)."""

    LEVELS: ClassVar[Mapping[str, int]]

    @abstractmethod
    def parenthesised(self, code: str) -> str:
        """The code in round brackets."""

    def write(self, layout: Layout) -> str:
        """What the printer writes for a layout; what occurs in it several times is written once."""
        done: dict[int, Piece] = {}
        stack = [layout]
        while stack:
            node = stack.pop()
            if id(node) in done:
                continue
            waiting = [child for child in node.children if id(child) not in done]
            if waiting:
                stack.append(node)
                stack.extend(waiting)
            else:
                parts = tuple(done[id(child)] for child in node.children)
                done[id(node)] = Piece(node, getattr(self, node.operator.replace("-", "_"))(node.text, *parts), parts)
        return done[id(layout)].code

    def level(self, piece: Piece) -> int:
        """How tightly what was written binds."""
        return self.LEVELS.get(piece.layout.operator, piece.layout.precedence)

    def within(self, piece: Piece, least: int) -> str:
        """The code, in brackets if it binds less tightly than `least`."""
        return piece.code if self.level(piece) >= least else self.parenthesised(piece.code)
