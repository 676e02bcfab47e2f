"""The forms of functions of whole matrices in NumPy and SciPy, and the routines that they call."""

from collections.abc import Iterator

from adjoint.emit.target import ATOM, Form


def _derivatives(name: str, function: str, helper: str = "", *, exponent: bool = False) -> Iterator[tuple[str, Form]]:
    """The first and the second derivative of a function of a matrix along given ones, and as matrices."""
    first, second = ("{2}", "{3}") if exponent else ("{1}", "{2}")
    along = "powersum" if name == "power" else f"{name}frechet"
    ways = (
        (along, f"_along({function}, {{0}}, {first})", "along"),
        (f"{along}2", f"_along_both({function}, {{0}}, {first}, {second})", "along both"),
        (f"{name}jacobian", f"_stacked(lambda _e: _along({function}, {{0}}, _e), len({{0}}))", "along, stacked"),
        (
            f"{name}jacobian2",
            f"_stacked(lambda _e: _along_both({function}, {{0}}, {first}, _e), len({{0}}))",
            "along both, stacked",
        ),
    )
    for key, text, needed in ways:
        module = "" if name == "power" else "linalg"
        yield key, Form(text, helper=", ".join(filter(None, (helper, needed))), module=module)


FORMS: dict[str, Form] = {
    "boxed": Form("np.reshape({0}, ({text}))"),
    "flat": Form("np.ravel({0})"),
    "only": Form("np.reshape({0}, ())"),
    "softmaxrows": Form("_softmax_rows({0})", helper="softmax of rows"),
    "softmaxcols": Form("_softmax_rows({0}.T).T", ATOM, (ATOM,), helper="softmax of rows"),
    "lserows": Form("_lse_rows({0})", helper="logsumexp of rows"),
    "lsecols": Form("_lse_rows({0}.T)", ATOM, (ATOM,), helper="logsumexp of rows"),
    "pinv": Form("np.linalg.pinv({0})"),
    "unvec": Form("np.reshape({0}, {sizes}).T"),
    "commutation": Form("_commutation{sizes}", helper="commutation"),
    "duplication": Form("_duplication({sizes})", helper="duplication"),
    "elimination": Form("_elimination({sizes})", helper="elimination"),
    "vech": Form("_vech({0})", helper="vech"),
    "kronleft": Form("_kron_left({args})", helper="left of a Kronecker product"),
    "kronright": Form("_kron_right({args})", helper="right of a Kronecker product"),
    "hcat": Form("np.hstack(({args}))"),
    "vcat": Form("np.vstack(({args}))"),
    "expm": Form("linalg.expm({0})", module="linalg"),
    "logm": Form("_logm({0})", helper="logm", module="linalg"),
    "sqrtm": Form("_sqrtm({0})", helper="sqrtm", module="linalg"),
    "powm": Form("_powm({args})", helper="powm", module="linalg"),
    "sinm": Form("_waves({0})[0]", helper="waves", module="linalg"),
    "cosm": Form("_waves({0})[1]", helper="waves", module="linalg"),
    **dict(_derivatives("expm", "linalg.expm")),
    **dict(_derivatives("logm", "_logm", "logm")),
    **dict(_derivatives("powm", "lambda _x: _powm(_x, {1})", "powm", exponent=True)),
    **dict(_derivatives("sinm", "lambda _x: _waves(_x)[0]", "waves")),
    **dict(_derivatives("cosm", "lambda _x: _waves(_x)[1]", "waves")),
    **dict(_derivatives("power", "lambda _x: _matrix_power(_x, {1})", "matrix power", exponent=True)),
    "expmfrechet": Form("linalg.expm_frechet({args}, compute_expm=False)", module="linalg"),
    "gaps": Form("_gaps({0})", helper="gaps"),
    "sylv": Form("linalg.solve_sylvester({args})", module="linalg"),
    "lyap": Form("linalg.solve_continuous_lyapunov({args})", module="linalg"),
    "dlyap": Form("linalg.solve_discrete_lyapunov({args})", module="linalg"),
    "chol": Form("_chol({0})", helper="chol"),
    "trilhalf": Form("_tril_half({0})", helper="trilhalf"),
    "eigh": Form("_eigh({0})", helper="eigh"),
    "svd": Form("np.linalg.svd({0}, full_matrices=False)"),
    "part": Form("{0}[{text}]", ATOM, (ATOM,)),
    "normspec": Form("np.linalg.norm({0}, 2)"),
    "normnuc": Form("np.linalg.norm({0}, 'nuc')"),
    "polarfactor": Form("_polar({0})", helper="polar"),
    "max": Form("np.max({0})"),
    "maxplace": Form("_max_place({0})", helper="maxplace"),
}

HELPERS = {
    "softmax of rows": '''\
def _softmax_rows(x):
    """Exponentials that sum to one in each row, shifted against overflow."""
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)''',
    "logsumexp of rows": '''\
def _lse_rows(x):
    """The logarithm of the sum of exponentials of each row, shifted against overflow."""
    top = np.max(x, axis=1)
    return top + np.log(np.sum(np.exp(x - top[:, None]), axis=1))''',
    "left of a Kronecker product": '''\
def _kron_left(g, b):
    """In place (i, j) the sum of the entries of block (i, j) of g times those of b."""
    p, q = b.shape
    return np.einsum('ikjl,kl->ij', g.reshape(-1, p, g.shape[1] // q, q), b)''',
    "right of a Kronecker product": '''\
def _kron_right(g, a):
    """The sum of the blocks of g, block (i, j) times a_ij."""
    m, n = a.shape
    return np.einsum('ikjl,ij->kl', g.reshape(m, -1, n, g.shape[1] // n), a)''',
    "commutation": '''\
def _commutation(m, n):
    """The matrix that takes the stacked columns of an m×n matrix to those of its transpose."""
    return np.eye(m * n).reshape(n, m, m * n).transpose(1, 0, 2).reshape(m * n, m * n)''',
    "vech": '''\
def _vech(x):
    """The entries on and below the diagonal, column by column."""
    return x.T[np.triu_indices(len(x))]''',
    "elimination": '''\
def _elimination(n):
    """The matrix that picks the entries on and below the diagonal out of the stacked columns of an n×n matrix."""
    j, i = np.triu_indices(n)
    return np.eye(n * n)[j * n + i]''',
    "duplication": '''\
def _duplication(n):
    """The matrix that gives the stacked columns of a symmetric matrix from those on and below the diagonal."""
    j, i = np.triu_indices(n)
    places = np.eye(n * n)
    return np.maximum(places[j * n + i], places[i * n + j]).T''',
    "logm": '''\
def _logm(x):
    """The principal logarithm of a real matrix, where it is real."""
    return np.real(linalg.logm(x))''',
    "sqrtm": '''\
def _sqrtm(x):
    """The principal square root of a real matrix, where it is real."""
    return np.real(linalg.sqrtm(x))''',
    "powm": '''\
def _powm(x, p):
    """The principal power of a real matrix, where it is real."""
    return np.real(linalg.fractional_matrix_power(x, p))''',
    "waves": '''\
def _waves(x):
    """Sine and cosine of a matrix, from the exponential of one twice its size."""
    n, zero = len(x), np.zeros_like(x)
    both = linalg.expm(np.block([[zero, -x], [x, zero]]))
    return both[n:, :n], both[:n, :n]''',
    "along": '''\
def _along(function, x, e):
    """The change of a function of the matrix x along e, to first order: a block of its value at [x, e; 0, x]."""
    n = len(x)
    return function(np.block([[x, e], [np.zeros_like(x), x]]))[:n, n:]''',
    "along both": '''\
def _along_both(function, x, e, f):
    """The second derivative of a function of the matrix x along e and f, from four blocks by four."""
    n, z = len(x), np.zeros_like(x)
    return function(np.block([[x, e, f, z], [z, x, z, f], [z, z, x, e], [z, z, z, x]]))[:n, -n:]''',
    "chol": '''\
def _chol(x):
    """The Cholesky factor of the symmetric part."""
    return np.linalg.cholesky((x + x.T) / 2)''',
    "trilhalf": '''\
def _tril_half(x):
    """The lower triangle with half the diagonal."""
    return np.tril(x) - np.diag(np.diag(x)) / 2''',
    "eigh": '''\
def _eigh(x):
    """Ascending eigenvalues of the symmetric part, and unit eigenvectors as columns."""
    return np.linalg.eigh((x + x.T) / 2)''',
    "polar": '''\
def _polar(x):
    """The polar factor U @ V.T of the singular value decomposition."""
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    return u @ vt''',
    "maxplace": '''\
def _max_place(x):
    """One where the array is largest, else zero."""
    return np.where(x == np.max(x), 1.0, 0.0)''',
    "stacked": '''\
def _stacked(along, n):
    """A linear map of n×n matrices as a matrix, columns stacked on either side."""
    units = np.eye(n * n).reshape(n * n, n, n)
    return np.stack([along(unit.T).T.reshape(-1) for unit in units], axis=1)''',
    "gaps": '''\
def _gaps(v):
    """One over the differences of the entries, v[j] - v[i] in place (i, j); zero on the diagonal."""
    on = np.eye(len(v))
    return (1 - on) / (v - v[:, None] + on)''',
}
