"""Long formulas in LaTeX broken into rows, where no brace and no stretching bracket is open."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\\(?:left|right)(?:\\[a-zA-Z]+|.)|\\[a-zA-Z]+|\\.|.", re.DOTALL)
_BREAKS = {"+": 0, "-": 0, ":": 1, r"\odot": 2, r"\oslash": 2, r"\otimes": 2}
_UNSEEN = re.compile(r"\\(?:left|right|mathrm|mathbf|operatorname|top|,)(?![a-zA-Z])|[{}^_ ]")
_INSIDE = 4


def broken(code: str, width: int) -> list[str]:
    """The rows, each about `width` signs wide where there are places to break at."""
    rows = []
    while seen(code) > width:
        places = [(rank, -at, at) for at, rank in _places(code) if width // 3 < seen(code[:at]) <= width]
        if not places:
            break
        at = min(places)[-1]
        rows.append(code[:at].rstrip())
        code = code[at:]
    return [*rows, code]


def seen(code: str) -> int:
    """About how many signs wide a formula is once it is set; of a fraction, both parts are counted."""
    return len(re.sub(r"\\[a-zA-Z]+", "x", _UNSEEN.sub("", code)))


def _places(code: str) -> Iterator[tuple[int, int]]:
    """Where a row may end, with how bad that is: a break inside brackets is worse than one outside."""
    held = within = 0
    for match in _TOKEN.finditer(code):
        token = match.group()
        held += (token == "{" or token.startswith(r"\left")) - (token == "}" or token.startswith(r"\right"))
        within += (token == "(") - (token == ")")
        spaced = match.start() > 0 and code[match.start() - 1] == " " and code[match.end() : match.end() + 1] == " "
        if token in _BREAKS and spaced and not held:
            yield match.start(), _BREAKS[token] + _INSIDE * within
