"""Which lines show indices, and which derivatives are marked as direct."""

from msgspec.structs import replace
from fractions import Fraction

from adjoint.derive.derivation import Derivation, Line, Target
from adjoint.derive.problem import Problem, Question
from adjoint.expr.build import symbol
from adjoint.expr.sizes import Size
from adjoint.index.term import Entry, Index, Tensor, Term
from adjoint.render.lines import equation, shown
from adjoint.render.text import UNICODE


def written(derivation: Derivation) -> list[str]:
    return [equation(UNICODE, line.left, line.right) for line in shown(derivation)]


def test_a_group_with_a_tensor_is_shown_entry_by_entry(indexed: Derivation) -> None:
    """The recognised product is an entry, because the lines above it are."""
    assert written(indexed) == [
        "Y_ij = Σ_k X_ik W_jk",
        "∂Y_ij/∂W_ab = δ_ja X_ib",
        "∂L/∂W_ab = Σ_ij ∂L/∂Y_ij ∂Y_ij/∂W_ab",
        "= Σ_i ∂L/∂Y_ia X_ib",
        "= ((∂L/∂Y)'*X)_ab",
    ]


def test_a_continuing_tensor_takes_the_names_of_the_axes_above(indexed: Derivation) -> None:
    """Free indices are renamed to those on the left; a summed index of such a name makes way."""
    c, e, a = Index("c", Size.of("m")), Index("e", Size.of("d")), Index("a", Size.of("n"))
    gradient = indexed.lines[3].right
    assert isinstance(gradient, Tensor)
    g, x = [factor.node for factor in gradient.terms[0].factors if isinstance(factor, Entry)]
    other = Tensor((c, e), (replace(gradient.terms[0], factors=(Entry(g, (a, c)), Entry(x, (a, e)))),))
    lines = (*indexed.lines[:3], Line(None, other, "the same"))
    assert written(replace(indexed, lines=lines))[-1] == "= Σ_k ∂L/∂Y_ka X_kb"


def test_an_entry_is_not_said_twice() -> None:
    """A symbol recognised in its own entries is shown as a whole."""
    x, w, y = symbol("X", "n", "d"), symbol("W", "n", "d"), symbol("Y", "n", "d")
    i, j = Index("i", Size.of("n")), Index("j", Size.of("d"))
    tensor = Tensor((i, j), (Term(Fraction(1), (Entry(x, (i, j)),)),))
    lines = (Line(Target(y, ()), tensor, ""), Line(None, x, ""))
    problem = Problem("Y = X", {y: x}, y, (x, w))
    assert written(Derivation(Question(problem, (x,)), lines, ())) == ["Y_ij = X_ij", "Y = X"]


def test_a_direct_derivative_is_marked_only_where_another_path_exists() -> None:
    """`W = X*X'; Y = W*X`: the direct derivative of `Y` by `X` is not the total one, unless `W` is held."""
    x, w, y = symbol("X", "n", "n"), symbol("W", "n", "n"), symbol("Y", "n", "n")
    problem = Problem("W = X*X'; Y = W*X", {w: x @ x.T, y: w @ x}, y, (x,))
    line = Line(Target(y, (x,), True), w, "")
    by_w = Line(Target(y, (w,), True), x, "")
    free = Derivation(Question(problem, (x,), "jacobian"), (line, by_w), ())
    held = Derivation(Question(problem, (x,), "jacobian", hold=(w,)), (line,), ())
    assert written(free) == ["∂Y/∂X|direct = W", "∂Y/∂W = X"]
    assert written(held) == ["∂Y/∂X = W"]
