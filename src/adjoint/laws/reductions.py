"""Softmax and log-sum-exp along rows and columns."""

from adjoint.expr.build import call, d, hadamard, number, ones, symbol, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import ONE, Size
from adjoint.rewrite.law import Chapter, Law

M, N, K = Size.of("m"), Size.of("n"), Size.of("k")
A = symbol("A", "m", "n")
ROWS, COLS = symbol("P", "m", "n", "sum-one-rows"), symbol("P", "m", "n", "sum-one-cols")
WHOLE, P = symbol("P", "m", "n", "sum-one"), symbol("p", "n", 1, "sum-one")
x, y, z = symbol("x", "m"), symbol("y", "n"), symbol("z", "m")
CENTRED, BY_ROWS = symbol("C", "m", "n", "centred"), symbol("C", "m", "n", "centred-rows")
SHARES = "Shares of one whole add to one."
BALANCED = "What was taken off is the mean, and deviations from the mean cancel."
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

KNOWN_SUMS = Chapter(
    "sums that are known",
    (
        Law("entries that sum to one", call("sum", WHOLE), number(1), SHARES),
        Law("a vector whose entries sum to one", ones((K, N)) @ P, ones((K, ONE)), SHARES),
        Law("a row whose entries sum to one", P.T @ ones((N, K)), ones((ONE, K)), SHARES),
        Law("rows that sum to one", ROWS @ ones((N, K)), ones((M, K)), SHARES),
        Law("columns that sum to one", ones((K, M)) @ COLS, ones((K, N)), SHARES),
        Law("deviations from the mean", ones((K, M)) @ CENTRED, zeros((K, N)), BALANCED),
        Law("deviations from the means of rows", BY_ROWS @ ones((N, K)), zeros((M, K)), BALANCED),
        Law("sum of deviations from the mean", call("sum", CENTRED), number(0), BALANCED),
        Law("sum of deviations from the means of rows", call("sum", BY_ROWS), number(0), BALANCED),
        Law("sum with deviations from the mean", call("sum", A + CENTRED), call("sum", A), BALANCED),
        Law("sum with deviations from the means of rows", call("sum", A + BY_ROWS), call("sum", A), BALANCED),
    ),
)

TIDY = Chapter(
    "rows and columns",
    (
        *(
            Law(
                f"`{triangle}` of ones between diagonal matrices",
                call("diag", x) @ call(triangle, ones((M, N))) @ call("diag", y),
                call(triangle, x @ y.T),
                "Entry (i, j) of both is x_i*y_j in the triangle, and else zero.",
            )
            for triangle in ("tril", "triu")
        ),
        Law(
            "rows scaled, times a vector",
            hadamard(A, x @ ones((ONE, N))) @ y,
            hadamard(x, A @ y),
            "Row i is scaled by x_i, and so is its product.",
        ),
        Law(
            "columns scaled, times a vector",
            hadamard(A, x @ ones((ONE, N))).T @ z,
            A.T @ hadamard(x, z),
            "Column i is scaled by x_i, as is entry i of the vector.",
        ),
        Law("softmax by rows of a transpose", _rows(A.T), _cols(A).T, "The rows of the transpose are the columns."),
        Law("softmax by columns of a transpose", _cols(A.T), _rows(A).T, "The columns of the transpose are the rows."),
    ),
)
