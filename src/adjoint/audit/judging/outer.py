"""What is said of letters that the problem does not have: the f of `g(x) = f(A*x + b)`, factors of a matrix."""

from adjoint.audit.said.phrase import Phrase, names_in
from adjoint.audit.sense.bench import Bench
from adjoint.audit.sense.settle import known
from adjoint.errors import AdjointError
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.read.sense.functions import BUILTINS

_FACTOR = frozenset(("name", "turn", "inv"))
_ARGUMENTS = ("u", "z", "v", "s", "t", "r")


def factored(bench: Bench, right: Phrase) -> frozenset[str]:
    """The new letters of a factorisation such as `U*S*V'`; which factors they are cannot be said."""
    if right.kind != "product" or any(part.kind not in _FACTOR for part in right.parts):
        return frozenset()
    words = names_in(right)
    return frozenset(words) if not any(known(bench, word) for word in words) else frozenset()


def composed(bench: Bench, left: Phrase, right: Phrase) -> Bench:
    """The bench on which the argument has a name, so that the function's derivative is one by that name."""
    words = {left.text: left.kind, right.text: right.kind}
    if left.kind not in ("name", "call") or right.kind != "call" or len(right.parts) != 1 or len(words) < 2:
        return bench
    common = right.text in BUILTINS or right.text in ELEMENTWISE or right.text in ARRAY
    if common or known(bench, right.text) or right.text in bench.problem.functions:
        return bench
    if not bench.problem.target.is_scalar:
        return bench
    if known(bench, left.text) and bench.names.get(left.text) is not bench.problem.target:
        return bench
    try:
        argument = bench.world().make(right.parts[0])
    except AdjointError:
        return bench
    word = next((word for word in _ARGUMENTS if not known(bench, word)), None)
    made = bench if word is None else bench.spliced(word, argument)
    if made is bench or word is None:
        return bench
    if not known(made, left.text):
        made.bind(left.text, made.problem.target)
    made.outer = {**bench.outer, right.text: word}
    return made


def is_composition(bench: Bench, phrase: Phrase) -> bool:
    """Whether `f ∘ g` may be one function after another, since neither is an array of the problem."""
    arrays = (*bench.problem.variables, *bench.problem.definitions)
    own = {symbol.name for symbol in arrays}
    return phrase.kind == "hadamard" and all(part.kind == "name" and part.text not in own for part in phrase.parts)
