"""Softmax and log-sum-exp along rows and columns."""

from adjoint.expr.build import call, d, hadamard, ones, symbol
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.rewrite.law import Chapter, Law

M, N = Size.of("m"), Size.of("n")
A = symbol("A", "m", "n")
DOWN, ACROSS = ones((M, ONE)), ones((N, ONE))


def _rows(node: Expr) -> Expr:
    return call("softmaxrows", node)


def _cols(node: Expr) -> Expr:
    return call("softmaxcols", node)


DIFFERENTIALS = Chapter(
    "reductions along rows and columns",
    (
        Law(
            "differential of log-sum-exp by rows",
            d(call("lserows", A)),
            hadamard(_rows(A), d(A)) @ ACROSS,
            "Row by row: the mean of the changes, weighted by softmax.",
        ),
        Law(
            "differential of log-sum-exp by columns",
            d(call("lsecols", A)),
            DOWN.T @ hadamard(_cols(A), d(A)),
            "Column by column: the mean of the changes, weighted by softmax.",
        ),
        Law(
            "differential of softmax by rows",
            d(_rows(A)),
            hadamard(_rows(A), d(A) - hadamard(_rows(A), d(A)) @ ones((N, N))),
            "Each entry rises with its own argument and falls with the weighted mean of the changes in its row.",
        ),
        Law(
            "differential of softmax by columns",
            d(_cols(A)),
            hadamard(_cols(A), d(A) - ones((M, M)) @ hadamard(_cols(A), d(A))),
            "Each entry rises with its own argument and falls with the weighted mean of the changes in its column.",
        ),
    ),
)

TIDY = Chapter(
    "rows and columns that sum to one",
    (
        Law("rows of a softmax sum to one", _rows(A) @ ACROSS, DOWN, "Each is divided by its sum."),
        Law(
            "elementwise product with a column of ones times a row of ones",
            hadamard(DOWN @ ACROSS.T, A),
            A,
            "Multiplying by one changes nothing.",
        ),
        Law("columns of a softmax sum to one", DOWN.T @ _cols(A), ACROSS.T, "Each is divided by its sum."),
        Law("softmax by rows of a transpose", _rows(A.T), _cols(A).T, "The rows of the transpose are the columns."),
        Law("softmax by columns of a transpose", _cols(A.T), _rows(A).T, "The columns of the transpose are the rows."),
    ),
)
