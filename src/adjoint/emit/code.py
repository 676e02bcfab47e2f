"""What comes out: a module's text, the function in it, and the names of its arguments."""

from msgspec import Struct


class Code(Struct, frozen=True):
    """A self-contained module that defines `entry`; it is called with the values of `args`, in that order.

    `args` are the problem's own names; the parameters in the source may be spelled otherwise where
    such a name is no Python identifier or would hide a module.
    """

    entry: str
    args: tuple[str, ...]
    source: str
