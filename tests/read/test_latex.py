"""Problems and expressions in LaTeX mean what their plain spellings mean."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjoint.derive.problem import Problem
from adjoint.errors import AdjointError, Ambiguous, DomainError, ShapeError, UnknownName, Unsupported
from adjoint.expr.build import add, apply, call, colon, d, element_power, hadamard, inverse, kron, multiply, number
from adjoint.expr.build import commutation, identity, ones, opaque, partial, power, symbol, transpose
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.expr.halves import duplication, elimination
from adjoint.expr.language import Expr, Zero
from adjoint.expr.sizes import SCALAR, Size
from adjoint.read.latex import read_latex_expression
from adjoint.read.problem import read_problem
from adjoint.read.statement.expression import read_expression
from adjoint.read.statement.markup import is_latex
from adjoint.render.latex import latex
from adjoint.render.text import text

PROBLEM = read_problem(
    "A: n×n invertible; B: n×n; x: n; y: n; lam: scalar; x_new: n; A5: n×n; s: scalar; phi: elementwise function;"
    "a = A*x; L = g(a); f = L + lam*s*x'*y + sum(phi(B))*x_new'*y + tr(A5)"
)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        (r"x^T A x", "x'*A*x"),
        (r"x^\top Ax", "x'*A*x"),
        (r"x^{\intercal}\,A\,x", "x'*A*x"),
        (r"\|x\|_2^2", "norm2(x)^2"),
        (r"\left\lVert A\right\rVert_F^2", "normF(A)^2"),
        (r"{\rm tr}(AB)", "tr(A*B)"),
        (r"\mathrm{Tr}\left[AB\right]", "tr(A*B)"),
        (r"\operatorname{tr} AB", "tr(A*B)"),
        (r"tr(AB)", "tr(A*B)"),
        (r"A^{-T}B'", "inv(A)'*B'"),
        (r"A^{-1}B^{2}", "inv(A)*B^2"),
        (r"\langle A,B\rangle", "A:B"),
        (r"A:B", "A:B"),
        (r"A\odot B\circ A", "A .* B .* A"),
        (r"A\otimes B", "kron(A, B)"),
        (r"A \oslash B", "A ./ B"),
        (r"x\circ Ax", "x .* (A*x)"),
        (r"\log\det A", "logdet(A)"),
        (r"\log|A|", "logdet(A)"),
        (r"\log(\det(A))", "log(det(A))"),
        (r"\frac12 x^Tx", "1/2*x'*x"),
        (r"\tfrac\lambda2\|x\|^2", "lam/2*norm(x)^2"),
        (r"{x^Ty \over s}", "x'*y/s"),
        (r"e^{\lambda s}", "exp(lam*s)"),
        (r"\sqrt{x^Tx}", "sqrt(x'*x)"),
        (r"\mathbf A_5 \mathbf x_{\text{new}}", "A5*x_new"),
        (r"A^{[5]}x", "A5*x"),
        (r"A^{(5)}x", "A5*x"),
        (r"\mathbf 1^Tx", "ones(n)'*x"),
        (r"(I - A)x", "(eye(n) - A)*x"),
        (r"\phi'(B)", "phi'(B)"),
        (r"\frac{\partial g}{\partial a}", "D(g, a)"),
        (r"\mathrm dA\,x + {\rm d}(Ax) + \delta x", "dA*x + d(A*x) + dx"),
        (r"d\log\det A", "d(logdet(A))"),
        (r"\max(0,Ax)", "relu(A*x)"),
        (r"\sum e^{x}", "sum(exp(x))"),
    ],
)
def test_latex_means_what_plain_text_means(source: str, plain: str) -> None:
    """Each spelling of question sites is the node of its plain spelling."""
    assert read_latex_expression(source, PROBLEM) is read_expression(plain, PROBLEM)


@pytest.mark.parametrize(
    ("source", "kind", "quoted"),
    [
        (r"A\,xy", ShapeError, "xy"),
        (r"\mathbf{Q}x", UnknownName, "Q"),
        (r"\sum_{ij}A_{ij}", Unsupported, r"\sum_{ij}A_{ij}"),
        (r"x + \lVert A", AdjointError, ""),
    ],
)
def test_complaints_point_into_the_latex(source: str, kind: type[AdjointError], quoted: str) -> None:
    """The place of a complaint is that of the LaTeX, not of the text that it was turned into."""
    with pytest.raises(kind) as caught:
        read_latex_expression(source, PROBLEM)
    place, length = caught.value.position, caught.value.length
    assert place is not None
    assert length is not None
    assert quoted in source[place : place + length]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        (r"E=\tfrac12\|A_5-R\|_F^2,\;A_5=A_4W_4,\;A_4=A_3W_3",
         "E = 1/2*normF(A5-R)^2; A5 = A4*W4; A4 = A3*W3"),
        (r"f=x^TAx,\quad x\in\mathbb R^n,\;A\in\mathbb{R}^{n\times n}", "x: n; A: n×n; f = x'*A*x"),
        (r"A\in\mathbb R^{m\times n};\;c\in\mathbb R^{mn};\;f=c^T\operatorname{vec}(A)",
         "A: m×n; c: m*n; f = c'*vec(A)"),
        (r"A: n\times n\ symmetric; \theta: scalar; f=\theta\operatorname{tr}(A)",
         "A: n×n symmetric; theta: scalar; f = theta*tr(A)"),
        (r"\sigma: elementwise\ function; f=\|\sigma(x)\|^2; x: n",
         "sigma: elementwise function; x: n; f = norm(sigma(x))^2"),
        (r"$$\mathbf h=\sigma(\mathbf W\mathbf x+\mathbf b)$$", "h = sigmoid(W*x + b)"),
        (r"a = Wx+b \\ L = g(a)", "a = W*x + b; L = g(a)"),
        (r"J={\rm Tr}((I-KC)P(I-KC)^T)", "J = tr((eye(n)-K*C)*P*(eye(n)-K*C)'); P: n×n; K: n×m"),
        (r"\def\b#1{\mathbf{#1}} f = \b x^T\b y", "f = x'*y"),
    ],
)  # fmt: skip
def test_problems_in_latex(source: str, plain: str) -> None:
    """A problem in LaTeX has the definitions of the plain one."""
    read, wanted = read_problem(source), read_problem(plain)
    assert is_latex(source)
    assert read.source == source
    assert {str(s): str(b).replace("eye(m)", "eye(n)") for s, b in read.definitions.items()} == {
        str(s): str(b) for s, b in wanted.definitions.items()
    }


def test_complaints_about_problems_point_into_the_latex() -> None:
    """A clash of shapes is placed at the product in the LaTeX."""
    source = r"A\in\mathbb R^{m\times n}; x\in\mathbb R^{k}; f = \|Ax\|"
    with pytest.raises(ShapeError) as caught:
        read_problem(source)
    assert caught.value.position is not None
    assert source[caught.value.position : caught.value.position + (caught.value.length or 0)] == "Ax"


N = Size.of("n")
_LEAVES = {
    "square": [symbol("A", "n", "n", "invertible"), symbol("B", "n", "n"), symbol("A5", "n", "n"), identity(N)],
    "vector": [symbol("x", "n"), symbol("y", "n"), symbol("x_new", "n"), ones((N, Size.of(1)))],
    "scalar": [symbol("lam"), symbol("s"), number(2), number(3)],
}


def expressions(kind: str, depth: int = 3) -> st.SearchStrategy[Expr]:
    """Expressions of one shape, as the constructors make them."""
    leaf = st.sampled_from(_LEAVES[kind])
    if depth == 0:
        return leaf
    square, vector, scalar = (expressions(k, depth - 1) for k in ("square", "vector", "scalar"))
    same = expressions(kind, depth - 1)
    common = [
        leaf,
        st.builds(add, same, same),
        st.builds(multiply, scalar, same),
        st.builds(lambda e: multiply(number(-1), e), same),
        st.builds(lambda f, e: apply(f, e), st.sampled_from(["exp", "tanh", "relu", "sigmoid", "log"]), same),
    ]
    if kind == "square":
        made = [
            st.builds(multiply, square, square),
            st.builds(transpose, square),
            st.sampled_from([symbol("A", "n", "n", "invertible"), symbol("B", "n", "n")]).map(inverse),
            st.builds(hadamard, square, square),
            st.builds(lambda e: d(e), st.sampled_from(_LEAVES["square"][:2])),
            st.builds(lambda u, v: multiply(u, transpose(v)), st.sampled_from(_LEAVES["vector"][:3]), vector),
            st.builds(lambda v: call("diag", v), vector),
        ]
    elif kind == "vector":
        made = [
            st.builds(multiply, square, vector),
            st.builds(hadamard, vector, vector),
            st.builds(lambda v: element_power(v, number(2)), vector),
        ]
    else:
        made = [
            st.builds(lambda u, v: multiply(transpose(u), v), vector, vector),
            st.builds(lambda m: call("tr", m), square),
            st.builds(lambda m: call("logdet", m), square),
            st.builds(lambda m: power(call("normF", m), number(2)), square),
            st.builds(lambda v: call("norm2", v), vector),
            st.builds(colon, square, square),
            st.builds(lambda a, b: multiply(a, power(b, number(-1))), scalar, st.sampled_from(_LEAVES["scalar"][:2])),
            st.builds(lambda m: call("sum", kron(m, symbol("B", "n", "n"))), square),
        ]
    return st.one_of(*common, *made)


@settings(max_examples=120, deadline=None)
@given(st.one_of(expressions("square"), expressions("vector"), expressions("scalar")))
def test_reading_what_was_printed_gives_the_identical_expression(node: Expr) -> None:
    """LaTeX is read back as the node that it was printed from, wherever it shows all sizes and has a value."""
    with contextlib.suppress(DomainError):
        assert read_back(node) in (node, None)


@pytest.mark.parametrize("name", ARRAY)
def test_every_function_is_read_back(name: str) -> None:
    """A function of whole arrays is read as it is printed: as text, in Unicode and in LaTeX."""
    signature = ARRAY[name].signature
    operands = [symbol(letter, *shape) for letter, shape in zip("XYZUV", signature.operands, strict=False)]
    node = call(name, *operands, shape=signature.value)
    problem = Problem("", {}, symbol("f"), tuple(operands))
    assert read_expression(str(node), problem) is node
    assert read_expression(text(node), problem) is node
    assert read_latex_expression(latex(node), problem) is node


OPAQUE = read_problem(
    "A: n×m; B: m×n; alpha: scalar; Sigma: n×n; W_new: n×n; theta: n; x_1: n; y0: n; lam2: scalar; h: R^n -> R^p;"
    "phi: elementwise function; a = Sigma*theta; b = W_new*y0;"
    "f = g(a) + k(a, b) + sum(h(a)) + alpha*lam2*x_1'*y0 + sum(phi(A*B)) + q(alpha)"
)
_NAMED = {s.name: s for s in (*OPAQUE.variables, *OPAQUE.definitions)}


def rare() -> list[Expr]:
    """Nodes that random expressions hardly reach: unknown functions and their derivatives, forms of stacked columns."""
    a, b, alpha, big, theta, new = (_NAMED[name] for name in ("a", "b", "alpha", "Sigma", "theta", "W_new"))
    rows, columns = _NAMED["A"], _NAMED["B"]
    size, other = rows.shape
    line = (size, Size.of(1))
    g, k, q = opaque("g", SCALAR, a), opaque("k", SCALAR, a, b), opaque("q", SCALAR, alpha)
    h = opaque("h", (Size.of("p"), Size.of(1)), a)
    first = [partial(g, 0), partial(k, 0), partial(k, 1), partial(h, 0), partial(q, 0)]
    second = [partial(g, 0, 0), partial(k, 0, 1), partial(k, 1, 0), partial(q, 0, 0)]
    inside = [transpose(first[0]) @ new @ d(theta), new.T @ second[0] @ new, first[3] @ d(a)]
    primed = [apply("phi", multiply(rows, columns), 1), apply("phi", big, 2), d(apply("phi", big)), transpose(d(theta))]
    stacked = [
        kron(identity(size), rows), kron(rows, identity(other)), kron(ones(line), identity(other)),
        transpose(kron(ones(line), identity(other))), kron(kron(rows, columns), big), kron(rows, kron(columns, big)),
        kron(add(big, identity(size)), identity(other)), kron(identity(size * other), rows),
        kron(ones(rows.shape), rows),
        commutation(size, other) @ call("vec", rows), duplication(size) @ call("vech", rows @ rows.T),
        elimination(size).T @ call("vech", rows @ rows.T),
    ]  # fmt: skip
    powers = [element_power(theta, number(-2)), power(alpha, _NAMED["lam2"]), element_power(big, alpha)]
    entrywise = [apply(name, x) for name in ELEMENTWISE if name != "abs" for x in (theta, alpha)]
    return [g, k, q, h, *first, *second, *inside, *primed, *stacked, *powers, d(_NAMED["x1"]), *entrywise]


@pytest.mark.parametrize("node", rare(), ids=str)
def test_rare_nodes_are_read_back(node: Expr) -> None:
    """Each is read as it is printed: as text, in Unicode and in LaTeX."""
    assert read_expression(str(node), OPAQUE) is node
    assert read_expression(text(node), OPAQUE) is node
    assert read_latex_expression(latex(node), OPAQUE) is node


def read_back(node: Expr) -> Expr | None:
    """What is read of what was printed, or None where the print has two readings or leaves a length open."""
    if isinstance(node, Zero):
        return None
    try:
        return read_latex_expression(latex(node), PROBLEM)
    except (ShapeError, Ambiguous) as error:
        if isinstance(error, Ambiguous) or "left open" in error.message:
            return None
        raise
