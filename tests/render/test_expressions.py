"""Every kind of expression in every printer."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from adjoint.expr.build import (
    apply, call, colon, commutation, constant, d, identity, inverse, kron, number, ones, opaque, partial, power,
    size_number, subtract, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.halves import duplication
from adjoint.expr.language import KINDS, Expr
from adjoint.expr.sizes import ONE, SCALAR, Size
from adjoint.expr.walk import postorder
from adjoint.render.latex import latex
from adjoint.render.mathml import mathml
from adjoint.render.text import text

N, M = Size.of("n"), Size.of("m")
A, B, X = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("X", "n", "m")
x, y, new, lam = symbol("x", "m"), symbol("y", "m"), symbol("x_new", "m"), symbol("lam")
A5, R, W4 = symbol("A5", "n", "m"), symbol("R", "n", "m"), symbol("W4", "n", "m")
GRADIENT = partial(opaque("g", SCALAR, x), 0)
HALF = Fraction(1, 2)

SAMPLES: list[tuple[Expr, str, str, str]] = [
    (A5, "A5", "A5", r"A_{5}"),
    (new, "x_new", "x_new", r"x_{\mathrm{new}}"),
    (number(HALF), "1/2", "1/2", r"\frac{1}{2}"),
    (number(-3), "-3", "-3", "-3"),
    (size_number(N * M + ONE) * x, "(m*n + 1)*x", "(m*n + 1)*x", r"(m n + 1) x"),
    (constant("pi") * x, "pi*x", "pi*x", r"\pi x"),
    (identity(N), "I", "eye(n)", "I"),
    (zeros((N, M)), "zeros(n, m)", "zeros(n, m)", "0"),
    (ones((N, ONE)), "ones(n)", "ones(n)", r"\mathbf{1}"),
    (ones((ONE, N)), "ones(n)'", "ones(n)'", r"\mathbf{1}^{\top}"),
    (ones((N, M)), "ones(n, m)", "ones(n, m)", r"\mathbf{1} \mathbf{1}^{\top}"),
    (X.T @ (A5 - R), "X'*(A5 - R)", "X'*(A5 - R)", r"X^{\top} (A_{5} - R)"),
    (-(x + y), "-(x + y)", "-(x + y)", "-(x + y)"),
    (2 * lam * X, "2*lam*X", "2*lam*X", r"2 \lambda X"),
    (2 * power(number(3), lam), "2*3^lam", "2*3^lam", r"2 \cdot 3^{\lambda}"),
    (X / call("normF", X), "X/‖X‖_F", "X/normF(X)", r"\frac{X}{\lVert X \rVert_{F}}"),
    (x / (2 * call("norm2", x)), "x/(2*‖x‖)", "x/(2*norm2(x))", r"\frac{x}{2 \lVert x \rVert}"),
    (X * A5, "A5 ⊙ X", "A5 .* X", r"A_{5} \odot X"),
    (X * A5 / R, "A5 ⊙ X ⊘ R", "A5 .* X./R", r"A_{5} \odot X \oslash R"),
    (1 / X, "1 ⊘ X", "1 ./ X", r"1 \oslash X"),
    (transpose(A @ B), "(A*B)'", "(A*B)'", r"(A B)^{\top}"),
    (inverse(A), "inv(A)", "inv(A)", "A^{-1}"),
    (inverse(A).T, "inv(A)'", "inv(A)'", r"A^{-\top}"),
    (power(A, number(3)), "A^3", "A^3", "A^{3}"),
    (power(inverse(A), number(2)), "A^-2", "A^-2", "A^{-2}"),
    (power(lam, number(HALF)), "lam^(1/2)", "lam^(1/2)", r"\lambda^{1/2}"),
    (power(number(HALF), lam), "(1/2)^lam", "(1/2)^lam", r"\left(\frac{1}{2}\right)^{\lambda}"),
    (X**2, "X.^2", "X.^2", r"X^{\odot 2}"),
    ((A**2).T, "(A.^2)'", "(A.^2)'", r"(A^{\odot 2})^{\top}"),
    (apply("exp", x), "exp(x)", "exp(x)", r"\exp(x)"),
    (apply("phi", A @ B, 2), "phi''(A*B)", "phi''(A*B)", r"\phi''(A B)"),
    (apply("sqrt", x), "sqrt(x)", "sqrt(x)", r"\sqrt{x}"),
    (apply("abs", x), "abs(x)", "abs(x)", r"\lvert x \rvert"),
    (call("tr", A @ B) * A, "tr(A*B)*A", "tr(A*B)*A", r"\operatorname{tr}(A B) A"),
    (call("logdet", A), "logdet(A)", "logdet(A)", r"\log\det(A)"),
    (call("normF", A5 - R) ** 2, "‖A5 - R‖_F^2", "normF(A5 - R)^2", r"\lVert A_{5} - R \rVert_{F}^{2}"),
    (opaque("J", SCALAR, X, x), "J(X, x)", "J(X, x)", "J(X, x)"),
    (partial(opaque("g", SCALAR, x), 0, 0), "∂²g/∂x²", "D(g, x, x)", r"\frac{\partial^{2} g}{\partial x^{2}}"),
    (partial(opaque("J", SCALAR, X @ x, lam), 0, 1), "∂²J/∂(X*x)∂lam", "D(J, X*x, lam)",
     r"\frac{\partial^{2} J}{\partial (X x) \partial \lambda}"),
    (GRADIENT @ x.T, "∂g/∂x*x'", "D(g, x)*x'", r"\frac{\partial g}{\partial x} x^{\top}"),
    (GRADIENT.T, "(∂g/∂x)'", "D(g, x)'", r"\left(\frac{\partial g}{\partial x}\right)^{\top}"),
    (partial(opaque("J", SCALAR, X @ x), 0), "∂J/∂(X*x)", "D(J, X*x)", r"\frac{\partial J}{\partial (X x)}"),
    (colon(A, A @ d(B)), "A : A*dB", "A : A*dB", r"A : A \, \mathrm{d}B"),
    (subtract(colon(x, y), 2 * colon(x, new)), "x : y - 2*(x : x_new)", "x : y - 2*(x : x_new)",
     r"x : y - 2 (x : x_{\mathrm{new}})"),
    (commutation(N, M), "commutation(n, m)", "commutation(n, m)", r"\operatorname{commutation}(n, m)"),
    (duplication(N), "duplication(n)", "duplication(n)", r"\operatorname{duplication}(n)"),
    (kron(A, B).T, "(A ⊗ B)'", "kron(A, B)'", r"(A \otimes B)^{\top}"),
    (d(A @ B), "d(A*B)", "d(A*B)", r"\mathrm{d}(A B)"),
    (d(X).T, "dX'", "dX'", r"\mathrm{d}X^{\top}"),
]  # fmt: skip
EXPRESSIONS = [sample[0] for sample in SAMPLES]


@pytest.mark.parametrize(("formula", "unicode", "ascii", "tex"), SAMPLES, ids=[str(e) for e in EXPRESSIONS])
def test_an_expression_prints_as_a_mathematician_writes_it(formula: Expr, unicode: str, ascii: str, tex: str) -> None:
    """Each sample has exactly this Unicode text, this ASCII text and this LaTeX."""
    assert (text(formula), text(formula, ascii=True), latex(formula)) == (unicode, ascii, tex)


def test_the_samples_hold_every_kind_of_node() -> None:
    """No kind of the language is left out of the samples above."""
    assert {type(node) for node in postorder(*EXPRESSIONS)} == set(KINDS)


@pytest.mark.parametrize("formula", EXPRESSIONS, ids=str)
def test_ascii_text_is_what_str_gives(formula: Expr) -> None:
    """The ASCII printer and the spelling that the reader takes back are one."""
    assert text(formula, ascii=True) == str(formula)


INNER = [A + B, A @ B, A * B, A / B, A**2, inverse(A), d(A), -A, A / lam, 1 / A, colon(A, B) * A]


@pytest.mark.parametrize("inner", INNER, ids=str)
def test_ascii_text_is_what_str_gives_when_nested(inner: Expr) -> None:
    """The two agree on brackets for every operator within every other."""
    squared = power(call("sum", inner), number(2))
    for outer in (inner.T, inner + inner.T, inner - inner.T, inner * B, inner / lam, 1 / inner, inner @ B, squared):
        assert text(outer, ascii=True) == str(outer)


@pytest.mark.parametrize("formula", EXPRESSIONS, ids=str)
def test_mathml_is_well_formed_and_has_the_right_number_of_arguments(formula: Expr) -> None:
    """The markup parses; fractions and scripts have two children each."""
    root = ElementTree.fromstring(mathml(formula))
    for element in root.iter():
        tag = element.tag.partition("}")[2]
        assert tag not in ("mfrac", "msub", "msup") or len(element) == 2


def test_every_function_of_the_tables_prints() -> None:
    """No row of the tables of functions is without text, LaTeX and MathML."""
    formulas = [apply(name, x) for name in ELEMENTWISE]
    for name, row in ARRAY.items():
        operands = [symbol(letter, *shape) for letter, shape in zip("XYZUV", row.signature.operands, strict=False)]
        formulas.append(call(name, *operands, shape=row.signature.value))
    for formula in formulas:
        assert text(formula)
        assert latex(formula).count("{") == latex(formula).count("}")
        ElementTree.fromstring(mathml(formula))


def test_mathml_of_a_small_product() -> None:
    """A product is a row, a transpose a superscript."""
    body = "<mrow><mi>X</mi><msup><mi>W</mi><mo>⊤</mo></msup></mrow>"
    assert mathml(X @ symbol("W", "k", "m").T) == f'<math xmlns="http://www.w3.org/1998/Math/MathML">{body}</math>'


def test_greek_names_and_their_letters_look_alike() -> None:
    """`lam`, `lambda` and `λ` are one letter in LaTeX, and `Sigma2` has a subscript."""
    assert {latex(symbol(name)) for name in ("lam", "lambda", "λ")} == {r"\lambda"}
    assert latex(symbol("Sigma2")) == r"\Sigma_{2}"
    assert latex(symbol("loss")) == r"\mathrm{loss}"


def test_deep_nesting_is_no_trouble_for_the_printers() -> None:
    """The printers do not recurse: they write what `layout` can lay out."""
    formula: Expr = x
    for _ in range(200):
        formula = apply("exp", formula)
    assert text(formula).count("exp") == latex(formula).count("exp") == mathml(formula).count("exp") == 200
