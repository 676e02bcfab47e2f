"""How an expression is laid out, apart from the glyphs: one neutral tree that every printer reads.

A kind of node describes itself as a `Layout`; the printers (plain text here in `spell`, Unicode,
LaTeX and MathML upstairs) are tables from the operators below to glyphs.

    operator        children                     text
    name            -                            the name
    number          -                            a whole number, or `p/q`
    size            -                            a size, as `n` or `m*p`
    identity        -                            the size
    zeros, ones     -                            `n` or `m,n`
    sum             terms, each maybe `negative` -
    negative        the term                     -
    product         factors                      -
    fraction        numerator, denominator       -
    hadamard        factors                      -
    quotient        numerator, denominator       -      (elementwise)
    transpose, inverse, inverse-transpose  one   -
    power, element-power  base, exponent         -
    apply           the argument                 the elementwise function's name, with ' per derivative
    call            arguments                    the function's name
    blocks          blocks, row by row           how many stand in each row, as `2;2`
    colon           two factors                  -
    kron            two factors                  -
    differential    the argument                 -
    partial         arguments                    "f|k": derivative of the opaque f by argument k; "f|k,l" by two
    weighted        the argument, the weights    f: the second derivatives of its entries, summed with the weights
"""

from msgspec import Struct


PRECEDENCE = {
    "sum": 1,
    "negative": 2,
    "colon": 2,
    "product": 3,
    "fraction": 3,
    "hadamard": 3,
    "quotient": 3,
    "kron": 3,
    "transpose": 6,
    "inverse": 6,
    "inverse-transpose": 6,
    "power": 6,
    "element-power": 6,
}
ATOM = 9


class Layout(Struct, frozen=True):
    """One level of a laid-out expression."""

    operator: str
    children: tuple["Layout", ...] = ()
    text: str = ""

    @property
    def precedence(self) -> int:
        """How tightly the operator binds; atoms bind tightest."""
        return PRECEDENCE.get(self.operator, ATOM)
