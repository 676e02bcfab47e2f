"""Every law of the book, by one generic test; and the same test fails for every law corrupted."""

import pytest

from adjoint.check.equal import check_law
from adjoint.laws import book
from adjoint.rewrite.law import Law

from .mutants import mutants

LAWS = [law for chapter in book.CHAPTERS for law in chapter.laws]
PROVED = ("exact", "enclosed")


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_holds(law: Law) -> None:
    """The two sides of the law are equal at random points of random shapes."""
    assert check_law(law.left, law.right).status in PROVED


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_says_why(law: Law) -> None:
    """The reason is a sentence, and no two laws of the book share a name."""
    assert law.because[0].isupper() or law.because[0] in "`A"
    assert law.because.endswith(".")
    assert [other.name for other in LAWS].count(law.name) == 1


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_corruptions_fail(law: Law) -> None:
    """Every corruption of the law is found false, or is equal in value and listed with its proof."""
    for what, right in mutants(law):
        verdict = check_law(law.left, right)
        if verdict.status in PROVED:
            assert (law.name, what) in EQUAL_IN_VALUE, f"{what}: {law.left} = {right} is {verdict.status}"
        else:
            assert verdict.status == "false", f"{what}: {law.left} = {right} is {verdict.status}"


EQUAL_IN_VALUE: dict[tuple[str, str], str] = {}
"""Corruptions that change nothing, and why."""
