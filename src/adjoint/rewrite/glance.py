"""A quick look before matching: what an expression's kinds and sizes rule out."""

from adjoint.expr.functions import ELEMENTWISE
from adjoint.expr.language import Apply, Call, Expr, Hadamard, Number, Product, Sum, Symbol, Transpose
from adjoint.expr.sizes import ONE


def could(pattern: Expr, node: Expr) -> bool:
    """Whether the pattern may match; where this says no, there is no match."""
    rows, cols = pattern.shape
    if (rows is ONE and node.shape[0] is not ONE) or (cols is ONE and node.shape[1] is not ONE):
        return False
    if rows is cols and node.shape[0] is not node.shape[1]:
        return False
    if isinstance(pattern, Symbol):
        return True
    if isinstance(pattern, Transpose) and isinstance(pattern.children[0], Symbol):
        return True
    return type(pattern) is type(node) and _could_below(pattern, node)


def _could_below(pattern: Expr, node: Expr) -> bool:
    if isinstance(pattern, Product) and isinstance(node, Product):
        return _could_product(pattern, node)
    if isinstance(pattern, (Sum, Hadamard)):
        return _could_gather(pattern, node)
    if isinstance(pattern, Number):
        return pattern is node
    if isinstance(pattern, (Apply, Call)) and isinstance(node, (Apply, Call)) and pattern.function != node.function:
        return isinstance(pattern, Apply) and pattern.function not in ELEMENTWISE
    return len(pattern.children) == len(node.children) and all(map(could, pattern.children, node.children))


def _could_product(pattern: Product, node: Product) -> bool:
    """A factor in front needs something in front; without one, each factor takes one or more of the chain."""
    if pattern.split:
        return bool(node.split) or node.coefficient != 1
    links, wanted = len(node.children), len(pattern.children)
    if node.split or links < wanted:
        return False
    if node.coefficient is not pattern.coefficient and node.coefficient != pattern.coefficient:
        return False
    return links > wanted or all(map(could, pattern.children, node.children))


def _could_gather(pattern: Expr, node: Expr) -> bool:
    """A term that is not a variable takes one term alone; a variable that stands twice takes two equal terms."""
    if pattern.children[0] is pattern.children[-1]:
        return len(node.children) == 2 and node.children[0] is node.children[-1]
    alone = (part for part in pattern.children if not isinstance(part, Symbol))
    return all(any(could(part, child) for child in node.children) for part in alone)
