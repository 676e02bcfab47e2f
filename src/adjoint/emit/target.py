"""A target: how each operation of a plan is written in one array library."""

from collections.abc import Mapping

from msgspec import Struct


LOOSE, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
"""How tightly Python binds what is written; an operand below the level that a place asks for is put in parentheses."""


class Form(Struct, frozen=True):
    """How one operation is written.

    `template` holds `{0}`, `{1}` for the operands, or `{args}` for all of them, `{text}` and
    `{sizes}` for those of the step; `level` is how tightly the result binds, `least` how tightly each
    operand must. `helper` names functions of the target that the form calls, by commas, `module` an import.
    """

    template: str
    level: int = ATOM
    least: tuple[int, ...] = (LOOSE, LOOSE)
    helper: str = ""
    module: str = ""


class Target(Struct, frozen=True):
    """An array library: its import, a form for each operation, helper functions, further imports by name."""

    heading: str
    forms: Mapping[str, Form]
    helpers: Mapping[str, str]
    modules: Mapping[str, str]
