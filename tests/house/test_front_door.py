"""The front door is the table of contents."""

import pkgutil
from importlib import import_module

import pytest

import adjoint
from adjoint.expr.functions import ARRAY, ELEMENTWISE

DOOR = """AdjointError Ambiguous Declaration DomainError Result ShapeError SyntaxProblem TooLarge UnknownName
    Unsupported check derivation differential function grad hessian jacobian lawbook matrix scalar vector""".split()


def test_exported_names() -> None:
    """The exported names are these, and each is there."""
    assert sorted(adjoint.__all__) == DOOR
    assert [name for name in DOOR if getattr(adjoint, name, None) is None] == []


def test_no_export_hides_a_room() -> None:
    """No exported name is a room's name, which importing the room would overwrite; `check` stays the verb."""
    rooms = {module.name for module in pkgutil.iter_modules(adjoint.__path__)}
    assert rooms & {*adjoint.__all__, *ARRAY, *ELEMENTWISE} == {"check"}
    import_module("adjoint.check.equal")
    assert adjoint.check is import_module("adjoint.api").check


@pytest.mark.parametrize("name", [*ARRAY, *ELEMENTWISE])
def test_every_function_is_a_word(name: str) -> None:
    """Every function of the tables can be called by its name."""
    shapes = ARRAY[name].signature.operands if name in ARRAY else [("n", "n")]
    operands = [adjoint.matrix(letter, *map(str, shape)) for letter, shape in zip("XYZW", shapes, strict=False)]
    sizes = ["m", "n"] if name == "unvec" else []
    written = ", ".join([*map(str, operands), *sizes])
    printed = {"hcat": "[X, Y]", "vcat": "[X; Y]"}.get(name, f"{name}({written})")
    assert str(getattr(adjoint, name)(*operands, *sizes)) == printed


def test_unknown_names_are_attribute_errors() -> None:
    """What the language does not know is no attribute."""
    with pytest.raises(AttributeError, match="no_such_function"):
        adjoint.no_such_function  # noqa: B018
