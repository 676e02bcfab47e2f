"""The open tables: elementwise functions, and named functions of whole arrays with their shapes.

Adding a function is one row here, one law in the book, one row in `check` and one in `emit`; the
tests of coverage name what is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from adjoint.errors import ShapeError
from adjoint.expr.sizes import ONE, SCALAR, Shape, spell_shape

ELEMENTWISE: dict[str, str] = {
    # name: what every entry must be for a value and a derivative ("" is anything)
    "exp": "",
    "log": "positive",
    "sqrt": "positive",
    "abs": "not zero",
    "sign": "not zero",
    "sin": "",
    "cos": "",
    "tan": "no odd multiple of pi/2",
    "asin": "between -1 and 1",
    "acos": "between -1 and 1",
    "atan": "",
    "sinh": "",
    "cosh": "",
    "tanh": "",
    "sigmoid": "",
    "relu": "not zero",
    "step": "not zero",
    "softplus": "",
    "gelu": "",
    "silu": "",
    "erf": "",
    "normcdf": "",
    "gammaln": "positive",
    "digamma": "positive",
    "trigamma": "positive",
}


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """A named function of one whole array: its shape, and where it is defined."""

    shape: Callable[[str, Shape], Shape]
    condition: str = ""


def _square(name: str, shape: Shape) -> None:
    if shape[0] != shape[1]:
        raise ShapeError(f"`{name}` needs a square matrix, and this is a {spell_shape(shape)}")


def _scalar_of_square(name: str, shape: Shape) -> Shape:
    _square(name, shape)
    return SCALAR


def _scalar(name: str, shape: Shape) -> Shape:
    return SCALAR


def _same(name: str, shape: Shape) -> Shape:
    return shape


def _vector(name: str, shape: Shape) -> Shape:
    if shape[1] != ONE:
        raise ShapeError(f"`{name}` needs a vector, and this is a {spell_shape(shape)}")
    return shape


def _scalar_of_vector(name: str, shape: Shape) -> Shape:
    _vector(name, shape)
    return SCALAR


def _diag(name: str, shape: Shape) -> Shape:
    _vector(name, shape)
    return (shape[0], shape[0])


def _diagvec(name: str, shape: Shape) -> Shape:
    _square(name, shape)
    return (shape[0], ONE)


def _vec(name: str, shape: Shape) -> Shape:
    return (shape[0] * shape[1], ONE)


ARRAY: dict[str, ArrayFunction] = {
    "tr": ArrayFunction(_scalar_of_square),
    "det": ArrayFunction(_scalar_of_square),
    "logdet": ArrayFunction(_scalar_of_square, "invertible argument"),
    "sum": ArrayFunction(_scalar),
    "norm2": ArrayFunction(_scalar_of_vector, "nonzero argument"),
    "normF": ArrayFunction(_scalar, "nonzero argument"),
    "norm1": ArrayFunction(_scalar, "no zero entry"),
    "logsumexp": ArrayFunction(_scalar),
    "softmax": ArrayFunction(_vector),
    "diag": ArrayFunction(_diag),
    "diagvec": ArrayFunction(_diagvec),
    "vec": ArrayFunction(_vec),
    "tril": ArrayFunction(_same),
    "triu": ArrayFunction(_same),
}
