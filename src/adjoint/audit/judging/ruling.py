"""One relation ruled on: what the judgement of it comes to at this place of a derivation."""

import re
from typing import NamedTuple

from adjoint.audit.judging.conditions import ELSEWHERE, FOLLOWS, HOLDS, condition, is_sought
from adjoint.audit.judging.conditions import OPEN as OPEN_EQUATION
from adjoint.audit.judging.directions import as_steps, written
from adjoint.audit.judging.judge import judged
from adjoint.audit.judging.orders import settled
from adjoint.audit.judging.outer import is_composition
from adjoint.audit.judging.rows import UNFIT
from adjoint.audit.said.hear import BY
from adjoint.audit.said.phrase import Phrase, in_layout, name
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.claim import Claim
from adjoint.audit.sense.limits import part_of
from adjoint.audit.sense.reading import SHIFTED, Finding, shifted_in
from adjoint.audit.sense.settle import told_apart
from adjoint.read.line import Relation

VERDICTS = {
    "false": "wrong",
    "misfit": "wrong",
    "axes": "ill-defined",
    "unnamed": "undecided",
    "undecided": "undecided",
    "schematic": "schematic",
}
"""What a line is told of a finding that is not true."""


_WHERE = re.compile(
    r"\b(?:when|whenever|if|provided)\b[^.;]*?(?:[<>≤≥]|\\(?:leq?|geq?|lt|gt|leqslant|geqslant)\b)",
    re.IGNORECASE,
)
"""An inequality behind words that restrict what is said."""


Ruling = tuple[str, Finding, str]
"""A verdict, what it rests on, and what kind of claim it is of: of a layout, to some order, a condition."""


class Place(NamedTuple):
    """Where in a derivation a relation stands.

    `source` is its line, `solving` tells that something was set to zero before, `free` that no constraint binds the
    variables.
    """

    bench: Bench
    source: str
    solving: bool
    free: bool


def ruled(place: Place, relation: Relation, left: Phrase, right: Phrase) -> Claim:
    """The claim that a relation makes, with its verdict."""
    bench = place.bench
    part = part_of(bench, left, right)
    left, right = told_apart(bench, left), told_apart(bench, right)
    ruling = ("unreadable", Finding("undecided", why=part), "") if part else _spoilt(bench, left, right)
    if ruling is None:
        left, right, found = _found(bench, relation, left, right)
        true = found.status == "true"
        ruling = _held(bench, found) if true else _failed(place, relation, left, right, found)
    verdict, found, said = ruling
    return Claim(left, right, relation.source, verdict, found, relation.left is None, said)


def _spoilt(bench: Bench, left: Phrase, right: Phrase) -> Ruling | None:
    """The verdict on sides of which a part was not understood, or cannot be."""
    unread = [part for phrase in (left, right) for part in phrase if part.kind == "unread"]
    if unread:
        why = next((f": {reason}" for part in unread for reason in part.indices if reason), "")
        return "unreadable", Finding("undecided", why=f"a part cannot be read{why}"), ""
    if right.kind == UNFIT:
        return "wrong", Finding("misfit", why=right.text, world=bench.world()), ""
    return None


def _found(bench: Bench, relation: Relation, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase, Finding]:
    """The finding on a relation, and its sides in the reading that it is of."""
    found = judged(bench, left, right)
    if found.status != "true" and any(part.text == "map" for phrase in (left, right) for part in phrase):
        left, right = in_layout(left), in_layout(right)
        found = judged(bench, left, right)
    if found.status == "misfit" and left.kind == "d" and relation.source.startswith(r"\partial"):
        rate = Phrase("rate", (left.parts[0], name(BY)), "nabla")
        meant = judged(bench, rate, right)
        left, found = (rate, meant) if meant.status == "true" else (left, found)
    return left, right, found


def _held(bench: Bench, found: Finding) -> Ruling:
    """The verdict on what is true in some layout: right only in one that all lines before share."""
    kept = [layout for layout in found.layouts if layout in bench.layouts]
    if not kept:
        return "wrong", found, "layout"
    usual = kept[0].name == "gradient" or len(found.layouts) == 3
    return ("right" if usual else "right-in-another-layout"), found, ""


def _failed(place: Place, relation: Relation, left: Phrase, right: Phrase, found: Finding) -> Ruling:
    """The verdict on what was not found true: perhaps it holds to some order, or is a condition, or says nothing."""
    bench = place.bench
    sides = [written(bench, side) for side in (relation.left, relation.right) if side is not None]
    sides = [as_steps(bench, side) for side in sides] if bench.steps else sides
    if (to_order := settled(bench, found, relation.sign, sides, place.source)) is not None:
        return to_order
    if found.status == "false" and found.law and any(is_composition(bench, part) for part in (*left, *right)):
        return "undecided", Finding("undecided", why="a composition of functions"), ""
    sets = _condition(place, left, right, found) if found.status == "false" and not found.law else None
    if sets == ELSEWHERE and place.solving and place.free and is_sought(bench, left, right):
        return "wrong", found, ""
    if sets is not None:
        verdict = "undecided" if sets in (OPEN_EQUATION, ELSEWHERE) else "right"
        return verdict, Finding("undecided", why=sets), "condition"
    if found.status == "false" and _WHERE.search(place.source):
        return "undecided", Finding("undecided", why="said only of where an inequality holds"), ""
    if found.status in ("false", "misfit") and _clash(bench, relation.source):
        return "undecided", Finding("undecided", why="a name of the problem is also a sign of the calculus"), ""
    return VERDICTS[found.status], found, ""


def _condition(place: Place, left: Phrase, right: Phrase, found: Finding) -> str | None:
    """What a false equation sets rather than claims, also with its scalars taken as matrices."""
    sets = condition(place.bench, left, right, found, place.solving)
    if sets is None and (other := shifted_in(place.bench, left, right)).left is not None:
        sets = condition(place.bench, left, right, other, place.solving)
        return f"{sets}; {SHIFTED}" if sets in (HOLDS, FOLLOWS) else None
    return sets


_SLANTED = r"(?<![A-Za-z\\_])d\s*(?:[A-Za-z({]|\\(?!right|cdot|odot|circ|quad|in\b|to\b|[,;:! ]))"
"""A `d` of LaTeX before what it may change."""


def _clash(bench: Bench, source: str) -> bool:
    """Whether the problem has a `d` or a `D`, so that differentials or `D(f, X)` cannot be told from products."""
    typed = "\\" not in source
    slanted = re.search(r"\bd\s*\(" if typed else _SLANTED, re.sub(r"\\mathrm\s*\{d\}", "", source))
    return ("d" in bench.names and slanted is not None) or (
        "D" in bench.names and re.search(r"\bD\s*\(", source) is not None
    )
