"""Every law of the book, by one generic test; and the same test fails for every law corrupted."""

from itertools import permutations

import pytest

from adjoint.check.equal import check_law
from adjoint.laws import book
from adjoint.rewrite.law import Law

from .mutants import mutants

LAWS = [law for chapter in book.CHAPTERS for law in chapter.laws]
PROVED = ("exact", "enclosed")


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_holds(law: Law) -> None:
    """The two sides of the law are equal at random points of random shapes."""
    assert check_law(law.left, law.right).status in PROVED


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_says_why(law: Law) -> None:
    """The reason is a sentence, and no two laws of the book share a name."""
    assert law.because[0].isupper()
    assert law.because.endswith(".")
    assert [other.name for other in LAWS].count(law.name) == 1


LEFT_TURN = "diag(svdvals(A))*rightsvecs(A)'*dA'*leftsvecs(A) + leftsvecs(A)'*dA*rightsvecs(A)*diag(svdvals(A))"
RIGHT_TURN = "diag(svdvals(A))*leftsvecs(A)'*dA*rightsvecs(A) + rightsvecs(A)'*dA'*leftsvecs(A)*diag(svdvals(A))"
OF_SPECTRA: dict[str, tuple[tuple[str, str], ...]] = {
    "its symmetric part, or a matrix that is symmetric": (
        ("differential of a Cholesky factor", "`X` transposed"),
        ("differential of a Cholesky factor", "`dX + dX'` transposed"),
        ("differential of a Cholesky factor", "`inv(chol(X))*(dX + dX')*inv(chol(X))'` transposed"),
        ("a Cholesky factor times its transpose", "`S` transposed"),
        ("inverse of a Cholesky factor after its transpose", "`S` transposed"),
        ("inverse of a Cholesky factor after its transpose", "`inv(S)` transposed"),
        ("differential of eigenvalues", "`X` transposed"),
        ("differential of eigenvalues", "`dX` transposed"),
        ("differential of eigenvalues", "`eigvecs(X)'*dX*eigvecs(X)` transposed"),
        ("differential of singular values", "`leftsvecs(A)'*dA*rightsvecs(A)` transposed"),
        ("differential of eigenvectors", "`X` transposed"),
        ("differential of eigenvectors", "`dX + dX'` transposed"),
        ("differential of eigenvectors", "`eigvecs(X)'*(dX + dX')*eigvecs(X)` transposed"),
        *(
            (f"differential of {which} singular vectors", f"`{what}` transposed")
            for which, whats in (
                ("left", (LEFT_TURN, "diag(svdvals(A))", "inv(diag(svdvals(A)))")),
                ("right", (RIGHT_TURN, "diag(svdvals(A))")),
            )
            for what in whats
        ),
        *(
            (f"differential of a {which} singular vector", f"`{what}` transposed")
            for which, n, gram, u in (
                ("left", "m", "A*A'", "leftsvec(A)"), ("right", "n", "A'*A", "rightsvec(A)"),
            )
            for what in (
                "A", f"-{gram}", f"-{u}*{u}'", f"{u}*{u}'", f"normspec(A)^2*eye({n}) + {u}*{u}' - {gram}",
                f"inv(normspec(A)^2*eye({n}) + {u}*{u}' - {gram})",
                f"inv(normspec(A)^2*eye({n}) + {u}*{u}' - {gram}) - {u}*{u}'",
            )
        ),
        ("a matrix times a right singular vector", "`A` transposed"),
        *(
            (f"differential of the {which} eigenvalue", what)
            for which, u in (("largest", "eigvecmax(X)"), ("smallest", "eigvecmin(X)"))
            for what in ("`X` transposed", "`dX` transposed", f"`{u}*{u}'` transposed")
        ),
        *(
            (f"differential of the eigenvector of the {which} eigenvalue", f"`{what}` transposed")
            for which, x, u in (
                ("largest", "lambdamax(X)", "eigvecmax(X)"),
                ("smallest", "lambdamin(X)", "eigvecmin(X)"),
            )
            for what in (
                "X", "-1/2*(X + X')", "dX + dX'", f"-{u}*{u}'", f"{u}*{u}'", f"{x}*eye(n) + {u}*{u}' - 1/2*(X + X')",
                f"inv({x}*eye(n) + {u}*{u}' - 1/2*(X + X'))",
                f"inv({x}*eye(n) + {u}*{u}' - 1/2*(X + X')) - {u}*{u}'",
            )
        ),
    ),
    "a multiple has the same vectors, up to signs that cancel": (
        ("differential of eigenvalues", "`X` doubled"),
        ("differential of the largest eigenvalue", "`X` doubled"),
        ("differential of the smallest eigenvalue", "`X` doubled"),
        ("differential of the eigenvector of the largest eigenvalue", "`X` doubled"),
        ("differential of the eigenvector of the smallest eigenvalue", "`X` doubled"),
        ("differential of singular values", "`A` doubled"),
        ("differential of singular values", "the sign of `A` changed"),
        ("differential of a spectral norm", "`A` doubled"),
        ("differential of eigenvectors", "`X` doubled"),
        *(
            (f"differential of {which}", what)
            for which in (
                "left singular vectors", "right singular vectors", "a left singular vector", "a right singular vector"
            )
            for what in ("`A` doubled", "the sign of `A` changed")
        ),
        ("differential of a nuclear norm", "`A` doubled"),
        ("differential of the largest entry", "`A` doubled"),
        ("differential of a polar factor", "`A` doubled"),
        ("a matrix times a right singular vector", "`A` doubled"),
        ("a matrix times a right singular vector", "the sign of `A` changed"),
        ("left times right singular vectors", "`A` doubled"),
    ),
}  # fmt: skip

SEEN = "an unknown function sees the entries of its arguments, rows or columns"
EQUAL_IN_VALUE: dict[tuple[str, str], str] = {
    ("duplication matrix times a half stack", "`T` transposed"): "it is symmetric",
    **{
        ("transposed duplication matrix times itself", f"`{symmetric}` transposed"): "it is symmetric"
        for symmetric in ("diag(vech(2*ones(n, n) - eye(n)))", "2*ones(n, n) - eye(n)")
    },
    **{
        ("duplication after elimination of what is symmetric", f"`{symmetric}` transposed"): "it is symmetric"
        for symmetric in ("eye(n*n) + commutation(n, n)", "commutation(n, n)")
    },
    ("differential of `tr`", "`dX` transposed"): "a matrix and its transpose have one diagonal",
    ("differential of `tr`", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("differential of `sum`", "`dA` transposed"): "transposing moves entries, and the sum takes them all",
    ("differential of `sum`", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("differential of `diag`", "`diag(dx)` transposed"): "a diagonal matrix is symmetric",
    ("differential of `diagvec`", "`dX` transposed"): "a matrix and its transpose have one diagonal",
    ("differential of `diagvec`", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("Jacobi's formula", "`X` transposed"): "a matrix and its transpose have one determinant",
    ("differential of a Frobenius norm", "the sign of `A` changed"): "a norm is even",
    ("differential of a Frobenius norm", "`A` transposed"): "transposing moves entries, and the norm takes them all",
    ("differential of a norm", "the sign of `x` changed"): "a norm is even",
    ("power of a norm", "the sign of `x` changed"): "a norm is even",
    ("power of a Frobenius norm", "the sign of `A` changed"): "a norm is even",
    ("power of a Frobenius norm", "`A` transposed"): "transposing moves entries, and the norm takes them all",
    ("power of absolute values", "the sign of `A` changed"): "an absolute value is even",
    ("power of absolute values", "`A` doubled"): "doubling changes no sign",
    ("differential of the sum of absolute values", "`A` doubled"): "doubling changes no sign",
    ("differential of log-sum-exp", "`exp(A)` transposed"): "transposing moves entries, and the sum takes them all",
    ("differential of log-sum-exp", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("differential of abs", "`X` doubled"): "doubling changes no sign",
    ("differential of sin", "the sign of `X` changed"): "the cosine is even",
    ("differential of tan", "the sign of `X` changed"): "the square of the tangent is even",
    ("differential of sinh", "the sign of `X` changed"): "the hyperbolic cosine is even",
    ("differential of tanh", "the sign of `X` changed"): "the square of the hyperbolic tangent is even",
    ("differential of relu", "`X` doubled"): "doubling changes no sign",
    ("Jacobian of an unknown map", "`x` transposed"): "an unknown map sees the entries of its argument, row or column",
    ("Hessian of an unknown function", "`x` transposed"): SEEN,
    ("Hessian of an unknown function", "`D(g, x, x)` transposed"): "a Hessian is symmetric",
    **{
        (f"second derivatives of an unknown function{which}", f"`D(g, {by}, {by})` transposed"): "it is symmetric"
        for which, by in (
            ("", "A"),
            (" of two arguments, by the first", "A"),
            (" of two arguments, by the second", "K"),
            (" of three vectors, by the first", "x"),
            (" of three vectors, by the second", "y"),
            (" of three vectors, by the third", "z"),
        )
    },
    **{
        (f"second derivatives of an unknown function of three vectors, by the {by}", f"`{name}` transposed"): SEEN
        for by in ("first", "second", "third")
        for name in "xyz"
    },
    **{
        (f"second derivatives by arguments {i} and {j} of 3", f"`{name}` transposed"): SEEN
        for i, j in permutations((1, 2, 3), 2)
        for name in "xwu"
    },
    **{
        (f"second derivatives of an unknown map, with weights{more}", what): "rows or columns are seen alike"
        for more, whats in (
            ("", ("`v` transposed", "`x` transposed", "`D(h, x, x, v)` transposed")),
            (" and a row", ("`x` transposed",)),
            (" in a row", ("`x` transposed", "`D(h, x, x, r')` transposed", "the transpose of `r` dropped")),
        )
        for what in whats
    },
    ("a trace is a Frobenius product", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("diag crosses the colon", "`V` transposed"): "a matrix and its transpose have one diagonal",
    ("diagvec crosses the colon", "`diag(w)` transposed"): "a diagonal matrix is symmetric",
    ("diagvec crosses the colon", "`V` transposed"): "a matrix and its transpose have one diagonal",
    ("a symmetric matrix is its transpose", "`S` transposed"): "it is the law itself, read twice",
    ("Frobenius product with the identity", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("a quotient times its denominator", "`x` transposed"): "transposing moves entries, and the sum takes them all",
    ("a matrix times itself", "the sign of `X` changed"): "a square is even",
    ("Frobenius product with ones", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("`diag` of a multiple", "`s*diag(x)` transposed"): "a diagonal matrix is symmetric",
    ("diagonal matrix of exponentials over their sum", "`diag(softmax(x))` transposed"): "it is symmetric",
    ("a denominator times its quotient", "`x` transposed"): "transposing moves entries, and the sum takes them all",
    ("logarithm of a sum of exponentials", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("sum with deviations from the mean", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("sum with deviations from the means of rows", "`A` transposed"): "the sum takes all entries",
    ("Frobenius norm of a vector", "the sign of `x` changed"): "a norm is even",
    ("a row of ones times a column", "`x` transposed"): "transposing moves entries, and the sum takes them all",
    ("a row times a column of ones", "the transpose of `r` dropped"): "the sum takes all entries, row or column",
    ("a sum of diagonal matrices", "`diag(v + x)` transposed"): "a diagonal matrix is symmetric",
    ("product of diagonal matrices", "`diag(v .* w)` transposed"): "a diagonal matrix is symmetric",
    **{
        ("a sum of traces", f"`{matrix}` transposed"): "a matrix and its transpose have one diagonal"
        for matrix in ("X", "Y", "X + Y")
    },
    ("logarithm of a determinant", "`S` transposed"): "a matrix and its transpose have one determinant",
    ("logarithm of a determinant", "the sign of `S` changed"): "no real logarithm: the field's does not see a sign",
    ("a trace turned round", "`C*A` transposed"): "a matrix and its transpose have one diagonal",
    ("a trace turned round", "`C` and `A` swapped"): "it is the law itself, read twice",
    ("sum of absolute values", "`A` transposed"): "transposing moves entries, and the norm takes them all",
    ("sum of absolute values", "the sign of `A` changed"): "a norm is even",
    ("root of a sum of squares", "the sign of `v` changed"): "a norm is even",
    ("sign of relu", "`A` doubled"): "doubling changes no sign",
    ("a step squared", "`A` doubled"): "doubling changes no sign",
    ("sign times the matrix", "the sign of `A` changed"): "an absolute value is even",
    ("`sum` of a multiple", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("sum of a sum with a constant array", "`A` transposed"): "transposing moves entries, and the sum takes them all",
    ("trace of a transpose", "`X` transposed"): "it is the law itself, read twice",
    ("`tr` of a multiple", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("`diagvec` of a multiple", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("trace of a Kronecker product", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("trace of a Kronecker product", "`Y` transposed"): "a matrix and its transpose have one diagonal",
    ("left part of the identity", "`Y` transposed"): "a matrix and its transpose have one diagonal",
    ("right part of the identity", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("Frobenius product with the identity behind", "`X` transposed"): "a matrix and its transpose have one diagonal",
    ("differential of a solution of the discrete Lyapunov equation", "the sign of `R` changed"): "even in R",
    ("a solution of the discrete Lyapunov equation crosses the colon", "the sign of `R'` changed"): "even in R",
    ("discrete Lyapunov equation with a transpose on the right", "the sign of `R` changed"): "even in R",
    ("discrete Lyapunov equation, stacked", "the sign of `R` changed"): "even in R",
    ("adjoint of discrete Lyapunov equation, stacked", "the sign of `R'` changed"): "even in R",
    ("`sinmjacobian` times a stack", "the sign of `X` changed"): "the slope of an odd function is even",
    ("`sinmjacobian` transposed times a stack", "the sign of `X'` changed"): "the slope of an odd function is even",
    ("Sylvester's equation of one symmetric matrix", "`S` transposed"): "a symmetric matrix is its transpose",
    ("Lyapunov's equation of a symmetric matrix and the identity", "`S` transposed"): "S is its transpose",
    ("Lyapunov's equation of a symmetric matrix and the identity", "`1/2*inv(S)` transposed"): "S is its transpose",
    ("differential of `sinm` of a multiple of a constant matrix", "the sign of `s*C` changed"): "the cosine is even",
    ("differential of `sinm`", "the sign of `X` changed"): "the slope of an odd function is even",
    ("the Fréchet derivative of `sinm` crosses the colon", "the sign of `X'` changed"): "the slope of the sine is even",
    ("Fréchet derivative of `sinm` along the identity", "the sign of `X` changed"): "the cosine is even",
    ("Fréchet derivative of `sinm` along the matrix", "the sign of `X` changed"): "the cosine is even",
    ("Fréchet derivative of `sinm` along the inverse", "the sign of `X` changed"): "the cosine is even",
    ("Fréchet derivative of `sinm` at and along transposes", "the sign of `X` changed"): "its slope is even",
    ("`cosm` of a transpose", "the sign of `X` changed"): "the cosine is even",
    **{
        (law, f"the sign of `{x}` changed"): "an even derivative, or the two signs cancel"
        for law, x in (
            ("differential of the Fréchet derivative of `sinm`", "X"),
            ("differential of the Fréchet derivative of `cosm`", "X"),
            ("the second Fréchet derivative of `cosm` crosses the colon", "X'"),
            ("second Fréchet derivative of `cosm` at and along transposes", "X"),
        )
    },
    ("Fréchet derivative of `logm` along the inverse", "the sign of `inv(X)` changed"): "a square is even",
    ("power with a changing exponent", "the sign of `s` changed"): "no real logarithm: the field's does not see a sign",
    ("elementwise power with a changing exponent", "the sign of `B` changed"): "no real logarithm, as above",
    **{corruption: reason for reason, corruptions in OF_SPECTRA.items() for corruption in corruptions},
    **{
        (law, f"`{left}` and `{right}` swapped"): "functions of one matrix commute"
        for law, left, right in (
            ("differential of `expm` of a multiple of a constant matrix", "C", "expm(s*C)"),
            ("differential of `sinm` of a multiple of a constant matrix", "C", "cosm(s*C)"),
            ("differential of `cosm` of a multiple of a constant matrix", "C", "sinm(s*C)"),
            ("a changing exponent of a constant matrix", "logm(C)", "powm(C, s)"),
            ("Fréchet derivative of `expm` along the matrix", "X", "expm(X)"),
            ("Fréchet derivative of `expm` along the inverse", "inv(X)", "expm(X)"),
            ("Fréchet derivative of `sinm` along the matrix", "X", "cosm(X)"),
            ("Fréchet derivative of `sinm` along the inverse", "inv(X)", "cosm(X)"),
            ("Fréchet derivative of `cosm` along the matrix", "X", "sinm(X)"),
            ("Fréchet derivative of `cosm` along the inverse", "inv(X)", "sinm(X)"),
            ("derivative of the logarithm along the logarithm", "inv(X)", "logm(X)"),
        )
    },
    **{
        ("differential of a polar factor", f"`{matrix}` transposed"): "a projector and Q'*A are symmetric"
        for matrix in (
            "polarfactor(A)'*A", "inv(polarfactor(A)'*A)", "-polarfactor(A)*polarfactor(A)'",
            "eye(m) - polarfactor(A)*polarfactor(A)'",
        )
    },
    **{
        ("differential of a pseudo-inverse", f"`{projector}` transposed"): "a projector is symmetric"
        for projector in ("-A*pinv(A)", "-pinv(A)*A", "eye(m) - A*pinv(A)", "eye(n) - pinv(A)*A")
    },
}
"""Corruptions that change nothing, and why; the test proves each equal, so none can hide here."""


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_corruptions_fail(law: Law) -> None:
    """Each corruption of the law fails the generic test, or is equal in value and listed with the reason."""
    equal = {what for what, right in mutants(law) if check_law(law.left, right).status in PROVED}
    assert equal == {what for name, what in EQUAL_IN_VALUE if name == law.name}
