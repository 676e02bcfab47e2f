"""The five questions: each command prints the page that stands below it, to the byte."""

import runpy
from pathlib import Path

import pytest

GOLDEN = runpy.run_path(str(Path(__file__).with_name("golden.py")))


@pytest.mark.parametrize("path", GOLDEN["PAGES"], ids=lambda path: path.stem)
def test_page(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is the one that was read and accepted; `make golden` writes it anew."""
    monkeypatch.setenv("NO_COLOR", "1")
    text = path.read_text(encoding="utf-8")
    assert GOLDEN["printed"](GOLDEN["command"](text)) == text.partition("\n")[2]


def test_every_question_has_pages() -> None:
    """Each of the five questions has several pages, and every page fits 80 columns."""
    numbers = [path.name[:3] for path in GOLDEN["PAGES"]]
    assert all(numbers.count(f"{number:03}") >= 3 for number in range(5))
    pages = [path.read_text(encoding="utf-8").splitlines()[1:] for path in GOLDEN["PAGES"]]
    assert max(len(row) for page in pages for row in page) <= 80
