"""The lines of the five questions' derivations, and gradients at large."""

import pytest

from adjoint.api import derivation

CHAIN = "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2"
NORM = "W = X*X'; Y = W*X; l = normF(Y)"
LAYER = "A1: n×k; W2: m×n; b2: m; Z2 = W2*A1 + b2; J = g(Z2)"


def test_a_chain_of_products() -> None:
    """Each factor crosses the colon to its own side, definition by definition."""
    assert derivation(CHAIN, "W3").lines == (
        "dE = (A5 - R) : dA5",
        "= (A5 - R) : dA4*W4",
        "= (A5 - R)*W4' : dA4",
        "= (A5 - R)*W4' : A3*dW3",
        "= A3'*(A5 - R)*W4' : dW3",
        "D(E, W3) = A3'*(A5 - R)*W4'",
    )


def test_a_chain_to_an_unknown_function() -> None:
    """An unknown function's gradient stands where the known one stood."""
    assert derivation("A4 = A3*W3; A5 = A4*W4; L = E(A5)", "W3").answer == "A3'*D(E, A5)*W4'"


@pytest.mark.parametrize(
    ("wrt", "hold", "norm", "square"),
    [
        ("Y", (), "Y/l", "2*Y"),
        ("W", (), "Y*X'/l", "2*Y*X'"),
        ("X", ("W",), "W*Y/l", "2*W*Y"),
        ("X", (), "(X*Y'*X + Y*X'*X + W*Y)/l", "2*(X*Y'*X + Y*X'*X + W*Y)"),
    ],
)
def test_a_norm_and_its_square(wrt: str, hold: tuple[str, ...], norm: str, square: str) -> None:
    """Total and partial derivatives of a norm differ, as do the norm's and its square's; only the norm has a kink."""
    of_norm, of_square = derivation(NORM, wrt, hold=hold), derivation(NORM + "^2", wrt, hold=hold)
    assert (of_norm.answer, of_square.answer) == (norm, square)
    assert of_norm.derivation.conditions == ("`Y` not zero",)
    assert of_square.derivation.conditions == ()


def test_total_and_partial_are_said() -> None:
    """It is said whether a definition is held, where that makes a difference, and only there."""
    total, partial = derivation(NORM, "X").derivation, derivation(NORM, "X", hold=["W"]).derivation
    assert "total derivative: W follows X, and is not held fixed" in total.assumptions
    assert "W held fixed: this is a partial derivative by X" in partial.assumptions
    beside = derivation("S = X*X'; T = S*S; f = normF(X)^2", "X").derivation
    assert not any("total" in said for said in beside.assumptions)


def test_a_layer_with_a_bias() -> None:
    """The order of factors reverses under transposes, and a bias gets the row sums."""
    assert derivation(LAYER, ["A1", "W2", "b2"]).answer.split("\n") == [
        "W2'*D(g, Z2)",
        "D(g, Z2)*A1'",
        "D(g, Z2)*ones(k)",
    ]


def test_gradients_of_one_pass_are_the_single_ones() -> None:
    """All gradients from one backward pass are those that single questions give."""
    text = "H = tanh(U*X + b); P = V*H; f = normF(P - Y)^2 + tr(U'*U)"
    names = ["U", "X", "b", "V", "Y"]
    together = derivation(text, names).answer.split("\n")
    assert together == [derivation(text, name).answer for name in names]


@pytest.mark.parametrize(
    ("text", "wrt", "first"),
    [
        ("f = sum(X .* A) - tr(A'*X)", "X", "df = sum(A .* dX) - tr(A'*dX)"),
        ("X: n×n; f = normF(A)^2", "X", "df = 0"),
        ("f = tr((X - X)*A)", "X", "df = tr((dX - dX)*A)"),
        ("A: m×p; X: p×p; P: p×m; Q: m×m; f = (A*(X - X)*P):(Q.^3)", "Q", "df = A*(X - X)*P : d(Q.^3)"),
    ],
)
def test_zero_is_proved(text: str, wrt: str, first: str) -> None:
    """A gradient is zero only where no path leads from the variable, or where all terms cancel, line by line."""
    found = derivation(text, wrt)
    assert found.answer.startswith("zeros(")
    assert found.lines[0] == first
    assert "= 0" in found.lines[-2]


def test_a_projection() -> None:
    """What a projection removes is found to be gone: at most two inverses and seventy characters."""
    text = "u = v*p - w; S = B'*v'*v*B; f = normF(u - v*B*inv(S)*B'*v'*u)^2"
    answer = derivation(text, "B").answer
    assert answer == "2*v'*(v*B*inv(S)*B'*v'*u - u)*u'*v*B*inv(S)"


STRUCTURED = "S: n×n {kind}; x: n; y: n; f = x'*S*y"


@pytest.mark.parametrize(
    ("kind", "projected", "entries"),
    [
        ("symmetric", "1/2*(x*y' + y*x')", "x*y' + y*x' - eye(n) .* (x*y')"),
        ("posdef", "1/2*(x*y' + y*x')", "x*y' + y*x' - eye(n) .* (x*y')"),
        ("skew", "1/2*(x*y' - y*x')", "x*y' - y*x'"),
        ("diagonal", "eye(n) .* (x*y')", "eye(n) .* (x*y')"),
        ("lower", "tril(x*y')", "tril(x*y')"),
        ("upper", "triu(x*y')", "triu(x*y')"),
    ],
)
def test_structured_variables(kind: str, projected: str, entries: str) -> None:
    """The free gradient by default; inside the structure, or by independent entries, where asked for."""
    text = STRUCTURED.format(kind=kind)
    assert derivation(text, "S").answer == "x*y'"
    assert derivation(text, "S", structure="projected").answer == projected
    assert derivation(text, "S", structure="entries").answer == entries


def test_orthogonal_variables() -> None:
    """The projected gradient of an orthogonal variable is along the rotations, and is shown beside the free one."""
    free = derivation("X: n×n orthogonal; A: n×n; f = tr(A'*X)", "X")
    assert free.answer == "A"
    assert "1/2*(A - X*A'*X)" in str(free)
    constant = derivation("X: n×n orthogonal; A: n×n; f = tr(A*X'*X)", "X", structure="projected")
    assert constant.answer == "zeros(n, n)"


@pytest.mark.parametrize("by", ["differential", "index", "tensor"])
def test_mixed_second_derivatives(by: str) -> None:
    """A mixed Hessian has the first name's axes first; the other order is its transpose."""
    text = "A: n×m; f = x'*A*y"
    assert derivation(text, ["x", "y"], "hessian", by=by).answer == "A"
    assert derivation(text, ["y", "x"], "hessian", by=by).answer == "A'"
    assert derivation(text, "x", "hessian", by=by).answer == "zeros(n, n)"
    assert derivation("A: n×n; f = x'*A*x", "x", "hessian", by=by).answer == "A + A'"


@pytest.mark.parametrize("by", ["differential", "index"])
def test_mixed_second_derivatives_through_definitions(by: str) -> None:
    """Each line of the gradient on the way is tested with its own variable alone changing."""
    text = "h = -y; s = exp(h); f = (x'*A*s)*(h'*s)"
    assert set(derivation(text, ["x", "y"], "hessian", by=by).statuses) <= {"exact", "enclosed"}


def test_the_adjoint_applied() -> None:
    """A vjp is the adjoint of the differential applied to the cotangent."""
    found = derivation("C: n×k; A: n×m; B: p×k; F = A*X*B", "X", "vjp", cotangent="C")
    assert found.lines == ("C : dF = C : A*dX*B", "= A'*C*B' : dX")
    assert found.answer == "A'*C*B'"


@pytest.mark.parametrize(
    ("text", "wrt", "conditions"),
    [
        ("f = sum(x.^3)", "x", ()),
        ("f = sum(1./x)", "x", ("entries of `x` not zero",)),
        ("f = sum(x.^(1/3))", "x", ("entries of `x` positive",)),
        ("f = s^a", "s", ("`s` positive",)),
        ("s: scalar; k: scalar integer; f = s^k", "s", ("`s` not zero",)),
        ("x: n; f = sum(x)/(b'*x)", "x", ("`b'*x` not zero",)),
        ("f = log(det(X))", "X", ("`det(X)` positive",)),
        ("f = sum(abs(x))", "x", ("entries of `x` not zero",)),
    ],
)
def test_conditions(text: str, wrt: str, conditions: tuple[str, ...]) -> None:
    """Each law's condition goes into the ledger, in the words of the problem."""
    assert derivation(text, wrt).derivation.conditions == conditions


def test_clauses_of_several_answers_have_different_names() -> None:
    """No name stands for two things in one reply."""
    text = "A: n×n; B: n×n; x: n; f = tr(inv(A*A + B)*x*x'*inv(A*A + B)) + tr(inv(B*B + A)*x*x'*inv(B*B + A))"
    clauses = [clause for answer in derivation(text, ["A", "B"]).derivation.answers for clause in answer.where]
    assert len(clauses) > 2
    assert len({name for name, _ in clauses}) == len(clauses)
