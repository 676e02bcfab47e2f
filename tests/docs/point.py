"""A random point of a problem, its value there, and derivatives by finite differences."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

import adjoint
from adjoint.derive.problem import Question
from adjoint.emit.numpy import numpy_module
from adjoint.expr.language import Symbol

SIZES = {"m": 7, "n": 6, "p": 5, "d": 4, "q": 3, "k": 2}
STEPS = {"hessian": 1e-3}
STEP = 1e-5
CLOSE = 2e-5

Values = dict[str, Any]
Function = Callable[..., Any]


def draw(symbol: Symbol, axes: tuple[str, ...], random: np.random.Generator) -> Any:
    """A value with the facts of the symbol."""
    drawn = random.normal(size=tuple(SIZES[size] for size in axes)) / 2
    facts = symbol.facts
    if "posdef" in facts:
        return drawn @ drawn.T + np.eye(len(drawn))
    if "diagonal" in facts:
        return np.diag(np.diag(drawn))
    if "symmetric" in facts:
        return drawn + drawn.T
    if "probability" in facts or "probability-rows" in facts:
        return np.exp(drawn) / np.exp(drawn).sum(axis=-1, keepdims=True)
    if "integer" in facts:
        return 3.0
    if "positive" in facts:
        return np.exp(drawn)
    return drawn if axes else float(drawn)


def point(question: Question) -> Values:
    """Values of the variables, of definitions that are regarded as such, of directions, and of unknown functions."""
    random = np.random.default_rng(1)
    named = dict.fromkeys((*question.problem.variables, *question.wrt))
    values = {symbol.name: draw(symbol, question.problem.axes(symbol), random) for symbol in named}
    for symbol in question.wrt:
        values[f"d{symbol.name}"] = draw(symbol, question.problem.axes(symbol), random)
    for name in question.problem.functions:
        values[name] = lambda array: np.sum(np.sin(array))
    return values


def run(code: Any, values: Values) -> Any:
    """What a module returns; the gradient of an unknown function is the one of the sum of sines."""
    space: dict[str, Any] = {}
    exec(code.source, space)
    return space[code.entry](*[values.get(name, np.cos) for name in code.args])


def value_of(question: Question) -> Function:
    """The value of the problem as a function of the values of its names."""
    problem = question.problem
    bodies = {symbol: body for symbol, body in problem.definitions.items() if symbol not in question.wrt}
    code = numpy_module("value", [bodies[problem.target]], bodies, problem.functions, [problem.axes(problem.target)])
    return lambda values: np.asarray(run(code, values))


def moves(symbol: Symbol, shape: tuple[int, ...], question: Question) -> Iterator[tuple[tuple[int, ...], Any]]:
    """How each entry moves the variable: alone, or as its structure has it."""
    for place in product(*map(range, shape)):
        move = np.zeros(shape)
        move[place] = 1
        if question.structure and "diagonal" in symbol.facts and len(set(place)) > 1:
            move[place] = 0
        elif question.structure:
            move[place[::-1]] = 1
        yield place, move


def slopes(function: Function, values: Values, symbol: Symbol, question: Question, step: float) -> Any:
    """The derivative of an array by an array, by central differences; the variable's axes last."""
    at = np.asarray(values[symbol.name], float)
    found: Any = np.zeros((*np.shape(function(values)), *at.shape))
    for place, move in moves(symbol, at.shape, question):
        ahead, behind = ({**values, symbol.name: at + sign * step * move} for sign in (1, -1))
        found[(..., *place)] = (function(ahead) - function(behind)) / (2 * step)
    return found


def expected(question: Question, values: Values) -> list[Any]:
    """What the code should return."""
    value = value_of(question)
    step = STEPS.get(question.want, STEP)
    if question.want == "differential":
        ahead, behind = (
            {**values, **{s.name: values[s.name] + sign * step * values[f"d{s.name}"] for s in question.wrt}}
            for sign in (1, -1)
        )
        return [(value(ahead) - value(behind)) / (2 * step)]
    if question.want == "hessian":
        (symbol,) = question.wrt
        return [slopes(lambda at: slopes(value, at, symbol, question, step), values, symbol, question, step)]
    return [slopes(value, values, symbol, question, step) for symbol in question.wrt]


def agrees(result: adjoint.Result) -> None:
    """Asserts that the code returns what finite differences say."""
    question = result.derivation.question
    values = point(question)
    got = run(result.code, values)
    for one, other in zip(got if isinstance(got, tuple) else (got,), expected(question, values), strict=True):
        assert np.shape(one) == np.shape(other)
        assert np.max(np.abs(one - other)) <= CLOSE * np.max(np.abs(other)) + 1e-8
