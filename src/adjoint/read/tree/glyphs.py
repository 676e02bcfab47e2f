"""What the commands and characters of LaTeX stand for: letters, functions, operators, relations."""

from adjoint.expr.functions import PRIMARY, PRIMARY_DERIVATIVES
from adjoint.read.tree.composed import COMPOSED

LETTERS = {
    "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varrho": "rho", "varsigma": "sigma", "ell": "ell",
    **{name: name for name in """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma
    tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega""".split()},
}  # fmt: skip
"""Commands that are letters, with the names that they are known by."""

OWN_FUNCTIONS = (
    *(name + derivative for name in PRIMARY for derivative in PRIMARY_DERIVATIVES),
    *"""cosm sinm powm powersum powersum2 powerjacobian powerjacobian2 lyap dlyap sylv trilhalf polarfactor gaps
    eigvecs eigvecmin eigvecmax leftsvec leftsvecs rightsvec rightsvecs kronleft kronright maxplace blk""".split(),
)
"""Functions that nobody writes in LaTeX but under their names here."""

FUNCTIONS = {
    "Tr": "tr", "TR": "tr", "trace": "tr", "Trace": "tr", "Det": "det", "ln": "log", "Exp": "exp", "Diag": "diag",
    "Vec": "vec", "sgn": "sign", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "ReLU": "relu",
    "logistic": "sigmoid", "Softmax": "softmax", "inverse": "inv", **{name: name for name in OWN_FUNCTIONS},
    **{name: name for name in """tr det log exp diag vec vech sign erf logdet transpose sqrt abs sin cos tan asin acos
    atan sinh cosh tanh sigmoid relu step softplus gelu silu normcdf gammaln digamma trigamma softmax softmaxrows
    softmaxcols logsumexp lserows lsecols inv pinv adj expm logm sqrtm chol norm norm1 norm2 normF normp normnuc
    normspec sum rowsum colsum mean var max min diagvec tril triu kron kr eye ones zeros vector matrix unvec hcat vcat
    rank eigvals lambdamax lambdamin svdvals""".split()},
    **{name: name for name in COMPOSED},
}  # fmt: skip
"""Upright words that are functions, with the names that the text language has for them."""

VALUES = frozenset("L J E C l f loss Loss cost error".split())
"""How people call the number that is differentiated, where the problem calls it something else."""

BARE = frozenset("tr Tr TR trace Trace det Det log ln exp logdet diag vec sin cos tan sinh cosh tanh".split())
"""Functions that people write before an argument without brackets and without a backslash."""

GREEK_FUNCTIONS = {"sigma": "sigmoid", "Phi": "normcdf", "psi": "digamma", "psi1": "trigamma", "Gamma": "Gamma",
                   "lambda_max": "lambdamax", "lambda_min": "lambdamin", "sigma_max": "normspec"}  # fmt: skip
"""Letters that are functions where they are applied and nothing else bears their name."""

OPERATORS = {
    r"\cdot": "*", r"\ast": "*", r"\star": "*", r"\times": "×", r"\odot": ".*", r"\circ": ".*", r"\oslash": "./",
    r"\otimes": "kron", r"\div": "/", r"\colon": ":", "*": "*", "/": "/", ":": ":", "+": "+", "-": "-", "−": "-",
    "–": "-", "⊙": ".*", "∘": ".*", "⊘": "./", "⊗": "kron", "·": "*", "⋅": "*", "∗": "*", "×": "×", "÷": "/", "@": "@",
}  # fmt: skip
"""Signs between operands, with the operators of `adjoint.read.tree.syntax`; `×` is the cross product."""

RELATIONS = {
    "=": "=", r"\equiv": "=", r"\triangleq": "=", r"\coloneqq": "=", r"\doteq": "=", "≡": "=", "≜": "=",
    r"\approx": "≈", r"\simeq": "≈", r"\sim": "∼", r"\propto": "∝", r"\ne": "≠", r"\neq": "≠", r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥", r"\geq": "≥", "<": "<", ">": ">", r"\in": "∈", "∈": "∈", r"\mapsto": "↦", "↦": "↦", "≈": "≈", "≠": "≠",
    "≤": "≤", "≥": "≥", r"\succ": "≻", r"\succeq": "⪰", "∝": "∝",
}  # fmt: skip
"""Signs between the two sides of a relation."""

LINKS = {
    r"\implies": "⟹", r"\Rightarrow": "⟹", r"\Longrightarrow": "⟹", r"\therefore": "⟹", "⟹": "⟹", "⇒": "⟹",
    r"\iff": "⟺", r"\Leftrightarrow": "⟺", r"\Longleftrightarrow": "⟺", "⟺": "⟺", "⇔": "⟺", r"\to": "⟹",
    r"\rightarrow": "⟹", r"\longrightarrow": "⟹", "→": "⟹", r"\because": "because",
}  # fmt: skip
"""Signs between relations."""

OPENING = {
    "(": "(", "[": "[", r"\{": "{", r"\lbrace": "{", r"\langle": "⟨", r"\lfloor": "⌊", r"\lceil": "⌈", r"\lbrack": "[",
    r"\lvert": "|", r"\lVert": "‖", "⟨": "⟨", "⌊": "⌊",
}  # fmt: skip
CLOSING = {
    ")": "(", "]": "[", r"\}": "{", r"\rbrace": "{", r"\rangle": "⟨", r"\rfloor": "⌊", r"\rceil": "⌈", r"\rbrack": "[",
    r"\rvert": "|", r"\rVert": "‖", "⟩": "⟨", "⌋": "⌊",
}  # fmt: skip
BARS = {"|": "|", r"\vert": "|", r"\mid": "|", r"\|": "‖", r"\Vert": "‖", r"\parallel": "‖", "‖": "‖", "∥": "‖"}
"""Fences; a bar is told to open or to close by what stands before it."""

FONTS = {
    r"\mathbf", r"\boldsymbol", r"\bm", r"\mathit", r"\mathsf", r"\mathcal", r"\mathbb", r"\mathbbm", r"\mathds",
    r"\mathscr", r"\mathfrak", r"\mathtt", r"\mathnormal", r"\pmb", r"\vec", r"\bold", r"\mathop",
    r"\textbf", r"\textit", r"\underbrace", r"\overbrace", r"\mathrel", r"\mathbin",
}  # fmt: skip
UPRIGHT = {r"\mathrm", r"\operatorname", r"\operatorname*", r"\textrm", r"\textsf", r"\texttt", r"\textup"}
PROSE = {r"\text", r"\intertext", r"\shortintertext", r"\textnormal"}
SWITCHES = {r"\rm", r"\bf", r"\tt", r"\it", r"\cal", r"\sf", r"\sl", r"\bfseries", r"\rmfamily"}
ACCENTS = {r"\hat": "hat", r"\widehat": "hat", r"\tilde": "tilde", r"\widetilde": "tilde", r"\bar": "bar",
           r"\overline": "bar", r"\dot": "dot", r"\ddot": "ddot", r"\check": "check", r"\acute": "acute"}  # fmt: skip
DOTS = {r"\dots", r"\cdots", r"\ldots", r"\vdots", r"\ddots", r"\dotsc", r"\dotsb", "…"}
EXPECTATION = "𝔼"
"""How a blackboard E is called, which is no name of an array."""
TURNS = {"T", "top", "intercal", "t", "⊤", "ᵀ", "H", "dagger"}
"""Superscripts that transpose; `t` and `H` only where nothing bears that name."""

CONNECTIVES = frozenset(
    """a an and are as at be because both but by can case const constant define denote denoting find follows for from
    get gives have hence hold holds i if implies in is it let likewise means no not now of on only or otherwise our
    put respect row say second set similarly since so such that the then there therefore this thus to using we when
    where which with yields""".split()
)  # fmt: skip
"""Words of prose between formulas."""

DEFINING = frozenset("let where with define denote put set say given".split())
"""Words after which a relation gives a name rather than makes a claim."""
