"""Long formulas in LaTeX are broken where both rows can be set."""

import pytest

from adjoint.api import derivation
from adjoint.render.broken import broken, seen

SUM = r"A X + \left(B + \frac{X + Y}{c}\right) (C + D) - \operatorname{tr}(E) \odot F : G + H"


@pytest.mark.parametrize("width", range(4, 60, 3))
def test_rows_are_the_formula_and_close_what_they_open(width: int) -> None:
    """Nothing is lost, and no row ends inside braces or stretching brackets."""
    rows = broken(SUM, width)
    assert " ".join(rows) == SUM
    for row in rows:
        assert row.count("{") == row.count("}")
        assert row.count(r"\left") == row.count(r"\right")


def test_rows_fit_where_the_terms_do() -> None:
    """A sum of short terms is broken into rows of the width asked for."""
    assert all(seen(row) <= 20 for row in broken(" + ".join(["A X B"] * 20), 20))


def test_a_break_outside_brackets_is_preferred() -> None:
    """A row ends before a term of the whole formula rather than inside a bracket."""
    assert broken("A B C D + (E + F)", 9) == ["A B C D", "+ (E + F)"]


def test_laws_stand_under_their_lines() -> None:
    """The page in LaTeX has a row for each law, and no row is wider than a page holds."""
    page = derivation("f = -sum(y .* log(sigmoid(X*w)) + (1-y).*log(1-sigmoid(X*w)))", "w").latex_page()
    assert r"&\qquad \textit{reading off the gradient}" in page
    assert max(seen(row) for row in page.splitlines()) < 100
