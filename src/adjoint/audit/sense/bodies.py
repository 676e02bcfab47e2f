"""What names stand for, each body worked out when it is first asked for, and only where something needs it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from adjoint.audit.sense.squared import same
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import symbols


class Bodies(Mapping[Symbol, Expr]):
    """Names with their bodies, or with what makes them; looking one up may raise an `AdjointError`."""

    def __init__(self, made: Mapping[Symbol, Expr | Callable[[], Expr]] | None = None) -> None:
        self._made = dict(made or {})

    def enter(self, name: Symbol, body: Expr | Callable[[], Expr]) -> None:
        """Take up a name; one that is known keeps its body."""
        self._made.setdefault(name, body)

    def update(self, other: "Bodies") -> None:
        """Take up the names of others."""
        self._made.update(other._made)

    def __getitem__(self, name: Symbol) -> Expr:
        found = self._made[name]
        if not isinstance(found, Expr):
            found = self._made[name] = found()
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class Joined(Mapping[Symbol, Expr]):
    """The names of several tables, each of which may still grow; the first that knows a name has it."""

    def __init__(self, *tables: Mapping[Symbol, Expr]) -> None:
        self._tables = tables

    def __getitem__(self, name: Symbol) -> Expr:
        for table in self._tables:
            if name in table:
                return table[name]
        raise KeyError(name)

    def get(self, name: Symbol, default: Any = None) -> Any:
        """The body, or the default; most names that are asked for have none."""
        for table in self._tables:
            if name in table:
                return table[name]
        return default

    def __contains__(self, name: object) -> bool:
        return any(name in table for table in self._tables)

    def __iter__(self) -> Iterator[Symbol]:
        return iter(dict.fromkeys(name for table in reversed(self._tables) for name in table))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def squared(bodies: Mapping[Symbol, Expr]) -> Bodies:
    """The names and bodies in the world in which all sizes are one."""
    return Bodies({as_symbol(same(name)): partial(_squared, bodies, name) for name in bodies})


def _squared(bodies: Mapping[Symbol, Expr], name: Symbol) -> Expr:
    return same(bodies[name])


def reached(nodes: Sequence[Expr], definitions: Mapping[Symbol, Expr]) -> tuple[Symbol, ...]:
    """The symbols below, definitions opened, in a fixed order."""
    found: dict[Symbol, None] = {}
    stack = list(reversed(symbols(*nodes)))
    while stack:
        one = stack.pop()
        if one not in found:
            found[one] = None
            stack.extend(reversed(symbols(definitions[one])) if one in definitions else ())
    return tuple(found)


def as_symbol(node: Expr) -> Symbol:
    """The node, which is a symbol."""
    assert isinstance(node, Symbol)
    return node
