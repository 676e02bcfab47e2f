"""The verb `check`: lines of a derivation in, verdicts and a diagnosis out."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from adjoint.audit import present
from adjoint.audit.audit import Audit, audit
from adjoint.audit.hints import hint
from adjoint.audit.mistake.diagnosis import Diagnosis
from adjoint.derive.derive import as_scalar, derive
from adjoint.derive.problem import Want
from adjoint.read.problem import Declaration, read_problem, read_question


class Check(Struct, frozen=True, dict=True):
    """A checked derivation. `str(check)` is the page: every line with its verdict, and what is wrong.

    `verdict` is `correct`, `wrong`, `incomplete` or `unreadable`; `lines` are the verdicts of the lines.
    """

    audit: Audit

    @property
    def verdict(self) -> str:
        """The verdict of the whole."""
        return self.audit.verdict

    @property
    def first_wrong(self) -> int | None:
        """The number of the first wrong line, from 0."""
        return self.audit.first_wrong

    @property
    def lines(self) -> tuple[str, ...]:
        """The verdict of each line; `words` of one that claims nothing."""
        return present.shown(self.audit)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """Why the first wrong line is wrong."""
        return self.audit.diagnosis

    @property
    def corrected(self) -> str | None:
        """The first wrong line as it should be."""
        return None if self.audit.corrected is None else self.audit.corrected.text

    @cached_property
    def document(self) -> dict[str, Any]:
        """The reply of `op: check`, ready for JSON."""
        return present.document(self.audit)

    @cached_property
    def hint(self) -> str:
        """The next law to use, without the line."""
        return hint(self.audit, derive(self.audit.question))

    def __str__(self) -> str:
        return present.page(self.audit)


def check(
    problem: str,
    lines: str | Sequence[str],
    wrt: str | Sequence[str],
    want: Want = "gradient",
    *,
    declare: Mapping[str, Declaration] | None = None,
    hold: Sequence[str] = (),
    cotangent: str | None = None,
    statement: str = "",
) -> Check:
    """Judge a person's lines, in LaTeX or plain text, and explain the first one that is wrong.

    `lines` may be one text with a line to each row. `hold` and `cotangent` are those of `derivation`.
    `statement` is the problem as the person put it; names and a declared layout are taken from it.
    Raises an `AdjointError` where the problem itself cannot be read.
    """
    known = read_problem(problem, declare, scalar=want in ("gradient", "hessian"))
    question = as_scalar(read_question(known, wrt, want, hold, None, cotangent))
    rows = [row for row in lines.splitlines() if row.strip()] if isinstance(lines, str) else lines
    return Check(audit(question, rows, statement))
