"""What is asked of a problem, checked against it."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

from adjoint.derive.problem import Problem, Question, Structure, Want
from adjoint.errors import DomainError, ShapeError, SyntaxProblem, UnknownName, Unsupported
from adjoint.expr.build import symbol
from adjoint.expr.facts import SQUARE
from adjoint.expr.language import Symbol
from adjoint.expr.sizes import Shape, spell_shape
from adjoint.read.statement.markup import plain_name

_STRUCTURES = ("projected", "entries")
_STRUCTURED = (SQUARE - {"invertible"}) | {"lower", "upper"}
_LONGEST_GLUED = 4
_MOST_NAMES = {"jacobian": 1, "vjp": 1, "hessian": 2}


def read_question(
    problem: Problem,
    wrt: str | Sequence[str],
    want: str = "gradient",
    hold: Sequence[str] = (),
    structure: str | None = None,
    cotangent: str | None = None,
) -> Question:
    """The question, its names found in the problem.

    Raises `UnknownName`, `ShapeError` where the target is not a scalar and must be, or `Unsupported`.
    """
    kind = _want(want)
    several = not isinstance(wrt, str) or ("," in wrt and "\\" not in wrt)
    by = tuple(_named(problem, name) for name in (_parted(wrt) if isinstance(wrt, str) else wrt))
    _check_count(by, kind)
    _check_target(problem, kind)
    held = tuple(_held(problem, name, by) for name in hold)
    for variable in by:
        if "constant" in variable.facts:
            raise DomainError(
                f"`{variable.name}` is declared constant, and the derivative by it is asked for", hint="drop `constant`"
            )
    shape = _structure(structure, kind, by)
    return Question(
        problem, by, kind, held, shape, _cotangent(problem, kind, cotangent), several and kind == "gradient"
    )


def _parted(wrt: str) -> list[str]:
    """The names between commas."""
    return [wrt] if "\\" in wrt or "{" in wrt else [name for name in wrt.replace(",", " ").split() if name]


def _want(want: str) -> Want:
    known = get_args(Want)
    if want not in known:
        near = get_close_matches(want, known, 1, 0.5)
        raise Unsupported(
            f"`{want}` is not a kind of derivative",
            hint=f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}",
        )
    return want  # type: ignore[return-value]


def _named(problem: Problem, name: str) -> Symbol:
    found = problem.named(plain_name(name))
    if found is not None:
        return found
    name = plain_name(name)
    names = [s.name for s in (*problem.variables, *problem.definitions)]
    if name in problem.functions:
        raise UnknownName(
            f"`{name}` is a function, not a variable",
            hint=f"differentiate by its argument, one of {', '.join(names)}",
            **_place(problem, name),
        )
    part = next((n for n in names if re.fullmatch(rf"{re.escape(name)}(?:_\w+|[1-9]+)", n)), None) if name else None
    if part is not None:
        raise UnknownName(
            f"`{name}` does not occur in the problem, and `{part}` is a name of its own",
            hint=f"entries by index are not read: ask for the derivative by `{part}`, or write `{name}` as a whole",
            **_place(problem, part),
        )
    glued = next((n for n in names if name and name in n and len(n) <= _LONGEST_GLUED), None)
    if glued is not None:
        apart = "*".join(filter(None, re.split(f"({re.escape(name)})", glued)))
        raise UnknownName(
            f"`{name}` does not occur in the problem, and `{glued}` is one name",
            hint=f"the product is written `{apart}`, or with a space",
            **_place(problem, glued),
        )
    near = get_close_matches(name, names, 1, 0.5) or [n for n in names if n.lower() == name.lower()]
    hint = f"did you mean `{near[0]}`?" if near else f"the problem has {', '.join(names)}"
    raise UnknownName(
        f"`{name}` does not occur in the problem",
        hint=hint,
        **_place(problem, near[0] if near else problem.target.name),
    )


def _place(problem: Problem, name: str) -> dict[str, int]:
    """Where a name stands in the text, for a complaint."""
    spelled = re.sub(r"(?<=\D)(\d+)$", r"_?\\{?\1", re.escape(name).replace("_", r"_\{?"))
    found = re.search(rf"(?<![A-Za-z0-9_]){spelled}(?![A-Za-z0-9])", problem.source)
    return {"position": found.start(), "length": len(found.group())} if found else {}


def _check_count(by: tuple[Symbol, ...], want: Want) -> None:
    if not by:
        raise SyntaxProblem("no variable to differentiate by", hint="name one of the problem's variables")
    if len(set(by)) < len(by) and want != "hessian":
        raise SyntaxProblem(f"`{by[0].name}` is named twice" if by[0] in by[1:] else "a name is given twice")
    most = _MOST_NAMES.get(want)
    if most is not None and len(by) > most:
        raise Unsupported(f"a {want} by {len(by)} names", hint="ask for one at a time")


def _check_target(problem: Problem, want: Want) -> None:
    if want in ("gradient", "hessian") and not problem.target.is_scalar:
        scalar = next((s.name for s in reversed(tuple(problem.definitions)) if s.is_scalar), None)
        last = f"the last statement is differentiated: put that of `{scalar}` there, or " if scalar else ""
        raise ShapeError(
            f"a {want} is of a scalar, and `{problem.target.name}` is a {spell_shape(problem.target.shape)}",
            hint=f"{last}ask for the `jacobian`, the `differential`, or the `vjp` with a cotangent",
        )


def _held(problem: Problem, name: str, by: tuple[Symbol, ...]) -> Symbol:
    found = _named(problem, name)
    if found not in problem.definitions:
        raise UnknownName(
            f"`{name}` is a variable, and only definitions are held",
            hint="every variable but the asked one is held fixed already",
        )
    if found in by:
        raise DomainError(f"`{name}` is to be held fixed and to vary", hint="take it from one of the two lists")
    return found


def _structure(structure: str | None, want: Want, by: tuple[Symbol, ...]) -> Structure | None:
    if structure is None:
        return None
    if structure not in _STRUCTURES:
        raise Unsupported(
            f"`{structure}` is not a kind of structured gradient", hint="known are `projected` and `entries`"
        )
    if want != "gradient":
        raise Unsupported(f"`{structure}` belongs to a gradient, and a {want} is asked for", hint="leave it out")
    for variable in by:
        if not variable.facts & _STRUCTURED:
            raise DomainError(
                f"`{variable.name}` has no declared structure to respect",
                hint=f"declare it, as in `{variable.name}: n×n symmetric`",
            )
    return structure  # type: ignore[return-value]


def _cotangent(problem: Problem, want: Want, name: str | None) -> Symbol | None:
    if want != "vjp":
        if name is not None:
            raise SyntaxProblem(f"a cotangent is given, and a {want} is asked for", hint="`vjp` takes a cotangent")
        return None
    if name is None:
        raise SyntaxProblem(
            "a `vjp` needs the name of its cotangent",
            hint=f"declare one of the shape of `{problem.target.name}`: {spell_shape(problem.target.shape)}",
        )
    found = problem.named(plain_name(name))
    if found is None:
        return symbol(plain_name(name), *problem.target.shape)
    if found.shape != problem.target.shape and not _one_dimension(found.shape, problem.target.shape):
        raise ShapeError(
            f"the cotangent `{name}` is a {spell_shape(found.shape)}, and `{problem.target.name}` a "
            f"{spell_shape(problem.target.shape)}",
            hint="a cotangent has the shape of the function's value",
        )
    return found if found.shape == problem.target.shape else symbol(found.name, *problem.target.shape, *found.facts)


def _one_dimension(left: Shape, right: Shape) -> bool:
    """Whether one is the row of the other, which are one array outside."""
    return left == right[::-1] and any(size.number == 1 for size in left)
