"""What lowering takes in, how it names what is summed, and where recognition ends."""

import pytest

from adjoint.errors import ShapeError, TooLarge
from adjoint.expr.build import (
    apply, call, colon, commutation, constant, d, element_power, hadamard, identity, inverse, kron, multiply,
    number, ones, opaque, partial, power, size_number, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.halves import elimination
from adjoint.expr.language import KINDS, Expr
from adjoint.expr.sizes import SCALAR, Size
from adjoint.index.kronecker import kronecker
from adjoint.index.lower import lower
from adjoint.index.names import IndexNames, axes_for, proper
from adjoint.index.recognise import recognise
from adjoint.index.simplify import canonical
from adjoint.index.tensor import multiply as contract
from adjoint.index.tensor import rename_axes, substitute_differential
from adjoint.index.term import Entry, Index, Rate, Tensor, Term
from adjoint.index.ties import ties

N = Size.of("n")
A, B, x, s = symbol("A", N, N), symbol("B", N, N), symbol("x", N), symbol("s")

ONE_OF_EACH: list[Expr] = [
    A, number(3), size_number(N), constant("pi"), identity(N), zeros(A.shape), ones(A.shape), A + B, A @ B,
    hadamard(A, B), transpose(A), inverse(A), power(A, s), element_power(A, s), apply("phi", A, 1),
    call("logsumexp", A), opaque("g", SCALAR, A), partial(opaque("g", SCALAR, A), 0), colon(A, B), kron(A, B), d(A),
    commutation(Size.of("m"), N), elimination(N),
]  # fmt: skip


@pytest.mark.parametrize("node", ONE_OF_EACH, ids=lambda node: type(node).__name__)
def test_every_kind_is_lowered(node: Expr) -> None:
    """Every kind of node becomes a tensor with its own axes, has a canonical form, and is recognised again."""
    tensor = lower(node)
    assert tuple(axis.size for axis in tensor.axes) == proper(node.shape)
    assert canonical(lower(recognise(tensor))) == canonical(tensor)


def test_the_list_of_kinds_is_whole() -> None:
    """The test above leaves out no kind."""
    assert {type(node) for node in ONE_OF_EACH} == set(KINDS)


def test_names_do_not_clash() -> None:
    """Summed indices avoid the axes, the names of symbols and the names of sizes."""
    left, right = symbol("k", "p", "q"), symbol("l", "q", "p")
    tensor = lower(left @ right, axes_for((Size.of("p"), Size.of("p")), "ir"))
    assert [i.name for f in tensor.terms[0].factors for i in f.indices] == ["i", "s", "s", "r"]


def test_names_can_be_given() -> None:
    """A supply of names is followed, and letters run on into numbers."""
    supply = IndexNames("k")
    assert [index.name for f in lower(A @ B, names=supply).terms[0].factors for index in f.indices] == list("illj")
    assert [IndexNames("ab").take(N, "ab").name, IndexNames(["a", "b", "a1"]).take(N, "ab").name] == ["a1", "a2"]


def test_axes_must_fit() -> None:
    """Axes of another number or size are refused, and so is an axis that is in use."""
    with pytest.raises(ValueError, match="do not fit"):
        lower(A, axes_for(x.shape))
    with pytest.raises(ShapeError):
        rename_axes(lower(A), [Index("i", Size.of("m")), Index("j", N)])
    with pytest.raises(ShapeError):
        substitute_differential(lower(d(A)), A, axes_for(A.shape, "ij"))
    with pytest.raises(ShapeError):
        contract(lower(A), lower(B), [Index("z", N)])


def test_too_many_terms() -> None:
    """Multiplying out stops at a stated number of terms."""
    factors = [symbol(f"A{k}", N, N) + symbol(f"B{k}", N, N) for k in range(14)]
    with pytest.raises(TooLarge):
        canonical(lower(multiply(*factors)))


def _bridge() -> Tensor:
    i, j, k, r = (Index(name, N) for name in "ijkr")
    ends = [(i, k), (i, r), (k, r), (k, j), (r, j)]
    return Tensor((i, j), (Term(number(1).value, tuple(Entry(symbol(f"A{n}", N, N), e) for n, e in enumerate(ends))),))


def test_a_bridge_has_no_notation() -> None:
    """A network that no series or parallel step reduces is left in indices."""
    assert recognise(_bridge()) is None
    assert canonical(_bridge()) == canonical(canonical(_bridge()))


def test_more_than_two_axes_have_no_plain_notation() -> None:
    """Order three is not squeezed into a matrix, and a rate not worked out is not notation."""
    tensor = substitute_differential(lower(d(A)), A, axes_for(A.shape, "ab"))
    assert recognise(tensor) is None
    assert kronecker(tensor, outputs=4) is None
    axes = axes_for(A.shape) + axes_for(B.shape, "ab")
    rate = Tensor(axes, (Term(number(1).value, (Rate(A, B, axes[:2], axes[2:]),)),))
    assert kronecker(rate) is None
    assert ties(rate) == ties(Tensor(axes, ())) == ()
