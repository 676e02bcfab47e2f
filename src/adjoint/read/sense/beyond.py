"""Names of functions that the language knows of: other spellings, and what it cannot do."""

ALIASES: dict[str, str] = {
    "trace": "tr", "Tr": "tr", "Trace": "tr", "ln": "log", "inverse": "inv", "Det": "det", "logistic": "sigmoid",
    "ReLU": "relu", "identity": "eye", "arctan": "atan", "arcsin": "asin", "arccos": "acos", "swish": "silu",
    "sgn": "sign", "normfro": "normF",
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {
    "min": "`-max(-x)` is the smallest entry, `b - relu(b - a)` the smaller of two",
    "std": "`sqrt(var(x))` is the standard deviation",
    "dot": "`a'*b` is the inner product", "inner": "`a'*b` is the inner product",
    "prod": "`exp(sum(log(x)))` is the product of positive entries",
    "diff": "", "cumsum": "`tril(ones(n, n))*x` holds the running sums", "cumprod": "", "sort": "", "floor": "",
    "ceil": "", "round": "", "lfloor": "write a cross product with its matrix",
    "lceil": "give the rounded values a name", "mod": "", "fft": "", "conv": "", "cross": "", "skew": "", "skew3": "",
    "elt": "", "col": "",
    "argmax": "", "argmin": "", "median": "", "rank": "", "conj": "variables are real", "ctr": "variables are real",
    "re": "variables are real", "im": "variables are real", "real": "variables are real", "imag": "variables are real",
    "einsum": "write the contraction as matrix products", "toeplitz": "", "hankel": "", "circ": "",
    "qr": "", "qrQ": "", "qrR": "", "lu": "", "luL": "", "luU": "", "svd": "", "eig": "", "eigvec": "",
    "eigvalsgen": "", "softmaxlast": "", "block": "`[A, B; C, D]` is a matrix of blocks", "abs2": "`abs(x)^2`",
    "pow": "`x^p`", "power": "`x.^p`", "cond": "`normspec(A)*normspec(inv(A))`", "null": "", "orth": "", "norminf": "",
    "leakyrelu": "`relu(x) - a*relu(-x)`", "prelu": "`relu(x) - a*relu(-x)`", "huber": "", "hinge": "`relu(1 - y.*x)`",
    "hardtanh": "", "relu6": "`relu(x) - relu(x - 6)`", "hardsigmoid": "", "selu": "", "celu": "",
    "maximum": "`b + relu(a - b)` is the larger of two",
    "minimum": "`b - relu(b - a)` is the smaller of two", "clip": "", "clamp": "", "mse": "`norm2(x - y)^2/n`",
    "crossentropy": "`-y'*log(p)`", "crossent": "`-y'*log(p)`", "kldiv": "`p'*log(p ./ q)`", "reshape": "",
    "repmat": "", "permute": "", "factorial": "`exp(gammaln(n + 1))`", "nchoosek": "",
}  # fmt: skip
"""What cannot be done, each with the nearest thing that can."""
