"""Differentials of arrays: `dF` opened until only the differentials of the wanted variables are left."""

from adjoint.derive.collect import collect
from adjoint.derive.engine import Engine
from adjoint.derive.gradient import Ranks, folded, opened_fully, ready
from adjoint.derive.story import Story
from adjoint.expr.build import d
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import differentials, transform


def forward(
    node: Expr,
    engine: Engine,
    definitions: dict[Symbol, Expr],
    ends: frozenset[Symbol],
    story: Story,
    named: frozenset[Symbol] = frozenset(),
) -> Expr:
    """The differential of `node`, linear in the differentials of `ends`; the story tells each line.

    The value of a definition that is `named` is called by its name.
    """
    ranks = Ranks(definitions)
    right = d(node)
    while True:
        waiting = [part.children[0] for part in differentials(right) if part.children[0] not in ends]
        if not waiting:
            break
        highest = max(waiting, key=ranks.of)
        body = definitions.get(highest, highest) if isinstance(highest, Symbol) else highest
        value = ready(body, engine, story)
        opened = opened_fully(engine, value)
        if highest in named:
            opened = folded(opened, value, highest)
        right = engine.tidy(_put(right, d(highest), opened))
        story.tell(right, engine, definition=highest if body is not highest else None, body=body)
    collected, names = collect(right, engine)
    story.name(*names)
    story.tell(collected, engine)
    return collected


def _put(root: Expr, differential: Expr, opened: Expr) -> Expr:
    """The expression with one differential opened wherever it stands."""

    def change(node: Expr) -> Expr | None:
        if node is differential:
            return opened
        return None if node.moving and not isinstance(node, Differential) else node

    return transform(root, change)
