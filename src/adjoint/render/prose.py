"""The sentences of a page: what was asked, and how to read the shape of the answer."""

from collections.abc import Mapping, Sequence

from adjoint.derive.derivation import Answer, Derivation
from adjoint.derive.problem import OpaqueFunction, Question
from adjoint.derive.structure import structured
from adjoint.expr.build import d, symbol
from adjoint.expr.language import Expr, Symbol
from adjoint.expr.notation import Layout
from adjoint.expr.sizes import ONE, SCALAR, spell_shape
from adjoint.expr.walk import postorder
from adjoint.index.term import Tensor

_WANTED = {
    "gradient": "the gradient of {of} by {by}",
    "jacobian": "the derivative of each entry of {of} by each entry of {by}",
    "hessian": "the second derivative of {of} by {by}",
    "differential": "the differential of {of}, its change to first order when {by} changes",
    "vjp": "the adjoint of the derivative of {of} by {by}, applied to {cotangent}",
}
_MARKS = {"exact": "✓", "enclosed": "≈", "false": "✗", "undecided": "?"}
_PLAIN_MARKS = {"exact": "ok", "enclosed": "~", "false": "no", "undecided": "?"}

def _read(words: str, fair: str, plain: str, latex: str) -> tuple[str, str, str]:
    return f"{fair} as {words}", f"{plain} as {words}", f"${latex}$ as {words}"


_ONES = "ones(n) as the vector of n ones, so that X*ones(n) is the sum of each row of X"
_HELD = "|direct as with all other names held fixed"
_LEGEND = {
    "differential": _read("the change of X", "dX", "dX", r"\mathrm{d}X"),
    "transpose": _read("the transpose of X", "X'", "X'", r"X^{\top}"),
    "colon": _read("the sum of the products of matching entries", "A : B", "A : B", "A : B"),
    "hadamard": _read("the product entry by entry", "⊙", ".*", r"\odot"),
    "quotient": _read("the quotient entry by entry", "⊘", "./", r"\oslash"),
    "kron": _read("the Kronecker product", "⊗", "kron", r"\otimes"),
    "ones": (_ONES, _ONES, r"$\mathbf{1}$ as the vector of ones, so that $X \mathbf{1}$ is the sum of each row of X"),
    "identity": _read("the identity matrix", "I", "eye(n)", "I"),
    "prime": _read("the derivative of phi, taken at each entry", "phi'", "phi'", r"\varphi'"),
    "delta": _read("1 if i = j and 0 otherwise", "δ_ij", "delta_ij", r"\delta_{ij}"),
    "direct": (_HELD, _HELD, _HELD),
    "held": _read("with c held fixed", "|c", "|c", r"|_{c}"),
    "sigma": _read("the sum over k", "Σ_k", "sum_k", r"\sum_k"),
}
"""An operator, and how its sign is read in each of the styles."""
STYLES = ("unicode", "ascii", "latex")


def mark(status: str, ascii: bool) -> str:
    """The mark of a verdict at a line."""
    return (_PLAIN_MARKS if ascii else _MARKS)[status]


def legend(layouts: Sequence[Layout], style: str) -> str:
    """How the signs that occur are read aloud, in one sentence in a style of `STYLES`; nothing where none needs it."""
    met: set[str] = set()
    stack = list(layouts)
    while stack:
        layout = stack.pop()
        met.add(_sign(layout))
        stack.extend(layout.children)
    column = STYLES.index(style)
    words = [said[column] for operator, said in _LEGEND.items() if operator in met]
    return f"Read {listed(words)}." if words else ""


def _sign(layout: Layout) -> str:
    """The entry of the legend that a level calls for."""
    if layout.operator == "apply" and layout.text.endswith("'"):
        return "prime"
    return layout.text or layout.operator if layout.operator == "derivative" else layout.operator


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def wanted(question: Question) -> str:
    """What was asked, in one sentence."""
    names = [s.name for s in question.wrt]
    cotangent = question.cotangent.name if question.cotangent else ""
    sentence = _WANTED[question.want].format(of=question.problem.target.name, by=listed(names), cotangent=cotangent)
    held = f", with {listed([s.name for s in question.hold])} held fixed" if question.hold else ""
    return sentence + held + (f" ({_structured(question)})" if question.structure else "")


def _structured(question: Question) -> str:
    kept = "projected onto the matrices of its structure" if question.structure == "projected" else ""
    return kept or "one independent parameter for each free entry"


def layout(answer: Answer, derivation: Derivation) -> str:
    """How the answer is to be read: where it stands in the last line, and its axes."""
    question = derivation.question
    if question.want == "differential":
        changes = listed([f"d{s.name}" for s in question.wrt])
        return f"{changes} stands for the change of {listed([s.name for s in question.wrt])}."
    if question.want in ("gradient", "vjp"):
        return _shaped(answer.by[0], derivation)
    return _axes(answer, question)


def _shaped(variable: Symbol, derivation: Derivation) -> str:
    last = derivation.lines[-1].right if derivation.lines else None
    met = isinstance(last, Expr) and d(variable) in postorder(last)
    place = f"It is the factor that meets d{variable.name} in the last line. " if met else ""
    step = derivation.question.want == "gradient" and variable in derivation.answers[0].by
    use = f", so that {variable.name} minus a multiple of it makes sense" if step else ""
    if variable.is_scalar:
        return f"{place}It is a scalar, as {variable.name} is."
    kept = _from_free(variable, derivation)
    return f"{place}{kept}It has the shape of {variable.name}, {spell_shape(variable.shape)}{use}."


def _from_free(variable: Symbol, derivation: Derivation) -> str:
    """How the gradient of a structured variable comes from the free one."""
    kept = derivation.question.structure
    if kept is None:
        return ""
    said = structured(variable, symbol("G", *variable.shape), kept)
    return f"With G for the gradient by free entries it is {said}. "


def _axes(answer: Answer, question: Question) -> str:
    """The axes in order, by their indices where the answer is a tensor."""
    twice = question.want == "hessian" and len(answer.by) == 1
    arrays = answer.by * 2 if twice else answer.by if question.want == "hessian" else (answer.of, *answer.by)
    names = iter([index.name for index in answer.value.axes] if isinstance(answer.value, Tensor) else [])
    parts = []
    for array in arrays:
        sizes = [str(size) for size in array.shape if size != ONE]
        shown = [f"{name} of size {size}" if (name := next(names, "")) else size for size in sizes]
        parts.append(f"of {array.name} ({', '.join(shown) or 'a scalar, none'})")
    return f"Its axes are, in order, those {', then those '.join(parts)}."


def described(symbol: Symbol, readings: Mapping[str, str]) -> str:
    """What a name was read as."""
    return readings.get(symbol.name, spell_shape(symbol.shape)).removeprefix("definition, ")


def function(opaque: OpaqueFunction) -> str:
    """What is known of an opaque function."""
    if opaque.kind == "elementwise":
        return "unknown function, applied to each entry"
    of = listed([f"a {spell_shape(shape)}" for shape in opaque.arguments])
    whole = f"function of {of}" if of else "function"
    if opaque.shape is None or opaque.shape == SCALAR:
        return f"unknown scalar {whole}"
    return f"unknown {whole}, with a {spell_shape(opaque.shape)} as value"


def assumed(derivation: Derivation) -> tuple[str, ...]:
    """Everything that was assumed, each once."""
    return tuple(dict.fromkeys((*derivation.question.problem.assumptions, *derivation.assumptions)))


def tested(statuses: Sequence[str], ascii: bool) -> str:
    """What the marks mean and how many lines have each."""
    exact, enclosed = statuses.count("exact"), statuses.count("enclosed")
    parts = []
    if exact:
        said = "tested exactly, at random points of a finite field"
        parts.append(f"{_lines(exact, statuses)} {mark('exact', ascii)} {said}")
    if enclosed:
        said = "tested in ball arithmetic: both sides agree to many digits"
        parts.append(f"{_lines(enclosed, statuses)} {mark('enclosed', ascii)} {said}")
    return "; ".join(parts) + "." if parts else ""


def _lines(count: int, statuses: Sequence[str]) -> str:
    if count == len(statuses):
        return "all lines" if count > 1 else "the line"
    return f"{count} line{'s' if count > 1 else ''}"
