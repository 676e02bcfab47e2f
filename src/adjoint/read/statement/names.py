"""What each name in the expressions is, before they are parsed: array, size, or function applied."""

from msgspec import Struct, field

from lark import Token

from adjoint.errors import Ambiguous, Unsupported
from adjoint.expr.functions import ELEMENTWISE
from adjoint.read.sense.beyond import ALIASES
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.statement.spaces import is_index
from adjoint.read.tree.syntax import OF_SIZES, SIZED, SIZED_AFTER
from adjoint.read.tree.tokens import applications, bracketed_turns


_LOOSE = frozenset(("", "PLUS", "MINUS", "RPAR", "RSQB", "RBRACE", "COMMA", "NORM_CLOSE", "BAR_CLOSE"))
"""What may follow the argument of a function without brackets: no power and no factor, which could belong to it."""


class Known(Struct):
    """Names with a meaning.

    `arrays` are variables and definitions, `sizes` stand in declared shapes, `functions` were declared,
    `scalars` are the arrays declared as such, `formulas` are definitions written `f(x) = ...` with their formal names.
    """

    arrays: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    scalars: set[str] = field(default_factory=set)
    formulas: dict[str, tuple[str, ...]] = field(default_factory=dict)


def gather(statements: list[list[Token]], known: Known) -> None:
    """Add to the arrays the undeclared names that stand without an argument somewhere."""
    applied = set(known.functions)
    bare: set[str] = set()
    for tokens in statements:
        hidden = _size_positions(tokens, known)
        hidden.update(index for start, end in bracketed_turns(tokens) for index in range(start, end))
        for index, primes in applications(tokens):
            name = str(tokens[index])
            if primes == 0:
                applied.add(name)
            elif index not in hidden and name not in BUILTINS:
                bare.add(name)
    for tokens in statements:
        bare |= {
            str(tokens[i]) for i, primes in applications(tokens) if primes > 0 and not _is_function(tokens[i], applied)
        }
    known.arrays |= bare - known.functions


def _is_function(name: str, applied: set[str]) -> bool:
    return name in applied or name in ELEMENTWISE


def _size_positions(tokens: list[Token], known: Known) -> set[int]:
    """Where names stand for sizes: inside `eye(...)`, `ones(...)` and their kin."""
    found: set[int] = set()
    for index, primes in applications(tokens):
        name = ALIASES.get(tokens[index], tokens[index])
        if primes == 0 and name in SIZED | OF_SIZES and tokens[index] not in known.arrays:
            found.update(range(index + 2, _closing(tokens, index + 1)))
        elif primes == 0 and tokens[index] in SIZED_AFTER:
            found.update(range(_first_comma(tokens, index + 1), _closing(tokens, index + 1)))
    return found


def _first_comma(tokens: list[Token], opening: int) -> int:
    """The place of the first comma directly in a bracket, or of its end."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index].type in ("LPAR", "LSQB")) - (tokens[index].type in ("RPAR", "RSQB"))
        if depth == 0 or (depth == 1 and tokens[index].type == "COMMA"):
            return index
    return len(tokens)


def _closing(tokens: list[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index].type == "LPAR") - (tokens[index].type == "RPAR")
        if depth == 0:
            return index
    return len(tokens)


def nested(tokens: list[Token], known: Known) -> list[Token]:
    """The tokens with brackets around the argument of `log` in `log det(X)`, where no power or factor follows it."""
    done = list(tokens)
    for index in range(len(tokens) - 3, -1, -1):
        pair = done[index : index + 3]
        if [token.type for token in pair] != ["NAME", "NAME", "LPAR"] or not all(
            name in BUILTINS and name not in known.arrays | known.sizes | known.functions for name in pair[:2]
        ):
            continue
        closing = _closing(done, index + 2)
        after = done[closing + 1].type if closing + 1 < len(done) else ""
        if "," not in BUILTINS[pair[0]].usage and closing < len(done) and after in _LOOSE:
            end = done[closing].end_pos
            done.insert(closing + 1, Token("RPAR", ")", start_pos=end, end_pos=end))
            done.insert(index + 1, Token("LPAR", "(", start_pos=pair[1].start_pos, end_pos=pair[1].start_pos))
    return done


def mark(tokens: list[Token], known: Known, own: str | None = None) -> list[Token]:
    """The tokens with applied functions told from variables that stand before a bracket.

    `own` is the name that the statement defines: `L = L(Y)` means an opaque function of that name.
    """
    products = (known.arrays | known.sizes) - known.functions - {own}
    single = known.scalars | (known.sizes - known.arrays)
    marked = list(tokens)
    dropped: set[int] = set()
    for index, primes in applications(tokens):
        name = str(tokens[index])
        if name in products - single - known.formulas.keys() and primes == 0:
            _refuse_index(tokens, index, known)
        if name in known.formulas and primes == 0 and name != own:
            dropped.update(_formula_call(tokens, index, known.formulas[name]))
        elif primes >= 0 and name not in products:
            called = name if name in known.functions else ALIASES.get(name, name)
            marked[index] = Token("FUNCTION", called, start_pos=tokens[index].start_pos, end_pos=tokens[index].end_pos)
    if "T" not in products:
        for start, end in bracketed_turns(tokens):
            kind = "TURNED" if end - start == 4 else "INVERSE_TURNED"
            marked[start] = Token(kind, "^T", start_pos=tokens[start].start_pos, end_pos=tokens[end - 1].end_pos)
            dropped.update(range(start + 1, end))
    return [token for index, token in enumerate(marked) if index not in dropped]


def _refuse_index(tokens: list[Token], index: int, known: Known) -> None:
    """Complain of `x(2)`, which is an entry to some and a product to others."""
    closing = _closing(tokens, index + 1)
    inner = tokens[index + 2 : closing]
    if inner and is_index(inner) and not any(str(token) in known.arrays for token in inner):
        name = str(tokens[index])
        start, end = tokens[index].start_pos or 0, tokens[min(closing, len(tokens) - 1)].end_pos or 0
        product = f"the product is `{name}*{inner[0]}`" if len(inner) == 1 else "`tr` and `diagvec` need no index"
        raise Ambiguous(
            f"an entry of `{name}` by its index, or a product",
            hint=product,
            position=start,
            length=end - start,
        )


def _formula_call(tokens: list[Token], index: int, formals: tuple[str, ...]) -> range:
    """The bracket of `f(x)` where `f(x) = ...` is a definition and `x` the name that it was written with."""
    closing = _closing(tokens, index + 1)
    inner = [str(token) for token in tokens[index + 2 : closing] if token.type != "COMMA"]
    if inner != list(formals):
        raise Unsupported(
            f"`{tokens[index]}` is a definition in {', '.join(formals)}, applied to something else",
            hint="write the formula out with that argument",
            position=tokens[index].start_pos,
            length=(tokens[min(closing, len(tokens) - 1)].end_pos or 0) - (tokens[index].start_pos or 0),
        )
    return range(index + 1, closing + 1)
