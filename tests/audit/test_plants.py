"""Mistakes of the book planted in right derivations are found and named; right derivations are not accused."""

from collections.abc import Iterator
from functools import cache

from adjoint.api import derivation
from adjoint.audit.mistake.slips import slips
from adjoint.audit.verb import check
from adjoint.check.equal import Setting, check_equal
from adjoint.derive.derivation import Line
from adjoint.derive.derive import varying
from adjoint.expr.language import Expr
from adjoint.render.text import text

LINES = 6
PLANTS = 12
LEAST_PLANTS = 80


def right_sides(lines: tuple[Line, ...]) -> list[Expr]:
    """The right sides of the lines, as far as they are expressions."""
    return [line.right for line in lines if isinstance(line.right, Expr)]


def plants_of(problem: str, variable: str) -> Iterator[tuple[list[str], int, str]]:
    """Derivations with one false step: the lines, the number of the false one, and the kind of its mistake."""
    found = derivation(problem, variable)
    question = found.derivation.question
    setting = Setting(question.wrt, question.problem.definitions)
    left = f"d{question.problem.target}"
    rights = right_sides(found.derivation.lines[:LINES])
    made = 0
    for number, right in enumerate(rights[:-1]):
        before = [f"{left} = {text(side, ascii=True)}" for side in rights[: number + 1]]
        for slip in slips(right, varying(question)):
            if made < PLANTS and check_equal(slip.whole, right, setting).status == "false":
                made += 1
                yield [*before, f"{left} = {text(slip.whole, ascii=True)}"], number + 1, slip.mistake.kind


@cache
def planted(problem: str, variable: str) -> tuple[tuple[list[str], int, str], ...]:
    """The plants of a problem, made once."""
    return tuple(plants_of(problem, variable))


def test_there_are_plants(goldens: tuple[tuple[str, str], ...]) -> None:
    """The problems hold enough mistakes for the shares that are asked of them to mean something."""
    counts = [len(planted(problem, variable)) for problem, variable in goldens]
    assert sum(counts) >= LEAST_PLANTS
    assert sum(count > 0 for count in counts) >= len(goldens) - 2


def test_plants_are_named(golden: tuple[str, str]) -> None:
    """The planted line is the first wrong one; its kind is the planted one, or another law or edit explains it."""
    problem, variable = golden
    named, plants = 0, planted(problem, variable)
    for lines, number, kind in plants:
        found = check(problem, lines, variable)
        assert found.first_wrong == number, (lines[number], str(found))
        told = found.diagnosis
        assert told is not None
        named += told.kind == kind or bool(told.law or told.assumption) or bool(told.mended)
    assert named >= 0.95 * len(plants)


def test_what_is_given_as_right_is_right(golden: tuple[str, str]) -> None:
    """The right line that stands in the place of a wrong one is judged right there, read as it is printed."""
    problem, variable = golden
    given, plants = 0, planted(problem, variable)
    for lines, number, _ in plants:
        right = check(problem, lines, variable).corrected
        if right is not None:
            given += 1
            again = check(problem, [*lines[:number], right], variable)
            assert again.first_wrong is None, str(again)
            assert again.lines[number].startswith("right"), str(again)
    assert given >= 0.9 * len(plants)


def test_right_derivations_are_right(golden: tuple[str, str]) -> None:
    """What the program prints is judged right line by line, as text and in LaTeX."""
    problem, variable = golden
    document = derivation(problem, variable).document
    for spelling in ("text", "latex"):
        found = check(problem, [line[spelling] for line in document["lines"]], variable)
        assert (found.verdict, set(found.lines)) == ("correct", {"right"}), str(found)
