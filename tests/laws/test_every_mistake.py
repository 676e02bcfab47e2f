"""Every mistake of the book, by the generic test: its law is false, and what stands beside it is true."""

import re

import pytest

from adjoint.check.equal import check_law
from adjoint.laws import book
from adjoint.laws.mistakes import BOOK, KINDS, Mistake

PROVED = ("exact", "enclosed")
LAWS = {law.name for chapter in book.CHAPTERS for law in chapter.laws}


@pytest.mark.parametrize("mistake", BOOK, ids=lambda mistake: mistake.name)
def test_is_false(mistake: Mistake) -> None:
    """The two sides of the false law differ at a random point."""
    assert check_law(mistake.false.left, mistake.false.right).status == "false"


@pytest.mark.parametrize("mistake", BOOK, ids=lambda mistake: mistake.name)
def test_the_right_side_is_right(mistake: Mistake) -> None:
    """What is said to be right is equal to the left side at random points."""
    assert check_law(mistake.false.left, mistake.right).status in PROVED


@pytest.mark.parametrize("mistake", BOOK, ids=lambda mistake: mistake.name)
def test_is_filed_and_said(mistake: Mistake) -> None:
    """It has a known kind, a name of its own that no law of the book has, and a sentence about its own variables."""
    names = {symbol.name for symbol in mistake.false.variables}
    assert mistake.kind in KINDS
    assert mistake.name not in LAWS
    assert [other.name for other in BOOK].count(mistake.name) == 1
    assert set(re.findall(r"\{(\w+)\}", mistake.says)) <= names
