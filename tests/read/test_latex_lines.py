"""Derivation lines: relations as people write them, in LaTeX and in plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjoint.expr.build import symbol
from adjoint.read.latex import read_side
from adjoint.read.line import Relation, read_line
from adjoint.read.problem import read_problem
from adjoint.read.tree.sides import (
    Bold, Derivative, Entry, Grid, KroneckerDelta, Total, Unread, is_indexed, names, replaced,
    walk,
)  # fmt: skip
from adjoint.read.tree.syntax import (
    CHANGE, Applied, Factors, Frobenius, Name, Node, Norm, Numeral, Raised, Terms, Transposed,
)  # fmt: skip

PROBLEM = read_problem("A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2; A3: n×p; W3: p×q; W4: q×r")
SMALL = read_problem("x: n; A: n×n; f = x'*A*x")


def shown(node: Node | None) -> str:
    """A tree with its structure visible."""
    if isinstance(node, Numeral):
        return str(node.value)
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Terms):
        return "(" + " ".join(sign + shown(term) for sign, term in node.terms) + ")"
    if isinstance(node, Factors):
        return "(" + shown(node.first) + "".join(f" {sign} {shown(part)}" for sign, part in node.rest) + ")"
    if isinstance(node, Frobenius):
        return "<" + ":".join(map(shown, node.factors)) + ">"
    if isinstance(node, Transposed):
        return shown(node.operand) + "'"
    if isinstance(node, Raised):
        return f"{shown(node.base)}^{shown(node.exponent)}"
    if isinstance(node, Applied):
        function = "d" if node.function == CHANGE else node.function + "'" * node.primes
        return f"{function}[{', '.join(map(shown, node.arguments))}]"
    if isinstance(node, Derivative):
        return f"D{{{shown(node.of) if node.of else ''}|{','.join(map(shown, node.by))}}}"
    if isinstance(node, Entry):
        return f"{shown(node.operand)}_{''.join(node.indices)}"
    if isinstance(node, Total):
        return f"sum_{''.join(node.indices)}{{{shown(node.operand)}}}"
    if isinstance(node, KroneckerDelta):
        return f"delta_{node.left}{node.right}"
    return type(node).__name__


def said(found: tuple[Relation, ...]) -> list[str]:
    """Relations, one text each."""
    return [f"{shown(r.left) if r.left else ''}{r.sign}{shown(r.right)}" for r in found]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (r"dE=\frac{\partial E}{\partial A_5}:dA_5", ["d[E]=<D{E|A5}:d[A5]>"]),
        (r"dE={\partial E \over \partial A_5}:dA_5", ["d[E]=<D{E|A5}:d[A5]>"]),
        (r"\mathrm dE=\partial E/\partial A_5:\mathrm{d}A_5", ["d[E]=<D{E|A5}:d[A5]>"]),
        ("dE = ∂E/∂A5 : dA5", ["d[E]=<D{E|A5}:d[A5]>"]),
        ("dE = dE/dA5 : dA5", ["d[E]=<D{E|A5}:d[A5]>"]),
        (r"=W_4^T\nabla_{A_5}E:dA_4", ["=<(W4' * D{E|A5}):d[A4]>"]),
        ("dE = W4'*G5 : dA4 where G5 = A5 - R", ["d[E]=<(W4' * G5):d[A4]>", "G5=(+A5 -R)"]),
        (r"a=b=c\implies d=e", ["a=b", "=c", "d=e"]),
        (r"dX^{-1}=-X^{-1}dX\,X^{-1}", ["d[X^(-1)]=Negation"]),
        (r"\frac{\partial}{\partial X}{\rm tr}(XA)=A^T", ["D{tr[(X * A)]|X}=A'"]),
        (r"\nabla_ww^Tw=2w", ["D{(w' * w)|w}=(2 * w)"]),
        (r"\nabla_Xf=\nabla_X({\rm tr}(AX))\,\nabla_X(AX)", ["D{f|X}=(D{tr[(A * X)]|X} * D{(A * X)|X})"]),
        (r"\frac{\partial^2f}{\partial x\partial y}=0", ["D{f|x,y}=0"]),
        (r"\frac{d^2f}{dx^2}=\nabla^2f", ["D{f|x,x}=D{f|}"]),
        (r"\frac{\partial X_{lk}}{\partial X_{ij}}=\delta_{il}\delta_{jk}", ["D{X_lk|X_ij}=(delta_il * delta_jk)"]),
        (r"f=\sum_{ij}x_iA_{ij}x_j", ["f=sum_ij{(x_i * A_ij * x_j)}"]),
        (r"(AB)_{ij}=\sum_kA_{ik}B_{kj}", ["(A * B)_ij=sum_k{(A_ik * B_kj)}"]),
        (r"C^T_{il}=C_{li}", ["C'_il=C_li"]),
        (r"f=\begin{bmatrix}a&b\\c&d\end{bmatrix}", ["f=Grid"]),
        (r"\text{We find } dE=G:dA_5\text{, as was wanted.}", ["d[E]=<G:d[A5]>"]),
        (r"So $dE=G:dA_5$, where $G=A_5-R$.", ["d[E]=<G:d[A5]>", "G=(+A5 -R)"]),
        (r"\eqalign{dE&=G:dA_5\cr&=GW_4^T:dA_4}", ["d[E]=<G:d[A5]>", "=<(G * W4'):d[A4]>"]),
        (r"\mathbf{A}^{[5]} = \mathbf{A}^{[4]}{\mathbf{W}^{[4]}}^\top", ["A5=(A4 * W4')"]),
        ("d(A*B) = dA*B + A*dB", ["d[(A * B)]=(+(d[A] * B) +(A * d[B]))"]),
        ("A4_ij = sum_k A3_ik W3_kj", ["A4_ij=sum_k{(A3_ik * W3_kj)}"]),
        (r"x=\mathbf 1^Ty=(1,1)^Ty", ["x=(Bold' * y)", "=(Grid' * y)"]),
    ],
)  # fmt: skip
def test_lines_are_read_as_they_are_meant(line: str, wanted: list[str]) -> None:
    """Differentials, derivatives, entries, prose and several relations in one line."""
    assert said(read_line(line, PROBLEM)) == [text.replace("X^(-1)", "X^Negation") for text in wanted]


def test_what_cannot_be_read_is_quoted_and_the_rest_goes_on() -> None:
    """An unreadable side keeps its words and its place; the relation after it is read."""
    line = r"dE=\frac{A:dA_5,\quad G=A_5"
    first, *_ = read_line(line, PROBLEM)
    assert isinstance(first.right, Unread)
    assert first.right.source == line[first.right.start : first.right.end]
    second = read_line(r"dE=(A_5:,\;G=A_5", PROBLEM)
    assert any(isinstance(relation.right, Unread) for relation in second)


def test_places_quote_the_source() -> None:
    """Every relation and every node knows its stretch of the line."""
    line = r"\text{so } dE=W_4^T(A_5-R):dA_4,\quad G=A_5"
    relations = read_line(line, PROBLEM)
    assert [relation.source for relation in relations] == [r"dE=W_4^T(A_5-R):dA_4", "G=A_5"]
    inner = [node for node in walk(relations[0].right) if isinstance(node, Transposed)]
    assert line[inner[0].start : inner[0].end].startswith("W_4^")


def test_defining_words_and_links_are_kept() -> None:
    """`let` and `where` mark definitions, arrows what follows from what."""
    found = read_line(r"\text{let }G=A_5-R,\text{ then }dE=G:dA_5\implies\nabla E=G", PROBLEM)
    assert [(relation.defining, relation.link) for relation in found] == [(True, ""), (False, ""), (False, "⟹")]


def test_products_beside_a_hadamard_product_have_two_readings() -> None:
    """`a ⊙ b c` binds `b c` first, and the other reading comes along; brackets leave one."""
    (mixed,) = read_line(r"a\odot b\,c^T=0", SMALL)
    assert mixed.other is not None
    assert (shown(mixed.left), shown(mixed.other.left)) == ("(a .* (b * c'))", "(a .* b * c')")
    (clear,) = read_line(r"a\odot(b\,c^T)=0", SMALL)
    assert clear.other is None


def test_a_quote_is_part_of_a_name_where_the_line_transposes_otherwise() -> None:
    """`A'` transposes, but beside `x^T` it is another matrix."""
    (plain,) = read_line("x'A'=0", SMALL)
    (other,) = read_line(r"x^\top A'=0", SMALL)
    assert shown(plain.left) == "(x' * A')"
    assert "A'" in names(other.left or other.right)


def test_helpers_tell_what_a_side_holds() -> None:
    """Indices are found wherever they stand."""
    (line,) = read_line(r"df=\sum_ix_i", SMALL)
    assert line.left is not None
    assert is_indexed(line.right)
    assert not is_indexed(line.left)
    assert not any(isinstance(node, (Bold, Grid)) for node in walk(line.right))


def test_a_side_becomes_an_expression_once_its_derivatives_have_shapes() -> None:
    """Derivatives stand for symbols that the caller gives; other trees are replaced by names first."""
    gradient = symbol("G", "n", "r")
    (line,) = read_line(r"dE=\frac{\partial E}{\partial A_5}W_4^T:dA_4", PROBLEM)
    read = read_side(line.right, PROBLEM, {"∂E/∂A5": gradient})
    assert str(read) == "G*W4' : dA4"
    named = replaced(line.right, lambda node: Name(node.start, node.end, "G") if isinstance(node, Derivative) else None)
    assert read_side(named, PROBLEM, {"G": gradient}) is read


_PIECES = [
    r"\frac", "{", "}", "(", ")", "d", "X", "x", "^", "_", "'", "T", "1", r"\partial", r"\nabla", r"\sum", "=", ",",
    ":", "+", "-", r"\|", "|", r"\left", r"\right", r"\log", r"\mathrm", r"\text", r"\begin{bmatrix}",
    r"\end{bmatrix}", "&", "\\\\", r"\odot", "[", "]", r"\sqrt", r"\over", r"\hat", r"\rm", "$", " where ",
    r"\delta", "\\",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14))
def test_any_line_is_read_or_quoted(pieces: list[str]) -> None:
    """No line, however broken, raises an error."""
    read_line("".join(pieces), SMALL)


@pytest.mark.parametrize(
    "source", ["f = x'x/||x||", r"f = \frac{x^Tx}{||x||}", r"f = \frac{x^Tx}{\|x\|}", "f = x'x/‖x‖"]
)
def test_two_bars_are_a_norm(source: str) -> None:
    """`||` is the bar of a norm in plain text and in LaTeX."""
    (line,) = read_line(source, SMALL)
    assert [node.subscript for node in walk(line.right) if isinstance(node, Norm)] == [""]


def test_two_bars_between_absolute_values_are_two() -> None:
    """`|a||b|` is a product."""
    (line,) = read_line("f = |x'x||x'A x|", SMALL)
    assert [node.subscript for node in walk(line.right) if isinstance(node, Norm)] == ["|", "|"]
