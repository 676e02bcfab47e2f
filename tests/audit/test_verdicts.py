"""The verdict of each line, and what is said of the first wrong one."""

import pytest
from msgspec.structs import replace

from adjoint.audit.verb import Check, check
from adjoint.derive.derivation import Derivation
from adjoint.derive.derive import derive
from adjoint.derive.problem import Question
from adjoint.expr.build import multiply, number
from adjoint.expr.language import Expr

CHAIN = "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2; A3: n x p; W3: p x q; W4: q x r; R: n x r"
LAYER = "Z = W*A + b*ones(1,m); J = normF(Z - Y)^2; W: k x h; A: h x m; b: k; Y: k x m"
GRAM = "W = X*X'; Y = W*X; l = normF(Y)^2; X: n x p"
QUADRATIC = "f = x'*A*x; A: n x n; x: n"


def judged(problem: str, variable: str, *lines: str) -> Check:
    return check(problem, lines, variable)


def test_the_first_seed() -> None:
    """A factor on the wrong side is found where it first stands, and what follows from it is carried."""
    found = judged(
        CHAIN,
        "W3",
        r"dE=\frac{\partial E}{\partial A_5}:dA_5",
        r"dE=W_4^T\frac{\partial E}{\partial A_5}:dA_4",
        r"dE=A_3^TW_4^T\frac{\partial E}{\partial A_5}:dW_3",
    )
    assert found.lines == ("right", "wrong", "carried")
    assert (found.verdict, found.first_wrong) == ("wrong", 1)
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "wrong-side"
    assert found.corrected == "dE = ∂E/∂A5*W4' : dA4"
    assert found.document["corrected"]["latex"].endswith(r"W_{4}^{\top} : \mathrm{d}A_{4}")


def test_schematic_and_ill_defined() -> None:
    """The chain rule in symbols is schematic; a derivative of four axes set equal to a matrix is ill-defined."""
    found = judged(
        LAYER,
        "A",
        r"\frac{\partial J}{\partial A}=\frac{\partial J}{\partial Z}\frac{\partial Z}{\partial A}",
        r"\frac{\partial Z}{\partial A}=W",
    )
    assert found.lines == ("schematic", "ill-defined")
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "unspecified-contraction"
    assert found.corrected == "∂Z_ij/∂A_al = W_ia δ_jl"


def test_a_broadcast_bias() -> None:
    """The gradient of a bias that is added to every column sums over the columns."""
    found = judged(LAYER, "b", "∂J/∂b = rowsum(2*(Z - Y))")
    assert found.lines == ("right",)


def test_another_layout_is_kept_to() -> None:
    """A derivation in numerator layout is right; going over to gradients on the way is wrong, of kind layout."""
    row = judged(QUADRATIC, "x", "∂f/∂x = x'*(A + A')", "∂f/∂x = x'*A + x'*A'")
    assert row.lines == ("right-in-another-layout", "right-in-another-layout")
    assert row.verdict == "correct"
    mixed = judged(QUADRATIC, "x", "∂f/∂x = x'*(A + A')", "∂f/∂x = (A + A')*x")
    assert mixed.lines[1] == "wrong"
    assert mixed.diagnosis is not None
    assert mixed.diagnosis.kind == "layout"


def test_a_declared_layout_is_the_only_one() -> None:
    """Where the statement declares a layout, another one is wrong."""
    found = check("L = w'*x; w: n; x: n", ["∂L/∂w = x'"], "w", statement="denominator layout")
    assert found.diagnosis is not None
    assert (found.lines, found.diagnosis.kind) == (("wrong",), "layout")


def test_an_assumption_is_named() -> None:
    """A line that holds for a symmetric matrix only, or with a definition held fixed, says so."""
    symmetric = judged("f = tr(X*X); X: n x n", "X", "df = 2*X : dX", "∂f/∂X = X + X'")
    assert symmetric.lines[0] in ("wrong", "right-under-an-assumption")
    held = judged(GRAM, "X", "dY = W*dX")
    assert held.lines == ("right-under-an-assumption",)
    assert held.diagnosis is not None
    assert (held.diagnosis.kind, held.diagnosis.assumption) == ("dependence", "W held fixed")


def test_names_are_taken_up() -> None:
    """A name that is introduced means what it was introduced for; one that is not is bound by its line."""
    introduced = judged(CHAIN, "W3", "G = A5 - R", "dE = G : dA5", "dE = G*W4' : dA4")
    assert introduced.lines == ("right", "right", "right")
    bound = judged(CHAIN, "W3", "dE = P : dA5", "dE = P*W4' : dA4")
    assert bound.lines == ("right", "right")
    assert bound.document["read_as"]["names"]["P"] in ("A5 - R", "∂E/∂A5")


def test_a_quoted_law_is_judged_for_all_matrices() -> None:
    """A general law in letters of its own is right if it holds for all matrices."""
    assert judged(QUADRATIC, "x", r"d(PQ)=dP\,Q+P\,dQ").lines == ("right",)
    assert judged(QUADRATIC, "x", r"d(PQ)=dQ\,P+P\,dQ").lines == ("wrong",)


def test_indices() -> None:
    """Lines in indices are judged entry by entry, sums over repeated indices understood."""
    problem = "Y = X*W'; L = normF(Y)^2; X: n x p; W: q x p"
    right = judged(problem, "W", r"\frac{\partial Y_{ij}}{\partial W_{ab}}=\delta_{ja}X_{ib}")
    assert right.lines == ("right",)
    wrong = judged(problem, "W", r"\frac{\partial Y_{ij}}{\partial W_{ab}}=\delta_{ja}X_{ij}")
    assert wrong.lines == ("wrong",)


def test_what_is_not_reached() -> None:
    """Lines that hold and do not come to the derivative are incomplete, and what is missing is named."""
    found = judged(CHAIN, "W3", "A5 - R = A3*W3*W4 - R")
    assert (found.verdict, found.document["missing"]) == ("incomplete", "the gradient of E by W3")


def test_what_cannot_be_read() -> None:
    """A line that is not understood is unreadable, never wrong, and the others are judged."""
    found = judged(QUADRATIC, "x", "df = ((A + A')*x", "df = (A + A')*x : dx")
    assert found.lines == ("unreadable", "right")
    assert judged(QUADRATIC, "x", "\\frac{}{", "zeta ∈ ?").verdict == "unreadable"


@pytest.mark.parametrize(
    ("problem", "variable", "line", "kind"),
    [
        ("l = normF(Y); Y: m x n", "Y", "l = Y:Y", "norm-vs-square"),
        ("f = normF(A*x - b)^2; A: m x n; x: n; b: m", "x", "∂f/∂x = 2*A*(A*x - b)", "missing-transpose"),
        ("f = normF(A*x - b)^2; A: m x n; x: n; b: m", "x", "∂f/∂x = A'*(A*x - b)", "lost-factor"),
        ("f = normF(A*x - b)^2; A: m x n; x: n; b: m", "x", "∂f/∂x = -2*A'*(A*x - b)", "sign"),
        ("f = a'*inv(X)*b; a: n; b: n; X: n x n", "X", "d(inv(X)) = inv(X)*dX*inv(X)", "inverse-or-determinant"),
        ("f = normF(L*x)^2; L: p x n; x: n", "L", "∂f/∂L = 2*L*x'*x", "inner-vs-outer"),
        ("f = tr(X*X*A); X: n x n; A: n x n", "X", "d(X*X) = 2*X*dX", "scalar-rule"),
        ("f = tr(X*X*A); X: n x n; A: n x n", "X", "d(X*X) = dX*dX", "product-rule"),
        ("h = sigmoid(W*x); f = sum(h); W: m x n; x: n", "W", "dh = (h .* (1 - h)) : (dW*x)", "elementwise-vs-matrix"),
    ],
)  # fmt: skip
def test_kinds(problem: str, variable: str, line: str, kind: str) -> None:
    """A common slip in the first line is named by its kind."""
    found = judged(problem, variable, line)
    assert found.diagnosis is not None
    assert (found.first_wrong, found.diagnosis.kind) == (0, kind), str(found)


def test_a_counterexample_can_be_checked_by_hand() -> None:
    """The values of a counterexample are small whole numbers, and the two sides that are shown differ."""
    found = judged("f = x'*A*x; A: n x n; x: n", "x", "f = x'*x")
    example = found.document["counterexample"]
    a, (u, v) = example["values"]["A"], example["values"]["x"]
    assert example["left"] == a[0][0] * u * u + (a[0][1] + a[1][0]) * u * v + a[1][1] * v * v
    assert example["right"] == u * u + v * v != example["left"]


def test_a_hint_names_the_next_law() -> None:
    """The hint names a law and gives no line."""
    hint = judged(CHAIN, "W3", "dE = (A5 - R) : dA5").hint
    assert hint.startswith("next: ")
    assert "=" not in hint.split("(")[0]


def test_second_derivatives_as_typed() -> None:
    """`∂²f/∂x²` in plain text is the Hessian, not a square, also of an unknown function."""
    typed = ["∂²f/∂x² = A + A'", "∂²f/∂x∂x = A"]
    found = check("f = x'*A*x; A: n x n; x: n", typed, "x", "hessian")
    assert found.lines == ("right", "wrong")
    unknown = ["∂²f/∂x² = W'*∂²g/∂a²*W", "∂²f/∂x² = 2*W'*∂²g/∂a²*W"]
    found = check("W: m x n; a = W*x; f = g(a)", unknown, "x", "hessian")
    assert found.lines == ("right", "wrong")


def test_the_gradient_of_an_unknown_function_is_by_its_own_argument() -> None:
    """In `∇f = W'∇g(Wx)` the last gradient is by what g is applied to; without `W'` a factor is missing."""
    lines = [r"\nabla f = W^T \nabla g(Wx)", r"\nabla f = W^T \nabla g", r"\nabla f = \nabla g(Wx)"]
    assert check("W: m x n; x: n; f = g(W*x)", lines, "x").lines == ("right", "right", "wrong")
    lines = [r"\nabla^2 f = W^T \nabla^2 g(Wx) W", r"\nabla^2 f = 2 W^T \nabla^2 g W"]
    assert check("W: m x n; x: n; f = g(W*x)", lines, "x", "hessian").lines == ("right", "wrong")


@pytest.mark.parametrize(
    ("problem", "line", "verdict"),
    [
        ("f = x'*x; x: n", "∂f/∂x = 2305843009213693953*x", "wrong"),
        ("f = sum(asin(sin(x))); x: n", "f = sum(x)", "wrong"),
        ("f = sum(atan(tan(x))); x: n", "f = sum(x)", "wrong"),
        ("f = sum(sin(asin(x))); x: n", "f = sum(x)", "right"),
    ],
)
def test_what_an_arithmetic_may_take_for_another(problem: str, line: str, verdict: str) -> None:
    """A number beyond the field's own, or an angle beyond the first turn, is no longer what it looks like."""
    assert check(problem, [line], "x").lines == (verdict,)


def test_lines_speak_of_sizes_that_the_variable_alone_has() -> None:
    """A false line without the sizes of the variable has a counterexample; `unvec` takes sizes."""
    assert check("f = normF(A - W*H)^2; A: m x n; W: m x k; H: k x n", ["H*H' = I"], "W").lines == ("wrong",)
    line = "df = 2*tr(P*unvec(vec(dP), n, n))"
    assert check("f = tr(unvec(vec(P),n,n)^2); P: n x n", [line], "P").lines == ("right",)


def test_a_wrong_law_confirms_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a line says of a derivative is measured by dual numbers; one that does not pass them is no measure."""

    def doubled(question: Question) -> Derivation:
        found = derive(question)
        (answer,) = found.answers
        assert isinstance(answer.value, Expr)
        return replace(found, answers=(replace(answer, value=multiply(number(2), answer.value)),))

    monkeypatch.setattr("adjoint.audit.sense.rates.derive", doubled)
    assert judged(QUADRATIC, "x", "∂f/∂x = 2*(A + A')*x").lines == ("wrong",)
    assert judged(QUADRATIC, "x", "∂f/∂x = (A + A')*x").lines == ("right",)
    assert judged(QUADRATIC, "x", "A*∂f/∂x = 2*A*(A + A')*x").lines == ("unreadable",)
