"""The order of evaluation: what a node is made of first, and the body of a definition before its name."""

from collections.abc import Container, Iterable, Iterator, Mapping

from adjoint.expr.language import Call, Expr, Number, Power, Symbol


def below_first(
    roots: Iterable[Expr], definitions: Mapping[Symbol, Expr], known: Container[Expr] = ()
) -> Iterator[Expr]:
    """Every node below the roots that is not known, each once, after all that it is made of."""
    done: set[Expr] = set()
    stack = [(root, False) for root in roots if root not in known]
    stack.reverse()
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        below = () if ready else parts(node, definitions)
        waiting = [(part, False) for part in below if part not in done and part not in known]
        if waiting:
            stack.append((node, True))
            stack.extend(waiting)
        else:
            done.add(node)
            yield node


def parts(node: Expr, definitions: Mapping[Symbol, Expr]) -> tuple[Expr, ...]:
    """What the value of a node is made of; of an even power of a norm, the array and the exponent."""
    if isinstance(node, Symbol):
        body = definitions.get(node)
        return () if body is None else (body,)
    if type(node) is Power and is_even_norm(node):
        return (node.children[0].children[0], node.children[1])
    return node.children


def is_norm(node: Expr) -> bool:
    """Whether the node is the square root of a sum of squares."""
    return isinstance(node, Call) and node.function in ("norm2", "normF")


def is_even_norm(node: Expr) -> bool:
    """Whether the node is an even power of a norm, which has no root in it."""
    if not (isinstance(node, Power) and is_norm(node.children[0])):
        return False
    exponent = node.children[1]
    return isinstance(exponent, Number) and exponent.value % 2 == 0


class Reach:
    """Which symbols a node is made of, through the definitions: a bit of a number for each."""

    def __init__(self, definitions: Mapping[Symbol, Expr]) -> None:
        self._definitions = definitions
        self._bits: dict[Symbol, int] = {}
        self._memo: dict[Expr, int] = {}

    def of(self, root: Expr) -> int:
        """The bits of all symbols that the node is made of."""
        memo = self._memo
        found = memo.get(root)
        if found is None:
            for node in below_first((root,), self._definitions, memo):
                found = self.bit(node) if isinstance(node, Symbol) else 0
                for part in parts(node, self._definitions):
                    found |= memo[part]
                memo[node] = found
        return memo[root] if found is None else found

    def bit(self, symbol: Symbol) -> int:
        """The bit of one symbol."""
        return self._bits.setdefault(symbol, 1 << len(self._bits))
