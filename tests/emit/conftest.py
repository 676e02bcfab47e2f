"""A plain evaluator, written apart from the code under test: every array is kept as a matrix."""

import math

import numpy as np
import pytest
from scipy import special

from adjoint.emit.numpy import numpy_module
from adjoint.expr.language import Differential, Symbol
from adjoint.expr.sizes import ONE
from adjoint.expr.walk import postorder
from adjoint.index.term import Delta, Entry

SIZES = {"n": 3, "m": 4, "p": 2, "q": 5, "k": 6}

ENTRIES = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "sin": math.sin, "cos": math.cos,
    "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh,
    "tanh": math.tanh, "erf": math.erf, "gammaln": math.lgamma,
    "sign": lambda x: math.copysign(1, x),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "step": lambda x: float(x > 0),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "normcdf": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    "digamma": lambda x: float(special.psi(x)),
    "trigamma": lambda x: float(special.zeta(2, x)),
}  # fmt: skip

ARRAYS = {
    "tr": np.trace, "det": np.linalg.det, "sum": np.sum,
    "logdet": lambda x: math.log(abs(np.linalg.det(x))),
    "norm2": lambda x: math.sqrt((x**2).sum()),
    "normF": lambda x: math.sqrt((x**2).sum()),
    "norm1": lambda x: abs(x).sum(),
    "logsumexp": lambda x: math.log(np.exp(x).sum()),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(),
    "diag": lambda x: np.diag(x[:, 0]),
    "diagvec": lambda x: np.array([[x[i, i]] for i in range(len(x))]),
    "vec": lambda x: np.array([[entry] for column in x.T for entry in column]),
    "vech": lambda x: np.array([[entry] for j, column in enumerate(x.T) for entry in column[j:]]),
    "tril": np.tril, "triu": np.triu,
    "softmaxrows": lambda x: np.array([np.exp(row) / np.exp(row).sum() for row in x]),
    "softmaxcols": lambda x: np.array([np.exp(row) / np.exp(row).sum() for row in x.T]).T,
    "lserows": lambda x: np.log(np.exp(x).sum(axis=1)),
    "lsecols": lambda x: np.log(np.exp(x).sum(axis=0)),
    "pinv": lambda x: np.linalg.lstsq(x, np.eye(len(x)), rcond=None)[0],
    "kronleft": lambda g, b: [[(block * b).sum() for block in row] for row in blocks(g, *b.shape)],
    "kronright": lambda g, a: sum(
        block * a[i, j]
        for i, row in enumerate(blocks(g, len(g) // len(a), len(g[0]) // len(a[0])))
        for j, block in enumerate(row)
    ),
    "expm": lambda x: series(x, lambda k: 1 / math.factorial(k)),
    "sinm": lambda x: series(x, lambda k: (0, 1, 0, -1)[k % 4] / math.factorial(k)),
    "cosm": lambda x: series(x, lambda k: (1, 0, -1, 0)[k % 4] / math.factorial(k)),
    "logm": lambda x: by_eigenvalues(x, np.log),
    "sqrtm": lambda x: by_eigenvalues(x, np.sqrt),
    "powm": lambda x, p: by_eigenvalues(x, lambda value: value ** p[0, 0]),
    **{
        f"{name}frechet": lambda x, *e, name=name: slope(lambda a: ARRAYS[name](a, *e[:-1]), x, e[-1])
        for name in ("expm", "logm", "powm", "sinm", "cosm")
    },
    **{
        f"{name}2": lambda x, *e, name=name: slope(lambda a: ARRAYS[name](a, *e[:-1]), x, e[-1])
        for name in ("expmfrechet", "logmfrechet", "powmfrechet", "sinmfrechet", "cosmfrechet", "powersum")
    },
    "powersum": lambda x, k, e: sum(
        np.linalg.matrix_power(x, r) @ e @ np.linalg.matrix_power(x, int(k[0, 0]) - 1 - r) for r in range(int(k[0, 0]))
    ),
    **{
        f"{name}{twice}": lambda x, *e, along=along + twice: columns(lambda f: ARRAYS[along](x, *e, f), len(x))
        for name, along in (
            *((f"{name}jacobian", f"{name}frechet") for name in ("expm", "logm", "powm", "sinm", "cosm")),
            ("powerjacobian", "powersum"),
        )
        for twice in ("", "2")
    },
    "gaps": lambda v: np.array([[0 if i == j else 1 / (b - a) for j, b in enumerate(v[:, 0])]
                                for i, a in enumerate(v[:, 0])]),
    "sylv": lambda a, b, c: stacked(np.kron(np.eye(len(b)), a) + np.kron(b.T, np.eye(len(a))), c),
    "lyap": lambda a, q: stacked(np.kron(np.eye(len(a)), a) + np.kron(a, np.eye(len(a))), q),
    "dlyap": lambda a, q: stacked(np.eye(len(a) ** 2) - np.kron(a, a), q),
    "hcat": lambda a, b: [[*row, *more] for row, more in zip(a, b, strict=True)],
    "vcat": lambda a, b: [*a, *b],
    "chol": lambda x: np.linalg.cholesky((x + x.T) / 2),
    "trilhalf": lambda x: [[x[i, j] * ((i > j) + (i == j) / 2) for j in range(len(x))] for i in range(len(x))],
    "eigvals": lambda x: np.sort(np.linalg.eigvals((x + x.T) / 2)),
    "lambdamax": lambda x: max(np.linalg.eigvals((x + x.T) / 2)),
    "lambdamin": lambda x: min(np.linalg.eigvals((x + x.T) / 2)),
    "svdvals": lambda x: np.sqrt(np.sort(np.linalg.eigvals(x.T @ x))[::-1]),
    "normspec": lambda x: np.sqrt(max(np.linalg.eigvals(x.T @ x))),
    "normnuc": lambda x: np.trace(by_eigenvalues(x.T @ x if len(x) > len(x.T) else x @ x.T, np.sqrt)),
    "polarfactor": lambda x: np.linalg.inv(by_eigenvalues(x @ x.T, np.sqrt)) @ x,
    "max": lambda x: max(x.ravel()),
    "maxplace": lambda x: np.array([[float(entry == max(x.ravel())) for entry in row] for row in x]),
}  # fmt: skip


def series(x, coefficient):
    """A power series of a matrix."""
    return sum(coefficient(k) * np.linalg.matrix_power(x, k) for k in range(60))


def by_eigenvalues(x, function):
    """A function of a matrix, applied to its eigenvalues."""
    values, vectors = np.linalg.eig(x)
    return np.real(vectors @ np.diag(function(values.astype(complex))) @ np.linalg.inv(vectors))


def slope(function, x, e):
    """The change of a function of a matrix along e, by central differences of order eight."""
    h, weights = 1e-2, (672, -168, 32, -3)
    steps = ((k + 1, w) for k, w in enumerate(weights))
    return sum(w * (function(x + k * h * e) - function(x - k * h * e)) for k, w in steps) / (840 * h)


def columns(function, n):
    """The matrix of a linear map of matrices, columns stacked."""
    units = (np.eye(n)[:, [i]] @ np.eye(n)[[j]] for j in range(n) for i in range(n))
    return np.array([function(unit).T.reshape(-1) for unit in units]).T


def stacked(system, right):
    """The matrix whose stacked columns solve a system with those of the right side."""
    return np.linalg.solve(system, right.T.reshape(-1)).reshape(right.shape[::-1]).T


def blocks(g, rows, cols):
    """The blocks of a matrix, row by row."""
    return [[g[i : i + rows, j : j + cols] for j in range(0, len(g[0]), cols)] for i in range(0, len(g), rows)]


def elementwise(function, x):
    return np.array([[function(entry) for entry in row] for row in x])


OPAQUE = {
    ("phi", 0): math.atan, ("phi", 1): lambda x: 1 / (1 + x * x), ("phi", 2): lambda x: -2 * x / (1 + x * x) ** 2,
}  # fmt: skip
GIVEN = {"g": lambda a: np.sin(a).sum(), "h": lambda a: np.cumsum(a)}
SLOPES = {"g": np.cos, "h": lambda a: np.tril(np.ones((len(a), len(a))))}


def outside(x, node):
    """The array as the caller sees it: vectors and rows have one axis, scalars none."""
    shape = tuple(length for length, size in zip(x.shape, node.shape, strict=True) if size != ONE)
    return x.reshape(shape) if shape else float(x[0, 0])


class Reference:
    """The plain value of expressions and tensors at one point."""

    def __init__(self, arrays, definitions=None, sizes=SIZES):
        self.arrays, self.definitions, self.sizes = arrays, definitions or {}, sizes

    def shape(self, node):
        return tuple(size.value(self.sizes) for size in node.shape)

    def matrix(self, root):
        values = {}
        for node in postorder(root):
            got = [values[child] for child in node.children]
            values[node] = np.asarray(getattr(self, type(node).__name__)(node, *got), float).reshape(self.shape(node))
        return values[root]

    def value(self, root):
        return outside(self.matrix(root), root)

    def Symbol(self, node):
        return self.matrix(self.definitions[node]) if node in self.definitions else self.arrays[node.name]

    def Differential(self, node, x):
        return self.arrays[f"d{node.children[0].name}"]

    def Number(self, node):
        return [[float(node.value)]]

    def SizeNumber(self, node):
        return [[node.size.value(self.sizes)]]

    def Constant(self, node):
        return [[math.pi]]

    def Identity(self, node):
        return np.eye(self.shape(node)[0])

    def Commutation(self, node):
        rows, cols = node.rows.value(self.sizes), node.cols.value(self.sizes)
        return np.array([[float(divmod(i, cols) == divmod(j, rows)[::-1]) for j in range(rows * cols)]
                         for i in range(rows * cols)])

    def Halving(self, node):
        n = node.size.value(self.sizes)
        below = [(i, j) for j in range(n) for i in range(j, n)]
        picked = [[float(place == (k % n, k // n)) for k in range(n * n)] for place in below]
        if node.name == "elimination":
            return picked
        return [[float((max(k % n, k // n), min(k % n, k // n)) == place) for place in below] for k in range(n * n)]

    def Zero(self, node):
        return np.zeros(self.shape(node))

    def Ones(self, node):
        return np.ones(self.shape(node))

    def Sum(self, node, *terms):
        return sum(terms)

    def Product(self, node, *factors):
        total = float(node.coefficient) * np.prod([s[0, 0] for s in factors[: node.split]])
        chain = factors[node.split :]
        if not chain:
            return [[total]]
        result = chain[0]
        for link in chain[1:]:
            result = result @ link
        return total * result

    def Hadamard(self, node, *factors):
        return np.prod(factors, axis=0)

    def Transpose(self, node, x):
        return x.T

    def Inverse(self, node, x):
        return np.linalg.inv(x)

    def Power(self, node, base, exponent):
        e = exponent[0, 0]
        return np.linalg.matrix_power(base, int(e)) if len(base) > 1 else base**e

    def ElementPower(self, node, base, exponent):
        return base ** exponent[0, 0]

    def Apply(self, node, x):
        return elementwise(ENTRIES[node.function] if node.function in ENTRIES else OPAQUE[node.function, node.order], x)

    def Call(self, node, *operands):
        if node.function == "unvec":
            return operands[0].reshape(self.shape(node)[::-1]).T
        return ARRAYS[node.function](*operands)

    def Opaque(self, node, *arguments):
        return GIVEN[node.function](*(outside(x, c) for x, c in zip(arguments, node.children, strict=True)))

    def Partial(self, node, *arguments):
        return SLOPES[node.function](*(outside(x, c) for x, c in zip(arguments, node.children, strict=True)))

    def Colon(self, node, a, b):
        return [[(a * b).sum()]]

    def Kron(self, node, a, b):
        return [[x * y for x in row for y in line] for row in a for line in b]

    def tensor(self, tensor):
        """Sums over every index, entry by entry."""
        total = np.zeros([axis.size.value(self.sizes) for axis in tensor.axes])
        for term in tensor.terms:
            total += self.term(tensor.axes, term)
        return total

    def term(self, axes, term):
        entries = [f for f in term.factors if not isinstance(f, Delta)]
        deltas = [(f.left, f.right) for f in term.factors if isinstance(f, Delta)]
        shown = [*axes, *(i for f in entries for i in f.indices), *(i for pair in deltas for i in pair)]
        indices = list(dict.fromkeys(shown))
        arrays = [np.asarray(self.value(f.node)) for f in entries]
        total = np.zeros([axis.size.value(self.sizes) for axis in axes])
        for place in np.ndindex(*(index.size.value(self.sizes) for index in indices)):
            at = dict(zip(indices, place, strict=True))
            if all(at[a] == at[b] for a, b in deltas):
                factors = [x[tuple(at[i] for i in f.indices)] for x, f in zip(arrays, entries, strict=True)]
                total[tuple(at[axis] for axis in axes)] += float(term.coefficient) * np.prod(factors)
        return total


def named(node):
    """The name under which an array is given, if it is."""
    if isinstance(node, Differential):
        return f"d{node.children[0]}"
    return node.name if isinstance(node, Symbol) else ""


class Workbench:
    """Runs generated code beside the reference, at one random point."""

    def __init__(self, seed=0):
        self.random = np.random.default_rng(seed)
        self.arrays = {}

    def point(self, nodes):
        self.arrays["k"] = np.array([[4.0]])
        for node in postorder(*nodes):
            name = named(node)
            if name and name not in self.arrays:
                shape = tuple(size.value(SIZES) for size in node.shape)
                x = self.random.uniform(0.2, 0.9, shape) + 2 * np.eye(*shape) * (1 not in shape)
                self.arrays[name] = (x + x.T) / 2 if isinstance(node, Symbol) and "symmetric" in node.facts else x
        return self.arrays

    def arguments(self, code, nodes):
        """The values of the code's arguments: arrays as the caller sees them, functions, sizes."""
        seen = {named(node): node for node in postorder(*nodes) if named(node)}
        given = {f"phi_{k}" if k else "phi": np.vectorize(f) for (_, k), f in OPAQUE.items()} | GIVEN
        given |= {"dg_da": np.cos, "dg_dX": np.cos, "dh_da": SLOPES["h"]} | SIZES
        return [outside(self.arrays[name], seen[name]) if name in seen else given[name] for name in code.args]

    def run(self, *values, definitions=None, extra=(), make=numpy_module):
        """What the generated function returns for the values, which must be expressions."""
        definitions = definitions or {}
        nodes = [*definitions.values(), *values, *extra]
        self.point(nodes)
        shapes = [tuple(str(size) for size in value.shape if size != ONE) for value in values]
        code = make("entry", values, definitions, {}, shapes, extra)
        return self.call(code, nodes)

    def call(self, code, nodes):
        module = {}
        exec(code.source, module)
        return module[code.entry](*self.arguments(code, nodes))

    def agrees(self, *values, definitions=None, make=numpy_module, rtol=1e-10):
        """Assert that code and reference give the same arrays in the same shapes."""
        got = self.run(*values, definitions=definitions, make=make)
        reference = Reference(self.arrays, definitions)
        for ours, node in zip(got if len(values) > 1 else (got,), values, strict=True):
            same(ours, reference.value(node), rtol)

    def agrees_in_indices(self, tensor, make=numpy_module):
        """Assert the same of a tensor; returns the code."""
        nodes = [f.node for term in tensor.terms for f in term.factors if isinstance(f, Entry)]
        self.point(nodes)
        code = make("entry", [tensor], {}, {}, [tuple(str(axis.size) for axis in tensor.axes)])
        same(self.call(code, nodes), Reference(self.arrays).tensor(tensor) if tensor.axes else self.number(tensor))
        return code

    def number(self, tensor):
        return float(Reference(self.arrays).tensor(tensor))


def same(ours, truth, rtol=1e-10):
    assert np.shape(ours) == np.shape(truth)
    assert np.shape(truth) or isinstance(ours, float)
    np.testing.assert_allclose(np.asarray(ours), truth, rtol=rtol, atol=1e-12)


@pytest.fixture
def bench():
    """A workbench at a fixed random point."""
    return Workbench()


