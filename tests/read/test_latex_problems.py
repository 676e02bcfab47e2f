"""Problems as people post them: LaTeX with sums over indices, alignments, prose; and what is refused of it."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from adjoint.api import derivation
from adjoint.errors import AdjointError, Ambiguous, SyntaxProblem, Unsupported
from adjoint.read.problem import Declaration, read_problem


@pytest.mark.parametrize(
    ("source", "wrt", "answer"),
    [
        (r"E = \frac{1}{2}\|A_5 - R\|_F^2", "A_5", "A5 - R"),
        (r"f = \sum_{ij} A_{ij}x_i x_j", "x", "(A + A')*x"),
        (r"f = \sum_{i=1}^n x_i^2", "x", "2*x"),
        (r"f = \frac1n \sum_{i=1}^n x_i", "x", "ones(n)/n"),
        (r"f = \sum_i A_{ii}", "A", "eye(n)"),
        (r"f = \sum_{i,j,k} A_{ij}B_{jk}C_{ki}", "A", "C'*B'"),
        (r"f = \sum_i (\sum_j A_{ij} x_j - b_i)^2", "x", "2*A'*(A*x - b)"),
        (r"f = \sum_i (x_i - \mu)^2", r"\mu", "2*(n*mu - sum(x))"),
        (r"f = -\sum_{ij} Y_{ij}\log P_{ij}", "P", "-Y./P"),
        (r"f = \sum_{ij} x_i A_{ij} y_j z_j", "x", "A*(y .* z)"),
        (r"f = \sum_{ijk} A_{ij} D_{jk} x_i", "x", "A*D*ones(n)"),
        (r"f = |\Sigma|^{-1/2}", r"\Sigma", "-1/2*f*inv(Sigma)'"),
        (r"f = \lambda_{\max}(A)", "A", "eigvecmax(A)*eigvecmax(A)'"),
        (r"f = \|\mathbf{A}\mathbf{x} - \mathbf{b}\|^2", r"\mathbf{x}", "2*A'*(A*x - b)"),
        (r"\begin{align} f &= x^T A x \\ &+ b^T x \end{align}", "x", "(A + A')*x + b"),
        (r"\begin{align} f &= x^T A x \\ &= x^T B x \end{align}", "x", "(A + A')*x"),
        (r"f = \operatorname{tr}\begin{pmatrix} A & B \\ C & D \end{pmatrix}", "A", "eye(m)"),
        (r"f = \langle Ax - b, Ax - b \rangle", "x", "2*A'*(A*x - b)"),
        (r"X: n x m; f = \operatorname{tr}(X^\top X)", "X", "2*X"),
        (r"\text{Let } f = x^T A x \text{ with } A \in \mathbb{R}^{n\times n}.", "x", "(A + A')*x"),
        (r"Let $f = x^T A x$ where $A \in \mathbb{R}^{n\times n}$", "x", "(A + A')*x"),
        (r"f = x^\top Ax", "x", "(A + A')*x"),
    ],
)
def test_a_post_is_answered(source: str, wrt: str, answer: str) -> None:
    """LaTeX as it is typed in posts gets the formula of its plain spelling."""
    assert derivation(source, wrt).answer == answer


@pytest.mark.parametrize(
    ("source", "kind", "quoted"),
    [
        (r"f = \frac{a}{b  x^Tx", SyntaxProblem, "{"),
        (r"f = a} + \frac12 x^Tx", SyntaxProblem, "}"),
        (r"f = x^T A^{\dagger} x", Ambiguous, r"\dagger"),
        (r"f = \prod_i x_i", Unsupported, r"\prod"),
        (r"f = \operatorname*{argmin}_x x^T x", SyntaxProblem, r"\operatorname"),
        (r"f = \|X\|_F^2 + X_{11}", Ambiguous, "X_{11}"),
        (r"f = \int x^2 dx", Unsupported, r"\int"),
        (r"f = \foo{x}", SyntaxProblem, r"\foo"),
        (r"f = \langle x, y, z \rangle", SyntaxProblem, r"\langle"),
        (r"\min_w \|Xw - y\|^2", Unsupported, r"\min"),
        (r"f = \sum_i x_i - y_i", Ambiguous, "y_i"),
        (r"f = \sum_{i<j} A_{ij}", Unsupported, r"\sum_{i<j} A_{ij}"),
        (r"f = \sum_{i=1}^{n-1} x_i", Unsupported, r"\sum_{i=1}^{n-1} x_i"),
        (r"f = \sum_{i=1}^3 x_i; x \in \mathbb{R}^n", Ambiguous, "x"),
        (r"f = \sum_{ij} x_i", Unsupported, r"\sum_{ij} x_i"),
        (r"f = \sum_i (y_i - w^T x_i)^2", Unsupported, "w^T"),
        (r"f = \sum_i i x_i", Unsupported, "i"),
        (r"f = \sum_{ijk} A_{ij}B_{ik}C_{il}", Unsupported, "C_{il}"),
        (r"f = \sum_{ijkl} A_{ij}B_{ik}C_{il}D_{jk}F_{jl}G_{kl}", Unsupported, r"\sum"),
        (r"f = \left( x^T x", SyntaxProblem, "("),
    ],
)
def test_what_is_refused_is_pointed_at(source: str, kind: type[AdjointError], quoted: str) -> None:
    """What has no reading, or two, is named at its place in the LaTeX, with a hint."""
    with pytest.raises(kind) as caught:
        read_problem(source)
    error = caught.value
    assert error.position is not None
    assert source[error.position :].startswith(quoted) or quoted in source[error.position :][: error.length]
    assert error.hint
    assert "group" not in error.message


def test_limits_of_a_sum_are_sizes_and_fit_what_is_declared() -> None:
    """`\\sum_{i=1}^n` makes x a vector of n entries, and a declaration of other sizes is a contradiction."""
    source = r"f = \sum_{i=1}^n x_i^2"
    assert read_problem(source).readings["x"] == "vector n"
    assert read_problem(source, {"x": Declaration(("n",))}).readings["x"] == "vector n"
    with pytest.raises(Ambiguous):
        read_problem(source, {"x": Declaration(("m",))})


@pytest.mark.parametrize("seed", range(12))
def test_a_sum_over_indices_has_the_value_that_einsum_gives(seed: int) -> None:
    """Random products of entries, summed, are what NumPy makes of the same indices."""
    chance, draw = random.Random(seed), np.random.default_rng(seed)
    done = 0
    while done < 4:
        count = chance.randint(1, 4)
        indices = ["".join(chance.choices("ijk", k=chance.randint(1, 2))) for _ in range(count)]
        letters = sorted(set("".join(indices)))
        names = "ABDFG"[:count]
        product = " ".join(f"{name}_{{{index}}}" for name, index in zip(names, indices, strict=True))
        shapes = {name: Declaration((3,) * len(index)) for name, index in zip(names, indices, strict=True)}
        try:
            code = derivation(rf"s: scalar; f = s \sum_{{{''.join(letters)}}} {product}", "s", declare=shapes).code
        except Unsupported:
            continue
        values = {name: draw.normal(size=(3,) * len(shapes[name].shape or ())) for name in names}
        space: dict[str, Callable[..., float]] = {}
        exec(code.source, space)
        found = space[code.entry](*(values[name] for name in code.args))
        assert np.isclose(found, np.einsum(",".join(indices) + "->", *values.values())), product
        done += 1


def refusal(source: str) -> AdjointError | None:
    """The complaint that a problem gets, if any."""
    try:
        read_problem(source)
    except AdjointError as error:
        return error
    return None


def test_a_decimal_after_frac_is_no_digit_of_its_own() -> None:
    """`\\frac.5` is refused, and without a fault."""
    assert refusal(r"f = \frac.5 x^Tx") is not None


SOURCES = [
    r"f = \frac{1}{2}\sum_{i=1}^n (\sum_j A_{ij} x_j - b_i)^2; x \in \mathbb{R}^m",
    r"\begin{align} y &= \sigma(W_1 x + b_1) \\ f &= \|y - \langle a, y\rangle y\|_2^2 + \log|\Sigma| \end{align}",
    r"Let $f = x^T \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} x$ where $x \in \mathbb{R}^2$.",
]


@pytest.mark.parametrize("source", SOURCES)
def test_damaged_latex_is_read_or_refused_with_a_place_and_a_hint(source: str) -> None:
    """No damage to a problem in LaTeX gives anything but a problem or one placed complaint."""
    chance = random.Random(source)
    for _ in range(100):
        start = chance.randrange(len(source))
        new = chance.choice(["", "{", "}", r"\frac", "_", "^", "&", r"\\", "(", ")", "|", r"\sum_i ", "x", "$", "="])
        damaged = source[:start] + new + source[start + chance.randrange(3) :]
        error = refusal(damaged)
        if error is not None:
            assert error.hint, damaged
            assert 0 <= (-1 if error.position is None else error.position) <= len(damaged), damaged
