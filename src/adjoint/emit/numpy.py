"""NumPy, with SciPy for the special functions: the forms of every operation."""

from collections.abc import Collection, Mapping, Sequence

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit import routines
from adjoint.emit.code import Code
from adjoint.emit.module import module
from adjoint.emit.target import ATOM, POWER, PRODUCT, SUM, UNARY, Form, Target
from adjoint.expr.language import Expr, Symbol
from adjoint.index.term import Tensor

FORMS: dict[str, Form] = {
    "number": Form("{text}"),
    "pi": Form("np.pi"),
    "expand": Form("np.asarray({0})[{text}]"),
    "copy": Form("np.array({0})"),
    "float": Form("float({0})"),
    "eye": Form("np.eye({sizes})"),
    "zeros": Form("np.zeros({sizes})"),
    "ones": Form("np.ones({sizes})"),
    "add": Form("{0} + {1}", SUM, (SUM, SUM)),
    "subtract": Form("{0} - {1}", SUM, (SUM, PRODUCT)),
    "negative": Form("-{0}", UNARY, (POWER,)),
    "multiply": Form("{0} * {1}", PRODUCT, (PRODUCT, UNARY)),
    "divide": Form("{0} / {1}", PRODUCT, (PRODUCT, UNARY)),
    "power": Form("{0}**{1}", POWER, (ATOM, ATOM)),
    "matmul": Form("{0} @ {1}", PRODUCT, (PRODUCT, UNARY)),
    "outer": Form("np.outer({args})"),
    "kron": Form("np.kron({args})"),
    "transpose": Form("{0}.T", ATOM, (ATOM,)),
    "column": Form("{0}[:, None]", ATOM, (ATOM,)),
    "row": Form("{0}[None, :]", ATOM, (ATOM,)),
    "repeat rows": Form("np.tile({0}, ({sizes}, 1))"),
    "repeat columns": Form("np.tile({0}[:, None], (1, {sizes}))", ATOM, (ATOM,)),
    "sum": Form("np.sum({0})"),
    "sum of rows": Form("np.sum({0}, axis=1)"),
    "sum of columns": Form("np.sum({0}, axis=0)"),
    "trace": Form("np.trace({0})"),
    "diag": Form("np.diag({0})"),
    "diagonal": Form("np.diagonal({0}).copy()"),
    "vec": Form("{0}.T.reshape(-1)", ATOM, (ATOM,)),
    "reshaped": Form("{0}.reshape({sizes})", ATOM, (ATOM,)),
    "tril": Form("np.tril({0})"),
    "triu": Form("np.triu({0})"),
    "norm": Form("np.linalg.norm({0})"),
    "inverse": Form("np.linalg.inv({0})"),
    "solve": Form("np.linalg.solve({args})"),
    "det": Form("np.linalg.det({0})"),
    "logdet": Form("np.linalg.slogdet({0})[1]"),
    "matrix power": Form("np.linalg.matrix_power({args})"),
    "whole matrix power": Form("_matrix_power({args})", helper="matrix power"),
    "logsumexp": Form("_logsumexp({0})", helper="logsumexp"),
    "softmax": Form("_softmax({0})", helper="softmax"),
    "call": Form("{text}({args})"),
    "einsum": Form("np.einsum('{text}', {args})"),
    "einsum many": Form("np.einsum('{text}', {args}, optimize=True)"),
    "exp": Form("np.exp({0})"),
    "log": Form("np.log({0})"),
    "sqrt": Form("np.sqrt({0})"),
    "abs": Form("np.abs({0})"),
    "sign": Form("np.sign({0})"),
    "sin": Form("np.sin({0})"),
    "cos": Form("np.cos({0})"),
    "tan": Form("np.tan({0})"),
    "asin": Form("np.arcsin({0})"),
    "acos": Form("np.arccos({0})"),
    "atan": Form("np.arctan({0})"),
    "sinh": Form("np.sinh({0})"),
    "cosh": Form("np.cosh({0})"),
    "tanh": Form("np.tanh({0})"),
    "sigmoid": Form("_sigmoid({0})", helper="sigmoid"),
    "relu": Form("np.maximum({0}, 0)"),
    "step": Form("np.heaviside({0}, 0)"),
    "softplus": Form("np.logaddexp(0, {0})"),
    "gelu": Form("_gelu({0})", helper="gelu", module="special"),
    "silu": Form("_silu({0})", helper="silu"),
    "erf": Form("special.erf({0})", module="special"),
    "normcdf": Form("special.ndtr({0})", module="special"),
    "gammaln": Form("special.gammaln({0})", module="special"),
    "digamma": Form("special.digamma({0})", module="special"),
    "trigamma": Form("special.polygamma(1, {0})", module="special"),
    **routines.FORMS,
}

HELPERS = {
    "matrix power": '''\
def _matrix_power(a, k):
    """The k-th power of a matrix; k is a whole number."""
    if k != int(k):
        raise ValueError("the power of a matrix is a whole number")
    return np.linalg.matrix_power(a, int(k))''',
    "logsumexp": '''\
def _logsumexp(x):
    """The logarithm of the sum of exponentials, shifted against overflow."""
    top = np.max(x)
    return top + np.log(np.sum(np.exp(x - top)))''',
    "softmax": '''\
def _softmax(x):
    """Exponentials that sum to one, shifted against overflow."""
    e = np.exp(x - np.max(x))
    return e / np.sum(e)''',
    "sigmoid": '''\
def _sigmoid(x):
    """The logistic function, exact to rounding on both sides."""
    return np.exp(-np.logaddexp(0, -x))''',
    "gelu": '''\
def _gelu(x):
    """The Gaussian error linear unit: x times the normal distribution function."""
    return x * special.ndtr(x)''',
    "silu": '''\
def _silu(x):
    """The sigmoid linear unit: x times the logistic function."""
    return x * np.exp(-np.logaddexp(0, -x))''',
    **routines.HELPERS,
}

MODULES = {"special": "from scipy import special", "linalg": "from scipy import linalg"}
NUMPY = Target("import numpy as np", FORMS, HELPERS, MODULES)


def numpy_module(
    entry: str,
    values: Sequence[Expr | Tensor],
    definitions: Mapping[Symbol, Expr],
    functions: Mapping[str, OpaqueFunction],
    shapes: Sequence[tuple[str, ...]],
    extra_args: Sequence[Symbol] = (),
    several: bool = False,
    thin: Collection[str] = (),
) -> Code:
    """A module that imports NumPy (and SciPy for special functions) and computes the values.

    `shapes` gives the axes of each value. One value is returned as it is, unless `several` says that
    a list was asked for, and several as a tuple: matrices with two axes, vectors and rows with one,
    scalars as floats, a tensor with its axes. The arguments are the free variables that occur, in order
    of appearance in the definitions, then differentials `dX`, `extra_args`, opaque functions (`g`,
    `dg_da`, `phi_1`), and sizes that no array tells; those called in `thin` come with two axes though
    one has the length one. Raises `Unsupported` where a value has no code.
    """
    return module(NUMPY, entry, values, definitions, functions, shapes, extra_args, several, thin)
