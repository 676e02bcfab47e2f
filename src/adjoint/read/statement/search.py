"""The search for the reading of undeclared names that is the plainest.

The readings that fit are tried from the most usual on, name by name in the order in which they are met.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from adjoint.errors import AdjointError, ShapeError, TooLarge
from adjoint.read.sense.context import Context
from adjoint.read.statement.scope import Undecided

_MOST_WORK = 150_000

Attempt = Callable[[dict[str, str]], Context]


class Refused(Exception):
    """A complaint that is none about shapes, with the cost of the reading up to there."""

    def __init__(self, error: AdjointError, cost: int) -> None:
        super().__init__(error.message)
        self.error = error
        self.cost = cost


def search(attempt: Attempt, choices: Callable[[str], dict[str, int]], work: int) -> Context:
    """The most usual reading that fits; where none does, the complaint about the most usual one.

    `attempt` infers with the kinds given, and raises `Undecided` for the first name without one, and
    `Refused` where the shapes fit and something is ambiguous or unsupported: such a reading counts as any
    other, so that what is ambiguous in the plainest reading is not read in a stranger one. `work` is the cost of
    one attempt, which bounds their number.
    """
    queue: list[tuple[int, int, dict[str, str]]] = [(0, 0, {})]
    first: ShapeError | None = None
    serial = 0
    best: tuple[int, Context | AdjointError] | None = None
    spent = 0
    while queue and spent <= _MOST_WORK:
        spent += work
        cost, _, kinds = heappop(queue)
        if best is not None and cost >= best[0]:
            break
        try:
            context = attempt(kinds)
        except Undecided as undecided:
            for kind, price in choices(undecided.name).items():
                serial += 1
                heappush(queue, (cost + price, serial, {**kinds, undecided.name: kind}))
            continue
        except ShapeError as error:
            first = first or error
            continue
        except Refused as refused:
            if best is None or cost + refused.cost < best[0]:
                best = (cost + refused.cost, refused.error)
            continue
        if best is None or cost + context.cost < best[0]:
            best = (cost + context.cost, context)
    if best is not None:
        if isinstance(best[1], AdjointError):
            raise best[1]
        return best[1]
    raise first or TooLarge("too many undeclared names", hint="declare shapes, as in `X: m×n; x: n; a: scalar`")
