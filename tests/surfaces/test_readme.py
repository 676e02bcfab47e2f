"""Every example of the README is true."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from adjoint import cli

README = (Path(__file__).parents[2] / "README.md").read_text()
CONSOLE = re.findall(r"```console\n\$ adjoint (.*)\n((?:.*\n)*?)```", README)
PYTHON = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))


@pytest.mark.parametrize(("command", "output"), CONSOLE)
def test_commands(capsys: pytest.CaptureFixture[str], command: str, output: str) -> None:
    """A command prints what the README shows."""
    assert cli.main(shlex.split(command)) == 0
    assert capsys.readouterr().out.rstrip() == output.rstrip()


def test_python() -> None:
    """The Python examples give what they show."""
    examples = doctest.DocTestParser().get_doctest(PYTHON, {}, "README", None, None)
    found: list[str] = []
    results = doctest.DocTestRunner().run(examples, out=found.append)
    assert results.attempted > 3
    assert results.failed == 0, "".join(found)


def test_links() -> None:
    """Every file that the README points to is there."""
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (Path(__file__).parents[2] / link).exists(), link
