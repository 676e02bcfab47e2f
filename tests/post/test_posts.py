"""Posts pasted whole: the problem that is proposed, and what is said of everybody's lines."""

import contextlib
import random
import runpy
from pathlib import Path

import pytest

import adjoint
from adjoint.batch import answer
from adjoint.cli import main
from adjoint.errors import AdjointError, SyntaxProblem, TooLarge
from adjoint.post.markup import LONGEST_POST
from adjoint.post.propose import proposed
from adjoint.post.reading import told
from adjoint.post.verb import PostCheck, check_post, is_post

POSTS: dict[str, str] = runpy.run_path(str(Path(__file__).with_name("posts.py")))["POSTS"]
TALKING = [name for name in POSTS if name not in ("prose", "vague")]


def statements(found: PostCheck) -> list[str]:
    return [text for text, _ in found.proposal.sources]


@pytest.mark.parametrize(
    ("name", "wanted", "wrt"),
    [
        ("ridge", ["f = ‖A*x - b‖^2 + lambda*‖x‖^2", "A: m × n; b: m"], "x"),
        ("quadratic", ["f = x'*S*x", "S: n × n symmetric"], "x"),
        ("html", ["Y = X*B", "L = ‖Y - T‖_F^2", "X: matrix; B: matrix"], "B"),
        ("trace", ["f = tr(A*X*B*X')", "X: matrix"], "X"),
        ("network", ["h = tanh(W1*x)", "y = W2*h", "L = 1/2*‖y - t‖^2"], "W1"),
        ("gauss", ["phi = v'*inv(Sigma)*v + logdet(Sigma)", "Sigma: matrix posdef"], "Sigma"),
        ("indices", ["Y = X*W", "L = L(Y)"], "X"),
        ("layers", ["Z3 = Z2*V3", "Z2 = Z1*V2", "Z1 = Z0*V1", "C = 1/2*‖Z3 - T‖_F^2"], "V1"),
        ("squared", ["P = X*X'", "g = ‖P*X‖_F"], "X"),
        ("lost", ["Q = U*H + c*ones(p)'", "J = J(Q)"], "H"),
        ("mathjax", ["r = B*u - c", "q = r'*r"], "u"),
        ("laws", ["f = tr(X'*A*X*B)"], "X"),
    ],
)
def test_the_problem_is_proposed(name: str, wanted: list[str], wrt: str) -> None:
    """Definitions, shapes told in words, and the variable are taken from the post, whatever its markup."""
    found = check_post(POSTS[name])
    assert statements(found) == wanted
    assert found.proposal.asked[0] == wrt


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ridge", [("the question", 2, "missing-transpose")]),
        ("quadratic", []),
        ("html", [("the question", 4, "missing-transpose")]),
        ("trace", []),
        ("network", []),
        ("gauss", [("the question", 1, "inverse-or-determinant")]),
        ("indices", []),
        ("layers", []),
        ("squared", [("answer 1", 0, "norm-vs-square")]),
        ("lost", []),
        ("mathjax", []),
        ("laws", [("the question", 0, "missing-transpose"), ("answer 1", 2, "transpose-of-product")]),
    ],
)
def test_lines_are_judged(name: str, wrong: list[tuple[str, int, str]]) -> None:
    """Each person's first wrong line is found and its kind named; nobody else is accused."""
    found = []
    for part in check_post(POSTS[name]).parts:
        start = 0
        for one in part.derivations:
            if one.audit.first_wrong is not None and one.audit.diagnosis is not None:
                found.append((part.who, start + one.audit.first_wrong, one.audit.diagnosis.kind))
            start += len(one.lines)
    assert found == wrong


def test_what_follows_from_a_mistake_is_carried() -> None:
    """Lines that are right for the problem that the writer put in place of the one posed are carried."""
    text = POSTS["squared"].replace("2 Answers", "").replace("\n1\n", "\n")
    wrong, carried, *others = check_post(text).lines[2:]
    assert (wrong, carried) == ("wrong", "carried")
    assert set(others) == {"right"}


def test_another_layout_is_no_mistake() -> None:
    """A last line that is the transpose of the gradient is right, and the page says in which sense."""
    found = check_post(POSTS["network"])
    assert found.lines[-1] == "right-in-another-layout"
    assert "a row where the gradient is a column" in " ".join(str(found).split())


def test_where_each_statement_comes_from() -> None:
    """The page says what was stated where and what was guessed, and how to put it right."""
    page = str(check_post(POSTS["layers"]))
    assert "by analogy with Z3 = Z2*V3" in page
    assert "since its gradient is given" in page
    assert "--problem" in page


def test_what_is_passed_over_is_counted() -> None:
    """Formulas that state no equation are passed over, what cannot be read is quoted, parts without lines are named."""
    text = POSTS["mathjax"].replace("dq = 2r^T B", "q = \\frac{2r^T}{ B")
    found = check_post(text + "<p>2 answers</p><p>Never mind.</p>")
    assert [part["passed_over"] for part in found.document["parts"]] == [2, 0, 0]
    assert found.document["parts"][1]["not_read"] == [
        {"text": "q = \\frac{2r^T}{ B du", "why": "its braces do not match"}
    ]
    assert "No lines to judge in answer 2." in str(found)


@pytest.mark.parametrize("name", ["prose", "vague"])
def test_a_post_without_a_problem(name: str) -> None:
    """Where a post does not say what it is about, that is said, and what to give instead."""
    with pytest.raises(SyntaxProblem) as caught:
        check_post(POSTS[name])
    assert "--problem" in (caught.value.hint or "")


def test_too_little_is_no_problem() -> None:
    """A function of which only derivatives are written is not taken for one of whatever it is differentiated by."""
    with pytest.raises(SyntaxProblem, match="what `L` is"):
        check_post(r"We know that $dL = p : da$ and therefore $\frac{\partial L}{\partial W} = px^T$, is that right?")


def test_a_line_without_its_beginning() -> None:
    """A line that goes on from one that is not there is quoted, and never called wrong."""
    text = r"Let $f = x^T x$ be differentiated by $x$; now, some time later, we find at once that $= 2x : dx$ here."
    (part,) = check_post(text, None, "x").parts
    assert part.unread == [("= 2x : dx", "what it goes on from does not stand before it")]


def test_a_problem_that_is_given_counts() -> None:
    """With a problem of one's own the post is only judged, also where it has none; so with declarations."""
    found = check_post("I think that $df = 2x^T dx$ and so $\\nabla f = 3x$.", "f = x'*x; x: n")
    assert (found.proposal.asked, found.lines) == (("x",), ("right", "wrong"))
    narrow = check_post(POSTS["trace"], None, None, ["B: 3 x 3"])
    assert narrow.proposal.problem.readings["B"] == "matrix 3×3"


def test_posts_are_told_from_plain_files() -> None:
    """A problem, an empty line and lines are no post; prose and markup are."""
    assert all(is_post(POSTS[name]) for name in POSTS)
    assert not is_post("f = x'*A*x; A: n x n symmetric; x: n\nby x\n\ndf = 2*x'*A*dx")
    assert not is_post("X: m x n\nphi: elementwise function\nf = sum(phi(X))\n\ndf = phi'(X) : dX")


def test_the_ways_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line, the batch and Python give one verdict; the status tells it."""
    path = tmp_path / "post.txt"
    path.write_text(POSTS["html"], encoding="utf-8")
    assert main(["check", str(path)]) == 1
    page = capsys.readouterr().out
    assert page == f"{adjoint.check(POSTS['html'])}\n"
    reply = answer(b'{"op": "check", "post": "Let $f = x^T x$. Then $\\\\nabla_x f = 2x$, is that all right?"}', 10)
    assert (reply["ok"], reply["verdict"], reply["read_as"]["wrt"]) == (True, "correct", ["x"])
    assert main(["hint", str(path)]) == 0
    assert capsys.readouterr().out.startswith("the question, line 5 does not hold; ")


def test_long_posts_are_refused() -> None:
    """A text beyond all measure is too large, and says how much is read."""
    with pytest.raises(TooLarge):
        check_post("x" * (LONGEST_POST + 1))


def test_macros_that_do_not_end() -> None:
    """A macro that calls itself spoils its own formulas only."""
    found = check_post(r"Let $f = x^Tx$ and $\def\q{\q\q}\q = 1$. I say $\nabla_x f = 2x$.")
    assert found.lines[-1] == "right"
    assert found.parts[0].unread


@pytest.mark.parametrize("name", TALKING)
def test_mangled_posts(name: str) -> None:
    """A post cut off, or with pieces torn out, is judged or refused by name, never with another fault."""
    rng = random.Random(name)
    text = POSTS[name]
    for place in range(24):
        start, end = sorted(rng.randrange(len(text)) for _ in range(2))
        broken = (text[:end], text[start:], text[:start] + text[start + 9 :])[place % 3]
        with contextlib.suppress(AdjointError):
            str(check_post(broken) if place == 0 else proposed(told(broken)))


def test_a_claim_in_words_is_a_line() -> None:
    """`What is ∇f? I think it should be ...` claims a gradient; so it is judged."""
    found = check_post(r"Suppose $f(W) = \|W x - y\|^2$. What is $\nabla_W f$? I think it should be $2(Wx - y)x$.")
    assert found.lines == ("right", "wrong")
    assert check_post(r"$f(W) = \|W x - y\|^2$. For $\nabla_W f$ I get $2(Wx - y)x^T$.").lines == ("right", "right")


def test_what_words_say_of_labels() -> None:
    """A one-hot vector sums to one, sums over indices define, and `with A symmetric` declares."""
    softmax = r"""Let $p = \operatorname{softmax}(z)$ and $L = -\sum_i y_i \log p_i$, where $y$ is one-hot.
$$\frac{\partial L}{\partial z_j} = p_j - y_j$$"""
    assert check_post(softmax).lines == ("right", "right", "right")
    form = r"Let $f(x) = x^T A x$ with $A$ symmetric. The gradient is $\nabla f = 2Ax$."
    assert check_post(form).lines == ("right", "right")
    assert check_post(form.replace(" with $A$ symmetric", "")).lines == ("right", "right-under-an-assumption")


@pytest.mark.parametrize(
    ("text", "wanted", "lines"),
    [
        (
            r"Consider $f(S)=\operatorname{tr}(S^{-1}C)+\log\det S$ with $S, C$ symmetric. $$"
            r"\frac{\partial f}{\partial S} = S^{-1} - S^{-1}CS^{-1}$$ Set this to zero. Then $$S = 2C$$",
            ["f = tr(inv(S)*C) + logdet(S)", "S: matrix symmetric; C: matrix symmetric"],
            ("right", "right", "wrong"),
        ),
        (
            r"Let $f(w) = \|Xw - y\|^2$. $$\nabla_w f = 2X^T(Xw-y)$$ This leads to $$w=(X^TX)^{-1}Xy$$",
            ["f = ‖X*w - y‖^2"],
            ("right", "right", "wrong"),
        ),
        (
            r"$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y}X^T$ where $Y = WX$ and $L(Y)$ is a scalar",
            ["Y = W*X", "L = L(Y)"],
            ("right", "right"),
        ),
    ],
)
def test_what_is_solved_is_no_definition(text: str, wanted: list[str], lines: tuple[str, ...]) -> None:
    """What a variable is where the gradient is zero is judged; what it is on the way to another defines it."""
    found = check_post(text)
    assert (statements(found), found.lines) == (wanted, lines)


@pytest.mark.parametrize(
    "words",
    ["I have read about vanishing gradients.", "The mean of the noise is zero.", "The offset equals 0.",
     "We look for the critical points later.", "Set $t$ to zero."],
)  # fmt: skip
def test_words_of_something_else_set_no_gradient_to_zero(words: str) -> None:
    """Only words about the gradient excuse what holds where it is zero, and only from there on."""
    text = r" Let $f(b) = \frac12\|Xb-y\|^2$ with $X$ an $n\times p$ matrix. %s $$f = \frac12(y^Ty - y^TXb)$$"
    gradient = r"$$\frac{\partial f}{\partial b} = X^T(Xb-y)$$ Set this to zero. Since $X$ is tall,"
    assert check_post(words + text % "").lines == ("right", "wrong")
    assert check_post(words + text % gradient).lines == ("right", "right", "right")


def test_halves_without_braces() -> None:
    """`\\frac n2` is half of n, also before what follows; so a right covariance post is not accused."""
    found = check_post(
        r"We have $\ell(S)=-\frac n2\log\det S-\frac12\operatorname{tr}(S^{-1}C)$ with $S$ and $C$ symmetric positive"
        r" definite. $$\frac{\partial \ell}{\partial S} = -\frac n2 S^{-1} + \frac12 S^{-1}CS^{-1}$$"
        r" Setting this to zero, $$S=\frac1n C$$"
    )
    assert (found.lines, found.verdict) == (("right",) * 3, "correct")


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("It can not be $Ax$.", False),
        ("My book wrongly says that it is $Ax$.", False),
        ("If $A$ is the identity, it is $x$.", False),
        ("Why is it that I get $Ax$?", False),
        ("I get $Ax$, which is wrong.", False),
        ("I'm not sure, but I think that it is $Ax$.", True),
        ("I get $Ax$. Is that wrong?", True),
    ],
)
def test_what_is_denied_is_no_claim(said: str, claimed: bool) -> None:
    """A sentence that denies, asks why, or supposes makes no claim."""
    found = check_post(rf"Let $f(x) = x^TAx$ with $A$ symmetric. What is $\nabla f$? {said}")
    assert (len(found.lines) == 2) is claimed


PROSE_BETWEEN = """W = D*V; Y = W*X; L(Y); D: k x k diagonal
by D

∂L/∂W = ∂L/∂Y*X'
hence we get, by the chain rule,
∂L/∂D = diag(diagvec(V*∂L/∂W*X))
"""


def test_prose_makes_no_post_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A problem and the variable, an empty line and lines are a file, whatever prose follows; all lines are judged."""
    path = tmp_path / "lines.txt"
    path.write_text(PROSE_BETWEEN, encoding="utf-8")
    assert not is_post(PROSE_BETWEEN)
    assert main(["check", str(path)]) == 1
    assert "diag(diagvec(V*∂L/∂W*X))" in capsys.readouterr().out
    assert not is_post("Problem: f = x'*x; x: n\n\nWe begin with the differential\ndf = 2*x'*dx")
    assert is_post("I have f = x'*x and want its gradient\nby x\n\ndf = 2*x'*dx")


def test_no_line_vanishes() -> None:
    """Plain lines with long names of functions are judged; what cannot be told from the words is quoted."""
    found = check_post(
        "I have the function f = norm2(A*x - b)^2, and want the derivative by x.\n\ndf/dx = kron(A, b)*diag(x)\n"
        "D = diagvec(A)\nSo the loss = 5 is nothing.\n\nNow D = $A^TA$ once more.\ndf/dx = 2*A'*(A*x - b)"
    )
    lines = [line for one in found.parts[0].derivations for line in one.lines]
    assert lines[1:] == ["df/dx = kron(A, b)*diag(x)", "D = diagvec(A)", "df/dx = 2*A'*(A*x - b)"]
    assert [text for text, _ in found.parts[0].unread] == ["So the loss = 5 is nothing.", "Now D = A^TA once more."]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("What is the Hessian of $f$? I get $A + A^T$, is that right?", ("right",)),
        (r"The gradient is $\nabla f = (A + A^T)x$. I think the Hessian is $2A + 2A^T$.", ("right", "wrong")),
        ("The inverse of the Hessian is $A^{-1}$.", ()),
        ("The Hessian of the first term is $3A$.", ()),
        ("Is the Hessian of $g$ equal to it? It is $3A$.", ()),
        ("The Hessian matters for the function. It is $3x$.", ()),
    ],
)
def test_hessians_in_words(said: str, lines: tuple[str, ...]) -> None:
    """The Hessian of what the post is about may be claimed in words; a Hessian of something else is not meant."""
    assert check_post(f"Let $f(x) = x^TAx$. {said}", wrt="x").lines[1:] == lines


@pytest.mark.parametrize(
    ("text", "wanted", "lines"),
    [
        (
            r"$L = \sum_i (w^Tx_i - y_i)^2$ so $\frac{\partial L}{\partial w} = 2\sum_i (w^Tx_i - y_i) x_i$ and also"
            r" $\frac{\partial L}{\partial w} = 2\sum_i (w^Tx_i - y_i) w$",
            "L = sum((X*w - y).^2)",
            ("right", "right", "wrong"),
        ),
        (
            r"$L = \sum_i (w^Tx_i - y_i)^2$ has $\frac{\partial L}{\partial w} = 2X(X^Tw - y)$",
            "L = sum((X'*w - y).^2)",
            ("right", "right"),
        ),
        (
            r"$J = \sum_i \|Wx_i - y_i\|^2$ gives $\frac{\partial J}{\partial W} = 2(WX - Y)X^T$",
            "J = sum((X'*W' - Y').^2*ones(p))",
            ("right", "right"),
        ),
        (
            r"$L(\mu) = -\frac12\sum_{i=1}^n (x_i-\mu)^T S^{-1} (x_i-\mu)$ with $S$ symmetric, so"
            r" $\frac{\partial L}{\partial \mu} = \sum_i S^{-1}(x_i - \mu)$",
            "L = -1/2*sum(((X - ones(n)*mu') ⊙ ((X - ones(n)*mu')*inv(S)))*ones(p))",
            ("right", "right"),
        ),
    ],
)
def test_sums_over_examples(text: str, wanted: str, lines: tuple[str, ...]) -> None:
    """Vectors with an index are rows or columns of a matrix, as the post's own matrix tells, and lines are judged."""
    found = check_post(text)
    assert (statements(found)[0], found.lines) == (wanted, lines)


def test_rows_and_columns_are_not_guessed() -> None:
    """Where a post has the matrix, and nothing tells whether the examples are its rows, the sum is not read."""
    text = r"$L = \sum_i (w^Tx_i - y_i)^2$ has $\frac{\partial L}{\partial w} = 2X y$"
    with pytest.raises(SyntaxProblem, match="rows or columns"):
        check_post(text)
    assert check_post(f"{text}, with the $x_i$ as columns of $X$").lines == ("right", "wrong")


def test_each_value_is_one_of_its_variable() -> None:
    """Where two variables are solved for in turn, each value is judged by its own derivative."""
    found = check_post(
        r"Take $f(U,V) = \|A - UV^T\|_F^2$. $$\frac{\partial f}{\partial U} = -2(A-UV^T)V$$ Setting it to zero we get"
        r" $$U = AV(V^TV)^{-1}$$ and likewise $$\frac{\partial f}{\partial V} = -2(A-UV^T)^TU$$ so"
        r" $$V = 2A^TU(U^TU)^{-1}$$"
    )
    assert found.lines == ("right",) * 4 + ("wrong",)


def test_what_is_demanded_is_no_claim() -> None:
    """A constraint is quoted and not judged; a property may stand right behind its letter."""
    found = check_post(
        r"Maximize $f(w)=w^TSw$ subject to $w^Tw = 1$, $S$ symmetric, by $L = w^TSw - \lambda(w^Tw-1)$, so that"
        r" $$\frac{\partial L}{\partial w} = 2Sw - 2\lambda w.$$"
    )
    assert set(found.lines) == {"right"}
    assert found.parts[0].unread == [("w^Tw = 1", "a condition that is demanded, not a claim")]


def test_what_a_gradient_is_is_not_what_it_is_of() -> None:
    """In `the gradient is ...` the formula is no function to be differentiated."""
    found = check_post(
        "Let $g(X) = \\log\\det(X^TX)$. So $dg = 2\\operatorname{tr}((X^TX)^{-1}X^TdX)$, which I found\nby hand\n"
        "and the gradient is $2X$."
    )
    assert (statements(found), found.lines) == (["g = logdet(X'*X)"], ("right", "right", "wrong"))
