"""Index notation, and the names of derivatives."""

from fractions import Fraction

import pytest

from adjoint.derive.derivation import Formula, Target
from adjoint.expr.build import apply, call, d, identity, inverse, kron, ones, opaque, partial, symbol
from adjoint.expr.sizes import SCALAR, Size
from adjoint.index.term import Delta, Entry, Factor, Index, Rate, Tensor, Term
from adjoint.render.latex import latex
from adjoint.render.mathml import mathml
from adjoint.render.text import text

i, j, k, a, b = [Index(name, Size.of(size)) for name, size in zip("ijkab", "nmdmd", strict=True)]
far, near = Index("i1", Size.of("n")), Index("k1", Size.of("d"))
X, W, Y, L, f = symbol("X", "n", "d"), symbol("W", "m", "d"), symbol("Y", "n", "m"), symbol("L"), symbol("f")
x, new, A3 = symbol("x", "d"), symbol("x_new", "d"), symbol("A3", "d", "d")
l = Index("l", Size.of("d"))  # noqa: E741


def one(axes: tuple[Index, ...], *factors: Factor, coefficient: Fraction | int = 1) -> Tensor:
    return Tensor(axes, (Term(Fraction(coefficient), factors),))


SAMPLES: list[tuple[Formula, str, str, str]] = [
    (one((i, j), Entry(X, (i, k)), Entry(W, (j, k))),
     "Σ_k X_ik W_jk", "sum_k X_ik W_jk", r"\sum_{k} X_{ik} W_{jk}"),
    (one((i, j, a, b), Delta(j, a), Entry(X, (i, b))), "δ_ja X_ib", "delta_ja X_ib", r"\delta_{ja} X_{ib}"),
    (Tensor((i, b), (Term(Fraction(2), (Entry(X, (i, b)),)), Term(Fraction(-1, 2), (Entry(Y @ W, (i, b)),)))),
     "2 X_ib - 1/2 (Y*W)_ib", "2 X_ib - 1/2 (Y*W)_ib", r"2 X_{ib} - \frac{1}{2} (Y W)_{ib}"),
    (one((i, b), Entry(1 / call("normF", X), ()), Entry(X, (i, b)), coefficient=Fraction(1, 2)),
     "X_ib/(2 ‖X‖_F)", "X_ib/(2 normF(X))", r"\frac{X_{ib}}{2 \lVert X \rVert_{F}}"),
    (one((i, b), Entry(X / call("normF", X), (i, b))), "X_ib/‖X‖_F", "X_ib/normF(X)",
     r"\frac{X_{ib}}{\lVert X \rVert_{F}}"),
    (one((k,), Entry(inverse(A3).T, (k, l)), Entry(x, (l,)), coefficient=-1),
     "-Σ_l (inv(A3)')_kl x_l", "-sum_l (inv(A3)')_kl x_l", r"-\sum_{l} (A_{3}^{-\top})_{kl} x_{l}"),
    (one((k,), Entry(1 / x, (k,)), Entry(new**2, (k,))),
     "(x_new)_k^2/x_k", "(x_new)_k^2/x_k", r"\frac{(x_{\mathrm{new}})_{k}^{2}}{x_{k}}"),
    (one((k,), Entry(ones(x.shape) - apply("exp", x), (k,)), Entry(x, (k,))),
     "(1 - exp(x_k)) x_k", "(1 - exp(x_k)) x_k", r"(1 - \exp(x_{k})) x_{k}"),
    (one((k,), Entry(partial(opaque("g", SCALAR, x), 0), (k,))),
     "∂g/∂x_k", "D(g, x_k)", r"\frac{\partial g}{\partial x_{k}}"),
    (one((i, k), Entry(partial(opaque("h", (Size.of("n"), Size.of(1)), x), 0), (i, k))),
     "∂h_i/∂x_k", "D(h_i, x_k)", r"\frac{\partial h_{i}}{\partial x_{k}}"),
    (one((far,), Entry(d(X), (far, near)), Entry(x, (near,))),
     "Σ_{k1} dX_{i1,k1} x_{k1}", "sum_{k1} dX_{i1,k1} x_{k1}", r"\sum_{k_{1}} \mathrm{d}X_{i_{1}, k_{1}} x_{k_{1}}"),
    (one((a, b), Rate(L, Y, (), (i, j)), Rate(Y, W, (i, j), (a, b))),
     "Σ_ij ∂L/∂Y_ij ∂Y_ij/∂W_ab", "sum_ij D(L, Y_ij) D(Y_ij, W_ab)",
     r"\sum_{ij} \frac{\partial L}{\partial Y_{ij}} \frac{\partial Y_{ij}}{\partial W_{ab}}"),
    (Tensor((), ()), "0", "0", "0"),
    (one(()), "1", "1", "1"),
    (Target(L, (W,)), "∂L/∂W", "D(L, W)", r"\frac{\partial L}{\partial W}"),
    (Target(Y, (W,), True), "∂Y/∂W|direct", "D(Y, W)|direct",
     r"\frac{\partial Y}{\partial W} |_{\mathrm{direct}}"),
    (one((i, j), Entry(kron(identity(Size.of("n")), ones(new.shape)), (i, j))),
     "(eye(n) ⊗ ones(d))_ij", "(kron(eye(n), ones(d)))_ij",
     r"(I_{n} \otimes \mathbf{1}_{d})_{ij}"),
    (Target(f, (x, x)), "∂²f/∂x²", "D(f, x, x)", r"\frac{\partial^{2} f}{\partial x^{2}}"),
    (Target(f, (x, W)), "∂²f/∂x∂W", "D(f, x, W)", r"\frac{\partial^{2} f}{\partial x \partial W}"),
    (Target(f, ()), "f", "f", "f"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "unicode", "ascii", "tex"), SAMPLES, ids=[sample[2] for sample in SAMPLES])
def test_indexed_formulas_print_as_written_by_hand(formula: Formula, unicode: str, ascii: str, tex: str) -> None:
    """Each sample has exactly this Unicode text, this ASCII text and this LaTeX."""
    assert (text(formula), text(formula, ascii=True), latex(formula)) == (unicode, ascii, tex)
    assert mathml(formula).startswith("<math ")


def test_axes_turn_a_derivative_into_one_entry() -> None:
    """Beside a tensor, the name of a derivative shows the tensor's axes, the output's first."""
    assert text(Target(Y, (W,)), axes=(i, j, a, b)) == "∂Y_ij/∂W_ab"
    assert text(Target(Y, (W,)), ascii=True, axes=(i, j, a, b)) == "D(Y_ij, W_ab)"
    assert text(Target(f, (x, x)), axes=(k, l)) == "∂²f/∂x_k∂x_l"


def test_axes_turn_an_expression_into_one_entry() -> None:
    """An expression with as many axes is set in brackets where it is not a name."""
    assert text(X @ W.T, axes=(i, j)) == "(X*W')_ij"
    assert latex(A3, axes=(k, l)) == "(A_{3})_{kl}"


def test_two_indices_of_one_name_and_different_size_are_told_apart() -> None:
    """An index that only shares its name with another is printed with a number."""
    other = Index("i", Size.of("d"))
    assert text(one((i,), Entry(X, (i, other)), Entry(x, (other,)))) == "Σ_{i1} X_{i,i1} x_{i1}"
