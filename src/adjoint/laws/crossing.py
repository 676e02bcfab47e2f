"""The Frobenius product: how a factor crosses the colon, and how a scalar becomes a Frobenius product.

`A : B = tr(A'*B)`; the crossings are its cyclic property. Magnus and Neudecker (2019), chapter 1,
section 10; Horn and Johnson, Matrix Analysis (2nd ed., 2013), section 5.2.
"""

from collections.abc import Mapping

from adjoint.expr.build import call, colon, hadamard, identity, ones, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.rewrite.law import Chapter, Guard, Law

A, B, C = symbol("A", "m", "n"), symbol("B", "m", "k"), symbol("C", "k", "n")
D, E = symbol("D", "m", "n"), symbol("E", "m", "n")
T, X = symbol("T", "n", "m"), symbol("X", "n", "n")
V, u, w, row = symbol("V", "n", "n"), symbol("u", "n"), symbol("w", "n"), symbol("r", 1, "n")
s = symbol("s")


def still(*names: str) -> Guard:
    """The bindings of these hold no differential."""

    def guard(named: Mapping[str, Expr]) -> bool:
        return not any(named[name].moving for name in names)

    return guard


def moving(name: str) -> Guard:
    """The binding holds a differential."""

    def guard(named: Mapping[str, Expr]) -> bool:
        return named[name].moving

    return guard


CROSSING = Chapter(
    "crossing the colon",
    (
        Law(
            "the Frobenius product commutes",
            colon(A, D),
            colon(D, A),
            "It sums the products of matching entries, in whichever order.",
            (moving("A"), still("D")),
            quiet=True,
        ),
        Law(
            "a sum after the colon",
            colon(A, D + E),
            colon(A, D) + colon(A, E),
            "The Frobenius product is linear.",
            quiet=True,
        ),
        Law(
            "a scalar crosses the colon",
            colon(A, s * D),
            colon(s * A, D),
            "A number may multiply either factor.",
            (still("s"),),
            quiet=True,
        ),
        Law(
            "a changing scalar leaves the colon",
            colon(A, s * D),
            colon(A, D) * s,
            "A number may stand outside the Frobenius product.",
            (moving("s"),),
            quiet=True,
        ),
        Law(
            "a left factor crosses the colon",
            colon(A, B @ C),
            colon(B.T @ A, C),
            "A : B*C = tr(A'*B*C) = tr((B'*A)'*C): a left factor crosses transposed and stays on the left.",
            (still("B"),),
        ),
        Law(
            "a right factor crosses the colon",
            colon(A, B @ C),
            colon(A @ C.T, B),
            "A : B*C = tr(A'*B*C) = tr((A*C')'*B): a right factor crosses transposed and stays on the right.",
            (still("C"),),
        ),
        Law(
            "an elementwise factor crosses the colon",
            colon(A, hadamard(D, E)),
            colon(hadamard(A, D), E),
            "A : (B ⊙ C) = (A ⊙ B) : C, for both sum the products of three matching entries.",
            (still("D"), moving("E")),
        ),
        Law(
            "a transpose crosses the colon",
            colon(A, T.T),
            colon(A.T, T),
            "Transposing both factors leaves the matching entries matched.",
        ),
        Law(
            "diag crosses the colon",
            colon(V, call("diag", w)),
            colon(call("diagvec", V), w),
            "Off the diagonal `diag(w)` is zero, so only the diagonal of the other factor counts.",
        ),
        Law(
            "diagvec crosses the colon",
            colon(w, call("diagvec", V)),
            colon(call("diag", w), V),
            "Only the diagonal counts.",
        ),
        Law(
            "stacked columns in the colon",
            colon(call("vec", A), call("vec", D)),
            colon(A, D),
            "Both are stacked in the same order, so the matching entries still match.",
        ),
        Law(
            "a lower triangle crosses the colon",
            colon(A, call("tril", D)),
            colon(call("tril", A), D),
            "Entries above the diagonal are multiplied by zero on either side.",
        ),
        Law(
            "an upper triangle crosses the colon",
            colon(A, call("triu", D)),
            colon(call("triu", A), D),
            "Entries below the diagonal are multiplied by zero on either side.",
        ),
    ),
)

SCALARS = Chapter(
    "scalars as Frobenius products",
    (
        Law(
            "a scalar enters the colon",
            s * colon(A, D),
            colon(s * A, D),
            "A number may multiply either factor.",
            (still("s"),),
            quiet=True,
        ),
        Law(
            "a trace is a Frobenius product",
            call("tr", X),
            colon(identity(Size.of("n")), X),
            "The identity picks the entries on the diagonal: tr(A) = I : A.",
            (moving("X"),),
        ),
        Law(
            "a sum of entries is a Frobenius product",
            call("sum", A),
            colon(ones(A.shape), A),
            "Every entry is multiplied by one, and all are added: sum(A) = ones : A.",
            (moving("A"),),
        ),
        Law(
            "an inner product the other way round",
            u.T @ w,
            colon(w, u),
            "A scalar is its own transpose: u'*v = v'*u = v : u.",
            (moving("u"), still("w")),
        ),
        Law(
            "an inner product is a Frobenius product",
            row @ w,
            colon(row.T, w),
            "Both sum the products of matching entries: u'*v = u : v.",
            (still("r"),),
        ),
        Law(
            "a row times a column is a Frobenius product",
            row @ w,
            colon(row.T, w),
            "Both sum the products of matching entries.",
        ),
    ),
)
