"""What the words of a post say of its letters, and what they leave open."""

from pathlib import Path

import pytest

from adjoint.checking import HOLDS, MISUSE, check_command
from adjoint.post.verb import check_post, is_post

CONDITION = r"""I read that for $f(x) = x^T A x$ one has $\nabla f(x) = (A + A^T)x$. If $A$ is symmetric, this becomes
$\nabla f(x) = 2Ax$.

But I think that $\nabla f(x) = 2Ax$ in general."""

MEAN = r"""Let $x,\mu\in\mathbb{R}^d$ and $\Sigma$ a covariance matrix (symmetric positive definite), and
$D = (x-\mu)^T\Sigma^{-1}(x-\mu)$. I get $\frac{\partial D}{\partial \mu} = -2\Sigma^{-1}(x-\mu)$."""

FACTORED = r"""We minimise $J = \frac12\|R - UV^T\|_F^2$, where $R$ is $m \times n$, $U$ is $m\times k$ and $V$ is
$n \times k$. With $E = R - UV^T$ I get $\nabla_U J = -EV$.

1 Answer

Similarly $\nabla_V J = -E^T U$."""

PRECISION = r"""The log-likelihood is $\ell = -\frac n2\log\det\Sigma - \frac n2\operatorname{tr}(\Sigma^{-1}S)$ where
$\Sigma$ and $S$ are symmetric positive definite. Set $\Lambda = \Sigma^{-1}$. Then
$$\frac{\partial\ell}{\partial\Lambda} = \frac n2\Lambda^{-1} - \frac n2 S$$"""

INTERCEPT = r"""Objective: $J(w,b) = \|Xw + b\mathbf 1 - y\|^2$.
Setting $\frac{\partial J}{\partial b} = 0$ gives $b = \frac1n \mathbf 1^T(y - Xw)$."""

CENTRED = r"""Consider $Y = HX$ with $H = I - \frac1n \mathbf{1}\mathbf{1}^T$, and the loss $L = \frac12\|Y\|_F^2$. Then
$\frac{\partial L}{\partial X} = HX$ since $H^2 = H$."""

WEIGHTED = r"""Let $W$ be a symmetric $n \times n$ matrix and $L(b) = (y - Xb)^T W (y - Xb)$. My attempt:
$$\frac{\partial L}{\partial b} = -2 X^T W y + 2 X^T W X b$$"""

ONE_HOT = r"""Let $p = \operatorname{softmax}(z)$. With one-hot label $y$ the loss is $L = -\sum_i y_i \log p_i$.
I know that $\frac{\partial L}{\partial z} = p - y$."""


@pytest.mark.parametrize("text", [MEAN, FACTORED, PRECISION, INTERCEPT, CENTRED, WEIGHTED, ONE_HOT])
def test_nobody_is_accused_who_is_right(text: str) -> None:
    """Properties in brackets, sizes alone, names lent by the asker, letters of sizes and factors are understood."""
    found = check_post(text)
    assert set(found.lines) == {"right"}


def test_a_condition_holds_in_its_sentence() -> None:
    """`If A is symmetric, ...` is a condition of the claims in its sentence, not of the post."""
    found = check_post(CONDITION)
    assert found.lines == ("right", "right", "right", "right-under-an-assumption")
    assert "given that A is symmetric, as the writer says" in str(found)


@pytest.mark.parametrize(
    "text",
    [
        r"Let $f = \operatorname{tr}(X^{-1}A)$. Is $\nabla_X f = -X^{-1}AX^{-1}$ right if $A$ and $X$ are symmetric?",
        r"Let $f = \operatorname{tr}(X^{-1}A)$. Is $X$ symmetric? I get $\nabla_X f = -X^{-1}AX^{-1}$.",
        r"Let $f = x^TAx$. Is $\nabla f$ orthogonal to $A$ by $x$?",
    ],
)
def test_questions_declare_nothing(text: str) -> None:
    """What a post asks, or says of something else, is no property of its letters."""
    readings = " ".join(check_post(text, None, "X" if "X" in text else "x").proposal.problem.readings.values())
    assert "symmetric" not in readings
    assert "orthogonal" not in readings


def test_a_title_is_no_problem() -> None:
    """A title in words above a post is prose, also where its words could be factors."""
    assert is_post("Batch normalization / centering\n\nConsider the loss $L = x^Tx$ with some more words here.")
    assert not is_post("x'*A*x\n\n2*A*x")


def test_two_functions_in_one_post() -> None:
    """A second function that the post differentiates is part of the problem, and its lines are judged for it."""
    found = check_post(r"""Let $f(X) = \operatorname{tr}(X^TAX)$. I get $\frac{\partial f}{\partial X} = (A + A^T)X$.
Second question: let $g(X) = \det(X)$. Is it true that $\frac{\partial g}{\partial X} = \det(X)X$?""")
    assert found.lines == ("right", "right", "right", "wrong")
    assert [one.about for one in found.parts[0].derivations] == ["", "g"]
    assert "about g" in str(found)


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("Hence the gradient is $2Ax$.", ("right", "right-under-an-assumption")),
        ("Hence the gradient is $(A + A^T)x$.", ("right", "right")),
        ("For scalars the derivative is $2ax$.", ("right",)),
        ("The gradient is not $2Ax$.", ("right",)),
    ],
)
def test_the_gradient_in_words(words: str, verdicts: tuple[str, ...]) -> None:
    """`The gradient is ...` claims the gradient that was asked for, unless the sentence speaks of something else."""
    assert check_post(rf"Let $f(x) = x^TAx$ be differentiated by $x$. {words}").lines == verdicts


def test_an_equation_under_if_defines_nothing() -> None:
    """`If the weights are tied (V = W')` is a condition of its sentence: nothing is defined or judged by it."""
    found = check_post(r"""Let $E = \frac12\|X - VWX\|_F^2$ and $R = X - VWX$. Then
$\frac{\partial E}{\partial W} = -V^TRX^T$. If the weights are tied ($V = W^T$), it is
$\frac{\partial E}{\partial W} = -WRX^T - WXR^T$. Hence $\frac{\partial E}{\partial V} = -RX^TW^T$.""")
    assert set(found.lines) == {"right"}
    assert [why for _, why in found.parts[0].unread] == [
        "a condition that is supposed, not a claim",
        "it holds under the condition before it",
    ]


KERNEL = r"""The objective is $J(\alpha) = \|y - K\alpha\|^2 + \lambda\alpha^TK\alpha$ where
$K$ is the $n\times n$ kernel matrix. Then $\nabla_\alpha J = -2K(y - K\alpha) + 2\lambda K\alpha$."""

ROWS = r"""Let $X\in\mathbb{R}^{n\times d}$, $Z = XW$, $P = \mathrm{softmax}(Z)$ for each row, and let
$Y\in\mathbb{R}^{n\times k}$ be one-hot rows. The loss is $L = -\sum_{i=1}^n\sum_{j=1}^k Y_{ij}\log P_{ij}$.
Then $\frac{\partial L}{\partial Z} = P - Y$."""

TITLE = r"""Gradient of $\|x\|_2$ vs. $\|x\|_2^2$

If $f(x) = \|Ax\|_2$ then I get $\nabla f(x) = \frac{A^TAx}{\|Ax\|_2}$."""

OPERATOR = r"""I want to show that for invertible X, d/dX det(X) = det(X) X^{-T}. My steps:

d det(X) = det(X) tr(X^{-1} dX)
= det(X) X^{-T} : dX"""


@pytest.mark.parametrize("text", [KERNEL, ROWS, TITLE, OPERATOR])
def test_what_is_meant_is_found(text: str) -> None:
    """Matrices of known kinds, rows of a softmax, the function that is differentiated, and `d/dX` are understood."""
    assert set(check_post(text).lines) == {"right"}


def test_what_stands_behind_a_comma() -> None:
    """In plain text a property may follow its letter, and a factor may begin with a sign."""
    said = "Softmax cross entropy: p = softmax(z), L = -sum(y .* log(p)), y one-hot\nby z\n\n"
    text = said + "dL = -y' * (dp ./ p)\ndL/dz = p - y"
    assert check_post(text).lines == ("right", "right", "right", "right")


def test_labels_and_layouts_are_kept_to() -> None:
    """`delta_a` is a name where `delta_h` is; after gradients by matrices a transposed one by a matrix is wrong."""
    text = r"""For $h = \tanh(Ux + b)$, $o = Ch$, $L = \frac12\|o - y\|^2$ I obtain $\delta_o = o - y$,
$\delta_a = (C^T\delta_o)\odot(1 - h\odot h)$, $\frac{\partial L}{\partial U} = \delta_a x^T$ and
$\frac{\partial L}{\partial C} = h\,\delta_o^T$."""
    assert check_post(text).lines == ("right",) * 6 + ("wrong",)
    both = text + " In numerator layout the last one is transposed."
    assert check_post(both).lines == ("right",) * 6 + ("right-in-another-layout",)


DIFFERENCES = "f(w) = \\sum_{i=1}^n (w^Tx_i - y_i)^2\n\n\\nabla_w f = 2\\sum_{i=1}^n (w^Tx_i-y_i)x_i"
AXIS = r"""For PCA we maximise $u^TSu$ with $\|u\|=1$. Using $L(u,\lambda) = u^TSu - \lambda(u^Tu-1)$ with $S$ symmetric
I get $\frac{\partial L}{\partial u} = 2Su - 2\lambda u = 0$."""
LIKELY = r"""L(\mu,\Sigma) = - \frac12\sum_{i=1}^N (x_i-\mu)^T\Sigma^{-1}(x_i-\mu), \Sigma posdef

\frac{\partial L}{\partial \mu} = \sum_{i=1}^N \Sigma^{-1}(x_i-\mu)"""
STEPS = "$f(X) = a^T X^{-1} b$\n\n\\delta f = - a^T X^{-1}\\,\\delta X\\, X^{-1} b"


@pytest.mark.parametrize(("text", "count"), [(AXIS, 2), (LIKELY, 2), (STEPS, 2)])
def test_what_is_maximised_and_demanded(text: str, count: int) -> None:
    """A Lagrangian is the function, what the maximum is taken with is a demand, and spaces break no formula."""
    assert check_post(text).lines == ("right",) * count


@pytest.mark.parametrize(("end", "last"), [("2Ax", "right-under-an-assumption"), ("(A + A^T)x", "right")])
def test_the_last_factors_of_a_bare_row_are_read(end: str, last: str) -> None:
    """Letters behind a number, where a side is lacking, are that side and no word."""
    text = "$f(x) = x^T A x$, $A \\in \\mathbb{R}^{n\\times n}$\n\ndf = x^T(A+A^T) dx\n\\nabla f(x) = " + end
    assert check_post(text).lines[-1] == last


def test_a_bare_formula_without_its_side_is_shown() -> None:
    """A formula that ends in its sign among words is listed as unread."""
    part = check_post("$f(x) = x^T A x$ for square $A$.\n\n\\nabla f(x) = whatever you like").parts[0]
    assert [row for row, _ in part.unread] == [r"\nabla f(x) ="]


def test_a_file_is_read_as_a_post_with_its_declarations(tmp_path: Path) -> None:
    """A sum over members needs no dollars; declared shapes hold in a post too."""
    file = tmp_path / "lines.txt"
    declared = "f = sum(diag(X'*A*X)); X: n x k; A: n x n\n\nby X\ndf = diag(dX'*A*X + X'*A*dX)"
    for text, status in ((DIFFERENCES, HOLDS), (declared, MISUSE)):
        file.write_text(text)
        assert check_command(str(file), None, None, "gradient", [], "", "text", 20.0) == status
