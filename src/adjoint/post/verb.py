"""The verb `check` for a pasted post: its problem proposed, everybody's lines judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from adjoint.audit.hints import hint
from adjoint.derive.derive import derive
from adjoint.errors import AdjointError, SyntaxProblem
from adjoint.post import page
from adjoint.post.judge import Judgement, judged
from adjoint.post.proposal import Proposal
from adjoint.post.propose import proposed, taken
from adjoint.post.reading import names_of, told
from adjoint.read.problem import read_problem, read_question

_PROSE = re.compile(r"(?<![\\\w])[A-Za-z][a-z]+[,;]?\s+(?:[a-z]{2,}|[A-Z][a-z]+)[,;]?\s+(?:[a-z]{2,}|[A-Z][a-z]+|\$|`)")
BY = re.compile(r"^\s*(?:wrt|by)\s*:?\s+([^\s,]+(?:\s*,\s*[^\s,]+)*)\s*$", re.IGNORECASE)
"""A row that names the variable, or several."""
LABEL = re.compile(r"\A\s*(?:problem|exercise|task|question|given|find|let)\s*:\s*", re.IGNORECASE)
"""What people put before a problem."""
_DECLARED = re.compile(r"\s*\w{1,12}(?:\s*,\s*\w{1,12})*\s*(?::|∈|\bin\b)(?:\s+\S+){0,6}\s*$")
_TITLE = re.compile(
    r"[^=:;()^\n\\]*?\b(?!(?:trace|norm|logdet|softmax|sigmoid|kron|diag)\b)[A-Z]?[a-z]{3,}\b[^=:;()^\n\\]*"
)
"""A row of words that states nothing."""
_MARKUP = re.compile(r"\$|^```|</?(?:p|div|code|pre|br)\b|\\begin\{(?:align|equation|gather)|\\\[", re.MULTILINE)


@dataclass(frozen=True)
class PostCheck:
    """A checked post. `str(check)` is the page: the problem as it was taken, and each person's lines.

    `verdict` is `wrong` where any line is, `correct` where somebody reaches a derivative by right lines, else
    `incomplete` or `unreadable`; `parts` are the question and the answers.
    """

    proposal: Proposal
    parts: tuple[Judgement, ...]

    @property
    def verdict(self) -> str:
        """The verdict of the whole."""
        return page.verdict(self.parts)

    @property
    def lines(self) -> tuple[str, ...]:
        """The verdict of each line, everybody's one after the other."""
        found = (one for part in self.document["parts"] for one in part["derivations"])
        return tuple(line["verdict"] for one in found for line in one["lines"])

    @cached_property
    def document(self) -> dict[str, Any]:
        """The reply of `op: check`, ready for JSON."""
        return page.document(self.proposal, self.parts)

    @cached_property
    def hint(self) -> str:
        """The next law to use in the first derivation that is wrong or stops short, without the line."""
        told = [(one.audit, part.who, past) for part in self.parts for past, one in part.numbered()]
        unfinished = [one for one in told if one[0].verdict != "correct"]
        if not told:
            raise SyntaxProblem("the post has no lines", hint="a line relates two sides by `=`")
        found, who, past = next((one for one in unfinished if one[0].verdict == "wrong"), (unfinished or told)[0])
        said = hint(found, derive(found.question), past)
        return f"{who}, {said}" if said.startswith("line ") else said

    def __str__(self) -> str:
        return page.page(self.proposal, self.parts)


def is_post(text: str) -> bool:
    """Whether a text is prose with formulas, rather than a problem, an empty line, and lines, perhaps among prose."""
    first, *rest = re.split(r"\n\s*\n", text.strip(), maxsplit=1)
    rows = [row for row in first.splitlines() if not BY.match(row)]
    stated = LABEL.sub("", "\n".join(rows))
    named = len(rows) < len(first.splitlines())
    declared = any(_DECLARED.match(row) for row in re.split(r"[;\n]", stated))
    if rest and not named and _TITLE.fullmatch(stated) and any(map(_is_prose, rest)):
        return True
    if _is_prose(stated) and not (rest and _reads(stated) and (named or (declared and not _has_words(stated)))):
        return True
    return not named and not _reads(stated) and any(map(_is_prose, rest))


def _reads(text: str) -> bool:
    """Whether a text is a problem."""
    try:
        read_problem(text)
    except AdjointError:
        return False
    return True


def _is_prose(text: str) -> bool:
    return bool(_MARKUP.search(text)) or _has_words(text)


def _has_words(text: str) -> bool:
    rows = [row for row in re.split(r"[;\n]", re.sub(r"#.*", "", text)) if not _DECLARED.match(row)]
    return any(_PROSE.search(row) for row in rows)


def check_post(
    text: str, problem: str | None = None, wrt: str | Sequence[str] | None = None, declare: Sequence[str] = ()
) -> PostCheck:
    """Judge what everybody wrote in a post; the problem and the variable are taken from it where they are not given.

    Raises an `AdjointError` that tells what is missing where the post does not say what its problem is.
    """
    parts = told(text)
    written = {name for part in parts for chain in part.chains for side in chain.sides for name in names_of(side)}
    rows = [match.group(1) for row in text.splitlines() if (match := BY.match(row))]
    said = [name for row in rows for name in re.split(r"\s*,\s*", row) if name in written]
    names = [wrt] if isinstance(wrt, str) else list(wrt or said)
    if problem is None:
        found = proposed(parts, declare, names)
    else:
        found = taken(parts, read_problem("\n".join([problem, *declare])), problem, names)
    read_question(found.problem, found.asked[0], "gradient" if found.problem.target.is_scalar else "jacobian")
    return PostCheck(found, tuple(judged(found, part, parts[0]) for part in parts))
