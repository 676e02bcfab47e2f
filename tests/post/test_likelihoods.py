"""Posts about estimates: what sums count, what a covariance is, and what is right only if something is symmetric."""

import pytest

from adjoint.post.verb import check_post

GAUSS = r"""
The log likelihood is $\ell(\mu,\Sigma) = -\frac n2\log|\Sigma| - \frac12\sum_{i=1}^n (x_i-\mu)^T\Sigma^{-1}(x_i-\mu)$.

Then $\frac{\partial\ell}{\partial\mu} = \sum_i \Sigma^{-1}(x_i - \mu) = 0$ so $\hat\mu = \frac1n\sum_i x_i$.

And $\frac{\partial\ell}{\partial\Sigma} = -\frac n2\Sigma^{-1} + \frac12 %s$.

Hence $\hat\Sigma = \frac1n\sum_i(x_i-\hat\mu)(x_i-\hat\mu)^T$.
"""
KALMAN = r"""
I minimise $\mathrm{tr}(P)$ where $P = (I-KH)S(I-KH)^T + KRK^T$ over $K$.

$\frac{\partial\,\mathrm{tr}P}{\partial K} = -2 SH^T + 2K(HSH^T+R)$. Setting this to zero: $K = SH^T(HSH^T+R)^{-1}$.
"""


@pytest.mark.parametrize(
    ("middle", "verdict"),
    [
        (r"\Sigma^{-1}\sum_i (x_i-\mu)(x_i-\mu)^T\Sigma^{-1}", "right"),
        (r"\sum_i (x_i-\mu)(x_i-\mu)^T\Sigma^{-2}", "wrong"),
    ],
)
def test_the_estimates_of_a_normal_distribution(middle: str, verdict: str) -> None:
    """The limit of a sum counts the rows, and the Sigma of a likelihood is symmetric."""
    found = check_post(GAUSS % middle)
    assert [line.verdict for part in found.parts for one in part.derivations for line in one.audit.lines] == [
        "right", "right", "right", verdict, "right",
    ]  # fmt: skip
    assert "X: n × p" in str(found)


def test_what_follows_from_an_assumption_is_carried() -> None:
    """What is right only if two matrices are symmetric says so, and what is solved from it is no further mistake."""
    found = check_post(KALMAN)
    verdicts = [line.verdict for part in found.parts for one in part.derivations for line in one.audit.lines]
    assert verdicts == ["right", "right-under-an-assumption", "carried"]
    assert "R and S are symmetric" in str(found)


def test_a_formula_with_a_gradient_is_a_number() -> None:
    """Of the readings of a formula that is differentiated to a gradient, the one with a number for its value counts."""
    text = r"Let $f(w)=\log(1+e^{-y w^Tx})$. I found $\nabla f = -y x \sigma(-y w^Tx)$. Is that right?"
    assert check_post(text).verdict == "correct"


def test_large_letters_are_no_numbers() -> None:
    """A shape that would make a matrix a number is left out, and what is optimised over is the variable."""
    said = r"Let $A\in\mathbb{R}^{m\times n}$; minimise $g(X) = \operatorname{tr}(X^TAXB)$ over $X$. "
    text = said + r"$dg = \operatorname{tr}(dX^TAXB + X^TAdXB)$"
    found = check_post(text)
    assert found.verdict == "incomplete"
    assert found.proposal.asked == ("X",)
    assert "left out" in str(found)
