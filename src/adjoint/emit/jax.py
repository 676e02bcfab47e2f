"""JAX: the forms of NumPy under JAX's names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from adjoint.derive.problem import OpaqueFunction
from adjoint.emit.code import Code
from adjoint.emit.module import module
from adjoint.emit.numpy import FORMS, HELPERS
from adjoint.emit.target import Form, Target
from adjoint.expr.language import Expr, Symbol
from adjoint.index.term import Tensor


def _renamed(text: str) -> str:
    return text.replace("np.", "jnp.")


JAX = Target(
    "import jax.numpy as jnp",
    {op: replace(form, template=_renamed(form.template)) for op, form in FORMS.items()}
    | {"float": Form("jnp.asarray({0}, float)")},
    {name: _renamed(source) for name, source in HELPERS.items()},
    {"special": "from jax.scipy import special"},
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
