"""Every function of whole arrays: gradients as NumPy code, against differences of a float evaluation written apart."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import linalg

from adjoint.api import derivation
from adjoint.errors import Unsupported
from adjoint.expr.functions import ARRAY

Arrays = dict[str, np.ndarray]
RNG = np.random.default_rng(5)
SHAPES = {
    "X": (3, 4), "Y": (4, 3), "A": (3, 3), "B": (4, 4), "C": (3, 3), "P": (3, 3), "Q": (3, 3), "G": (3, 4), "H": (3, 3),
    "K": (12, 12), "v": (3,), "w": (4,), "u": (12,), "r": (3,), "z": (4,), "s": (),
}  # fmt: skip
DECLARED = (
    "X: m×n; Y: n×m; A: m×m; B: n×n; C: m×m; P: m×m posdef; Q: m×m; G: m×n; H: m×m; K: m*n×m*n; v: m; w: n; u: m*n; "
    "r: m; z: n; s: scalar"
)


def _arrays() -> Arrays:
    found = {name: RNG.uniform(-1, 1, shape) for name, shape in SHAPES.items()}
    found["P"] = found["Q"] @ found["Q"].T + np.diag([1.0, 2, 4])
    found["A"] += np.diag([2.0, 3, 4])
    found["B"] += np.diag([2.0, 3, 4, 5])
    return found | {"s": np.asarray(0.7)}


def _by_eigenvalues(x: np.ndarray, function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    values, vectors = np.linalg.eig(x)
    return np.real(vectors @ np.diag(function(values.astype(complex))) @ np.linalg.inv(vectors))


def _series(x: np.ndarray, coefficients: Callable[[int], float]) -> np.ndarray:
    total, power = np.zeros_like(x), np.eye(len(x))
    for k in range(60):
        total, power = total + coefficients(k) * power, power @ x / (k + 1)
    return total


def _softmax(x: np.ndarray, axis: int | None) -> np.ndarray:
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)


def _stein(a: np.ndarray, q: np.ndarray) -> np.ndarray:
    n = len(a)
    return np.linalg.solve(np.eye(n * n) - np.kron(a, a), q.reshape(-1)).reshape(n, n)


def _sym(x: np.ndarray) -> np.ndarray:
    return (x + x.T) / 2


def _khatri_rao(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.stack([np.kron(a[:, j], b[:, j]) for j in range(a.shape[1])], axis=1)


def _exp(k: int) -> float:
    return 1


def _sin(k: int) -> float:
    return (0, 1, 0, -1)[k % 4]


def _cos(k: int) -> float:
    return (1, 0, -1, 0)[k % 4]


CASES: list[tuple[str, str, Callable[[Any], Any]]] = [
    # text of a scalar, the variables, the value
    ("tr(A*Q)", "A Q", lambda e: np.trace(e["A"] @ e["Q"])),
    ("det(A)", "A", lambda e: np.linalg.det(e["A"])),
    ("logdet(A)", "A", lambda e: np.log(abs(np.linalg.det(e["A"])))),
    ("sum(X .* G)", "X", lambda e: (e["X"] * e["G"]).sum()),
    ("norm2(v)", "v", lambda e: np.sqrt((e["v"] ** 2).sum())),
    ("normF(X)", "X", lambda e: np.sqrt((e["X"] ** 2).sum())),
    ("norm1(X)", "X", lambda e: abs(e["X"]).sum()),
    ("normp(v, 3)", "v", lambda e: (abs(e["v"]) ** 3).sum() ** (1 / 3)),
    ("normp(v, 2 + s^2)", "s", lambda e: (abs(e["v"]) ** (2 + e["s"] ** 2)).sum() ** (1 / (2 + e["s"] ** 2))),
    ("mean(X .* X)", "X", lambda e: (e["X"] ** 2).mean()),
    ("var(X)", "X", lambda e: e["X"].var()),
    ("logsumexp(X)", "X", lambda e: np.log(np.exp(e["X"]).sum())),
    ("max(X)", "X", lambda e: e["X"].max()),
    ("r'*softmax(v)", "v r", lambda e: e["r"] @ _softmax(e["v"], None)),
    ("H : diag(v)", "v", lambda e: np.diag(e["H"]) @ e["v"]),
    ("v'*diagvec(A*Q)", "A", lambda e: e["v"] @ np.diag(e["A"] @ e["Q"])),
    ("u'*vec(X)", "X u", lambda e: e["u"] @ e["X"].T.reshape(-1)),
    ("G : unvec(u .* u, m, n)", "u", lambda e: (e["G"] * (e["u"] ** 2).reshape(4, 3).T).sum()),
    ("H : tril(A*A)", "A", lambda e: (e["H"] * np.tril(e["A"] @ e["A"])).sum()),
    ("H : triu(A*A)", "A", lambda e: (e["H"] * np.triu(e["A"] @ e["A"])).sum()),
    ("r'*rowsum(X .* X)", "X", lambda e: e["r"] @ (e["X"] ** 2).sum(axis=1)),
    ("colsum(X .* X)*z", "X", lambda e: (e["X"] ** 2).sum(axis=0) @ e["z"]),
    ("r'*lserows(X)", "X", lambda e: e["r"] @ np.log(np.exp(e["X"]).sum(axis=1))),
    ("lsecols(X)*z", "X", lambda e: np.log(np.exp(e["X"]).sum(axis=0)) @ e["z"]),
    ("G : softmaxrows(X)", "X", lambda e: (e["G"] * _softmax(e["X"], 1)).sum()),
    ("G : softmaxcols(X)", "X", lambda e: (e["G"] * _softmax(e["X"], 0)).sum()),
    ("H : inv(A)", "A", lambda e: (e["H"] * np.linalg.inv(e["A"])).sum()),
    ("H : adj(A)", "A", lambda e: (e["H"] * np.linalg.det(e["A"]) * np.linalg.inv(e["A"])).sum()),
    ("Y : pinv(X)", "X", lambda e: (e["Y"] * np.linalg.lstsq(e["X"], np.eye(3), rcond=None)[0]).sum()),
    ("K : kron(A, B)", "A B K", lambda e: (e["K"] * np.kron(e["A"], e["B"])).sum()),
    ("tr(K*kron(A, w*w'))", "A w", lambda e: np.trace(e["K"] @ np.kron(e["A"], np.outer(e["w"], e["w"])))),
    ("sum(kr(A, X*Y) .* kr(A, A))", "A X", lambda e: (
        _khatri_rao(e["A"], e["X"] @ e["Y"]) * _khatri_rao(e["A"], e["A"])
    ).sum()),
    ("normF([A*X, Q; B, Y*Q])^2 + sum([v; w].^3)", "X Y v w", lambda e: (
        (np.block([[e["A"] @ e["X"], e["Q"]], [e["B"], e["Y"] @ e["Q"]]]) ** 2).sum()
        + (e["v"] ** 3).sum() + (e["w"] ** 3).sum()
    )),
    ("normF([A, X] - [Q, G])^2 + normF([A*X; G]*w)^2", "A X", lambda e: (
        ((e["A"] - e["Q"]) ** 2).sum() + ((e["X"] - e["G"]) ** 2).sum()
        + ((np.vstack([e["A"] @ e["X"], e["G"]]) @ e["w"]) ** 2).sum()
    )),
    ("logdet(blk(P, X, X', B))", "X P B", lambda e: np.log(
        abs(np.linalg.det(np.block([[e["P"], e["X"]], [e["X"].T, e["B"]]])))
    )),
    ("sum(hcat(v, A*v, Q) .* hcat(Q, v, v)) + sum(vcat(v, X*w).^2)", "v X", lambda e: (
        (np.column_stack([e["v"], e["A"] @ e["v"], e["Q"]]) * np.column_stack([e["Q"], e["v"], e["v"]])).sum()
        + (np.concatenate([e["v"], e["X"] @ e["w"]]) ** 2).sum()
    )),
    ("H : A^5", "A", lambda e: (e["H"] * np.linalg.matrix_power(e["A"], 5)).sum()),
    ("H : expm(A)", "A", lambda e: (e["H"] * _series(e["A"], _exp)).sum()),
    ("H : expm(s*Q)", "s Q", lambda e: (e["H"] * _series(e["s"] * e["Q"], _exp)).sum()),
    ("H : sinm(s*Q)", "s Q", lambda e: (e["H"] * _series(e["s"] * e["Q"], _sin)).sum()),
    ("H : cosm(s*Q)", "s Q", lambda e: (e["H"] * _series(e["s"] * e["Q"], _cos)).sum()),
    ("tr(A*expm(A))", "A", lambda e: np.trace(e["A"] @ _series(e["A"], _exp))),
    ("H : logm(P)", "P", lambda e: (e["H"] * _by_eigenvalues(e["P"], np.log)).sum()),
    ("tr(P*logm(P))", "P", lambda e: np.trace(e["P"] @ _by_eigenvalues(e["P"], np.log))),
    ("H : sqrtm(P)", "P", lambda e: (e["H"] * _by_eigenvalues(e["P"], np.sqrt)).sum()),
    ("H : powm(P, s)", "P s", lambda e: (e["H"] * _by_eigenvalues(e["P"], lambda x: x ** e["s"])).sum()),
    ("H : powm(P, -0.5)", "P", lambda e: (e["H"] * _by_eigenvalues(e["P"], lambda x: x**-0.5)).sum()),
    ("G : sylv(A, B, X)", "A B X", lambda e: (e["G"] * linalg.solve_sylvester(e["A"], e["B"], e["X"])).sum()),
    ("H : lyap(A, Q)", "A Q", lambda e: (e["H"] * linalg.solve_sylvester(e["A"], e["A"].T, e["Q"])).sum()),
    ("H : dlyap(A/9, Q)", "A Q", lambda e: (e["H"] * _stein(e["A"] / 9, e["Q"])).sum()),
    ("H : chol(P)", "P", lambda e: (e["H"] * np.linalg.cholesky(_sym(e["P"]))).sum()),
    ("r'*eigvals(P)", "P", lambda e: e["r"] @ np.linalg.eigvalsh(_sym(e["P"]))),
    ("lambdamax(P)", "P", lambda e: np.linalg.eigvalsh(_sym(e["P"]))[-1]),
    ("lambdamin(P)", "P", lambda e: np.linalg.eigvalsh(_sym(e["P"]))[0]),
    ("svdvals(Y)'*r", "Y", lambda e: np.linalg.svd(e["Y"])[1] @ e["r"]),
    ("normspec(X)", "X", lambda e: np.linalg.norm(e["X"], 2)),
    ("norm2(A)", "A", lambda e: np.linalg.norm(e["A"], 2)),
    ("normnuc(X)", "X", lambda e: np.linalg.norm(e["X"], "nuc")),
]  # fmt: skip


def slope(value: Callable[[Arrays], Any], arrays: Arrays, name: str) -> np.ndarray:
    """The derivative by differences of order six, the axes of the value first."""
    shape = arrays[name].shape
    h, found = 1e-3, np.zeros((*np.shape(value(arrays)), *shape))
    for place in np.ndindex(shape):
        unit = np.zeros(shape)
        unit[place] = 1
        for k, weight in ((1, 45), (2, -9), (3, 1)):
            up, down = (value({**arrays, name: arrays[name] + way * k * h * unit}) for way in (1, -1))
            found[..., *place] += weight * (np.asarray(up) - np.asarray(down)) / (60 * h)
    return found


def computed(result: Any, arrays: Arrays) -> Any:
    """What the code that we hand out computes."""
    module: dict[str, Any] = {}
    exec(result.code.source, module)
    given = (float(arrays[name]) if arrays[name].ndim == 0 else arrays[name] for name in result.code.args)
    return module[result.code.entry](*given)


@pytest.mark.parametrize(("text", "names", "value"), CASES, ids=[text for text, _, _ in CASES])
def test_gradients_are_slopes(text: str, names: str, value: Callable[[Arrays], Any]) -> None:
    """The gradient's code gives the slopes of the value, for every variable of the case."""
    arrays = _arrays()
    for name in names.split():
        result = derivation(f"f = {text}; {DECLARED}", name)
        np.testing.assert_allclose(computed(result, arrays), slope(value, arrays, name), rtol=2e-6, atol=1e-7)


SECOND = {
    "sum(sin(kron(A, Q)))": "Q", "normF(kr(A, Q) .* kr(Q, A))^2": "A", "normnuc(Y)^2": "Y", "lambdamax(P)": "P",
    "tr(C*sqrtm(A))": "A", "normF(sylv(P, A, Q))^2": "Q", "sum(sign(A) .* A)": "A",
    "normF(expm(A))^2": "A", "tr(C*logm(A))": "A",
    "r'*A^7*v": "A", "normspec(X)": "X", "r'*exp(eigvals(P))": "P", "sum(svdvals(Y).^3)": "Y",
}  # fmt: skip


@pytest.mark.parametrize("text", SECOND)
def test_hessians_are_slopes_of_gradients(text: str) -> None:
    """The Hessian's code, and its vec form's, give the slopes of the gradient's code."""
    arrays, name = _arrays(), SECOND[text]
    first, second = (derivation(f"f = {text}; {DECLARED}", name, want) for want in ("gradient", "hessian"))
    expected = slope(lambda e: computed(first, e), arrays, name)
    np.testing.assert_allclose(computed(second, arrays), expected, rtol=2e-6, atol=1e-6)
    assert "vec form, numerator layout" in [view.what for view in second.views]


def test_derivatives_without_notation_are_refused() -> None:
    """What no law opens is named, with what it is: here a third derivative."""
    with pytest.raises(Unsupported, match="no notation") as caught:
        derivation(f"f = tr(C*expmfrechet(A, Q)); {DECLARED}", "A", "hessian")
    assert "second Fréchet derivative" in caught.value.hint


OF_THE_LANGUAGE = set(
    """tr det logdet sum norm2 normF norm1 logsumexp softmax diag diagvec vec unvec tril triu softmaxrows softmaxcols
    lserows lsecols pinv hcat vcat expm logm sqrtm powm sinm cosm sylv lyap dlyap chol eigvals lambdamax lambdamin
    svdvals normspec normnuc max""".split()
)


def test_no_function_of_a_problem_lacks_a_case() -> None:
    """Every function that a problem may use has a case; the others of the table are explained in answers."""
    written = " ".join(text for text, _, _ in CASES)
    spelled = {"hcat": "[A, X]", "vcat": "[v; w]"}
    assert [name for name in OF_THE_LANGUAGE if spelled.get(name, f"{name}(") not in written] == []
    assert [name for name, row in ARRAY.items() if name not in OF_THE_LANGUAGE and not row.says] == []
    assert set(ARRAY) >= OF_THE_LANGUAGE
