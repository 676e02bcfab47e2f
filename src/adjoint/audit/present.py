"""What an audit found, as the JSON contract and as a page have it."""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from adjoint.audit.audit import Audit
from adjoint.audit.mistake.mistaken import Mistaken

WIDTH = 80


def document(found: Audit) -> dict[str, Any]:
    """The reply of `op: check`, ready for JSON."""
    reply: dict[str, Any] = {
        "verdict": found.verdict,
        "first_wrong": found.first_wrong,
        "lines": [_line(found, number) for number in range(len(found.lines))],
    }
    if found.bound:
        reply["read_as"] = {"names": dict(found.bound)}
    if found.layout != "gradient":
        reply["layout"] = found.layout
    if found.diagnosis is not None:
        told = found.diagnosis
        reply["diagnosis"] = {"kind": told.kind, "message": told.message}
        reply["diagnosis"] |= {"part": told.part} if told.part else {}
        reply["diagnosis"] |= {"law": told.law} if told.law else {}
        reply["diagnosis"] |= {"assumption": told.assumption} if told.assumption else {}
    if found.corrected is not None:
        reply["corrected"] = {"text": found.corrected.text, "latex": found.corrected.latex}
    if found.example is not None:
        example = found.example
        reply["counterexample"] = {"values": dict(example.values), "left": example.left, "right": example.right}
    if found.further:
        reply["further"] = [_further(one) for one in found.further]
    if found.missing:
        reply["missing"] = found.missing
    return reply


def _further(one: Mistaken) -> dict[str, Any]:
    """A later mistake, by the number of its line."""
    said: dict[str, Any] = {"line": one.number, "kind": one.diagnosis.kind, "message": one.diagnosis.message}
    corrected = one.corrected
    return said | ({"corrected": {"text": corrected.text, "latex": corrected.latex}} if corrected else {})


def _line(found: Audit, number: int) -> dict[str, Any]:
    line = found.lines[number]
    said: dict[str, Any] = {"verdict": _verdict(line.verdict)}
    open_ = [claim.finding.why for claim in line.claims if claim.verdict in ("undecided", "unreadable")]
    notes = [note for note in (*line.notes, *open_) if note]
    return said | ({"notes": list(dict.fromkeys(notes))} if notes else {})


def page(found: Audit) -> str:
    """The lines with their verdicts, and what is wrong with the first wrong one."""
    rows = [*lines(found), "", f"verdict: {found.verdict}", *explained(found)]
    if found.missing:
        rows.append(f"  missing:   {found.missing}")
    return "\n".join([*rows, *legend([found])])


def lines(found: Audit, start: int = 1, width: int = 0) -> list[str]:
    """The lines with their verdicts, numbered from `start`, and what was noted of each.

    The verdicts take up `width` columns, or as many as they need.
    """
    words = shown(found)
    width = max(width, *map(len, words), 0)
    rows = []
    for number, (line, word) in enumerate(zip(found.lines, words, strict=True)):
        mark = ">" if number == found.first_wrong else " "
        rows += _hanging(f"{mark} {number + start:>2}  {word:<{width}}  ", line.source)
        for note in _line(found, number).get("notes", []) if word != "words" else ():
            rows += _hanging(" " * (width + 9), note)
    return rows


def shown(found: Audit) -> tuple[str, ...]:
    """The verdicts of the lines; `words` are those that claim nothing, which the contract calls unreadable."""
    return tuple("words" if line.verdict == "words" else _verdict(line.verdict) for line in found.lines)


def _hanging(front: str, text: str) -> list[str]:
    """A text behind something, its further rows below its first."""
    room = max(WIDTH - len(front), 30)
    kept = re.sub(r"\[\[.*?\]\]", lambda match: match.group().replace(" ", "\0"), text)
    found = textwrap.wrap(kept, room, break_long_words=False, break_on_hyphens=False) or [""]
    return [(front if not number else " " * len(front)) + row.replace("\0", " ") for number, row in enumerate(found)]


def explained(found: Audit, start: int = 1, indent: str = "") -> list[str]:
    """What is wrong with the first wrong line, the right one, numbers that show it, and other mistakes further on."""
    rows = []
    if found.diagnosis is not None and found.first_wrong is not None:
        said = found.diagnosis.message.rstrip(".")
        rows += _hanging(indent, f"line {found.first_wrong + start}, {found.diagnosis.kind}: {said}.")
        if found.diagnosis.part:
            word = "made from: " if found.diagnosis.law else "here:      "
            rows += _hanging(f"{indent}  {word}", found.diagnosis.part)
    if found.corrected is not None:
        rows += _hanging(indent + "  right is:  ", found.corrected.text)
    if found.example is not None:
        values = ", ".join(f"{name} = {numbers(value)}" for name, value in found.example.values.items())
        rows += _hanging(indent + "  for example with ", values)
        sides = f"{numbers(found.example.left)}, the right side {numbers(found.example.right)}"
        rows += _hanging(indent + "  the left side is ", sides)
    for one in found.further:
        said = f"line {one.number + start}, another mistake, {one.diagnosis.kind}: {one.diagnosis.message.rstrip('.')}."
        rows += ["", *_hanging(indent, said)]
        rows += _hanging(indent + "  right is:  ", one.corrected.text) if one.corrected else []
    return rows


def numbers(value: object) -> str:
    """Numbers as they are written by hand: fractions without quotes."""
    return f"[{', '.join(map(numbers, value))}]" if isinstance(value, list) else str(value)


def legend(audits: Sequence[Audit]) -> list[str]:
    """What the less usual verdicts mean that occur."""
    seen = {word for found in audits for word in shown(found)}
    told = [row for word, said in MEANING.items() if word in seen for row in _hanging(f"{word}: ", said)]
    return ["", *told] if told else []


def _verdict(word: str) -> str:
    return "unreadable" if word in ("undecided", "words") else word


MEANING = {
    "right-in-another-layout": "right with the derivatives turned (a row where the gradient is a column, or the other "
    "way round); no mistake, as long as it is kept to",
    "right-under-an-assumption": "right only if something holds that the problem does not say",
    "ill-defined": "has no value as it is written",
    "schematic": "the chain rule in symbols; right, if each product is read as a sum over the indices shown",
    "carried": "not so for this problem, but it follows rightly from a wrong line before",
    "unreadable": "could not be read or decided; it counts neither as right nor as wrong",
}
"""What the verdicts mean that do not speak for themselves."""
