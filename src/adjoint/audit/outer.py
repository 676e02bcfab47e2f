"""Functions of which a statement says where the problem applies them: the f of `g(x) = f(A*x + b)`."""

from adjoint.audit.bench import Bench
from adjoint.audit.phrase import Phrase
from adjoint.audit.settle import known
from adjoint.errors import AdjointError
from adjoint.expr.functions import ARRAY, ELEMENTWISE
from adjoint.read.functions import BUILTINS

_ARGUMENTS = ("u", "z", "v", "s", "t", "r")


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
