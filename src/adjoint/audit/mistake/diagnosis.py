"""What a diagnosis says, and the rule behind each kind of mistake."""

from msgspec import Struct

from adjoint.audit.said.phrase import Phrase


class Diagnosis(Struct, frozen=True):
    """What went wrong: the kind, the sentence for the person, the part of the line, and the line as it should be.

    `mended` are ways to put the right side right, the likeliest first; `law` is the false law, where one leads here,
    and `weight` how much that law's left side holds.
    """

    kind: str
    message: str
    part: str = ""
    mended: tuple[Phrase, ...] = ()
    law: str = ""
    cost: int = 1
    assumption: str = ""
    weight: int = 0

    @property
    def vague(self) -> bool:
        """Whether nothing specific was found."""
        return (
            not self.mended and not self.law and not self.assumption and self.kind in ("shape", "algebra", "layout")
        )


RULES = {
    "wrong-side": "what stands to the left of the differential crosses to the left of the gradient, what stands to the "
    "right crosses to the right, each transposed: A : B*C = B'*A : C = A*C' : B",
    "norm-vs-square": "normF(X) has the gradient X/normF(X), normF(X)^2 has 2*X",
    "transpose-of-product": "(A*B)' = B'*A'",
    "missing-transpose": "a factor beside the differential enters the gradient transposed: g : A*dx = A'*g : dx",
    "extra-transpose": "what crosses from one side to the other is transposed, and nothing else",
    "scalar-rule": "the rule for numbers holds for matrices only where everything commutes",
    "inverse-or-determinant": "d inv(X) = -inv(X)*dX*inv(X), d det(X) = det(X)*tr(inv(X)*dX), and "
    "d logdet(X) = tr(inv(X)*dX)",
    "product-rule": "in a product one factor changes at a time: d(A*B) = dA*B + A*dB",
    "non-commuting": "the order of matrix factors matters",
    "elementwise-vs-matrix": "entry by entry and as matrices are two different products",
    "inner-vs-outer": "x'*y is a number, x*y' a matrix",
    "trace-lost": "a trace is a number, its argument a matrix",
    "broadcast": "what is added to every column (or row) collects the sum over the columns (or rows)",
    "parenthesis": "a factor before a bracket multiplies every term in it",
}  # fmt: skip
"""The sentence that belongs to a kind, whatever the line."""
