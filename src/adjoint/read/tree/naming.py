"""Which declared name a spelling means: `A_5`, `A^{[5]}` and `A5` are one, `\\lambda` may be `lam`."""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct, field

from adjoint.derive.problem import Problem
from adjoint.expr.language import Apply, Opaque
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder

_ALIASES = {
    "lambda": ("lam", "lamda", "lambd", "lmbda", "λ"),
    "epsilon": ("eps", "varepsilon", "ε"),
    "phi": ("varphi", "φ"),
    "ell": ("l", "L"),
    "theta": ("th", "θ"),
}
_LETTERS = dict(
    zip(
        """alpha beta gamma delta zeta eta iota kappa mu nu xi pi rho sigma tau upsilon chi psi omega Gamma Delta Theta
        Lambda Xi Pi Sigma Phi Psi Omega""".split(),
        "αβγδζηικμνξπρστυχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)


_CHARACTERS = {letter: word for word, letter in _LETTERS.items()} | {
    spelling: word for word, others in _ALIASES.items() for spelling in others if not spelling.isascii()
}  # fmt: skip
_GREEK = re.compile(rf"([{''.join(_CHARACTERS)}])(\d*(?:_\w+)?)")


class Names(Struct, frozen=True):
    """What is known while a formula is read.

    `orders` holds the arrays with their number of axes; `variables` are those that are not defined;
    `functions` are opaque; `taken` were introduced on the way; `elementwise` are the functions that
    the problem applies entry by entry. With `open_`, nothing is known and every name is accepted; with
    `running`, `t` is an index.
    """

    orders: dict[str, int] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    elementwise: tuple[str, ...] = ()
    open_: bool = False
    running: bool = False

    def __contains__(self, name: str) -> bool:
        return name in self.orders or name in self.sizes or name in self.functions or name in self.taken

    def is_array(self, name: str) -> bool:
        """Whether a name is a variable, a definition, or was introduced on the way."""
        return name in self.orders or name in self.taken

    def find(self, stem: str, subscript: str = "") -> str | None:
        """The known name that a letter with a subscript means."""
        found = next((name for name in _candidates(stem, subscript) if name in self), None)
        short = stem[:1] + subscript
        if found is None and subscript and len(stem) > 1 and stem.isalpha() and stem not in self and short in self:
            return short
        return found


def names_of(problem: Problem, taken: Collection[str] = (), running: bool = False) -> Names:
    """The names of a problem, and those introduced on the way."""
    arrays = (*problem.variables, *problem.definitions)
    applied = [node for node in postorder(*problem.definitions.values()) if isinstance(node, (Apply, Opaque))]
    sizes = {
        name
        for node in (*arrays, *postorder(*problem.definitions.values()))
        for size in node.shape
        for term, _ in size.terms
        for name in term
    }
    return Names(
        {symbol.name: sum(size != ONE for size in symbol.shape) for symbol in arrays},
        frozenset(symbol.name for symbol in problem.variables),
        frozenset(sizes),
        frozenset(problem.functions),
        frozenset(taken),
        tuple(dict.fromkeys(node.function for node in applied if isinstance(node, Apply))),
        running=running,
    )


def spelled_out(name: str, names: Names) -> str:
    """A name that begins with a Greek character, spelled as LaTeX has it unless the character is what is known.

    A character with other letters behind it is one name, as it is written.
    """
    found = _GREEK.fullmatch(name)
    if found is None or name in names or found[1] in names:
        return name
    return names.find(_CHARACTERS[found[1]] + found[2]) or _CHARACTERS[found[1]] + found[2]


def plain(stem: str, subscript: str = "") -> str:
    """The name that a letter with a subscript makes by itself: `A5`, `x_new`."""
    if not subscript:
        return stem
    return stem + subscript if subscript.isdigit() else f"{stem}_{subscript}"


def _candidates(stem: str, subscript: str) -> Iterator[str]:
    for base in _stems(stem):
        yield plain(base, subscript)
        if subscript and base + subscript not in _LETTERS:
            yield base + subscript
        if subscript:
            yield f"{base}_{subscript}"


def _stems(stem: str) -> Iterator[str]:
    yield stem
    yield from _ALIASES.get(stem, ())
    if stem in _LETTERS:
        yield _LETTERS[stem]
    if stem in _CHARACTERS:
        yield _CHARACTERS[stem]
        yield from _ALIASES.get(_CHARACTERS[stem], ())
    base, _, accent = stem.partition("_")
    if accent in ("hat", "tilde", "bar", "dot", "ddot", "check"):
        yield from (f"{base}{accent}", f"{accent}_{base}", f"{base}{accent[0]}")
