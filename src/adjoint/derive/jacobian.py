"""Jacobians read off a differential: `dF_ij = Σ_ab ∂F_ij/∂X_ab dX_ab`."""

from adjoint.derive.derivation import Line, Target
from adjoint.derive.shorten import LAW, Shortener
from adjoint.expr.language import Expr, Kron, Symbol
from adjoint.expr.sizes import Shape
from adjoint.expr.walk import postorder
from adjoint.index.deltas import contract_deltas
from adjoint.index.kronecker import kronecker
from adjoint.index.lower import lower
from adjoint.index.names import axes_for, proper
from adjoint.index.recognise import recognise
from adjoint.index.tensor import substitute_differential
from adjoint.index.term import Index, Tensor, Term, factor_indices

ENTRIES = "derivative of an entry by an entry"
CONTRACT = "a delta picks one term of a sum"
CONTRACT_WHY = "In a sum over k, δ_ka leaves the one term with k = a."
RECOGNISE = "recognised as matrices"
OF_SUMS = "A sum over the inner of two neighbouring indices is a product; an index in the wrong place, a transpose."
OF_PRODUCTS = "Nothing is summed: u_j v_k are the entries of u*v', and A_jk B_jk those of A ⊙ B."
OF_ENTRIES = "These are the entries of the matrix, or of its transpose where the indices stand the other way round."


def axes_of_jacobian(of: Shape, by: Shape) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    """Indices for the axes of the output and of the variable: `i j` and `a b`, or `i`, `j k` and so on where few."""
    outer = axes_for(of)
    letters = "ijk"[len(outer) :] if len(outer) + len(proper(by)) <= 3 else "abcd"
    return outer, axes_for(by, letters)


def entries(right: Expr, by: Symbol, outer: tuple[Index, ...], inner: tuple[Index, ...]) -> Tensor:
    """The Jacobian in a differential that is linear in `d by`, with its deltas."""
    return substitute_differential(lower(right, outer), by, inner)


def jacobian_lines(left: Target, right: Expr, by: Symbol, shortener: Shortener) -> tuple[list[Line], Expr | Tensor]:
    """The lines from a differential to the Jacobian, and the Jacobian: in matrices where it has at most two axes."""
    outer, inner = axes_of_jacobian(right.shape, by.shape)
    tensor = entries(right, by, outer, inner)
    lines = [Line(left, tensor, ENTRIES, why_entries(by))]
    contracted = contract_deltas(tensor)
    if contracted != tensor:
        lines.append(Line(None, contracted, CONTRACT, CONTRACT_WHY))
    matrix, laws = in_matrices(contracted, shortener)
    if matrix is not None:
        lines.append(Line(None, matrix, "; ".join((RECOGNISE, *laws)), why_recognised(contracted)))
    return lines, contracted if matrix is None else matrix


def why_entries(by: Symbol) -> str:
    """What takes the place of the entries of a differential, in the letters of the variable."""
    count = len(proper(by.shape))
    moved, fixed = (f"{by}_{letters[:count]}" if count else str(by) for letters in ("kl", "ab"))
    deltas = " ".join(["δ_ka", "δ_lb"][:count]) or "1"
    only = f"An entry of d{by} answers to one entry of {by} only" if count else "A number changes as itself"
    return f"{only}: ∂{moved}/∂{fixed} = {deltas} takes the place of d{moved}."


def why_recognised(tensor: Tensor) -> str:
    """Why entries are those of a matrix expression: by their sums, by their products, or at sight."""
    met = [index for term in tensor.terms for factor in term.factors for index in factor_indices(factor)]
    if not set(met) <= set(tensor.axes):
        return OF_SUMS
    return OF_PRODUCTS if any(_arrays(term) > 1 for term in tensor.terms) else OF_ENTRIES


def _arrays(term: Term) -> int:
    """How many factors of a term have indices."""
    return sum(bool(factor_indices(factor)) for factor in term.factors)


def in_matrices(tensor: Tensor, shortener: Shortener) -> tuple[Expr | None, tuple[str, ...]]:
    """The tensor as an expression where it has at most two axes and matrix notation can say it.

    With it come the names of the laws that shortened it.
    """
    found = recognise(tensor) if len(tensor.axes) <= 2 else None
    if found is None:
        return None, ()
    if len(tensor.axes) == 2 and any(isinstance(part, Kron) for part in postorder(found)):
        stacked = kronecker(tensor, 1)
        found = found if stacked is None else min(found, stacked, key=lambda way: len(str(way)))
    matrix, laws = shortener.answer(found)
    return matrix, tuple(name for name in laws if name == LAW)
