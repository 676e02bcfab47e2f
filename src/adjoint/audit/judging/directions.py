"""New variables along which the problem's own move: the `H` of `f(X + tH)` and of `Df(X)[H]`, with its `t`."""

from collections.abc import Iterator, Sequence

from adjoint.audit.judging.points import at_variables
from adjoint.audit.said.hear import heard
from adjoint.audit.said.phrase import Phrase, leaf, name, replaced, slopes
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import known
from adjoint.errors import AdjointError
from adjoint.expr.build import d, number, symbol, zeros
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.walk import replace, symbols
from adjoint.read.tree.syntax import Node

_LETTERS = frozenset("h H t s E V U Z K k u v z epsilon varepsilon delta Delta eps".split())
_CHANGE = "Delta"


def written(bench: Bench, side: Node) -> Phrase:
    """A side as a line has it, with `ΔX` as one name, and in programs derivatives for changes."""
    phrase = at_variables(bench, joined(bench, heard(side)))
    return slopes(phrase, name(bench.problem.target.name)) if bench.slopes else phrase


def joined(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with `ΔX` as one name, where no Δ is known."""
    if known(bench, _CHANGE):
        return phrase
    if phrase.kind == "product":
        parts: list[Phrase] = []
        for part in phrase.parts:
            if parts and parts[-1] == name(_CHANGE) and part.kind in ("name", "turn"):
                inner = part.parts[0] if part.kind == "turn" else part
                change = name(f"{_CHANGE}{inner.text}")
                parts[-1] = part.with_parts((change,)) if part.kind == "turn" else change
            else:
                parts.append(joined(bench, part))
        return parts[0] if len(parts) == 1 else phrase.with_parts(tuple(parts))
    return phrase.with_parts(tuple(joined(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def is_stepped(bench: Bench, *phrases: Phrase) -> bool:
    """Whether `X + dX` stands somewhere, or went before: then `dX` is a step by which X is moved."""
    steps = {own.name: _step(own.name) for own in bench.question.wrt}
    for whole in (part for phrase in phrases for part in phrase):
        if whole.node is not None and any(bench.is_direction(one.name) for one in symbols(whole.node)):
            return any(one.name in steps.values() for one in symbols(whole.node))
        for term in whole.parts if _holds(whole) else ():
            own = {part.text for part in term.parts if part.kind == "name"} if term.kind == "sum" else set()
            if any(_change_of(part) in own & steps.keys() for other in term.parts for part in other):
                return True
    return any(part.kind == "name" and bench.is_direction(part.text) and part.text in steps.values()
               for phrase in phrases for part in phrase)  # fmt: skip


def as_steps(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with the change of each variable as the name of a step."""
    word = _change_of(phrase)
    if any(own.name == word for own in bench.question.wrt):
        return name(_step(word))
    if phrase.kind == "d" and phrase.parts[0].kind == "power":
        base, exponent = phrase.parts[0].parts
        return Phrase("power", (as_steps(bench, Phrase("d", (base,))), exponent))
    return phrase.with_parts(tuple(as_steps(bench, part) for part in phrase.parts)) if phrase.parts else phrase


def _change_of(phrase: Phrase) -> str:
    """The name whose change a phrase is, or nothing."""
    return phrase.parts[0].text if phrase.kind == "d" and phrase.parts[0].kind == "name" else ""


def _step(word: str) -> str:
    return f"d{word}"


def found_in(bench: Bench, phrase: Phrase) -> Iterator[tuple[str, Symbol, str]]:
    """New names that a variable is moved by: the name, the variable, and the number before the name if that is new."""
    for whole in phrase:
        parts = [part for part in whole.parts if part.kind == "sum"] if _holds(whole) else []
        for term in parts:
            moved = [bench.names[part.text] for part in term.parts if part.kind == "name" and part.text in bench.names]
            own = [one for one in moved if isinstance(one, Symbol) and one in bench.question.wrt]
            if len(own) == 1 and len(term.parts) == 2:
                yield from _new(bench, [part for part in term.parts if part != name(own[0].name)], own[0])


def _holds(whole: Phrase) -> bool:
    """Whether a phrase is something that may be applied to a moved variable."""
    return whole.kind in ("product", "call", "bars", "inv", "turn", "power", "colon", "kron")


def _new(bench: Bench, rest: Sequence[Phrase], own: Symbol) -> Iterator[tuple[str, Symbol, str]]:
    if len(rest) != 1:
        return
    term = rest[0].parts[0] if rest[0].kind == "neg" else rest[0]
    factors = term.parts if term.kind == "product" else (term,)
    if len(factors) > 2 or any(part.kind != "name" for part in factors):
        return
    *scale, last = [part.text for part in factors]
    if not _may_be(bench, last) or not all(_may_be(bench, word) or bench.is_direction(word) for word in scale):
        return
    yield last, own, scale[0] if scale else ""


def _may_be(bench: Bench, word: str) -> bool:
    return not known(bench, word) and (
        word in _LETTERS or word.startswith(_CHANGE) or word in {_step(own.name) for own in bench.question.wrt}
    )


def moving(bench: Bench, phrase: Phrase) -> Bench:
    """The bench that knows the new variables of the phrase."""
    for word, own, scale in list(found_in(bench, phrase)):
        if not known(bench, word):
            bench = bench.moving(symbol(word, *own.shape), own)
        if scale and not known(bench, scale):
            bench = bench.moving(symbol(scale), None)
    return bench


def directed(bench: Bench, direction: str, by: str) -> Bench:
    """The bench that knows the direction of a derivative written as a linear map, by the name `by`."""
    own = bench.names[by]
    if known(bench, direction) or not isinstance(own, Symbol):
        return bench
    return bench.moving(symbol(direction, *own.shape), own)


def shifted(bench: Bench, phrase: Phrase) -> Phrase:
    """`f(X + H)` as the value of f there, and `d/dt f(X + tH)` at t = 0 as its derivative."""
    if not bench.directions:
        return phrase
    if phrase.kind == "rate" and len(phrase.indices) == 1 and phrase.indices[0].endswith("=0"):
        return _slope(bench, phrase) or phrase
    parts = list(phrase.parts)
    for place in range(len(parts) - 1) if phrase.kind == "product" else ():
        value = _applied(bench, parts[place], parts[place + 1])
        if value is not None:
            rest = (*parts[:place], Phrase("leaf", node=value), *parts[place + 2 :])
            return rest[0] if len(rest) == 1 else shifted(bench, Phrase("product", rest))
    return phrase.with_parts(tuple(shifted(bench, part) for part in parts)) if parts else phrase


def _applied(bench: Bench, function: Phrase, argument: Phrase) -> Expr | None:
    """The value of a definition where one of its variables is moved."""
    node = bench.names.get(function.text) if function.kind == "name" else None
    if node not in bench.problem.definitions or argument.kind != "sum":
        return None
    written = [part.text for part in argument if part.kind == "name"]
    own = [one for one in bench.question.wrt if one.name in written]
    if len(own) != 1 or not any(bench.is_direction(word) for word in written):
        return None
    try:
        there = bench.world().make(argument)
    except AdjointError:
        return None
    assert node is not None
    return replace(bench.unfolded(node), {own[0]: there}) if there.shape == own[0].shape else None


def _slope(bench: Bench, phrase: Phrase) -> Phrase | None:
    """The derivative by a number at nought."""
    of, *by = phrase.parts
    word = phrase.indices[0].removesuffix("=0")
    if len(by) != 1 or by[0] != name(word) or not bench.is_direction(word):
        return None
    try:
        time = bench.names[word]
        assert isinstance(time, Symbol)
        value = bench.unfolded(bench.world().make(shifted(bench, of)))
        if phrase.text == "limit" and not _is_nought(bench, replace(value, {time: number(0)})):
            return None
        found = bench.rates.value(value, (time,))
    except AdjointError:
        return None
    return Phrase("leaf", node=replace(found, {time: number(0)})) if isinstance(found, Expr) else None


def _is_nought(bench: Bench, value: Expr) -> bool:
    return bench.probe(bench.question.wrt).test(value, zeros(value.shape)).sound


def along(bench: Bench, phrase: Phrase) -> Phrase:
    """The phrase with the differential of a variable for each direction in which it moves."""
    changes: dict[Expr, Expr] = {}
    for word, own in bench.directions:
        if own is not None:
            phrase = replaced(phrase, name(word.name), Phrase("d", (name(own.name),)))
            changes[word] = d(own)
    return _with_changes(phrase, changes)


def _with_changes(phrase: Phrase, changes: dict[Expr, Expr]) -> Phrase:
    """The phrase with changes for directions also in values that were worked out."""
    if phrase.node is not None:
        return leaf(replace(phrase.node, changes))
    return phrase.with_parts(tuple(_with_changes(part, changes) for part in phrase.parts)) if phrase.parts else phrase
