"""All spellings of one thing have one canonical form, and different things do not."""

import random

import pytest

from adjoint.expr.build import (
    apply, call, colon, d, element_power, hadamard, inverse, kron, multiply, number, ones, opaque, partial, power,
    subtract, symbol, transpose, zeros,
)  # fmt: skip
from adjoint.expr.language import Expr
from adjoint.index.lower import lower
from adjoint.index.names import rename_term, term_dummies
from adjoint.index.simplify import canonical
from adjoint.index.term import Index, Tensor, Term

from .numeric import samples

A, B, C = (symbol(name, "n", "n") for name in "ABC")
S, Q = symbol("S", "n", "n", "symmetric"), symbol("Q", "n", "n", "orthogonal")
M, N, P = symbol("M", "n", "m"), symbol("N", "m", "p"), symbol("P", "n", "p")
u, v = symbol("u", "n"), symbol("v", "n")
s, t = symbol("s"), symbol("t")
row = transpose(ones(u.shape))

SPELLINGS = {
    "colon and trace": [
        colon(P, M @ N), colon(M.T @ P, N), colon(P @ N.T, M), call("tr", P.T @ M @ N), call("tr", M @ N @ P.T),
        call("sum", hadamard(P, M @ N)),
    ],
    "hadamard in a colon": [colon(A, hadamard(B, C)), colon(hadamard(A, B), C), colon(hadamard(C, A), B)],
    "square of a norm": [power(call("normF", M), number(2)), colon(M, M), call("sum", element_power(M, number(2)))],
    "vector norm": [power(call("norm2", u), number(2)), u.T @ u, power(call("normF", u.T), number(2))],
    "inverse of a product": [
        inverse(A @ B.T), inverse(B @ A.T).T, inverse(B.T) @ inverse(A), transpose(inverse(A.T) @ inverse(B)),
    ],
    "a matrix beside its inverse": [A @ inverse(A) @ B, B, inverse(inverse(B)), A @ B @ inverse(A @ B) @ B],
    "inside of an inverse": [inverse(A @ B + C) @ u, inverse(C.T + B.T @ A.T).T @ u, inverse(C + A @ B) @ u],
    "inside of a function": [apply("exp", transpose(A @ B)), apply("exp", B.T @ A.T), transpose(apply("exp", A @ B))],
    "products of sums": [(A + B) @ (A + B), A @ A + B @ A + A @ B + B @ B],
    "symmetric": [u.T @ S @ v, v.T @ S @ u, v.T @ S.T @ u],
    "orthogonal": [Q.T @ u, inverse(Q) @ u],
    "cycles": [call("tr", A @ B @ A @ C), call("tr", A @ C @ A @ B), call("tr", C.T @ A.T @ B.T @ A.T)],
    "diagonal": [call("diag", u) @ A, hadamard(u @ row, A)],
    "diagonal of a product": [call("diagvec", A @ B), hadamard(A, B.T) @ ones(u.shape)],
    "inverse of a diagonal": [inverse(call("diag", u)), call("diag", element_power(u, number(-1)))],
    "division": [u / v * v, u],
    "powers of scalars": [s * s * power(s, number(-1)), s, power(apply("sqrt", s), number(2))],
    "squares of sums": [power(s + t, number(2)), s * s + 2 * s * t + t * t],
    "powers of a trace": [call("tr", A) * call("tr", A) * s, s * power(call("tr", A.T), number(2))],
    "triangles": [call("tril", call("tril", A) + B), call("tril", B) + call("tril", A)],
    "cancelling": [zeros(A.shape), subtract(A @ B, transpose(B.T @ A.T))],
    "logdet": [call("logdet", A @ inverse(B)), call("logdet", A.T) - call("logdet", B)],
    "det": [call("det", A @ B.T), call("det", B) * call("det", A), call("det", A) / call("det", inverse(B))],
    "differential": [d(A.T) @ u, transpose(d(A)) @ u],
    "opaque": [opaque("g", s.shape, A @ u + v), opaque("g", s.shape, v + transpose(u.T @ A.T))],
    "stacked columns": [call("vec", A).T @ call("vec", B), colon(A, B)],
    "a Kronecker product between stacked columns": [
        call("vec", A).T @ kron(B, C) @ call("vec", M @ M.T), colon(A, C @ M @ M.T @ B.T),
    ],
    "trace of a Kronecker product": [call("tr", kron(A, B) @ kron(C, A)), call("tr", A @ C) * call("tr", B @ A)],
    "kron of vectors": [kron(u.T, v), v @ u.T],
}  # fmt: skip

DIFFERENT = {
    "sides": [colon(A, B @ C), colon(A, C @ B), colon(C @ A, B)],
    "transposes": [A @ B, A @ B.T, B @ A, A.T @ B],
    "inverses": [inverse(A @ B), inverse(A) @ inverse(B)],
    "powers": [A @ A, element_power(A, number(2)), power(call("normF", A), number(2)) * A],
    "traces": [call("tr", A @ B), call("tr", A.T @ B), call("tr", A) * call("tr", B), call("sum", A @ B)],
    "argument": [partial(opaque("g", s.shape, u, v), 0), partial(opaque("g", s.shape, u, v), 1)],
}


@pytest.mark.parametrize("spellings", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_coincide(spellings: list[Expr]) -> None:
    """Equal expressions, however spelled, become one tensor."""
    assert len({canonical(lower(node)) for node in spellings}) == 1


@pytest.mark.parametrize("things", DIFFERENT.values(), ids=DIFFERENT)
def test_different_things_stay_apart(things: list[Expr]) -> None:
    """Expressions of different value keep different forms."""
    assert len({canonical(lower(node)) for node in things}) == len(things)


@pytest.mark.parametrize("node", samples(60, 3), ids=str)
def test_names_and_order_do_not_matter(node: Expr) -> None:
    """Summed indices renamed, factors and terms shuffled: the canonical form is the same."""
    tensor = canonical(lower(node))
    rng = random.Random(str(node))
    terms = [_shuffled(term, tensor.axes, rng) for term in tensor.terms]
    rng.shuffle(terms)
    assert canonical(Tensor(tensor.axes, tuple(terms))) == tensor


def _shuffled(term: Term, axes: tuple[Index, ...], rng: random.Random) -> Term:
    dummies = list(term_dummies(term, axes))
    rng.shuffle(dummies)
    renamed = rename_term(term, {index: Index(f"z{place}", index.size) for place, index in enumerate(dummies)})
    return Term(term.coefficient, tuple(rng.sample(renamed.factors, len(renamed.factors))))


def test_rings_that_look_alike_everywhere() -> None:
    """Colours alone cannot tell two rings of three from one of six; the canonical form does."""
    two, one = power(call("tr", power(A, number(3))), number(2)), call("tr", power(A, number(6)))
    assert canonical(lower(two)) != canonical(lower(one))
    assert canonical(lower(one)) == canonical(lower(call("tr", power(A.T, number(6)))))


def test_long_products() -> None:
    """A product of a hundred factors and a nest of forty functions have canonical forms."""
    chain, nest = A, u
    for _ in range(100):
        chain = multiply(chain, B)
    for _ in range(40):
        nest = apply("sigmoid", A @ nest)
    assert len(canonical(lower(chain)).terms[0].factors) == 101
    assert len(canonical(lower(nest)).terms) == 1
