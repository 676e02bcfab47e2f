"""The same page as Markdown with formulas in LaTeX, and as one LaTeX `aligned` block."""

from collections.abc import Sequence

from adjoint.derive.derivation import Derivation
from adjoint.expr.notation import Layout
from adjoint.render.latex import LATEX
from adjoint.render.lines import answered, clauses, definitions, equation, shown
from adjoint.render.prose import assumed, layout, mark, wanted

_SPECIAL = str.maketrans({**{c: f"\\{c}" for c in "{}%&#_$"}, "^": r"\^{}", "\\": "", "`": ""})


def markdown(derivation: Derivation, statuses: Sequence[str] | None) -> str:
    """A numbered list of the lines, then the answer and what it rests on."""
    question = derivation.question
    quoted = {text: f"${equation(LATEX, *sides)}$" for text, sides in definitions(question).items()}
    rows = [f"**Wanted:** {wanted(question)}.", ""]
    for count, line in enumerate(shown(derivation)):
        tick = f" {mark(statuses[count], False)}" if statuses is not None else ""
        law = f" — *{line.line.law}*" if line.line.law else ""
        rows.append(f"{count + 1}. ${equation(LATEX, line.left, line.right)}${law}{tick}")
        if line.line.note:
            rows.append(f"   {quoted.get(line.line.note, line.line.note)}")
    for answer in derivation.answers:
        rows += [
            "",
            f"**Answer:** ${_whole(answered(answer, question), clauses(answer))}$",
            "",
            layout(answer, derivation),
        ]
    for title, items in (("Holds where", derivation.conditions), ("Assumed", assumed(derivation))):
        rows += ["", f"**{title}:**", "", *[f"- {item}" for item in items]] if items else []
    return "\n".join(rows) + "\n"


def _whole(sides: tuple[Layout, Layout], where: list[tuple[Layout, Layout]]) -> str:
    return r",\quad ".join(equation(LATEX, *pair) for pair in (sides, *where))


def latex_page(derivation: Derivation) -> str:
    """The lines aligned at their equality signs, each with its law, and the answers below."""
    rows = []
    for line in shown(derivation):
        law = rf" && \text{{{line.line.law.translate(_SPECIAL)}}}" if line.line.law else ""
        rows.append(equation(LATEX, line.left, line.right, "&=") + law)
    for answer in derivation.answers:
        left, right = answered(answer, derivation.question)
        last = rows[-1].partition(" && ")[0] if rows else ""
        written = equation(LATEX, left, right, "&=")
        rows += [written] if written != last else []
        rows += [equation(LATEX, *sides, "&=") for sides in clauses(answer)]
    body = " \\\\\n".join(f"  {row}" for row in rows)
    return f"\\[\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n\\]\n"
