"""The tables that lark keeps of the grammar are a convenience only."""

from pathlib import Path

import pytest

from adjoint.read.problem import read_problem
from adjoint.read.statement import grammar


@pytest.mark.parametrize("kept", [None, b"", b"no tables\nat all"])
def test_tables_that_are_missing_or_spoiled_do_no_harm(
    kept: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without tables, and with spoiled ones, they are made of the grammar anew, and kept where that is possible."""
    place = tmp_path / "grammar.lark" if kept is not None else tmp_path / "nowhere" / "grammar.lark"
    if kept is not None:
        place.write_bytes(kept)
    monkeypatch.setattr(grammar, "_TABLES", place)
    for _ in range(2):
        grammar._parser.cache_clear()
        assert str(next(iter(read_problem("f = x'*A*x").definitions.values()))) == "x'*A*x"
    assert place.exists() == (kept is not None)
