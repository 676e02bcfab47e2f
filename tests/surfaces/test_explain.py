"""The explanations of errors are true of the program."""

import pytest

from adjoint import errors
from adjoint.api import derivation
from adjoint.errors import AdjointError
from adjoint.explain import EXPLANATIONS, Explanation, explain

SHOWN = [said for said in EXPLANATIONS if said.fails is not None]


def derived(arguments: tuple[str, ...]) -> None:
    problem, option, name = arguments
    assert option == "--wrt"
    derivation(problem, name)


def test_every_kind_is_explained() -> None:
    """The kinds explained are the kinds there are."""
    kinds = {kind.kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "kind")}
    assert kinds == {said.kind for said in EXPLANATIONS}


@pytest.mark.parametrize("said", SHOWN, ids=lambda said: said.kind)
def test_the_failing_example_fails_so(said: Explanation) -> None:
    """Each failing example fails with the kind that it illustrates, and a hint."""
    assert said.fails is not None
    with pytest.raises(AdjointError) as caught:
        derived(said.fails)
    assert caught.value.kind == said.kind
    assert caught.value.hint


@pytest.mark.parametrize("said", EXPLANATIONS, ids=lambda said: said.kind)
def test_the_mended_example_works(said: Explanation) -> None:
    """Each mended example is answered, and both are printed."""
    derived(said.mended)
    assert said.mended[0] in explain(said.kind)


def test_an_unknown_kind() -> None:
    """A kind that is none is an error that lists the kinds."""
    with pytest.raises(AdjointError, match="no kind"):
        explain("spelling")
