"""Where long formulas are broken."""

import pytest

from adjoint.render.plain import plain
from adjoint.render.wrap import wrap


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("A*BB + C : E*F", ["A*BB + C : E*F"]),
        ("A*BBB + C : E*F", ["A*BBB", "  + C : E*F"]),
        ("A*B*C : D*E*FF", ["A*B*C : D*E*FF"]),
        ("A*B*C : D*E*FFF", ["A*B*C", "  : D*E*FFF"]),
        ("AAAAA*BBBBB*CCCCC", ["AAAAA*BBBBB*", "  CCCCC"]),
        ("exp(A + B)*(C + D)", ["exp(A + B)*", "  (C + D)"]),
        ("short", ["short"]),
        ("averyveryverylongname", ["averyveryveryl", "  ongname"]),
    ],
)
def test_a_formula_breaks_where_a_reader_pauses(text: str, rows: list[str]) -> None:
    """Sums break first, then colons, then products, and never within brackets if it can be helped."""
    assert wrap(text, 14, 2) == rows


def test_a_wrapped_formula_keeps_every_character() -> None:
    """Wrapping removes nothing but blanks."""
    text = "A'*(B - C)*D' : d(E .* F) + ‖x - y‖*(x : dy) - 1/2*inv(S)*(M*N + K)*inv(S) : dS"
    for width in range(12, 60):
        rows = wrap(text, width, 4)
        assert "".join("".join(rows).split()) == "".join(text.split())
        assert max(map(len, rows)) <= width


def test_plain_prose_is_ascii() -> None:
    """Every character has a spelling."""
    assert plain("‖X‖ ≥ 0 for X ∈ R^{m×n}, ∂λ, é, 漢") == "||X|| >= 0 for X in R^{m x n}, dlambda, e, ?"
