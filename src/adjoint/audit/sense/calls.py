"""The values of functions and bars around operands that have theirs."""

from collections.abc import Sequence
from functools import lru_cache

from adjoint.check.equal import check_law
from adjoint.derive.problem import Problem
from adjoint.errors import Unsupported
from adjoint.expr.build import apply, call, d, hadamard, is_zero, size_number, symbol, transpose, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.sizes import ONE, Shape
from adjoint.expr.walk import postorder
from adjoint.expr.walk import replace as put
from adjoint.laws.elementwise import DERIVATIVE, FLAT, X
from adjoint.read.statement.expression import read_expression
from adjoint.rewrite.apply import instantiate
from adjoint.rewrite.match import Bindings

_OWN = frozenset({"sum", "tr", "det", "logdet", "vec", "vech", "tril", "triu", "normF", "norm1", "diagvec"})
"""Functions of one array that are nodes of their own."""


def value(function: str, operands: Sequence[Expr], diagonal: bool) -> Expr:
    """A function of whole arrays; with `diagonal`, `diag` of a matrix is a matrix."""
    first, *others = operands
    if function == "max" and len(others) == 1 and any(map(is_zero, operands)):
        return apply("relu", others[0] if is_zero(first) else first)
    if function == "diag" and ONE not in first.shape:
        found = call("diagvec", first)
        return call("diag", found) if diagonal else found
    if function == "diag" and first.shape[0] == ONE:
        first = transpose(first)
    if function == "softmax" and ONE not in first.shape:
        function = "softmaxrows"
    return call(function, first) if function in _OWN else _read(function, [first, *others])


def norm(mark: str, operand: Expr, absolute: bool, lenient: bool) -> Expr:
    """What bars with that mark say of an operand: a norm, an absolute value, a determinant or a count of entries."""
    vector = ONE in operand.shape
    if operand.is_scalar or (mark == "|" and absolute):
        return apply("abs", operand)
    if mark == "|" and lenient and vector:
        return size_number(operand.shape[0] * operand.shape[1])
    if mark == "|" and not vector:
        return call("det", operand)
    if mark in ("", "|", "2", "F", "E") and (vector or mark in ("", "F")):
        column = transpose(operand) if operand.shape[0] == ONE else operand
        return call("norm2", column) if vector else call("normF", operand)
    if mark == "1":
        return call("norm1", operand)
    if mark == "*" and not vector:
        return call("normnuc", operand)
    raise Unsupported(f"the norm with the subscript `{mark}`")


def rate_of(function: str, argument: Expr, primes: int) -> Expr:
    """An elementwise function, or its derivative entry by entry."""
    if not primes:
        return apply(function, argument)
    if primes > 1:
        raise Unsupported(f"the derivative of order {primes} of `{function}`")
    if function in FLAT:
        return zeros(argument.shape)
    if not _is_proved(function):
        raise Unsupported(f"the derivative of `{function}`, which could not be verified")
    rate = DERIVATIVE[function]
    pattern = next(node for node in postorder(rate) if isinstance(node, Symbol))
    sizes = {str(size): mine for size, mine in zip(pattern.shape, argument.shape, strict=True)}
    return instantiate(rate, Bindings({pattern: argument}, sizes))


@lru_cache(None)
def _is_proved(function: str) -> bool:
    """Whether dual numbers make of a function what the book says is its derivative."""
    return check_law(d(apply(function, X)), hadamard(DERIVATIVE[function], d(X))).sound


def _read(function: str, operands: Sequence[Expr]) -> Expr:
    """A function of the language that is not a node of its own, by way of the reader."""
    places, pattern = _pattern(function, tuple(operand.shape for operand in operands))
    return put(pattern, dict(zip(places, operands, strict=True)))


@lru_cache(512)
def _pattern(function: str, shapes: tuple[Shape, ...]) -> tuple[tuple[Symbol, ...], Expr]:
    """A function of names for its arguments."""
    places = tuple(symbol(f"arg{k}", *shape) for k, shape in enumerate(shapes))
    text = f"{function}({', '.join(place.name for place in places)})"
    return places, read_expression(text, Problem("", {}, symbol("f"), places))
