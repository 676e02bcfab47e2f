"""Walks over expressions that do not recurse, in a fixed order, each shared node once."""

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.rebuild import rebuild


def postorder(*roots: Expr, known: Container[Expr] = ()) -> Iterator[Expr]:
    """Every node below the roots, children first, each once; what is `known`, and what is below it, is left out."""
    seen: set[Expr] = set()
    stack: list[tuple[Expr, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen and node not in known:
            seen.add(node)
            if node.children:
                stack.append((node, True))
                stack.extend([(child, False) for child in reversed(node.children) if child not in seen])
            else:
                yield node


def differentials(root: Expr) -> Iterator[Differential]:
    """The differentials in an expression, outermost ones only, each once."""
    seen: set[Expr] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node.moving and node not in seen:
            seen.add(node)
            if isinstance(node, Differential):
                yield node
            else:
                stack.extend(reversed(node.children))


def symbols(*roots: Expr) -> tuple[Symbol, ...]:
    """The symbols that occur, in order of first appearance."""
    found: dict[Symbol, None] = {}
    seen: set[Expr] = set()
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        if isinstance(node, Symbol):
            found.setdefault(node)
        elif node.children and node not in seen:
            seen.add(node)
            stack.extend(reversed(node.children))
    return tuple(found)


def replace(root: Expr, table: Mapping[Any, Expr]) -> Expr:
    """The expression with whole subexpressions replaced, outermost match first."""
    return transform(root, lambda node: table.get(node))


def transform(root: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """The expression with `change(node)` in place of each node for which it is not None, else rebuilt."""
    done: dict[Expr, Expr] = {}
    stack: list[tuple[Expr, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done[node] = rebuild(node, tuple(done[child] for child in node.children))
            continue
        changed = change(node)
        if changed is not None:
            done[node] = changed
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in node.children if child not in done)
    return done[root]


def depends(root: Expr, names: frozenset[str], memo: dict[Expr, bool]) -> bool:
    """Whether a symbol of one of the names occurs; `memo` is kept by the caller for one set of names."""
    if root not in memo:
        for node in postorder(root, known=memo):
            memo[node] = (isinstance(node, Symbol) and node.name in names) or any(memo[c] for c in node.children)
    return memo[root]
