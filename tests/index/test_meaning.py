"""Lowering, canonical form and recognition keep the value of random expressions."""

import numpy as np
import pytest

from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE
from adjoint.index.lower import lower
from adjoint.index.recognise import recognise
from adjoint.index.simplify import canonical, contract_deltas

from .numeric import entries, samples, value

SAMPLES = samples(150, 3)


def outside(node: Expr) -> np.ndarray:
    array = value(node)
    return array.reshape([n for n, size in zip(array.shape, node.shape, strict=True) if size != ONE])


@pytest.mark.parametrize("node", SAMPLES, ids=str)
def test_lowering_keeps_the_value(node: Expr) -> None:
    """The tensor of an expression has the expression's entries."""
    assert np.allclose(entries(lower(node)), outside(node))


@pytest.mark.parametrize("node", SAMPLES, ids=str)
def test_simplifying_keeps_the_value(node: Expr) -> None:
    """Neither contraction of deltas nor the canonical form changes an entry."""
    lowered = lower(node)
    assert np.allclose(entries(contract_deltas(lowered)), outside(node))
    assert np.allclose(entries(canonical(lowered)), outside(node))


@pytest.mark.parametrize("node", SAMPLES, ids=str)
def test_recognition_keeps_the_value(node: Expr) -> None:
    """Where a tensor has matrix notation, that has the same entries, and the same canonical form."""
    tensor = canonical(lower(node))
    found = recognise(tensor)
    if found is not None:
        assert np.allclose(np.squeeze(value(found)), np.squeeze(outside(node)))
        assert canonical(lower(found, tensor.axes)) == tensor


@pytest.mark.parametrize("node", SAMPLES, ids=str)
def test_the_canonical_form_is_its_own(node: Expr) -> None:
    """A second pass changes nothing."""
    tensor = canonical(lower(node))
    assert canonical(tensor) == tensor


def test_most_notation_is_recognised_again() -> None:
    """Notation that was lowered is found again in more than nine of ten cases."""
    found = [recognise(lower(node)) is not None for node in SAMPLES]
    assert sum(found) > 0.9 * len(found)
