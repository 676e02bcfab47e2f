"""What an audit found, as the JSON contract and as a page have it."""

from typing import Any

from adjoint.audit.audit import Audit


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
    if found.missing:
        reply["missing"] = found.missing
    return reply


def _line(found: Audit, number: int) -> dict[str, Any]:
    line = found.lines[number]
    verdict = "unreadable" if line.verdict == "undecided" else line.verdict
    said: dict[str, Any] = {"verdict": verdict}
    notes = [
        *line.notes,
        *(
            claim.finding.why
            for claim in line.claims
            if line.verdict in ("undecided", "unreadable") and claim.finding.why
        ),
    ]
    return said | ({"notes": list(dict.fromkeys(notes))} if notes else {})


def page(found: Audit) -> str:
    """The lines with their verdicts, and what is wrong with the first wrong one."""
    width = max((len(line.verdict) for line in found.lines), default=0)
    rows = []
    for number, line in enumerate(found.lines):
        mark = ">" if number == found.first_wrong else " "
        verdict = "unreadable" if line.verdict == "undecided" else line.verdict
        rows.append(f"{mark} {number:>2}  {verdict:<{width}}  {line.source}")
        rows.extend(f"       {' ' * width}{note}" for note in line.notes)
    rows += ["", f"verdict: {found.verdict}"]
    if found.diagnosis is not None:
        rows.append(f"line {found.first_wrong}, {found.diagnosis.kind}: {found.diagnosis.message}.")
        if found.diagnosis.part:
            rows.append(f"  here:      {found.diagnosis.part}")
    if found.corrected is not None:
        rows.append(f"  right is:  {found.corrected.text}")
    if found.example is not None:
        values = ", ".join(f"{name} = {value}" for name, value in found.example.values.items())
        rows.append(f"  for example with {values}")
        rows.append(f"  the left side is {found.example.left}, the right side {found.example.right}")
    if found.missing:
        rows.append(f"  missing:   {found.missing}")
    return "\n".join(rows)

