"""Expressions as a person reads them: derivatives of unknown functions as `∂E/∂A5`, definitions by their names."""

import re
from collections.abc import Mapping

from adjoint.audit.sense.rates import TURNED
from adjoint.expr.build import symbol
from adjoint.expr.language import Expr, Partial
from adjoint.expr.walk import replace, transform
from adjoint.render.latex import latex
from adjoint.render.text import text

_RATE = re.compile(r"\\mathrm\{∂(²?)([^{}/]*)/([^{}]*)\}")
_PARTIAL = re.compile(r"\bD\((\w+), (\w+)\)")


def shown(node: Expr, names: Mapping[Expr, Expr] | None = None) -> str:
    """The text; what `names` has a name for is called by it."""
    called = replace(node, names) if names else node
    return text(transform(called, _named), ascii=True).replace(TURNED, "")


def restated(message: str) -> str:
    """A message in which derivatives of unknown functions are spelled as they are shown."""
    return _PARTIAL.sub(r"∂\1/∂\2", message).replace(TURNED, "")


def typeset(node: Expr) -> str:
    """LaTeX with the derivatives that have names written as fractions."""
    return _RATE.sub(_fraction, latex(node).replace(TURNED, ""))


def _named(node: Expr) -> Expr | None:
    return symbol(text(node), *node.shape) if isinstance(node, Partial) else None


def _fraction(match: re.Match[str]) -> str:
    power, of, by = match.groups()
    below = "".join(rf"\partial {_name(part)}" for part in by.split("∂") if part)
    return rf"\frac{{\partial{'^2' if power else ''} {_name(of)}}}{{{below}}}"


def _name(word: str) -> str:
    word = word.replace(r"\_", "_")
    found = re.fullmatch(r"([A-Za-z]+)_?(\d+)", word)
    return rf"{found.group(1)}_{{{found.group(2)}}}" if found else word
