"""The same page as Markdown with formulas in LaTeX, and as one LaTeX `aligned` block."""

from collections.abc import Sequence

from adjoint.derive.derivation import Derivation
from adjoint.derive.problem import Problem
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import spell_shape
from adjoint.render.broken import broken, seen
from adjoint.render.indexed import lay
from adjoint.render.latex import LATEX
from adjoint.render.lines import View, answered, clauses, definitions, equation, names_itself, shown
from adjoint.render.prose import assumed, described, function, layout, legend, mark, wanted

_SPECIAL = str.maketrans({**{c: f"\\{c}" for c in "{}%&#_$"}, "^": r"\^{}", "\\": "", "`": ""})
_STARS = str.maketrans({"*": r"\*"})
_ROW, _PAGE = 64, 90
"""About how many signs of a formula fit into a row, and with words beside it."""


def markdown(derivation: Derivation, statuses: Sequence[str] | None, alternatives: Sequence[View] = ()) -> str:
    """A numbered list of the lines, then the answer, its other forms and what it rests on."""
    question = derivation.question
    quoted = {text: f"${equation(LATEX, *sides)}$" for text, sides in definitions(question).items()}
    lines = shown(derivation)
    laid = [layout for line in lines for layout in (line.left, line.right) if layout is not None]
    rows = ["**Given:**", "", *_given(question.problem), "", f"**Wanted:** {wanted(question)}.", ""]
    rows += [legend(laid, "latex"), ""] if lines else []
    for count, line in enumerate(lines):
        tick = f" {mark(statuses[count], False)}" if statuses is not None else ""
        law = f" — *{line.line.law}*" if line.line.law else ""
        rows.append(f"{count + 1}. ${equation(LATEX, line.left, line.right)}${law}{tick}")
        if line.line.note:
            rows[-1] += "<br>"
            rows.append(f"   {quoted.get(line.line.note, line.line.note)}")
    for answer in derivation.answers:
        rows += [
            "",
            f"**Answer:** ${_whole(answered(answer, question), clauses(answer))}$",
            "",
            layout(answer, derivation),
        ]
    forms = [f"{v.what}: ${LATEX.write(lay(v.value))}$ ({v.note.translate(_STARS)})" for v in alternatives]
    told = (("In other forms", forms), ("Holds where", derivation.conditions), ("Assumed", assumed(derivation)))
    for title, items in told:
        rows += ["", f"**{title}:**", "", *[f"- {item}" for item in items]] if items else []
    return "\n".join(rows) + "\n"


def _given(problem: Problem) -> list[str]:
    """The variables, the unknown functions and the definitions, each with what it is."""
    items = [(LATEX.write(lay(s)), described(s, problem.readings)) for s in problem.variables]
    for name, body in problem.definitions.items():
        if names_itself(name, body):
            items.append((LATEX.write(lay(body)), f"{spell_shape(name.shape)}, unknown function"))
        else:
            items.append((equation(LATEX, lay(name), lay(body)), described(name, problem.readings)))
    named = {symbol.name for symbol in problem.definitions}
    unknown = [f"- `{f.name}(...)`, {function(f)}" for f in problem.functions.values() if f.name not in named]
    return [*(f"- ${formula}$, {what}" for formula, what in items), *unknown]


def _whole(sides: tuple[Layout, Layout], where: list[tuple[Layout, Layout]]) -> str:
    return r",\quad ".join(equation(LATEX, *pair) for pair in (sides, *where))


def latex_page(derivation: Derivation) -> str:
    """The lines aligned at their equality signs, laws beside or under them; the answers; and what they rest on."""
    lines = [(equation(LATEX, line.left, line.right, "&="), line.line.law) for line in shown(derivation)]
    wide = any(seen(whole) + len(law) > _PAGE for whole, law in lines)
    rows = [row for whole, law in lines for row in _with_law(whole, law.translate(_SPECIAL), wide)]
    for answer in derivation.answers:
        written = equation(LATEX, *answered(answer, derivation.question), "&=")
        rows += _aligned(written) if not lines or written != lines[-1][0] else []
        rows += [row for sides in clauses(answer) for row in _aligned(equation(LATEX, *sides, "&="))]
    body = " \\\\\n".join(f"  {row}" for row in rows)
    told = [*(f"holds where {condition}" for condition in derivation.conditions), *assumed(derivation)]
    below = "".join(f"\n{_sentence(sentence)}\n" for sentence in told)
    return f"\\[\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n\\]\n{below}"


def _sentence(text: str) -> str:
    """A sentence with its code in a typewriter's letters."""
    words = [part.translate(_SPECIAL) for part in text.split("`")]
    written = "".join(rf"\texttt{{{part}}}" if place % 2 else part for place, part in enumerate(words))
    return written[:1].upper() + written[1:] + "."


def _with_law(equation: str, law: str, under: bool) -> list[str]:
    if not law:
        return _aligned(equation)
    if under:
        return [*_aligned(equation), rf"&\qquad \textit{{{law}}}"]
    return [rf"{equation} && \text{{{law}}}"]


def _aligned(equation: str) -> list[str]:
    """The rows of an equation, which go on to the right of its equality sign."""
    left, _, right = equation.partition("&= ")
    first, *others = broken(right, max(_ROW - seen(left), _ROW // 2))
    return [f"{left}&= {first}", *(rf"&\qquad {row}" for row in others)]
