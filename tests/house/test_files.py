"""Every file is one short room of documented parts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 400

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def parts(body: list[ast.stmt]) -> Iterator[Documented]:
    """The public functions and classes of a module, and the public methods of classes without bases."""
    for node in body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef) and not node.bases:
                yield from parts(node.body)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=name)
def test_length(path: Path) -> None:
    """No file is longer than one can keep in mind."""
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_docstrings(path: Path) -> None:
    """Every module, and everything public in it, says what it is."""
    tree = ast.parse(path.read_text())
    silent = [part.name for part in parts(tree.body) if ast.get_docstring(part) is None]
    assert ast.get_docstring(tree) is not None
    assert silent == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_late_imports_of_our_own(path: Path) -> None:
    """No function imports a module of ours: a late import is a circle in disguise."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    late = [
        inner.lineno
        for outer in ast.walk(ast.parse(path.read_text()))
        if isinstance(outer, functions)
        for inner in ast.walk(outer)
        if (isinstance(inner, ast.ImportFrom) and (inner.level or (inner.module or "").split(".")[0] == "adjoint"))
        or (isinstance(inner, ast.Import) and any(alias.name.split(".")[0] == "adjoint" for alias in inner.names))
    ]
    assert late == []


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_state_their_claims(path: Path) -> None:
    """Every test says in a sentence what it claims."""
    tests = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    silent = [test.name for test in tests if test.name.startswith("test_") and ast.get_docstring(test) is None]
    assert silent == []
