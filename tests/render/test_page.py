"""The page in a terminal."""

import re
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from adjoint.derive.derivation import Answer, Derivation
from adjoint.expr.build import symbol
from adjoint.expr.language import Expr
from adjoint.index.term import Tensor
from adjoint.render.page import latex_page, markdown, page

PAGE = """\
Given
  A3                     matrix n×p
  W3                     matrix p×q
  W4                     matrix q×r
  R                      constant matrix n×r
  A4 = A3*W3             matrix n×q
  A5 = A4*W4             matrix n×r
  E = 1/2*‖A5 - R‖_F^2   scalar

Wanted
  ∂E/∂W3: the gradient of E by W3.

Steps
  Read dX as the change of X, X' as the transpose of X and A : B as the sum of
  the products of matching entries.
  ✓ 1  dE = (A5 - R) : dA5           differential of a squared norm
            The squared norm is A : A.
  ✓ 2     = (A5 - R) : dA4*W4        definition of A5
            A5 = A4*W4
  ✓ 3     = (A5 - R)*W4' : dA4       a right factor crosses the colon
            A factor at the right end crosses to the right of the other side,
            transposed.
  ✓ 4     = (A5 - R)*W4' : A3*dW3    definition of A4
            A4 = A3*W3
  ✓ 5     = A3'*(A5 - R)*W4' : dW3   a left factor crosses the colon
            A factor at the left end crosses to the left of the other side,
            transposed.

Answer
  ∂E/∂W3 = A3'*(A5 - R)*W4'
    It is the factor that meets dW3 in the last line. It has the shape of W3,
    matrix p×q, so that W3 minus a multiple of it makes sense.

Holds where
  A5 not zero

Assumed
  R has the shape of A5

All lines ✓ tested exactly, at random points of a finite field."""

INDEXED = """\
Steps
  Read X' as the transpose of X, delta_ij as 1 if i = j and 0 otherwise and
  sum_k as the sum over k.
  1           Y_ij = sum_k X_ik W_jk                   definition of Y
  2  D(Y_ij, W_ab) = delta_ja X_ib                     delta
                     Only j = a counts.
  3     D(L, W_ab) = sum_ij D(L, Y_ij) D(Y_ij, W_ab)   chain rule
  4                = sum_i D(L, Y_ia) X_ib             summing over a delta
  5                = (D(L, Y)'*X)_ab                   a product recognised
"""

ALIGNED = r"""\[
\begin{aligned}
  \mathrm{d}E &= (A_{5} - R) : \mathrm{d}A_{5} && \text{differential of a squared norm} \\
  &= (A_{5} - R) : (\mathrm{d}A_{4}) W_{4} && \text{definition of A5} \\
  &= (A_{5} - R) W_{4}^{\top} : \mathrm{d}A_{4} && \text{a right factor crosses the colon} \\
  &= (A_{5} - R) W_{4}^{\top} : A_{3} \, \mathrm{d}W_{3} && \text{definition of A4} \\
  &= A_{3}^{\top} (A_{5} - R) W_{4}^{\top} : \mathrm{d}W_{3} && \text{a left factor crosses the colon} \\
  \frac{\partial E}{\partial W_{3}} &= A_{3}^{\top} (A_{5} - R) W_{4}^{\top}
\end{aligned}
\]
"""

EXACT = ["exact"] * 5


@dataclass
class View:
    what: str
    value: Expr | Tensor
    note: str
    answer: Answer | None = None


def test_the_page_of_a_chain(chain: Derivation) -> None:
    """The page reads from the problem to the answer, with the law, the reason and the mark of each line."""
    assert page(chain, EXACT) == PAGE


def test_the_steps_in_index_notation_in_ascii(indexed: Derivation) -> None:
    """Left sides are aligned at the equality sign, and the laws stand in one column."""
    assert INDEXED in page(indexed, None, ascii=True)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", [44, 60, 80, 100])
@pytest.mark.parametrize("name", ["chain", "indexed", "jacobian"])
def test_no_row_is_wider_than_the_page(request: pytest.FixtureRequest, name: str, width: int, ascii: bool) -> None:
    """Long rows are wrapped, and none ends in blanks."""
    derivation = request.getfixturevalue(name)
    rows = page(derivation, ["exact"] * len(derivation.lines), ascii=ascii, width=width).splitlines()
    assert max(len(row) for row in rows) <= width
    assert all(row == row.rstrip() for row in rows)


@pytest.mark.parametrize("name", ["chain", "indexed", "jacobian"])
def test_the_ascii_page_is_ascii(request: pytest.FixtureRequest, name: str) -> None:
    """No character beyond ASCII is left, in formulas or in prose."""
    derivation = request.getfixturevalue(name)
    assert page(derivation, ["exact"] * len(derivation.lines), ascii=True).isascii()


def test_a_greek_name_is_spelled_out_on_the_ascii_page(chain: Derivation) -> None:
    """A name that is not ASCII appears as its English name."""
    problem = replace(chain.question.problem, variables=(symbol("λ"),))
    question = replace(chain.question, problem=problem)
    assert "  lambda  " in page(replace(chain, question=question), None, ascii=True)


def test_colour_changes_no_character(chain: Derivation) -> None:
    """Without its escape sequences the coloured page is the plain page."""
    painted = page(chain, EXACT, colour=True)
    assert "\x1b[1mSteps\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == PAGE


def test_a_reason_is_given_once(chain: Derivation) -> None:
    """A law that is used twice explains itself at its first line only."""
    twice = replace(chain, lines=(*chain.lines, replace(chain.lines[2], left=None)))
    assert page(twice, None).count("crosses to the right of the other side") == 1


def test_the_foot_counts_the_marks(chain: Derivation) -> None:
    """Exact and enclosed lines are told apart by mark and by number."""
    foot = " ".join(page(chain, [*EXACT[:4], "enclosed"]).partition("Assumed")[2].split())
    assert "4 lines ✓ tested exactly" in foot
    assert "1 line ≈ tested in ball arithmetic" in foot


def test_without_statuses_nothing_is_marked(chain: Derivation) -> None:
    """A page that was not tested claims nothing."""
    assert "✓" not in page(chain, None)
    assert "tested" not in page(chain, None)


def test_other_layouts_stand_below_the_answer(chain: Derivation) -> None:
    """Each view is printed with its name and its remark."""
    written = page(chain, None, alternatives=[View("numerator layout", symbol("X", "n", "m").T, "the transpose")])
    assert "In other forms\n  numerator layout:\n    X'\n    the transpose" in written


def test_the_axes_of_a_tensor_are_named(jacobian: Derivation) -> None:
    """An answer of order four says which axes belong to what."""
    written = " ".join(page(jacobian, None).split())
    assert "∂Y_ij/∂W_ab = δ_ja X_ib" in written
    assert "those of Y (i of size n, j of size m), then those of W (a of size m, b of size d)" in written


@pytest.mark.parametrize(
    ("want", "words"),
    [
        ("jacobian", "the derivative of each entry of E by each entry of W3, with A4 held fixed."),
        ("hessian", "∂²E/∂W3²: the second derivative of E by W3, with A4 held fixed."),
        ("differential", "dE: the differential of E, its change to first order when W3 changes, with A4 held fixed."),
        ("vjp", "∂(G : E)/∂W3: the adjoint of the derivative of E by W3, applied to G, with A4 held fixed."),
    ],
)
def test_what_was_asked_is_said_in_words(chain: Derivation, want: str, words: str) -> None:
    """Every kind of question has its sentence, which names what is held fixed."""
    a4 = next(iter(chain.question.problem.definitions))
    cotangent = symbol("G", "n", "n") if want == "vjp" else None
    target = symbol("E", "n", "n") if want == "vjp" else chain.question.problem.target
    answer = replace(chain.answers[0], of=target)
    question = replace(chain.question, want=want, hold=(a4,), cotangent=cotangent)
    assert words in " ".join(page(replace(chain, question=question, answers=(answer,)), None).split())


def test_the_latex_page_is_aligned(chain: Derivation) -> None:
    """Lines are aligned at their equality signs, with the law beside; below stands what the answer rests on."""
    aligned, _, below = latex_page(chain).partition("\\]\n")
    assert f"{aligned}\\]\n" == ALIGNED
    assert all(f"{item[1:].split('`')[0]}" in below for item in (*chain.conditions, *chain.assumptions))
    resting = replace(chain, conditions=("`W*x` not zero",))
    assert "\nHolds where \\texttt{W*x} not zero.\n" in latex_page(resting)


def test_markdown_is_a_numbered_list(chain: Derivation) -> None:
    """Each line is an item with a formula in dollars, its law and its mark."""
    rows = markdown(chain, EXACT).splitlines()
    first = r"1. $\mathrm{d}E = (A_{5} - R) : \mathrm{d}A_{5}$ — *differential of a squared norm* ✓"
    given = [r"- $A_{3}$, matrix n×p", r"- $W_{3}$, matrix p×q"]
    assert rows[:4] == ["**Given:**", "", *given]
    start = rows.index("**Wanted:** the gradient of E by W3.")
    assert rows[start + 2].startswith(r"Read $\mathrm{d}X$ as the change of X, $X^{\top}$ as the transpose of X")
    assert rows[start + 4] == first
    answer = r"$\frac{\partial E}{\partial W_{3}} = A_{3}^{\top} (A_{5} - R) W_{4}^{\top}$"
    assert f"**Answer:** {answer}" in rows


def test_printing_twice_gives_the_same_bytes(indexed: Derivation) -> None:
    """Nothing in print depends on more than the derivation."""
    assert page(indexed, None) == page(indexed, None)
    assert markdown(indexed, None) == markdown(indexed, None)
