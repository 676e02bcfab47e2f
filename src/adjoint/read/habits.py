"""What an undeclared name is taken for: the field's habit, where the shapes leave it open.

Capital letters are matrices, late lower-case letters vectors, Greek letters scalars. The readings
that fit are searched from the most usual on, name by name in the order in which they are met.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from adjoint.errors import AdjointError, ShapeError, TooLarge
from adjoint.read.context import Context
from adjoint.read.scope import Undecided

GREEK = frozenset(
    """alpha beta gamma delta epsilon eps varepsilon zeta eta theta vartheta iota kappa lam lambda lamda mu nu xi
    omicron rho sigma tau upsilon phi varphi chi psi omega lmbda reg""".split()
)
_MOST_WORK = 150_000

_CAPITAL = {"matrix": 0, "vector": 3, "scalar": 4, "row": 6}
_LATE = {"vector": 0, "scalar": 2, "row": 5, "matrix": 6}
_EARLY = {"scalar": 1, "vector": 1, "row": 5, "matrix": 6}
_COUNT = {"scalar": 0, "vector": 2, "row": 5, "matrix": 6}
_GREEK = {"scalar": 0, "vector": 1, "row": 5, "matrix": 6}
_SMALL = {"scalar": 0, "vector": 6, "row": 7, "matrix": 7}


def habit(name: str) -> dict[str, int]:
    """The kinds that a name may have, with how unusual each is."""
    stem = name.split("_")[0].rstrip("0123456789")
    if stem[0].isupper():
        return _CAPITAL
    if stem in ("eps", "epsilon"):
        return _SMALL
    if stem.lower() in GREEK or "α" <= stem[0] <= "ω":
        return _GREEK
    if stem[0] in "pqruvwxyz":
        return _LATE
    return _COUNT if stem[0] in "ijklmnst" and len(stem) == 1 else _EARLY


Attempt = Callable[[dict[str, str]], Context]


def search(attempt: Attempt, choices: Callable[[str], dict[str, int]], work: int) -> Context:
    """The most usual reading that fits; where none does, the complaint about the most usual one.

    `attempt` infers with the kinds given, and raises `Undecided` for the first name without one; what
    is ambiguous or unsupported in the most usual reading that has shapes is not read otherwise;
    `work` is the cost of one attempt, which bounds their number.
    """
    queue: list[tuple[int, int, dict[str, str]]] = [(0, 0, {})]
    first: ShapeError | None = None
    serial = 0
    best: tuple[int, Context] | None = None
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
        except AdjointError:
            if best is None:
                raise
            continue
        if best is None or cost + context.cost < best[0]:
            best = (cost + context.cost, context)
    if best is not None:
        return best[1]
    raise first or TooLarge("too many undeclared names", hint="declare shapes, as in `X: m×n; x: n; a: scalar`")
