"""The book of laws in print."""

from adjoint.expr.build import colon, d, inverse, symbol
from adjoint.render.lawbook import chapter_text

A, B, C = symbol("A", "m", "n"), symbol("B", "m", "k"), symbol("C", "k", "n")
X = symbol("X", "n", "n")
RIGHT = ("a right factor crosses", colon(A, B @ C), colon(A @ C.T, B), "The cyclic property of the trace.", "")
LEFT = ("a left factor crosses", colon(A, B @ C), colon(B.T @ A, C), "The cyclic property of the trace.", "")
INVERSE = ("inverse", d(inverse(X)), -inverse(X) @ d(X) @ inverse(X), "From inv(X)*X = I.", "{X} invertible")


def test_a_law_prints_with_its_reason_and_its_condition() -> None:
    """The equation and the name stand on one line, the reason and the condition below."""
    assert chapter_text("inverses", [INVERSE]) == (
        "inverses\n  d(inv(X)) = -inv(X)*dX*inv(X)   inverse\n      From inv(X)*X = I.\n      Holds where X invertible."
    )


def test_a_chapter_has_its_names_in_one_column_and_each_reason_once() -> None:
    """Names are aligned, and laws in a row that share a reason share its print."""
    assert chapter_text("crossing", [RIGHT, LEFT]).splitlines() == [
        "crossing",
        "  A : B*C = A*C' : B   a right factor crosses",
        "      The cyclic property of the trace.",
        "  A : B*C = B'*A : C   a left factor crosses",
    ]


def test_a_chapter_keeps_to_its_width_and_to_ascii() -> None:
    """Narrow pages wrap, and ASCII pages are ASCII."""
    written = chapter_text("Laws of ×", [RIGHT, INVERSE], ascii=True, width=36)
    assert written.isascii()
    assert max(map(len, written.splitlines())) <= 36
