"""Half stacks, and the duplication and elimination matrices, in problems and answers."""

import numpy as np
import pytest

from adjoint.api import check, derivation, jacobian
from adjoint.errors import AdjointError
from adjoint.expr.sizes import ONE, Size, triangle
from adjoint.read.problem import Declaration

VECTOR = "s: n*(n+1)/2; S = unvec(duplication(n)*s, n, n); "
HALF = "elimination(n)*duplication(n)*vech(S) = eye(n*(n+1)/2)*vech(S)"


@pytest.mark.parametrize("by", ["differential", "index"])
@pytest.mark.parametrize(
    ("problem", "wrt", "answer"),
    [
        ("f = c'*vech(X'*X)", "X", "X*(unvec(elimination(n)'*c, n, n) + unvec(elimination(n)'*c, n, n)')"),
        (f"{VECTOR}f = logdet(S)", "s", "duplication(n)'*vec(inv(S))"),
        ("l: n*(n+1)/2; C = unvec(elimination(n)'*l, n, n); f = normF(C*B)^2", "l", "2*vech(C*B*B')"),
    ],
)
def test_gradients(problem: str, wrt: str, answer: str, by: str) -> None:
    """A gradient by half a matrix is the gradient by the whole, the half taken as the matrix says."""
    found = derivation(problem, wrt, by=by)
    assert (found.answer, found.verified) == (answer, "exact")


def test_jacobians() -> None:
    """A Jacobian of or by a half stack is the one between full stacks, with the matrix of the half before or behind."""
    stacked = jacobian(f"{VECTOR}y = vec(S*A*S)", "s")
    assert stacked.answer == "(kron(eye(n), S*A) + kron(S*A', eye(n)))*duplication(n)"
    forms = str(jacobian("Y = vech(X'*X); X: p×n", "X"))
    assert "elimination(n)*(I + commutation(n, n))*(eye(n) ⊗ X')" in forms


@pytest.mark.parametrize(
    ("problem", "wrt"), [(f"{VECTOR}f = logdet(S + a*a')", "s"), ("Y = vech(X'*X); X: p×n", "X")]
)
def test_code(problem: str, wrt: str) -> None:
    """The code gives the change along a random direction, to first order; it solves for n where no axis has it."""
    found = derivation(problem, wrt, "gradient" if "f =" in problem else "jacobian")
    module: dict[str, object] = {}
    exec(found.code.source, module)
    rng = np.random.default_rng(0)
    sizes = {"s": 6, "a": 3, "X": (4, 3)}
    given = {name: rng.uniform(1, 2, sizes[name]) for name in found.code.args}
    direction = rng.normal(size=sizes[wrt])
    change = np.tensordot(module[found.code.entry](**given), direction, direction.ndim)

    def value(step: float) -> np.ndarray:
        at = {**given, wrt: given[wrt] + step * direction}
        if wrt == "X":
            return (at["X"].T @ at["X"]).T[np.triu_indices(3)]
        full = np.zeros((3, 3))
        full.T[np.triu_indices(3)] = at["s"]
        full = full + full.T - np.diag(np.diag(full))
        return np.linalg.slogdet(full + np.outer(at["a"], at["a"]))[1]

    assert np.allclose(change, (value(1e-6) - value(-1e-6)) / 2e-6, rtol=1e-6)


def test_sizes_of_halves() -> None:
    """The size of a half stack has one form, divides, and is read as it is printed; not whole is refused."""
    n, m = Size.of("n"), Size.of("m")
    half = triangle(n)
    assert (str(half), half.value({"n": 4}), half.replace({"n": Size.of(3)}).number) == ("n*(n+1)/2", 10, 6)
    assert (half * m).over(half) is m
    assert (half * m).over(m) is half
    assert half.over(n) is None
    assert triangle(ONE) is ONE
    assert "vector n*(n+1)/2" in str(derivation("v: n(n+1)/2; f = v'*v", "v"))
    stacked = jacobian("s: n*(n+1)/2; y = elimination(n)*duplication(n)*s", "s")
    assert (stacked.answer, str(check("S: n x n symmetric; f = logdet(S)", HALF, "S").lines)) == (
        "eye(n*(n+1)/2)", "('right',)"
    )  # fmt: skip
    with pytest.raises(AdjointError, match="not always whole"):
        derivation("f = v'*v", "v", declare={"v": Declaration(("n*m/2",))})
