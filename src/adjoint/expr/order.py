"""The fixed order of terms and of commuting factors, the same in every process."""

from functools import lru_cache

from adjoint.expr.language import Colon, Constant, Expr, Number, Product, SizeNumber, Transpose


@lru_cache(maxsize=8192)
def sum_order(node: Expr) -> tuple[bool, int, bool, bool, str, bool, bytes]:
    """The key of a term: what is subtracted stands last, long terms first, then by the first name."""
    value = node.value if isinstance(node, Number) else node.coefficient if isinstance(node, Product) else 1
    waits = node.moving and isinstance(node, Product) and bool(node.chain) and not node.chain[0].moving
    return (value < 0, -node.weight, waits, node.lead == "~", node.lead, _starts_transposed(node), node.digest)


def factor_order(node: Expr) -> tuple[bool, bool, bool, str, int, bool, bytes]:
    """The key of a factor: sizes and constants stand first, differentials last, single names before the rest."""
    named = not isinstance(node, (SizeNumber, Constant))
    return (node.moving, named, node.weight > 1, node.lead, node.weight, _starts_transposed(node), node.digest)


def _starts_transposed(node: Expr) -> bool:
    if isinstance(node, (Product, Colon)):
        return _starts_transposed(node.children[0])
    return isinstance(node, Transpose)
