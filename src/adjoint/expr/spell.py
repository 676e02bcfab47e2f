"""Plain ASCII text of a layout, in the spelling that the reader takes back.

This is the text of `str`, of error messages and of the JSON contract.
"""

from collections.abc import Callable

from adjoint.expr.notation import ATOM, PRECEDENCE, Layout

PRODUCT = PRECEDENCE["product"]
POSTFIX = PRECEDENCE["transpose"]


def spell(layout: Layout) -> str:
    """The text of a layout."""
    return _SPELL[layout.operator](layout)


def _within(layout: Layout, least: int) -> str:
    text = spell(layout)
    return text if layout.precedence >= least or layout.operator == "kron" else f"({text})"


def _arguments(layout: Layout) -> str:
    return "(" + ", ".join(spell(child) for child in layout.children) + ")"


def _sum(layout: Layout) -> str:
    text = ""
    for child in layout.children:
        if child.operator == "negative":
            body = _within(child.children[0], PRECEDENCE["colon"] if text else PRODUCT)
            text += f" - {body}" if text else f"-{body}"
        else:
            body = _within(child, PRECEDENCE["colon"])
            text += f" + {body}" if text else body
    return text


def _infix(sign: str) -> Callable[[Layout], str]:
    """Operators that read from the left: the first operand may be of the same kind, but for `(x'*A*x)*y`."""

    def write(layout: Layout) -> str:
        first, *rest = layout.children
        alike = first.operator == layout.operator != "product"
        start = _within(first, PRODUCT if alike else PRODUCT + 1)
        return sign.join([start, *(_within(child, PRODUCT + 1) for child in rest)])

    return write


def _fraction(sign: str) -> Callable[[Layout], str]:
    def write(layout: Layout) -> str:
        above, below = layout.children
        start = _within(above, PRODUCT if above.operator != "negative" else ATOM)
        if sign == "/" and above.operator in ("hadamard", "quotient"):
            start = f"({spell(above)})"
        if sign == "./" and above.operator in ("product", "fraction"):
            start = f"({spell(above)})"
        if sign == "./" and above.operator == "number":
            start += " "
        return f"{start}{sign}{' ' if start.endswith(' ') else ''}{_within(below, PRODUCT + 1)}"

    return write


def _before_postfix(layout: Layout) -> str:
    """The operand of a quote or a power: `(A^2)'`, `(1/2)^k`."""
    raised = layout.operator in ("power", "element-power") or "/" in layout.text
    return f"({spell(layout)})" if raised else _within(layout, POSTFIX)


def _power(sign: str) -> Callable[[Layout], str]:
    def write(layout: Layout) -> str:
        base, exponent = layout.children
        bare = exponent.precedence == ATOM and "/" not in exponent.text and exponent.text != "T"
        return f"{_before_postfix(base)}{sign}{spell(exponent) if bare else f'({spell(exponent)})'}"

    return write


def _differential(layout: Layout) -> str:
    (argument,) = layout.children
    return f"d{argument.text}" if argument.operator == "name" else f"d({spell(argument)})"


def _partial(layout: Layout) -> str:
    function, places = layout.text.split("|")
    return f"D({', '.join([function, *(spell(layout.children[int(place)]) for place in places.split(','))])})"


def _weighted(layout: Layout) -> str:
    argument, weights = map(spell, layout.children)
    return f"D({layout.text}, {argument}, {argument}, {weights})"


def _blocks(layout: Layout) -> str:
    cells = iter(layout.children)
    rows = (", ".join(spell(next(cells)) for _ in range(int(count))) for count in layout.text.split(";"))
    return f"[{'; '.join(rows)}]"


_SPELL: dict[str, Callable[[Layout], str]] = {
    "name": lambda layout: layout.text,
    "number": lambda layout: layout.text,
    "size": lambda layout: layout.text if layout.text.isalnum() else f"({layout.text})",
    "identity": lambda layout: f"eye({layout.text})",
    "zeros": lambda layout: f"zeros({layout.text})",
    "ones": lambda layout: f"ones({layout.text})",
    "sum": _sum,
    "negative": lambda layout: "-" + _within(layout.children[0], PRODUCT),
    "product": _infix("*"),
    "fraction": _fraction("/"),
    "hadamard": _infix(" .* "),
    "quotient": _fraction("./"),
    "transpose": lambda layout: _before_postfix(layout.children[0]) + "'",
    "inverse": lambda layout: "inv" + _arguments(layout),
    "inverse-transpose": lambda layout: "inv" + _arguments(layout) + "'",
    "power": _power("^"),
    "element-power": _power(".^"),
    "apply": lambda layout: layout.text + _arguments(layout),
    "blocks": _blocks,
    "call": lambda layout: layout.text + _arguments(layout),
    "colon": lambda layout: " : ".join(_within(child, PRODUCT) for child in layout.children),
    "kron": lambda layout: "kron" + _arguments(layout),
    "differential": _differential,
    "partial": _partial,
    "weighted": _weighted,
}
