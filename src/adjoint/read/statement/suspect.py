"""Names that nobody declared and that were hardly meant as names: entries, words, numbers, products run together."""

import re
from collections.abc import Callable, Iterator

from adjoint.errors import AdjointError, Ambiguous, SyntaxProblem, Unsupported
from adjoint.expr.facts import FACTS
from adjoint.read.sense.functions import BUILTINS
from adjoint.read.sense.habits import GREEK, habit
from adjoint.read.statement.draft import Draft
from adjoint.read.tree.syntax import Name, Raised, bottom_up

_WORDS = {"where", "with", "such", "that", "is", "are", "scalar", "elementwise", "given", "subject"}
_ASKED = {
    "minimize", "maximize", "minimise", "maximise", "min", "argmin", "argmax", "gradient", "grad", "derivative",
    "differentiate", "jacobian", "hessian", "of", "wrt", "lim", "find", "compute",
}  # fmt: skip
_NO_NUMBERS = {"inf", "Inf", "infinity", "infty", "nan", "NaN", "true", "false", "True", "False", "None"}
_SUBSCRIPT = re.compile(r"[i-l]{1,3}|[1-9]|[1-9]{2}")
_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LONGEST_GLUED = 3


def check_names(draft: Draft) -> None:
    """Refuse what is surely no name, before anything is inferred."""
    uses = list(_undeclared(draft))
    for node in uses:
        _check_word(node)
        if node.name in ("i", "j") and draft.text[node.start - 1 : node.start].isdigit():
            raise _failure(Unsupported, node, "a complex number", "variables and numbers are real")
        if node.name == "d" and re.match(r"\s*/\s*d[^\W\d]", draft.text[node.end :]):
            raise _failure(Unsupported, node, "a derivative in a problem", "write the function alone")
        _check_glued(draft, node)
    for power in _powers(draft):
        _check_exponent(power, draft)
    known = {name for name, declared in draft.declared.items() if declared.extent != ()}
    check_entries(draft, lambda name: name in known)
    used = {node.name for node in _uses(draft)}
    for node in uses:
        whole = next((name for name in draft.declared if name not in used and _is_part(node.name, name)), None)
        if whole is not None:
            raise _failure(
                Ambiguous,
                node,
                f"`{whole}` is declared and does not occur, and nobody declares `{node.name}`",
                f"entries by index are not read; to be a name of its own, `{node.name}` must be declared",
            )


def check_entries(draft: Draft, is_array: Callable[[str], bool]) -> None:
    """Refuse entries by index, such as `x_1` and `A_ij` where `x` and `A` are arrays."""
    for node in _undeclared(draft):
        stem, _, index = _written(draft, node).partition("_")
        if not _SUBSCRIPT.fullmatch(index):
            continue
        if stem in BUILTINS:
            raise _failure(
                Unsupported,
                node,
                f"`{stem}` over the index `{index}`",
                "`sum(x.^2)` sums over all entries; in LaTeX, `\\sum_i x_i^2` is read",
            )
        names = [stem, stem.upper()] if len(stem) == 1 and len(index) > 1 else [stem]
        whole = next(filter(is_array, names), None)
        if whole is not None:
            raise _failure(
                Ambiguous,
                node,
                f"an entry of `{whole}` by its index, or a name of its own",
                f"`sum({whole}.^2)`, `tr`, `diagvec` need no index; a name of its own is declared, "
                f"as in `{node.name}: scalar`",
            )


def oddities(draft: Draft) -> list[str]:
    """What a reader should be told of names that mean something else to many."""
    found = []
    raised = [node.base for node in _powers(draft)]
    if any(isinstance(base, Name) and base.name == "e" for base in raised) and "e" not in draft.declared:
        found.append("e is a variable; the exponential is exp(x)")
    spelled: dict[str, str] = {}
    for node in _uses(draft):
        written = draft.text[node.start : node.end].strip()
        if spelled.setdefault(node.name, written) != written:
            found.append(f"{spelled[node.name]} and {written} are one name")
    return list(dict.fromkeys(found))


def _uses(draft: Draft) -> Iterator[Name]:
    for definition in draft.definitions:
        for node in bottom_up(definition.body):
            if isinstance(node, Name):
                yield node


def _powers(draft: Draft) -> list[Raised]:
    return [node for body in draft.definitions for node in bottom_up(body.body) if isinstance(node, Raised)]


def _check_exponent(power: Raised, draft: Draft) -> None:
    """Refuse `A^H` and `x^t`, which are transposes to some."""
    name, base = power.exponent, power.base
    if not isinstance(name, Name) or name.name not in ("H", "t") or name.name in draft.declared:
        return
    array = isinstance(base, Name) and base.name not in draft.declared and habit(base.name)["scalar"] >= 2
    if name.name == "H" or array:
        raise _failure(Ambiguous, name, "a power, or the transpose?", "the transpose is `A'`; `t: scalar` an exponent")


def _undeclared(draft: Draft) -> Iterator[Name]:
    return (node for node in _uses(draft) if node.name in draft.names and node.name not in draft.declared)


def _written(draft: Draft, node: Name) -> str:
    """A name as it stands in the text, its subscript after a low line."""
    text = draft.text[node.start : node.end].translate(_LOW).replace("{", "").replace("}", "").replace(",", "")
    low = next((i for i, char in enumerate(draft.text[node.start : node.end]) if char in "₀₁₂₃₄₅₆₇₈₉"), None)
    return text if low is None or "_" in text else f"{text[:low]}_{text[low:]}"


def _is_part(name: str, whole: str) -> bool:
    """Whether a name is another one with an index, or the letter of its entries with two."""
    if re.fullmatch(rf"{re.escape(whole)}(?:_\w+|[1-9]\d?)", name):
        return True
    return len(whole) == 1 and bool(re.fullmatch(rf"{whole.lower()}(?:_?[1-9][1-9]|_[i-l]{{2}})", name))


def _check_word(node: Name) -> None:
    if node.name in FACTS | _WORDS:
        raise _failure(
            SyntaxProblem,
            node,
            f"`{node.name}` stands in a formula",
            "a declaration is a statement of its own: `X: symmetric`, `c: scalar`",
        )
    if node.name.partition("_")[0] in _ASKED:
        raise _failure(
            SyntaxProblem,
            node,
            f"`{node.name}` stands in a formula",
            "a problem is the function alone; the variable and what is wanted are asked for beside it",
        )
    if node.name[0] in "Σ∑" and node.name[1:2].isalpha():
        raise _failure(Unsupported, node, "a sum over an index", "`sum(x.^2)`, or `\\sum_i x_i^2` in LaTeX")
    if node.name in _NO_NUMBERS:
        raise _failure(Unsupported, node, f"`{node.name}` is not a number", "numbers are finite and exact, as `0.1`")


def _check_glued(draft: Draft, node: Name) -> None:
    """Refuse `Ax` for `A*x`: after an operand without an operator, or where all its letters are names."""
    name = node.name
    if not 1 < len(name) <= _LONGEST_GLUED or not name.isalpha() or name.lower() in GREEK or name[0] == "d":
        return
    others = {*draft.names, *(definition.name for definition in draft.definitions)} - {name}
    known = [letter in others for letter in name]
    beside = re.search(r"['’)\]\d]\s*$", draft.text[: node.start])
    if all(known) or (beside and any(known) and all(k or c.isupper() for k, c in zip(known, name, strict=True))):
        raise _failure(
            Ambiguous,
            node,
            f"`{name}` was read as one name",
            f"write `{'*'.join(name)}`, or declare `{name}`",
        )


def _failure(kind: type[AdjointError], node: Name, message: str, hint: str) -> AdjointError:
    return kind(message, hint=hint, position=node.start, length=node.end - node.start)
