"""What was found in a post, as a page and as JSON."""

import textwrap
from collections.abc import Sequence
from typing import Any

from adjoint.audit import present
from adjoint.post.judge import Derivation, Judgement
from adjoint.post.proposal import Proposal

WIDTH = 80


def page(proposal: Proposal, parts: Sequence[Judgement]) -> str:
    """The problem as it was taken, and each person's lines with their verdicts."""
    rows = ["Problem, as taken from the post" if proposal.sources else "Problem, as given", *_problem(proposal)]
    for part in parts:
        if part.derivations or part.unread:
            rows += ["", part.who[0].upper() + part.who[1:], *_part(part, proposal.asked[0])]
    silent = [part.who for part in parts if not part.derivations and not part.unread]
    if silent:
        rows += ["", f"No lines to judge in {', '.join(silent)}."]
    audits = [one.audit for part in parts for one in part.derivations]
    rows += ["", f"verdict: {verdict(parts)}", *present.legend(audits)]
    return "\n".join(rows)


def _problem(proposal: Proposal) -> list[str]:
    width = max((len(text) for text, _ in proposal.sources if len(text) < 48), default=0)
    rows = [f"  {text:<{width}}   {where}" for text, where in proposal.sources]
    rows = rows or [f"  {row.strip()}" for row in proposal.text.replace(";", "\n").splitlines() if row.strip()]
    rows.append(f"  differentiated by {', '.join(proposal.asked)}")
    rows += _wrapped([f"  {note}" for note in (*proposal.notes, *proposal.problem.assumptions)])
    if proposal.sources:
        rows += _wrapped(["  If that is not the problem, give it: --problem \"...\" --wrt NAME."])
    return rows


def _part(part: Judgement, asked: str) -> list[str]:
    rows: list[str] = []
    start, instead = 1, ""
    before: Derivation | None = None
    width = max((len(word) for one in part.derivations for word in _words(one)), default=0)
    for one in part.derivations:
        if one.instead != instead:
            instead = one.instead
            rows.append(f"  from here on with {instead}, as the writer has it")
        rows += _header(one, before, asked)
        before = one
        rows += present.lines(one.audit, start, width)
        rows += present.explained(one.audit, start, "  ")
        start += len(one.lines)
    rows += [f"  not read: {text}\n    {why}" for text, why in part.unread]
    if part.passed:
        some = "formula that states" if part.passed == 1 else "formulas that state"
        rows.append(f"  passed over: the words, and {part.passed} {some} no equation")
    return rows


def _header(one: Derivation, before: Derivation | None, asked: str) -> list[str]:
    """What the lines below are about, where that is not what was asked for, and under which condition."""
    other = one.about != (before.about if before is not None else "")
    said = [f"about {one.audit.question.problem.target.name}"] if other else []
    if one.wrt[:1] != (asked,):
        said.append(f"by {', '.join(one.wrt)}")
    if one.given:
        said.append(f"given that {one.given}, as the writer says")
    elif before is not None and before.given:
        said.append("without that condition")
    return [f"  {', '.join(said)}"] if said else []


def _words(one: Derivation) -> list[str]:
    return [line["verdict"] for line in present.document(one.audit)["lines"]]


def _wrapped(rows: Sequence[str], more: str = "    ") -> list[str]:
    return [
        line
        for row in rows
        for line in textwrap.wrap(row, WIDTH, subsequent_indent=more, break_long_words=False, break_on_hyphens=False)
    ]


def document(proposal: Proposal, parts: Sequence[Judgement]) -> dict[str, Any]:
    """The reply of `op: check` for a post, ready for JSON."""
    return {
        "verdict": verdict(parts),
        "read_as": {
            "text": proposal.text,
            "statements": [{"text": text, "where": where} for text, where in proposal.sources],
            "names": dict(proposal.problem.readings),
            "wrt": list(proposal.asked),
            "assumptions": [*proposal.notes, *proposal.problem.assumptions],
        },
        "parts": [_document(part) for part in parts],
    }


def _document(part: Judgement) -> dict[str, Any]:
    derivations = []
    for one in part.derivations:
        found = present.document(one.audit)
        lines = [{"text": text, **line} for text, line in zip(one.lines, found["lines"], strict=True)]
        told = (("about", one.about), ("instead", one.instead), ("given", one.given))
        said = {key: text for key, text in told if text}
        derivations.append({"wrt": list(one.wrt), **said, **found, "lines": lines})
    return {
        "who": part.who,
        "verdict": verdict([part]),
        "derivations": derivations,
        "passed_over": part.passed,
        "not_read": [{"text": text, "why": why} for text, why in part.unread],
    }


def verdict(parts: Sequence[Judgement]) -> str:
    """`wrong` where any line is; `correct` where a derivative is reached; else `incomplete` or `unreadable`."""
    audits = [one.audit for part in parts for one in part.derivations]
    if any(found.first_wrong is not None for found in audits):
        return "wrong"
    if any(found.verdict == "correct" for found in audits):
        return "correct"
    return "incomplete" if any(found.verdict == "incomplete" for found in audits) else "unreadable"
