"""The definitions that a post states or lets one guess, with where each comes from."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adjoint.errors import AdjointError
from adjoint.post.examples import Examples
from adjoint.post.factors import multiplied
from adjoint.post.reading import Chain, Told, is_plain, names_of
from adjoint.post.solved import Solved
from adjoint.post.telling import applied
from adjoint.read.notation.respell import Spelling
from adjoint.read.tree.sides import Derivative, replaced, walk
from adjoint.read.tree.syntax import CHANGE, Applied, Factors, Name, Node, Numeral, Terms

MOST_LAYERS = 12


class Stated(Struct, frozen=True):
    """A definition as text of the problem language, the names in its body, and where it was found."""

    name: str
    body: str
    uses: tuple[str, ...]
    where: str
    node: Node | None = None
    formals: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The statement."""
        left = f"{self.name}({', '.join(self.formals)})" if self.formals else self.name
        return f"{left} = {self.body}"


def spelled(node: Node) -> str | None:
    """A side in the problem language, or None where it has no such spelling."""
    spelling = Spelling()
    try:
        spelling.spell(node)
    except AdjointError:
        return None
    text = spelling.text
    return text[1:-1] if text.startswith("(") and _closes_last(text) else text


def _closes_last(text: str) -> bool:
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def stated(parts: list[Told], factors: Collection[str] = ()) -> dict[str, Stated]:
    """The definitions that the parts state, for each name the first; `factors` stand before brackets in products."""
    examples = Examples(parts)
    made = [
        (chain, one)
        for part in parts
        for chain in part.chains
        for one in _definitions(_with_products(chain, factors), f"from {part.who}", examples)
    ]
    first: dict[str, Stated] = {}
    for _, one in made:
        first.setdefault(one.name, one)
    solved = Solved(parts)
    found: dict[str, Stated] = {}
    for chain, one in made:
        if one.name not in found and not solved.is_solution(chain, one.name, rests_on(first, one.uses)):
            found[one.name] = one
    return found


def _with_products(chain: Chain, factors: Collection[str]) -> Chain:
    sides = tuple(multiplied(side, factors) for side in chain.sides)
    return Chain(sides, chain.source, chain.part, chain.number)


def rests_on(known: Mapping[str, Stated], names: Sequence[str]) -> set[str]:
    """The names that others rest on, their own included."""
    seen: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(known[name].uses if name in known else ())
    return seen


def _definitions(chain: Chain, where: str, examples: Examples) -> Iterator[Stated]:
    """What a chain defines: its first name, and the name that takes the place of an argument in it."""
    head = chain.head
    for one, other in zip(chain.sides, chain.sides[1:], strict=False):
        if isinstance(one, Applied) and isinstance(other, Applied) and one.function == other.function:
            yield from _argument(one, other, where)
    if isinstance(head, Derivative):
        yield from _inside(chain, where)
    called = applied(head)
    name = head.name if isinstance(head, Name) else called[0] if called else None
    if name is None:
        return
    bodies = dict(examples.without_sums(side) for side in chain.sides[1:])
    plain = [side for side in bodies if is_plain(side) and name not in names_of(side)]
    shortest = [side for side in plain if applied(side)] or plain
    own = applied(head) and [side for side in chain.sides[1:] if applied(side) and applied(side) == called]
    for side in shortest[:1] if not own else ():
        made = _stated(name, side, where + bodies.get(side, ""))
        if made is not None and not isinstance(side, Numeral):
            yield replace(made, formals=tuple(called[1]) if called else ())


def _argument(one: Applied, other: Applied, where: str) -> Iterator[Stated]:
    """`g(W*x + b) = g(a)` says that `a` is `W*x + b`."""
    for full, bare in ((one, other), (other, one)):
        if len(full.arguments) == len(bare.arguments):
            for body, name in zip(full.arguments, bare.arguments, strict=True):
                if isinstance(name, Name) and not isinstance(body, Name) and is_plain(body):
                    made = _stated(name.name, body, where)
                    if made is not None:
                        yield made


def _inside(chain: Chain, where: str) -> Iterator[Stated]:
    """`∂Z/∂A = ∂/∂A (W*A + b)` says that `Z` is `W*A + b`."""
    head = chain.head
    if not isinstance(head, Derivative) or not isinstance(head.of, Name):
        return
    for side in chain.sides[1:]:
        body = side.of if isinstance(side, Derivative) and _by(side) == _by(head) else None
        if body is not None and not isinstance(body, Name) and is_plain(body):
            made = _stated(head.of.name, body, where)
            if made is not None:
                yield made


def _by(node: Derivative) -> list[tuple[str, ...]]:
    return [names_of(part) for part in node.by]


def _stated(name: str, side: Node, where: str) -> Stated | None:
    body = spelled(side)
    return None if body is None else Stated(name, body, names_of(side), where, side)


def undone(chains: list[Chain]) -> Iterator[Stated]:
    """`dA5 = dA4*W4` says that `A5` is `A4*W4`, up to a constant."""
    for chain in chains:
        head = chain.head
        if not (isinstance(head, Applied) and head.function == CHANGE and isinstance(head.arguments[0], Name)):
            continue
        name = head.arguments[0].name
        for side in chain.sides[1:2]:
            body = replaced(side, _unchanged)
            if _is_linear(side) and is_plain(body) and name not in names_of(body):
                made = _stated(name, body, f"since its differential is given, {' '.join(chain.source.split())}")
                if made is not None:
                    yield made


def _unchanged(node: Node) -> Node | None:
    return node.arguments[0] if isinstance(node, Applied) and node.function == CHANGE else None


def _is_change(node: Node) -> bool:
    return isinstance(node, Applied) and node.function == CHANGE


def _is_linear(node: Node) -> bool:
    """Whether a side is one product in which one factor changes."""
    product = isinstance(node, Factors) and all(operator == "*" for operator, _ in node.rest)
    return product and sum(_is_change(part) for part in walk(node)) == 1


def whole(target: str, given: list[tuple[str, Node]], where: str) -> Stated | None:
    """A function whose gradient by `X` is given as `X - R`, or a multiple: the square that has it."""
    for name, side in given:
        factor, rest = "1/2", side
        if isinstance(side, Factors) and isinstance(side.first, Numeral) and len(side.rest) == 1:
            factor, rest = str(side.first.value / 2), side.rest[0][1]
        if isinstance(rest, Terms) and _is_residual(rest, name) and (text := spelled(rest)) is not None:
            norm = "normF" if name[0].isupper() else "norm2"
            front = "" if factor == "1" else f"{factor}*"
            return Stated(target, f"{front}{norm}({text})^2", names_of(rest), where)
    return None


def _is_residual(node: Terms, name: str) -> bool:
    """Whether a sum has the name once, as it is, and otherwise nothing of it."""
    own = [sign for sign, term in node.terms if isinstance(term, Name) and term.name == name]
    return own == ["+"] and sum(name in names_of(term) for _, term in node.terms) == 1


def layered(known: Mapping[str, Stated], wanted: list[str], reached: set[str]) -> dict[str, Stated]:
    """Definitions of the layers below, by analogy: `A5 = A4*W4` makes `A4 = A3*W3` likely, if `W3` is wanted."""
    found: dict[str, Stated] = {}
    ends = set(reached)
    for _ in range(MOST_LAYERS):
        missing = [name for name in wanted if name not in ends]
        if not missing:
            return found
        new = next(
            (one for name in sorted(ends) if name not in known and name not in found
             for one in _shifted({**known, **found}, name)), None,
        )  # fmt: skip
        if new is None:
            return {}
        found[new.name] = new
        ends |= set(new.uses)
    return {}


def _shifted(known: Mapping[str, Stated], name: str) -> Iterator[Stated]:
    """A definition with all its numbers moved so that it defines `name`."""
    stem, number = _numbered(name)
    for one in known.values():
        other, at = _numbered(one.name)
        if one.node is None or number is None or at is None or stem != other:
            continue
        step = number - at
        numbers = [_numbered(used)[1] for used in one.uses]
        if step == 0 or not any(value is not None for value in numbers):
            continue
        if any(value is not None and value + step < 0 for value in numbers):
            continue
        moved = replaced(one.node, lambda node, step=step: _moved(node, step))  # type: ignore[misc]
        made = _stated(name, moved, f"by analogy with {one.text}")
        if made is not None:
            yield made


def _moved(node: Node, step: int) -> Node | None:
    if isinstance(node, Name):
        stem, number = _numbered(node.name)
        return node if number is None else replace(node, name=f"{stem}{number + step}")
    return None


def _numbered(name: str) -> tuple[str, int | None]:
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    return (stem, int(digits)) if digits and stem else (name, None)
