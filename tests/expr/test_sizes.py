"""Sizes are polynomials with one form each."""

import copy
import pickle

import pytest

from adjoint.expr.sizes import ONE, SCALAR, Size, spell_shape

m, n, p = Size.of("m"), Size.of("n"), Size.of("p")


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (m * n, n * m, "m*n"),
        ((m + n) * p, n * p + m * p, "m*p+n*p"),
        ((m + Size.of(1)) * (m + Size.of(-1)), m * m + Size.of(-1), "m*m-1"),
        (m + Size.of(-1) * m, Size.of(0), "0"),
        (Size.of(2) * Size.of(3), Size.of(6), "6"),
        (Size.of(2) * n + n, Size.of(3) * n, "3*n"),
    ],
)
def test_one_form(one: Size, other: Size, text: str) -> None:
    """Equal sizes are one object and one text, however they were put together."""
    assert one is other
    assert hash(one) == hash(other)
    assert str(one) == text


def test_value_and_replacement_agree() -> None:
    """Replacing names by numbers gives the value at these numbers."""
    size = m * n + Size.of(2) * p + Size.of(-3)
    numbers = {"m": 5, "n": 7, "p": 11}
    assert size.value(numbers) == 54
    assert size.replace({name: Size.of(number) for name, number in numbers.items()}).number == 54
    assert size.replace({"m": n, "n": m}) == size
    assert size.replace({"p": m * n}) == Size.of(3) * m * n + Size.of(-3)


def test_names_and_numbers() -> None:
    """A size knows its names, whether it is one bare name, and its number where it has no names."""
    assert (m * n + p).names == {"m", "n", "p"}
    assert (m.name, (m * n).name, (Size.of(2) * m).name) == ("m", None, None)
    assert (ONE.number, Size.of(0).number, m.number, (m + ONE).number) == (1, 0, None, None)


def test_shapes_are_said() -> None:
    """A shape is said as scalar, vector, row or matrix."""
    said = [spell_shape(shape) for shape in (SCALAR, (n, ONE), (ONE, n), (m, n * p))]
    assert said == ["scalar", "vector n", "row n", "matrix m×n*p"]


def test_frozen_and_one_object_for_each() -> None:
    """A size takes no new value, and copies and what comes back from a pickle are the size itself."""
    with pytest.raises(AttributeError):
        m.terms = ()
    assert copy.deepcopy(m * n) is m * n
    assert pickle.loads(pickle.dumps(m * n)) is m * n
