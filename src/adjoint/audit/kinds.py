"""The kinds of mistakes: what happened, the law that was misused, and a line that shows it."""

from msgspec import Struct

from adjoint.audit.mistake.diagnosis import RULES
from adjoint.audit.present import numbers
from adjoint.audit.verb import check


class Shown(Struct, frozen=True):
    """One kind: what it is, and a problem with lines of which the last is wrong in that way."""

    kind: str
    what: str
    problem: str
    variable: str
    lines: tuple[str, ...]


MISTAKES: tuple[Shown, ...] = (
    Shown("wrong-side", "A factor crossed the colon, or entered the gradient, on the wrong side.",
          "f = normF(X*W - Y)^2; Y: n x n; W: n x n", "X", ("∂f/∂X = 2*W'*(X*W - Y)",)),
    Shown("norm-vs-square", "A norm was differentiated as its square, or the square as the norm.",
          "f = norm2(A*x - b)", "x", ("df = 2*(A*x - b)'*A*dx",)),
    Shown("transpose-of-product", "The order was kept under a transpose.",
          "f = tr((A*B)'*C); A: n x n; B: n x n", "A", ("f = tr(A'*B'*C)",)),
    Shown("missing-transpose", "A transpose that the law needs is absent.",
          "f = norm2(A*x - b)^2; A: n x n", "x", ("∂f/∂x = 2*A*(A*x - b)",)),
    Shown("extra-transpose", "There is one transpose too many.",
          "f = y'*A*x; A: n x n", "x", ("df = y'*A'*dx",)),
    Shown("scalar-rule", "The chain, power or quotient rule of numbers was used on vectors or matrices.",
          "f = tr(X*X*A); X: n x n", "X", ("d(X*X) = 2*X*dX",)),
    Shown("inverse-or-determinant", "The differential of an inverse or of a determinant is wrong.",
          "f = a'*inv(X)*b", "X", ("d(inv(X)) = inv(X)*dX*inv(X)",)),
    Shown("product-rule", "A term of the product rule is lost, or both factors were changed at once.",
          "f = tr(X'*A*X)", "X", ("df = tr(dX'*A*dX)",)),
    Shown("non-commuting", "Two factors were exchanged that do not commute, or merged across a third.",
          "f = tr(A*X*B); A: n x n; X: n x n", "X", ("df = tr(A*dX*B)", "df = tr(A*B*dX)")),
    Shown("elementwise-vs-matrix", "An entrywise product was taken for the matrix product, or the reverse.",
          "h = sigmoid(W*x); f = sum(h)", "W", ("dh = h*(1 - h)*dW*x",)),
    Shown("inner-vs-outer", "x'*y stands where x*y' belongs, or the reverse.",
          "f = norm2(L*x)^2", "L", ("∂f/∂L = 2*L*x'*x",)),
    Shown("trace-lost", "A trace was dropped or added.",
          "f = tr(A*X*B); A: n x n; X: n x n", "X", ("df = A*dX*B",)),
    Shown("unspecified-contraction", "A derivative of a matrix by a matrix has four axes; no matrix equals it.",
          "Y = A*X; f = normF(Y)^2", "X", ("∂Y/∂X = A",)),
    Shown("sum-or-index", "A sum over entries or indices is lost, or an index is wrong.",
          "f = sum((X*w - y).^2)", "w", ("df = 2*(X*w - y).*(X*dw)",)),
    Shown("broadcast", "What was added to every column must collect the sum over the columns.",
          "f = normF(W*X + b*ones(1,m) - Y)^2", "b", ("∂f/∂b = 2*(W*X + b*ones(1,m) - Y)",)),
    Shown("dependence", "Something was held fixed that depends on the variable.",
          "W = X*X'; Y = W*X; f = normF(Y)^2", "X", ("dY = W*dX",)),
    Shown("structure", "A matrix was treated as symmetric (or as having another structure) that need not be.",
          "f = x'*A*x", "x", ("∂f/∂x = 2*A*x",)),
    Shown("layout", "Two layouts of derivatives are mixed in one derivation.",
          "Z = W*A; J(Z)", "A", ("∂J/∂A = ∂J/∂Z*W", "∂J/∂W = ∂J/∂Z*A'")),
    Shown("shape", "The pieces do not fit together, for no more specific reason.",
          "f = normF(A*X*B)^2; A: m x n; X: n x p; B: p x q", "X", ("df = X*A : dX",)),
    Shown("lost-factor", "A number or a scalar factor is lost, or one too many.",
          "f = norm2(X*w - y)^2", "w", ("df = (X*w - y) : X*dw",)),
    Shown("sign", "A sign is lost or gained.",
          "f = norm2(y - X*w)^2", "w", ("∂f/∂w = 2*X'*(y - X*w)",)),
    Shown("parenthesis", "A factor was applied to a part of a sum only.",
          "f = normF(X)", "X", ("df = 1/(2*f)*tr(dX'*X) + tr(X'*dX)",)),
    Shown("algebra", "Any other slip, a wrong letter or a function that was not differentiated among them.",
          "f = sum(sigmoid(W*x))", "W", ("∂f/∂W = sigmoid(W*x)*x'",)),
)  # fmt: skip
"""Every kind, the more specific first."""


def paragraph(shown: Shown) -> tuple[str, list[str]]:
    """What the kind is, with its law; and the example: problem, wrong line, right line, and numbers."""
    found = check(shown.problem, shown.lines, shown.variable).document
    rows = [f"problem: {shown.problem}", *(f"line:    {line}" for line in shown.lines[:-1])]
    rows.append(f"wrong:   {shown.lines[-1]}")
    if "corrected" in found:
        rows.append(f"right:   {found['corrected']['text']}")
    if "counterexample" in found:
        seen = found["counterexample"]
        values = ", ".join(f"{name} = {numbers(value)}" for name, value in seen["values"].items())
        rows += [f"with {values}", f"the left side is {numbers(seen['left'])}, the right side {numbers(seen['right'])}"]
    rule = RULES.get(shown.kind, "")
    said = found.get("diagnosis", {}).get("message", "").rstrip(".")
    law = f" The law: {rule}." if rule and rule not in said else ""
    return f"{shown.what}{law} Of the line below is said: {said}.", rows
