"""What each kind of error or mistake means, with an example that fails so and the same one mended."""

import textwrap

from msgspec import Struct

from adjoint.audit.kinds import MISTAKES, Shown, paragraph
from adjoint.errors import UnknownName


class Explanation(Struct, frozen=True):
    """One kind: what it means, and the arguments of `adjoint derive` that show it and that mend it.

    `fails` is None where no short example shows it.
    """

    kind: str
    meaning: str
    fails: tuple[str, ...] | None
    mended: tuple[str, ...]


EXPLANATIONS: tuple[Explanation, ...] = (
    Explanation(
        "syntax",
        "The text cannot be read as a problem. The caret stands where reading stopped, which is often one sign"
        " after the mistake: a bracket that is not closed, an operator without its right side.",
        ("f = tr(A*X", "--wrt", "X"),
        ("f = tr(A*X)", "--wrt", "X"),
    ),
    Explanation(
        "unknown-name",
        "A name stands for nothing in the problem. Most often it is a slip, and the hint lists the names that are"
        " nearest. The names asked for (`--wrt`, `--hold`, `--cotangent`) must occur in the problem.",
        ("E = normF(A*X - B)^2", "--wrt", "x"),
        ("E = normF(A*X - B)^2", "--wrt", "X"),
    ),
    Explanation(
        "shape",
        "The sizes of two things do not fit together. A vector is a column here, and `x'` a row; `A*B` needs as many"
        " columns on the left as rows on the right. A gradient needs a scalar: of anything else ask for the jacobian.",
        ("f = tr(A*B); A: m x n; B: m x n", "--wrt", "A"),
        ("f = tr(A'*B); A: m x n; B: m x n", "--wrt", "A"),
    ),
    Explanation(
        "unsupported",
        "The question has an answer that this version cannot give or cannot confirm: a function that it does not"
        " know, a property declared of a definition that does not follow from its body. Nothing is guessed; the hint"
        " names the nearest thing that works.",
        ("B = A*X; f = tr(B); B: n x n symmetric", "--wrt", "X"),
        ("B = A*X; f = tr(B); A: n x n", "--wrt", "X"),
    ),
    Explanation(
        "ambiguous",
        "The spelling has two usual meanings, and neither is preferred. A norm of a matrix, for example, may be the"
        " root of the sum of squares (`normF`) or the largest singular value (`normspec`).",
        ("f = norm(X); X: m x n", "--wrt", "X"),
        ("f = normF(X); X: m x n", "--wrt", "X"),
    ),
    Explanation(
        "domain",
        "There is no value, or no derivative, where one is asked for, or the request contradicts itself: a derivative"
        " by what is declared constant, a definition that is to be held fixed and to vary.",
        ("f = tr(A*X); X: n x n constant", "--wrt", "X"),
        ("f = tr(A*X); X: n x n", "--wrt", "X"),
    ),
    Explanation(
        "too-large",
        "The problem is beyond the limits of size, depth or time. In a batch one request may take ten seconds unless"
        " `--limit` says otherwise. Naming the intermediate results (`Y = W*X; ...`) keeps a long problem small:"
        " each definition is differentiated once.",
        None,
        ("y = tanh(W*x); f = norm2(y)^2", "--wrt", "x"),
    ),
)


def explain(kind: str, width: int = 80) -> str:
    """The paragraph on one kind, with its two examples; `UnknownName` where there is no such kind.

    The kinds of errors are shown by commands, those of mistakes by a line that `adjoint check` finds wrong.
    """
    found = [_error(said, width) for said in EXPLANATIONS if said.kind == kind]
    found += [_mistake(shown, width) for shown in MISTAKES if shown.kind == kind]
    if found:
        return "\n\n".join(found)
    errors, mistakes = (", ".join(one.kind for one in kinds) for kinds in (EXPLANATIONS, MISTAKES))
    raise UnknownName(
        f"there is no kind of error `{kind}`", hint=f"the kinds of errors are {errors}; those of mistakes {mistakes}"
    )


def _error(said: Explanation, width: int) -> str:
    examples = [] if said.fails is None else [f"  fails:  {_command(said.fails)}"]
    return "\n".join([said.kind, _filled(said.meaning, width), "", *examples, f"  works:  {_command(said.mended)}"])


def _mistake(shown: Shown, width: int) -> str:
    what, rows = paragraph(shown)
    return "\n".join([f"{shown.kind}, in a derivation", _filled(what, width), "", *(f"  {row}" for row in rows)])


def _filled(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ")


def _command(arguments: tuple[str, ...]) -> str:
    problem, *rest = arguments
    return f'adjoint derive "{problem}" {" ".join(rest)}'
