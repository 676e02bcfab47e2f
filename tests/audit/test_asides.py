"""What stands beside a formula, numbers, labels, reasons and words, is passed over, and the formula judged."""

import pytest

from adjoint.audit.verb import check
from adjoint.checking import HOLDS, check_command, taken_apart
from adjoint.read.notation import lex_text
from adjoint.read.notation.asides import without_asides
from adjoint.read.tree.naming import Names

SQUARE = "f = 1/2*norm2(A*x - b)^2"
NAMES = Names({"A": 2, "x": 1, "b": 1, "f": 0, "B": 2, "C": 2}, functions=frozenset({"g"}))

BESIDE = [
    "(1) {}", "(2) {}", "[3] {}", "1. {}", "2) {}", "a) {}", "(b) {}", "iii) {}", "Step 2: {}", "step 3. {}",
    "Step 3 {}", "Step 2 (chain rule): {}", "- constant A: {}", "* product rule: {}", "• {}", "Result: {}",
    "Answer : {}", "**Step 1.** {}", "**Answer:** {}", "**{}**", "{}   (3)", "{} (2)", r"{} \tag{{3}}", r"{} \quad (*)",
    "{}  [4]",
    "{}   % chain rule", "{} # collect", "{}  // x = 2", "{} -- by symmetry", "{} — by symmetry of the product",
    "{}  (both terms are the same number)", "{} (chain rule)", "{} (transpose)", "{} [since A is constant]",
    r"{} \text{{(chain rule)}}", "{} (using (2))", "{} (by (1) and (2))", "{} (since A' = A)",
    "(1) {}  (chain rule)  (2)", "Let r = A*x - b: {}", "{}  (A*x - b is a vector)", "{} (dA = 0)", "{} (eq. 3)",
    "{} ∎", r"(a)\; {}", r"{} \quad\text{{since $A$ is constant}}", "{}  ...(1)", "Sol: {}",
    "§1 {}", "{} (1st order terms)",
]  # fmt: skip


@pytest.mark.parametrize("beside", BESIDE)
def test_what_stands_beside_a_formula_changes_nothing(beside: str) -> None:
    """With a label, a number or a reason beside it a right line is right, and a false one wrong."""
    right, false = "df = (A*x - b)'*A*dx", "df = 2*(A*x - b)'*A*dx"
    assert check(SQUARE, [beside.format(right), beside.format(false)], "x").lines == ("right", "wrong")


@pytest.mark.parametrize(
    "line",
    [
        "A : B = tr(A'*B)", "where A: B = tr(A'*B)", "(A*B) C = A*(B*C)", "2 x = x + x", "x (2) = 2*x", "df = A*(x)",
        "- x = -1*x", "-x = b (x)", "f = g (b)", "f = g (2)", "f = tr (A B)", "f = x'*(2)", "f = 2 (3)", "y = x + (3)",
        "f = (sin x)", "f = (log det A)", "y = (Ax)", "y = (xb-xA)", "f = (theta)", "g: R^n -> R^m", "df = A*x (dx)",
    ],
)  # fmt: skip
def test_what_may_be_a_part_of_the_formula_stays(line: str) -> None:
    """A factor, an argument or a Frobenius product is no label, number or reason."""
    assert without_asides(line, NAMES) == line


def test_dashes_before_all_lines_are_bullets() -> None:
    """A dash before each of several lines is a bullet, before one of them a minus."""
    right = "df = (A*x - b)'*A*dx"
    assert check(SQUARE, [f"- {right}", "- df/dx = A'*(A*x - b)"], "x").verdict == "correct"
    assert check(SQUARE, [f"- {right}", "df/dx = A'*(A*x - b)"], "x").lines == ("wrong", "right")


@pytest.mark.parametrize("words", ["Answer: {}", "**Gradient:** {}", "So the gradient of f is {}.", "grad = {}"])
def test_answers_that_words_announce(words: str) -> None:
    """A formula behind `Answer:` or `the gradient is` is judged as the derivative that is asked for."""
    assert check(SQUARE, [words.format("A'*(A*x - b)")], "x").verdict == "correct"
    assert check(SQUARE, [words.format("2*A'*(A*x - b)")], "x").verdict == "wrong"


def test_words_claim_nothing() -> None:
    """Lines of words are passed over; what cannot be read of a formula keeps the whole from being correct."""
    lines = ["By the cyclic property of the trace, it is", "df = (A*x - b)'*A*dx", "so the gradient of f is"]
    answer = "df/dx = A'*(A*x - b)"
    found = check(SQUARE, [*lines, answer], "x")
    assert found.lines == ("words", "right", "words", "right")
    assert found.verdict == "correct"
    assert found.document["lines"][0]["verdict"] == "unreadable"
    found = check(SQUARE, ["d(A*x = ?( A*dx", answer], "x")
    assert found.verdict == "incomplete"
    assert "line 1" in found.document["missing"]


def test_words_leave_the_exit_status(tmp_path: object) -> None:
    """The exit status is that of the lines that claim something."""
    file = f"{tmp_path}/lines"
    with open(file, "w", encoding="utf-8") as text:
        text.write(f"{SQUARE}\nby x\n\nWe use the chain rule\n(1) df/dx = A'*(A*x - b)  (since A is constant)\n")
    assert check_command(file, None, None, "gradient", [], "", "text", 20.0) == HOLDS


@pytest.mark.parametrize(
    "text",
    [
        "f = x'*A*x\n\n\\nabla f(x) = (A + A')*x", "f(x) = x^T A x\n\n\\nabla f = (A + A^T) x",
        "f(\\mathbf{x}) = x^T A x\n\n\\nabla f(\\mathbf x) = (A + A^T) x",
    ],
)  # fmt: skip
def test_the_argument_is_the_variable(text: str) -> None:
    """Without `by`, what is differentiated by is the argument of the gradient or of the function."""
    assert taken_apart(text, None)[2] == "x"


def test_comparisons_are_steps() -> None:
    """The derivative of `relu` may be written as a comparison; behind a formula that is a remark, and stays unread."""
    lines = [
        "df = (W*x > 0)'*W*dx", "df = (W*x < 0)'*W*dx", "df/dx = W'*(0 < W*x)",
        "df/dx = W'*((W*x > 0) .* (W*x > 0))",
    ]  # fmt: skip
    assert check("f = sum(relu(W*x))", lines, "x").lines == ("right", "wrong", "right", "right")
    assert check("f = sum(log(x))", ["df = sum(dx./x)  (x > 0)"], "x").lines == ("unreadable",)


def test_one_bad_line_does_not_end_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line on which the reading itself fails is unreadable, and the next is judged."""
    scan = lex_text.with_norms

    def failing(found: list[object]) -> list[object]:
        if len(found) == 3:
            raise IndexError("string index out of range")
        return scan(found)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(lex_text, "with_norms", failing)
    assert check(SQUARE, ["- " * 4000], "x").lines == ("words",)
    found = check(SQUARE, ["A*", "x*b", "df = (A*x - b)'*A*dx"], "x")
    assert found.lines == ("unreadable", "unreadable", "right")
