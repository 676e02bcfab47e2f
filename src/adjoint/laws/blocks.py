"""Matrices of blocks: side by side and one above the other. A block is cut out by identities and zeros."""

from collections.abc import Mapping

from adjoint.expr.build import call, colon, d, identity, is_zero, symbol, zeros
from adjoint.expr.language import Expr
from adjoint.expr.sizes import Size
from adjoint.rewrite.law import Chapter, Law

M, N, P = (Size.of(name) for name in "mnp")
A, B = symbol("A", "m", "n"), symbol("B", "m", "p")
C, D = symbol("C", "m", "n"), symbol("D", "p", "n")
E, F = symbol("E", "n", "k"), symbol("F", "p", "k")
WIDE, TALL = symbol("G", "m", N + P), symbol("G", M + P, "n")


def _beside(left: Expr, right: Expr) -> Expr:
    return call("hcat", left, right)


def _above(top: Expr, bottom: Expr) -> Expr:
    return call("vcat", top, bottom)


def _cuts(named: Mapping[str, Expr]) -> bool:
    return is_zero(named["E"]) or is_zero(named["F"]) or is_zero(named["A"]) or is_zero(named["B"])


LINEARITY = Chapter(
    "blocks",
    (
        Law(
            "differential of blocks side by side",
            d(_beside(A, B)),
            _beside(d(A), d(B)),
            "Each block changes in its place.",
        ),
        Law(
            "differential of blocks one above the other",
            d(_above(C, D)),
            _above(d(C), d(D)),
            "Each block changes in its place.",
        ),
    ),
)

CROSSING = Chapter(
    "blocks cross the colon",
    (
        Law(
            "blocks side by side after the colon",
            colon(WIDE, _beside(A, B)),
            colon(WIDE @ _above(identity(N), zeros((P, N))), A) + colon(WIDE @ _above(zeros((N, P)), identity(P)), B),
            "Each block meets the columns of G that stand in its place; identity over zero cuts them out.",
        ),
        Law(
            "blocks one above the other after the colon",
            colon(TALL, _above(C, D)),
            colon(_beside(identity(M), zeros((M, P))) @ TALL, C) + colon(_beside(zeros((P, M)), identity(P)) @ TALL, D),
            "Each block meets the rows of G that stand in its place; identity beside zero cuts them out.",
        ),
    ),
)

TIDY = Chapter(
    "blocks",
    (
        Law(
            "a block cut out",
            _beside(A, B) @ _above(E, F),
            A @ E + B @ F,
            "Row of blocks times column of blocks.",
            (_cuts,),
        ),
        Law("transpose of blocks side by side", _beside(A, B).T, _above(A.T, B.T), "Rows become columns."),
        Law("transpose of blocks one above the other", _above(C, D).T, _beside(C.T, D.T), "Columns become rows."),
    ),
)
