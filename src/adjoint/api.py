"""The few verbs: a question in, a tested derivation out.

Every verb takes the problem as text or as an expression of `adjoint.words`, and gives a `Result`.
The way is always the same: read, derive, test every line, and only then show. All errors are
`AdjointError`s; `Unverified` is the one for an answer that was found but not confirmed.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from msgspec import Struct

from adjoint.check.domain import is_nowhere_real
from adjoint.check.equal import Setting, check_equal
from adjoint.check.verify import Report, verify
from adjoint.check.views import confirmed
from adjoint.derive.derivation import Derivation
from adjoint.derive.derive import derive
from adjoint.derive.effective import effective
from adjoint.derive.layouts import alternatives, layouts
from adjoint.derive.paths import others
from adjoint.derive.problem import Narrative, Question, Structure, Want
from adjoint.derive.view import View
from adjoint.errors import AdjointError, DomainError, SyntaxProblem, TooLarge, UnknownName, Unsupported
from adjoint.expr.language import Expr, Kron, Symbol, Zero
from adjoint.index.term import Entry, Tensor
from adjoint.laws.book import CHAPTERS
from adjoint.read.problem import Declaration, read_problem, read_question
from adjoint.render import document, latex, lawbook as print_laws, page, text
from adjoint.words import spell_problem

if TYPE_CHECKING:
    from adjoint.emit.code import Code
    from adjoint.audit.verb import Check
    from adjoint.post.verb import PostCheck

Library = Literal["numpy", "jax"]
Named = str | Symbol
Declarations = Mapping[str, Declaration]


class Unverified(Unsupported):
    """A derivation was found, and the test of one of its lines failed or could not decide."""


class Result(Struct, frozen=True, dict=True):
    """A tested derivation. `str(result)` is the page; a notebook shows it typeset.

    `derivation` and `report` are the values behind it: lines and answers, and the verdict of each.
    """

    derivation: Derivation
    report: Report

    @property
    def answer(self) -> str:
        """The formula as text that the problem language reads back; of several, one a line."""
        return "\n".join(text.text(answer.value, ascii=True) for answer in self.derivation.answers)

    @property
    def latex(self) -> str:
        """The formula in LaTeX; of several, one a line."""
        return "\n".join(latex.latex(answer.value) for answer in self.derivation.answers)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the derivation as text."""
        return tuple(line["text"] for line in self.document["lines"])

    @property
    def verified(self) -> str:
        """`exact`, or `enclosed` where any line or answer rests on ball arithmetic."""
        status: str = self.document["verified"]["status"]
        return status

    @property
    def statuses(self) -> tuple[str, ...]:
        """The status of each line."""
        return tuple(verdict.status for verdict in self.report.lines)

    @cached_property
    def code(self) -> "Code":
        """The NumPy module that computes the answer; `Unsupported` where a part of it has no code yet."""
        return self.code_in("numpy")

    def code_in(self, library: Library) -> "Code":
        """The module for an array library that computes the answer; `Unsupported` where the library lacks a routine.

        The room that writes code is loaded on first use.
        """
        question = self.derivation.question
        answers = self.derivation.answers
        regarded = {name: body for name, body in question.problem.definitions.items() if name not in question.wrt}
        regarded |= {name: part for answer in answers if answer.short is None for name, part in answer.where}
        target = import_module(f"adjoint.emit.{library}")
        written: Code = getattr(target, f"{library}_module")(
            question.want,
            [answer.value for answer in answers],
            regarded,
            question.problem.functions,
            [answer.shape for answer in answers],
            [answer.by[-1] for answer in answers if _is_zero(answer.value)],
            question.several,
            {name for thin in question.problem.thin for name in (thin, f"d{thin}")},
        )
        return written

    @cached_property
    def document(self) -> dict[str, Any]:
        """The reply of `adjoint batch` without code and time, ready for JSON."""
        return document.reply(self.derivation, self.report, (*self.views, *self.others))

    def reply(self) -> dict[str, Any]:
        """All that a reply of `adjoint batch` says of the derivation, its code included."""
        code = self.code
        return {**self.document, "code": {"entry": code.entry, "args": code.args, "numpy": code.source}}

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The answer in the other layouts, numerator, denominator, vec and Kronecker, as far as they are confirmed."""
        return confirmed(self.derivation, layouts(self.derivation))

    @cached_property
    def beside(self) -> tuple[View, ...]:
        """What stands beside every answer, as far as it is confirmed.

        The gradients inside the structure that a variable was declared with; of a Hessian by a matrix, the second
        differential; of that, and of a Jacobian with axes that count pairs, the matrix between stacked columns.
        """
        declared = self.derivation.question.problem.variables
        kinds = ("projected", "entries", "twice") + ("stacked",) * self._is_read_stacked
        views = [view for view in layouts(self.derivation) if view.kind in kinds]
        return confirmed(self.derivation, [view for view in views if view.answer and view.answer.by[0] in declared])

    @property
    def _is_read_stacked(self) -> bool:
        """Whether the matrix between stacked columns says more than entries do."""
        second = self.derivation.question.want == "hessian"
        return second or any(_has_pairs(answer.value) for answer in self.derivation.answers)

    @cached_property
    def others(self) -> tuple[View, ...]:
        """Beside a total derivative the partial ones, beside a partial one the total, as far as they are confirmed.

        Not beside a long one, whose lines have names of their own for what they carry.
        """
        if any(answer.where and answer.short is None for answer in self.derivation.answers):
            return ()
        known = {answer.by[0].name: answer.value for answer in self.derivation.answers}
        found = [view for question in others(self.derivation.question) for view in _other(question)]
        return tuple(view for view in found if view.answer and view.value != known[view.answer.by[0].name])

    def page(
        self, *, views: Sequence[View] = (), colour: bool = False, ascii: bool = False, width: int = 80
    ) -> str:
        """The text page: how the problem was read, the lines with their laws, the answer, and the views given.

        What stands `beside` every answer always stands on it.
        """
        return page.page(
            self.derivation,
            self.statuses,
            alternatives=(*views, *(view for view in self.beside if view not in views)),
            others=self.others,
            colour=colour,
            ascii=ascii,
            width=width,
        )

    def markdown(self) -> str:
        """The page in Markdown with formulas in dollars."""
        return page.markdown(self.derivation, self.statuses, self.beside)

    def latex_page(self) -> str:
        """The lines as one aligned LaTeX environment."""
        return page.latex_page(self.derivation)

    def __str__(self) -> str:
        return self.page()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown(), "text/latex": self.latex_page()}


def derivation(
    problem: str | Expr,
    wrt: Named | Sequence[Named],
    want: Want = "gradient",
    *,
    by: Narrative = "differential",
    declare: Declarations | None = None,
    where: Mapping[Symbol, Expr] | None = None,
    hold: Sequence[Named] = (),
    structure: Structure | None = None,
    cotangent: Named | None = None,
) -> Result:
    """The derivative `want` of a problem by `wrt`, with every line tested.

    `declare` adds shapes and properties to a text; `where` gives the definitions of a problem built
    in Python. `hold` are definitions held fixed. `Unverified` is raised where any line is not confirmed.
    """
    source = problem if isinstance(problem, str) else spell_problem(problem, where or {})
    read = read_problem(source, declare, scalar=want in ("gradient", "hessian"))
    names = _name(wrt) if isinstance(wrt, (str, Symbol)) else [_name(name) for name in wrt]
    fixed = tuple(_name(name) for name in hold)
    try:
        question = read_question(read, names, want, fixed, structure, None if cotangent is None else _name(cotangent))
        found = derive(question, by)
        report = verify(found)
        _confirm(found, report)
        _confirm_effective(found)
    except AdjointError as error:
        error.at(*_asked(source))
        raise
    except RecursionError:
        raise TooLarge("expressions too deep inside each other", hint="define some parts by name") from None
    return Result(found, report)


def _has_pairs(value: Expr | Tensor) -> bool:
    """Whether an axis of some factor counts the pairs of others, which Kronecker products tell apart."""
    factors = (factor for term in value.terms for factor in term.factors) if isinstance(value, Tensor) else ()
    return any(isinstance(factor, Entry) and isinstance(factor.node, Kron) for factor in factors)


def _is_zero(value: Expr | Tensor) -> bool:
    """Whether a value is zero because nothing depends on the variable, which then only gives the sizes."""
    return not value.terms if isinstance(value, Tensor) else isinstance(value, Zero)


def _asked(source: str) -> tuple[int, int]:
    """The place of the statement that is differentiated: the last one that is no declaration, or all of the text."""
    statements = [(match.start(), match.group()) for match in re.finditer(r"[^;\n]*[^;\s]", source)]
    formulas = [(at, text) for at, text in statements if not re.match(r"\s*(#|\w+\s*(:\s|∈|in\b))", text)]
    start, text = formulas[-1] if formulas else (0, source)
    return start + len(text) - len(text.lstrip()), len(text.strip())


def _other(question: Question) -> tuple[View, ...]:
    """The total or partial derivative that was not asked for; nothing where it is not confirmed."""
    try:
        found = derive(question)
    except Unsupported:
        return ()
    return alternatives(found) if verify(found).sound else ()


def _name(name: Named) -> str:
    return name if isinstance(name, str) else name.name


def _confirm(found: Derivation, report: Report) -> None:
    if report.empty or is_nowhere_real(found.question.problem):
        needed = f"it needs: {'; '.join(found.conditions)}" if found.conditions else "a divisor may always be zero"
        raise DomainError(
            f"`{found.question.problem.target}` has no value, or no derivative, at any of the random points tried",
            hint=f"{needed}. Can that be?",
        )
    for place, verdict in [
        *((f"line {number}", verdict) for number, verdict in enumerate(report.lines, 1)),
        *(("the answer", verdict) for verdict in report.answers),
    ]:
        if not verdict.sound:
            raise Unverified(
                f"{place} of the derivation could not be verified ({verdict.status}: {verdict.detail})",
                hint="nothing unverified is shown; please report the problem, with its text",
            )


def _confirm_effective(found: Derivation) -> None:
    """What is said of collapsed forms is tested as the lines are."""
    question = found.question
    setting = Setting(question.wrt, dict(question.problem.definitions), frozenset(question.hold))
    for tensor in effective(found):
        for left, right in tensor.claims:
            verdict = check_equal(left, right, setting)
            if not verdict.sound:
                raise Unverified(
                    f"the collapsed form of the derivative of `{tensor.of}` by `{tensor.by}` could not be verified "
                    f"({verdict.status}: {verdict.detail})",
                    hint="`--by differential` does without it; please report the problem, with its text",
                )


def grad(problem: str | Expr, wrt: Named | Sequence[Named], **options: Any) -> Result:
    """The gradient of a scalar, in the shape of the variable; by several names, all from one pass."""
    return derivation(problem, wrt, "gradient", **options)


def differential(problem: str | Expr, wrt: Named | Sequence[Named], **options: Any) -> Result:
    """The differential along `dX` for each name `X`; options as for `derivation`."""
    return derivation(problem, wrt, "differential", **options)


def jacobian(problem: str | Expr, wrt: Named, **options: Any) -> Result:
    """The Jacobian, the output's axes first; options as for `derivation`."""
    return derivation(problem, wrt, "jacobian", **options)


def hessian(problem: str | Expr, wrt: Named | Sequence[Named], **options: Any) -> Result:
    """The Hessian of a scalar, the mixed one for two names; options as for `derivation`."""
    return derivation(problem, wrt, "hessian", **options)


@overload
def check(
    problem: str, lines: str | Sequence[str], wrt: str | Sequence[str], want: Want = "gradient", **options: Any
) -> "Check":
    """The lines of one person, for a problem that is given."""


@overload
def check(problem: str, lines: None = None, wrt: str | Sequence[str] | None = None) -> "PostCheck":
    """Everybody's lines in a pasted post."""


def check(
    problem: str,
    lines: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    want: Want = "gradient",
    **options: Any,
) -> "Check | PostCheck":
    """A person's lines judged, and the first wrong one explained (`adjoint.audit.verb.check`, loaded on first use).

    Without `lines` the text is a pasted post, from which the problem and everybody's lines are taken, and the
    variable unless it is given (`adjoint.post.verb.check_post`).
    """
    if lines is None:
        post: PostCheck = import_module("adjoint.post.verb").check_post(problem, None, wrt)
        return post
    if wrt is None:
        raise SyntaxProblem("the variable is not named", hint="`check(problem, lines, wrt)`")
    found: Check = import_module("adjoint.audit.verb").check(problem, lines, wrt, want, **options)
    return found


def lawbook(chapter: str = "", *, colour: bool = False, ascii: bool = False, width: int = 80) -> str:
    """The book of laws as text: all of it, or the chapters whose title holds the word."""
    chosen = [part for part in CHAPTERS if chapter.lower() in part.name.lower()]
    if not chosen:
        raise UnknownName(f"no chapter is called `{chapter}`", hint="; ".join(part.name for part in CHAPTERS))
    return "\n\n".join(
        print_laws.chapter_text(
            part.name,
            [(law.name, law.left, law.right, law.because, law.requires) for law in part.laws],
            colour=colour,
            ascii=ascii,
            width=width,
        )
        for part in chosen
    )
