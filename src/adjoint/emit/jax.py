"""JAX: the forms of NumPy under JAX's names."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit.code import Code
from adjoint.emit.module import module
from adjoint.emit.numpy import FORMS, HELPERS
from adjoint.emit.target import ATOM, Form, Target
from adjoint.expr.functions import PRIMARY_DERIVATIVES
from adjoint.expr.language import Expr, Symbol
from adjoint.index.term import Tensor


def _renamed(text: str) -> str:
    return text.replace("np.", "jnp.")


LACKING = frozenset(name + kind for name in ("logm", "powm") for kind in ("", *PRIMARY_DERIVATIVES))
"""What JAX has no routine for."""

OWN = {
    "float": Form("jnp.asarray({0}, float)"),
    "lyap": Form("linalg.solve_sylvester({0}, {0}.T, {1})", ATOM, (ATOM,), module="linalg"),
    "dlyap": Form("_stein({args})", helper="stein"),
}

JAX = Target(
    "import jax.numpy as jnp",
    {op: replace(form, template=_renamed(form.template)) for op, form in FORMS.items() if op not in LACKING} | OWN,
    {name: _renamed(source) for name, source in HELPERS.items()}
    | {
        "stein": '''\
def _stein(a, q):
    """The solution of x = a @ x @ a.T + q."""
    n = len(a)
    return jnp.linalg.solve(jnp.eye(n * n) - jnp.kron(a, a), q.reshape(-1)).reshape(n, n)''',
    },
    {"special": "from jax.scipy import special", "linalg": "from jax.scipy import linalg"},
)


def jax_module(
    entry: str,
    values: Sequence[Expr | Tensor],
    definitions: Mapping[Symbol, Expr],
    functions: Mapping[str, OpaqueFunction],
    shapes: Sequence[tuple[str, ...]],
    extra_args: Sequence[Symbol] = (),
    several: bool = False,
    thin: Collection[str] = (),
) -> Code:
    """As `adjoint.emit.numpy.numpy_module`, for JAX; scalars are returned as arrays without axes.

    The function can be compiled with `jax.jit`, unless it raises a matrix to a power that is an
    argument. Its precision is that of JAX's configuration.
    """
    return module(JAX, entry, values, definitions, functions, shapes, extra_args, several, thin)
