"""Identities between elementwise functions, and functions of whole arrays recognised in their spelled-out forms.

NIST DLMF, chapter 4, for the hyperbolic functions; the others follow from the definitions.
"""

from collections.abc import Iterator

from adjoint.expr.build import apply, call, element_power, hadamard, number, ones, power, symbol
from adjoint.expr.language import Expr
from adjoint.rewrite.law import Chapter, Law

A, s = symbol("A", "m", "n"), symbol("s")
x, y, row = symbol("x", "n"), symbol("y", "n"), symbol("r", 1, "n")
ONES, MINUS = ones(A.shape), number(-1)
LSE = "That is log-sum-exp."
NO_ZERO = "entries of {A} not zero"
LOGISTIC = "That is the logistic function."


def _over(node: Expr) -> Expr:
    return element_power(node, MINUS)


def _square(node: Expr) -> Expr:
    return element_power(node, number(2))


def _exp(node: Expr) -> Expr:
    return apply("exp", node)


def _sigmoid(node: Expr) -> Expr:
    return apply("sigmoid", node)


def _smooth(of: Expr, kind: str = "") -> Iterator[Law]:
    """For arrays; and for numbers, whose products, powers and ones are nodes of other kinds."""
    one, turned = ones(of.shape), -of
    quotient = hadamard(apply("sinh", of), _over(apply("cosh", of)))
    yield Law(f"hyperbolic sine over cosine{kind}", quotient, apply("tanh", of), "That is the hyperbolic tangent.")
    softplus = apply("softplus", of)
    yield Law(f"softplus{kind}", apply("log", one + _exp(of)), softplus, "That is the softplus function.")
    difference = one - _sigmoid(turned)
    yield Law(f"logistic function of the negative{kind}", difference, _sigmoid(of), "The two add to one.")
    quotient = hadamard(_exp(of), _over(one + _exp(of)))
    yield Law(f"exponential over one more than it{kind}", quotient, _sigmoid(of), LOGISTIC)
    yield Law(f"reciprocal of one more than an exponential{kind}", _over(one + _exp(turned)), _sigmoid(of), LOGISTIC)
    yield Law(
        f"logistic function times the exponential of the negative{kind}",
        hadamard(_sigmoid(of), _exp(turned)),
        _sigmoid(turned),
        f"It is exp(-{of}) over one more than it.",
    )
    yield Law(
        f"logistic function of the negative times the exponential{kind}",
        hadamard(_sigmoid(turned), _exp(of)),
        _sigmoid(of),
        f"It is exp({of}) over one more than it.",
    )


SMOOTH = Chapter(
    "identities of elementwise functions",
    (
        *_smooth(A),
        *_smooth(s, " of a number"),
        Law("square of entrywise roots", _square(apply("sqrt", A)), A, "That is what the root is."),
    ),
)

KINKED = Chapter(
    "identities of functions with a kink",
    (
        Law(
            "relu where it is not flat",
            hadamard(apply("relu", A), apply("step", A)),
            apply("relu", A),
            "Where the step is zero, relu is zero already.",
        ),
        Law("sign of relu", apply("sign", apply("relu", A)), apply("step", A), "Both are one where A is positive."),
        Law("a step squared", _square(apply("step", A)), apply("step", A), "Its values are zero and one."),
        Law("a sign squared", _square(apply("sign", A)), ONES, "Its values are one and minus one.", (), NO_ZERO),
        Law("sign times the matrix", hadamard(apply("sign", A), A), apply("abs", A), "That is the absolute value."),
        Law("sign times the absolute value", hadamard(apply("sign", A), apply("abs", A)), A, "The sign comes back."),
        *(
            Law(
                f"sign over the absolute value{of_what}",
                hadamard(apply("sign", of), element_power(apply("abs", of), MINUS)),
                element_power(of, MINUS),
                "The sign comes back.",
            )
            for of, of_what in ((A, ""), (s, " of a number"))
        ),
        Law("square of an absolute value", _square(apply("abs", A)), _square(A), "A square does not see the sign."),
    ),
)

WHOLE = Chapter(
    "softmax and log-sum-exp recognised",
    (
        Law(
            "exponentials over their sum",
            power(call("sum", _exp(x)), MINUS) * _exp(x),
            call("softmax", x),
            "That is softmax.",
        ),
        Law(
            "a row of exponentials over their sum",
            power(call("sum", _exp(x)), MINUS) * _exp(x).T,
            call("softmax", x).T,
            "That is softmax.",
        ),
        Law(
            "diagonal matrix of exponentials over their sum",
            power(call("sum", _exp(x)), MINUS) * call("diag", _exp(x)),
            call("diag", call("softmax", x)),
            "On the diagonal stands softmax.",
        ),
        Law(
            "a row times exponentials over their sum",
            power(call("sum", _exp(x)), MINUS) * (row @ _exp(x)),
            row @ call("softmax", x),
            "That is softmax.",
        ),
        Law(
            "exponentials over their sum times a column",
            power(call("sum", _exp(x)), MINUS) * (_exp(x).T @ y),
            call("softmax", x).T @ y,
            "That is softmax.",
        ),
        Law("logarithm of a sum of exponentials", apply("log", call("sum", _exp(A))), call("logsumexp", A), LSE),
    ),
)
