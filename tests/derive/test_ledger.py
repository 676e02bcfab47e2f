"""The ledger of conditions: on a table of problems none is missing, none superfluous, and each stands there once."""

import pytest

from adjoint.api import derivation

DECLARED = "X: n x n; A: n x n; S: n x n symmetric; P: n x n posdef; R: m x n; B: m x n; x: n; y: n; t: scalar"
CASES = {
    # kinks and powers
    "sum(abs(x))": ("x", ["entries of `x` not zero"]),
    "norm1(x) + sum(abs(x))": ("x", ["entries of `x` not zero"]),
    "sum(relu(B*x))": ("B", ["entries of `B*x` not zero"]),
    "sum(1./x) + sum(log(x))": ("x", ["entries of `x` positive"]),
    "sum(log(exp(x)))": ("x", []),
    "log(sum(exp(x)))": ("x", []),
    "sum(x.^3)": ("x", []),
    "sum(x.^t)": ("t", ["entries of `x` positive"]),
    "t^-1 + t^-2": ("t", ["`t` not zero"]),
    "sum(abs(x).^3) + sum(max(0, x).^2)": ("x", []),
    "sum(log(abs(x) + 1))": ("x", ["entries of `x` not zero"]),
    "sum(log(x.^2 + 1)) + sqrt(1 + x'*P*x)": ("x", []),
    "sum(log(1 - sigmoid(x))) + log(1 - normcdf(t))": ("x", []),
    "log(t^2)": ("t", ["`t` not zero"]),
    "normp(x, 3)": ("x", ["`x` not zero"]),
    # norms
    "norm2(x)^3": ("x", []),
    "sqrt(x'*P*x)": ("x", ["`x` not zero"]),
    "log(norm2(x)^2)": ("x", ["`x` not zero"]),
    "norm2(x)": ("x", ["`x` not zero"]),
    "norm2(x)^2": ("x", []),
    "norm2(R*x - B*y)": ("x", ["`R*x - B*y` not zero"]),
    "normF(X) + 1/normF(X)": ("X", ["`X` not zero"]),
    "x'*A*x/(x'*x)": ("x", ["`x` not zero"]),
    "acos(x'*y/(norm2(x)*norm2(y)))": ("x", ["`x'*y/(norm2(x)*norm2(y))` between -1 and 1", "`x` not zero"]),
    # inverses and ranks
    "logdet(X) + tr(inv(X)) + det(X)": ("X", ["`X` invertible"]),
    "log(det(X))": ("X", ["`det(X)` positive"]),
    "log(det(X'*X))": ("X", ["`X` invertible"]),
    "logdet(P) + tr(inv(P))": ("P", []),
    "logdet(eye(n) + R'*R)": ("R", []),
    "logdet(2*eye(n) + R'*P*R - A)": ("A", ["`R'*P*R + 2*eye(n) - A` invertible"]),
    "tr(A*inv(R'*R))": ("R", ["columns of `R` independent"]),
    "tr(pinv(R)*B)": ("R", ["`R` of constant rank"]),
    # spectra and functions of matrices
    "sum(eigvals(S).^2)": ("S", ["`S` symmetric with distinct eigenvalues"]),
    "lambdamax(S)": ("S", ["`S` symmetric with a simple largest eigenvalue"]),
    "normnuc(R)": ("R", ["`R` of full rank"]),
    "normspec(R)": ("R", ["the largest singular value of `R` simple"]),
    "tr(chol(P)) + tr(powm(P, 1/2))": ("P", []),
    "tr(chol(X))": ("X", ["`X` positive definite"]),
    "tr(sqrtm(X)) + tr(logm(X))": ("X", ["`X` without eigenvalues on the negative real axis"]),
    "tr(lyap(P, X))": ("X", []),
    "tr(lyap(A, X))": ("X", ["no two eigenvalues of `A` with sum zero"]),
    "max(x)": ("x", ["`x` with one largest entry"]),
}


@pytest.mark.parametrize("text", CASES)
def test_conditions(text: str) -> None:
    """The conditions of a problem are those of the table, in the page each once."""
    wrt, expected = CASES[text]
    declared = DECLARED.replace("R: m x n", "R: n x n") if "R'*P*R" in text else DECLARED
    result = derivation(f"f = {text}; {declared}", wrt)
    assert list(result.derivation.conditions) == expected
    assert result.document["conditions"] == expected
    held = str(result).partition("Holds where\n")[2].split("\n\n")[0]
    assert len(held.splitlines()) == len(expected)
