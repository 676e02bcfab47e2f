"""Bad input: one error of the right kind, placed, with a hint; never anything else."""

import random
import re

import pytest

from adjoint.errors import AdjointError, Ambiguous, ShapeError, SyntaxProblem, TooLarge, Unsupported
from adjoint.read.problem import read_problem
from adjoint.read.tree.complaint import complain


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("f = x'*A*x +", SyntaxProblem, ""),
        ("f = (x'*A*x", SyntaxProblem, "("),
        ("f = x'*A*x)", SyntaxProblem, ")"),
        ("f = [x'*A)", SyntaxProblem, ")"),
        ("A*x = b", SyntaxProblem, "A*x"),
        ("f = g = x", SyntaxProblem, "="),
        ("f =", SyntaxProblem, "f ="),
        ("x'*x; y'*y", SyntaxProblem, "x'*x"),
        ("A: m×n", SyntaxProblem, "n"),
        ("a = b; b = a", SyntaxProblem, "a"),
        ("f = X; f = Y", SyntaxProblem, "f"),
        ("f = A\\b", SyntaxProblem, "\\"),
        ("f = det", SyntaxProblem, "det"),
        ("f = tr(A, B)", SyntaxProblem, "tr(A, B)"),
        ("f = A*'x'", SyntaxProblem, "'x'"),
        ("f = ∂g/∂a", SyntaxProblem, "∂g/∂a"),
        ("X: m×n; f = norm(X)", Ambiguous, "norm(X)"),
        ("f = norm(X)", Ambiguous, "norm(X)"),
        ("f = ||X||", Ambiguous, "||X||"),
        ("f = |X|", Ambiguous, "|X|"),
        ("f = sum(softmax(X))", Ambiguous, "softmax(X)"),
        ("f = tr(qr(A))", Unsupported, "qr(A)"),
        ("f = A[1, 2]", Unsupported, "[1, 2]"),
        ("A: m×n; f = sum([A; 0])", Ambiguous, "0"),
        ("f = tr([A, B\nC, D])", SyntaxProblem, "[A, B\nC, D]"),
        ("A: m×n; B: n×n; f = sum([A, B])", ShapeError, "[A, B]"),
        ("A: m×n; f = tr(expm(A))", ShapeError, "expm(A)"),
        ("A: m×m; C: m×n; f = sum(sylv(A, C, C))", ShapeError, "sylv(A, C, C)"),
        ("v: 5; f = sum(unvec(v, 2, 3))", ShapeError, "unvec(v, 2, 3)"),
        ("f = sum(X, 1)", Unsupported, "1"),
        ("f(x) = x'*x; g = f(y)", Unsupported, "f(y)"),
        ("f = " + "(" * 150 + "x" + ")" * 150, TooLarge, "("),
        ("f = x" + " + x" * 6000, TooLarge, None),
        ("f = 9^(9^(9^9))", TooLarge, "(9^(9^9))"),
        ("f = 1e999", TooLarge, "1e999"),
        ("A: n×n; f = x" + "'" * 200, TooLarge, None),
        ("B: n×n; C = kron(B,B); D = kron(C,C); E = kron(D,D); F = kron(E,E); G = kron(F,F); H = kron(G,G); kron(H,H)",
         TooLarge, None),
    ],
)  # fmt: skip
def test_each_error_has_its_kind_and_place(text: str, kind: type[AdjointError], place: str | None) -> None:
    """The error is of the stated kind and points at the stated part of the text."""
    with pytest.raises(kind) as caught:
        read_problem(text)
    error = caught.value
    if place is not None:
        assert error.position is not None
        assert error.length is not None
        assert text[error.position : error.position + error.length] == place
    assert error.hint


def test_a_complaint_has_three_parts() -> None:
    """Kind and message, the line with carets under the place, and the hint."""
    text = "A: m×n; B: m×n\nY = A*B"
    with pytest.raises(AdjointError) as caught:
        read_problem(text)
    assert complain(caught.value, text) == (
        "shape: cannot multiply `A` (matrix m×n) by `B` (matrix m×n): n columns meet m rows\n"
        "    Y = A*B\n"
        "        ^^^\n"
        "hint: `A'*B` or `A*B'` or `A .* B` (entry by entry) would fit"
    )


def test_a_complaint_shows_a_part_of_a_long_line() -> None:
    """Of a line of thousands of characters, what stands around the place is shown, and the carets are under it."""
    text = "f = " + "a + " * 1000 + "sin(a, b)" + " + a" * 1000
    with pytest.raises(AdjointError) as caught:
        read_problem(text)
    _, line, carets, *_ = complain(caught.value, text).splitlines()
    assert len(line) < 130
    assert line[carets.index("^") : carets.rindex("^") + 1] == "sin(a, b)"


def test_a_complaint_without_a_place_has_two_parts() -> None:
    """Where there is no place, the line is left out."""
    assert complain(TooLarge("too much", hint="less"), "x") == "too-large: too much\nhint: less"


PROBLEMS = [
    "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2",
    "W: m×n; x: n; b: m; a = W*x + b; L = sum(log(1 + exp(a)))",
    "X: d×n; W = X*X'; Y = W*X; l = normF(Y)",
    "Z2 = W2*A1 + b2; J(Z2)",
    "S: n×n posdef; mu: n; x: n; f = -0.5*logdet(2*pi*S) - 0.5*(x - mu)'*inv(S)*(x - mu)",
    "A = softmaxrows(Q*K'/sqrt(d)); L = sum(G .* (A*V))",
    "p = sigmoid(w'*x + b); L = -1/m*(y*log(p) + (1 - y)*log(1 - p))",
    "f = ||A x - b||_2^2 + λ*‖x‖_1",
    "h: R^n -> R^m; phi: elementwise function; f = y'*h(x) + sum(phi(x'))",
    "f = tr(kron(A, B)^-T*C^T) + vec(X)'*diagvec(S)",
    "G = X'*M*X; D = diagvec(G)*ones(1,n) + ones(n,1)*diagvec(G)' - G - G'",
]
JUNK = """( ) [ ] { }
' " ; : = , ^ ^T ^-1 .* ./ * / + - | || ‖ _ _{ ᵀ ² ∂ d 1e400 0 0.5 x X I eye( ones( sum norm R^ ∈ in n
× symmetric scalar -> # \\ $ é ∑ A_{ @ ~ D( kron( ⊗ ** .. 1. 'fro'""".split()


def broken(text: str, chance: random.Random) -> str:
    """The text with up to three words deleted, doubled, swapped or replaced."""
    words = re.findall(r"\s+|\w+|\.[*/^]|.", text)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(words))
        action = chance.randrange(4)
        if action == 0:
            words[place] = ""
        elif action == 1:
            words[place] *= 2
        elif action == 2:
            words[place] = chance.choice(JUNK)
        else:
            other = chance.randrange(len(words))
            words[place], words[other] = words[other], words[place]
    return "".join(words)


def refusal(text: str) -> AdjointError | None:
    """The error that a text gets, if any."""
    try:
        read_problem(text)
    except AdjointError as error:
        return error
    return None


@pytest.mark.parametrize("text", PROBLEMS)
def test_no_input_gets_anything_but_an_answer_or_one_placed_error(text: str) -> None:
    """Broken problems are read, or refused with a place inside the text and a hint."""
    chance = random.Random(text)
    for _ in range(120):
        damaged = broken(text, chance)
        error = refusal(damaged)
        if error is not None:
            assert error.hint, damaged
            assert 0 <= (-1 if error.position is None else error.position) <= len(damaged), damaged
            assert complain(error, damaged).count("\n") == 3, damaged
