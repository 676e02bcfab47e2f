"""The page on architecture knows every module of the larger rooms."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
ROOMS = ("audit", "read", "post", "check")


def listed(room: str) -> set[str]:
    """The names in the list of a room, which begins with its name in bold."""
    found = re.search(rf"^\*\*`{room}`\*\*.*?(?=^\*\*`|^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return set(re.findall(r"`([\w.]+)`", found[0]))


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_is_named(room: str) -> None:
    """Each module and each inner room stands in the list of its room."""
    home = ROOT / "src" / "adjoint" / room
    modules = {path.stem for path in home.rglob("*.py") if path.stem != "__init__"}
    inner = {f"{room}.{path.parent.name}" for path in home.rglob("__init__.py") if path.parent != home}
    assert sorted((modules | inner) - listed(room)) == []
