"""Writes the pages of the gallery anew from the `.toml` files beside it: `python docs/gallery/make.py`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import adjoint
from adjoint.check.equal import Setting, check_equal
from adjoint.read.problem import read_problem
from adjoint.render.latex import latex

HERE = Path(__file__).parent
OPTIONS = ("want", "by", "hold", "structure", "cotangent")
SHARED = ("problem", "wrt", *OPTIONS)
SPELLED = {r"\operatorname{": r"\mathrm{", r"\, ": r"\thinspace ", r"\,": r"\thinspace "}
TICKS = {"exact": "✓", "enclosed": "≈"}
GUIDE = "[How to read the lines](README.md#how-to-read-the-lines)."

Entry = dict[str, Any]


def sources() -> dict[str, Entry]:
    """What each page is made of, by name."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.toml"))}


def derive(entry: Entry) -> adjoint.Result:
    """The derivation that an entry asks for."""
    wrt = entry["wrt"] if isinstance(entry["wrt"], str) else tuple(entry["wrt"])
    return derived(entry["problem"], wrt, tuple((name, entry[name]) for name in OPTIONS if name in entry))


@cache
def derived(problem: str, wrt: str | tuple[str, ...], options: tuple[tuple[str, Any], ...]) -> adjoint.Result:
    """The derivation, made once."""
    return adjoint.derivation(problem, wrt, **dict(options))


def refusal(entry: Entry) -> str:
    """Why there is no derivation; empty where there is one."""
    try:
        derive(entry)
    except adjoint.Unsupported as error:
        return str(error.args[0])
    return ""


def forge(text: str) -> str:
    """Markdown as every forge shows it: one refuses or eats usual spellings of LaTeX."""
    for old, new in SPELLED.items():
        text = text.replace(old, new)
    return text.rstrip() + "\n"


def fenced(text: str, language: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.strip()}\n```"


def joined(*blocks: str) -> str:
    """Blocks of Markdown, without the empty ones."""
    return "\n\n".join(block.strip() for block in blocks if block.strip())


def part(entry: Entry) -> str:
    """A problem as typed, its derivation, and the code."""
    result = derive(entry)
    return joined(
        f"## {entry['title']}",
        entry.get("text", ""),
        fenced(entry["problem"], "text"),
        result.markdown(),
        "**In NumPy:**",
        fenced(result.code.source, "python"),
    )


def answer(result: adjoint.Result, form: str) -> str:
    """The answer in LaTeX, or its view of that form, fit for a table."""
    found = result.derivation.answers[0]
    shown = [latex(found.short or found.value), *[f"{latex(name)} = {latex(body)}" for name, body in found.where]]
    if form:
        shown = [latex(next(view.value for view in result.views if view.what.startswith(form)))]
    return "$" + r",\enspace ".join(shown).replace("|", r"\vert ") + "$"


def holds(entry: Entry, formula: str) -> bool:
    """Whether a formula, in the language of problems, is the derivative or one of its other layouts."""
    result = derive(entry)
    question = result.derivation.question
    setting = Setting(question.wrt, dict(question.problem.definitions), frozenset(question.hold))
    try:
        claimed = read_problem(f"{entry['problem']}; claimed = {formula}")
    except adjoint.ShapeError:
        return False
    body = claimed.definitions[claimed.target]
    values = [result.derivation.answers[0].value, *[view.value for view in result.views]]
    return any(check_equal(value, body, setting).status in TICKS for value in values)


def asked(entry: Entry) -> str:
    """What is wanted of the problem, in words."""
    variables = [entry["wrt"]] if isinstance(entry["wrt"], str) else entry["wrt"]
    want = entry.get("want", "gradient")
    kind = {"hessian": "Hessian", "jacobian": "Jacobian"}.get(want, want)
    joint = "along" if want == "differential" else "by the entries of" if "structure" in entry else "by"
    return f"{kind} {joint} {', '.join(f'`{name}`' for name in variables)}"


def columns(entry: Entry, typed: str) -> list[str]:
    """A row of a table: number, problem, what is wanted, answer, and whether it was tested."""
    number = entry["number"] + (" ⚠" if {"printed", "tacit"} & entry.keys() else "")
    if reason := refusal(entry):
        return [number, typed, asked(entry), f"*{reason}*", ""]
    result = derive(entry)
    return [number, typed, asked(entry), answer(result, entry.get("form", "")), TICKS[result.verified]]


def rows(section: Entry) -> list[Entry]:
    """The rows of a section; what it says holds for every row that does not say otherwise."""
    return [{**{name: section[name] for name in SHARED if name in section}, **entry} for entry in section["row"]]


def table(section: Entry) -> str:
    """A section of the tables, a problem that its rows share above them."""
    heads = ["No.", "As typed", "Wanted", "Answer", ""]
    shared = section.get("problem", "")
    typed = [columns(entry, f"`{entry['problem']}`" if entry["problem"] != shared else "") for entry in rows(section)]
    kept = [place for place in range(len(heads)) if not (shared and place == 1)]
    drawn = [[cells[place] for place in kept] for cells in (heads, ["---"] * len(heads), *typed)]
    return joined(
        f"## {section['title']} (section {section['number']})",
        section.get("text", ""),
        fenced(shared, "text") if shared else "",
        "\n".join(f"| {' | '.join(cells)} |" for cells in drawn),
    )


def misprint(entry: Entry) -> str:
    """What the book prints, what is right, and why; with marks where both were tested."""
    if "tacit" in entry:
        return f"- **({entry['number']})** Tacitly: {entry['tacit']}."
    tested = "right" not in entry
    if tested and holds(entry, entry["printed"]):
        raise ValueError(f"equation {entry['number']} holds as printed")
    right = answer(derive(entry), entry.get("form", "")) if tested else f"${entry['right']}$"
    printed, ticked = (" ✗", f" ✓ for `{entry['problem']}`") if tested else ("", "")
    return (
        f"- **({entry['number']})** Printed: ${entry['shown']}${printed}<br>\n"
        f"  Right: {right}{ticked}<br>\n"
        f"  Reason: {entry['why']}."
    )


def tables(source: Entry) -> str:
    """The page of the tables of a book."""
    entries = [entry for section in source["section"] for entry in rows(section)]
    marked = [entry for entry in entries if {"printed", "tacit"} & entry.keys()]
    refused = [f"({entry['number']})" for entry in entries if refusal(entry)]
    open_rows = [f"- {', '.join(refused)}: refused today, with the reason in the table."] if refused else []
    return joined(
        f"# {source['title']}",
        source["text"],
        *map(table, source["section"]),
        "## Misprints and tacit assumptions",
        source["misprints"],
        "\n".join(map(misprint, [*marked, *source["misprint"]])),
        "## Past the language",
        "\n".join([*open_rows, *[f"- ({entry['numbers']}): {entry['what']}." for entry in source["beyond"]]]),
    )


def page(source: Entry) -> str:
    """A page of worked derivations."""
    return joined(f"# {source['title']}", source["text"], GUIDE, *map(part, source["part"]))


def index(found: dict[str, Entry]) -> str:
    """The front page."""
    rows = []
    for name, source in found.items():
        parts = "; ".join(entry["title"][:1].lower() + entry["title"][1:] for entry in source.get("part", []))
        rows.append(f"- [{source['title']}]({name}.md)" + (f": {parts}" if parts else ""))
    front = (HERE / "front.txt").read_text(encoding="utf-8")
    return joined("# Gallery", front, "## Pages", "\n".join(rows))


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    found = sources()
    written = {f"{name}.md": tables(source) if "section" in source else page(source) for name, source in found.items()}
    return {name: forge(text) for name, text in {"README.md": index(found), **written}.items()}


def main() -> None:
    """Writes all pages."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
