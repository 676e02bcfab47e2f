"""The forms of functions of whole matrices in NumPy and SciPy, and the routines that they call."""

from adjoint.emit.target import ATOM, Form

FORMS: dict[str, Form] = {
    "boxed": Form("np.reshape({0}, (1, 1))"),
    "flat": Form("np.ravel({0})"),
    "only": Form("np.reshape({0}, ())"),
    "softmaxrows": Form("_softmax_rows({0})", helper="softmax of rows"),
    "softmaxcols": Form("_softmax_rows({0}.T).T", ATOM, (ATOM,), helper="softmax of rows"),
    "lserows": Form("_lse_rows({0})", helper="logsumexp of rows"),
    "lsecols": Form("_lse_rows({0}.T)", ATOM, (ATOM,), helper="logsumexp of rows"),
    "pinv": Form("np.linalg.pinv({0})"),
    "unvec": Form("np.reshape({0}, {sizes}).T"),
    "kronleft": Form("_kron_left({args})", helper="left of a Kronecker product"),
    "kronright": Form("_kron_right({args})", helper="right of a Kronecker product"),
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
}
