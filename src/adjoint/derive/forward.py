"""Differentials of arrays: `dF` opened until only the differentials of the wanted variables are left."""

from adjoint.derive.collect import collect
from adjoint.derive.engine import Engine
from adjoint.derive.gradient import Ranks
from adjoint.derive.story import Story
from adjoint.errors import Unsupported
from adjoint.expr.build import d
from adjoint.expr.language import Differential, Expr, Symbol
from adjoint.expr.walk import postorder, replace


def forward(node: Expr, engine: Engine, definitions: dict[Symbol, Expr], ends: frozenset[Symbol], story: Story) -> Expr:
    """The differential of `node`, linear in the differentials of `ends`; the story tells each line."""
    ranks = Ranks(definitions)
    right = d(node)
    while True:
        waiting = [p.children[0] for p in postorder(right) if isinstance(p, Differential) and p.children[0] not in ends]
        if not waiting:
            break
        highest = max(waiting, key=ranks.of)
        body = definitions.get(highest, highest) if isinstance(highest, Symbol) else highest
        right = replace(right, {d(highest): _opened(engine, body)})
        right = engine.tidy(right)
        story.tell(right, engine, definition=highest if body is not highest else None, body=body)
    collected, names = collect(right, engine)
    story.name(*names)
    story.tell(collected, engine)
    return collected


def _opened(engine: Engine, body: Expr) -> Expr:
    opened = engine.open(d(body))
    if any(part is d(body) for part in postorder(opened)):
        raise Unsupported(
            f"no law of the book gives the differential of `{body}`",
            hint="`adjoint laws` prints the differentials that are known",
        )
    return opened
