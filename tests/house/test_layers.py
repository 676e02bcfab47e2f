"""The storeys: who may import whom, and what the front door loads."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "adjoint").rglob("*.py"))

HEAVY = "flint importlib.metadata jax lark msgspec numpy scipy".split()

OUTSIDE = {
    "flint": {"check"},
    "lark": {"read"},
}
"""Which room may import which library; beside msgspec, of whose structs all records are made, no other is imported."""


def room(source: Path) -> str:
    return source.relative_to(ROOT / "src" / "adjoint").parts[0].removesuffix(".py")


def test_imports_go_downwards(capsys: pytest.CaptureFixture[str]) -> None:
    """The contracts in pyproject.toml hold."""
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_front_door_is_light() -> None:
    """`import adjoint` loads no library and no room but the errors."""
    program = "import sys, adjoint; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not set(HEAVY) & set(loaded)
    assert {name for name in loaded if name.startswith("adjoint")} == {"adjoint", "adjoint.errors"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_stay_in_their_rooms(source: Path) -> None:
    """A library is imported only by the room that is built on it."""
    for node in ast.walk(ast.parse(source.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "adjoint"]
        for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"adjoint", "msgspec"}:
            assert room(source) in OUTSIDE.get(name, set()), f"{source.name} imports {name}"


def test_the_picture_is_the_contract() -> None:
    """The storeys that the architecture draws are those that import-linter holds."""
    drawn = (ROOT / "docs" / "architecture.md").read_text().split("\n\n")[1]
    storeys = [re.split(r"\s{2,}", row.strip())[0] for row in drawn.splitlines()]
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    assert storeys == [layer for layer in contract["layers"] if layer != "__main__"]
