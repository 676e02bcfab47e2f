"""The order of evaluation: what a node is made of first, and the body of a definition before its name."""

from collections.abc import Container, Iterable, Iterator, Mapping

from adjoint.expr.language import Call, Expr, Number, Power, Symbol


def below_first(
    roots: Iterable[Expr], definitions: Mapping[Symbol, Expr], known: Container[Expr] = ()
) -> Iterator[Expr]:
    """Every node below the roots that is not known, each once, after all that it is made of."""
    done: set[Expr] = set()
    stack = [(root, False) for root in roots]
    stack.reverse()
    while stack:
        node, ready = stack.pop()
        if node in done or node in known:
            continue
        if ready:
            done.add(node)
            yield node
            continue
        stack.append((node, True))
        stack.extend((part, False) for part in parts(node, definitions))


def parts(node: Expr, definitions: Mapping[Symbol, Expr]) -> tuple[Expr, ...]:
    """What the value of a node is made of; of an even power of a norm, the array and the exponent."""
    if isinstance(node, Symbol):
        body = definitions.get(node)
        return () if body is None else (body,)
    if is_even_norm(node):
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
