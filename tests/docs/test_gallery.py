"""The gallery: every page is as the program writes it today, and its code computes what it says."""

import re
import runpy
from pathlib import Path

import pytest

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
MAKE = runpy.run_path(str(GALLERY / "make.py"))
POINT = runpy.run_path(str(Path(__file__).with_name("point.py")))
SOURCES = MAKE["sources"]()
PARTS = [
    (f"{name}-{count}", entry)
    for name, source in SOURCES.items()
    for count, entry in enumerate(source.get("part", []), 1)
]
ROWS = [
    (f"cookbook-{entry['number']}", entry)
    for source in SOURCES.values()
    for section in source.get("section", [])
    for entry in MAKE["rows"](section)
]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return MAKE["pages"]()


def test_pages(pages: dict[str, str]) -> None:
    """Every page is written as it stands; `python docs/gallery/make.py` writes them anew."""
    assert {path.name: path.read_text(encoding="utf-8") for path in GALLERY.glob("*.md")} == pages


def test_every_topic_has_a_page() -> None:
    """The topics that people differentiate most are there."""
    topics = """affine-layer softmax-cross-entropy batch-norm layer-norm attention lstm-cell gaussian-likelihood
        matrix-factorisation logistic-regression pca gaussian-process kalman-filter matrix-cookbook"""
    assert set(topics.split()) <= SOURCES.keys()


def test_forges_show_it(pages: dict[str, str]) -> None:
    """No page uses LaTeX that a forge refuses, or a backslash before a sign, which Markdown eats."""
    formulas = [formula for text in pages.values() for formula in text.split("$")[1::2]]
    assert not [formula for formula in formulas if re.search(r"\\operatorname|\\[^A-Za-z]", formula)]


@pytest.mark.parametrize("entry", [entry for _, entry in PARTS], ids=[name for name, _ in PARTS])
def test_code(entry: dict) -> None:
    """The code of a worked derivation returns what finite differences say."""
    POINT["agrees"](MAKE["derive"](entry))


@pytest.mark.parametrize("entry", [entry for _, entry in ROWS], ids=[name for name, _ in ROWS])
def test_row(entry: dict) -> None:
    """The code of an equation of the tables returns what finite differences say."""
    if reason := MAKE["refusal"](entry):
        pytest.skip(f"the table says: {reason}")
    POINT["agrees"](MAKE["derive"](entry))


@pytest.mark.parametrize("entry", [entry for _, entry in ROWS if "printed" in entry], ids=lambda entry: entry["number"])
def test_misprints(entry: dict) -> None:
    """What is marked as misprinted is not the derivative in any layout."""
    assert not MAKE["holds"](entry, entry["printed"])
