"""Lines as they stand in programs: `dW = X.T @ (X @ w - y)`, `np.outer(a, b)`, `r.dot(r)`, `((A - Y)**2).sum()`."""

import re

_MODULE = re.compile(
    r"(?<![\w.\\])(?:np|numpy|jnp|jax|torch|tf|scipy|math|nn|F)(?:\.(?:linalg|special|nn|numpy|functional|math))*\.(?=[a-z])"
)
_METHODS = "dot|matmul|sum|mean|trace|diagonal|exp|log|pow|square|abs|norm|det|inverse|transpose|astype|float|double"
_METHOD = re.compile(rf"\.(?P<name>{_METHODS})\(")
_CODE = re.compile(rf"{_MODULE.pattern}|(?<=\S)\s*@\s*(?=\S)|{_METHOD.pattern}")
_STAR = re.compile(r"(?<!\*)(?<!\.)\*(?!\*)")
_AXIS = re.compile(r"\b(?P<name>(?:reduce_)?sum)\(")
_AXES = re.compile(r",\s*(?:axis\s*=|dim\s*=)?\s*(?P<axis>-?[01])\s*$|^\s*(?:axis\s*=|dim\s*=)?\s*(?P<own>-?[01])\s*$")
_KEPT = re.compile(r",\s*keep_?dims?\s*=\s*\w+\s*")
_PLAIN = {"diagonal": "diagvec", "inverse": "inv"}


def is_code(source: str) -> bool:
    """Whether a line is written as in a program; a backslash tells that it is not."""
    return "\\" not in source and bool(_CODE.search(source))


def uncoded(source: str, stars: bool = True) -> str:
    """The line in plain text: methods as functions, sums along an axis by name, `stars` entry by entry."""
    text = _KEPT.sub("", _MODULE.sub("", source)).replace("slogdet", "logdet").replace(")[1]", ")")
    text = re.sub(r"\b(?:maximum)\(", "max(", text)
    while (found := _METHOD.search(text)) is not None and (end := _closing(text, found.end() - 1)) is not None:
        start = _operand(text, found.start())
        called = _called(found["name"], text[start : found.start()], text[found.end() : end])
        text = text[:start] + called + text[end + 1 :]
        if start == found.start():
            break
    return _STAR.sub(_star, _summed(text)).replace("**", ".^") if stars else _summed(text)


def _star(found: re.Match[str]) -> str:
    """A star as an entrywise product, but beside a number."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    scales = re.search(r"(?:^|[^\w.])\d+(?:\.\d*)?\s*$", before) or re.match(r"\s*\d", after)
    return found.group() if scales else " .* "


def _called(name: str, operand: str, inside: str) -> str:
    """A method as a function of what it is called on."""
    if name in ("astype", "float", "double"):
        return operand
    if name in ("dot", "matmul"):
        return f"({operand} @ ({inside}))"
    if name in ("pow", "square"):
        return f"({operand}**{inside or 2})"
    if name == "transpose":
        return f"({operand})'"
    return f"{_PLAIN.get(name, name)}({operand}{', ' if inside.strip() else ''}{inside})"


def _summed(text: str) -> str:
    """`sum(A, axis=0)` as the sums of the columns, `axis=1` as those of the rows; either is a vector, so a column."""
    done, start = "", 0
    for found in _AXIS.finditer(text):
        end = _closing(text, found.end() - 1)
        axes = None if end is None else _AXES.search(text[found.end() : end])
        name = "sum" if axes is None else "colsum" if (axes["axis"] or axes["own"]) == "0" else "rowsum"
        if found.start() < start:
            continue
        done += text[start : found.start()] + name + "("
        start = found.end()
        if axes is not None and end is not None:
            done += text[start : start + axes.start()]
            done += ")'" if name == "colsum" else ")"
            start = end + 1
    return done + text[start:]


def _closing(text: str, place: int) -> int | None:
    """The place of the bracket that closes the one at `place`."""
    depth = 0
    for index in range(place, len(text)):
        depth += (text[index] in "([") - (text[index] in ")]")
        if depth == 0:
            return index
    return None


def _operand(text: str, end: int) -> int:
    """Where the operand begins that a method is called on: names with dots and brackets that touch each other."""
    place = end
    while place > 0:
        if text[place - 1] in ")]":
            depth = 0
            while place > 0:
                place -= 1
                depth += (text[place] in ")]") - (text[place] in "([")
                if depth == 0:
                    break
        elif re.match(r"[\w.']", text[place - 1]):
            place -= 1
        else:
            break
    return place
