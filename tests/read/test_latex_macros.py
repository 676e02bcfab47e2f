"""Macros: what people define in a post, expanded in bounded time."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjoint.errors import TooLarge
from adjoint.read.tex.macros import expanded
from adjoint.read.tex.tex import joined


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (r"\def\p{\partial}\p x", r"\partial x"),
        (r"\def\LR#1{\left(#1\right)}\LR{BC}", r"\left(BC\right)"),
        (r"\def\g#1#2{\frac{\p #1}{\p #2}}\def\p{\partial}\g{L}{W}", r"\frac{\partial L}{\partial W}"),
        (r"\newcommand{\tr}[1]{\operatorname{tr}(#1)}\tr{AB}", r"\operatorname{tr}(AB)"),
        (r"\newcommand\half[1][2]{\frac1{#1}}\half x", r"\frac1{2}x"),
        (r"\newcommand\half[1][2]{\frac1{#1}}\half[3]x", r"\frac1{3}x"),
        (r"\DeclareMathOperator{\Tr}{Tr}\Tr A", r"\operatorname{Tr} A"),
        (r"\let\o=\odot A\o B", r" A\odot B"),
        (r"\eqalign{a &= b \cr}", r"a &= b \\"),
        (r"\color{red}{dX}", "{dX}"),
        (r"a \tfrac12 \, b", r"a \frac12   b"),
        (r"\a\def\a{x}", "x"),
        (r"\def\a{x}\a\def\a{y}\a", "xy"),
    ],
)
def test_macros_and_old_spellings_expand(source: str, wanted: str) -> None:
    """Definitions take arguments, defaults and other macros; spacing and colours go."""
    assert joined(expanded(source)) == wanted


def test_macros_without_an_end_are_refused() -> None:
    """A macro that calls itself is too large, not a hang."""
    with pytest.raises(TooLarge):
        expanded(r"\def\a{\a\a}\a")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([r"\def", r"\a", "{", "}", "#", "1", "2", r"\newcommand", "[", "]", r"\let", "x"])))
def test_expansion_ends_on_any_input(pieces: list[str]) -> None:
    """Whatever stands there, the expander returns or says that it is too large."""
    with suppress(TooLarge):
        expanded("".join(pieces))
