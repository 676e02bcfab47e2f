"""Jacobians by deltas, their contraction, and the matrix notation that it is recognised as."""

import numpy as np
import pytest

from adjoint.errors import ShapeError, Unsupported
from adjoint.expr.build import apply, call, colon, d, hadamard, inverse, ones, symbol, transpose
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Size
from adjoint.index.kronecker import kronecker
from adjoint.index.lower import lower
from adjoint.index.names import axes_for
from adjoint.index.recognise import recognise
from adjoint.index.simplify import contract_deltas
from adjoint.index.tensor import add, multiply, rename_axes, scale, substitute_differential
from adjoint.index.term import Delta, Entry, Index, Tensor
from adjoint.index.ties import collapse, ties

from .numeric import entries, value

W, X, x, b = symbol("W", "m", "n"), symbol("X", "p", "n"), symbol("x", "n"), symbol("b", "m")
A, B = symbol("A", "n", "n"), symbol("B", "n", "n")


def spell(tensor: Tensor) -> str:
    """A tensor as it is said in these tests: `W_ij x_j + 2 b_i`."""
    terms = []
    for term in tensor.terms:
        words = [] if term.coefficient == 1 else [str(term.coefficient)]
        for factor in term.factors:
            is_delta = isinstance(factor, Delta)
            indices = (factor.left, factor.right) if is_delta else factor.indices
            name, letters = "δ" if is_delta else str(factor.node), "".join(index.name for index in indices)
            words.append(f"{name}_{letters}" if letters else name)
        terms.append(" ".join(words))
    return " + ".join(terms)


def jacobian(differential: Expr, by: Symbol, letters: str, axes: tuple[Index, ...] | None = None) -> Tensor:
    return contract_deltas(substitute_differential(lower(differential, axes), by, axes_for(by.shape, letters)))


def test_vector_by_matrix() -> None:
    """∂(W*x)_i/∂W_jk is δ_ij x_k, and x' ⊗ I when W is stacked."""
    tensor = jacobian(d(W) @ x, W, "jk")
    assert [axis.name for axis in tensor.axes] == ["i", "j", "k"]
    assert spell(tensor) == "δ_ij x_k"
    assert str(kronecker(tensor, outputs=1)) == "kron(x', eye(m))"


def test_the_two_layers() -> None:
    """∂(X*W')_ij/∂W_ab is δ_ja X_ib; ∂(W*A)_cd/∂W_ab is δ_ca A_bd."""
    first = jacobian(X @ transpose(d(W)), W, "ab")
    second = jacobian(d(W) @ A, W, "ab", axes_for(W.shape, "cd"))
    assert sorted(spell(first).split()) == ["X_ib", "δ_ja"]
    assert sorted(spell(second).split()) == ["A_bd", "δ_ca"]


def test_gradient_by_indices_alone() -> None:
    """Σ_ij G_ij δ_ja X_ib is Σ_i G_ia X_ib, which is G'*X."""
    G = symbol("G", "p", "m")
    rate = jacobian(X @ transpose(d(W)), W, "ab")
    product = multiply(lower(G, rate.axes[:2]), rate)
    contracted = contract_deltas(product)
    assert spell(contracted) == "G_ia X_ib"
    assert str(recognise(contracted)) == "G'*X"


def test_chain_of_order_four() -> None:
    """∂Z/∂A for Z = W*A ties the columns; collapsed it is W; contracted with G it is W'*G."""
    inputs, G = symbol("A1", "n", "p"), symbol("G", "m", "p")
    rate = jacobian(W @ d(inputs), inputs, "kl")
    assert [(a.name, b.name) for a, b in ties(rate)] == [("j", "l")]
    effective = collapse(rate, ties(rate)[0])
    assert [axis.name for axis in effective.axes] == ["i", "k"]
    assert str(recognise(effective)) == "W"
    assert str(recognise(multiply(lower(G, rate.axes[:2]), rate))) == "W'*G"
    assert str(kronecker(rate)) == "kron(eye(p), W)"


def test_elementwise_ties_both_axes() -> None:
    """An elementwise function ties rows to rows and columns to columns, and each tie may be collapsed."""
    rate = jacobian(hadamard(apply("phi", A, 1), d(A)), A, "ab")
    assert [(a.name, b.name) for a, b in ties(rate)] == [("i", "a"), ("j", "b")]
    once = collapse(rate, ties(rate)[0])
    twice = collapse(once, ties(once)[0])
    assert spell(twice) == "phi'(A)_ij"


def test_collapse_needs_a_tie() -> None:
    """Without a delta in every term there is nothing to collapse."""
    rate = add(jacobian(W @ d(symbol("A1", "n", "p")), symbol("A1", "n", "p"), "kl"))
    with pytest.raises(Unsupported):
        collapse(rate, (rate.axes[0], rate.axes[2]))


LINEAR = {
    "two sides": (A @ d(B) @ symbol("C", "n", "m"), B, 2),
    "transposed": (A @ transpose(d(W)), W, 2),
    "elementwise": (hadamard(A, d(B)), B, 2),
    "elementwise outside": (hadamard(A, A @ d(B)), B, 2),
    "elementwise inside": (A @ hadamard(A, d(B)) @ W.T, B, 2),
    "trace": (call("tr", A @ d(B)) * W, B, 2),
    "broadcast": (d(b) @ ones((Size.of(1), Size.of("p"))), b, 2),
    "diagonal": (call("diag", d(x)) @ A, x, 2),
    "outer": (b @ transpose(d(x)), x, 2),
    "inner": (A @ d(B) @ x, B, 1),
    "left": (transpose(d(W)) @ b, W, 1),
    "quadratic": ((x.T @ d(B) @ x) * b, B, 1),
    "rows": (transpose(x) @ d(B), B, 1),
    "plain": (W @ d(x), x, 1),
    "diagvec": (call("diagvec", d(B) @ A), B, 1),
    "sums": (d(B) + A @ d(B) - colon(A, d(B)) * A, B, 2),
    "inverse": (inverse(A) @ d(B) @ inverse(A), B, 2),
}


@pytest.mark.parametrize(("differential", "by", "outputs"), LINEAR.values(), ids=LINEAR)
def test_jacobians_act_as_the_differential(differential: Expr, by: Symbol, outputs: int) -> None:
    """The Jacobian contracted with dX is the differential, and so is its Kronecker form on stacked columns."""
    rate = jacobian(differential, by, "ab")
    change, expected = value(d(by)), value(differential)
    array = entries(rate)
    flat = change.reshape([n for n, size in zip(change.shape, by.shape, strict=True) if size != ONE])
    assert np.allclose(np.tensordot(array, flat, flat.ndim).reshape(expected.shape), expected)
    stacked = kronecker(rate, outputs)
    if stacked is not None:
        product = value(stacked) @ change.reshape(-1, 1, order="F")
        assert np.allclose(product, expected.reshape(-1, 1, order="F"))


def test_which_jacobians_have_a_kronecker_form() -> None:
    """All of these do: a transposed variable by a commutation matrix, a diagonal as an elementwise product."""
    forms = {name: kronecker(jacobian(e, by, "ab"), outputs) for name, (e, by, outputs) in LINEAR.items()}
    assert None not in forms.values()
    assert str(forms["transposed"]) == "commutation(m, n)*kron(A, eye(m))"


def test_linear_in_the_differential_only() -> None:
    """A term without the differential, with two, or with one inside a function is refused."""
    for wrong in (A @ B, d(B) @ d(B), apply("exp", d(B))):
        with pytest.raises(Unsupported):
            substitute_differential(lower(wrong), B, axes_for(B.shape, "ab"))


def test_arithmetic_of_tensors() -> None:
    """Sums, multiples, products over shared axes and new names for axes mean what they mean for arrays."""
    left, right = lower(A @ B), lower(B, axes_for(B.shape, "jk"))
    assert np.allclose(entries(add(left, scale(left, -3))), -2 * entries(left))
    assert str(recognise(multiply(left, right))) == "A*B*B"
    assert np.allclose(entries(rename_axes(left, axes_for(A.shape, "ki"))), entries(left))
    with pytest.raises(ShapeError):
        add(left, right)


def test_a_lost_sum_counts() -> None:
    """An axis that is summed but stands in no factor multiplies by its size."""
    row = lower(ones((Size.of("n"), Size.of("m"))))
    total = multiply(row, lower(symbol("b", "m"), row.axes[1:]))
    assert str(recognise(total)) == "sum(b)*ones(n)"
    assert str(recognise(multiply(row, row))) == "m*n"


def test_entries_say_what_they_are() -> None:
    """Sums among other factors stay together, unless they hold a differential."""
    assert spell(lower(A @ (B - A))) == "A_ik B - A_kj"
    assert len(lower(A @ (d(B) - A)).terms) == 2
    assert all(isinstance(f, Entry) for f in lower(inverse(A) @ x).terms[0].factors)
