"""What a person is told of a wrong line: the kind, the sentence, the line mended."""

from pathlib import Path

import pytest

from adjoint.audit.kinds import MISTAKES, Shown
from adjoint.audit.mistake.telling import told
from adjoint.audit.verb import Check, check
from adjoint.cli import main
from adjoint.explain import explain
from adjoint.expr.build import symbol
from adjoint.laws.mistakes import KINDS

CHAIN = "A4 = A3*W3; A5 = A4*W4; E(A5)"


def first(problem: str, variable: str, *lines: str) -> Check:
    """The check, which found a line wrong and explained it."""
    found = check(problem, lines, variable)
    assert found.diagnosis is not None, str(found)
    return found


@pytest.mark.parametrize(
    ("problem", "variable", "line", "kind", "right"),
    [
        (CHAIN, "W3", "dE = W4'*∂E/∂A5 : dA4", "wrong-side", "dE = ∂E/∂A5*W4' : dA4"),
        (CHAIN, "W3", "∂E/∂W3 = A3'*W4'*∂E/∂A5", "wrong-side", "∂E/∂W3 = A3'*∂E/∂A5*W4'"),
        ("Y = A*X; L(Y)", "X", "∂L/∂X = A*∂L/∂Y", "missing-transpose", "∂L/∂X = A'*∂L/∂Y"),
        ("H = U*X; Z = H*V; L(Z)", "X", "dL = V'*∂L/∂Z : dH", "wrong-side", "dL = ∂L/∂Z*V' : dH"),
    ],
)
def test_opaque_functions(problem: str, variable: str, line: str, kind: str, right: str) -> None:
    """Lines about unknown functions whose shapes do not fit are explained, and no `D(E, X)` is shown."""
    found = first(problem, variable, line)
    assert found.diagnosis is not None
    assert (found.diagnosis.kind, found.corrected) == (kind, right)
    assert "D(" not in str(found)


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "right"),
    [
        (
            "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5-R)^2", "W3",
            ["dE = (A5-R) : dA5", "dE = W4'*(A5-R) : dA4"], "dE = (A5 - R)*W4' : dA4",
        ),
        ("f = tr(inv(X)*A)", "X", ["df = tr(-inv(X)^2*dX*A)"], "df = tr(-inv(X)*dX*inv(X)*A)"),
        ("f = tr(A*X*B)", "X", ["df = tr(A*dX*B)", "df = tr(A*B*dX)"], "df = tr(B*A*dX)"),
        ("f = norm2(A*x - b)", "x", ["df = 2*(A*x-b)'*A*dx"], "df = (A*x - b)'*A*dx/norm2(A*x - b)"),
        ("E = norm2(X*w - y)^2", "w", ["dE = (X*w - y) : X*dw"], "dE = 2*(X*w - y) : X*dw"),
        ("f = x'*A*x", "x", ["df = 2*x'*A*dx"], "df = dx'*A*x + x'*A*dx"),
        (
            "h = sigmoid(W*x); L = g(h)", "W", ["dh = sigmoid(W*x)*(1-sigmoid(W*x))*dW*x"],
            "dh = sigmoid(W*x) .* (ones(m) - sigmoid(W*x)) .* (dW*x)",
        ),
        ("f = tr(X'*A*X)", "X", ["df = tr(dX'*A*dX)"], "df = tr(dX'*A*X + X'*A*dX)"),
        (
            "z = W*x; f = norm2(sigmoid(z) - y)^2", "W", ["df = 2*(sigmoid(z) - y)'*sigmoid'(z)*dW*x"],
            "df = 2*(sigmoid'(z) .* (sigmoid(z) - y))'*dW*x",
        ),
        ("f = sum(X*w)", "w", ["df/dw = X"], "∂f/∂w = X'*ones(m)"),
        ("Y = X*W'; L = normF(Y)", "W", ["∂Y_ij/∂W_ab = δ_jb X_ia"], "∂Y_ij/∂W_ab = δ_ja X_ib"),
        ("C = A*B; f = sum(C .* C)", "A", ["∂C_ij/∂A_pq = δ_ip B_jq"], "∂C_ij/∂A_pq = δ_ip B_qj"),
        ("f = x'*log(x)", "x", ["df = log(x) : dx + dx"], "df = log(x) : dx + sum(dx)"),
        (
            "mu = 1/n*X'*ones(n); f = normF(X - ones(n)*mu')^2; X: n x p", "mu",
            ["∂f/∂mu = -2*(X - ones(n)*mu')"], "∂f/∂mu = -2*(X - ones(n)*mu')'*ones(n)",
        ),
        ("Y = A*X; L = normF(Y)^2", "X", ["∂L/∂X_ab = Σ_i 2 Y_ia A_ib"], "∂L/∂X_ab = Σ_i 2 Y_ib A_ia"),
    ],
)  # fmt: skip
def test_the_line_itself_is_mended(problem: str, variable: str, lines: list[str], right: str) -> None:
    """What is right is the person's line with one thing changed, not the end of the derivation."""
    assert first(problem, variable, *lines).corrected == right


def test_the_variable_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no line says by what is differentiated, the names that may be meant are told."""
    path = tmp_path / "lines.txt"
    path.write_text("y = A*x; L(y)\n\ndL = ∂L/∂y : dy", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "`--wrt A` or `--wrt x`, or a line `by x`" in capsys.readouterr().err


def test_pieces_keep_their_brackets() -> None:
    """A piece that stands in a sentence several times gets a letter, another one brackets where it needs them."""
    a, b = symbol("A", "n", "n"), symbol("B", "n", "n")
    pieces = {"P": a + b}
    assert told("{P}'*{P}", pieces, str, ("U",)) == "with V = A + B: V'*V"
    assert told("d{P} and `{P}`", {"P": a @ b}, str, ()) == "d(A*B) and `A*B`"
    assert told("{P}'", pieces, str, ()) == "(A + B)'"
    assert told("f({P})", pieces, str, ()) == "f(A + B)"


@pytest.mark.parametrize(
    ("problem", "variable", "line", "kind", "says"),
    [
        ("f = norm2(A*x - b)", "x", "df = 2*(A*x-b)'*A*dx", "norm-vs-square", "with u = A*x - b: d(‖u‖^2) = 2*u : du"),
        ("E = norm2(X*w - y)^2", "w", "dE = (X*w - y) : X*dw", "lost-factor", "the factor 2 is missing"),
        ("h = sigmoid(W*x); L = g(h)", "W", "dh = sigmoid(W*x)*(1-sigmoid(W*x))*dW*x", "elementwise-vs-matrix", "by"),
        ("f = tr(X'*A*X)", "X", "df = tr(dX'*A*dX)", "product-rule", "both factors changed at once"),
        ("f = sum((X*w - y).^2)", "w", "df = 2*(X*w-y).*(X*dw)", "sum-or-index", "the sum over its entries is lost"),
        ("f = sum(X*w)", "w", "df/dw = X", "sum-or-index", "the sum over the rows of `X` is lost"),
        ("p = softmax(W*x); L = -y'*log(p); y: m onehot", "W", "∂L/∂W = (y-p)*x'", "sign", "the minus"),
        ("f = x'*A*x", "x", "∂f/∂x = 2*A*x", "structure", "`x` stands twice in `x'*A*x`"),
        ("f = x'*A*x", "x", "df = 2*x'*A'*dx", "structure", "agree only for a symmetric A"),
        ("f = sum(sigmoid(W*x))", "W", "df/dW = sigmoid(W*x)*x'", "algebra", "sigmoid was not differentiated"),
        ("Y = X*W'; L = normF(Y)", "W", "∂Y_ij/∂W_ab = δ_jb X_ia", "sum-or-index", "exchanged"),
    ],
)  # fmt: skip
def test_what_is_said(problem: str, variable: str, line: str, kind: str, says: str) -> None:
    """A slip of a known kind is called by it, with the sentence that belongs to it."""
    told = first(problem, variable, line).diagnosis
    assert told is not None
    assert told.kind == kind, told
    assert says in told.message


def test_mixed_layouts_are_named() -> None:
    """The line that began in another layout is quoted, and the right line is right in the layout begun."""
    lines = ("∂J/∂A = ∂J/∂Z * W", "∂J/∂W = ∂J/∂Z * A'")
    found = first("Z = W*A; J(Z)", "A", *lines)
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "layout"
    assert "`∂J/∂A = ∂J/∂Z * W` is in numerator layout" in found.diagnosis.message
    assert "`∂J/∂A = W'*∂J/∂Z`, `∂J/∂W = ∂J/∂Z*A'`" in found.diagnosis.message
    assert found.corrected == "∂J/∂W = A*∂J/∂Z"
    assert check("Z = W*A; J(Z)", [lines[0], found.corrected], "A").first_wrong is None


def test_a_transposed_gradient_is_told() -> None:
    """A right line in another layout says what it is in the shape of the variable."""
    (line,) = check("f = tr(A*X)", ["∂f/∂X = A"], "X").document["lines"]
    assert line["verdict"] == "right-in-another-layout"
    assert line["notes"][0].endswith("as a gradient: ∂f/∂X = A'")


def test_later_mistakes_are_told_apart() -> None:
    """What follows from a wrong line is carried; a second mistake is explained, with the total derivative."""
    lines = ("l = Y : Y", "dl = 2*Y : dY", "dY = W*dX", "∂l/∂X = 2*W*Y")
    found = first("W = X*X'; Y = W*X; l = normF(Y)", "X", *lines)
    assert found.lines == ("wrong", "carried", "right-under-an-assumption", "carried")
    (later,) = found.document["further"]
    assert (later["line"], later["kind"]) == (2, "dependence")
    assert later["corrected"]["text"] == "dY = dW*X + W*dX"
    assert "X*X'" not in found.document["diagnosis"]["message"]
    assert "line 3, another mistake" in str(found)


def test_what_an_assumption_carries() -> None:
    """A gradient read off under the assumption of the line before is carried, not a second mistake."""
    found = first("f = x'*A*x", "x", "df = 2*x'*A*dx", "∂f/∂x = 2*A*x")
    assert found.lines == ("right-under-an-assumption", "carried")


@pytest.mark.parametrize(
    ("problem", "variable", "lines", "next_law"),
    [
        ("E = normF(X*W - Y)^2", "W", ["dE = 2*(X*W - Y) : X*dW"], "a left factor crosses the colon"),
        ("f = tr(A*X*B)", "X", ["df = tr(A*dX*B)"], "a trace is a Frobenius product"),
        ("a = W*x; L(a)", "W", ["da = dW*x"], "definition of L"),
        ("a = W*x; L(a)", "W", ["dL = ∂L/∂a : da"], "the definition of a"),
        ("a = W*x; L(a)", "W", ["dL = ∂L/∂a : da", "da = dW*x"], "putting in what da is"),
        ("f = x'*A*x", "x", ["df = A*x : dx + A'*x : dx"], "reading off the gradient"),
        ("Z = W*A + b; L(Z)", "W", ["dZ = dW*A + W*dA + db"], "what does not vary has no differential (dA, db)"),
        ("f = tr(A*X*B)", "X", [], "definition of f"),
    ],
)
def test_the_next_law(problem: str, variable: str, lines: list[str], next_law: str) -> None:
    """The hint is the law that the last line itself asks for."""
    assert check(problem, lines, variable).hint.startswith(f"next: {next_law}")


def test_a_hint_after_a_wrong_line() -> None:
    """A hint tells which line does not hold, and what law is to be used in its place."""
    hint = check("f = tr(X'*X)", ["df = tr(dX'*X + X'*dX)", "df = X : dX"], "X").hint
    assert hint.startswith("line 2 does not hold; in its place: ")
    assert "X : dX" not in hint


def test_a_hint_before_the_first_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person who has written nothing yet is told the first law."""
    path = tmp_path / "problem.txt"
    path.write_text("f = tr(A*X*B)\nby X\n", encoding="utf-8")
    assert main(["hint", str(path)]) == 0
    assert capsys.readouterr().out.startswith("next: definition of f")


@pytest.mark.parametrize(
    "line",
    [
        "grad f = (A + A')x", "grad_x f = (A + A')*x", "gradient of f = (A + A')*x", "grad f(x) = (A + A')*x",
        "d f = x'(A + A') dx",
    ],
)  # fmt: skip
def test_words_for_the_gradient(line: str) -> None:
    """`grad f` is the gradient, as `∇f` is."""
    assert check("f = x'*A*x", line, "x").lines == ("right",)


def test_functions_without_brackets() -> None:
    """A function before a single name needs no brackets."""
    assert check("f = logdet(X)", "d logdet X = tr(X^-1 dX)\nd log det X = tr(X^-1 dX)", "X").lines == ("right",) * 2


def test_a_condition_is_no_claim() -> None:
    """Setting the gradient to zero is a condition; it is no mistake, and no answer either."""
    stated = "∂E/∂w = 0"
    found = check("E = normF(X*w - y)^2; w: d; y: n", [stated], "w")
    assert (found.verdict, found.lines) == ("incomplete", ("right",))
    assert "an equation is solved" in found.document["lines"][0]["notes"][0]


def test_a_problem_in_latex(tmp_path: Path) -> None:
    """The problem of a file may be in LaTeX as its lines are, with the variable in a gradient."""
    path = tmp_path / "lines.txt"
    path.write_text("f = \\frac12 \\|Xw - y\\|^2\n\n\\nabla_w f = X^T(Xw-y)", encoding="utf-8")
    assert main(["check", str(path)]) == 0


def test_a_product_written_as_one_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`Xw` is one name in plain text, and the complaint says how the product is written."""
    path = tmp_path / "lines.txt"
    path.write_text("f = Xw\n\ndf = Xdw", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "the product is `X*w`" in capsys.readouterr().err


@pytest.mark.parametrize("shown", MISTAKES, ids=lambda shown: shown.kind)
def test_every_kind_is_explained(shown: Shown) -> None:
    """The example of a kind is called by it, and its right line stands beside it and is right."""
    found = first(shown.problem, shown.variable, *shown.lines)
    assert found.diagnosis is not None
    assert (found.diagnosis.kind, found.first_wrong) == (shown.kind, len(shown.lines) - 1)
    assert found.corrected is not None
    assert f"right:   {found.corrected}" in explain(shown.kind)
    again = check(shown.problem, [*shown.lines[:-1], found.corrected], shown.variable)
    assert again.first_wrong is None


def test_the_kinds_are_those_of_the_book() -> None:
    """Every kind of the book of mistakes is explained, in its order."""
    assert tuple(shown.kind for shown in MISTAKES) == KINDS


def test_counterexamples_are_easy() -> None:
    """An example has the letters of its line only, in small whole numbers, and no quotes on the page."""
    found = first("f = tr(inv(X)*A); B: n x n", "X", "df = tr(-inv(X)^2*dX*A)")
    values = found.document["counterexample"]["values"]
    assert set(values) == {"A", "X", "dX"}
    assert all(number in (-1, 0, 1, 2) for rows in values.values() for row in rows for number in row)
    assert "'" not in str(found).split("for example with")[1].splitlines()[0]


def test_the_right_line_keeps_to_the_layout() -> None:
    """What mends a line only in another layout is said to do so, and is not given as the right line."""
    found = first("W = D*V; Y = W*X; L(Y)", "D", "∂L/∂W = ∂L/∂Y*X'", "∂L/∂D = V*V*∂L/∂W")
    assert found.diagnosis is not None
    assert found.diagnosis.message.startswith("read in numerator layout, the factor `V` is one too many")
    assert found.corrected == "∂L/∂D = ∂L/∂Y*X'*V'"


def test_a_gradient_after_its_transpose() -> None:
    """Who turns a transposed gradient into the gradient is not told to turn it back."""
    found = first("f = tr(X^3)", "X", "∂f/∂X = 3*X^2", "∂f/∂X = 3*(X^2)'")
    assert found.diagnosis is not None
    assert found.diagnosis.message.endswith("that one its transpose: turn that one, not this one")
    assert found.corrected is None


def test_columns_beside_each_other() -> None:
    """A column times a column is right with a remark; behind a transposed one the entrywise product is named."""
    lines = ("dh = (1 - h.^2)*dz", "df = 2*h'*(1 - h.^2)*A*dx")
    found = first("z = A*x; h = tanh(z); f = norm2(h)^2", "x", *lines)
    assert found.lines == ("right", "wrong")
    assert found.document["lines"][0]["notes"][0].startswith("read entry by entry")
    assert found.document["diagnosis"]["kind"] == "elementwise-vs-matrix"
    assert "`h` needs a transpose" not in found.document["diagnosis"]["message"]


@pytest.mark.parametrize(
    ("problem", "line", "free"),
    [
        ("f = logdet(X); X: n x n symmetric", "∂f/∂X = 2*inv(X) - I .* inv(X)", "inv(X)"),
        ("f = tr(A*D); A: n x n; D: n x n diagonal", "∂f/∂D = diag(diagvec(A))", "A'"),
    ],
)
def test_gradients_of_structured_variables(problem: str, line: str, free: str) -> None:
    """A gradient by free entries, or projected, is right under that assumption, and all three are told."""
    found = first(problem, line[4], line)
    assert found.lines == ("right-under-an-assumption",)
    assert found.document["diagnosis"]["kind"] == "structure"
    assert "counts each free entry once" in found.document["diagnosis"]["message"]
    assert found.corrected == f"{line[:5]} = {free}"


def test_the_identity_that_fits_is_not_blamed() -> None:
    """An `I` of open size is read in the size that fits, and what is told is what does not fit even then."""
    found = first("L = normF(Y - X*W)^2; X: n x d; W: d x k", "W", "∂L/∂W = 0", "W = inv(X'*X + I)*Y'*X")
    assert found.diagnosis is not None
    assert "cannot multiply" in str(found.diagnosis.message)


def test_labels_that_sum_to_one() -> None:
    """The gradient of a cross entropy in its usual form rests on labels that sum to one; what follows is carried."""
    lines = ["dL = -(y./p)'*(diag(p) - p*p')*dz", "dL = (p - y)'*dz", "∂L/∂z = p - y"]
    found = check("p = softmax(z); L = -sum(y .* log(p))", lines, "z")
    assert found.lines == ("right", "right-under-an-assumption", "carried")
    assert "entries of y sum to one" in str(found.diagnosis)


def test_an_expansion_that_rests_on_symmetry() -> None:
    """What holds to first order for a symmetric matrix only says so, as a gradient does."""
    found = first("f = 1/2*x'*A*x - b'*x", "x", "f(x+h) = f(x) + (A*x - b)'*h + o(norm2(h))")
    assert found.lines == ("right-under-an-assumption",)
    assert "A is symmetric" in str(found.diagnosis)
