"""The shapes of everything in an expression: one rule for each kind of node, from the operands up."""

from collections.abc import Callable, Sequence
from typing import Any

from adjoint.errors import SyntaxProblem
from adjoint.read.sense.blocks import blocks_form
from adjoint.read.sense.context import Context, identity_size, literal, quote
from adjoint.read.sense.extents import Form
from adjoint.read.sense.functions import kron_form, look_up
from adjoint.read.sense.habits import is_capital, is_greek
from adjoint.read.sense.norms import bars_form, is_matrix
from adjoint.read.tree.syntax import (
    Applied,
    Blocks,
    Factors,
    Frobenius,
    Name,
    Negation,
    Node,
    Norm,
    Numeral,
    Quoted,
    Raised,
    Terms,
    Transposed,
    bottom_up,
)  # fmt: skip

Resolve = Callable[[Context, Node], Form]


def infer(context: Context, root: Node, resolve: Resolve) -> Form:
    """The form of an expression; `resolve` gives the form of names and of functions that are not built in."""
    for node in bottom_up(root):
        rule = _RULES.get(type(node))
        context.forms[node] = rule(context, node) if rule else resolve(context, node)
    return context.forms[root]


def builtin_form(context: Context, node: Applied) -> Form:
    """The form of a built-in function's value."""
    return look_up(context, node).form(context, node)


def _scalar(context: Context, node: Node) -> Form:
    return context.extents.scalar


def _same(context: Context, node: Negation) -> Form:
    return context.form(node.operand)


def _transposed(context: Context, node: Transposed) -> Form:
    rows, cols = context.form(node.operand)
    context.cost += 3 * context.is_scalar(node.operand)
    return (cols, rows)


def _terms(context: Context, node: Terms) -> Form:
    terms = [term for _, term in node.terms]
    arrays = [term for term in terms if not context.is_scalar(term)]
    if not arrays or _are_ones(context, terms, arrays):
        return context.extents.scalar
    widest = next((term for term in arrays if is_matrix(context, context.form(term))), arrays[0])
    for term in terms:
        _fit_term(context, term, widest)
    return context.form(widest)


def _are_ones(context: Context, terms: Sequence[Node], arrays: Sequence[Node]) -> bool:
    """Whether the arrays are identities that nothing gives a size, beside a product that is a number: `x'*A*x + I`."""
    identities = all(isinstance(one, Name) and identity_size(one.name) is not None for one in arrays)
    free = identities and all(context.extents.is_open(context.form(one)[0]) for one in arrays)
    made = [term for term in terms if term not in arrays and not isinstance(term, Name) and literal(term) is None]
    if not free or not made:
        return False
    for one in arrays:
        if context.extents.is_open(context.form(one)[0]):
            context.extents.make_one(context.form(one)[0])
    return True


def _fit_term(context: Context, term: Node, widest: Node) -> None:
    form, goal = context.form(term), context.form(widest)
    if context.is_scalar(term):
        context.cost += 0 if literal(term) is not None else 5
    elif is_matrix(context, goal) and context.extents.is_one(form[1]):
        if not context.agree(form[0], goal[0]):
            raise context.fail(
                term,
                f"cannot add {context.said(term)} to the columns of {context.said(widest)}",
                _bias_hint(context, term, widest),
            )
        context.cost += (6 if is_greek(term.name) else 1) if isinstance(term, Name) else 4
    elif not context.agree_forms(form, goal):
        raise context.fail(
            term, f"cannot add {context.said(widest)} and {context.said(term)}", _sum_hint(context, term, widest)
        )


def _bias_hint(context: Context, term: Node, widest: Node) -> str:
    rows, cols = context.form(widest)
    if context.extents.same(context.form(term)[0], cols):
        return f"`ones({context.extents.label(rows)})*{_wrapped(context, term)}'` adds it to every row"
    return ""


def _sum_hint(context: Context, term: Node, widest: Node) -> str:
    form, goal = context.form(term), context.form(widest)
    if context.extents.same(form[0], goal[1]) and context.extents.same(form[1], goal[0]):
        return f"`{_wrapped(context, term)}'` would fit"
    if context.extents.is_one(form[0]) and context.extents.same(form[1], goal[1]):
        return f"`ones({context.extents.label(goal[0])})*{_wrapped(context, term)}` adds it to every row"
    return f"a {context.extents.spell(goal)} would fit"


def _wrapped(context: Context, node: Node) -> str:
    text = context.quote(node)
    closed = isinstance(node, (Name, Applied, Numeral, Transposed, Norm)) or text.startswith("(")
    return text if closed else f"({text})"


def _frobenius(context: Context, node: Frobenius) -> Form:
    left = node.factors[0]
    form = context.form(left)
    for factor in node.factors[1:]:
        if not context.agree_forms(form, context.form(factor)):
            raise context.fail(
                node,
                f"`:` needs one shape, and has {context.said(left)} and {context.said(factor)}",
                _sum_hint(context, factor, left),
            )
        context.cost += 2 * context.is_scalar(factor)
        form = context.extents.scalar
    return context.extents.scalar


def _factors(context: Context, node: Factors) -> Form:
    form, end = context.form(node.first), node.first.end
    for operator, factor in node.rest:
        left = Node(node.start, end)
        context.forms[left] = form
        form = _OPERATORS[operator](context, left, factor)
        end = factor.end
    return form


def _times(context: Context, left: Node, right: Node) -> Form:
    a, b = context.form(left), context.form(right)
    if context.is_scalar(left):
        return b
    if context.is_scalar(right):
        context.cost += 2 * isinstance(right, Name)
        return a
    if not context.agree(a[1], b[0]):
        spell = context.extents.label
        raise context.fail(
            Node(left.start, right.end),
            f"cannot multiply {context.said(left)} by {context.said(right)}: "
            f"{spell(a[1])} column{'s' * (not context.extents.is_one(a[1]))} meet{'s' * context.extents.is_one(a[1])} "
            f"{spell(b[0])} row{'s' * (not context.extents.is_one(b[0]))}",
            _product_hint(context, left, right),
        )
    return (a[0], b[1])


def _product_hint(context: Context, left: Node, right: Node) -> str:
    a, b = context.form(left), context.form(right)
    text = [
        _wrapped(context, node) if node is right else quote(context.text, node.start, node.end)
        for node in (left, right)
    ]
    same = context.extents.same
    found = []
    if same(a[0], b[0]):
        found.append(f"`{text[0]}'*{text[1]}`")
    if same(a[1], b[1]):
        found.append(f"`{text[0]}*{text[1]}'`")
    if same(b[1], a[0]) and not found:
        found.append(f"`{text[1]}*{text[0]}`")
    if same(a[0], b[0]) and same(a[1], b[1]):
        found.append(f"`{text[0]} .* {text[1]}` (entry by entry)")
    return f"{' or '.join(found)} would fit" if found else ""


def _entrywise(context: Context, left: Node, right: Node) -> Form:
    if context.is_scalar(left) or context.is_scalar(right):
        context.cost += 0 if literal(left) is not None or literal(right) is not None else 3
        return context.form(right if context.is_scalar(left) else left)
    return _one_shape(context, left, right, "multiply")


def _one_shape(context: Context, left: Node, right: Node, verb: str) -> Form:
    if not context.agree_forms(context.form(left), context.form(right)):
        a, b = context.form(left), context.form(right)
        hint = _sum_hint(context, right, left)
        if context.extents.is_one(a[1]) and context.extents.same(a[0], b[0]) and verb == "multiply":
            hint = f"`diag({context.quote(left)})*{_wrapped(context, right)}` scales every row"
        raise context.fail(
            Node(left.start, right.end),
            f"cannot {verb} {context.said(left)} and {context.said(right)} entry by entry",
            hint,
        )
    return context.form(left)


def _divided_entries(context: Context, left: Node, right: Node) -> Form:
    if context.is_scalar(right):
        return context.form(left)
    if context.is_scalar(left):
        context.cost += 0 if literal(left) is not None else 2
        return context.form(right)
    return _one_shape(context, left, right, "divide")


def _divided(context: Context, left: Node, right: Node) -> Form:
    matrix = is_matrix(context, context.form(left)) and context.is_guess(right) and is_capital(context.quote(right))
    if not context.is_scalar(right) or matrix:
        a, b = quote(context.text, left.start, left.end), _wrapped(context, right)
        rows, cols = context.form(right)
        ways = [f"`{a}*inv({context.quote(right)})`"] if context.agree(rows, cols) else []
        raise context.fail(
            Node(left.start, right.end),
            f"cannot divide by {context.said(right)}",
            f"{' or '.join([*ways, f'`{a} ./ {b}`'])} may be meant",
        )
    return context.form(left)


def _kron(context: Context, left: Node, right: Node) -> Form:
    return kron_form(context, context.form(left), context.form(right))


_OPERATORS: dict[str, Callable[[Context, Node, Node], Form]] = {
    "*": _times,
    "/": _divided,
    ".*": _entrywise,
    "./": _divided_entries,
    "kron": _kron,
}


def _raised(context: Context, node: Raised) -> Form:
    base = context.form(node.base)
    scalar = context.is_scalar(node.base)
    if not context.is_scalar(node.exponent):
        text = context.quote(node.base)
        hint = f"`{_wrapped(context, node.base)}'` is the transpose, `inv({text})'` that of the inverse"
        if scalar or node.entrywise:
            sign = "*" if scalar else " .* "
            hint = f"`exp(log({text}){sign}{_wrapped(context, node.exponent)})` is the entrywise power"
        raise context.fail(node, f"the exponent {context.said(node.exponent)} is not a scalar", hint)
    if node.entrywise or scalar:
        context.cost += 2 * (node.entrywise and scalar)
        return base
    small = context.is_guess(node.base) and not context.quote(node.base)[0].isupper()
    if small or not context.agree(base[0], base[1]):
        text = _wrapped(context, node.base)
        hint = f"`{text}.^{_wrapped(context, node.exponent)}` is the power of every entry"
        if literal(node.exponent) == 2:
            hint += f", `{text}'*{text}` the sum of squares" if context.extents.is_one(base[1]) else ""
        raise context.fail(node, f"only a square matrix has powers, and {context.said(node.base)} is none", hint)
    return base


def _misplaced(context: Context, node: Quoted) -> Form:
    raise context.complaint(SyntaxProblem, node, "a string has no value here", "strings name norms: `norm(X, 'fro')`")


_RULES: dict[type[Node], Callable[[Context, Any], Form]] = {
    Numeral: _scalar,
    Negation: _same,
    Transposed: _transposed,
    Terms: _terms,
    Frobenius: _frobenius,
    Factors: _factors,
    Raised: _raised,
    Norm: bars_form,
    Blocks: blocks_form,
    Quoted: _misplaced,
}
