"""The open tables: elementwise functions, and named functions of whole arrays with their shapes.

Adding a function is one row here, one law in the book, one row in `check` and one in `emit`; the
tests of coverage name what is missing. A formula in other functions is no node: `adjoint.read.tree.composed`.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from adjoint.expr.signature import Signature, signature
from adjoint.expr.sizes import ONE, Shape, Size, triangle

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


class ArrayFunction(Struct, frozen=True):
    """A named function of whole arrays: its shapes, where it is defined, what it is in a sentence.

    Of the operands numbered in `scales` a number in front may stand in front of the value instead.
    The shape of the value of an `open` function does not follow from the operands and belongs to the node.
    """

    signature: Signature
    condition: str = ""
    says: str = ""
    scales: tuple[int, ...] = ()
    open: bool = False

    def shape(self, name: str, given: Sequence[Shape], value: Shape | None = None) -> Shape:
        """The shape of the value; raises `ShapeError` where the operands do not fit."""
        return self.signature.solve(name, given, value if self.open else None)


def _row(text: str, condition: str = "", says: str = "", *scales: int) -> ArrayFunction:
    return ArrayFunction(signature(text), condition, says, scales)


PRIMARY: dict[str, str] = {"expm": "X", "logm": "X", "powm": "X, p", "sinm": "X", "cosm": "X"}
"""Functions of matrices with derivatives of their own, and what they are functions of."""

PRIMARY_DERIVATIVES = ("frechet", "frechet2", "jacobian", "jacobian2")
"""What stands behind the name of such a function for its derivatives along matrices, and for their matrices."""


def _derivatives() -> Iterator[tuple[str, ArrayFunction]]:
    """The first and the second derivative of each function along given matrices, and as matrices of stacked columns."""
    for name, given in PRIMARY.items():
        shapes = "n n" if given == "X" else "n n, 1 1"
        value, first, second = f"{name}({given})", f"{name}frechet({given}, E)", f"{name}frechet2({given}, E, F)"
        yield f"{name}frechet", _row(
            f"{shapes}, n n -> n n",
            "",
            f"{first} is the Fréchet derivative: the change of {value} to first order when X changes by E",
            shapes.count(",") + 1,
        )
        yield f"{name}frechet2", _row(
            f"{shapes}, n n, n n -> n n",
            "",
            f"{second} is the second Fréchet derivative, symmetric in E and F: the change of {first} to first order "
            "when X changes by F",
            *(shapes.count(",") + 1, shapes.count(",") + 2),
        )
        yield f"{name}jacobian", _row(f"{shapes} -> n*n n*n", "", _stacked(f"{name}jacobian({given})", first))
        matrix = f"{name}jacobian2({given}, E)"
        yield f"{name}jacobian2", _row(f"{shapes}, n n -> n*n n*n", "", _stacked(matrix, second, "F"))


def _stacked(matrix: str, derivative: str, along: str = "E") -> str:
    return f"{matrix} is the matrix with vec({derivative}) = {matrix}*vec({along}) for every {along}"


ARRAY: dict[str, ArrayFunction] = {
    "tr": _row("n n -> 1 1"),
    "det": _row("n n -> 1 1"),
    "logdet": _row("n n -> 1 1", "invertible argument"),
    "sum": _row("m n -> 1 1"),
    "norm2": _row("n 1 -> 1 1", "nonzero argument"),
    "normF": _row("m n -> 1 1", "nonzero argument"),
    "norm1": _row("m n -> 1 1", "no zero entry"),
    "logsumexp": _row("m n -> 1 1"),
    "softmax": _row("n 1 -> n 1"),
    "diag": _row("n 1 -> n n"),
    "diagvec": _row("n n -> n 1"),
    "vec": _row("m n -> m*n 1"),
    "vech": ArrayFunction(
        Signature(((Size.of("n"), Size.of("n")),), (triangle(Size.of("n")), ONE)),
        says="vech(X) stacks the columns of the lower triangle of X, the diagonal with it",
    ),
    "tril": _row("m n -> m n"),
    "triu": _row("m n -> m n"),
    "softmaxrows": _row("m n -> m n"),
    "softmaxcols": _row("m n -> m n"),
    "lserows": _row("m n -> m 1"),
    "lsecols": _row("m n -> 1 n"),
    "pinv": _row("m n -> n m", "constant rank"),
    "unvec": ArrayFunction(signature("m*n 1 -> m n"), scales=(0,), open=True),
    "kronleft": _row(
        "m*p n*q, p q -> m n",
        "",
        "kronleft(G, B) has in place (i, j) the Frobenius product of B with block (i, j) of G, "
        "so that G : kron(A, B) = kronleft(G, B) : A",
        0, 1,
    ),
    "kronright": _row(
        "m*p n*q, m n -> p q",
        "",
        "kronright(G, A) is the sum of the blocks of G, block (i, j) times A_ij, "
        "so that G : kron(A, B) = kronright(G, A) : B",
        0, 1,
    ),
    "hcat": _row("m n, m p -> m n+p"),
    "vcat": _row("m n, p n -> m+p n"),
    "expm": _row("n n -> n n"),
    "logm": _row("n n -> n n", "no eigenvalue on the negative real axis"),
    "sqrtm": _row("n n -> n n", "no eigenvalue on the negative real axis"),
    "powm": _row("n n, 1 1 -> n n", "no eigenvalue on the negative real axis"),
    "sinm": _row("n n -> n n"),
    "cosm": _row("n n -> n n"),
    **dict(_derivatives()),
    "powersum": _row(
        "n n, 1 1, n n -> n n",
        "whole exponent",
        "powersum(X, k, E) is the sum of X^r*E*X^(k-1-r) for r from 0 to k-1",
        2,
    ),
    "powersum2": _row(
        "n n, 1 1, n n, n n -> n n",
        "whole exponent",
        "powersum2(X, k, E, F) is the sum of X^r*(E*X^s*F + F*X^s*E)*X^t over all r, s, t from 0 with r + s + t = k-2: "
        "the change of powersum(X, k, E) to first order when X changes by F",
        2, 3,
    ),
    "powerjacobian": _row("n n, 1 1 -> n*n n*n", "", _stacked("powerjacobian(X, k)", "powersum(X, k, E)")),
    "powerjacobian2": _row(
        "n n, 1 1, n n -> n*n n*n", "", _stacked("powerjacobian2(X, k, E)", "powersum2(X, k, E, F)", "F")
    ),
    "sylv": _row("m m, n n, m n -> m n", "one solution", "sylv(A, B, C) is the solution X of A*X + X*B = C", 2),
    "lyap": _row("n n, n n -> n n", "one solution", "lyap(A, Q) is the solution X of A*X + X*A' = Q", 1),
    "dlyap": _row("n n, n n -> n n", "one solution", "dlyap(A, Q) is the solution X of X = A*X*A' + Q", 1),
    "chol": _row("n n -> n n", "positive definite"),
    "trilhalf": _row("n n -> n n", "", "trilhalf(M) is the lower triangle of M with half its diagonal", 0),
    "eigvals": _row("n n -> n 1", "distinct eigenvalues"),
    "eigvecs": _row(
        "n n -> n n",
        "distinct eigenvalues",
        "eigvecs(X) holds unit eigenvectors of X as columns, by ascending eigenvalue",
    ),
    "gaps": _row(
        "n 1 -> n n",
        "distinct entries",
        "gaps(v) has 1/(v_j - v_i) in row i and column j, and zeros on the diagonal",
    ),
    "lambdamax": _row("n n -> 1 1", "simple eigenvalue"),
    "lambdamin": _row("n n -> 1 1", "simple eigenvalue"),
    "eigvecmax": _row("n n -> n 1", "simple eigenvalue", "eigvecmax(X) is a unit eigenvector of lambdamax(X)"),
    "eigvecmin": _row("n n -> n 1", "simple eigenvalue", "eigvecmin(X) is a unit eigenvector of lambdamin(X)"),
    "svdvals": _row("m n -> n 1", "distinct singular values, none zero"),
    "leftsvecs": _row("m n -> m n", "distinct singular values", "leftsvecs(X) holds the left singular vectors of X"),
    "rightsvecs": _row("m n -> n n", "distinct singular values", "rightsvecs(X) holds the right singular vectors of X"),
    "normspec": _row("m n -> 1 1", "simple largest singular value"),
    "leftsvec": _row("m n -> m 1", "", "leftsvec(X) is the left singular vector of the largest singular value"),
    "rightsvec": _row("m n -> n 1", "", "rightsvec(X) is the right singular vector of the largest singular value"),
    "normnuc": _row("m n -> 1 1", "full rank"),
    "polarfactor": _row(
        "m n -> m n", "full rank", "polarfactor(X) is U*V' of the singular value decomposition X = U*diag(s)*V'"
    ),
    "max": _row("m n -> 1 1", "one largest entry"),
    "maxplace": _row("m n -> m n", "one largest entry", "maxplace(X) is one where X is largest, else zero"),
}  # fmt: skip

SAME_OF_SCALAR = frozenset({"sum", "tr", "det", "vec", "vech", "diag", "diagvec", "tril", "triu", "logsumexp"})
"""Functions that are the argument itself where it is a scalar."""
